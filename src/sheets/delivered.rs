//! A table as it was delivered: plain text, packed text or a workbook.

use super::{Dialect, Forms, Packing, Problem, Sheet, packed, workbook};

/// Reads a delivered table, packed as the ending of its name says.
pub fn delivered(bytes: Vec<u8>, packing: Packing, dialect: Dialect, forms: Forms) -> Result<Sheet, Problem> {
    let size = bytes.len() as u64;
    let text = match packing {
        Packing::Workbook => return workbook::read(bytes, forms),
        Packing::Text => bytes,
        Packing::Gzip | Packing::Zstd => packed::unpacked(&bytes, packing)?,
    };
    packed::no_magic(&text)?;
    Ok(Sheet::read(text, dialect)?.sized(size))
}
