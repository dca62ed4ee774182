//! Distributors' files to records.
//!
//! Owns the reading of deliveries by their maps: which file belongs to which delivery, which map reads it, which row
//! cannot be taken. Leaves what rows mean together to `facts`. Holds true: nothing is guessed; a file whose structure is
//! broken is refused whole, a row with a broken value is held alone.

mod announced;
mod carry;
mod control;
mod correcting;
mod days;
mod hints;
mod ids;
mod notes;
mod outside;
mod partners;
pub mod proposal;
mod record;
mod row;
mod said;
mod seen;
mod tally;
#[cfg(test)]
mod tests;
mod text;
mod values;
mod whole;

use std::collections::BTreeSet;

use chrono::NaiveDate;

use self::{
    announced::{asks_for_sums, disagreements, is_announced},
    control::{ControlRow, Controls, is_control},
    correcting::{Correcting, Told},
    partners::{by_id, numbered_by, partners_of},
    row::RowReader,
    seen::{What, oddities, sorted},
};
pub use self::{carry::Carry, partners::Reading};
pub(crate) use self::{days::DayForm, values::number};
use crate::{
    basics::{Checked, Code, FeedField, Finding, PartyId},
    facts::{Corrected, CorrectionsInForce, Delivery, FileRead, Record, Unreadable},
    files::Digest,
    rulebook::{FeedMap, Role, Rules},
    sheets::{Forms, Packing, Problem, Row, dated::iso_day, delivered},
};

