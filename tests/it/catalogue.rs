//! The catalogue of bad inputs: every case is a test by its number.
//!
//! `refused` is a file of which nothing is taken, `held` a row that stays out while the others are settled, `noted` what is
//! taken and said. Where the design wants something else than the catalogue, the case says so.

mod archives;
mod days;
mod files;
mod hostile;
mod keys;
mod numbers;
mod outputs;
mod structure;

use std::sync::OnceLock;

use crate::{
    announced::with_trailer,
    findings::{FEED, MAP, delivered, records},
    sandbox::{Row, Sandbox},
};

/// A cell that spoils its row: the heading above it, what stands there, the code, and words of the message.
type Spoilt = (&'static str, &'static str, &'static str, &'static str);

const HEADER: &str = "Vertrag;Artikel;Partner;Kunde;Beginn;Ende;Lizenzen;Monatsbetrag netto;Währung";
const AMOUNT: &str = "Monatsbetrag netto";

/// A delivery that is made of rows, with a currency in each of them.
struct Feed {
    sandbox: Sandbox,
    base: [&'static str; 9],
}

impl Feed {
    /// Read as the delivery of `first-light` is.
    fn german() -> Feed {
        let sandbox = Sandbox::of("first-light");
        sandbox.keep(MAP, |line| !line.starts_with("constant,currency,"));
        sandbox.add(MAP, "column,currency,2022-06-01,2022-06-01,Währung,sample of June 2022");
        let base = ["V-0001", "PHONE", "20002", "Praxis Dr. Öztürk", "01.08.2022", "31.07.2023", "5", "99,99", "EUR"];
        Feed { sandbox, base }
    }

    /// … with a decimal point and no mark between groups.
    fn english() -> Feed {
        let mut feed = Feed::german();
        feed.sandbox.replace(MAP, "\",\"", ".");
        feed.sandbox.keep(MAP, |line| !line.starts_with("file,group_mark,"));
        feed.base[7] = "99.99";
        feed
    }

    /// … with the month first in its days.
    fn american() -> Feed {
        let mut feed = Feed::german();
        feed.sandbox.replace(MAP, "%d.%m.%Y", "%m/%d/%Y");
        (feed.base[4], feed.base[5]) = ("08/01/2022", "07/31/2023");
        feed
    }

