//! Beside what the log names there is nothing in a book, but for what an interrupted close leaves.

use super::{
    super::{BOOK, Book, INPUTS, LOCK, LOG, SIGNATURES, STAGING, log::UNFINISHED},
    Report,
};
use crate::files::{Entry, Kind};

/// Looks for what does not belong in the book's folder, its log and its staging.
pub(super) fn check(book: &Book, report: &mut Report) {
    let left_over = report.read("", book.left_over()).unwrap_or_default();
    let entries = report.read("", book.archive.entries("")).unwrap_or_default();
    for entry in &entries {
        match book.unnamed(entry) {
            Some(chapter) if left_over.contains(&chapter) => report.left_over(&entry.name),
            Some(_) => report.stranger(&entry.name, "no record names it: the log may have been cut"),
            None if !belongs(book, entry) => report.stranger(&entry.name, "it is nothing of ours"),
            None => {}
        }
    }
    let is_there = |folder: &str| entries.iter().any(|entry| entry.name == folder && entry.kind == Kind::Folder);
    for folder in [LOG, INPUTS].into_iter().filter(|folder| !is_there(folder)) {
        report.problem(folder, "the folder is missing");
    }
    // A copy may lack the empty folder: nothing that counts lies there.
    if is_there(STAGING) {
        for entry in report.read(STAGING, book.archive.entries(STAGING)).unwrap_or_default() {
            report.left_over(&format!("{STAGING}/{}", entry.name));
        }
    }
    for entry in report.read(LOG, book.archive.entries(LOG)).unwrap_or_default() {
        if entry.name.starts_with(UNFINISHED) {
            report.left_over(&format!("{LOG}/{}", entry.name));
        }
    }
    if report.read(LOCK, book.archive.digest(LOCK)).is_some_and(|(bytes, _)| bytes > 0) {
        report.problem(LOCK, "it is not empty");
    }
}

fn belongs(book: &Book, entry: &Entry) -> bool {
    let chapter = || book.sealed.iter().any(|sealed| sealed.chapter().to_string() == entry.name);
    match entry.name.as_str() {
        BOOK | LOCK => entry.kind == Kind::File,
        LOG | INPUTS | STAGING | SIGNATURES => entry.kind == Kind::Folder,
        _ => entry.kind == Kind::Folder && chapter(),
    }
}
