//! Control files: `feeds/<distributor>/<day>*.control.csv`, what a distributor says of the files beside it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{
    FeedFile,
    tally::{Sum, exact},
};
use crate::{
    basics::{Code, Currency, Finding, PartyId},
    sheets::{Dialect, Row, Sheet, dated::decimal},
};

/// How the name of a control file ends.
const ENDING: &str = ".control.csv";

/// Its columns; all but the first may be absent.
const COLUMNS: [&str; 5] = ["file", "rows", "amount", "currency", "sha256"];

/// Whether a file in `feeds/` announces others.
pub fn is_control(name: &str) -> bool {
    name.ends_with(ENDING)
}

/// A row of a control file: a file, or the rows of one currency in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlRow {
    /// The control file.
    pub control: String,
    /// The line in it.
    pub line: u32,
    /// The name of the file that it is about, without its folder.
    pub file: String,
    /// How many rows it has.
    pub rows: Option<u64>,
    /// What their amounts add up to.
    pub amount: Option<Sum>,
    /// The currency of rows and amount; of the whole file where there is none.
    pub currency: Option<Currency>,
    /// The digest of the file.
    pub sha256: Option<String>,
}

/// The control files of all deliveries.
#[derive(Default)]
pub struct Controls(BTreeMap<(PartyId, NaiveDate, String), Vec<ControlRow>>);

impl Controls {
    /// Reads control files; `feeds` are the files that they may name.
    pub fn read(files: Vec<FeedFile>, feeds: &[FeedFile]) -> (Controls, Vec<Finding>) {
        let there: BTreeSet<(&PartyId, NaiveDate, &str)> =
            feeds.iter().map(|file| (&file.distributor, file.delivered_on, base(&file.name))).collect();
        let mut controls = Controls::default();
        let mut found = Vec::new();
        for file in files {
            match rows(&file.name, file.bytes) {
                Err(finding) => found.push(finding),
                Ok(rows) => {
                    for row in rows {
                        match row {
                            Err(finding) => found.push(finding),
                            Ok(row) if !there.contains(&(&file.distributor, file.delivered_on, row.file.as_str())) => {
                                found.push(absent(&row));
                            }
                            Ok(row) => {
                                let key = (file.distributor.clone(), file.delivered_on, row.file.clone());
                                let own = controls.0.entry(key).or_default();
                                if let Some(other) = own.iter().find(|other| {
                                    other.currency.is_none() || row.currency.is_none() || other.currency == row.currency
                                }) {
                                    found.push(twice(&row, other));
                                }
                                own.push(row);
                            }
                        }
                    }
                }
            }
        }
        (controls, found)
    }

    /// What is announced about a file.
    pub fn of(&self, file: &FeedFile) -> &[ControlRow] {
        let key = (file.distributor.clone(), file.delivered_on, base(&file.name).to_owned());
        self.0.get(&key).map_or(&[], Vec::as_slice)
    }
}

fn base(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

fn absent(row: &ControlRow) -> Finding {
    let remedy = "put the file beside its control file, under the name that stands there, or ask the distributor for it";
    Finding::new(Code::ControlTotal, &row.control, "this file is announced and was not delivered", remedy)
        .line(row.line)
        .cell("file", &row.file)
}

fn twice(row: &ControlRow, other: &ControlRow) -> Finding {
    let message = format!("the file is announced twice: {} line {} has it too", other.control, other.line);
    let remedy = "leave one row for each file, or one for each currency in it";
    Finding::new(Code::ControlTotal, &row.control, message, remedy).line(row.line).cell("file", &row.file)
}

fn rows(name: &str, bytes: Vec<u8>) -> Result<Vec<Result<ControlRow, Finding>>, Finding> {
    let sheet = Sheet::read(bytes, Dialect::OURS).map_err(|problem| problem.in_file(name))?;
    let header = |column: &str, message: &str| {
        let remedy = format!("the columns of a control file are {}; all but file may be absent", COLUMNS.join(", "));
        Finding::new(Code::Header, name, message, remedy).line(1).cell(column, "")
    };
    if let Some(unknown) = sheet.headings().iter().find(|heading| !COLUMNS.contains(&heading.as_str())) {
        return Err(header(unknown, "this column is unknown"));
    }
    let places = COLUMNS.map(|column| sheet.headings().iter().position(|heading| heading == column));
    if places[0].is_none() {
        return Err(header("file", "this column is missing"));
    }
    sheet.rows(|row| control_row(name, row, &places)).map_err(|problem| problem.in_file(name))
}

fn control_row(name: &str, row: &Row, places: &[Option<usize>; 5]) -> Result<ControlRow, Finding> {
    let text = |at: usize| places[at].map_or("", |place| row.cell(place));
    let refused = |at: usize, expected: String| {
        Finding::new(
            Code::ControlTotal,
            name,
            expected,
            "correct the cell, or ask the distributor for its control file once more",
        )
        .line(row.line)
        .cell(COLUMNS[at], text(at))
        .excerpt(places[at].and_then(|place| row.excerpt(place)))
    };
    let count = |text: &str| {
        let good = text.len() <= 12 && text.bytes().all(|byte| byte.is_ascii_digit());
        good.then(|| text.parse().ok()).flatten().ok_or_else(|| "expected a number of rows such as 12".to_owned())
    };
    let sum = |text: &str| decimal(text).and_then(|own| exact(own).ok_or_else(|| "expected an amount such as 12.50".to_owned()));
    let digest = |text: &str| {
        let good = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        good.then(|| text.to_owned()).ok_or_else(|| "expected the SHA-256 digest of the file, 64 hexadecimal digits".to_owned())
    };
    let file = text(0).to_owned();
    if file.is_empty() {
        return Err(refused(0, "expected the name of a file".to_owned()));
    }
    Ok(ControlRow {
        control: name.to_owned(),
        line: row.line,
        file,
        rows: optional(text(1), count).map_err(|expected| refused(1, expected))?,
        amount: optional(text(2), sum).map_err(|expected| refused(2, expected))?,
        currency: optional(text(3), str::parse).map_err(|expected| refused(3, expected))?,
        sha256: optional(text(4), digest).map_err(|expected| refused(4, expected))?,
    })
}

fn optional<T>(text: &str, read: impl Fn(&str) -> Result<T, String>) -> Result<Option<T>, String> {
    if text.is_empty() { Ok(None) } else { read(text).map(Some) }
}
