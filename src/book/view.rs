//! The book as one reads it: the log was checked, and every byte is checked against it when it is read.

use std::path::Path;

use super::{
    BOOK, BookId, Chapter, Head, MANIFEST, Manifest, Place, Problem, Sealed, Trouble, founding,
    log::{self, LOG},
    trouble::RESTORE,
};
use crate::{
    basics::Month,
    files::{Archive, Digest, Kind},
};

/// The folder of a workspace that is its book.
pub const FOLDER: &str = "book";
/// The folder of what the runs read, by content.
pub const INPUTS: &str = "inputs";
/// The folder of what is being written: garbage by definition.
pub const STAGING: &str = "staging";

/// A book that was opened.
pub struct Book {
    pub(super) archive: Archive,
    pub(super) id: BookId,
    pub(super) sealed: Vec<Sealed>,
}

impl Book {
    /// Opens the book of a workspace, where there is one.
    pub fn open(workspace: &Path) -> Result<Option<Book>, Trouble> {
        match Archive::open(&workspace.join(FOLDER))? {
            Some(archive) if is_founded(&archive)? => Self::load(archive).map(Some),
            _ => Ok(None),
        }
    }

    /// Reads and checks the log of a book that was founded, and the manifest of its last record.
    pub(super) fn load(archive: Archive) -> Result<Book, Trouble> {
        let id = founding::read(&archive.read(BOOK)?)?;
        let (sealed, troubles) = log::read(&archive)?;
        if let Some(trouble) = troubles.into_iter().next() {
            return Err(trouble);
        }
        let book = Book { archive, id, sealed };
        if let Some(last) = book.last() {
            book.manifest(last)?;
        }
        Ok(book)
    }

    /// Whose book it is.
    #[must_use]
    pub fn id(&self) -> &BookId {
        &self.id
    }

    /// Every record, from the first on.
    #[must_use]
    pub fn sealed(&self) -> &[Sealed] {
        &self.sealed
    }

    /// The last record.
    #[must_use]
    pub fn last(&self) -> Option<&Sealed> {
        self.sealed.last()
    }

    /// The record that closed a period.
    #[must_use]
    pub fn of(&self, period: Month) -> Option<&Sealed> {
        self.sealed.iter().find(|sealed| sealed.chapter() == Chapter::Period(period))
    }

    /// Where the chain stands.
    #[must_use]
    pub fn head(&self) -> Option<Head> {
        self.last().map(Sealed::head)
    }

    /// Where the next record stands.
    #[must_use]
    pub fn next(&self) -> Place {
        let (number, previous) = self.last().map_or((0, Digest::NONE), |last| (last.record.number + 1, last.sha256));
        Place { book: self.id.clone(), number, previous }
    }

    /// Puts the log on the disk: whoever wrote its last record may have ended before that. Only behind this may somebody be
    /// told that a chapter is sealed.
    pub fn make_last(&self) -> Result<(), Trouble> {
        Ok(self.archive.sync(LOG)?)
    }

    /// The manifest of a chapter, as its record names it.
    pub fn manifest(&self, sealed: &Sealed) -> Result<Manifest, Trouble> {
        let path = format!("{}/{MANIFEST}", sealed.chapter());
        let bytes = self.archive.read(&path)?;
        if Digest::of(&bytes) != sealed.record.manifest {
            return Err(Trouble::broken(path, "it is not the manifest that the log names", RESTORE));
        }
        Manifest::read(&bytes).map_err(|what| Trouble::broken(path, what, RESTORE))
    }

    /// A file of a chapter, as it was sealed.
    pub fn read(&self, sealed: &Sealed, file: &str) -> Result<Vec<u8>, Trouble> {
        let path = format!("{}/{file}", sealed.chapter());
        let manifest = self.manifest(sealed)?;
        let output = manifest.output(file).ok_or_else(|| Trouble::broken(&path, "the manifest names no such file", RESTORE))?;
        self.checked(path, output.sha256)
    }

    /// An input, by its content.
    pub fn input(&self, sha256: Digest) -> Result<Vec<u8>, Trouble> {
        self.checked(format!("{INPUTS}/{sha256}"), sha256)
    }

    fn checked(&self, path: String, sha256: Digest) -> Result<Vec<u8>, Trouble> {
        let bytes = self.archive.read(&path)?;
        if Digest::of(&bytes) == sha256 { Ok(bytes) } else { Err(Trouble::broken(path, "its content has changed", RESTORE)) }
    }
}

/// Whether a folder is a book. One that has records but does not say whose they are is broken.
pub(super) fn is_founded(archive: &Archive) -> Result<bool, Trouble> {
    if archive.kind(BOOK)?.is_some() {
        return Ok(true);
    }
    if archive.kind(LOG)? == Some(Kind::Folder) && !archive.entries(LOG)?.is_empty() {
        return Err(Trouble::Broken(Problem::new(BOOK, "it is missing, and there are records", RESTORE)));
    }
    Ok(false)
}
