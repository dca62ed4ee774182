//! What a close that did not finish leaves behind, and how it is cleared away.

use super::{
    Book, Chapter, MANIFEST, Manifest, STAGING, Trouble,
    log::{LOG, UNFINISHED},
};
use crate::files::{Entry, Failure, Kind};

impl Book {
    /// Folders of chapters that no record names, but that a close interrupted just before its commit point leaves: complete,
    /// in the place behind the last record. Any other folder is not ours to remove.
    pub(super) fn left_over(&self) -> Result<Vec<Chapter>, Failure> {
        let mut found = Vec::new();
        for entry in self.archive.entries("")? {
            let Some(chapter) = self.unnamed(&entry) else { continue };
            let place = self.next();
            let told = self.archive.read(&format!("{chapter}/{MANIFEST}")).ok().and_then(|bytes| Manifest::read(&bytes).ok());
            let ours = |told: Manifest| (told.book, told.number, told.previous) == (place.book, place.number, place.previous);
            if told.is_some_and(ours) {
                found.push(chapter);
            }
        }
        Ok(found)
    }

    /// The chapter whose folder this is, if no record names it.
    pub(super) fn unnamed(&self, entry: &Entry) -> Option<Chapter> {
        let chapter = entry.name.parse().ok().filter(|_| entry.kind == Kind::Folder)?;
        (!self.sealed.iter().any(|sealed| sealed.chapter() == chapter)).then_some(chapter)
    }

    /// Clears away what an interrupted close left. Only the holder of the lock may.
    pub(super) fn sweep(&self) -> Result<(), Trouble> {
        self.clear()?;
        for chapter in self.left_over()? {
            let aside = format!("{STAGING}/{chapter}");
            self.archive.publish(&chapter.to_string(), &aside)?;
            self.archive.sync("")?;
            self.archive.remove(&aside, Kind::Folder)?;
        }
        let strangers = self.archive.entries("")?;
        match strangers.iter().find_map(|entry| self.unnamed(entry)) {
            None => Ok(()),
            Some(chapter) => Err(Trouble::broken(
                chapter.to_string(),
                "no record names it, and it is not what an interrupted close leaves: the log may have been cut",
                "restore the log from a copy, and check it with `courtage verify --anchor`",
            )),
        }
    }

    /// Removes what was staged, and records that are not in the log. A copy of a book may lack the folder to stage in.
    pub(super) fn clear(&self) -> Result<(), Failure> {
        self.archive.folder(STAGING)?;
        self.empty(STAGING, "")?;
        self.empty(LOG, UNFINISHED)
    }

    fn empty(&self, folder: &str, beginning: &str) -> Result<(), Failure> {
        for entry in self.archive.entries(folder)?.iter().filter(|entry| entry.name.starts_with(beginning)) {
            self.archive.remove(&format!("{folder}/{}", entry.name), entry.kind)?;
        }
        Ok(())
    }
}
