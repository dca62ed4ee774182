//! Why a book was not opened, or a chapter not sealed.

use std::{fmt, path::PathBuf};

use serde::Serialize;

use crate::files::Failure;

/// What to do about a file that has changed.
pub(super) const RESTORE: &str = "restore it from a copy of the book";

/// What stands in the way.
#[derive(Debug)]
pub enum Trouble {
    /// The disk refused something before the commit point: nothing was sealed.
    Files(Failure),
    /// The disk refused something at the commit point: whether the chapter is sealed is not known.
    Unknown(Failure),
    /// Another process is closing.
    Locked(PathBuf),
    /// The book is not as we left it.
    Broken(Problem),
    /// The book was written by a newer version of the program, in this format.
    Newer(String),
}

/// Something in a book that is not as it was left.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Problem {
    /// The file or folder, from the book on.
    pub path: String,
    /// What is wrong with it.
    pub what: String,
    /// What to do about it.
    pub remedy: String,
}

impl Problem {
    pub(super) fn new(path: impl Into<String>, what: impl Into<String>, remedy: impl Into<String>) -> Problem {
        Problem { path: path.into(), what: what.into(), remedy: remedy.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "book/{}: {}; {}", self.path, self.what, self.remedy)
    }
}

impl Trouble {
    pub(super) fn broken(path: impl Into<String>, what: impl Into<String>, remedy: impl Into<String>) -> Trouble {
        Trouble::Broken(Problem::new(path, what, remedy))
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Trouble::Files(failure)
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trouble::Files(failure) => write!(f, "{failure}"),
            Trouble::Unknown(failure) => {
                write!(
                    f,
                    "{failure}\nIt is not known whether the period is closed: run `courtage verify`, then the same command again."
                )
            }
            Trouble::Locked(path) => write!(f, "another close holds {}; try again when it has ended", path.display()),
            Trouble::Broken(problem) => write!(f, "{problem}"),
            Trouble::Newer(format) => {
                write!(f, "the book says {format:?}: it was written by a newer version of courtage; use that")
            }
        }
    }
}

impl std::error::Error for Trouble {}
