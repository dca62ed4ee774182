//! Each cell of a good delivery, polluted in sixty ways: the place is named, or that row alone reads otherwise.
//!
//! Holds true: a cell in which something foreign stands stops the file there, holds its row there, or is what its own field
//! of its own row then says. No other field and no other row moves, and what is not taken posts nothing.

mod dirt;

use std::{collections::BTreeMap, env};

use courtage::{
    basics::{Finding, Severity},
    facts::Record,
    feeds::{self, Carry, FeedFile, Feeds, delivery_of},
    pipeline::{Before, Earlier, Inputs, compute, judge, line_up, read},
};

use crate::{sandbox::Sandbox, worlds::shelf::Memory};

const FEED: &str = "feeds/stern-kelly/2022-10-05.csv";
const PERIOD: &str = "2022-09";

/// The delivery as cells; the rules it is read by; what comes of it as it is.
struct Good {
    workspace: Memory,
    rows: Vec<Vec<String>>,
    inputs: Inputs,
    lines: BTreeMap<String, i64>,
}

impl Good {
    fn new() -> Good {
        let workspace = Memory::of(&Sandbox::of("first-light"));
        let text = String::from_utf8(workspace.0[FEED].clone()).unwrap();
        let rows = text.lines().map(|line| line.split(';').map(ToOwned::to_owned).collect()).collect();
        let inputs = inputs(&workspace);
        let lines = lines(&inputs, |_| true);
        assert_eq!((inputs.feeds.records.len(), lines.len()), (6, 5), "one contract begins later");
        Good { workspace, rows, inputs, lines }
    }

    /// The delivery with this text where that cell stands.
    fn with(&self, line: usize, column: usize, text: &str) -> String {
        let cell = |at: (usize, usize), own: &String| if at == (line, column) { text.to_owned() } else { own.clone() };
        let row = |(y, row): (usize, &Vec<String>)| {
            row.iter().enumerate().map(|(x, own)| cell((y, x), own)).collect::<Vec<_>>().join(";") + "\n"
        };
        self.rows.iter().enumerate().map(row).collect()
    }

    fn read(&self, text: &str) -> (Feeds, Vec<Finding>) {
        let (distributor, delivered_on) = delivery_of(FEED).unwrap();
        let number = self.inputs.sources.number(FEED).unwrap();
        let file = FeedFile { name: FEED.to_owned(), number, distributor, delivered_on, bytes: text.as_bytes().to_vec() };
        feeds::read(vec![file], Carry::default(), &self.inputs.rules, &self.inputs.facts.corrections, &self.inputs.parties)
    }

    /// Lines of contracts that the pollution does not touch.
    fn untouched(&self, touched: &[String]) -> BTreeMap<String, i64> {
        let own = |key: &str| touched.iter().any(|contract| key.split('/').nth(1) == Some(contract));
        self.lines.iter().filter(|(key, _)| !own(key)).map(|(key, minor)| (key.clone(), *minor)).collect()
    }
}

fn inputs(workspace: &Memory) -> Inputs {
    read(workspace, None, &Earlier::default()).expect("it is read")
}

/// What is posted for contracts that are wanted.
fn lines(inputs: &Inputs, wanted: impl Fn(&str) -> bool) -> BTreeMap<String, i64> {
    let (before, items, period) = (Before::opening(inputs), line_up(inputs), PERIOD.parse().unwrap());
    let standings = judge(inputs, &items, period);
    let run = compute(inputs, &before, &standings, &items, (period, None)).unwrap();
    let own = run.lines.iter().filter(|line| wanted(line.key.contract));
    own.map(|line| (line.key.to_string(), line.minor)).collect()
}

/// What became of a polluted cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    Stopped,
    Held,
    Changed,
    Alike,
}

/// A cell may be blamed by another of the same row where both are looked at together.
fn may_blame(heading: &str, blamed: &str) -> bool {
    heading == blamed || [heading, blamed].iter().all(|one| ["Beginn", "Ende"].contains(one))
}

/// Reads the delivery with one cell polluted, and says what became of it.
fn fate(good: &Good, (line, column): (usize, usize), text: &str, cell: &str) -> Fate {
    let told = || format!("line {}, {}: {:?}", line + 1, good.rows[0][column], cell.chars().take(40).collect::<String>());
    let whole = good.with(line, column, cell);
    let (feeds, found) = good.read(&whole);
    let heading = good.rows[0][column].as_str();
    // A wrong header may be seen first where a row does not fit it; a line end in front moves the row down.
    let until = line + 1 + usize::from(cell.contains(['"', '\n', '\r', ';']) || line == 0);
    if feeds.reads.is_empty() {
        assert!(feeds.records.is_empty() && feeds.unreadable.is_empty(), "{}: of a stopped file nothing is taken", told());
        let stop = found.iter().find(|own| own.code.severity() == Severity::Stop);
        let stop = stop.unwrap_or_else(|| panic!("{}: nothing is said: {found:?}", told()));
        let at = usize::try_from(stop.line).unwrap();
        let of_file = line == 0 && at == 0 || stop.code.as_str() == "file-quoting";
        assert!(of_file || (line + 1..=until).contains(&at), "{}: {stop:?}", told());
        return Fate::Stopped;
    }
    let clean = &good.inputs.feeds.records;
    let same = |own: &Record, clean: &Record| Record { source: clean.source, delivery: clean.delivery, ..own.clone() } == *clean;
    let own_row = line.checked_sub(1);
    let mut read = feeds.records.iter();
    let mut fate = Fate::Alike;
    for (at, clean) in clean.iter().enumerate() {
        if Some(at) != own_row {
            assert!(same(read.next().expect("no other row is lost"), clean), "{}: another row moved", told());
        } else if let [held] = &feeds.unreadable[..] {
            let (at, blamed) = (usize::try_from(held.finding.line).unwrap(), held.finding.column.as_str());
            assert!((line + 1..=until).contains(&at) && may_blame(heading, blamed), "{}: {:?}", told(), held.finding);
            fate = Fate::Held;
        } else {
            let record = read.next().expect("the row is not lost");
            let moved = with_field(clean, record, column);
            assert!(same(record, &moved), "{}: another field moved", told());
            says(record, column, text, &told());
            fate = if same(record, clean) { Fate::Alike } else { Fate::Changed };
        }
    }
    assert!(read.next().is_none() && feeds.unreadable.len() <= 1, "{}: no row is added", told());
    let kept = text == good.rows[line][column] || ["Lizenzen", "Monatsbetrag netto"].contains(&heading);
    assert!(fate != Fate::Alike || kept, "{}: it reads as before and nothing is said", told());
    fate
}

