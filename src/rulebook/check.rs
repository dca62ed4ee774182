//! A lint of the rulebook: what is wrong with its tables taken together (design §6).
//!
//! Holds true: rules that contradict each other never compute: a contradiction is a stop. What is merely suspicious is a
//! note, and only what can be decided from the tables alone is said. Each finding names its row and a remedy.

mod agreements;
mod ambiguous;
mod askers;
mod bands;
mod closed;
mod gaps;
mod ladders;
mod look_alikes;
mod names;
mod parties;
mod places;
mod plans;
mod rates;
mod requirements;
#[cfg(test)]
pub(super) mod small_book;
mod splits;
mod stands;
mod unreachable;

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{Parties, Role, Rules, payouts};
use crate::{
    basics::{Code, Finding, Findings, PartyId, Timeline},
    sheets::dated::{DatedTable, Ruled},
};

/// Adds what is wrong with the rules taken together.
pub fn lint(rules: &Rules, found: &mut Findings) {
    parties::lint(rules, found);
    look_alikes::lint(rules, found);
    agreements::lint(rules, found);
    plans::lint(rules, found);
    ladders::lint(rules, found);
    requirements::lint(rules, found);
    rates::lint(rules, found);
    ambiguous::lint(rules, found);
    unreachable::lint(rules, found);
    stands::lint(rules, found);
    gaps::lint(rules, found);
    closed::lint(rules, found);
    names::lint(rules, found);
    splits::lint(rules, found);
    bands::lint(rules, found);
    payouts::lint(rules, found);
}

pub(super) fn at<T: DatedTable, V>(row: &Ruled<V>, code: Code, message: String, remedy: &str) -> Finding {
    Finding::new(code, &format!("{}.csv", T::NAME), message, remedy).line(row.source.line)
}

pub(super) fn unknown<T: DatedTable, V>(row: &Ruled<V>, column: &str, name: &str, explained_in: &str) -> Finding {
    let message = format!("no row of {explained_in} explains {name}");
    at::<T, V>(row, Code::UnknownName, message, &format!("add a row to {explained_in}, or correct the name")).cell(column, name)
}

/// The rows that do not close.
pub(super) fn rows<V>(line: &Timeline<Ruled<V>>) -> impl Iterator<Item = &Ruled<V>> {
    line.rows().filter_map(|row| row.value.as_ref())
}

pub(super) fn is_party(rules: &Rules, party: &PartyId, role: Role) -> bool {
    rules
        .parties
        .get(party)
        .is_some_and(|line| line.rows().any(|row| row.value.as_ref().is_some_and(|party| party.value.role == role)))
}

/// Who earns commission gets a statement: the rows of the party that name no layout.
fn without_layout(rules: &Rules, party: &PartyId) -> Vec<Finding> {
    let rows = rules.parties.get(party).into_iter().flat_map(|line| line.rows()).filter_map(|row| row.value.as_ref());
    let message = format!("{party} earns commission and gets a statement, but has no layout");
    rows.filter(|row| row.value.layout.is_none())
        .map(|row| at::<Parties, _>(row, Code::UnknownName, message.clone(), "name a layout for the party").cell("layout", ""))
        .collect()
}

/// The stretches for which something is closed that was open before: the first day, and the first that is open again.
fn closings<V>(line: &Timeline<Ruled<V>>) -> Vec<(NaiveDate, NaiveDate)> {
    let days: BTreeSet<NaiveDate> = line.days().collect();
    let mut closed: Vec<(NaiveDate, NaiveDate)> = Vec::new();
    for day in days {
        match (line.at(day).is_some(), closed.last_mut().filter(|(_, until)| *until == NaiveDate::MAX)) {
            (true, Some((_, until))) => *until = day,
            (false, None) => closed.push((day, NaiveDate::MAX)),
            _ => {}
        }
    }
    closed
}
