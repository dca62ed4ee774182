//! How large the parts of a table may be: beyond it a file is refused, before more is made of it.

/// Bytes of a file, packed or not: 4 GiB.
pub const FILE: u64 = 4 << 30;
/// Bytes of a field: 64 KiB, of a text that a person has to read.
pub const FIELD: usize = 64 << 10;
/// Bytes of a field with its quotation marks, where each of its own is doubled: what reads can be written and read again.
pub const QUOTED: usize = 2 * FIELD + 2;
/// Bytes of a row outside its quoted line ends: 1 MiB.
pub const ROW: usize = 1 << 20;
/// Columns.
pub const COLUMNS: usize = 1_000;
