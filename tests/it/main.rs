//! The integration tests, in one binary: polars links once.

mod golden;
mod sandbox;

mod examples;
