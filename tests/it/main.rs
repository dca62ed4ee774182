//! The integration tests, in one binary: polars links once.

mod golden;
mod sandbox;

mod adding;
mod commands;
mod examples;
mod findings;
mod house;
mod laws;
mod readme;
mod real_file;
