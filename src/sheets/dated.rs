//! Dated tables: rows that hold from a day on, known since a day, with the authority they rest on.
//!
//! Owns the habits that every table of rules and facts shares (design §6): key columns first, then `effective_from` and
//! `recorded_on`, values, last `reference`; a row holds until the next with the same keys; `closed` in the first value
//! column ends it. Holds true: a table is read whole or not at all; each refused cell is named.

use std::{collections::BTreeMap, str::FromStr};

use chrono::NaiveDate;

use super::{Dialect, Problem, Row, Sheet};
use crate::basics::{Checked, Code, Currency, Dated, Finding, Source, Timeline, shown::brief};

/// A column of a dated table: its heading, and what it says.
pub type Column = (&'static str, &'static str);

/// The columns that every dated table has besides its own.
pub const SHARED_COLUMNS: [Column; 3] = [
    ("effective_from", "the first day the row holds; it holds until the next row with the same keys"),
    ("recorded_on", "the day the row became known; a run sees no row recorded after its known-on"),
    ("reference", "the authority: clause, page or mail that says so"),
];

/// The word that ends a row's effect.
pub const CLOSED: &str = "closed";

/// What a dated table says, and how its cells are read.
pub trait DatedTable {
    /// Where it lies, such as `rulebook/rates`.
    const NAME: &'static str;
    /// What it says, in a sentence.
    const ABOUT: &'static str;
    /// Its key columns.
    const KEYS: &'static [Column];
    /// Its value columns; `closed` may stand in the first.
    const VALUES: &'static [Column];
    /// Those of its columns that a file may leave out; they read as empty then.
    const OPTIONAL: &'static [&'static str] = &[];
    /// The key of a row.
    type Key: Ord + Clone + Send;
    /// What a row says about its key.
    type Value: Clone + Send;

    /// Reads the key columns.
    fn key(cells: &Cells) -> Result<Self::Key, CellError>;
    /// Reads the value columns of a row that does not close.
    fn value(cells: &Cells) -> Result<Self::Value, CellError>;
}

/// A cell that could not be read.
#[derive(Clone, Debug)]
pub struct CellError {
    column: &'static str,
    value: String,
    expected: String,
}

impl CellError {
    /// … or this word too.
    #[must_use]
    pub fn or_also(self, word: &str) -> Self {
        CellError { expected: format!("{} or {word}", self.expected), ..self }
    }
}

/// The cells of one row by their headings.
pub struct Cells<'a> {
    row: &'a Row<'a>,
    columns: &'a BTreeMap<String, usize>,
}

impl std::fmt::Display for CellError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {:?}: {}", self.column, brief(&self.value), self.expected)
    }
}

impl<'a> Cells<'a> {
    /// The cells of a row whose columns stand at these places.
    pub(super) fn of(row: &'a Row<'a>, columns: &'a BTreeMap<String, usize>) -> Self {
        Cells { row, columns }
    }

    /// The text of a cell.
    #[must_use]
    pub fn text(&self, column: &'static str) -> &str {
        self.columns.get(column).map_or("", |at| self.row.cell(*at))
    }

    /// The value of a cell that must not be empty.
    pub fn get<T: FromStr<Err = String>>(&self, column: &'static str) -> Result<T, CellError> {
        self.read_with(column, str::parse)
    }

    /// The value of a cell that may be empty.
    pub fn optional<T: FromStr<Err = String>>(&self, column: &'static str) -> Result<Option<T>, CellError> {
        if self.text(column).is_empty() { Ok(None) } else { self.get(column).map(Some) }
    }

    /// The minor units of an amount in major units of a currency.
    pub fn money(&self, column: &'static str, currency: Currency) -> Result<i64, CellError> {
        self.read_with(column, |text| decimal(text).and_then(|amount| currency.minor(amount)))
    }

    /// The value of a cell, read by `read`.
    pub fn read_with<T>(&self, column: &'static str, read: impl Fn(&str) -> Result<T, String>) -> Result<T, CellError> {
        let value = self.text(column);
        read(value).map_err(|expected| CellError { column, value: value.to_owned(), expected })
    }
}

