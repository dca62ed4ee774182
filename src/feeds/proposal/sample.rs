//! A sample of a file: its headings and its cells with their lines.

use compact_str::CompactString;

/// The rows of a sample as text.
pub struct Sample {
    /// The headings, in the order of the file.
    pub headings: Vec<String>,
    /// The rows: physical line and cells.
    pub rows: Vec<(u32, Vec<CompactString>)>,
}

impl Sample {
    /// The cells of a column that are not empty, with their lines.
    pub fn filled(&self, column: usize) -> impl Iterator<Item = (u32, &str)> {
        self.rows.iter().map(move |(line, cells)| (*line, cells[column].as_str())).filter(|(_, cell)| !cell.is_empty())
    }

    /// The different texts of a column with the line where each is first met and how often, in the order of the file.
    /// No more than `most` are told; whether there are more is the second answer.
    pub fn distinct(&self, column: usize, most: usize) -> (Vec<(&str, u32, usize)>, bool) {
        let mut found: Vec<(&str, u32, usize)> = Vec::new();
        let mut more = false;
        for (line, cell) in self.filled(column) {
            match found.iter().position(|(text, ..)| *text == cell) {
                Some(at) => found[at].2 += 1,
                None if found.len() < most => found.push((cell, line, 1)),
                None => more = true,
            }
        }
        (found, more)
    }
}

/// A text of the file as a message shows it: escaped, and short.
pub fn shown(text: &str) -> String {
    let short: String = text.chars().take(60).collect();
    let cut = if short.len() < text.len() { "…" } else { "" };
    format!("{short:?}{cut}")
}
