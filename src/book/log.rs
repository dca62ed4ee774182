//! The log: one immutable record for each sealing, and the only truth about what is sealed.

use super::{Problem, Record, Sealed};
use crate::files::{Archive, Digest, Entry, Failure, Kind};

/// The folder of the records.
pub const LOG: &str = "log";
/// How the name of a record begins that is still being written.
pub const UNFINISHED: &str = ".tmp";

const RESTORE: &str = "restore the log from a copy; records are never edited";

/// Reads the log: the chain of its records from the first on, as far as it is whole, and what is wrong with it.
pub(super) fn read(archive: &Archive) -> Result<(Vec<Sealed>, Vec<Problem>), Failure> {
    let mut chain: Vec<Sealed> = Vec::new();
    let mut problems = Vec::new();
    for entry in archive.entries(LOG)? {
        if entry.name.starts_with(UNFINISHED) {
            continue;
        }
        match next(archive, &entry, chain.last())? {
            Ok(sealed) => chain.push(sealed),
            Err(what) => problems.push(Problem::new(format!("{LOG}/{}", entry.name), what, RESTORE)),
        }
    }
    Ok((chain, problems))
}

fn next(archive: &Archive, entry: &Entry, last: Option<&Sealed>) -> Result<Result<Sealed, String>, Failure> {
    if entry.kind != Kind::File {
        return Ok(Err("it is no file".to_owned()));
    }
    let bytes = archive.read(&format!("{LOG}/{}", entry.name))?;
    Ok(Record::read(&bytes).and_then(|record| linked(Sealed::new(record), &entry.name, last)))
}

/// The record, if its name is that of its content and it is the one behind `last`.
fn linked(sealed: Sealed, name: &str, last: Option<&Sealed>) -> Result<Sealed, String> {
    let number = last.map_or(0, |last| last.record.number + 1);
    let previous = last.map_or(Digest::NONE, |last| last.sha256);
    if sealed.file() != format!("{LOG}/{name}") {
        return Err(format!("its content is that of {}", sealed.file()));
    }
    if sealed.record.number != number {
        return Err(format!("the record behind the last is number {number}, one is missing or there are two"));
    }
    if sealed.record.previous != previous {
        return Err("it does not name the record before it".to_owned());
    }
    if !sealed.chapter().follows(last.map(Sealed::chapter)) {
        return Err(format!("{} does not follow the chapter before it", sealed.chapter()));
    }
    Ok(sealed)
}
