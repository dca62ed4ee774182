//! Closing: everything is written and on the disk first; then one rename seals it.

use std::{cell::Cell, path::Path};

use super::{
    BOOK, Book, Chapter, FOLDER, Founding, INPUTS, MANIFEST, Manifest, Question, Record, STAGING, SUMS, Sealed, Trouble,
    founding,
    log::{LOG, UNFINISHED},
    view::is_founded,
};
use crate::files::{Archive, Digest, Failure, Folder, Kind, Lock};

/// The file that is locked; it is never deleted or renamed.
pub const LOCK: &str = "LOCK";

/// A book that this process alone may add to.
pub struct Closing {
    book: Book,
    /// Whether something may be left in staging.
    staged: Cell<bool>,
    _lock: Lock,
}

impl Closing {
    /// Takes the lock, founds the book where there is none, and clears away what an interrupted close left.
    pub fn begin(workspace: &Path, founding: &Founding) -> Result<Closing, Trouble> {
        let archive = Archive::found(&workspace.join(FOLDER))?;
        archive.lockable(LOCK)?;
        let lock = archive.try_lock(LOCK)?.ok_or_else(|| Trouble::Locked(archive.path(LOCK)))?;
        if !is_founded(&archive)? {
            found(&archive, founding)?;
        }
        // A forerunner may have ended between a rename and the sync behind it: what is read now must last.
        archive.sync(LOG)?;
        let book = Book::load(archive)?;
        if *book.id() != founding.id() {
            return Err(Trouble::broken(
                BOOK,
                "the book was founded under another name, principal or first month",
                "set them back in courtage.toml; another programme has another workspace",
            ));
        }
        book.sweep()?;
        Ok(Closing { book, staged: Cell::new(false), _lock: lock })
    }

    /// The book as it stands.
    #[must_use]
    pub fn book(&self) -> &Book {
        &self.book
    }

    /// Begins the folder of a chapter.
    pub fn stage(&self, chapter: Chapter) -> Result<Folder, Trouble> {
        self.staged.set(true);
        Ok(self.book.archive.stage(&staged(chapter))?)
    }

    /// Whether an input is kept already.
    pub fn keeps(&self, sha256: Digest) -> Result<bool, Trouble> {
        Ok(self.book.archive.kind(&format!("{INPUTS}/{sha256}"))? == Some(Kind::File))
    }

    /// Keeps an input, once by its content.
    pub fn keep_input(&self, bytes: &[u8]) -> Result<Digest, Trouble> {
        let sha256 = Digest::of(bytes);
        let (staged, kept) = (format!("{STAGING}/{sha256}"), format!("{INPUTS}/{sha256}"));
        let archive = &self.book.archive;
        if archive.kind(&kept)? != Some(Kind::File) {
            self.staged.set(true);
            archive.add(&staged, bytes)?;
            archive.publish(&staged, &kept)?;
        }
        Ok(sha256)
    }

    /// Seals a chapter. When this returns its record, it is closed for ever; when it returns [`Trouble::Unknown`], nobody
    /// knows; after any other trouble it is not.
    pub fn seal(&mut self, folder: Folder, question: &Question, program: &str) -> Result<Sealed, Trouble> {
        let chapter = question.chapter;
        let prepared = self.prepare(folder, question, program);
        let sealed = prepared.inspect_err(|_| self.withdraw(chapter))?;
        self.staged.set(false);
        self.commit(&sealed).map_err(Trouble::Unknown)?;
        self.book.sealed.push(sealed.clone());
        Ok(sealed)
    }

    /// Everything before the commit point: the chapter in its place, its record written beside the log.
    fn prepare(&self, folder: Folder, question: &Question, program: &str) -> Result<Sealed, Trouble> {
        let (archive, chapter) = (&self.book.archive, question.chapter);
        let last = self.book.last().map(Sealed::chapter);
        assert!(chapter.follows(last), "{chapter} does not follow {last:?}");
        assert_eq!(folder.root(), archive.path(&staged(chapter)), "the folder is that of the chapter");
        let manifest = Manifest::of(&self.book.next(), question, &folder.written());
        folder.write(MANIFEST, &manifest.bytes())?;
        folder.write(SUMS, &manifest.sums())?;
        folder.finish()?;
        archive.publish(&staged(chapter), &chapter.to_string())?;
        archive.sync("")?;
        archive.sync(INPUTS)?;
        let sealed = Sealed::new(Record::of(&manifest, program));
        archive.add(&unfinished(&sealed), &sealed.record.bytes())?;
        Ok(sealed)
    }

    /// The commit point, and the sync that makes it last.
    fn commit(&self, sealed: &Sealed) -> Result<(), Failure> {
        self.book.archive.publish(&unfinished(sealed), &sealed.file())?;
        self.book.archive.sync(LOG)
    }

    /// Takes back what was prepared, as far as the disk lets us. The next close sweeps the rest.
    fn withdraw(&self, chapter: Chapter) {
        let archive = &self.book.archive;
        if archive.kind(&staged(chapter)).is_ok_and(|kind| kind.is_none()) {
            let _ = archive.publish(&chapter.to_string(), &staged(chapter));
        }
        let _ = self.book.clear();
    }
}

/// Nothing that was staged outlives a close that was refused.
impl Drop for Closing {
    fn drop(&mut self) {
        if self.staged.get() {
            let _ = self.book.clear();
        }
    }
}

fn staged(chapter: Chapter) -> String {
    format!("{STAGING}/{chapter}")
}

fn unfinished(sealed: &Sealed) -> String {
    format!("{LOG}/{UNFINISHED}-{:06}", sealed.record.number)
}

/// Lays out an empty book. `BOOK` comes last: a folder without it is not founded yet. Its name is put on the disk together
/// with that of the first chapter.
fn found(archive: &Archive, founding: &Founding) -> Result<(), Failure> {
    for folder in [LOG, INPUTS, STAGING] {
        archive.folder(folder)?;
    }
    let staged = format!("{STAGING}/{BOOK}");
    if let Some(kind) = archive.kind(&staged)? {
        archive.remove(&staged, kind)?;
    }
    archive.add(&staged, &founding::write(&founding.id()))?;
    archive.sync("")?;
    archive.sync_name()?;
    archive.publish(&staged, BOOK)
}
