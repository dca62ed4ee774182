//! Reads a delimited text table strictly.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;
use rayon::prelude::*;

use super::{Dialect, Encoding, quoting};
use crate::basics::Code;

/// Why a table cannot be trusted, with its place. The whole file is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What kind.
    pub code: Code,
    /// The physical line, from 1; 0 for the file.
    pub line: u32,
    /// The heading concerned, where one is.
    pub column: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub remedy: String,
}

/// A table: its headings, and its rows as text that was checked.
pub struct Sheet {
    text: String,
    body: usize,
    first_line: u32,
    delimiter: u8,
    headings: Vec<String>,
}

/// A row, read in place.
pub struct Row<'a> {
    /// The physical line it begins on, from 1.
    pub line: u32,
    record: &'a csv::StringRecord,
}

impl Row<'_> {
    /// The text of a cell.
    #[must_use]
    pub fn cell(&self, column: usize) -> &str {
        &self.record[column]
    }
}

impl Sheet {
    /// Decodes and checks a table: encoding, quotation marks, headings.
    pub fn read(bytes: Vec<u8>, dialect: Dialect) -> Result<Sheet, Problem> {
        let text = decoded(bytes, dialect.encoding)?;
        quoting::check(text.as_bytes(), dialect.delimiter).map_err(|bad| {
            let (line, column) = quoting::position(&text, bad.at());
            Problem {
                code: Code::FileQuoting,
                line,
                column: String::new(),
                message: format!("{} (character {column})", bad.words()),
                remedy:
                    "ask for the file again, written by RFC 4180: a field with a quotation mark is quoted and the mark doubled"
                        .to_owned(),
            }
        })?;
        let mut reader = reader(text.as_bytes(), dialect.delimiter);
        let mut header = csv::StringRecord::new();
        let read = reader.read_record(&mut header).map_err(|error| broken(&error, 0))?;
        if !read {
            return Err(header_problem("", "the file is empty", "an empty delivery still has its header row"));
        }
        let headings: Vec<String> = header.iter().map(ToOwned::to_owned).collect();
        for (at, heading) in headings.iter().enumerate() {
            if heading.is_empty() {
                return Err(header_problem("", &format!("column {} has no heading", at + 1), "name the column, or leave it out"));
            }
            if headings[..at].contains(heading) {
                return Err(header_problem(heading, "two columns have this heading", "leave one of them out"));
            }
        }
        let body = usize::try_from(reader.position().byte()).expect("a file in memory has a size");
        let first_line = u32::try_from(reader.position().line()).unwrap_or(u32::MAX);
        Ok(Sheet { text, body, first_line, delimiter: dialect.delimiter, headings })
    }

    /// The headings, in the order of the file.
    #[must_use]
    pub fn headings(&self) -> &[String] {
        &self.headings
    }

    /// Reads every row with `read`, on all cores; the results are in the order of the file.
    pub fn rows<T: Send>(&self, read: impl Fn(&Row) -> T + Sync) -> Result<Vec<T>, Problem> {
        let pieces = quoting::cut(&self.text.as_bytes()[self.body..], rayon::current_num_threads() * 4);
        let mut lines = Vec::with_capacity(pieces.len());
        let mut line = self.first_line;
        for piece in &pieces {
            lines.push(line);
            line += u32::try_from(memchr::memchr_iter(b'\n', piece).count()).unwrap_or(u32::MAX);
        }
        let parts: Vec<Result<Vec<T>, Problem>> =
            pieces.into_par_iter().zip(lines).map(|(piece, line)| self.part(piece, line, &read)).collect();
        // The first problem of the file counts, whichever core met one first.
        let mut rows = Vec::new();
        for part in parts {
            rows.append(&mut part?);
        }
        Ok(rows)
    }

    fn part<T>(&self, piece: &[u8], first_line: u32, read: &impl Fn(&Row) -> T) -> Result<Vec<T>, Problem> {
        let mut reader = reader(piece, self.delimiter);
        let mut record = csv::StringRecord::new();
        let mut values = Vec::with_capacity(piece.len() / 100);
        loop {
            match reader.read_record(&mut record) {
                Ok(true) => {}
                Ok(false) => return Ok(values),
                Err(error) => return Err(broken(&error, first_line - 1)),
            }
            let line = first_line - 1 + record.position().map_or(0, |at| begins_on(piece, at));
            if record.len() != self.headings.len() {
                return Err(Problem {
                    code: Code::FieldCount,
                    line,
                    column: String::new(),
                    message: format!("the header has {} fields, this row has {}", self.headings.len(), record.len()),
                    remedy: "ask for the file again: where fields are missing a line may be lost too".to_owned(),
                });
            }
            values.push(read(&Row { line, record: &record }));
        }
    }
}

fn reader(text: &[u8], delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text)
}

