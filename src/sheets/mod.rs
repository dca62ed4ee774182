//! Text tables with positions: the one door to the csv crate.
//!
//! Owns reading (encoding, strict quoting, header, field count) and writing of delimited text. Leaves the meaning of a
//! cell to whoever reads it. Holds true: every row knows its physical line; a file whose rows or columns cannot be
//! trusted is refused whole.

pub mod dated;
mod decode;
mod dialect;
pub mod limits;
pub mod own;
mod problem;
mod quoting;
mod read;
mod write;

pub use dialect::{Dialect, Encoding};
pub use problem::Problem;
pub use read::{Blanks, Row, Sheet, Written};
pub use write::{LineEnd, SheetWriter, neutralised};
