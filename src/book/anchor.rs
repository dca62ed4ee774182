//! An anchor: what somebody outside kept of a chain, against the removal of its end.

use super::{Book, Head, Problem, PublicKey, Record, Sealed};

/// A head as it was printed, or a copy of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// A number and the beginning of a digest.
    Head(Head),
    /// A whole record.
    Record(Box<Sealed>),
}

/// What somebody outside kept of a book.
#[derive(Clone, Default)]
pub struct Witnesses {
    /// A place that the chain must have.
    pub anchor: Option<Anchor>,
    /// The key that signatures must be of.
    pub key: Option<PublicKey>,
}

impl Anchor {
    /// Reads the content of a file: one line with a head, or a record.
    pub fn read(bytes: &[u8]) -> Result<Anchor, String> {
        let line = std::str::from_utf8(bytes).unwrap_or_default().trim_end();
        match line.parse() {
            Ok(head) => Ok(Anchor::Head(head)),
            Err(expected) => match Record::read(bytes) {
                Ok(record) => Ok(Anchor::Record(Box::new(Sealed::new(record)))),
                Err(_) => Err(format!("{expected}, or the copy of a record of book/log")),
            },
        }
    }

    fn head(&self) -> Head {
        match self {
            Anchor::Head(head) => head.clone(),
            Anchor::Record(sealed) => sealed.head(),
        }
    }

    fn is(&self, sealed: &Sealed) -> bool {
        match self {
            Anchor::Head(head) => sealed.head() == *head,
            Anchor::Record(kept) => **kept == *sealed,
        }
    }

    /// What is wrong, if the chain of `book` does not have it.
    pub(super) fn missing(&self, book: &Book) -> Option<Problem> {
        let found = book.sealed().iter().any(|sealed| self.is(sealed));
        let what = "the anchor names this record and the chain does not have it: the log was cut or replaced";
        let remedy = "restore the log from a copy that has it, and close nothing before";
        (!found).then(|| Problem::new(format!("log/{}.json", self.head()), what, remedy))
    }
}
