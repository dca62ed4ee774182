//! How a file is written, beside what it says.

/// How a file was written, where that may be one way or another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// A byte order mark was taken off.
    pub marked: bool,
    /// Rows that end with CR LF.
    pub cr_lf: u64,
    /// Lines that end with LF alone.
    pub lf: u64,
    /// Whether the last row has a line end.
    pub ended: bool,
}

/// The blank lines of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Blanks {
    /// How many stand before a row.
    pub between: u64,
    /// The first of these; 0 where there is none.
    pub first: u32,
    /// How many stand behind the last row.
    pub behind: u64,
}

impl Blanks {
    /// So many lines before the row on this line.
    pub(super) fn before(&mut self, line: u32, count: u64) {
        if count > 0 && self.first == 0 {
            self.first = line.saturating_sub(u32::try_from(count).unwrap_or(u32::MAX));
        }
        self.between += count;
    }

    /// The part behind this one; it may have no rows.
    pub(super) fn go_on(&mut self, next: Blanks, is_empty: bool) {
        let behind = self.behind;
        if is_empty {
            self.behind += next.behind;
            return;
        }
        self.between += behind + next.between;
        self.behind = next.behind;
        if self.first == 0 {
            self.first = next.first;
        }
    }
}
