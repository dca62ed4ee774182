//! `settle` and `check`: where drafts stand, what they replace, which months and deliveries they see.

use std::{collections::BTreeSet, fs};

use crate::sandbox::{Row, Sandbox};

fn names(sandbox: &Sandbox, folder: &str) -> Vec<String> {
    sandbox.files(folder).into_iter().map(|(name, _)| name).collect()
}

fn line_ids(rows: &[Row]) -> BTreeSet<String> {
    rows.iter().map(|row| row["line_id"].clone()).collect()
}

#[test]
fn a_draft_stands_under_its_period_or_where_out_says() {
    let sandbox = Sandbox::of("first-light");
    let usual = sandbox.run(&["settle", "2022-09"]);
    let elsewhere = sandbox.root().join("for/the/auditor");
    let asked = sandbox.run(&["settle", "2022-09", "--out", elsewhere.to_str().unwrap()]);
    assert_eq!((usual.code, asked.code), (0, 0));
    assert_eq!(sandbox.files("drafts/2022-09"), sandbox.files("for/the/auditor"), "the same draft, wherever it stands");
    assert!(asked.stdout.contains(elsewhere.to_str().unwrap()), "it says where: {}", asked.stdout);
    let expected = [
        "DRAFT",
        "accounts.csv",
        "balances.csv",
        "controls.csv",
        "deliveries.csv",
        "facts.csv",
        "findings.csv",
        "inputs.csv",
        "lines.csv",
        "positions.csv",
        "reads.csv",
        "statements/stern-kelly.csv",
        "sub-agents/almtal.csv",
        "sub-agents/buehler.csv",
        "sub-agents/cordes.csv",
        "unreadable.csv",
    ];
    assert_eq!(names(&sandbox, "drafts/2022-09"), expected.map(str::to_owned));
    assert_eq!(fs::read_dir(sandbox.root().join("drafts")).unwrap().count(), 1, "no partial draft is left beside it");
}

#[test]
fn a_draft_replaces_the_one_before_it_whole() {
    let sandbox = Sandbox::of("first-light");
    sandbox.run(&["settle", "2022-09"]);
    let before = sandbox.files("drafts/2022-09");
    sandbox.write("drafts/2022-09/sub-agents/stray.csv", "left over\n");
    sandbox.write("drafts/.2022-09.partial/half.csv", "a run that was cut off\n");
    assert_eq!(sandbox.run(&["settle", "2022-09"]).code, 0);
    assert_eq!(sandbox.files("drafts/2022-09"), before, "no file of the old draft survives");
    assert_eq!(fs::read_dir(sandbox.root().join("drafts")).unwrap().count(), 1, "what a cut-off run left is cleared away");
}

#[test]
fn a_draft_that_stops_leaves_nothing_of_the_old_one() {
    let sandbox = Sandbox::of("first-light");
    sandbox.run(&["settle", "2022-09"]);
    sandbox.replace("rulebook/plans.csv", "daily", "weekly");
    assert_eq!(sandbox.run(&["settle", "2022-09"]).code, 4);
    assert_eq!(names(&sandbox, "drafts/2022-09"), ["DRAFT", "findings.csv"]);
}

#[test]
fn what_is_no_draft_of_ours_is_never_replaced() {
    let sandbox = Sandbox::of("first-light");
    sandbox.write("theirs/statement.csv", "somebody's work\n");
    sandbox.write("marked/DRAFT", "another program's mark\n");
    sandbox.write("file.csv", "a file\n");
    fs::create_dir(sandbox.root().join("empty")).unwrap();
    let before = sandbox.files(".");
    for place in ["theirs", "marked", "file.csv", "empty", "feeds", "."] {
        let target = sandbox.root().join(place);
        let output = sandbox.run(&["settle", "2022-09", "--out", target.to_str().unwrap()]);
        assert_eq!(output.code, 74, "{place}: {output:?}");
        assert!(output.stderr.contains(target.to_str().unwrap()), "it names {place}: {}", output.stderr);
        assert!(output.stderr.contains("--out"), "it says what to do: {}", output.stderr);
        assert_eq!(output.stdout, "", "{place}");
    }
    assert_eq!(sandbox.files("."), before, "nothing is touched");
    assert!(sandbox.root().join("empty").is_dir());
}

#[test]
fn a_place_that_the_disk_refuses_is_named() {
    let sandbox = Sandbox::of("first-light");
    let target = sandbox.root().join("courtage.toml/september");
    let output = sandbox.run(&["settle", "2022-09", "--out", target.to_str().unwrap()]);
    assert_eq!((output.code, output.stdout.as_str()), (74, ""));
    assert!(output.stderr.starts_with("error: failed to create "), "{}", output.stderr);
    assert!(output.stderr.contains("courtage.toml/"), "{}", output.stderr);
}

