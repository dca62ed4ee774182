//! Laws of whole runs: what must not change a byte, and what must add up.

mod conservation;
mod order;
mod surroundings;
mod time;

use std::collections::BTreeMap;

use crate::sandbox::{Row, Sandbox, rows};

/// The columns of `lines.csv` that name places: they move with the rows.
const PLACES: [&str; 3] = ["source", "amount_source", "rate_source"];

/// The columns of findings that name places, and what stands around these.
const ROUND_ABOUT: [&str; 5] = ["file", "line", "character", "excerpt", "caret"];

/// A draft without what moves with the rows: lines without their places, findings without lines and in one order; without
/// what was read by name.
fn draft_without_places(sandbox: &Sandbox, period: &str) -> BTreeMap<String, Vec<u8>> {
    let output = sandbox.run(&["settle", period]);
    assert!(matches!(output.code, 0 | 3), "{output:?}");
    let mut files: BTreeMap<String, Vec<u8>> = sandbox.files(&format!("drafts/{period}")).into_iter().collect();
    for list in ["inputs.csv", "deliveries.csv", "reads.csv"] {
        files.remove(list).expect("a draft lists what it read");
    }
    for name in ["facts.csv", "unreadable.csv"] {
        let mut told = rows(&files[name], b',');
        for row in &mut told {
            row.retain(|column, _| !["delivered_on"].iter().chain(&ROUND_ABOUT).any(|place| column == place));
        }
        told.sort();
        files.insert(name.to_owned(), format!("{told:?}").into_bytes());
    }
    let lines = without_places(&files["lines.csv"]);
    files.insert("lines.csv".to_owned(), format!("{lines:?}").into_bytes());
    let mut found = rows(&files["findings.csv"], b',');
    for row in &mut found {
        row.retain(|column, _| !ROUND_ABOUT.contains(&column.as_str()));
    }
    found.sort();
    files.insert("findings.csv".to_owned(), format!("{found:?}").into_bytes());
    files
}

fn without_places(lines: &[u8]) -> Vec<Row> {
    let mut lines = rows(lines, b',');
    for line in &mut lines {
        line.retain(|column, _| !PLACES.contains(&column.as_str()));
    }
    lines
}

/// The amounts of a draft by line.
fn amounts(sandbox: &Sandbox, period: &str) -> BTreeMap<String, String> {
    let lines = sandbox.rows(&format!("drafts/{period}/lines.csv"));
    lines.into_iter().map(|line| (line["line_id"].clone(), line["amount"].clone())).collect()
}

/// Compares two drafts file by file, so that a difference names its file.
fn assert_same(actual: &BTreeMap<String, Vec<u8>>, expected: &BTreeMap<String, Vec<u8>>, why: &str) {
    assert_eq!(actual.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>(), "{why}");
    for (name, bytes) in actual {
        assert!(*bytes == expected[name], "{why}: {name} differs\n{}", String::from_utf8_lossy(bytes));
    }
}
