//! Every input that a chapter lists lies in the book, whole, under the name of its content.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::{
    super::{Book, Chapter, INPUTS, Manifest, read_inputs},
    Report,
};
use crate::files::{Digest, Kind};

/// Where a chapter lists what it read.
const LIST: &str = "inputs.csv";

/// Checks the inputs of all chapters, and what else lies among them.
pub(super) fn check(book: &Book, manifests: &[(Chapter, Manifest)], report: &mut Report) {
    let named = named(book, manifests, report);
    let entries = report.read(INPUTS, book.archive.entries(INPUTS)).unwrap_or_default();
    let mut there = BTreeMap::new();
    for entry in entries {
        let path = format!("{INPUTS}/{}", entry.name);
        match entry.name.parse::<Digest>() {
            Ok(sha256) if entry.kind == Kind::File => {
                there.insert(sha256, path);
            }
            _ => report.stranger(path, "it is no input: its name is no digest, or it is no file"),
        }
    }
    for ((sha256, bytes), list) in &named {
        if !there.contains_key(sha256) {
            report.problem(format!("{INPUTS}/{sha256}"), format!("it is missing; {list} lists it with {bytes} bytes"));
        }
    }
    let digested: Vec<_> = there.par_iter().map(|(sha256, path)| (*sha256, path, book.archive.digest(path))).collect();
    let listed: BTreeSet<Digest> = named.keys().map(|(sha256, _)| *sha256).collect();
    for (sha256, path, digested) in digested {
        let Some((bytes, content)) = report.read(path, digested) else { continue };
        report.files += 1;
        report.bytes += bytes;
        if content != sha256 {
            report.problem(path, "its content is not what its name says");
        } else if !listed.contains(&sha256) {
            report.note(path, "no chapter lists it", "none: a close that was refused has read it");
        } else if let Some(list) = named.iter().find(|((of, size), _)| *of == sha256 && *size != bytes).map(|(_, list)| list) {
            report.problem(path, format!("it has {bytes} bytes, {list} says otherwise"));
        }
    }
}

/// Every input that is listed, by digest and size, with a list that names it.
fn named(book: &Book, manifests: &[(Chapter, Manifest)], report: &mut Report) -> BTreeMap<(Digest, u64), String> {
    let mut named = BTreeMap::new();
    for (chapter, manifest) in manifests {
        let list = format!("{chapter}/{LIST}");
        if manifest.output(LIST).is_none() {
            report.problem(&list, "the chapter does not say what it was made from");
            continue;
        }
        let Some(bytes) = report.read(&list, book.archive.read(&list)) else { continue };
        match read_inputs(bytes) {
            Ok(files) => named.extend(files.into_iter().map(|file| ((file.sha256, file.bytes), list.clone()))),
            Err(what) => report.problem(list, what),
        }
    }
    named
}
