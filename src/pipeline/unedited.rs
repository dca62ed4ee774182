//! Rows of tables are added, never edited: held against what the last close read.
//!
//! A row is what its filled cells say by their headings, so that the order of rows and columns, and new columns that are
//! empty, change nothing. Holds true: what the last close knew of a table is still there, row by row, and no row claims to
//! have been there that was not.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{Refusal, past::Earlier};
use crate::{
    basics::{Code, Finding, shown::brief},
    book::InputFile,
    files::{Digest, Shelf},
    sheets::{Dialect, Problem, Row, Sheet, dated::iso_day},
};

const EFFECTIVE_FROM: &str = "effective_from";
const RECORDED_ON: &str = "recorded_on";

/// What of the tables in `files` is not as the last close read it. Tables that are the same file still are not read again.
pub fn edited(shelf: &dyn Shelf, files: &[InputFile], last: &Earlier) -> Result<Vec<Finding>, Refusal> {
    let Some((book, sealed)) = last.sealed else { return Ok(Vec::new()) };
    let close = Close { period: sealed.chapter().to_string(), known_on: sealed.record.known_on };
    let tables = |files| -> BTreeMap<_, _> { digests(files).filter(|(name, _)| is_table(name)).collect() };
    let (then, now) = (tables(&last.files), tables(files));
    let mut found = Vec::new();
    for name in then.keys().chain(now.keys()).collect::<BTreeSet<_>>() {
        let (then, now) = (then.get(name), now.get(name));
        if then != now {
            let then = then.map(|digest| book.input(*digest)).transpose()?;
            let now = now.map(|_| shelf.read(name)).transpose()?;
            found.extend(close.differences(name, then, now));
        }
    }
    Ok(found)
}

fn digests(files: &[InputFile]) -> impl Iterator<Item = (&str, Digest)> {
    files.iter().map(|file| (file.name.as_str(), file.sha256))
}

fn is_table(name: &str) -> bool {
    name.starts_with("rulebook/") || name.starts_with("facts/")
}

/// The last close.
struct Close {
    period: String,
    known_on: NaiveDate,
}

/// A row by its headings, without what is empty.
struct Said {
    line: u32,
    cells: BTreeMap<String, String>,
}

impl Said {
    fn cell(&self, heading: &str) -> &str {
        self.cells.get(heading).map_or("", String::as_str)
    }
}

impl Close {
    /// What one table says otherwise than it did. One that cannot be read by now is refused elsewhere.
    fn differences(&self, name: &str, then: Option<Vec<u8>>, now: Option<Vec<u8>>) -> Vec<Finding> {
        let is_gone = now.is_none();
        let sheet = |bytes: Option<Vec<u8>>| bytes.map(|bytes| Sheet::read(bytes, Dialect::OURS)).transpose();
        let found = || -> Result<Vec<Finding>, Problem> {
            let (then, now) = (sheet(then)?, sheet(now)?);
            let (was, is) = (self.known(then.as_ref())?, self.known(now.as_ref())?);
            if is_gone && !was.is_empty() {
                return Ok(vec![self.table_gone(name)]);
            }
            let gone = told(then.as_ref(), &beyond(&was, &is))?;
            let new = told(now.as_ref(), &beyond(&is, &was))?;
            let keys = then.as_ref().or(now.as_ref()).map_or(Vec::new(), keys);
            Ok(self.rows(name, &keys, gone, new))
        };
        found().unwrap_or_default()
    }

    /// The rows that were known to the close, by what they say, with their lines.
    fn known(&self, sheet: Option<&Sheet>) -> Result<BTreeMap<Digest, Vec<u32>>, Problem> {
        let mut known: BTreeMap<Digest, Vec<u32>> = BTreeMap::new();
        let Some(sheet) = sheet else { return Ok(known) };
        let Some(recorded) = sheet.headings().iter().position(|own| own == RECORDED_ON) else { return Ok(known) };
        let is_known = |row: &Row| iso_day(row.cell(recorded)).is_ok_and(|day| day <= self.known_on);
        let mut columns: Vec<(&String, usize)> = sheet.headings().iter().zip(0..).collect();
        columns.sort_unstable();
        let rows = sheet.rows(|row| is_known(row).then(|| (digest(row, &columns), row.line)))?;
        for (digest, line) in rows.into_iter().flatten() {
            known.entry(digest).or_default().push(line);
        }
        Ok(known)
    }

