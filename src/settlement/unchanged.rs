//! Items whose earlier months rest on nothing that changed since the last close: they are computed for the period alone.
//!
//! A matter of cost alone: in doubt an item is computed from its first month on. Holds true: what is left out here would
//! come out as it was posted.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use compact_str::CompactString;

use super::{ItemFacts, World};
use crate::{
    basics::{PartyId, Place},
    facts::{Carried, History, Record, carried_history},
};

/// What changed since the last close. The rules that every item rests on did not.
#[derive(Clone, Debug, Default)]
pub struct Changed {
    /// The partners who stand elsewhere, or have other agreements, on a day before the period.
    pub partners: BTreeSet<PartyId>,
    /// The contracts that customers pay for in parts, by distributor.
    pub paid: BTreeSet<(PartyId, CompactString)>,
}

/// Whether the months of an item before the period come out as they were posted at the last close.
pub(super) fn is_settled_before(world: &World, item: &ItemFacts, history: &History) -> bool {
    let Some(changed) = &world.changed else { return false };
    let first = world.period().first_day();
    let record = |row: u32| &world.records[row as usize];
    let carried = item.rows.iter().take_while(|row| record(**row).carried.is_some());
    let was_settled = |carried: Carried| carried.held.is_none() && carried.place == Place::Settled;
    if item.missing_since.is_some() || !carried.clone().all(|row| record(*row).carried.is_some_and(was_settled)) {
        return false;
    }
    let before = carried_history(item.rows, world.records);
    let same = |one: u32, other: u32| one == other || record(one).repeats(record(other));
    let phases =
        before.phases.len() == history.phases.len()
            && before.phases.iter().zip(&history.phases).all(|(one, other)| {
                (one.term, one.from) == (other.term, other.from) && same(one.row, other.row) && one.from < first
            });
    let terms = before.terms.len() == history.terms.len()
        && before.terms.iter().zip(&history.terms).all(|((one, own), (other, row))| one == other && same(*own, *row));
    phases
        && terms
        && !history.phases.is_empty()
        && history.phases.iter().all(|phase| rests(world, changed, record(phase.row), first))
}

/// Whether nothing of a row happens in the period, or happened to those it names.
fn rests(world: &World, changed: &Changed, record: &Record, first: NaiveDate) -> bool {
    let distributor = &world.deliveries[record.delivery as usize].distributor;
    let in_force = |day: NaiveDate| day <= first;
    record.cancelled.is_none_or(|(day, _)| in_force(day))
        && record.signed_on.is_none_or(|day| day < first)
        && !changed.partners.contains(&world.parties[record.partner as usize])
        && (changed.paid.is_empty() || !changed.paid.contains(&(distributor.clone(), record.contract.clone())))
}
