//! Proves a book from its files alone: nothing changed, nothing missing, nothing added, no money made or lost.
//!
//! All that is wrong is listed, not only the first. What an interrupted close leaves is worth a note: the book is whole.

mod accounts;
mod chapter;
mod figures;
mod inputs;
mod money;
mod positions;
mod signatures;
mod strangers;
#[cfg(test)]
mod tests;

use std::path::Path;

use super::{BOOK, Book, BookId, FOLDER, Head, LOCK, Problem, Trouble, Witnesses, founding, log, trouble::RESTORE};
use crate::files::{Archive, Failure, Kind, Lock};

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// What is wrong.
    pub problems: Vec<Problem>,
    /// What is worth knowing.
    pub notes: Vec<Problem>,
    /// Where the chain stands.
    pub head: Option<Head>,
    /// How many records there are.
    pub records: usize,
    /// How many files were digested.
    pub files: u64,
    /// How many bytes.
    pub bytes: u64,
    /// How many sums were compared.
    pub sums: u64,
}

impl Report {
    fn problem(&mut self, path: impl Into<String>, what: impl Into<String>) {
        self.problems.push(Problem::new(path, what, RESTORE));
    }

    fn trouble(&mut self, path: &str, trouble: Trouble) {
        match trouble {
            Trouble::Broken(problem) => self.problems.push(problem),
            other => self.problem(path, other.to_string()),
        }
    }

    fn stranger(&mut self, path: impl Into<String>, what: impl Into<String>) {
        self.problems.push(Problem::new(path, what, "find out who put it there, and move it out of the book"));
    }

    fn left_over(&mut self, path: &str) {
        self.note(path, "a close that did not finish left it", "none: the next close clears it away");
    }

    fn note(&mut self, path: &str, what: &str, remedy: &str) {
        self.notes.push(Problem::new(path, what, remedy));
    }

    /// The value, or a problem with what could not be read.
    fn read<T>(&mut self, path: &str, read: Result<T, Failure>) -> Option<T> {
        read.map_err(|failure| self.problem(path, failure.to_string())).ok()
    }
}

/// Verifies the book of a workspace; without one there is nothing to say. `witnesses` are what somebody outside kept.
pub fn verify(workspace: &Path, witnesses: &Witnesses) -> Result<Option<(Book, Report)>, Trouble> {
    let Some(archive) = Archive::open(&workspace.join(FOLDER))? else { return Ok(None) };
    let mut report = Report::default();
    let _lock = lock(&archive, &mut report)?;
    let id = match archive.read(BOOK).map_err(Trouble::from).and_then(|bytes| founding::read(&bytes)) {
        Ok(id) => id,
        Err(Trouble::Newer(format)) => return Err(Trouble::Newer(format)),
        Err(other) => {
            report.trouble(BOOK, other);
            BookId::unknown()
        }
    };
    let (sealed, troubles) = log::read(&archive)?;
    troubles.into_iter().for_each(|trouble| report.trouble(log::LOG, trouble));
    let book = Book { archive, id, sealed };
    (report.head, report.records) = (book.head(), book.sealed.len());
    let manifests = chapter::check_all(&book, &mut report);
    strangers::check(&book, &mut report);
    inputs::check(&book, &manifests, &mut report);
    money::check(&book, &manifests, &mut report);
    report.problems.extend(witnesses.anchor.as_ref().and_then(|anchor| anchor.missing(&book)));
    signatures::check(&book, witnesses.key.as_ref(), &mut report);
    Ok(Some((book, report)))
}

/// Keeps a close from moving things while they are looked at.
fn lock(archive: &Archive, report: &mut Report) -> Result<Option<Lock>, Trouble> {
    if archive.kind(LOCK)? != Some(Kind::File) {
        report.problem(LOCK, "it is missing");
        return Ok(None);
    }
    let lock = archive.try_lock_to_read(LOCK)?;
    lock.map(Some).ok_or_else(|| Trouble::Locked(archive.path(LOCK)))
}
