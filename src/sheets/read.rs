//! Reads a delimited text table strictly.

use memchr::{memchr, memchr_iter};
use rayon::prelude::*;

use super::{Blanks, Dialect, Problem, Row, Written, decode::decoded, limits, quoting, workbook::Cells};
use crate::basics::{Code, Excerpt};

/// A table: its headings, and its rows as text that was checked.
pub struct Sheet {
    text: String,
    body: usize,
    first_line: u32,
    delimiter: u8,
    headings: Vec<String>,
    size: u64,
    written: Written,
    cells: Option<Cells>,
}

impl Sheet {
    /// Decodes and checks a table: encoding, quotation marks, line ends, headings.
    pub fn read(bytes: Vec<u8>, dialect: Dialect) -> Result<Sheet, Problem> {
        let size = bytes.len() as u64;
        let (text, marked) = decoded(bytes, dialect.encoding)?;
        quoting::check(text.as_bytes(), dialect.delimiter).map_err(|broken| broken.problem(&text))?;
        let delimiter = dialect.delimiter;
        let mut reader = reader(text.as_bytes(), delimiter);
        let mut header = csv::StringRecord::new();
        within_row(&text, 0, 1)?;
        let read = reader.read_record(&mut header).map_err(|error| broken(&error, 0))?;
        if !read {
            return Err(header_problem("", "the file is empty", "an empty delivery still has its header row"));
        }
        if text.starts_with(['\r', '\n']) {
            return Err(header_problem(
                "",
                "the first line is blank",
                "the header row comes first: take out what stands before it",
            ));
        }
        let headings: Vec<String> = header.iter().map(ToOwned::to_owned).collect();
        let begins = usize::try_from(header.position().map_or(0, csv::Position::byte)).unwrap_or_default();
        let excerpt = |at: usize| Row { line: 1, record: &header, raw: &text[begins..], delimiter }.excerpt(at);
        named_well(&headings, excerpt)?;
        let behind = usize::try_from(reader.position().byte()).expect("a file in memory has a size");
        // The crate stands before the second half of a CR LF.
        let half = text.as_bytes()[..behind].ends_with(b"\r") && text.as_bytes()[behind..].starts_with(b"\n");
        let body = behind + usize::from(half);
        let first_line = u32::try_from(reader.position().line()).unwrap_or(u32::MAX).saturating_add(u32::from(half));
        let cr_lf = memchr::memmem::find_iter(text.as_bytes(), b"\r\n").count() as u64;
        let lines = memchr_iter(b'\n', text.as_bytes()).count() as u64;
        let written = Written { marked, cr_lf, lf: lines - cr_lf, ended: text.ends_with('\n') };
        Ok(Sheet { text, body, first_line, delimiter, headings, size, written, cells: None })
    }

    /// A table of cells.
    pub(super) fn of_cells(headings: Vec<String>, cells: Cells, size: u64) -> Result<Sheet, Problem> {
        if headings.is_empty() {
            return Err(header_problem("", "the file is empty", "an empty delivery still has its header row"));
        }
        named_well(&headings, |_| None)?;
        let (written, cells) = (Written { ended: true, ..Written::default() }, Some(cells));
        Ok(Sheet { text: String::new(), body: 0, first_line: 2, delimiter: 0, headings, size, written, cells })
    }

    /// … that came in a file of this many bytes.
    pub(super) fn sized(self, size: u64) -> Sheet {
        Sheet { size, ..self }
    }

    /// What a workbook hides and what of it was read all the same, where it is one that hides anything.
    #[must_use]
    pub fn hidden(&self) -> Option<String> {
        self.cells.as_ref().and_then(Cells::hidden)
    }

    /// How large the file is, in bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// How it is written.
    #[must_use]
    pub fn written(&self) -> Written {
        self.written
    }

    /// The headings, in the order of the file.
    #[must_use]
    pub fn headings(&self) -> &[String] {
        &self.headings
    }

    /// Reads every row with `read`, on all cores; the results are in the order of the file.
    pub fn rows<T: Send>(&self, read: impl Fn(&Row) -> T + Sync) -> Result<Vec<T>, Problem> {
        self.rows_and_blanks(read).map(|(rows, _)| rows)
    }

    /// … and says which lines are blank: they are passed over.
    pub fn rows_and_blanks<T: Send>(&self, read: impl Fn(&Row) -> T + Sync) -> Result<(Vec<T>, Blanks), Problem> {
        if let Some(cells) = &self.cells {
            return Ok(cells.rows(self.headings.len(), read));
        }
        let pieces = quoting::cut(&self.text[self.body..], rayon::current_num_threads() * 4);
        let mut lines = Vec::with_capacity(pieces.len());
        let mut line = self.first_line;
        for piece in &pieces {
            lines.push(line);
            line = line.saturating_add(u32::try_from(memchr_iter(b'\n', piece.as_bytes()).count()).unwrap_or(u32::MAX));
        }
        let parts: Vec<Result<(Vec<T>, Blanks), Problem>> =
            pieces.into_par_iter().zip(lines).map(|(piece, line)| self.part(piece, line, &read)).collect();
        // The first problem of the file counts, whichever core met one first.
        let mut rows = Vec::new();
        let mut blanks = Blanks::default();
        for part in parts {
            let (mut own, blank) = part?;
            blanks.go_on(blank, own.is_empty());
            rows.append(&mut own);
        }
        Ok((rows, blanks))
    }

