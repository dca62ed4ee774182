//! Rows lined up: the one door to polars.
//!
//! Owns the order of records by item, and control totals by a second way. Frames hold codes, days, minor units and row
//! numbers, never text; answers are row numbers and sums, and no row comes back out of a frame.

mod codes;
mod line_up;
mod totals;

pub use line_up::{Items, line_up};
pub use totals::{LineSums, line_sums};

use polars::prelude::PolarsError;

/// Frames are made from vectors of one length, so the engine has nothing to refuse.
fn sound<T>(result: Result<T, PolarsError>) -> T {
    result.unwrap_or_else(|error| panic!("a frame of our own making was refused: {error}"))
}
