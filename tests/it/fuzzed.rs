//! Hostile bytes for every reader: the files of `fuzz/corpus`, changed by a small seeded generator.
//!
//! What must hold of each is in `courtage::fuzzing`. A failing change is told by its target, seed and number, and by its bytes.

use std::{
    env, fs,
    io::{Cursor, Read, Write},
    panic::{self, AssertUnwindSafe},
    path::Path,
    time::{Duration, Instant},
};

use courtage::fuzzing::{TARGETS, Target, workbook};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

use crate::reference::dice::Dice;

/// Longer than any reader needs for a few kilobytes, on a machine that is busy.
const LONGEST: Duration = Duration::from_secs(10);

/// Bytes and words that grammars stumble over.
const SPECIAL: [&[u8]; 40] = [
    b"\0",
    b"\"",
    b"\"\"",
    b"\r",
    b"\n",
    b"\r\n",
    b"\n\n",
    b",",
    b";",
    b"\t",
    b"'",
    b"\xFF",
    b"\xFE\xFF",
    b"\xEF\xBB\xBF",
    b"\xC2\xA0",
    b"\xE2\x80\xAE",
    b"\xE2\x80\x8B",
    b"\xED\xA0\x80",
    b"\xF4\x90\x80\x80",
    b"-",
    b"+",
    b"1e9",
    b"NaN",
    b"0",
    b"999999999999999999",
    b"9223372036854775808",
    b"-0",
    b"0.1",
    b"31.02.2023",
    b"9999-12-31",
    b"=1+1",
    b"{",
    b"}",
    b"[",
    b"<",
    b"/>",
    b"&amp;",
    b"&#0;",
    b"<!DOCTYPE x>",
    b"closed",
];

fn number(name: &str, otherwise: u64) -> u64 {
    env::var(name).map_or(otherwise, |text| text.parse().unwrap_or_else(|_| panic!("{name} is a number, not {text:?}")))
}

/// The files of a corpus, in the order of their names.
fn corpus(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty(), "{} has files", folder.display());
    files.iter().map(|file| fs::read(file).unwrap()).collect()
}

fn place(dice: &mut Dice, below: usize) -> usize {
    usize::try_from(dice.roll(below.max(1) as u64)).unwrap()
}

/// A file, changed in one to six places.
fn changed(dice: &mut Dice, files: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = files[place(dice, files.len())].clone();
    for _ in 0..=place(dice, 6) {
        let (at, last) = (place(dice, bytes.len() + 1), bytes.len());
        match dice.roll(8) {
            0 if at < last => bytes[at] ^= 1 << dice.roll(8),
            1 if at < last => bytes[at] = u8::try_from(dice.roll(256)).unwrap(),
            2 => bytes.truncate(at),
            3 => drop(bytes.drain(at..(at + place(dice, 16)).min(last))),
            4 => {
                let own = bytes[at..(at + place(dice, 64)).min(last)].to_vec();
                let to = place(dice, last + 1);
                drop(bytes.splice(to..to, own));
            }
            5 => {
                let other = &files[place(dice, files.len())];
                let from = place(dice, other.len());
                let until = (from + place(dice, 128)).min(other.len());
                drop(bytes.splice(at..at, other[from..until].to_vec()));
            }
            6 => {
                let special = SPECIAL[place(dice, SPECIAL.len())];
                let until = (at + special.len()).min(last);
                drop(bytes.splice(at..until, special.iter().copied()));
            }
            _ => {
                let special = SPECIAL[place(dice, SPECIAL.len())];
                drop(bytes.splice(at..at, special.iter().copied()));
            }
        }
    }
    bytes
}

/// One case: it does not panic, and ends soon.
fn try_one(told: &str, target: Target, bytes: &[u8]) {
    let begun = Instant::now();
    if let Err(panicked) = panic::catch_unwind(AssertUnwindSafe(|| target(bytes))) {
        eprintln!("{told}: {:?}", bytes.escape_ascii().to_string());
        panic::resume_unwind(panicked);
    }
    assert!(begun.elapsed() < LONGEST, "{told} took {:?}: {:?}", begun.elapsed(), bytes.escape_ascii().to_string());
}

/// What is asked: how many cases of each target, and the seed, which is told.
fn asked() -> (u64, u64) {
    let asked = (number("FUZZ_CASES", 200), number("FUZZ_SEED", 7));
    println!("FUZZ_CASES={} FUZZ_SEED={}", asked.0, asked.1);
    asked
}

#[test]
fn every_target_stands_hostile_bytes() {
    let (cases, seed) = asked();
    for (at, (name, target)) in (0..).zip(TARGETS) {
        let files = corpus(name);
        files.iter().for_each(|bytes| target(bytes));
        let mut dice = Dice::new(seed ^ (at << 32));
        for case in 0..cases {
            try_one(&format!("{name}, FUZZ_SEED={seed}, case {case}"), target, &changed(&mut dice, &files));
        }
    }
}

/// A container with a wrong checksum is refused before its parts are read: so the parts are changed inside a good one.
#[test]
fn the_parts_of_a_workbook_stand_hostile_bytes() {
    let (cases, seed) = asked();
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    let mut archive = ZipArchive::new(Cursor::new(corpus("workbook").swap_remove(0))).unwrap();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        let name = part.name().unwrap().into_owned();
        parts.push((name, bytes));
    }
    let texts: Vec<Vec<u8>> = parts.iter().map(|(_, bytes)| bytes.clone()).collect();
    let mut dice = Dice::new(seed);
    for case in 0..cases {
        let chosen = place(&mut dice, parts.len());
        // Seldom the text of another part stands in its place, or pieces of it.
        let from = if dice.within(10) { &texts[..] } else { &texts[chosen..=chosen] };
        let hostile = changed(&mut dice, from);
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (at, (name, bytes)) in parts.iter().enumerate() {
            zip.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
            zip.write_all(if at == chosen { &hostile } else { bytes }).unwrap();
        }
        let bytes = zip.finish().unwrap().into_inner();
        try_one(&format!("{}, FUZZ_SEED={seed}, case {case}", parts[chosen].0), workbook, &bytes);
    }
}

/// Every target has its line in `fuzz/`, and every corpus is one of a target.
#[test]
fn the_fuzz_targets_are_those_of_the_library() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    for (name, _) in TARGETS {
        let line = fs::read_to_string(folder.join(format!("fuzz_targets/{name}.rs"))).unwrap();
        assert!(line.contains(&format!("courtage::fuzzing::{name}(bytes)")), "{name}");
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{name}");
    }
    assert_eq!(fs::read_dir(folder.join("corpus")).unwrap().count(), TARGETS.len());
    assert_eq!(fs::read_dir(folder.join("fuzz_targets")).unwrap().count(), TARGETS.len());
}