    fn part<T>(&self, piece: &str, first_line: u32, read: &impl Fn(&Row) -> T) -> Result<(Vec<T>, Blanks), Problem> {
        let mut blanks = Blanks::default();
        let mut reader = reader(piece.as_bytes(), self.delimiter);
        let mut record = csv::StringRecord::new();
        let mut values = Vec::with_capacity(piece.len() / 100);
        loop {
            let ahead = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
            within_row(piece, ahead, first_line - 1 + u32::try_from(reader.position().line()).unwrap_or(0))?;
            match reader.read_record(&mut record) {
                Ok(true) => {}
                Ok(false) => {
                    assert_eq!(reader.position().byte(), piece.len() as u64, "all of a file is read");
                    blanks.behind = blank_between(piece, ahead, piece.len());
                    return Ok((values, blanks));
                }
                Err(error) => return Err(broken(&error, first_line - 1)),
            }
            let (line, begins) = record.position().map_or((0, 0), |at| begins_on(piece.as_bytes(), at));
            blanks.before(first_line - 1 + line, blank_between(piece, ahead, begins));
            let row = Row { line: first_line - 1 + line, record: &record, raw: &piece[begins..], delimiter: self.delimiter };
            self.check(&row)?;
            values.push(read(&row));
        }
    }

    /// A row has as many fields as the header, and none is too long.
    fn check(&self, row: &Row) -> Result<(), Problem> {
        if row.width() != self.headings.len() {
            let message = format!("the header has {} fields, this row has {}", self.headings.len(), row.width());
            let remedy = "ask for the file again: where fields are missing a line may be lost too";
            let excerpt = row.excerpt(self.headings.len().min(row.width()).saturating_sub(1));
            return Err(Problem::new(Code::FieldCount, row.line, message, remedy).excerpt(excerpt));
        }
        if row.record.as_slice().len() > limits::FIELD
            && let Some(at) = row.record.iter().position(|cell| cell.len() > limits::FIELD)
        {
            let message = format!("a field has {} bytes, {} at most are read", row.cell(at).len(), limits::FIELD);
            return Err(Problem::new(Code::FileLimit, row.line, message, LONG)
                .column(&self.headings[at])
                .excerpt(row.excerpt(at)));
        }
        Ok(())
    }
}

/// Each column has a heading of its own.
fn named_well(headings: &[String], excerpt: impl Fn(usize) -> Option<Excerpt>) -> Result<(), Problem> {
    let refused = |problem: Problem, at: usize| problem.excerpt(excerpt(at));
    if headings.len() > limits::COLUMNS {
        let message = format!("the header has {} columns, {} at most are read", headings.len(), limits::COLUMNS);
        return Err(Problem::new(Code::FileLimit, 1, message, "leave out the columns that are not needed"));
    }
    for (at, heading) in headings.iter().enumerate() {
        if heading.trim().is_empty() {
            let message = format!("column {} has no heading", at + 1);
            let remedy = "name the column, or leave it out; a delimiter at the end of each row makes one too";
            return Err(refused(header_problem("", &message, remedy), at));
        }
        let alike = |other: &&String| other.trim().to_lowercase() == heading.trim().to_lowercase();
        if let Some(other) = headings[..at].iter().find(alike) {
            let message = if other == heading {
                "two columns have this heading".to_owned()
            } else {
                format!("another column has the heading {other:?}, which differs by blanks or capitals alone")
            };
            return Err(refused(header_problem(heading, &message, "leave one of them out"), at));
        }
    }
    Ok(())
}

const LONG: &str = "ask for the file again: a line end or a delimiter may be missing";

/// Before more is made of it: the line that begins at a byte ends soon.
fn within_row(text: &str, at: usize, line: u32) -> Result<(), Problem> {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    if rest.len() <= limits::ROW || memchr(b'\n', &rest[..limits::ROW]).is_some() {
        return Ok(());
    }
    Err(Problem::new(Code::FileLimit, line, format!("a line has more than {} bytes", limits::ROW), LONG))
}

fn reader(text: &[u8], delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text)
}

/// The line and the byte a record begins on. The crate's own position stands before line ends that belong to no record:
/// the second half of a CR LF, and blank lines.
fn begins_on(piece: &[u8], at: &csv::Position) -> (u32, usize) {
    let from = usize::try_from(at.byte()).unwrap_or(usize::MAX);
    let behind = piece.get(from..).unwrap_or_default();
    let ends = behind.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    let skipped = memchr_iter(b'\n', &behind[..ends]).count();
    (u32::try_from(at.line()).unwrap_or(u32::MAX) + u32::try_from(skipped).unwrap_or(0), from + ends)
}

