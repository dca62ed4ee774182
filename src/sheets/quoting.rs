//! Strict RFC 4180 quoting, checked before a table is read.
//!
//! The csv crate never reports a misplaced quotation mark: one missing mark swallows all rows behind it into one
//! field. This pass visits the quotation marks alone, so it costs little on files that have few.

use memchr::{memchr, memchr_iter, memrchr};

/// A quotation mark that RFC 4180 does not allow, with the byte at which the trouble begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadQuote {
    /// A quoted field never ends; the place is its opening mark.
    Unterminated(usize),
    /// Something follows the closing mark of a field.
    AfterQuote(usize),
    /// A mark inside a field that is not quoted.
    Stray(usize),
}

impl BadQuote {
    /// The byte of the mark.
    pub fn at(self) -> usize {
        let (BadQuote::Unterminated(at) | BadQuote::AfterQuote(at) | BadQuote::Stray(at)) = self;
        at
    }

    /// What is wrong, in words.
    pub fn words(self) -> &'static str {
        match self {
            BadQuote::Unterminated(_) => "a quoted field opens here and never ends",
            BadQuote::AfterQuote(_) => "text follows the closing quotation mark of a field",
            BadQuote::Stray(_) => "a quotation mark stands inside a field that is not quoted",
        }
    }
}

/// Checks every quotation mark of `text`.
pub fn check(text: &[u8], delimiter: u8) -> Result<(), BadQuote> {
    let mut from = 0;
    while let Some(found) = memchr(b'"', &text[from..]) {
        let open = from + found;
        let at_start = open == 0 || text[open - 1] == delimiter || text[open - 1] == b'\n';
        if !at_start {
            return Err(BadQuote::Stray(open));
        }
        from = closing(text, open, delimiter)? + 1;
    }
    Ok(())
}

/// The closing mark of the field that opens at `open`.
fn closing(text: &[u8], open: usize, delimiter: u8) -> Result<usize, BadQuote> {
    let mut inside = open + 1;
    loop {
        let Some(found) = memchr(b'"', &text[inside..]) else { return Err(BadQuote::Unterminated(open)) };
        let mark = inside + found;
        match text.get(mark + 1) {
            Some(b'"') => inside = mark + 2,
            None | Some(b'\n') => return Ok(mark),
            Some(b'\r') if matches!(text.get(mark + 2), None | Some(b'\n')) => return Ok(mark),
            Some(next) if *next == delimiter => return Ok(mark),
            Some(_) => return Err(BadQuote::AfterQuote(mark)),
        }
    }
}

/// Cuts well-quoted `text` at ends of rows into about `parts` parts: a line end outside quotes has an even number of
/// marks before it.
pub fn cut(text: &[u8], parts: usize) -> Vec<&[u8]> {
    let size = (text.len() / parts.max(1)).max(1 << 16);
    let mut pieces = Vec::new();
    let mut rest = text;
    while rest.len() > size {
        let mut end = size;
        loop {
            let Some(line_end) = memchr(b'\n', &rest[end..]).map(|at| end + at + 1) else {
                end = rest.len();
                break;
            };
            end = line_end;
            if memchr_iter(b'"', &rest[..end]).count().is_multiple_of(2) {
                break;
            }
        }
        let (piece, behind) = rest.split_at(end);
        pieces.push(piece);
        rest = behind;
    }
    if !rest.is_empty() {
        pieces.push(rest);
    }
    pieces
}

/// Line (from 1) and column (in characters, from 1) of byte `at`.
pub fn position(text: &str, at: usize) -> (u32, u32) {
    let before = &text.as_bytes()[..at];
    let line = memchr_iter(b'\n', before).count() + 1;
    let line_start = memrchr(b'\n', before).map_or(0, |end| end + 1);
    let column = text[line_start..at].chars().count() + 1;
    (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_misplaced_mark_has_its_place() {
        for (text, expected) in [
            ("a,b\n1,\"2\n3,4\n", Err(BadQuote::Unterminated(6))),
            ("a,b\n\"10\"5,x\n", Err(BadQuote::AfterQuote(7))),
            ("a,b\n1\"0,x\n", Err(BadQuote::Stray(5))),
            ("a,b\n$78.07\"All-Weather \"\"48\"\"\"\n", Err(BadQuote::Stray(10))),
            ("a,b\r\n\"x \"\"y\"\", z\",\"two\nlines\"\r\n\"\",\"last\"", Ok(())),
        ] {
            assert_eq!(check(text.as_bytes(), b','), expected, "{text}");
        }
        assert_eq!(position("a,b\nü\"0", 6), (2, 2));
    }

    proptest! {
        #[test]
        fn what_is_written_strictly_reads_strictly_and_cuts_between_rows(
            rows in prop::collection::vec(prop::collection::vec("[a\",;\n\r ü]{0,6}", 2..4), 1..30), parts in 1_usize..5
        ) {
            let mut text = String::new();
            for row in &rows {
                let fields: Vec<String> = row.iter().map(|field| format!("\"{}\"", field.replace('"', "\"\""))).collect();
                text.push_str(&fields.join(","));
                text.push('\n');
            }
            prop_assert_eq!(check(text.as_bytes(), b','), Ok(()));
            let pieces = cut(text.as_bytes(), parts);
            prop_assert_eq!(pieces.concat(), text.as_bytes());
            for piece in pieces {
                prop_assert_eq!(check(piece, b','), Ok(()));
            }
        }
    }
}