    /// Rows that are gone and rows that are new, laid beside each other by their keys and the day they hold from.
    fn rows(&self, name: &str, keys: &[String], gone: Vec<Said>, mut new: Vec<Said>) -> Vec<Finding> {
        let mut found = Vec::new();
        let beside = |one: &Said, other: &Said| {
            keys.iter().map(String::as_str).chain([EFFECTIVE_FROM]).all(|key| one.cell(key) == other.cell(key))
        };
        let subject = |row: &Said| keys.iter().map(|key| row.cell(key)).collect::<Vec<_>>().join("/");
        for row in gone {
            let finding = match new.iter().position(|own| beside(own, &row)) {
                Some(at) => self.changed(name, &row, &new.remove(at)),
                None => self.row_gone(name, &row),
            };
            found.push(finding.about(subject(&row)));
        }
        found.extend(new.iter().map(|row| self.claims(name, row).about(subject(row))));
        found
    }

    fn changed(&self, name: &str, then: &Said, now: &Said) -> Finding {
        let headings = then.cells.keys().chain(now.cells.keys());
        let changed: BTreeSet<&String> = headings.filter(|own| then.cell(own) != now.cell(own)).collect();
        let column = changed.first().map_or("", |own| own.as_str());
        let message = format!("{} was closed with {:?} here", self.period, brief(then.cell(column)));
        Finding::new(Code::RowEdited, name, message, PUT_BACK).line(now.line).cell(column, now.cell(column))
    }

    fn row_gone(&self, name: &str, then: &Said) -> Finding {
        let message = format!("the row that was line {} when {} was closed is gone or edited", then.line, self.period);
        Finding::new(Code::RowEdited, name, message, PUT_BACK)
    }

    fn table_gone(&self, name: &str) -> Finding {
        let message = format!("{} was closed with this table, and it is gone", self.period);
        let remedy = "put the table back: what a row says ends with the word closed, in a new row";
        Finding::new(Code::RowEdited, name, message, remedy)
    }

    fn claims(&self, name: &str, now: &Said) -> Finding {
        let Close { period, known_on } = self;
        let message = format!("{period} was closed with all that was known on {known_on}, and this row was not there");
        let remedy = format!("give it the day on which it became known, which is after {known_on}");
        Finding::new(Code::RowEdited, name, message, remedy).line(now.line).cell(RECORDED_ON, now.cell(RECORDED_ON))
    }
}

const PUT_BACK: &str = "put the row back as it was, and add a new one with the day on which the change became known";

/// The key columns of a table stand before the day a row holds from.
fn keys(sheet: &Sheet) -> Vec<String> {
    sheet.headings().iter().take_while(|own| *own != EFFECTIVE_FROM).cloned().collect()
}

fn cells(sheet: &Sheet, row: &Row) -> BTreeMap<String, String> {
    let all = sheet.headings().iter().enumerate().map(|(at, heading)| (heading.clone(), row.cell(at).to_owned()));
    all.filter(|(_, cell)| !cell.is_empty()).collect()
}

/// What a row says, whatever the order of its columns; these are in the order of their headings.
fn digest(row: &Row, columns: &[(&String, usize)]) -> Digest {
    let mut said = Vec::new();
    for (heading, at) in columns.iter().filter(|(_, at)| !row.cell(*at).is_empty()) {
        for text in [heading.as_str(), row.cell(*at)] {
            said.extend(text.len().to_be_bytes());
            said.extend(text.as_bytes());
        }
    }
    Digest::of(&said)
}

/// The lines of those rows of `one` that stand there more often than in the other.
fn beyond(one: &BTreeMap<Digest, Vec<u32>>, other: &BTreeMap<Digest, Vec<u32>>) -> BTreeSet<u32> {
    let rest = |(digest, lines): (&Digest, &Vec<u32>)| lines[other.get(digest).map_or(0, Vec::len).min(lines.len())..].to_vec();
    one.iter().flat_map(rest).collect()
}

