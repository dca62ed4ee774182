//! A chapter holds the files that its manifest names, byte for byte, and no others.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::{
    super::{Book, BookId, Chapter, MANIFEST, Manifest, Output, SUMS, Sealed},
    Report,
};
use crate::files::{Digest, Failure, Kind};

/// Checks every chapter that the log names; the manifests that can be trusted, beside their records.
pub(super) fn check_all(book: &Book, report: &mut Report) -> Vec<(Chapter, Manifest)> {
    book.sealed.iter().filter_map(|sealed| Some((sealed.chapter(), check(book, sealed, report)?))).collect()
}

fn check(book: &Book, sealed: &Sealed, report: &mut Report) -> Option<Manifest> {
    let folder = sealed.chapter().to_string();
    let kind = book.archive.kind(&folder);
    if report.read(&folder, kind)? != Some(Kind::Folder) {
        report.problem(&folder, format!("the folder is missing that {} seals", sealed.file()));
        return None;
    }
    let Some(manifest) = manifest(book, sealed, report) else {
        by_sums(book, &folder, report);
        return None;
    };
    sums(book, &folder, &manifest, report);
    outputs(book, &folder, &manifest, report);
    let mut expected: BTreeSet<&str> = manifest.outputs.iter().map(|output| output.path.as_str()).collect();
    expected.extend([MANIFEST, SUMS]);
    strangers(book, &folder, "", &expected, report);
    Some(manifest)
}

fn manifest(book: &Book, sealed: &Sealed, report: &mut Report) -> Option<Manifest> {
    let path = format!("{}/{MANIFEST}", sealed.chapter());
    let bytes = report.read(&path, book.archive.read(&path))?;
    if Digest::of(&bytes) != sealed.record.manifest {
        report.problem(path, format!("it is not the manifest that {} names", sealed.file()));
        return None;
    }
    match Manifest::read(&bytes) {
        Err(what) => {
            report.problem(path, what);
            None
        }
        Ok(manifest) => {
            let told = (manifest.chapter(), manifest.number, manifest.known_on, manifest.previous);
            let record = &sealed.record;
            if told != (sealed.chapter(), record.number, record.known_on, record.previous) {
                report.problem(&path, format!("it tells otherwise than {}", sealed.file()));
            }
            if manifest.book != book.id && book.id != BookId::unknown() {
                report.problem(path, format!("it belongs to the book {}, this is {}", manifest.book, book.id));
            }
            Some(manifest)
        }
    }
}

fn sums(book: &Book, folder: &str, manifest: &Manifest, report: &mut Report) {
    let path = format!("{folder}/{SUMS}");
    if report.read(&path, book.archive.read(&path)).is_some_and(|bytes| bytes != manifest.sums()) {
        report.problem(path, "it does not say what the manifest says");
    }
}

/// Without a manifest the sums still tell which files are as they were.
fn by_sums(book: &Book, folder: &str, report: &mut Report) {
    let path = format!("{folder}/{SUMS}");
    let Some(text) = report.read(&path, book.archive.read(&path)).and_then(|bytes| String::from_utf8(bytes).ok()) else { return };
    let inside = |name: &str| name != MANIFEST && !name.starts_with('/') && !name.split('/').any(|part| part == "..");
    for (sha256, name) in text.lines().filter_map(|line| line.split_once("  ")).filter(|(_, name)| inside(name)) {
        let file = format!("{folder}/{name}");
        let digested = book.archive.digest(&file);
        if report.read(&file, digested).is_some_and(|(_, content)| content.to_string() != sha256) {
            report.problem(file, format!("its content is not what {SUMS} says"));
        }
    }
}

fn outputs(book: &Book, folder: &str, manifest: &Manifest, report: &mut Report) {
    let path = |output: &Output| format!("{folder}/{}", output.path);
    let digested: Vec<Result<(u64, Digest), Failure>> =
        manifest.outputs.par_iter().map(|output| book.archive.digest(&path(output))).collect();
    for (output, digested) in manifest.outputs.iter().zip(digested) {
        let Some((bytes, sha256)) = report.read(&path(output), digested) else { continue };
        report.files += 1;
        report.bytes += bytes;
        if bytes != output.bytes {
            report.problem(path(output), format!("it has {bytes} bytes, the manifest says {}", output.bytes));
        } else if sha256 != output.sha256 {
            report.problem(path(output), "its content is not what the manifest says");
        }
    }
}

/// What lies in a chapter and is named by nobody.
fn strangers(book: &Book, folder: &str, inner: &str, expected: &BTreeSet<&str>, report: &mut Report) {
    let here = format!("{folder}/{inner}");
    let here = here.trim_end_matches('/');
    let entries = book.archive.entries(here);
    for entry in report.read(here, entries).unwrap_or_default() {
        let name = if inner.is_empty() { entry.name } else { format!("{inner}/{}", entry.name) };
        let below = format!("{name}/");
        let holds_expected = expected.range(below.as_str()..).next().is_some_and(|next| next.starts_with(&below));
        match entry.kind {
            Kind::Folder if holds_expected => strangers(book, folder, &name, expected, report),
            Kind::File if expected.contains(name.as_str()) => {}
            _ if expected.contains(name.as_str()) => report.problem(format!("{folder}/{name}"), "it is no file of its own"),
            _ => report.stranger(format!("{folder}/{name}"), "the manifest does not name it"),
        }
    }
}
