//! Bad inputs: each finding has its place, its reason and its remedy, and moves each record to exactly one place.

mod deliveries;
mod files;
mod rows;
mod rulebook;
mod tables;
mod workspace;

use std::fs;

use crate::sandbox::{Output, Row, Sandbox};

/// The delivery of `first-light`: V-0001 to V-0006 on lines 2 to 7; V-0005 is not due in September.
pub(crate) const FEED: &str = "feeds/stern-kelly/2022-10-05.csv";
/// How it reads.
pub(crate) const MAP: &str = "rulebook/feed-maps/stern-kelly.csv";

/// What is expected of a finding: where it is, what it quotes, what it says and advises.
#[derive(Debug)]
struct Expected<'a> {
    code: &'a str,
    place: &'a str,
    column: &'a str,
    value: &'a str,
    says: &'a str,
    remedy: &'a str,
}

impl Expected<'_> {
    /// Whether a row of `findings.csv` is this finding. A value that a spreadsheet would run stands there neutralised.
    fn is(&self, row: &Row) -> bool {
        let place = if row["line"] == "0" { row["file"].clone() } else { format!("{}:{}", row["file"], row["line"]) };
        let value = if self.value.starts_with(['=', '+', '-', '@']) { format!("'{}", self.value) } else { self.value.to_owned() };
        let own = [&row["code"], &place, &row["column"], &row["value"]];
        own == [self.code, self.place, self.column, &value] && row["message"].contains(self.says)
    }

    /// The finding among those of the draft; `severity` is what it must be.
    fn is_listed(&self, sandbox: &Sandbox, severity: &str) -> Row {
        let rows = sandbox.rows("drafts/2022-09/findings.csv");
        let own: Vec<&Row> = rows.iter().filter(|row| self.is(row)).collect();
        assert_eq!(own.len(), 1, "{self:?} stands once in {rows:#?}");
        assert_eq!(own[0]["severity"], severity, "{self:?}");
        assert!(own[0]["remedy"].contains(self.remedy), "{self:?} advises {:?}", own[0]["remedy"]);
        own[0].clone()
    }

    /// The finding as a person sees it.
    fn is_printed(&self, output: &Output, severity: &str) {
        let head = format!("\n{severity}  {}  {}", self.code, self.place);
        let quoted = if self.column.is_empty() {
            String::new()
        } else if self.value.is_empty() {
            format!("column {:?}", self.column)
        } else {
            format!("column {:?}, value {:?}: ", self.column, self.value)
        };
        let is_own = |body: &str| {
            let mut lines = body.lines();
            let behind_place = lines.next().unwrap_or_default();
            let what = lines.next().unwrap_or_default();
            let advice = lines.find(|line| !line.starts_with("        | ")).unwrap_or_default();
            (behind_place.is_empty() || behind_place.starts_with(':'))
                && what.contains(&quoted)
                && what.contains(self.says)
                && advice.starts_with("      remedy: ")
                && advice.contains(self.remedy)
        };
        assert!(output.stdout.split(&head).skip(1).any(is_own), "{self:?} is printed:\n{}", output.stdout);
    }

    /// Nothing is settled: the draft has its findings and nothing else.
    fn stops(&self, sandbox: &Sandbox) {
        let output = sandbox.run(&["settle", "2022-09"]);
        assert_eq!((output.code, output.stderr.as_str()), (4, ""), "{}", output.stdout);
        let names: Vec<String> = sandbox.files("drafts/2022-09").into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["DRAFT", "findings.csv"]);
        assert!(output.stdout.contains("nothing is settled") && !output.stdout.contains("records:"), "{}", output.stdout);
        self.is_listed(sandbox, "stop");
        self.is_printed(&output, "stop");
        let checked = sandbox.run(&["check", "2022-09"]);
        assert_eq!(checked.code, 4);
        self.is_printed(&checked, "stop");
    }

    /// The record stays out, the others go on; `records` is where they end.
    fn holds(&self, sandbox: &Sandbox, records: [u64; 6]) -> Row {
        let row = self.settles(sandbox, "hold", 3, records);
        let contract = row["subject"].split('/').next().unwrap();
        let paid = sandbox.rows("drafts/2022-09/lines.csv").into_iter().any(|line| line["contract"] == contract);
        assert!(!paid, "{contract} is held: it has no line");
        row
    }

    /// The finding is worth knowing and holds nothing.
    fn notes(&self, sandbox: &Sandbox, records: [u64; 6]) -> Row {
        self.settles(sandbox, "note", 0, records)
    }

    fn settles(&self, sandbox: &Sandbox, severity: &str, code: i32, expected: [u64; 6]) -> Row {
        let output = sandbox.run(&["settle", "2022-09"]);
        assert_eq!((output.code, output.stderr.as_str()), (code, ""), "{}", output.stdout);
        let checked = sandbox.run(&["check", "2022-09"]);
        assert_eq!(checked.code, code);
        self.is_printed(&checked, severity);
        assert_eq!(records(sandbox), expected, "{}", output.stdout);
        self.is_listed(sandbox, severity)
    }
}

/// Records of Stern & Kelly: read, settled, not due, no entitlement, superseded, held. Each read one has one place.
pub(crate) fn records(sandbox: &Sandbox) -> [u64; 6] {
    let controls = sandbox.rows("drafts/2022-09/controls.csv");
    let count = |of: &str| -> u64 {
        let own: Vec<&Row> = controls.iter().filter(|row| row["control"] == "records" && row["of"] == of).collect();
        assert_eq!(own.len(), 1, "{of} is counted once");
        own[0]["count"].parse().unwrap()
    };
    let counts = ["read", "settled", "not due", "no entitlement", "superseded", "held"].map(count);
    assert_eq!(counts[0], counts[1..].iter().sum::<u64>(), "records read = the sum of their places");
    counts
}

/// `first-light` with one change to its delivery.
pub(crate) fn delivered(from: &str, to: &str) -> Sandbox {
    let sandbox = Sandbox::of("first-light");
    sandbox.replace(FEED, from, to);
    sandbox
}

/// Adds a column to the delivery and to its map; `cells` are those of V-0001 to V-0006.
pub(crate) fn add_column(sandbox: &Sandbox, field: &str, heading: &str, cells: [&str; 6]) {
    let with = |text: String| -> String {
        let cells = std::iter::once(heading).chain(cells);
        text.lines().zip(cells).map(|(line, cell)| [line, ";", cell, "\n"].concat()).collect()
    };
    sandbox.edit(FEED, with);
    sandbox.add(MAP, &format!("column,{field},2022-06-01,2022-06-01,{heading},sample of June 2022"));
}

/// Delivers the rows of October on another day too, without the contracts named.
pub(crate) fn also_on(sandbox: &Sandbox, day: &str, without: &[&str]) {
    let name = format!("feeds/stern-kelly/{day}.csv");
    sandbox.write(&name, sandbox.bytes(FEED));
    if !without.is_empty() {
        sandbox.keep(&name, |line| !without.iter().any(|contract| line.starts_with(contract)));
    }
}

pub(crate) fn remove(sandbox: &Sandbox, name: &str) {
    fs::remove_file(sandbox.root().join(name)).unwrap();
}
