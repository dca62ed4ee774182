//! What a period need not read again: the deliveries of earlier periods, as the last close left them.
//!
//! Owns which distributors' deliveries are carried forward. Holds true: carrying is a matter of cost alone. Where earlier
//! deliveries would read differently by now (another map, another alias), one arrived behind a later one, or corrections of
//! the distributor's facts are or were in force, all its deliveries are read again, out of the book: how long a correction
//! holds follows from every delivery since.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{
    Refusal,
    past::{Earlier, broken},
};
use crate::{
    basics::{PartyId, Sources},
    book::{InputFile, read_deliveries, read_facts, read_unreadable},
    facts::CorrectionsInForce,
    feeds::{Carry, Reading},
    pipeline::paper::{DELIVERIES, FACTS, UNREADABLE},
    rulebook::Rules,
};

/// A file of a delivery: its name, who delivered it, when.
pub type Delivered = (String, PartyId, NaiveDate);

/// The distributors whose earlier deliveries are carried forward. `then` and `now` are the rules and the corrections of
/// facts by which they were read and would be read.
pub fn carried(
    earlier: &Earlier,
    delivered: &[Delivered],
    (then, corrected_then): (&Rules, &CorrectionsInForce),
    (now, corrected_now): (&Rules, &CorrectionsInForce),
) -> BTreeSet<PartyId> {
    let mut last: BTreeMap<&PartyId, NaiveDate> = BTreeMap::new();
    let mut alike: BTreeMap<&PartyId, bool> = BTreeMap::new();
    for (_, distributor, day) in delivered.iter().filter(|(name, ..)| earlier.file(name).is_some()) {
        let latest = last.entry(distributor).or_insert(*day);
        *latest = (*latest).max(*day);
        let corrected = corrected_then.correct(distributor) || corrected_now.correct(distributor);
        let reads = !corrected && Reading::on(distributor, *day, then) == Reading::on(distributor, *day, now);
        *alike.entry(distributor).or_insert(true) &= reads;
    }
    let late = |distributor: &PartyId, until: NaiveDate| {
        delivered.iter().any(|(name, own, day)| own == distributor && *day <= until && earlier.file(name).is_none())
    };
    let kept = last.into_iter().filter(|(distributor, until)| alike[*distributor] && !late(distributor, *until));
    kept.map(|(distributor, _)| distributor.clone()).collect()
}

/// What earlier periods read of these distributors. `sources` has the earlier files by name.
pub fn carry(
    earlier: &Earlier,
    distributors: &BTreeSet<PartyId>,
    parties: &[PartyId],
    sources: &Sources,
) -> Result<Carry, Refusal> {
    let Some((book, sealed)) = earlier.sealed.filter(|_| !distributors.is_empty()) else { return Ok(Carry::default()) };
    let read = |file: &str| book.read(sealed, file);
    let wrong = |file: &'static str| move |what: String| broken(sealed, file, what);
    let deliveries = read_deliveries(read(DELIVERIES)?, parties).map_err(wrong(DELIVERIES))?;
    let records = read_facts(read(FACTS)?, parties, &deliveries, &earlier.files).map_err(wrong(FACTS))?;
    let unreadable = read_unreadable(read(UNREADABLE)?, &deliveries, &earlier.files).map_err(wrong(UNREADABLE))?;
    let numbers: Vec<Option<u32>> = earlier.files.iter().map(|file| sources.number(&file.name)).collect();
    let mut carry = Carry { deliveries, records, unreadable };
    carry.keep(distributors);
    carry.records.iter_mut().for_each(|record| record.source.file = number(&numbers, record.source.file));
    carry.unreadable.iter_mut().for_each(|row| row.file = number(&numbers, row.file));
    Ok(carry)
}

fn number(numbers: &[Option<u32>], file: u32) -> u32 {
    numbers[file as usize].expect("every file of a distributor that is carried is a source")
}

/// The files that are carried, as the last close knew them.
pub fn files<'e>(earlier: &'e Earlier, delivered: &[Delivered], distributors: &BTreeSet<PartyId>) -> Vec<&'e InputFile> {
    let own = delivered.iter().filter(|(_, distributor, _)| distributors.contains(distributor));
    own.filter_map(|(name, ..)| earlier.file(name)).collect()
}
