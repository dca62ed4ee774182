//! Rows of feeds that cannot be read, and are held.

use compact_str::CompactString;

use crate::basics::{Currency, Finding};

/// A row that cannot be taken: it is held.
#[derive(Clone, Debug)]
pub struct Unreadable {
    /// The file it stands in, by its number among the sources.
    pub file: u32,
    /// The delivery it came in.
    pub delivery: u32,
    /// Its contract, where that can be read.
    pub contract: Option<CompactString>,
    /// Its item, where that can be read.
    pub item: Option<CompactString>,
    /// Its currency, where that can be read.
    pub currency: Option<Currency>,
    /// What is wrong with it.
    pub finding: Finding,
}
