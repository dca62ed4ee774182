//! What surrounds a run changes no byte of a book: threads, locale, time zone, umask, folder, clock.
//!
//! `.ci/run` runs these with the optimised program too.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

use super::{CLOSES, FIXTURE, open, sealed};
use crate::sandbox::{Sandbox, fixtures};

/// Surroundings, all of them unlike each other.
const SURROUNDINGS: [&[(&str, &str)]; 3] = [
    &[("RAYON_NUM_THREADS", "1"), ("LC_ALL", "C"), ("TZ", "Pacific/Kiritimati")],
    &[("RAYON_NUM_THREADS", "2"), ("LC_ALL", "tr_TR.UTF-8"), ("LC_NUMERIC", "de_DE.UTF-8"), ("TZ", "America/Anchorage")],
    &[("RAYON_NUM_THREADS", "8"), ("LC_ALL", "nonsense"), ("TZ", ":no such zone"), ("TERM", "dumb"), ("COLUMNS", "20")],
];

/// Every month is replayed, identical.
fn assert_replayed(code: i32, stdout: &str, where_: &str) {
    assert_eq!(code, 0, "{where_}: {stdout}");
    let identical = stdout.lines().filter(|line| line.contains(" files, identical")).count();
    assert_eq!(identical, CLOSES.len(), "{where_}: {stdout}");
}

fn replayed_by(command: &mut Command, sandbox: &Sandbox, where_: &str) {
    let output = command.env("COURTAGE_WORKSPACE", sandbox.root()).output().unwrap();
    assert_replayed(output.status.code().unwrap(), &text(&output), where_);
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// The book as it is committed.
fn book() -> Vec<(String, Vec<u8>)> {
    sealed().files("book")
}

#[test]
fn threads_locale_and_time_zone_change_no_byte_of_a_replay() {
    let sandbox = sealed();
    for surroundings in SURROUNDINGS {
        let output = sandbox.run_with(&["replay", "--all"], surroundings);
        assert_replayed(output.code, &format!("{}{}", output.stdout, output.stderr), &format!("{surroundings:?}"));
    }
}

#[test]
fn threads_locale_and_time_zone_change_no_byte_of_a_close() {
    let expected = book();
    for surroundings in SURROUNDINGS {
        let sandbox = open();
        super::close_all(&sandbox, surroundings);
        assert!(sandbox.files("book") == expected, "closed anew under {surroundings:?}");
    }
}

#[test]
fn a_umask_changes_no_byte() {
    let expected = book();
    for umask in ["000", "077"] {
        let under = |words: &str| {
            let script = format!("umask {umask}; exec '{}' {words}", env!("CARGO_BIN_EXE_courtage"));
            let mut command = Command::new("sh");
            command.args(["-c", &script]);
            command
        };
        replayed_by(&mut under("replay --all"), &sealed(), &format!("umask {umask}"));
        let sandbox = open();
        for (period, known_on) in CLOSES {
            let mut close = under(&format!("close {period} --known-on {known_on}"));
            let output = close.env("COURTAGE_WORKSPACE", sandbox.root()).output().unwrap();
            assert!(output.status.success(), "umask {umask}, {period}: {}", text(&output));
        }
        assert!(sandbox.files("book") == expected, "closed anew under umask {umask}");
    }
}

#[test]
fn the_folder_a_person_stands_in_changes_no_byte() {
    let sandbox = sealed();
    for folder in [Path::new("/"), &sandbox.root(), &sandbox.root().join("book/2022-09")] {
        let output = sandbox.run_in(folder, &["replay", "--all"], &[]);
        assert_replayed(output.code, &format!("{}{}", output.stdout, output.stderr), &folder.display().to_string());
    }
    let sandbox = open();
    for (period, known_on) in CLOSES {
        let words = ["close", period, "--known-on", known_on, "--workspace", "."];
        let output = sandbox.run_in(&sandbox.root(), &words, &[("COURTAGE_WORKSPACE", "/nowhere")]);
        assert_eq!(output.code, 0, "{}{}", output.stdout, output.stderr);
    }
    assert!(sandbox.files("book") == book(), "a workspace named by a relative path");
}

#[test]
fn files_in_another_order_elsewhere_and_at_another_time_are_the_same_book() {
    let copy = Sandbox::empty();
    for (name, bytes) in sealed().files(".").into_iter().rev() {
        copy.write(&name, bytes);
    }
    let output = copy.run(&["replay", "--all"]);
    assert_replayed(output.code, &format!("{}{}", output.stdout, output.stderr), "a copy");
}

/// The library that lies about the clock, where it is installed.
fn faked_clock() -> Option<PathBuf> {
    let places = ["/usr/lib/x86_64-linux-gnu/faketime", "/usr/lib/aarch64-linux-gnu/faketime", "/usr/lib/faketime"];
    places.iter().map(|folder| Path::new(folder).join("libfaketime.so.1")).find(|library| library.is_file())
}

#[test]
fn a_clock_that_lies_changes_no_byte() {
    let Some(library) = faked_clock() else {
        eprintln!("NOT RUN: libfaketime is not installed, the clock was not faked");
        return;
    };
    let expected = book();
    for clock in ["1970-01-02 00:00:00", "2038-01-20 03:14:08", "2024-02-29 23:59:59"] {
        let lying = [("LD_PRELOAD", library.to_str().unwrap()), ("FAKETIME", clock)];
        let sandbox = open();
        super::close_all(&sandbox, &lying);
        assert!(sandbox.files("book") == expected, "closed anew on {clock}");
        let output = sandbox.run_with(&["replay", "--all"], &lying);
        assert_replayed(output.code, &format!("{}{}", output.stdout, output.stderr), clock);
    }
}

#[test]
fn what_is_committed_names_no_place_of_this_machine() {
    let words = [fixtures().join(FIXTURE).display().to_string(), std::env::temp_dir().join("").display().to_string()];
    for (name, bytes) in book() {
        let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
        assert!(words.iter().all(|word| !text.contains(word.as_str())), "{name} names a place of this machine");
    }
}
