//! Statements: lines in columns, by a layout.

use super::{CellWriter, Field, Page};
use crate::{
    basics::{Code, Finding},
    rulebook::Layout,
    settlement::Line,
    sheets::{Dialect, LineEnd, SheetWriter},
};

/// The columns of a file: heading and field.
pub type Columns = Vec<(String, Field)>;

/// How a file of lines is written.
pub struct Stationery {
    /// Its columns, left to right.
    pub columns: Columns,
    /// Encoding and delimiter.
    pub dialect: Dialect,
    /// Between whole and fraction.
    pub decimal_mark: char,
    /// The form of days.
    pub date_form: String,
    /// How rows end.
    pub line_end: LineEnd,
}

impl Stationery {
    /// Reads the fields of a layout. `file` is its own name in messages.
    pub fn of(layout: &Layout, file: &str) -> Result<Stationery, Vec<Finding>> {
        let mut found = Vec::new();
        let mut columns = Vec::new();
        for column in &layout.columns {
            match column.field.parse() {
                Ok(field) => columns.push((column.heading.clone(), field)),
                Err(expected) => found.push(
                    Finding::new(Code::TableValue, file, expected, "correct the row of the layout")
                        .line(column.line)
                        .cell("value", &column.field),
                ),
            }
        }
        if !found.is_empty() {
            return Err(found);
        }
        let date_form = layout.date_form.clone();
        Ok(Stationery { columns, dialect: layout.dialect, decimal_mark: layout.decimal_mark, date_form, line_end: LineEnd::CrLf })
    }

    /// The header row, with the mark that the encoding wants in front.
    #[must_use]
    pub fn header(&self) -> Vec<u8> {
        let mut sheet = SheetWriter::new(self.dialect, self.line_end);
        sheet.row(self.columns.iter().map(|(heading, _)| heading));
        sheet.into_bytes()
    }
}

/// How `lines.csv` is written: one dialect, and every field but those that tell a draft from a closed period. So it has the
/// same bytes in both.
#[must_use]
pub fn all_columns() -> Stationery {
    Stationery {
        columns: Field::ALL
            .iter()
            .filter(|field| !matches!(field, Field::State | Field::BookHead))
            .map(|field| (field.as_str().to_owned(), *field))
            .collect(),
        dialect: Dialect::OURS,
        decimal_mark: '.',
        date_form: "%Y-%m-%d".to_owned(),
        line_end: LineEnd::Lf,
    }
}

/// Some rows of a file, to be put behind its header in order.
#[must_use]
pub fn rows<'l, 'a: 'l>(lines: impl ExactSizeIterator<Item = &'l Line<'a>>, stationery: &Stationery, page: &Page) -> Vec<u8> {
    let mut sheet = SheetWriter::part(stationery.dialect, stationery.line_end, lines.len() * 16 * stationery.columns.len());
    let mut cells = CellWriter::new(&mut sheet, stationery.decimal_mark, &stationery.date_form);
    for line in lines {
        for (_, field) in &stationery.columns {
            field.write(line, page, &mut cells);
        }
        cells.end_row();
    }
    sheet.into_bytes()
}
