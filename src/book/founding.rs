//! What a book is founded on, and the file that says so.

use std::{fmt, str::FromStr};

use super::Trouble;
use crate::{basics::Month, files::Digest};

/// The format of books that this program writes and reads.
pub const FORMAT: &str = "courtage book 1";
/// The file that makes a folder a book.
pub const BOOK: &str = "BOOK";

/// Whose book it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Founding {
    /// The workspace's name.
    pub name: String,
    /// Who owes.
    pub principal: String,
    /// The first month that is settled.
    pub first_month: Month,
}

impl Founding {
    /// The book's id: the same founding gives the same id.
    #[must_use]
    pub fn id(&self) -> BookId {
        let told = serde_json::to_vec(&(&self.name, &self.principal, self.first_month)).expect("text can be written");
        BookId(Digest::of(&told).short())
    }
}

/// A book's id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookId(String);

impl BookId {
    /// The id of a book that does not say its own.
    pub(super) fn unknown() -> BookId {
        BookId(Digest::NONE.short())
    }
}

impl fmt::Display for BookId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for BookId {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let good = text.len() == 16 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        good.then(|| BookId(text.to_owned())).ok_or_else(|| "expected 16 hexadecimal digits in lower case".to_owned())
    }
}

/// The bytes of `BOOK`.
pub(super) fn write(id: &BookId) -> Vec<u8> {
    format!("{FORMAT}\nid {id}\n").into_bytes()
}

/// Reads `BOOK`.
pub(super) fn read(bytes: &[u8]) -> Result<BookId, Trouble> {
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    let format = text.lines().next().unwrap_or_default();
    let newer =
        format.strip_prefix("courtage book ").and_then(|number| number.parse::<u32>().ok()).is_some_and(|number| number > 1);
    if newer {
        return Err(Trouble::Newer(format.to_owned()));
    }
    let id = text.strip_prefix(FORMAT).and_then(|rest| rest.strip_prefix("\nid ")).and_then(|rest| rest.strip_suffix('\n'));
    id.and_then(|id| id.parse().ok()).ok_or_else(|| {
        Trouble::broken(
            BOOK,
            "it does not say which book this is",
            "restore it from a copy: it is written once and never changes",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_book_is_known_by_what_it_was_founded_on() {
        let founding =
            Founding { name: "Small".to_owned(), principal: "zoom".to_owned(), first_month: "2022-09".parse().unwrap() };
        assert_eq!(read(&write(&founding.id())).unwrap(), founding.id());
        let others = [
            Founding { name: "Other".to_owned(), ..founding.clone() },
            Founding { principal: "other".to_owned(), ..founding.clone() },
            Founding { first_month: "2022-10".parse().unwrap(), ..founding.clone() },
        ];
        assert!(others.iter().all(|other| other.id() != founding.id()));
        assert!(matches!(read(b"courtage book 2\nid x\n"), Err(Trouble::Newer(_))));
        for text in ["", "courtage book 1\n", "courtage book 1\nid 0123456789abcdef", "courtage book 1\nid 0123456789ABCDEF\n"] {
            assert!(matches!(read(text.as_bytes()), Err(Trouble::Broken(_))), "{text}");
        }
    }
}
