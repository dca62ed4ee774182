//! A row of a table, read in place.

use memchr::memchr;

use crate::basics::Excerpt;

/// A row, read in place.
pub struct Row<'a> {
    /// The physical line it begins on, from 1.
    pub line: u32,
    pub(super) record: &'a csv::StringRecord,
    pub(super) raw: &'a str,
    pub(super) delimiter: u8,
}

impl<'a> Row<'a> {
    /// A row of a workbook, which has no text around its cells.
    pub(super) fn of_cells(line: u32, record: &'a csv::StringRecord) -> Self {
        Row { line, record, raw: "", delimiter: 0 }
    }
}

impl Row<'_> {
    /// The text of a cell.
    #[must_use]
    pub fn cell(&self, column: usize) -> &str {
        &self.record[column]
    }

    /// How many cells it has.
    #[must_use]
    pub fn width(&self) -> usize {
        self.record.len()
    }

    /// What stands around a cell in its physical line.
    #[must_use]
    pub fn excerpt(&self, column: usize) -> Option<Excerpt> {
        if self.raw.is_empty() {
            return None;
        }
        let bytes = self.raw.as_bytes();
        let (mut at, mut quoted, mut field) = (0, false, 0);
        while field < column {
            match bytes.get(at)? {
                b'"' => quoted = !quoted,
                own if *own == self.delimiter && !quoted => field += 1,
                _ => {}
            }
            at += 1;
        }
        let begin = self.raw[..at].rfind('\n').map_or(0, |end| end + 1);
        let end = memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |found| at + found);
        let line = self.raw[begin..end].trim_end_matches('\r');
        Some(Excerpt::of(line, at - begin, self.record.get(column)?.len().max(1)))
    }
}