/// The rows at these lines, in the order of the file.
fn told(sheet: Option<&Sheet>, lines: &BTreeSet<u32>) -> Result<Vec<Said>, Problem> {
    let Some(sheet) = sheet.filter(|_| !lines.is_empty()) else { return Ok(Vec::new()) };
    let said = |row: &Row| lines.contains(&row.line).then(|| Said { line: row.line, cells: cells(sheet, row) });
    Ok(sheet.rows(said)?.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const THEN: &str = "plan,product,effective_from,recorded_on,value,reference\n\
        agent,A,2022-06-01,2022-06-02,10,contract\n\
        agent,B,2022-06-01,2022-06-02,5,\n\
        agent,B,2022-09-01,2022-10-05,7,mail\n";

    /// What is found where a table is this by now: place, subject, column and value, what is wrong.
    fn found(now: &str) -> Vec<String> {
        let close = Close { period: "2022-09".to_owned(), known_on: "2022-10-05".parse().unwrap() };
        let now = (!now.is_empty()).then(|| now.as_bytes().to_vec());
        let found = close.differences("rulebook/rates.csv", Some(THEN.as_bytes().to_vec()), now);
        assert!(found.iter().all(|own| own.code == Code::RowEdited && !own.remedy.is_empty()));
        let words = |own: &Finding| format!("{} {} {}={} {}", own.place(), own.subject, own.column, own.value, own.message);
        found.iter().map(words).collect()
    }

    #[test]
    fn rows_and_columns_may_move_and_rows_may_be_added() {
        assert_eq!(found(THEN), [""; 0]);
        assert_eq!(found(&format!("{THEN}agent,A,2022-06-01,2022-10-06,12,amendment\n")), [""; 0]);
        let moved = "tier,value,plan,product,recorded_on,effective_from,reference\n\
            ,7,agent,B,2022-10-05,2022-09-01,mail\n\
            ,5,agent,B,2022-06-02,2022-06-01,\n\
            ,10,agent,A,2022-06-02,2022-06-01,contract\n";
        assert_eq!(found(moved), [""; 0], "a new column that is empty says nothing");
    }

    #[test]
    fn a_row_that_is_another_is_named_with_what_it_was() {
        let place = "rulebook/rates.csv:3 agent/B";
        assert_eq!(found(&THEN.replace(",5,", ",6,")), [format!("{place} value=6 2022-09 was closed with \"5\" here")]);
        let referred = THEN.replace(",5,", ",5,mail");
        assert_eq!(found(&referred), [format!("{place} reference=mail 2022-09 was closed with \"\" here")]);
        let twice = format!("{THEN}agent,B,2022-06-01,2022-06-02,5,\n");
        let claims = "2022-09 was closed with all that was known on 2022-10-05, and this row was not there";
        assert_eq!(found(&twice), [format!("rulebook/rates.csv:5 agent/B recorded_on=2022-06-02 {claims}")]);
    }

    #[test]
    fn a_row_that_is_gone_and_one_that_claims_to_have_been_there_are_named() {
        let gone = |line: u32| format!("the row that was line {line} when 2022-09 was closed is gone or edited");
        let without: String = THEN.split_inclusive('\n').filter(|row| !row.contains(",10,")).collect();
        assert_eq!(found(&without), [format!("rulebook/rates.csv agent/A = {}", gone(2))]);
        let later = THEN.replace("2022-10-05,7", "2022-10-06,7");
        assert_eq!(found(&later), [format!("rulebook/rates.csv agent/B = {}", gone(4))], "nobody knew it when it counted");
        let claims = format!("{THEN}agent,C,2022-06-01,2022-10-05,3,\n");
        let words = "2022-09 was closed with all that was known on 2022-10-05, and this row was not there";
        assert_eq!(found(&claims), [format!("rulebook/rates.csv:5 agent/C recorded_on=2022-10-05 {words}")]);
        assert_eq!(found(""), ["rulebook/rates.csv  = 2022-09 was closed with this table, and it is gone"]);
    }
}