/// The line a record begins on. The crate's own position stands before line ends that belong to no record: the second
/// half of a CR LF, and blank lines.
fn begins_on(piece: &[u8], at: &csv::Position) -> u32 {
    let behind = piece.get(usize::try_from(at.byte()).unwrap_or(usize::MAX)..).unwrap_or_default();
    let skipped = behind.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).filter(|byte| **byte == b'\n').count();
    u32::try_from(at.line()).unwrap_or(u32::MAX) + u32::try_from(skipped).unwrap_or(0)
}

fn broken(error: &csv::Error, lines_before: u32) -> Problem {
    let line = error.position().map_or(0, |at| u32::try_from(at.line()).unwrap_or(u32::MAX));
    Problem {
        code: Code::FieldCount,
        line: line + lines_before,
        column: String::new(),
        message: error.to_string(),
        remedy: "ask for the file again".to_owned(),
    }
}

fn header_problem(column: &str, message: &str, remedy: &str) -> Problem {
    Problem { code: Code::Header, line: 1, column: column.to_owned(), message: message.to_owned(), remedy: remedy.to_owned() }
}

fn decoded(bytes: Vec<u8>, encoding: Encoding) -> Result<String, Problem> {
    let refused = |line: u32, message: String, remedy: &str| Problem {
        code: Code::FileEncoding,
        line,
        column: String::new(),
        message,
        remedy: remedy.to_owned(),
    };
    if bytes.contains(&0) {
        return Err(refused(
            0,
            "the file has NUL characters: it is UTF-16, or not text at all".to_owned(),
            "declare or ask for utf-8 or windows-1252",
        ));
    }
    match encoding {
        Encoding::Utf8 | Encoding::Utf8Bom => match String::from_utf8(bytes) {
            Ok(mut text) => {
                if text.starts_with('\u{feff}') {
                    text.drain(..'\u{feff}'.len_utf8());
                }
                Ok(text)
            }
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let line = memchr::memchr_iter(b'\n', &error.as_bytes()[..at]).count() + 1;
                let found = error.as_bytes()[at];
                Err(refused(
                    u32::try_from(line).unwrap_or(u32::MAX),
                    format!("byte 0x{found:02X} at offset {at} is not UTF-8"),
                    "if the file is right, its feed map should say encoding windows-1252",
                ))
            }
        },
        Encoding::Windows1252 => {
            if bytes.starts_with(&[0xEF, 0xBB, 0xBF]) {
                return Err(refused(
                    1,
                    "the file begins with a UTF-8 mark, but windows-1252 is declared".to_owned(),
                    "the feed map should say encoding utf-8",
                ));
            }
            match WINDOWS_1252.decode_without_bom_handling(&bytes).0 {
                Cow::Owned(text) => Ok(text),
                Cow::Borrowed(_) => {
                    String::from_utf8(bytes).map_err(|_| refused(0, "the file is not text".to_owned(), "ask for it again"))
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(text: &str) -> Result<Vec<(u32, String)>, Problem> {
        Sheet::read(text.as_bytes().to_vec(), Dialect::OURS)?.rows(|row| (row.line, row.cell(0).to_owned()))
    }

    #[test]
    fn rows_know_their_physical_line() {
        let rows = sheet("a,b\r\n1,x\r\n\"two\nlines\",y\r\n3,z").unwrap();
        assert_eq!(rows, [(2, "1".to_owned()), (3, "two\nlines".to_owned()), (5, "3".to_owned())]);
    }

    #[test]
    fn a_row_of_another_width_refuses_the_file() {
        let problem = sheet("a,b\n1,2\n3\n").unwrap_err();
        assert_eq!((problem.code, problem.line), (Code::FieldCount, 3));
    }

    #[test]
    fn encodings_are_declared_and_never_guessed() {
        let bytes = b"a,b\nM\xFCller,x\n".to_vec();
        let refused = Sheet::read(bytes.clone(), Dialect::OURS).err().unwrap();
        assert_eq!((refused.code, refused.line), (Code::FileEncoding, 2));
        let ansi = Dialect { encoding: Encoding::Windows1252, delimiter: b',' };
        let read = Sheet::read(bytes, ansi).unwrap().rows(|row| row.cell(0).to_owned()).unwrap();
        assert_eq!(read, ["Müller"]);
    }

    #[test]
    fn a_large_table_reads_the_same_in_parts() {
        let mut text = String::from("id,text\n");
        for n in 0..20_000 {
            text.push_str(&format!("{n},\"line one\nline \"\"{n}\"\"\"\n"));
        }
        let rows = sheet(&text).unwrap();
        assert_eq!(rows.len(), 20_000);
        assert!(rows.iter().enumerate().all(|(n, (line, id))| *id == n.to_string() && *line as usize == 2 + 2 * n));
    }

    #[test]
    fn doubled_and_empty_headings_are_refused() {
        for text in ["a,a\n", "a,\n", ""] {
            assert_eq!(sheet(text).unwrap_err().code, Code::Header, "{text:?}");
        }
    }
}
