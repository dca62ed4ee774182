//! Writes delimited text tables: RFC 4180, quoted where necessary.

use super::{Dialect, Encoding};

/// A table being written to memory.
pub struct SheetWriter {
    out: csv::Writer<Vec<u8>>,
}

impl SheetWriter {
    /// A new table; with a byte order mark where the dialect has one.
    #[must_use]
    pub fn new(dialect: Dialect, line_end: LineEnd) -> Self {
        let start = match dialect.encoding {
            Encoding::Utf8Bom => "\u{feff}".as_bytes().to_vec(),
            _ => Vec::new(),
        };
        Self::onto(start, dialect, line_end)
    }

    /// A further part of a table, to be put behind the first: no mark.
    #[must_use]
    pub fn part(dialect: Dialect, line_end: LineEnd, capacity: usize) -> Self {
        Self::onto(Vec::with_capacity(capacity), dialect, line_end)
    }

    fn onto(start: Vec<u8>, dialect: Dialect, line_end: LineEnd) -> Self {
        let terminator = match line_end {
            LineEnd::CrLf => csv::Terminator::CRLF,
            LineEnd::Lf => csv::Terminator::Any(b'\n'),
        };
        let out = csv::WriterBuilder::new()
            .delimiter(dialect.delimiter)
            .terminator(terminator)
            .quote_style(csv::QuoteStyle::Necessary)
            .flexible(true)
            .buffer_capacity(1 << 16)
            .from_writer(start);
        SheetWriter { out }
    }

    /// Writes the next cell of the row.
    pub fn cell(&mut self, text: &str) {
        self.out.write_field(text).expect("writing to memory does not fail");
    }

    /// Ends the row.
    pub fn end_row(&mut self) {
        self.out.write_record(None::<&[u8]>).expect("writing to memory does not fail");
    }

    /// Writes a whole row.
    pub fn row<T: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = T>) {
        for cell in cells {
            self.cell(cell.as_ref());
        }
        self.end_row();
    }

    /// The bytes of the table.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.out.into_inner().expect("writing to memory does not fail")
    }
}

/// How a row ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineEnd {
    /// As RFC 4180 has it, for files that leave the house.
    CrLf,
    /// As our own tables have it.
    Lf,
}

/// A text cell as a spreadsheet may see it: one that would run as a formula gets a `'` in front (OWASP, CWE-1236).
/// For text only: a negative amount stays a number.
#[must_use]
pub fn neutralised(text: &str) -> std::borrow::Cow<'_, str> {
    match text.as_bytes().first() {
        Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r' | b'\n') => std::borrow::Cow::Owned(format!("'{text}")),
        _ => std::borrow::Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        let mut sheet = SheetWriter::new(Dialect { encoding: Encoding::Utf8Bom, delimiter: b';' }, LineEnd::CrLf);
        sheet.row(["a;b", "say \"x\"", "-1,50", ""]);
        assert_eq!(String::from_utf8(sheet.into_bytes()).unwrap(), "\u{feff}\"a;b\";\"say \"\"x\"\"\";-1,50;\r\n");
    }

    #[test]
    fn formulas_are_text_afterwards() {
        for (text, expected) in [("=1+1", "'=1+1"), ("@x", "'@x"), ("-2", "'-2"), ("+49", "'+49"), ("a=1", "a=1"), ("", "")] {
            assert_eq!(neutralised(text), expected);
        }
    }
}