/// A value of a table with the place and the authority it rests on.
#[derive(Clone, Debug)]
pub struct Ruled<V> {
    /// What the row says.
    pub value: V,
    /// Where the row stands.
    pub source: Source,
    /// The first day it holds.
    pub effective_from: NaiveDate,
    /// The day it became known.
    pub recorded_on: NaiveDate,
    /// The authority it names.
    pub reference: String,
}

/// The rows of a table by key, as known on a day.
pub type Dates<K, V> = BTreeMap<K, Timeline<Ruled<V>>>;

/// Every row of a table, whenever it became known.
pub struct DatedRows<T: DatedTable> {
    file: String,
    rows: Vec<DatedRow<T>>,
}

struct DatedRow<T: DatedTable> {
    key: T::Key,
    effective_from: NaiveDate,
    recorded_on: NaiveDate,
    source: Source,
    value: Option<Ruled<T::Value>>,
}

impl<T: DatedTable> DatedRows<T> {
    /// A table that is absent: it has no rows.
    #[must_use]
    pub fn absent() -> Self {
        DatedRows { file: format!("{}.csv", T::NAME), rows: Vec::new() }
    }

    /// Reads a table. Its own name in messages is `file`, its number in sources `file_no`.
    #[must_use]
    pub fn read(file: &str, file_no: u32, bytes: Vec<u8>) -> Checked<Self> {
        let mut table = DatedRows { file: file.to_owned(), rows: Vec::new() };
        match table.fill(file_no, bytes) {
            Ok(found) => (table, found),
            Err(problem) => (table, vec![problem.in_file(file)]),
        }
    }

    fn fill(&mut self, file_no: u32, bytes: Vec<u8>) -> Result<Vec<Finding>, Problem> {
        let sheet = Sheet::read(bytes, Dialect::OURS)?;
        let columns = columns_of::<T>(&sheet)?;
        let (mut found, file) = (Vec::new(), self.file.clone());
        let read = sheet.rows(|row| {
            let cells = Cells { row, columns: &columns };
            read_row::<T>(&cells, Source { file: file_no, line: row.line }).map_err(|error| {
                let remedy = format!("correct the cell; the columns of {} are explained in the workspace's README", T::NAME);
                let excerpt = columns.get(error.column).and_then(|at| row.excerpt(*at));
                Finding::new(Code::TableValue, &file, error.expected, remedy)
                    .line(row.line)
                    .cell(error.column, &error.value)
                    .excerpt(excerpt)
            })
        })?;
        for row in read {
            match row {
                Ok(row) => self.rows.push(row),
                Err(finding) => found.push(finding),
            }
        }
        Ok(found)
    }

    /// The latest day on which anything in this table became known.
    #[must_use]
    pub fn latest_recorded(&self) -> Option<NaiveDate> {
        self.rows.iter().map(|row| row.recorded_on).max()
    }

    /// The rows that became known after a day and not after another: key and first day of effect.
    pub fn news(&self, after: NaiveDate, through: NaiveDate) -> impl Iterator<Item = (&T::Key, NaiveDate)> {
        let new = self.rows.iter().filter(move |row| row.recorded_on > after && row.recorded_on <= through);
        new.map(|row| (&row.key, row.effective_from))
    }

    /// The table as it was known on a day. Two rows that say the same key on the same days stop the run.
    #[must_use]
    pub fn known_on(&self, day: NaiveDate) -> Checked<Dates<T::Key, T::Value>> {
        let mut dates: Dates<T::Key, T::Value> = BTreeMap::new();
        let mut found = Vec::new();
        for row in self.rows.iter().filter(|row| row.recorded_on <= day) {
            let dated = Dated { effective_from: row.effective_from, recorded_on: row.recorded_on, value: row.value.clone() };
            if dates.entry(row.key.clone()).or_default().add(dated).is_err() {
                let message = format!(
                    "another row has the same keys, effective from {} and recorded on {}",
                    row.effective_from, row.recorded_on
                );
                found.push(
                    Finding::new(
                        Code::TableRow,
                        &self.file,
                        message,
                        "leave one of the two out, or record the later one on its own day",
                    )
                    .line(row.source.line),
                );
            }
        }
        (dates, found)
    }
}

