//! The integration tests, in one binary: polars links once.

#![allow(clippy::disallowed_methods, reason = "a test may show bytes that are no text")]

mod golden;
mod sandbox;

mod accounts;
mod adding;
mod announced;
mod carrying;
mod catalogue;
mod causes;
mod commands;
mod corpora;
mod correcting;
mod editing;
mod examples;
mod feed_map;
mod findings;
mod fuzzed;
mod gallery;
mod golden_book;
mod holding;
mod house;
mod laws;
mod pollution;
mod readme;
mod real_file;
mod reference;
mod restating;
mod takeovers;
mod workbooks;
mod worlds;
