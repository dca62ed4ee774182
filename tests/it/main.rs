//! The integration tests, in one binary: polars links once.

mod golden;
mod sandbox;

mod adding;
mod commands;
mod examples;
mod findings;
mod laws;
mod real_file;