fn columns_of<T: DatedTable>(sheet: &Sheet) -> Result<BTreeMap<String, usize>, Problem> {
    let expected: Vec<&str> = T::KEYS.iter().chain(T::VALUES).chain(&SHARED_COLUMNS).map(|(name, _)| *name).collect();
    let remedy = || format!("the columns of {} are {}", T::NAME, expected.join(", "));
    let header = |column: &str, message: &str| Problem::new(Code::Header, 1, message, remedy()).column(column);
    if let Some(unknown) = sheet.headings().iter().find(|heading| !expected.contains(&heading.as_str())) {
        return Err(header(unknown, "this column is unknown"));
    }
    let columns: BTreeMap<String, usize> =
        sheet.headings().iter().enumerate().map(|(at, heading)| (heading.clone(), at)).collect();
    let needed = |name: &&&str| !T::OPTIONAL.contains(*name) && !columns.contains_key(**name);
    match expected.iter().find(needed) {
        Some(missing) => Err(header(missing, "this column is missing")),
        None => Ok(columns),
    }
}

fn read_row<T: DatedTable>(cells: &Cells, source: Source) -> Result<DatedRow<T>, CellError> {
    let effective_from = cells.read_with("effective_from", iso_day)?;
    let recorded_on = cells.read_with("recorded_on", iso_day)?;
    let closed = T::VALUES.first().is_some_and(|(first, _)| cells.text(first) == CLOSED);
    let value = if closed {
        None
    } else {
        Some(Ruled {
            value: T::value(cells)?,
            source,
            effective_from,
            recorded_on,
            reference: cells.text("reference").to_owned(),
        })
    };
    Ok(DatedRow { key: T::key(cells)?, effective_from, recorded_on, source, value })
}

/// A day as our own tables write it.
pub fn iso_day(text: &str) -> Result<NaiveDate, String> {
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(at, b)| if at == 4 || at == 7 { b == b'-' } else { b.is_ascii_digit() });
    shape
        .then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok())
        .flatten()
        .ok_or_else(|| "expected a day such as 2022-09-01".to_owned())
}

/// A word that is `yes` or `no`.
pub fn yes_no(text: &str) -> Result<bool, String> {
    match text {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err("expected yes or no".to_owned()),
    }
}

/// A whole number from 0 to 9,999.
pub fn whole(text: &str) -> Result<u32, String> {
    let good = !text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit());
    good.then(|| text.parse().ok()).flatten().ok_or_else(|| "expected a whole number such as 12".to_owned())
}

/// A decimal as our own tables write it: digits, perhaps a point and up to six more, perhaps a minus in front.
pub fn decimal(text: &str) -> Result<rust_decimal::Decimal, String> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let digits = |part: &str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    (digits(whole, 12) && digits(fraction, 6))
        .then(|| rust_decimal::Decimal::from_str_exact(text).ok())
        .flatten()
        .ok_or_else(|| "expected a number such as 12.5".to_owned())
}

/// A percentage from 0 to 100.
pub fn percentage(text: &str) -> Result<rust_decimal::Decimal, String> {
    use rust_decimal::Decimal;
    let within = |value: &Decimal| (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(value);
    decimal(text).ok().filter(within).ok_or_else(|| "expected a percentage from 0 to 100 such as 12.5".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_numbers_and_days_are_strict() {
        for text in ["", "1e3", "1_000", "+1", "1.", ".5", "1,5", "1.1234567", "NaN", " 1", "--1"] {
            assert!(decimal(text).is_err(), "{text:?}");
        }
        assert_eq!(decimal("-12.50").unwrap().to_string(), "-12.50");
        assert!(percentage("0").is_ok() && percentage("100").is_ok());
        assert!(percentage("-0.000001").is_err() && percentage("100.000001").is_err() && percentage("").is_err());
        for text in ["2022-9-01", "01.09.2022", "2022-02-30", "+022-09-01", ""] {
            assert!(iso_day(text).is_err(), "{text:?}");
        }
        assert!(whole("-1").is_err() && whole("").is_err() && whole("12").is_ok());
    }
}
