//! A book of thirteen closed months, sealed once and replayed for ever: `fixtures/closed-year`.
//!
//! `GOLDEN=write cargo test --test it golden_book` closes it anew.

mod page;
mod surroundings;

use std::{collections::BTreeSet, fs, process::Command, sync::Once};

use crate::{
    golden,
    sandbox::{Row, Sandbox, fixtures},
};

const FIXTURE: &str = "closed-year";

/// The months, each with the day by whose knowledge it was closed.
pub const CLOSES: [(&str, &str); 13] = [
    ("2022-09", "2022-10-08"),
    ("2022-10", "2022-11-08"),
    ("2022-11", "2022-12-08"),
    ("2022-12", "2023-01-08"),
    ("2023-01", "2023-02-08"),
    ("2023-02", "2023-03-08"),
    ("2023-03", "2023-04-08"),
    ("2023-04", "2023-05-08"),
    ("2023-05", "2023-06-08"),
    ("2023-06", "2023-07-08"),
    ("2023-07", "2023-08-08"),
    ("2023-08", "2023-09-08"),
    ("2023-09", "2023-10-08"),
];

/// The workspace with an empty shelf where the book was.
pub fn open() -> Sandbox {
    let sandbox = Sandbox::of(FIXTURE);
    let book = sandbox.root().join("book");
    if book.exists() {
        fs::remove_dir_all(book).unwrap();
    }
    sandbox
}

fn close_all(sandbox: &Sandbox, environment: &[(&str, &str)]) {
    for (period, known_on) in CLOSES {
        let output = sandbox.run_with(&["close", period, "--known-on", known_on], environment);
        assert_eq!(output.code, 0, "{period}: {}{}", output.stdout, output.stderr);
    }
}

/// The workspace with its book as it is committed; written anew first, where that is asked for.
pub fn sealed() -> Sandbox {
    static WRITTEN: Once = Once::new();
    if written_anew() {
        WRITTEN.call_once(closed_anew_is_what_was_sealed);
    }
    Sandbox::of(FIXTURE)
}

fn written_anew() -> bool {
    std::env::var_os("GOLDEN").is_some_and(|word| word == "write")
}

fn closed_anew_is_what_was_sealed() {
    let sandbox = open();
    close_all(&sandbox, &[]);
    golden::check(&fixtures().join(FIXTURE).join("book"), sandbox.files("book"));
}

/// The lines that were sealed, each with the month it was settled in.
fn sealed_lines(sandbox: &Sandbox) -> Vec<(&'static str, Row)> {
    let of = |(period, _): (&'static str, &str)| {
        let rows = sandbox.rows(&format!("book/{period}/lines.csv"));
        rows.into_iter().map(move |row| (period, row))
    };
    CLOSES.into_iter().flat_map(of).collect()
}

#[test]
fn the_year_closed_anew_is_the_sealed_book_byte_for_byte() {
    if written_anew() {
        sealed();
    } else {
        closed_anew_is_what_was_sealed();
    }
}

#[test]
fn every_closed_month_is_replayed_to_the_same_bytes() {
    let sandbox = sealed();
    let output = sandbox.run(&["replay", "--all"]);
    assert_eq!(output.code, 0, "{}{}", output.stdout, output.stderr);
    let identical = output.stdout.lines().filter(|line| line.contains(" files, identical")).count();
    assert_eq!(identical, CLOSES.len(), "{}", output.stdout);
}

#[test]
fn the_sealed_book_is_verified_from_its_files_alone() {
    let output = sealed().run(&["verify"]);
    assert_eq!(output.code, 0, "{}{}", output.stdout, output.stderr);
}

/// Empty folders get lost where files are copied, or kept by git.
#[test]
fn a_book_that_was_copied_file_by_file_goes_on() {
    let sandbox = sealed();
    assert!(!sandbox.root().join("book/staging").exists(), "git keeps no empty folder");
    sandbox.add("rulebook/exchange_rates.csv", "GBP,2023-10-31,2023-11-01,0.87240,,reference rate");
    let feed = |name: &str| sandbox.bytes(&format!("feeds/{name}"));
    sandbox.write("feeds/nuvias/2023-11-05-contracts.csv", feed("nuvias/2023-10-05-contracts.csv"));
    sandbox.write("feeds/stern-kelly/2023-11-05-vertragsliste.csv", feed("stern-kelly/2023-10-05-vertragsliste.csv"));
    let closed = sandbox.run(&["close", "2023-10", "--known-on", "2023-11-08"]);
    assert_eq!(closed.code, 0, "{}{}", closed.stdout, closed.stderr);
    assert_eq!(sandbox.run(&["verify"]).code, 0);
}

#[test]
fn what_is_closed_is_closed_and_says_so() {
    let sandbox = sealed();
    let before = sandbox.files("book");
    close_all(&sandbox, &[]);
    assert!(sandbox.files("book") == before, "the same question writes nothing");
}

#[test]
fn every_cause_of_an_adjustment_is_in_the_book() {
    let causes: BTreeSet<String> = sealed_lines(&sealed()).into_iter().map(|(_, line)| line["cause"].clone()).collect();
    let expected = [
        "",
        "amended contract",
        "band re-rated",
        "cancelled",
        "correction of a fact",
        "differs from the opening position",
        "exchange rate",
        "late contract",
        "rate changed",
        "standing changed",
    ];
    assert_eq!(causes.iter().map(String::as_str).collect::<Vec<_>>(), expected);
}

#[test]
fn every_reason_for_a_waiver_is_in_the_book() {
    let sandbox = sealed();
    let mut waived = BTreeSet::new();
    for (period, _) in CLOSES {
        for row in sandbox.rows(&format!("book/{period}/findings.csv")).into_iter().filter(|row| row["severity"] == "hold") {
            assert_eq!(row["waived_by"], "m.brandt", "{period}: {}", row["message"]);
            waived.insert((row["code"].clone(), period));
        }
    }
    let waived: Vec<(&str, &str)> = waived.iter().map(|(code, period)| (code.as_str(), *period)).collect();
    let expected = [
        ("held-by-hand", "2023-05"),
        ("held-by-hand", "2023-06"),
        ("no-exchange-rate", "2023-01"),
        ("no-rate", "2023-02"),
        ("value", "2022-10"),
        ("vanished", "2023-02"),
    ];
    assert_eq!(waived, expected);
}

#[test]
fn coreutils_alone_check_every_month() {
    let sandbox = sealed();
    if Command::new("sha256sum").arg("--version").output().is_err() {
        eprintln!("NOT RUN: sha256sum is not installed");
        return;
    }
    for (period, _) in CLOSES {
        let folder = sandbox.root().join("book").join(period);
        let output = Command::new("sha256sum").args(["--check", "--strict", "SHA256SUMS"]).current_dir(&folder).output().unwrap();
        assert!(output.status.success(), "{period}: {}", String::from_utf8_lossy(&output.stdout));
    }
}

#[test]
fn a_takeover_moves_the_name_and_no_amount() {
    let lines = sealed_lines(&sealed()).into_iter().filter(|(_, line)| line["sub_agent_id"] == "dahlem");
    let names: BTreeSet<(&str, String)> = lines.map(|(period, line)| (period, line["sub_agent"].clone())).collect();
    assert_eq!(names.len(), CLOSES.len(), "one name in each month");
    for (period, name) in names {
        let expected = if period < "2023-05" { "Dahlem Konferenztechnik e. K." } else { "Kron & Dahlem Medientechnik SE" };
        assert_eq!(name, expected, "{period}");
    }
}