    /// A row, with some of its cells written otherwise.
    fn row(&self, contract: &str, changes: &[(&str, &str)]) -> String {
        let cell = |(heading, own): (&str, &str)| {
            let own = if heading == "Vertrag" { contract } else { own };
            let text = changes.iter().find(|(at, _)| *at == heading).map_or(own, |(_, text)| *text);
            if text.contains([';', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
        };
        HEADER.split(';').zip(self.base).map(cell).collect::<Vec<_>>().join(";")
    }

    /// Delivers these rows.
    fn deliver(&self, rows: &[String]) {
        self.sandbox.write(FEED, format!("{HEADER}\n{}\n", rows.join("\n")));
    }

    /// A row for each of these, all of which are settled; the lines of them.
    fn settles(&self, rows: &[&[(&str, &str)]]) -> Vec<Row> {
        let rows: Vec<String> = rows.iter().zip(1..).map(|(row, at)| self.row(&format!("V-{at:04}"), row)).collect();
        self.deliver(&rows);
        let output = self.sandbox.run(&["settle", "2022-09"]);
        assert_eq!((output.code, output.stderr.as_str()), (0, ""), "{}", output.stdout);
        let count = rows.len() as u64;
        assert_eq!(records(&self.sandbox), [count, count, 0, 0, 0, 0], "{}", output.stdout);
        self.sandbox.rows("drafts/2022-09/lines.csv")
    }

    /// Each case spoils a row of its own: that row is held, with its reason; all others are settled.
    fn holds(&self, cases: &[Spoilt]) {
        let good = cases.len() * 5;
        let mut rows: Vec<String> = (1..=good).map(|at| self.row(&format!("V-{at:04}"), &[])).collect();
        let mut lines = Vec::new();
        let mut line = good + 2;
        for ((heading, text, ..), at) in cases.iter().zip(5001..) {
            rows.push(self.row(&format!("V-{at}"), &[(heading, text)]));
            // A line end inside a cell before the last one moves what stands behind.
            lines.push(line);
            line += 1 + text.matches('\n').count();
        }
        self.deliver(&rows);
        let output = self.sandbox.run(&["settle", "2022-09"]);
        assert_eq!((output.code, output.stderr.as_str()), (3, ""), "{}", output.stdout);
        assert!(!output.stdout.contains(['\u{1b}', '\u{202e}', '\u{200b}']), "nothing moves what a person sees");
        let [good, held] = [good, cases.len()].map(|count| count as u64);
        assert_eq!(records(&self.sandbox), [good + held, good, 0, 0, 0, held], "{}", output.stdout);
        let found = self.sandbox.rows("drafts/2022-09/findings.csv");
        for ((heading, text, code, says), line) in cases.iter().zip(lines) {
            let own: Vec<&Row> = found.iter().filter(|row| row["file"] == FEED && row["line"] == line.to_string()).collect();
            assert_eq!(own.len(), 1, "{heading} {text:?} on line {line}: {found:#?}");
            let told = ["severity", "code", "column"].map(|column| own[0][column].as_str());
            assert_eq!(told, ["hold", code, heading], "{text:?}: {own:?}");
            assert!(own[0]["message"].contains(says) && !own[0]["remedy"].is_empty(), "{text:?}: {own:?}");
        }
    }
}

/// The place of a line of the delivery.
fn at(line: u32) -> String {
    format!("{FEED}:{line}")
}

/// `first-light` with another delivery.
fn with_bytes(bytes: impl AsRef<[u8]>) -> Sandbox {
    let sandbox = Sandbox::of("first-light");
    sandbox.write(FEED, bytes);
    sandbox
}

/// The delivery of `first-light`.
fn text() -> String {
    Sandbox::of("first-light").text(FEED)
}

/// Nothing is taken; one finding has this code, place, column, these words and this remedy.
fn refused(sandbox: &Sandbox, [code, place, column, says, remedy]: [&str; 5]) -> Row {
    let output = sandbox.run(&["settle", "2022-09"]);
    assert_eq!((output.code, output.stderr.as_str()), (4, ""), "{}", output.stdout);
    let names: Vec<String> = sandbox.files("drafts/2022-09").into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["DRAFT", "findings.csv"], "nothing is settled");
    found(sandbox, "stop", [code, place, column, says, remedy])
}

/// `first-light` with one change to its delivery, which is refused for it.
fn refused_for(from: &str, to: &str, line: u32, [code, column, says, remedy]: [&str; 4]) -> Row {
    refused(&delivered(from, to), [code, &at(line), column, says, remedy])
}

/// It is settled, with this note.
fn noted(sandbox: &Sandbox, expected: [&str; 5]) -> Row {
    let output = sandbox.run(&["settle", "2022-09"]);
    assert_eq!((output.code, output.stderr.as_str()), (0, ""), "{}", output.stdout);
    found(sandbox, "note", expected)
}

/// The one finding of the draft with this code, place, column, these words and this remedy.
fn found(sandbox: &Sandbox, severity: &str, [code, place, column, says, remedy]: [&str; 5]) -> Row {
    let rows = sandbox.rows("drafts/2022-09/findings.csv");
    let is_own = |row: &&Row| {
        let own = if row["line"] == "0" { row["file"].clone() } else { format!("{}:{}", row["file"], row["line"]) };
        [&own, &row["severity"], &row["code"], &row["column"]] == [place, severity, code, column]
            && row["message"].contains(says)
            && row["remedy"].contains(remedy)
    };
    let own: Vec<&Row> = rows.iter().filter(is_own).collect();
    assert_eq!(own.len(), 1, "{severity} {code} {place} {column:?} {says:?} {remedy:?} in {rows:#?}");
    own[0].clone()
}

/// What is settled is what `first-light` settles, to the byte; what was read of the delivery.
fn same_lines(sandbox: &Sandbox) -> Row {
    static PLAIN: OnceLock<Vec<u8>> = OnceLock::new();
    let plain = PLAIN.get_or_init(|| {
        let sandbox = Sandbox::of("first-light");
        sandbox.run(&["settle", "2022-09"]);
        sandbox.bytes("drafts/2022-09/lines.csv")
    });
    let output = sandbox.run(&["settle", "2022-09"]);
    assert_eq!((output.code, output.stderr.as_str()), (0, ""), "{}", output.stdout);
    assert!(sandbox.bytes("drafts/2022-09/lines.csv") == *plain, "{}", output.stdout);
    sandbox.rows("drafts/2022-09/reads.csv").remove(0)
}

/// What was read of the one delivery.
fn read(sandbox: &Sandbox, column: &str) -> String {
    let rows = sandbox.rows("drafts/2022-09/reads.csv");
    assert_eq!(rows.len(), 1);
    rows[0][column].clone()
}

/// The modules of cases.
const SOURCES: [&str; 8] = [
    include_str!("catalogue/files.rs"),
    include_str!("catalogue/structure.rs"),
    include_str!("catalogue/keys.rs"),
    include_str!("catalogue/numbers.rs"),
    include_str!("catalogue/days.rs"),
    include_str!("catalogue/outputs.rs"),
    include_str!("catalogue/archives.rs"),
    include_str!("catalogue/hostile.rs"),
];

/// The cases of files for banks, which come with the finance files.
const NOT_YET: [(u32, &str); 9] = [
    (92, "names that XML would take for its own"),
    (93, "characters outside the set of SEPA"),
    (94, "names and remittances that are too long"),
    (95, "account numbers that are wrong"),
    (96, "one payee with two accounts, two payees with one"),
    (97, "payments of nothing or less"),
    (98, "payments above a limit"),
    (99, "more payments than a file takes"),
    (100, "days on which no bank works"),
];

#[test]
fn every_case_is_a_test_by_its_number() {
    let numbers = SOURCES.iter().flat_map(|source| source.split("\n#[test]\nfn case_").skip(1));
    let mut numbers: Vec<u32> = numbers.map(|test| test[..3].parse().expect("a test has the number of its case")).collect();
    numbers.extend(NOT_YET.map(|(number, _)| number));
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=112).collect::<Vec<u32>>());
}

/// Fails when the first file for a bank is written: its cases are due then.
#[test]
fn cases_of_files_for_banks_wait_for_such_files() {
    for (number, case) in NOT_YET {
        println!("NOT YET: {number} {case}");
    }
    let sandbox = Sandbox::of("first-light");
    assert_eq!(sandbox.run(&["close", "2022-09"]).code, 0);
    let written = sandbox.files("book");
    let is_for_a_bank = |bytes: &[u8]| bytes.windows(8).any(|word| word == b"pain.001");
    assert!(written.len() > 15 && !written.iter().any(|(_, bytes)| is_for_a_bank(bytes)), "no file is for a bank");
    assert!(!sandbox.run(&["--help"]).stdout.contains("pain.001"));
}
