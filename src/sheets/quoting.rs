//! Strict RFC 4180 quoting, checked before a table is read.
//!
//! The csv crate never reports a misplaced quotation mark: one missing mark swallows all rows behind it into one
//! field. This pass visits the quotation marks alone, so it costs little on files that have few.

use memchr::{memchr, memchr_iter, memrchr};

use super::{Problem, limits};
use crate::basics::{Code, Excerpt};

/// What RFC 4180 does not allow, with the byte at which the trouble begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// A quoted field never ends; the place is its opening mark.
    Unterminated(usize),
    /// A quoted field runs over line ends to a mark that text follows; the place is its opening mark.
    RunsOn(usize),
    /// Something follows the closing mark of a field.
    AfterQuote(usize),
    /// A mark inside a field that is not quoted.
    Stray(usize),
    /// A quoted field is too long; the place is its opening mark.
    TooLong(usize),
    /// A carriage return without a line feed behind it.
    BareReturn(usize),
}

impl Broken {
    fn at(self) -> usize {
        use Broken::{AfterQuote, BareReturn, RunsOn, Stray, TooLong, Unterminated};
        let (Unterminated(at) | RunsOn(at) | AfterQuote(at) | Stray(at) | TooLong(at) | BareReturn(at)) = self;
        at
    }

    /// The same with its place and its remedy.
    pub fn problem(self, text: &str) -> Problem {
        let escaped = memchr(b'\\', &text.as_bytes()[self.at().saturating_sub(1)..self.at()]).is_some();
        let rewritten = if escaped {
            "the file escapes marks by a backslash; ask for RFC 4180: a field with a quotation mark is quoted and the mark doubled"
        } else {
            "ask for the file again, written by RFC 4180: a field with a quotation mark is quoted and the mark doubled"
        };
        let again = "ask for the file again, written by RFC 4180: a mark is missing, and rows behind it would be swallowed";
        let (code, message, remedy) = match self {
            Broken::Unterminated(_) => (Code::FileQuoting, "a quoted field opens here and never ends".to_owned(), again),
            Broken::RunsOn(_) => {
                let message = "a quoted field opens here and runs over line ends to a mark that text follows".to_owned();
                (Code::FileQuoting, message, again)
            }
            Broken::AfterQuote(_) => {
                (Code::FileQuoting, "text follows the closing quotation mark of a field".to_owned(), rewritten)
            }
            Broken::Stray(_) => {
                (Code::FileQuoting, "a quotation mark stands inside a field that is not quoted".to_owned(), rewritten)
            }
            Broken::TooLong(_) => {
                let message = format!("a quoted field of more than {} bytes opens here", limits::QUOTED);
                (Code::FileLimit, message, "ask for the file again: a mark may be missing")
            }
            Broken::BareReturn(_) => (
                Code::LineEnd,
                "a carriage return stands alone: it ends a row for some programs and not for others".to_owned(),
                "ask for the file again, with CR LF or LF at the end of each row",
            ),
        };
        let place = place(text, self.at());
        Problem::new(code, place.line, message, remedy).excerpt(Some(place.excerpt))
    }
}

/// Checks every quotation mark of `text`, and every carriage return outside quotes.
pub fn check(text: &[u8], delimiter: u8) -> Result<(), Broken> {
    let mut from = 0;
    while let Some(found) = memchr(b'"', &text[from..]) {
        let open = from + found;
        returns(text, from, open)?;
        let at_start = open == 0 || text[open - 1] == delimiter || text[open - 1] == b'\n';
        if !at_start {
            return Err(Broken::Stray(open));
        }
        from = closing(text, open, delimiter)? + 1;
    }
    returns(text, from, text.len())
}

/// Each carriage return between two bytes stands before a line feed.
fn returns(text: &[u8], from: usize, until: usize) -> Result<(), Broken> {
    let mut all = memchr_iter(b'\r', &text[from..until]).map(|found| from + found);
    all.find(|at| text.get(at + 1) != Some(&b'\n')).map_or(Ok(()), |at| Err(Broken::BareReturn(at)))
}

