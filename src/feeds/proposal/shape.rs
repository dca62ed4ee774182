//! Encoding and delimiter of a sample, by what reads as a table.

use compact_str::CompactString;

use super::{Proposal, sample::Sample};
use crate::{
    basics::{Code, Finding},
    sheets::{Dialect, Encoding, Problem, Sheet},
};

/// Delimiters that are tried, each as the map writes it.
const DELIMITERS: [(u8, &str); 4] = [(b',', ","), (b';', ";"), (b'\t', "tab"), (b'|', "|")];

/// Beginnings of files that are no text, with what they are.
const PACKED: [(&[u8], &str); 4] = [
    (b"PK\x03\x04", "a workbook or another zip file"),
    (b"\x1f\x8b", "packed with gzip"),
    (b"\x28\xb5\x2f\xfd", "packed with zstd"),
    (b"\xd0\xcf\x11\xe0", "an old workbook"),
];

/// Reads the sample in the one dialect that fits, and says which. Of a large file no more than `most` bytes are looked at;
/// one in UTF-16 is looked at whole.
pub fn read(bytes: Vec<u8>, most: usize, file: &str, proposal: &mut Proposal) -> Result<Sample, Finding> {
    let wide = bytes.starts_with(&LITTLE) || bytes.starts_with(&BIG);
    text(&bytes, wide, file)?;
    let whole = wide || bytes.len() <= most;
    let bytes = if whole { bytes } else { cut(bytes, most, file)? };
    let encoding = encoding(&bytes, proposal);
    let (sheet, rows) = table(&bytes, encoding, file, proposal)?;
    if !whole {
        proposal.doubt(format!("The file is large: only its first {} rows were looked at.", rows.len()));
    }
    if rows.is_empty() {
        proposal.doubt("The sample has headings and no rows: columns are proposed by their headings alone.");
    }
    Ok(Sample { headings: sheet.headings().to_vec(), rows })
}

fn refused(code: Code, file: &str, message: impl Into<String>, remedy: &str) -> Finding {
    Finding::new(code, file, message.into(), remedy.to_owned())
}

/// The marks with which UTF-16 begins.
const LITTLE: [u8; 2] = [0xFF, 0xFE];
const BIG: [u8; 2] = [0xFE, 0xFF];

/// Refuses what is no text in an encoding that a map can name.
fn text(bytes: &[u8], wide: bool, file: &str) -> Result<(), Finding> {
    if bytes.is_empty() {
        return Err(refused(Code::Header, file, "the file is empty", "take a delivery with a header row and some rows"));
    }
    if let Some((_, what)) = PACKED.iter().find(|(beginning, _)| bytes.starts_with(beginning)) {
        let message = format!("the file is no text: it is {what}");
        return Err(refused(
            Code::FileEncoding,
            file,
            message,
            "a map is proposed from a .csv: unpack it, or save the sheet as CSV",
        ));
    }
    if wide {
        return Ok(());
    }
    if bytes.contains(&0) {
        let remedy = "save it as utf-8, or ask the distributor for that";
        return Err(refused(Code::FileEncoding, file, "the file is UTF-16 without its mark, or no text at all", remedy));
    }
    let control = |byte: &u8| *byte < 0x20 && !matches!(byte, b'\t' | b'\r' | b'\n');
    match bytes.iter().position(control) {
        Some(at) => {
            let message = format!("the file is no text: it has the control character 0x{:02X} at offset {at}", bytes[at]);
            Err(refused(Code::FileEncoding, file, message, "take a delivery as a text file with a delimiter"))
        }
        None => Ok(()),
    }
}

/// The beginning of a file up to the last line end that is not inside quotation marks.
fn cut(mut bytes: Vec<u8>, most: usize, file: &str) -> Result<Vec<u8>, Finding> {
    let (mut inside, mut end) = (false, 0);
    for (at, byte) in bytes.iter().take(most).enumerate() {
        match byte {
            b'"' => inside = !inside,
            b'\n' if !inside => end = at + 1,
            _ => {}
        }
    }
    if end == 0 {
        let remedy = "take a delivery with one row in a line";
        return Err(refused(Code::FieldCount, file, "the file is large, and no line of it ends", remedy));
    }
    bytes.truncate(end);
    Ok(bytes)
}