/// The blank lines between two bytes of a piece where no record stands.
fn blank_between(piece: &str, from: usize, until: usize) -> u64 {
    let bytes = piece.as_bytes();
    let half = from > 0 && bytes.get(from - 1) == Some(&b'\r') && bytes.get(from) == Some(&b'\n') && from < until;
    memchr_iter(b'\n', bytes.get(from..until).unwrap_or_default()).count() as u64 - u64::from(half)
}

fn broken(error: &csv::Error, lines_before: u32) -> Problem {
    let line = error.position().map_or(0, |at| u32::try_from(at.line()).unwrap_or(u32::MAX));
    Problem::new(Code::FieldCount, line + lines_before, error.to_string(), "ask for the file again")
}

fn header_problem(column: &str, message: &str, remedy: &str) -> Problem {
    Problem::new(Code::Header, 1, message, remedy).column(column)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(text: &str) -> Result<Vec<(u32, String)>, Problem> {
        Sheet::read(text.as_bytes().to_vec(), Dialect::OURS)?.rows(|row| (row.line, row.cell(0).to_owned()))
    }

    fn sheet_problem(text: &str) -> Problem {
        sheet(text).unwrap_err()
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
    fn a_row_shows_what_stands_around_a_cell() {
        let text = "a,b,c\r\n1,\"two, \"\"x\"\"\nlines\",3,\r\n".replace(",3,", ",3");
        let sheet = Sheet::read(text.into_bytes(), Dialect::OURS).unwrap();
        let shown = |column: usize| sheet.rows(|row| row.excerpt(column).unwrap().lines()).unwrap().remove(0);
        assert_eq!(shown(0), ["1,\"two, \"\"x\"\"".to_owned(), "^".to_owned()]);
        assert_eq!(shown(1)[1], "  ^");
        assert_eq!(shown(2), ["lines\",3".to_owned(), "       ^".to_owned()]);
        let problem = sheet_problem("a,b\nü,2\n3,4,5\n");
        assert_eq!(problem.excerpt.unwrap().lines(), ["3,4,5".to_owned(), "  ^".to_owned()]);
    }

    #[test]
    fn blank_lines_are_passed_over_and_counted() {
        let blanks = |text: &str| {
            let sheet = Sheet::read(text.as_bytes().to_vec(), Dialect::OURS).unwrap();
            let (rows, blanks) = sheet.rows_and_blanks(|row| row.line).unwrap();
            (rows, blanks.between, blanks.first, blanks.behind)
        };
        assert_eq!(blanks("a,b\n1,2\n3,4\n"), (vec![2, 3], 0, 0, 0));
        assert_eq!(blanks("a,b\r\n1,2\r\n3,4\r\n"), (vec![2, 3], 0, 0, 0));
        assert_eq!(blanks("a,b\n\n\n1,2\n3,4"), (vec![4, 5], 2, 2, 0));
        assert_eq!(blanks("a,b\r\n1,2\r\n\r\n\r\n3,4\r\n\r\n"), (vec![2, 5], 2, 3, 1));
        assert_eq!(blanks("a,b\n\n"), (vec![], 0, 0, 1));
        let mut long = "a,b\n".to_owned();
        (0..40_000).for_each(|n| long.push_str(if n % 1000 == 7 { "\n" } else { "1,2\n" }));
        let (rows, between, first, behind) = blanks(&long);
        assert_eq!((rows.len(), between, first, behind), (39_960, 40, 9, 0));
    }

    #[test]
    fn what_goes_beyond_a_limit_is_refused_where_it_begins() {
        let code = |text: &str| (sheet_problem(text).code, sheet_problem(text).line);
        assert_eq!(code(&format!("a,b\n1,{}\n", "x".repeat(limits::FIELD + 1))), (Code::FileLimit, 2));
        assert_eq!(code(&format!("a,b\n1,2\n{}", "x,".repeat(limits::ROW))), (Code::FileLimit, 3));
        assert_eq!(code(&"x,".repeat(limits::ROW)), (Code::FileLimit, 1));
        let wide = (0..=limits::COLUMNS).map(|n| n.to_string()).collect::<Vec<_>>().join(",");
        assert_eq!(code(&wide), (Code::FileLimit, 1));
        assert!(sheet(&format!("a,b\n1,{}\n", "x".repeat(limits::FIELD))).is_ok());
        assert!(sheet(&format!("a,b\n1,\"{}\"\n", "\"\"".repeat(limits::FIELD))).is_ok(), "as it is written again");
        assert_eq!(code(&format!("a,b\n1,\"{}\"\n", "x".repeat(limits::FIELD + 1))), (Code::FileLimit, 2));
    }

    #[test]
    fn how_a_file_is_written_is_told() {
        let written = |text: &str| Sheet::read(text.as_bytes().to_vec(), Dialect::OURS).unwrap().written();
        assert_eq!(written("\u{feff}a,b\r\n1,2\n3,4"), Written { marked: true, cr_lf: 1, lf: 1, ended: false });
        assert_eq!(written("a,b\n"), Written { marked: false, cr_lf: 0, lf: 1, ended: true });
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
        for text in ["a,a\n", "a,\n", "", "a, A\n", " ,b\n", "\na,b\n"] {
            assert_eq!(sheet(text).unwrap_err().code, Code::Header, "{text:?}");
        }
    }
}
