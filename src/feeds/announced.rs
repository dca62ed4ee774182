//! What a delivery announces about itself, held against what it holds: the trailer of a file, the control file beside it.
//!
//! Holds true: where something is announced, it is there and agrees to the last digit, or nothing of the file is taken.

use std::collections::BTreeMap;

use super::{
    control::ControlRow,
    seen::{Seen, TrailerCell, TrailerRow, What},
    tally::{Part, Sum, Tally, exact, written},
    values::number,
};
use crate::{
    basics::{Code, Currency, Finding},
    rulebook::{FeedMap, Grammar},
};

const REMEDY: &str = "ask the distributor for the whole file once more: rows may be lost, doubled or changed on the way";

/// Whether the sum of amounts of a file is needed.
pub fn asks_for_sums(map: &FeedMap, control: &[ControlRow]) -> bool {
    let trailer = map.announced.trailer.as_ref().is_some_and(|trailer| trailer.amount.is_some());
    trailer || control.iter().any(|row| row.amount.is_some() || row.currency.is_some())
}

/// Whether anything is announced about a file.
pub fn is_announced(map: &FeedMap, control: &[ControlRow]) -> bool {
    map.announced.trailer.is_some() || map.announced.control || !control.is_empty()
}

/// What the trailer of a file, and the control file beside it, say otherwise than the file.
pub fn disagreements(file: &str, map: &FeedMap, rows: &[Seen], control: &[ControlRow], sha256: Option<&str>) -> Vec<Finding> {
    let tally = Tally::of(rows);
    let mut found = trailer(file, map, rows, &tally);
    if map.announced.control && control.is_empty() {
        let message = "no control file names this file, and the feed map says that one does";
        let remedy = "put the <day>*.control.csv of the delivery beside it, or ask the distributor for it";
        found.push(Finding::new(Code::ControlTotal, file, message, remedy));
    }
    found.extend(control_file(file, control, &tally, sha256));
    found
}

fn trailer(file: &str, map: &FeedMap, rows: &[Seen], tally: &Tally) -> Vec<Finding> {
    let Some(promised) = &map.announced.trailer else { return Vec::new() };
    let at = rows.iter().position(|row| matches!(row.what, What::Trailer(_)));
    let told = at.and_then(|at| Some((rows.get(at)?, rows.get(at + 1))));
    match told {
        None => {
            let line = rows.last().map_or(1, |row| row.line);
            let message = format!("the row {:?} that ends each file is missing: the file is cut", promised.word);
            vec![Finding::new(Code::ControlTotal, file, message, REMEDY).line(line)]
        }
        Some((_, Some(behind))) => {
            let message = format!("a row stands behind the row {:?} that ends the file", promised.word);
            let remedy = "deliver each export as a file of its own; where the word is a contract's, the feed map names another";
            vec![Finding::new(Code::ControlTotal, file, message, remedy).line(behind.line)]
        }
        Some((Seen { line, what: What::Trailer(row), .. }, None)) => trailer_row(file, *line, row, &map.grammar, tally),
        Some(_) => Vec::new(),
    }
}

fn trailer_row(file: &str, line: u32, row: &TrailerRow, grammar: &Grammar, tally: &Tally) -> Vec<Finding> {
    let finding = |cell: &TrailerCell, message: String| {
        Finding::new(Code::ControlTotal, file, message, REMEDY)
            .line(line)
            .cell(&cell.heading, &cell.text)
            .excerpt(cell.excerpt.clone())
    };
    let mut found = Vec::new();
    let read =
        |cell: &TrailerCell| number(&cell.text, grammar).and_then(|own| exact(own).ok_or_else(|| "too many decimals".to_owned()));
    if let Some(cell) = &row.count {
        match read(cell) {
            Err(expected) => found.push(finding(cell, format!("the number of rows cannot be read: {expected}"))),
            Ok(told) if Some(told) == exact(tally.rows.into()) => {}
            Ok(_) => {
                found.push(finding(cell, format!("the trailer announces {} rows, the file holds {}", cell.text, tally.rows)))
            }
        }
    }
    if let Some(cell) = &row.amount {
        match (read(cell), sum_of_all(tally)) {
            (Err(expected), _) => found.push(finding(cell, format!("the sum of amounts cannot be read: {expected}"))),
            (_, Err(why)) => found.push(finding(cell, why)),
            (Ok(told), Ok(sum)) if told == sum => {}
            (Ok(told), Ok(sum)) => {
                let message = format!("the trailer announces amounts of {}, the rows add up to {}", written(told), written(sum));
                found.push(finding(cell, message));
            }
        }
    }
    found
}

/// The sum of a file whose amounts have one currency.
fn sum_of_all(tally: &Tally) -> Result<Sum, String> {
    if let Some(line) = tally.unread {
        return Err(format!("the sum cannot be checked: the amount or currency on line {line} cannot be read"));
    }
    match tally.parts.len() {
        0 | 1 => Ok(tally.parts.values().map(|part| part.sum).sum()),
        count => Err(format!("one sum is announced, but the rows have {count} currencies, which are never added")),
    }
}

fn control_file(file: &str, control: &[ControlRow], tally: &Tally, sha256: Option<&str>) -> Vec<Finding> {
    let mut found = Vec::new();
    let by_currency: BTreeMap<Currency, &ControlRow> = control.iter().filter_map(|row| Some((row.currency?, row))).collect();
    for row in control {
        let finding = |column: &str, value: &str, message: String| {
            Finding::new(Code::ControlTotal, &row.control, message, REMEDY).line(row.line).cell(column, value)
        };
        if let (Some(told), Some(own)) = (&row.sha256, sha256)
            && !told.eq_ignore_ascii_case(own)
        {
            found.push(finding("sha256", told, format!("{file} has the digest {own}")));
        }
        let part = match row.currency {
            Some(currency) => tally.parts.get(&currency).copied().unwrap_or_default(),
            None => Part { rows: tally.rows, sum: 0 },
        };
        let of = row.currency.map_or_else(String::new, |currency| format!(" of {currency}"));
        if let Some(told) = row.rows.filter(|told| *told != part.rows) {
            found.push(finding("rows", &told.to_string(), format!("{file} holds {} rows{of}", part.rows)));
        }
        let Some(told) = row.amount else { continue };
        let sum = match (tally.unread, row.currency) {
            (None, Some(_)) => Ok(part.sum),
            _ => sum_of_all(tally),
        };
        match sum {
            Ok(sum) if sum == told => {}
            Ok(sum) => {
                found.push(finding("amount", &written(told), format!("the rows{of} of {file} add up to {}", written(sum))))
            }
            Err(why) => found.push(finding("amount", &written(told), format!("{file}: {why}"))),
        }
    }
    if let (false, Some(row)) = (by_currency.is_empty(), control.first()) {
        for currency in tally.parts.keys().filter(|own| !by_currency.contains_key(own)) {
            let message = format!("{file} has rows of {currency}, which the control file does not announce");
            let finding = Finding::new(Code::ControlTotal, &row.control, message, REMEDY).line(row.line);
            found.push(finding.cell("currency", currency.code()));
        }
        if let Some(line) = tally.unread {
            let message = format!("{file}: the rows of a currency cannot be counted: line {line} cannot be read");
            found.push(Finding::new(Code::ControlTotal, &row.control, message, REMEDY).line(row.line));
        }
    }
    found
}
