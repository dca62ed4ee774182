//! `explain`: every amount of a draft, down to file and line.

use std::collections::{BTreeMap, BTreeSet};

use crate::sandbox::{Row, Sandbox};

/// A month as `explain` prints it.
struct Explained {
    amount: String,
    fate: String,
    workings: String,
}

/// The months of an explanation that have workings, by the key of their line.
fn explained(text: &str) -> BTreeMap<String, Explained> {
    let mut months = BTreeMap::new();
    let mut workings = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.starts_with("  20") {
            workings.clear();
        }
        workings.extend([line, "\n"]);
        let Some((amount, fate)) = line.strip_prefix("    = ").and_then(|foot| foot.split_once("   ")) else { continue };
        let Some(key) = lines.next().filter(|line| !line.trim().is_empty()) else { continue };
        workings += key;
        let key = key.split_whitespace().next().unwrap().to_owned();
        months.insert(key, Explained { amount: amount.to_owned(), fate: fate.to_owned(), workings: workings.clone() });
    }
    months
}

/// The lines of a draft by contract, and each contract's explanation.
fn lines_and_explanations(sandbox: &Sandbox, period: &str) -> Vec<(Vec<Row>, BTreeMap<String, Explained>)> {
    sandbox.run(&["settle", period]);
    let mut contracts: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for line in sandbox.rows(&format!("drafts/{period}/lines.csv")) {
        contracts.entry(line["contract"].clone()).or_default().push(line);
    }
    let each = |(contract, lines): (String, Vec<Row>)| {
        let output = sandbox.run(&["explain", &contract, period]);
        assert_eq!((output.code, output.stderr.as_str()), (0, ""), "{contract}");
        (lines, explained(&output.stdout))
    };
    contracts.into_iter().map(each).collect()
}

#[test]
fn every_line_of_september_is_explained_to_its_amount_and_its_sources() {
    let sandbox = Sandbox::of("zoom-up");
    let contracts = lines_and_explanations(&sandbox, "2022-09");
    let mut seen = 0;
    for (lines, months) in contracts {
        for line in &lines {
            let key = &line["line_id"];
            let month = months.get(key).unwrap_or_else(|| panic!("{key} is explained"));
            assert_eq!(month.amount, format!("{} {}", line["amount"], line["currency"]), "{key}");
            assert_eq!(month.fate, "settled in 2022-09", "{key}");
            for column in ["source", "amount_source", "rate_source", "standing_reason"] {
                assert!(month.workings.contains(&line[column]), "{key} names its {column} {}:\n{}", line[column], month.workings);
            }
            for table in ["rulebook/agreements.csv:", "rulebook/plans.csv:"] {
                assert!(month.workings.contains(table), "{key} names the row of {table}\n{}", month.workings);
            }
            let product = format!("{} × {} % = {}", line["base"], line["rate_total"], line["unrounded"]);
            assert!(month.workings.contains(&product), "{key} shows {product}:\n{}", month.workings);
            seen += 1;
        }
        let settled: BTreeSet<&String> =
            months.iter().filter(|(_, month)| month.fate.starts_with("settled")).map(|(key, _)| key).collect();
        assert_eq!(settled, lines.iter().map(|line| &line["line_id"]).collect(), "no more is said to be settled than is");
    }
    assert_eq!(seen, 64);
}

#[test]
fn an_adjustment_is_explained_with_its_cause() {
    let sandbox = Sandbox::of("zoom-up");
    let output = sandbox.run(&["explain", "SK-220118", "2022-12"]);
    let fates: Vec<String> = explained(&output.stdout).into_values().map(|month| month.fate).collect();
    let late = "settled in 2022-12 as an adjustment: late contract";
    assert_eq!(fates, [late, late, late, "settled in 2022-12"]);
}

#[test]
fn without_a_period_the_last_month_that_had_ended_is_explained() {
    let sandbox = Sandbox::of("zoom-up");
    let asked = sandbox.run(&["explain", "SK-220121", "2022-09"]);
    assert!(asked.stdout.contains("= 66.67 EUR   settled in 2022-09"), "{}", asked.stdout);
    assert_eq!(sandbox.run(&["explain", "SK-220121"]).stdout, asked.stdout);
}

#[test]
fn a_contract_that_is_pending_is_not_said_to_be_settled() {
    let sandbox = Sandbox::of("zoom-up");
    for contract in ["SK-220142", "NVX-22059"] {
        let output = sandbox.run(&["explain", contract, "2022-09"]);
        assert_eq!(output.code, 0, "{contract}");
        assert!(!output.stdout.contains("settled in"), "{contract} is not due, and no line of the draft:\n{}", output.stdout);
    }
}

#[test]
fn a_held_contract_is_said_to_be_held_and_where() {
    let sandbox = Sandbox::of("zoom-up");
    for (contract, place) in [
        ("SK-220097", "feeds/stern-kelly/2022-08-03-vertragsliste.csv:25"),
        ("NVX-22045", "feeds/nuvias/2022-08-03-contracts.csv:20"),
        ("SK-220146", "feeds/stern-kelly/2022-10-05-vertragsliste.csv:37"),
        ("NVX-22066", "feeds/nuvias/2022-10-05-contracts.csv:32"),
    ] {
        let output = sandbox.run(&["explain", contract, "2022-09"]);
        assert_eq!(output.code, 0, "{contract}");
        assert!(output.stdout.contains("held: "), "{contract}: {}", output.stdout);
        assert!(output.stdout.contains(place), "{contract} names {place}: {}", output.stdout);
        assert!(!output.stdout.contains("settled in"), "{contract}: {}", output.stdout);
    }
    let broken = sandbox.run(&["explain", "SK-220146", "2022-09"]).stdout;
    assert!(broken.contains("Monatsbetrag netto") && broken.contains("\"1.25,00\""), "the cell that is broken: {broken}");
}

#[test]
fn a_vanished_contract_is_explained_by_the_delivery_that_lacks_it() {
    let sandbox = Sandbox::of("zoom-up");
    let output = sandbox.run(&["explain", "SK-220097", "2022-09"]);
    assert!(output.stdout.contains("missing from the full delivery of 2022-09-05"), "{}", output.stdout);
}

#[test]
fn a_contract_that_nobody_delivered_is_refused() {
    let sandbox = Sandbox::of("zoom-up");
    let output = sandbox.run(&["explain", "SK-999999", "2022-09"]);
    assert_eq!((output.code, output.stdout.as_str()), (2, ""));
    assert!(output.stderr.contains("SK-999999") && output.stderr.contains("2022-10-05"), "{}", output.stderr);
    let early = sandbox.run(&["explain", "SK-220131", "2022-09", "--known-on", "2022-09-05"]);
    assert_eq!(early.code, 2, "a delivery that is not known yet tells nothing");
}

#[test]
fn a_stopped_workspace_explains_what_stops_it() {
    let sandbox = Sandbox::of("first-light");
    sandbox.replace("rulebook/plans.csv", "daily", "weekly");
    let output = sandbox.run(&["explain", "V-0001", "2022-09"]);
    assert_eq!(output.code, 4);
    assert!(output.stdout.contains("rulebook/plans.csv:2") && output.stdout.contains("remedy: "), "{}", output.stdout);
}