#[test]
fn check_finds_what_settle_finds_and_writes_nothing() {
    for (name, code) in [("first-light", 0), ("zoom-up", 3)] {
        let sandbox = Sandbox::of(name);
        let before = sandbox.files(".");
        let output = sandbox.run(&["check", "2022-09"]);
        assert_eq!(output.code, code, "{name}");
        assert_eq!(sandbox.files("."), before, "{name}");
        assert!(!sandbox.root().join("drafts").exists());
        assert_eq!(sandbox.run(&["settle", "2022-09"]).code, code, "{name}");
        for found in sandbox.rows("drafts/2022-09/findings.csv") {
            let place = format!("{}  {}  {}:{}", found["severity"], found["code"], found["file"], found["line"]);
            assert!(output.stdout.contains(&place), "check prints {place}");
            assert!(output.stdout.contains(&found["message"]), "check prints the reason of {place}");
            assert!(output.stdout.contains(&format!("remedy: {}", found["remedy"])), "check prints the remedy of {place}");
        }
    }
    let broken = Sandbox::of("first-light");
    broken.replace("rulebook/plans.csv", "daily", "weekly");
    let before = broken.files(".");
    assert_eq!(broken.run(&["check", "2022-09"]).code, 4);
    assert_eq!(broken.files("."), before);
}

#[test]
fn check_tries_the_last_month_that_had_ended() {
    let sandbox = Sandbox::of("zoom-up");
    assert_eq!(sandbox.run(&["check"]).stdout, sandbox.run(&["check", "2022-09"]).stdout);
}

#[test]
fn a_month_before_the_first_is_never_settled() {
    let sandbox = Sandbox::of("first-light");
    let before = sandbox.files(".");
    for words in [&["settle", "2022-08"][..], &["check", "2022-08"], &["explain", "V-0004", "2022-08"]] {
        let output = sandbox.run(words);
        assert_eq!((output.code, output.stdout.as_str()), (2, ""), "{words:?}");
        assert!(output.stderr.contains("2022-08") && output.stderr.contains("first_month 2022-09"), "{}", output.stderr);
    }
    assert_eq!(sandbox.files("."), before, "nothing is written");
}

#[test]
fn an_earlier_known_on_sees_fewer_deliveries() {
    let sandbox = Sandbox::of("zoom-up");
    sandbox.run(&["settle", "2022-09"]);
    let all = (sandbox.rows("drafts/2022-09/lines.csv"), sandbox.rows("drafts/2022-09/controls.csv"));
    let output = sandbox.run(&["settle", "2022-09", "--known-on", "2022-09-05"]);
    assert_eq!(output.code, 3);
    assert!(output.stdout.contains("known on 2022-09-05"));
    let known = (sandbox.rows("drafts/2022-09/lines.csv"), sandbox.rows("drafts/2022-09/controls.csv"));
    assert!(known.0.iter().all(|line| !line["source"].contains("2022-10-05")), "no line rests on a later delivery");
    let late = |line: &&Row| line["contract"] == "SK-220131";
    assert_eq!((all.0.iter().filter(late).count(), known.0.iter().filter(late).count()), (1, 0), "delivered on 2022-10-05");
    let read = |controls: &[Row]| -> Vec<u64> {
        controls.iter().filter(|row| row["of"] == "read").map(|row| row["count"].parse().unwrap()).collect()
    };
    assert_eq!((read(&all.1), read(&known.1)), (vec![101, 115], vec![66, 79]), "records of three deliveries instead of four");
}

#[test]
fn a_rule_recorded_later_is_not_seen_earlier() {
    let sandbox = Sandbox::of("zoom-up");
    sandbox.add("rulebook/rates.csv", "commission,sub-agent,*,*,*,*,1,2022-06-01,2022-10-04,percent,11,raised afterwards");
    let rate = |known_on: &str| {
        sandbox.run(&["settle", "2022-09", "--known-on", known_on]);
        let lines = sandbox.rows("drafts/2022-09/lines.csv");
        let line = lines.iter().find(|line| line["contract"] == "SK-220058").unwrap();
        (line["rate"].clone(), line["amount"].clone())
    };
    assert_eq!(rate("2022-10-03"), ("10".to_owned(), "200.00".to_owned()));
    assert_eq!(rate("2022-10-05"), ("11".to_owned(), "220.00".to_owned()));
}

#[test]
fn a_contract_begun_in_september_has_four_lines_in_december() {
    let sandbox = Sandbox::of("zoom-up");
    assert_eq!(sandbox.run(&["settle", "2022-12"]).code, 3);
    let lines = sandbox.rows("drafts/2022-12/lines.csv");
    let own: Vec<[&str; 5]> = lines
        .iter()
        .filter(|line| line["contract"] == "SK-220118")
        .map(|line| ["earned_month", "settled_period", "kind", "cause", "amount"].map(|column| line[column].as_str()))
        .collect();
    let expected = [
        ["2022-09", "2022-12", "adjustment", "late contract", "260.00"],
        ["2022-10", "2022-12", "adjustment", "late contract", "260.00"],
        ["2022-11", "2022-12", "adjustment", "late contract", "260.00"],
        ["2022-12", "2022-12", "regular", "", "260.00"],
    ];
    assert_eq!(own, expected);
    assert_eq!(line_ids(&lines).len(), lines.len(), "each line has a key of its own");
    let regular = lines.iter().all(|line| (line["kind"] == "regular") == (line["earned_month"] == "2022-12"));
    assert!(regular, "regular are the lines of the period, and no others");
}
