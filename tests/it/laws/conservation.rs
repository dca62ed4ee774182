//! Everything adds up, by the files of a draft alone: with integers, and no code of the program.

use std::collections::{BTreeMap, BTreeSet};

use crate::sandbox::{Row, Sandbox, rows};

/// Digits and scale of a plain decimal: `-12.50` is (−1250, 2).
fn decimal(text: &str) -> (i128, u32) {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    (format!("{whole}{fraction}").parse().unwrap(), u32::try_from(fraction.len()).unwrap())
}

/// Cents of an amount; every currency of the fixture has two digits.
fn cents(text: &str) -> i128 {
    let (digits, scale) = decimal(text);
    assert_eq!(scale, 2, "{text} is written with all its digits");
    digits
}

/// A settled fixture.
struct Draft {
    sandbox: Sandbox,
    period: &'static str,
    lines: Vec<Row>,
    controls: Vec<Row>,
}

/// How a statement is written: delimiter, decimal mark, heading per field, their word for ours.
struct Dialect {
    delimiter: u8,
    decimal_mark: String,
    headings: BTreeMap<String, String>,
    words: BTreeMap<String, String>,
}

impl Draft {
    fn of(name: &str, period: &'static str) -> Draft {
        let sandbox = Sandbox::of(name);
        let output = sandbox.run(&["settle", period]);
        assert!(matches!(output.code, 0 | 3), "{output:?}");
        let lines = sandbox.rows(&format!("drafts/{period}/lines.csv"));
        let controls = sandbox.rows(&format!("drafts/{period}/controls.csv"));
        assert!(!lines.is_empty() && !controls.is_empty());
        Draft { sandbox, period, lines, controls }
    }

    /// The two fixtures, in the first month and after a quarter of adjustments.
    fn all() -> [Draft; 4] {
        [
            Draft::of("first-light", "2022-09"),
            Draft::of("first-light", "2022-12"),
            Draft::of("zoom-up", "2022-09"),
            Draft::of("zoom-up", "2022-12"),
        ]
    }

    /// Count and sums of base and amount, by distributor, component and currency, as `control` has them.
    fn control(&self, control: &str) -> BTreeMap<[String; 3], (u64, i128, i128)> {
        let own = self.controls.iter().filter(|row| row["control"] == control);
        own.map(|row| {
            let key = ["distributor", "of", "currency"].map(|column| row[column].clone());
            (key, (row["count"].parse().unwrap(), cents(&row["base"]), cents(&row["amount"])))
        })
        .collect()
    }

    /// The layout of a party's statement.
    fn dialect(&self, party: &str) -> Dialect {
        let parties = self.sandbox.rows("rulebook/parties.csv");
        let layout = &parties.iter().find(|row| row["party"] == party).unwrap()["layout"];
        let layout = self.sandbox.rows(&format!("rulebook/layouts/{layout}.csv"));
        let part = |part: &str, key: &str, value: &str| -> BTreeMap<String, String> {
            layout.iter().filter(|row| row["part"] == part).map(|row| (row[key].clone(), row[value].clone())).collect()
        };
        let file = part("file", "name", "value");
        Dialect {
            delimiter: file["delimiter"].as_bytes()[0],
            decimal_mark: file["decimal_mark"].clone(),
            headings: part("column", "value", "heading"),
            words: part("word", "name", "value"),
        }
    }

    /// A statement as its reader has it: line id, base and amount in cents, and the row.
    fn statement(&self, folder: &str, party: &str) -> Vec<(String, i128, i128, Row)> {
        let dialect = self.dialect(party);
        let bytes = self.sandbox.bytes(&format!("drafts/{}/{folder}/{party}.csv", self.period));
        let read = |row: Row| {
            let cell = |field: &str| row[&dialect.headings[field]].clone();
            let money = |field: &str| cents(&cell(field).replace(&dialect.decimal_mark, "."));
            (cell("line_id"), money("base"), money("amount"), row)
        };
        rows(&bytes, dialect.delimiter).into_iter().map(read).collect()
    }

    /// Who has a file in a folder of the draft.
    fn parties(&self, folder: &str) -> Vec<String> {
        let files = self.sandbox.files(&format!("drafts/{}/{folder}", self.period));
        files.into_iter().map(|(name, _)| name.strip_suffix(".csv").unwrap().to_owned()).collect()
    }
}

/// The distributor of a line; its id begins the line's key.
fn distributor(line_id: &str) -> String {
    line_id.split('/').next().unwrap().to_owned()
}

