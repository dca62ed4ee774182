//! A closed month restated: what it would be as known later, by cause; and what of it the next open month settles.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::{
    causes::{ALL, random_world},
    editing::waivers,
    golden_book::{CLOSES, open, sealed},
    sandbox::{Output, Sandbox},
};

/// Lines by key, each with its amount and why it is settled.
type Lines = BTreeMap<String, (i64, String)>;

fn minor(amount: &str) -> i64 {
    amount.replace('.', "").parse().unwrap()
}

fn restate(sandbox: &Sandbox, period: &str, known_on: &str) -> Value {
    let output = sandbox.run(&["restate", period, "--known-on", known_on, "--format", "json"]);
    let value: Value = serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"));
    let same = value["different"] == Value::Array(Vec::new());
    assert_eq!((output.code, &value["same"]), (if same { 0 } else { 5 }, &same.into()));
    value
}

/// What each line would be more or less, and why.
fn differences(restated: &Value) -> Lines {
    let row = |own: &Value| {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let (amount, why) = (text(&own["b"]["amount"]), text(&own["b"]["cause"]));
        if why.contains("; ") {
            let parts = why.split("; ").map(|part| minor(part.rsplit_once(' ').unwrap().1));
            assert_eq!(parts.sum::<i64>(), minor(&amount), "{why}");
        }
        (text(&own["line"]), (minor(&text(&own["difference"])), beside_as_closed(&why)))
    };
    restated["different"].as_array().unwrap().iter().map(row).collect()
}

/// Why a line is another than as closed, as an adjustment would say it.
fn beside_as_closed(why: &str) -> String {
    let Some((_, parts)) = why.strip_prefix("as closed ").and_then(|rest| rest.split_once("; ")) else {
        return why.to_owned();
    };
    let alone = parts.rsplit_once(' ').filter(|_| !parts.contains("; "));
    alone.map_or(parts, |(cause, _)| cause).to_owned()
}

fn lines(sandbox: &Sandbox, place: &str) -> Lines {
    let rows = sandbox.rows(&format!("{place}/lines.csv")).into_iter();
    rows.map(|row| (row["line_id"].clone(), (minor(&row["amount"]), row["cause"].clone()))).collect()
}

fn amounts(lines: Lines) -> BTreeMap<String, i64> {
    lines.into_iter().map(|(key, (minor, _))| (key, minor)).filter(|(_, minor)| *minor != 0).collect()
}

/// The sealed lines of a month, each with what it would be more or less.
fn as_restated(sandbox: &Sandbox, period: &str, restated: &Value) -> BTreeMap<String, i64> {
    let mut lines = lines(sandbox, &format!("book/{period}"));
    for (key, (minor, why)) in differences(restated) {
        lines.entry(key).or_insert((0, why)).0 += minor;
    }
    amounts(lines)
}

/// Contracts of the closed year that change a month only by what happens in a later one: payments, a quarter's volume, a
/// cancellation, a hold that ends.
const HAPPENS_LATER: [&str; 5] = ["NVX-22401", "SK-220105", "SK-220109", "SK-220201", "SK-220202"];

#[test]
fn a_month_restated_is_that_month_settled_by_later_knowledge_and_flows_into_the_next() {
    let sandbox = open();
    let mut told = Vec::new();
    let mut causes = BTreeSet::new();
    for months in CLOSES.windows(2) {
        let [(period, known_on), (next, later)] = months else { unreachable!() };
        sandbox.run(&["settle", period, "--known-on", later]);
        assert_eq!(sandbox.run(&["close", period, "--known-on", known_on]).code, 0);
        let restated = restate(&sandbox, period, later);
        let settled = amounts(lines(&sandbox, &format!("drafts/{period}")));
        assert_eq!(as_restated(&sandbox, period, &restated), settled, "{period} as known on {later}");

        sandbox.run(&["settle", next, "--known-on", later]);
        let mut flows = lines(&sandbox, &format!("drafts/{next}"));
        flows.retain(|key, _| !key.contains(&format!("/{next}/")));
        let differences = differences(&restated);
        flows.retain(|key, _| differences.contains_key(key) || !HAPPENS_LATER.iter().any(|contract| key.contains(contract)));
        assert_eq!(differences, flows, "{next} settles what {period} would be more or less");
        causes.extend(differences.into_values().map(|(_, cause)| cause));
        told.push((*period, *later, restated));
    }
    assert!(causes.len() >= 6, "{causes:?}");
    let (last, known_on) = CLOSES[CLOSES.len() - 1];
    assert_eq!(sandbox.run(&["close", last, "--known-on", known_on]).code, 0);
    for (period, later, before) in told {
        let again = restate(&sandbox, period, later);
        for part in ["different", "sums", "record", "known_on"] {
            assert_eq!(again[part], before[part], "{period}: later closes change nothing about it");
        }
    }
}