/// The closing mark of the field that opens at `open`.
fn closing(text: &[u8], open: usize, delimiter: u8) -> Result<usize, Broken> {
    let mut inside = open + 1;
    let mark = loop {
        let Some(found) = memchr(b'"', &text[inside..]) else { return Err(Broken::Unterminated(open)) };
        let mark = inside + found;
        match text.get(mark + 1) {
            Some(b'"') => inside = mark + 2,
            None | Some(b'\n' | b'\r') => break mark,
            Some(next) if *next == delimiter => break mark,
            Some(_) if memchr(b'\n', &text[open..mark]).is_some() => return Err(Broken::RunsOn(open)),
            Some(_) => return Err(Broken::AfterQuote(mark)),
        }
    };
    if mark - open > limits::QUOTED { Err(Broken::TooLong(open)) } else { Ok(mark) }
}

/// Cuts well-quoted `text` at ends of rows into about `parts` parts: a line end outside quotes has an even number of
/// marks before it.
pub fn cut(text: &str, parts: usize) -> Vec<&str> {
    let size = (text.len() / parts.max(1)).max(1 << 16);
    let mut pieces = Vec::new();
    let mut rest = text;
    while rest.len() > size {
        let bytes = rest.as_bytes();
        let (mut counted, mut marks) = (0, 0);
        let between_rows = memchr_iter(b'\n', &bytes[size..]).map(|at| size + at + 1).find(|end| {
            marks += memchr_iter(b'"', &bytes[counted..*end]).count();
            counted = *end;
            marks.is_multiple_of(2)
        });
        let (piece, behind) = rest.split_at(between_rows.unwrap_or(rest.len()));
        pieces.push(piece);
        rest = behind;
    }
    if !rest.is_empty() {
        pieces.push(rest);
    }
    pieces
}

/// Where a byte of a text is.
pub struct Place {
    /// The physical line, from 1.
    pub line: u32,
    /// What stands around it.
    pub excerpt: Excerpt,
}

/// The place of byte `at`.
pub fn place(text: &str, at: usize) -> Place {
    let (before, behind) = text.as_bytes().split_at(at.min(text.len()));
    let line = memchr_iter(b'\n', before).count() + 1;
    let begin = memrchr(b'\n', before).map_or(0, |end| end + 1);
    let end = memchr(b'\n', behind).map_or(text.len(), |found| at + found);
    let whole = text[begin..end].trim_end_matches('\r');
    Place { line: u32::try_from(line).unwrap_or(u32::MAX), excerpt: Excerpt::of(whole, at - begin, 1) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_misplaced_mark_has_its_place() {
        for (text, expected) in [
            ("a,b\n1,\"2\n3,4\n", Err(Broken::Unterminated(6))),
            ("a,b\n\"10\"5,x\n", Err(Broken::AfterQuote(7))),
            ("a,b\n1\"0,x\n", Err(Broken::Stray(5))),
            ("a,b\n$78.07\"All-Weather \"\"48\"\"\"\n", Err(Broken::Stray(10))),
            ("a,b\n\"2,x\n\"3\",4\n", Err(Broken::RunsOn(4))),
            ("a,b\r1,2\r", Err(Broken::BareReturn(3))),
            ("a,b\n\"x\"\r", Err(Broken::BareReturn(7))),
            ("a,b\n\"x\ry\",1\n", Ok(())),
            ("a,b\r\n\"x \"\"y\"\", z\",\"two\nlines\"\r\n\"\",\"last\"", Ok(())),
        ] {
            assert_eq!(check(text.as_bytes(), b','), expected, "{text}");
        }
        let place = place("a,b\nü\"0\r\nc", 6);
        assert_eq!((place.line, place.excerpt.character, place.excerpt.text), (2, 2, "ü\"0".to_owned()));
    }

    #[test]
    fn a_field_has_a_limit_and_an_endless_one_is_named_so() {
        let long = |length: usize| format!("a\n\"{}\"\n", "x".repeat(length));
        assert_eq!(check(long(limits::QUOTED - 1).as_bytes(), b','), Ok(()));
        assert_eq!(check(long(limits::QUOTED).as_bytes(), b','), Err(Broken::TooLong(2)));
        assert_eq!(check(format!("a\n\"{}", "x".repeat(limits::QUOTED)).as_bytes(), b','), Err(Broken::Unterminated(2)));
        assert!(Broken::Stray(4).problem("a\n\\x\\\"").remedy.starts_with("ask for"));
        assert!(Broken::Stray(5).problem("a\n\\x\\\"").remedy.starts_with("the file escapes"));
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
            let pieces = cut(&text, parts);
            prop_assert_eq!(pieces.concat(), text.clone());
            for piece in pieces {
                prop_assert_eq!(check(piece.as_bytes(), b','), Ok(()));
            }
        }
    }
}