/// The good record with the one field of this column as it is read now.
fn with_field(clean: &Record, read: &Record, column: usize) -> Record {
    let (clean, read) = (clean.clone(), read.clone());
    match column {
        0 => Record { contract: read.contract, ..clean },
        1 => Record { product: read.product, item: read.item, ..clean },
        2 => Record { partner: read.partner, ..clean },
        3 => Record { customer_name: read.customer_name, ..clean },
        4 => Record { starts_on: read.starts_on, months: read.months, ..clean },
        5 => Record { ends_on: read.ends_on, months: read.months, ..clean },
        6 => Record { quantity: read.quantity, ..clean },
        _ => Record { amount: read.amount, ..clean },
    }
}

/// A field that was taken says what stands in the cell, read by hand.
fn says(record: &Record, column: usize, text: &str, told: &str) {
    let digits = text.replace('.', "").replace(',', ".");
    match column {
        0 => assert_eq!(record.contract, text, "{told}"),
        1 => assert_eq!((record.product.as_str(), record.item.as_str()), (text, text), "{told}"),
        3 => assert_eq!(record.customer_name, text, "{told}"),
        4 => assert_eq!(record.starts_on.format("%d.%m.%Y").to_string(), text, "{told}"),
        5 => assert_eq!(record.ends_on.pred_opt().unwrap().format("%d.%m.%Y").to_string(), text, "{told}"),
        6 => assert_eq!(record.quantity, (!text.is_empty()).then(|| digits.parse().unwrap()), "{told}"),
        7 => {
            let amount: rust_decimal::Decimal = digits.parse().unwrap();
            assert_eq!(rust_decimal::Decimal::new(record.amount, 2), amount, "{told}");
        }
        _ => {}
    }
}

/// The same through the whole run: what is posted for other contracts is posted as before.
fn others_are_paid_as_before(good: &Good, (line, column): (usize, usize), text: &str) {
    let mut workspace = good.workspace.clone();
    workspace.write(FEED, good.with(line, column, &dirt::quoted(text)));
    let inputs = inputs(&workspace);
    if inputs.stopped() {
        return;
    }
    let touched = [good.rows[line][0].clone(), text.to_owned()];
    let paid = lines(&inputs, |contract| !touched.iter().any(|own| own == contract));
    assert_eq!(paid, good.untouched(&touched), "line {}, column {column}: {text:?}", line + 1);
}

#[test]
fn a_polluted_cell_is_named_or_moves_its_own_row_alone() {
    let every: usize = env::var("POLLUTION_EVERY").map_or(7, |text| text.parse().expect("POLLUTION_EVERY is a number"));
    let good = Good::new();
    let mut fates: BTreeMap<Fate, usize> = BTreeMap::new();
    let mut number: usize = 0;
    for line in 0..good.rows.len() {
        for column in 0..good.rows[0].len() {
            let texts = dirt::on(&good.rows, line, column);
            assert_eq!(texts.len(), 60);
            for text in texts {
                number += 1;
                if !number.is_multiple_of(every) {
                    continue;
                }
                // Raw as a careless export writes it; and where that breaks the table, quoted by the book too.
                let own = fate_if_plain(&good, (line, column), &text);
                *fates.entry(own).or_default() += 1;
                let cell = dirt::quoted(&text);
                *fates.entry(fate(&good, (line, column), &text, &cell)).or_default() += 1;
                if number.is_multiple_of(every * 5) {
                    others_are_paid_as_before(&good, (line, column), &text);
                }
            }
        }
    }
    println!("POLLUTION_EVERY={every}: {} readings: {fates:?}", fates.values().sum::<usize>());
    assert!(fates.len() == 4, "{fates:?}");
}

/// A raw cell in quotation marks says what stands between them.
fn fate_if_plain(good: &Good, at: (usize, usize), cell: &str) -> Fate {
    let inner = cell.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).map(|inner| inner.replace("\"\"", "\""));
    fate(good, at, inner.as_deref().unwrap_or(cell), cell)
}