/// A world of random contracts and rules, of which May 2023 is the first month.
fn world() -> Sandbox {
    let sandbox = random_world("", &ALL);
    let line =
        |line: &str| if line.starts_with("first_month") { "first_month = \"2023-05\"\n".to_owned() } else { format!("{line}\n") };
    sandbox.edit("courtage.toml", |text| text.lines().map(line).collect());
    sandbox
}

#[test]
fn a_first_month_of_random_rules_restated_is_that_month_settled_for_the_first_time() {
    let (sandbox, unclosed) = (world(), world());
    let close = || sandbox.run(&["close", "2023-05", "--known-on", "2023-06-05"]);
    let header = "finding,effective_from,recorded_on,by,reference\n";
    sandbox.write("facts/waivers.csv", header.to_owned() + &waivers(&close()));
    assert_eq!(close().code, 0, "what is held for want of rules that come later is waived");
    let restated = restate(&sandbox, "2023-05", "2023-11-05");
    assert!(differences(&restated).len() > 200 && restated["held"] == 0, "{restated}");
    assert_eq!(unclosed.run(&["settle", "2023-05", "--known-on", "2023-11-05"]).code, 0);
    let settled = amounts(lines(&unclosed, "drafts/2023-05"));
    assert_eq!(as_restated(&sandbox, "2023-05", &restated), settled);
}

#[test]
fn sums_are_told_by_cause_and_nothing_is_written() {
    let sandbox = sealed();
    let before = (sandbox.files("."), sandbox.run(&["restate", "2023-02"]));
    let Output { code, stdout, .. } = &before.1;
    assert_eq!((*code, sandbox.files(".")), (5, before.0));
    for part in [
        "A  book/2023-02\nB  2023-02 as known on 2023-10-08\n",
        "nuvias       EUR  commission  exchange rate        0.00     1.30    1.30\n",
        "stern-kelly  EUR  commission  as closed          759.50   759.50    0.00\n",
        "only in B: 4\n  nuvias/NVX-22402/10/1/commission/2023-02/evans/GBP  16.00 (late contract)\n",
        "GBP  50.00 (as closed) → 40.00 (as closed 50.00; amended contract -10.00): -10.00\n",
        "what was not settled by 2023-09 of the difference is settled in 2023-10, the next open period\n",
    ] {
        assert!(stdout.contains(part), "{part}{stdout}");
    }
    let same = sandbox.run(&["restate", "2022-09"]);
    assert!(same.code == 0 && same.stdout.ends_with("\n13 lines are the same, 0 are not\n"), "{}", same.stdout);
    sandbox.add("facts/payments.csv", "nuvias,NVX-22401,INV-1");
    assert_eq!(sandbox.run(&["restate", "2023-02"]).code, 4, "a table that cannot be read stops it");
}

#[test]
fn a_month_is_restated_only_after_it_was_closed_and_by_no_less_than_it_knew() {
    let sandbox = sealed();
    let refused = |words: &[&str], why: &str| {
        let output = sandbox.run(words);
        assert_eq!((output.code, output.stdout.as_str()), (2, ""), "{words:?}");
        assert!(output.stderr.contains(why), "{}", output.stderr);
    };
    refused(&["restate", "2023-10"], "2023-10 is not closed; the last closed period is 2023-09");
    refused(&["restate", "2023-02", "--known-on", "2023-03-07"], "2023-02 was closed with all that was known on 2023-03-08");
    std::fs::remove_dir_all(sandbox.root().join("book")).unwrap();
    refused(&["restate", "2022-09"], "no period is closed yet");
}
