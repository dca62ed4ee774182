//! What the rows of a file say against the file as a whole.
//!
//! Holds true: one bad row is held alone. Where most rows fail in one way, or a row is no row at all, the file is not what
//! its map says, and nothing of it is taken.

use std::collections::BTreeMap;

use super::record::Held;
use crate::{
    basics::{Code, Finding, shown::brief},
    facts::Record,
    rulebook::FeedField,
};

/// From so many rows on, a fifth of them decides.
const MANY: usize = 20;

/// The row on this line repeats the header.
pub fn joined(file: &str, line: u32) -> Finding {
    let message = "this row repeats the header: two exports were joined, and their rows may contradict each other";
    let remedy = "deliver each export as a file of its own, or ask for the one that counts";
    Finding::new(Code::Header, file, message, remedy).line(line)
}

/// Why a file is refused for its rows that cannot be read, beside those that are taken.
pub fn against(file: &str, date_form: &str, held: &[Held], taken: &[Record]) -> Option<Finding> {
    let rows = held.len() + taken.len();
    let mut fields: BTreeMap<FeedField, Vec<&Held>> = BTreeMap::new();
    for own in held {
        if let Some(field) = own.written_otherwise {
            fields.entry(field).or_default().push(own);
        }
    }
    let most = |count: usize| if rows < MANY { rows > 1 && count == rows } else { count * 5 > rows };
    if let Some((field, own)) = fields.into_iter().find(|(_, own)| most(own.len())) {
        return Some(wrong_map(file, date_form, field, &own, rows));
    }
    let (top, others) = held.split_first()?;
    let is_first = taken.first().is_none_or(|own| own.source.line > top.unreadable.finding.line);
    if rows < 2 || !is_first {
        return None;
    }
    if top.cells_refused < 2 || others.iter().any(|own| own.cells_refused >= 2) {
        return None;
    }
    let message = format!(
        "the first row under the header is no contract: {} of its cells cannot be read, those of the rows below can",
        top.cells_refused
    );
    let remedy = "ask for the file with one row of headings, or leave out what stands between them and the first contract";
    let finding = &top.unreadable.finding;
    Some(
        Finding::new(Code::Header, file, message, remedy)
            .line(finding.line)
            .cell(&finding.column, &finding.value)
            .excerpt(finding.excerpt.clone()),
    )
}

fn wrong_map(file: &str, date_form: &str, field: FeedField, own: &[&Held], rows: usize) -> Finding {
    let first = &own[0].unreadable.finding;
    let mut examples: Vec<String> = Vec::new();
    for held in own {
        let text = brief(&held.unreadable.finding.value);
        if examples.len() < 3 && !examples.contains(&text) {
            examples.push(text);
        }
    }
    let message = format!(
        "{} of {rows} rows cannot be read: their {} is written another way than the feed map says, such as {}; {}",
        own.len(),
        field.as_str(),
        examples.join(" | "),
        first.message
    );
    let settings = if field.is_day() { format!("date_form, now {date_form}") } else { "decimal_mark or group_mark".to_owned() };
    let remedy = format!("ask the distributor how the file is written, and add a row for {settings} to its feed map");
    Finding::new(Code::WrongMap, file, message, remedy)
        .line(first.line)
        .cell(&first.column, &first.value)
        .excerpt(first.excerpt.clone())
}
