//! Text tables with positions: the one door to the crates that read csv, gzip, zstd and workbooks.
//!
//! Owns reading (packing, encoding, strict quoting, header, field count) and writing of delimited text. Leaves the meaning of a
//! cell to whoever reads it. Holds true: every row knows its physical line; a file whose rows or columns cannot be
//! trusted is refused whole.

pub mod dated;
mod decode;
mod delivered;
mod dialect;
pub mod limits;
pub mod own;
mod packed;
mod problem;
mod quoting;
mod read;
mod row;
mod workbook;
mod write;
mod written;

pub use delivered::delivered;
pub use dialect::{Dialect, Encoding};
pub use packed::Packing;
pub use problem::Problem;
pub use read::Sheet;
pub use row::Row;
pub use workbook::Forms;
pub use write::{LineEnd, SheetWriter, neutralised};
pub use written::{Blanks, Written};