#[test]
fn every_record_is_in_exactly_one_place() {
    for draft in Draft::all() {
        let mut counts: BTreeMap<&str, BTreeMap<&str, u64>> = BTreeMap::new();
        for row in draft.controls.iter().filter(|row| row["control"] == "records") {
            counts.entry(&row["distributor"]).or_default().insert(&row["of"], row["count"].parse().unwrap());
        }
        for (distributor, mut places) in counts {
            let read = places.remove("read").unwrap();
            assert_eq!(
                places.keys().copied().collect::<Vec<_>>(),
                ["held", "no entitlement", "not due", "settled", "superseded"]
            );
            assert_eq!(places.values().sum::<u64>(), read, "{distributor}: records read = the sum of their places");
            let rows_of = |(_, bytes): (String, Vec<u8>)| String::from_utf8_lossy(&bytes).lines().count() - 1;
            let delivered: usize = draft.sandbox.files(&format!("feeds/{distributor}")).into_iter().map(rows_of).sum();
            assert_eq!(usize::try_from(read).unwrap(), delivered, "{distributor}: each row delivered is a record read");
        }
    }
}

#[test]
fn control_totals_are_the_sums_of_the_lines() {
    for draft in Draft::all() {
        let mut sums: BTreeMap<[String; 3], (u64, i128, i128)> = BTreeMap::new();
        for line in &draft.lines {
            let key = [distributor(&line["line_id"]), line["component"].clone(), line["currency"].clone()];
            let sum = sums.entry(key).or_default();
            *sum = (sum.0 + 1, sum.1 + cents(&line["base"]), sum.2 + cents(&line["amount"]));
        }
        assert_eq!(draft.control("lines"), sums);
        sums.retain(|[_, component, _], _| component == "commission");
        assert_eq!(draft.control("sub-agents"), sums);
    }
}

#[test]
fn statements_have_the_lines_in_the_dialect_of_their_reader() {
    for draft in Draft::all() {
        let mut told = Vec::new();
        for party in draft.parties("statements") {
            let dialect = draft.dialect(&party);
            for (id, base, amount, row) in draft.statement("statements", &party) {
                let line = draft.lines.iter().find(|line| line["line_id"] == id).unwrap_or_else(|| panic!("{id} is a line"));
                assert_eq!(distributor(&id), party, "{id} stands on the statement of its distributor");
                assert_eq!((base, amount), (cents(&line["base"]), cents(&line["amount"])), "{id}");
                assert_eq!(row[&dialect.headings["currency"]], line["currency"], "{id}");
                for field in ["component", "kind", "renewal"] {
                    let word = dialect.words.get(&line[field]).unwrap_or(&line[field]);
                    assert!(dialect.headings.get(field).is_none_or(|heading| row[heading] == *word), "{id}: {field} is {word}");
                }
                told.push(id);
            }
        }
        let ids: Vec<String> = draft.lines.iter().map(|line| line["line_id"].clone()).collect();
        told.sort();
        let mut expected = ids.clone();
        expected.sort();
        assert_eq!(told, expected, "each line stands on one statement, and once");
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "each line has a key of its own");
    }
}

#[test]
fn files_of_sub_agents_have_exactly_their_commissions() {
    for draft in Draft::all() {
        let mut told = BTreeSet::new();
        for party in draft.parties("sub-agents") {
            for (id, base, amount, _) in draft.statement("sub-agents", &party) {
                let line = draft.lines.iter().find(|line| line["line_id"] == id).unwrap_or_else(|| panic!("{id} is a line"));
                assert_eq!((line["sub_agent_id"].as_str(), line["component"].as_str()), (party.as_str(), "commission"), "{id}");
                assert_eq!((base, amount), (cents(&line["base"]), cents(&line["amount"])), "{id}");
                assert!(told.insert(id.clone()), "{id} stands once");
            }
        }
        let commissions = draft.lines.iter().filter(|line| line["component"] == "commission");
        assert_eq!(told, commissions.map(|line| line["line_id"].clone()).collect(), "no commission is left out");
    }
}

#[test]
fn every_amount_is_base_times_rate_rounded_half_away_from_zero() {
    for draft in Draft::all() {
        for line in &draft.lines {
            let id = &line["line_id"];
            let ((percent, scale), (points, more)) = (decimal(&line["rate"]), decimal(&line["points"]));
            let (total, total_scale) = decimal(&line["rate_total"]);
            let common = 10_i128.pow(6);
            let to_common = |digits: i128, scale: u32| digits * common / 10_i128.pow(scale);
            assert_eq!(
                to_common(percent, scale) + to_common(points, more),
                to_common(total, total_scale),
                "{id}: rate and points"
            );
            let (product, unit) = (cents(&line["base"]) * total, 100 * 10_i128.pow(total_scale));
            let rounded = (2 * product.abs() + unit) / (2 * unit) * product.signum();
            assert_eq!(cents(&line["amount"]), rounded, "{id}: {} × {} %", line["base"], line["rate_total"]);
            let (unrounded, fine) = decimal(&line["unrounded"]);
            assert_eq!(unrounded * unit * 100, product * 10_i128.pow(fine), "{id}: before rounding");
            match line["component"].as_str() {
                "discount" => assert_eq!(cents(&line["net_after_discount"]), cents(&line["base"]) - rounded, "{id}: net"),
                _ => assert_eq!(line["net_after_discount"], "", "{id}"),
            }
        }
    }
}
