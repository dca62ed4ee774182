//! The log: one immutable record for each sealing, and the only truth about what is sealed.

use super::{Problem, Record, Sealed, Trouble, trouble::RESTORE};
use crate::files::{Archive, Digest, Entry, Failure, Kind};

/// The folder of the records.
pub const LOG: &str = "log";
/// How the name of a record begins that is still being written.
pub const UNFINISHED: &str = ".tmp";

/// Reads the log: every record that can be read, in the order of their numbers, and what stands against the chain.
pub(super) fn read(archive: &Archive) -> Result<(Vec<Sealed>, Vec<Trouble>), Failure> {
    let mut chain: Vec<Sealed> = Vec::new();
    let mut troubles = Vec::new();
    let mut damaged = false;
    for entry in archive.entries(LOG)?.iter().filter(|entry| !entry.name.starts_with(UNFINISHED)) {
        let path = format!("{LOG}/{}", entry.name);
        match record(archive, entry, &path) {
            Ok(sealed) => {
                // Behind a damaged record nothing can be said about the link.
                let unlinked = (!damaged).then(|| unlinked(&sealed, chain.last())).flatten();
                troubles.extend(unlinked.map(Trouble::Broken));
                chain.push(sealed);
                damaged = false;
            }
            Err(trouble) => {
                troubles.push(trouble);
                damaged = true;
            }
        }
    }
    Ok((chain, troubles))
}

/// A record, if its name is that of its content.
fn record(archive: &Archive, entry: &Entry, path: &str) -> Result<Sealed, Trouble> {
    let broken = |what: String| Trouble::broken(path, what, RESTORE);
    if entry.kind != Kind::File {
        return Err(broken("it is no file".to_owned()));
    }
    let sealed = Sealed::new(Record::read(&archive.read(path)?).map_err(broken)?);
    if sealed.file() == path { Ok(sealed) } else { Err(broken(format!("its content is that of {}", sealed.file()))) }
}

/// What is wrong between a record and the one before it.
fn unlinked(sealed: &Sealed, last: Option<&Sealed>) -> Option<Problem> {
    let expected = last.map_or(0, |last| last.record.number + 1);
    let (number, previous) = (sealed.record.number, sealed.record.previous);
    let here = |what: String| Some(Problem::new(sealed.file(), what, RESTORE));
    if number > expected {
        let missing = format!("{LOG}/{:06}-{}.json", number - 1, previous.short());
        return Some(Problem::new(missing, format!("it is missing, and {} names it", sealed.file()), RESTORE));
    }
    if number < expected {
        return here(format!("there are two records of the number {number}"));
    }
    if previous != last.map_or(Digest::NONE, |last| last.sha256) {
        return here("it does not name the record before it".to_owned());
    }
    let chapter = sealed.chapter();
    (!chapter.follows(last.map(Sealed::chapter))).then(|| here(format!("{chapter} does not follow the chapter before it")))?
}
