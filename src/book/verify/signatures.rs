//! Signatures are of records, and by the key that was given.

use super::{
    super::{Book, PublicKey, SIGNATURES, Sealed, signatures::file},
    Report,
};
use crate::files::Kind;

/// Checks the signatures that there are, and says which records have none.
pub(super) fn check(book: &Book, key: Option<&PublicKey>, report: &mut Report) {
    let folder = report.read(SIGNATURES, book.archive.kind(SIGNATURES)).flatten();
    let entries = match folder {
        Some(Kind::Folder) => report.read(SIGNATURES, book.archive.entries(SIGNATURES)).unwrap_or_default(),
        _ => Vec::new(),
    };
    for entry in &entries {
        let path = format!("{SIGNATURES}/{}", entry.name);
        if entry.kind != Kind::File || !book.sealed.iter().any(|sealed| file(sealed) == path) {
            report.stranger(path, "it is no signature of a record");
        }
    }
    let Some(key) = key else { return };
    let there = |sealed: &Sealed| entries.iter().any(|entry| format!("{SIGNATURES}/{}", entry.name) == file(sealed));
    let last_signed = book.sealed.iter().rfind(|sealed| there(sealed));
    for sealed in &book.sealed {
        if there(sealed) {
            let path = file(sealed);
            let signature = report.read(&path, book.archive.read(&path));
            if let Some(what) = signature.and_then(|signature| key.refuses(&sealed.record.bytes(), &signature)) {
                report.problem(path, what);
            }
        } else {
            let remedy = match last_signed.filter(|signed| signed.record.number > sealed.record.number) {
                Some(signed) => format!("none: the signature of {} vouches for it", signed.head()),
                None => "sign the head with `courtage sign`".to_owned(),
            };
            report.note(&sealed.file(), "it has no signature of its own", &remedy);
        }
    }
}
