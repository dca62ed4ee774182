//! Threads, time zone, locale, folder, and a second run change no byte.

use std::{fmt::Write as _, fs, path::Path};

use crate::sandbox::{Output, Sandbox};

const FEED: &str = "feeds/stern-kelly/2022-10-05.csv";

/// What a run prints and writes.
type Outcome = (i32, String, Vec<(String, Vec<u8>)>);

fn outcome(sandbox: &Sandbox, output: Output) -> Outcome {
    (output.code, output.stdout, sandbox.files("drafts/2022-09"))
}

/// Settles September in every environment; each must give the same as the first.
fn same_in(sandbox: &Sandbox, environments: &[&[(&str, &str)]]) -> Outcome {
    let first = outcome(sandbox, sandbox.run(&["settle", "2022-09"]));
    for environment in environments {
        fs::remove_dir_all(sandbox.root().join("drafts")).unwrap();
        let again = outcome(sandbox, sandbox.run_with(&["settle", "2022-09"], environment));
        assert!(again == first, "{environment:?} changes a byte:\n{}", again.1);
    }
    first
}

#[test]
fn threads_change_no_byte() {
    let threads: [&[(&str, &str)]; 3] =
        [&[("RAYON_NUM_THREADS", "1")], &[("RAYON_NUM_THREADS", "2")], &[("RAYON_NUM_THREADS", "8")]];
    assert_eq!(same_in(&Sandbox::of("zoom-up"), &threads).0, 3);
}

/// A delivery large enough to be read, settled and written in parts: 9,000 contracts, some of them broken.
fn busy() -> Sandbox {
    let sandbox = Sandbox::of("first-light");
    sandbox.edit(FEED, |text| {
        let mut text = text.lines().next().unwrap().to_owned() + "\n";
        for number in (0..9_000_u32).rev() {
            let (partner, day) = (20_001 + number % 3, number % 28 + 1);
            let amount = if number % 1_000 == 7 { "1.25,00".to_owned() } else { format!("{},{:02}", number % 977, number % 89) };
            writeln!(text, "V-{number:04};PHONE;{partner};\"Kunde \"\"{number}\"\"\";{day:02}.09.2022;;{number};{amount}")
                .unwrap();
        }
        text
    });
    let map = "rulebook/feed-maps/stern-kelly.csv";
    sandbox.replace(map, "column,ends_on,2022-06-01,2022-06-01,Ende", "allow,Ende,2022-06-01,2022-06-01,ignored");
    sandbox.add(map, "constant,months,2022-06-01,2022-06-01,12,sample of June 2022");
    sandbox
}

#[test]
fn threads_change_no_byte_of_a_large_delivery() {
    let (code, text, files) = same_in(&busy(), &[&[("RAYON_NUM_THREADS", "1")], &[("RAYON_NUM_THREADS", "8")]]);
    assert_eq!(code, 3, "{text}");
    assert!(text.contains("records: 9000 read = "), "{text}");
    let findings = &files.iter().find(|(name, _)| name == "findings.csv").unwrap().1;
    assert_eq!(String::from_utf8_lossy(findings).matches(",hold,value,").count(), 9, "the broken rows are held");
}

#[test]
fn a_broken_file_stops_at_its_first_broken_row_whatever_the_threads() {
    let sandbox = busy();
    sandbox.edit(FEED, |text| {
        let rows = text.lines().enumerate();
        rows.map(|(at, line)| [line, if at > 500 { ";\n" } else { "\n" }].concat()).collect()
    });
    for threads in ["1", "2", "8", "8", "8"] {
        let output = sandbox.run_with(&["settle", "2022-09"], &[("RAYON_NUM_THREADS", threads)]);
        assert_eq!(output.code, 4);
        let lines: Vec<String> = sandbox.rows("drafts/2022-09/findings.csv").into_iter().map(|row| row["line"].clone()).collect();
        assert_eq!(lines, ["502"], "{threads} threads");
    }
}

#[test]
fn locale_and_time_zone_change_no_byte() {
    let environments: [&[(&str, &str)]; 6] = [
        &[("LC_ALL", "C"), ("LANG", "C")],
        &[("LC_ALL", "de_DE.UTF-8"), ("LANG", "de_DE.UTF-8")],
        &[("LC_ALL", "tr_TR.UTF-8"), ("LC_NUMERIC", "tr_TR.UTF-8")],
        &[("TZ", "Pacific/Kiritimati")],
        &[("TZ", "America/Los_Angeles"), ("LANG", "en_US.ISO-8859-1")],
        &[("TZ", ":no such zone"), ("LC_ALL", "nonsense"), ("COLUMNS", "20"), ("TERM", "dumb")],
    ];
    assert_eq!(same_in(&Sandbox::of("zoom-up"), &environments).0, 3);
}

#[test]
fn the_folder_a_person_stands_in_changes_no_byte() {
    let sandbox = Sandbox::of("zoom-up");
    let first = outcome(&sandbox, sandbox.run(&["settle", "2022-09"]));
    for folder in [Path::new("/"), &sandbox.root(), &sandbox.root().join("feeds")] {
        let again = outcome(&sandbox, sandbox.run_in(folder, &["settle", "2022-09"], &[]));
        assert!(again == first, "from {}", folder.display());
    }
    let named =
        sandbox.run_in(&sandbox.root(), &["settle", "2022-09", "--workspace", "."], &[("COURTAGE_WORKSPACE", "/nowhere")]);
    assert_eq!(named.code, 3, "{}", named.stderr);
    assert!(sandbox.files("drafts/2022-09") == first.2, "a workspace named by a relative path");
}

#[test]
fn a_second_run_and_a_copy_in_another_order_change_no_byte() {
    let sandbox = Sandbox::of("zoom-up");
    let first = outcome(&sandbox, sandbox.run(&["settle", "2022-09"]));
    assert!(outcome(&sandbox, sandbox.run(&["settle", "2022-09"])) == first, "a draft beside the tables changes nothing");
    let copy = Sandbox::empty();
    for (name, bytes) in sandbox.files(".").into_iter().rev().filter(|(name, _)| !name.starts_with("drafts/")) {
        copy.write(&name, bytes);
    }
    copy.run(&["settle", "2022-09"]);
    assert!(copy.files("drafts/2022-09") == first.2, "files written in another order, elsewhere and at another time");
}