/// A feed file, read and not yet understood.
pub struct FeedFile {
    /// Its name in the workspace, such as `feeds/nuvias/2022-09-05.csv`.
    pub name: String,
    /// Its number among the sources.
    pub number: u32,
    /// Who delivered it.
    pub distributor: PartyId,
    /// When.
    pub delivered_on: NaiveDate,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Who delivered a file and when, as its place says: `feeds/<distributor>/<delivered-on>*.csv`, or packed, or a
/// workbook.
pub fn delivery_of(name: &str) -> Result<(PartyId, NaiveDate), Finding> {
    let parts: Vec<&str> = name.split('/').collect();
    let read = || -> Option<(PartyId, NaiveDate)> {
        let [_, distributor, file] = parts[..] else { return None };
        let day = iso_day(file.get(..10)?).ok()?;
        Packing::of(file)?;
        Some((distributor.parse().ok()?, day))
    };
    read().ok_or_else(|| {
        let remedy = "deliveries lie as feeds/<distributor>/<day>*.csv (or .csv.gz, .csv.zst, .xlsx), such as \
                      feeds/nuvias/2022-09-05.csv; move or rename the file";
        Finding::new(Code::FeedPlace, name, "this is not the place of a delivery", remedy)
    })
}

/// Every record of every delivery, and the rows that could not be taken.
#[derive(Default)]
pub struct Feeds {
    /// The deliveries, by distributor and day.
    pub deliveries: Vec<Delivery>,
    /// The records, in order of file and line.
    pub records: Vec<Record>,
    /// The rows that are held because they cannot be read.
    pub unreadable: Vec<Unreadable>,
    /// What was taken in of each file that was read now.
    pub reads: Vec<FileRead>,
    /// How many of the deliveries read now announce nothing: where such a file is cut at a row's end, nobody can see it.
    pub unannounced: usize,
    /// The cells that are read by a correction: of each correction, the last.
    pub corrected: Vec<Corrected>,
}

/// Reads the files of deliveries, behind what earlier periods read. `parties` are the ids that records number their
/// partners by. Of a distributor whose deliveries are corrected, all are read.
#[must_use]
pub fn read(
    files: Vec<FeedFile>,
    carry: Carry,
    rules: &Rules,
    corrections: &CorrectionsInForce,
    parties: &[PartyId],
) -> Checked<Feeds> {
    let (read, found) = read_files(files, rules, corrections, parties);
    (carry.before(read), found)
}

fn read_files(files: Vec<FeedFile>, rules: &Rules, corrections: &CorrectionsInForce, parties: &[PartyId]) -> Checked<Feeds> {
    let mut correcting = Correcting::new(corrections);
    let (controls, mut files): (Vec<FeedFile>, Vec<FeedFile>) = files.into_iter().partition(|file| is_control(&file.name));
    let (controls, mut found) = Controls::read(controls, &files);
    files.sort_by(|a, b| (&a.distributor, a.delivered_on, &a.name).cmp(&(&b.distributor, b.delivered_on, &b.name)));
    let mut feeds = Feeds::default();
    let mut silent = BTreeSet::new();
    for file in files {
        let map = match map_for(&file, rules) {
            Ok(map) => map,
            Err(problems) => {
                found.extend(problems);
                continue;
            }
        };
        let known = feeds
            .deliveries
            .last()
            .is_some_and(|last| last.distributor == file.distributor && last.delivered_on == file.delivered_on);
        if !known {
            feeds.deliveries.push(Delivery {
                distributor: file.distributor.clone(),
                distributor_no: parties
                    .binary_search(&file.distributor)
                    .map_or(u32::MAX, |at| u32::try_from(at).unwrap_or(u32::MAX)),
                delivered_on: file.delivered_on,
                kind: map.delivery,
                amount_per: map.amount_per,
                undated_change: map.undated_change,
            });
        }
        let delivery = u32::try_from(feeds.deliveries.len() - 1).expect("a workspace has fewer than four billion deliveries");
        let control = controls.of(&file);
        if !is_announced(&map, control) {
            silent.insert(delivery);
        }
        match read_file(file, &map, control, delivery, (rules, parties), &mut correcting, &mut feeds) {
            Ok(notes) => found.extend(notes),
            Err(findings) => found.extend(findings),
        }
    }
    feeds.unannounced = silent.len();
    let (corrected, idle) = correcting.into_parts();
    feeds.corrected = corrected;
    found.extend(idle);
    (feeds, found)
}

fn map_for(file: &FeedFile, rules: &Rules) -> Result<FeedMap, Vec<Finding>> {
    let is_distributor = rules
        .parties
        .get(&file.distributor)
        .and_then(|line| line.at(file.delivered_on))
        .is_some_and(|party| party.value.role == Role::Distributor);
    if !is_distributor {
        let message = format!("{} is no distributor on {}", file.distributor, file.delivered_on);
        return Err(vec![Finding::new(
            Code::UnknownName,
            &file.name,
            message,
            "add it to rulebook/parties.csv, or move the file",
        )]);
    }
    let name = format!("rulebook/feed-maps/{}.csv", file.distributor);
    let Some(rows) = rules.feed_maps.get(&file.distributor) else {
        return Err(vec![Finding::new(
            Code::FeedMap,
            &name,
            "this distributor delivers, but has no feed map",
            "write the table; `courtage feed-map new FILE` proposes one from a delivery",
        )]);
    };
    FeedMap::on(rows, file.delivered_on, &name)
}

/// Reads a file; what is worth knowing about it, or why nothing of it is taken.
fn read_file(
    file: FeedFile,
    map: &FeedMap,
    control: &[ControlRow],
    delivery: u32,
    (rules, parties): (&Rules, &[PartyId]),
    correcting: &mut Correcting,
    feeds: &mut Feeds,
) -> Result<Vec<Finding>, Vec<Finding>> {
    let name = &file.name;
    let refused = |problem: Problem| vec![problem.in_file(name)];
    let partners = partners_of(&file.distributor, file.delivered_on, rules, parties);
    let sha256 = control.iter().any(|row| row.sha256.is_some()).then(|| Digest::of(&file.bytes).to_string());
    let packing = Packing::of(name).unwrap_or(Packing::Text);
    let forms = Forms { decimal_mark: map.grammar.decimal_mark, date_form: &map.grammar.date_form, sheet: map.sheet.as_deref() };
    let sheet = delivered(file.bytes, packing, map.dialect, forms).map_err(refused)?;
    let headings = sheet.headings();
    let reader = RowReader::new(map, headings, name, file.number, delivery, &partners).map_err(|finding| vec![finding])?;
    let ids = correcting.concern(&file.distributor).then(|| numbered_by(by_id(file.delivered_on, rules), parties));
    let told = (&file.distributor, file.delivered_on);
    let read = |row: &Row| match &ids {
        Some(ids) => correcting.read(&reader, ids, row, told),
        None => Told { row: reader.read(row), touched: Vec::new() },
    };
    let sums = asks_for_sums(map, control);
    let (mut rows, blanks) = sheet.rows_and_blanks(|row| reader.look(row, headings, sums, read)).map_err(refused)?;
    if let Some(row) = rows.iter().find(|row| matches!(row.what, What::Header)) {
        return Err(vec![whole::joined(name, row.line)]);
    }
    rows.iter_mut().for_each(|row| correcting.hear(std::mem::take(&mut row.touched)));
    let mut against = disagreements(name, map, &rows, control, sha256.as_deref());
    let mut notes = oddities(&rows).notes(name, reader.heading(FeedField::CustomerName));
    notes.extend(notes::of_file(name, blanks, sheet.hidden()));
    let total = rows.len() as u64;
    let (records, held) = sorted(rows);
    let contracts = (records.len() + held.len()) as u64;
    notes.extend(outside::note(name, &records, |field| reader.heading(field)));
    against.extend(whole::against(name, &map.grammar.date_form, &held, &records));
    if !against.is_empty() {
        return Err(against);
    }
    feeds.reads.push(FileRead {
        file: file.number,
        bytes: sheet.size(),
        written: sheet.written(),
        rows: contracts,
        blanks,
        trailers: total - contracts,
    });
    feeds.records.extend(records);
    feeds.unreadable.extend(held.into_iter().map(|held| held.unreadable));
    Ok(notes)
}
