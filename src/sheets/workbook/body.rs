//! The cells of a sheet, kept as they are met: memory follows what is there, not where it stands.

use std::ops::Range;

use rayon::prelude::*;

use crate::sheets::{Blanks, Problem, Row, packed};

/// What a workbook hides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Hidden {
    /// How many rows, and the first of them.
    pub rows: u32,
    pub first_row: u32,
    /// How many columns.
    pub columns: u32,
    /// The names of sheets with cells that are not read.
    pub sheets: Vec<String>,
    /// Whether the sheet that is read is hidden itself.
    pub itself: bool,
}

impl Hidden {
    /// One more row.
    pub(super) fn row(&mut self, line: u32) {
        self.first_row = if self.rows == 0 { line } else { self.first_row };
        self.rows += 1;
    }
}

/// The cells of the rows below the header.
pub struct Cells {
    /// How many bytes of text may be kept: many cells may share one.
    allowed: u64,
    text: String,
    /// Column and end of the text of each cell.
    places: Vec<(u32, usize)>,
    /// Line and first cell of each row.
    rows: Vec<(u32, usize)>,
    pub(super) hidden: Hidden,
}

impl Cells {
    /// None yet, and so much text at most.
    pub(super) fn within(allowed: u64) -> Cells {
        Cells { allowed, text: String::new(), places: Vec::new(), rows: Vec::new(), hidden: Hidden::default() }
    }

    /// Keeps a cell: rows from above, columns from the left.
    pub(super) fn keep(&mut self, line: u32, column: u32, text: &str) -> Result<(), Problem> {
        if self.rows.last().is_none_or(|(last, _)| *last != line) {
            self.rows.push((line, self.places.len()));
        }
        self.text.push_str(text);
        self.places.push((column, self.text.len()));
        if self.text.len() as u64 > self.allowed {
            return Err(packed::beyond(&format!("its cells hold more than {} bytes of text", self.allowed)));
        }
        Ok(())
    }

    /// The last line with a cell.
    pub(super) fn last_line(&self) -> u32 {
        self.rows.last().map_or(1, |(line, _)| *line)
    }

    /// Reads every row, on all cores. A cell that is absent is empty.
    pub(in crate::sheets) fn rows<T: Send>(&self, width: usize, read: impl Fn(&Row) -> T + Sync) -> (Vec<T>, Blanks) {
        let size = (self.rows.len() / (rayon::current_num_threads() * 4)).max(256);
        let parts: Vec<Range<usize>> =
            (0..self.rows.len()).step_by(size).map(|from| from..(from + size).min(self.rows.len())).collect();
        let read = |part: Range<usize>| part.map(|at| self.row(at, width, &read)).collect::<Vec<T>>();
        let rows = parts.into_par_iter().flat_map_iter(read).collect();
        let mut blanks = Blanks::default();
        let mut before = 1;
        for (line, _) in &self.rows {
            blanks.before(*line, u64::from(line - before - 1));
            before = *line;
        }
        (rows, blanks)
    }

    fn row<T>(&self, at: usize, width: usize, read: &impl Fn(&Row) -> T) -> T {
        let (line, from) = self.rows[at];
        let until = self.rows.get(at + 1).map_or(self.places.len(), |(_, first)| *first);
        let mut begin = if from == 0 { 0 } else { self.places[from - 1].1 };
        let mut record = csv::StringRecord::new();
        for (column, end) in &self.places[from..until] {
            while record.len() < *column as usize {
                record.push_field("");
            }
            record.push_field(&self.text[begin..*end]);
            begin = *end;
        }
        while record.len() < width {
            record.push_field("");
        }
        read(&Row::of_cells(line, &record))
    }

    /// What is hidden, in words.
    pub(in crate::sheets) fn hidden(&self) -> Option<String> {
        let hidden = &self.hidden;
        let many = |count: u32, one: &str| if count == 1 { format!("1 {one} is") } else { format!("{count} {one}s are") };
        let mut told = Vec::new();
        if hidden.rows > 0 {
            let first = if hidden.rows == 1 { "it is" } else { "the first is" };
            told.push(format!("{} hidden and read all the same ({first} row {})", many(hidden.rows, "row"), hidden.first_row));
        }
        if hidden.columns > 0 {
            told.push(format!("{} hidden and read all the same", many(hidden.columns, "column")));
        }
        if hidden.itself {
            told.push("the sheet that the feed map names is hidden and read all the same".to_owned());
        }
        if !hidden.sheets.is_empty() {
            told.push(format!("hidden and not read: the sheet {}", hidden.sheets.join(", ")));
        }
        if told.is_empty() { None } else { Some(told.join("; ")) }
    }
}