/// UTF-16 has its mark, and proper UTF-8 is no accident; anything else is read as windows-1252, to be looked at.
fn encoding(bytes: &[u8], proposal: &mut Proposal) -> Encoding {
    for (mark, name, encoding) in [(LITTLE, "utf-16le", Encoding::Utf16Le), (BIG, "utf-16be", Encoding::Utf16Be)] {
        if bytes.starts_with(&mark) {
            proposal.add("file", "encoding", name);
            return encoding;
        }
    }
    if std::str::from_utf8(bytes).is_ok() {
        proposal.add("file", "encoding", "utf-8");
        if bytes.is_ascii() {
            proposal.doubt(
                "encoding: the sample is plain ASCII, which utf-8 and windows-1252 read alike. utf-8 is proposed; a delivery in \
                 another encoding would be refused.",
            );
        }
        return Encoding::Utf8;
    }
    proposal.add("file", "encoding", "windows-1252");
    Encoding::Windows1252
}

type Rows = Vec<(u32, Vec<CompactString>)>;

/// The dialect whose table stands: every row as wide as the header, and more than one column.
fn table(bytes: &[u8], encoding: Encoding, file: &str, proposal: &mut Proposal) -> Result<(Sheet, Rows), Finding> {
    let mut stand: Vec<(Sheet, Rows, &str)> = Vec::new();
    let mut fall: Option<(usize, Finding)> = None;
    for (delimiter, name) in DELIMITERS {
        let count = memchr::memchr_iter(delimiter, bytes.split(|byte| *byte == b'\n').next().unwrap_or_default()).count();
        if count == 0 {
            continue;
        }
        let read = Sheet::read(bytes.to_vec(), Dialect { encoding, delimiter }).and_then(|sheet| {
            let columns = sheet.headings().len();
            let rows = sheet.rows(|row| (row.line, (0..columns).map(|at| row.cell(at).into()).collect()))?;
            Ok((sheet, rows))
        });
        match read {
            Ok((sheet, rows)) if sheet.headings().len() > 1 => stand.push((sheet, rows, name)),
            Ok(_) => {}
            Err(problem) => {
                if fall.as_ref().is_none_or(|(most, _)| count > *most) {
                    let message = format!("read with the delimiter {name}: {}", problem.message);
                    fall = Some((count, Problem { message, ..problem }.in_file(file)));
                }
            }
        }
    }
    // A delimiter that breaks more headings apart and fails is likelier than one that happens to hold.
    stand.sort_by_key(|(sheet, ..)| std::cmp::Reverse(sheet.headings().len()));
    let widest = stand.first().map_or(0, |(sheet, ..)| sheet.headings().len());
    if let Some((count, finding)) = fall
        && count >= widest
    {
        return Err(finding);
    }
    let others: Vec<&str> = stand.iter().skip(1).map(|(.., name)| *name).collect();
    let others = others.join(" and ");
    let Some((sheet, rows, name)) = stand.into_iter().next() else {
        let remedy = "take a delivery with a header row; a map can name any delimiter, and writes it into the row file,delimiter";
        return Err(refused(Code::Header, file, "none of , ; tab | makes two columns or more of the first line", remedy));
    };
    proposal.add("file", "delimiter", name);
    if !others.is_empty() {
        proposal
            .doubt(format!("delimiter: {name} is proposed, since it gives most columns; {others} would read the sample too."));
    }
    if encoding == Encoding::Windows1252 {
        doubt_encoding(&rows, sheet.headings(), proposal);
    }
    Ok((sheet, rows))
}

/// Shows texts by which a person sees whether windows-1252 is right.
fn doubt_encoding(rows: &Rows, headings: &[String], proposal: &mut Proposal) {
    let texts =
        headings.iter().map(String::as_str).chain(rows.iter().flat_map(|(_, cells)| cells.iter().map(|cell| cell.as_str())));
    let words = texts.flat_map(str::split_whitespace).filter(|word| !word.is_ascii());
    let mut shown: Vec<String> = Vec::new();
    for word in words {
        let word = super::sample::shown(word);
        if shown.len() < 4 && !shown.contains(&word) {
            shown.push(word);
        }
    }
    proposal.doubt(format!(
        "encoding: the bytes are not UTF-8, so windows-1252 is proposed. It reads {}; where that is wrong, ask for utf-8.",
        shown.join(", ")
    ));
}
