//! What was taken in of a file of a delivery, so that nothing of it is lost unseen.

use crate::sheets::{Blanks, Written};

/// A file as it was read. Its lines are the header, rows, blank lines and a trailer, and nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRead {
    /// Its number among the sources.
    pub file: u32,
    /// Its size in bytes as it came; all of them were read.
    pub bytes: u64,
    /// How it is written.
    pub written: Written,
    /// Rows under the header that tell of contracts; each ends in one place.
    pub rows: u64,
    /// Blank lines, which are passed over.
    pub blanks: Blanks,
    /// Rows that announce what the others hold.
    pub trailers: u64,
}
