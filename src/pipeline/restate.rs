//! Restating a closed period: what it would be by what is known today, beside what was sealed.
//!
//! The period is settled once more, as known now, from where it left off itself: each line is then what it would have more
//! or less, which is what flows into the next open period. Holds true: nothing is written; the parts of a difference by
//! cause add up to it; what is held now stays as it was closed.

use chrono::NaiveDate;
use serde::Serialize;

use super::{
    Comparison, Earlier, Inputs, Past, Refusal, Summary, Told, ToldLine, close::NotClosed, judge, line_up, post, prepare,
    replay::closed, shelves::Current, told_by,
};
use crate::{
    basics::Month,
    book::Sealed,
    files::Workspace,
    settlement::{Cause, Line},
};

/// The word for what stands as it was sealed.
const AS_CLOSED: &str = "as closed";

/// A closed period beside what it would be.
#[derive(Debug, Serialize)]
pub struct Restated {
    /// The period.
    pub period: Month,
    /// The record that closed it.
    pub record: String,
    /// How much it knew.
    pub closed_known_on: String,
    /// How much is known now.
    pub known_on: String,
    /// How many rows are held now: what they are about stays as it was closed.
    pub held: u64,
    /// The last closed period.
    pub last_closed: Month,
    /// The sealed lines, and what they would be.
    #[serde(flatten)]
    pub comparison: Comparison,
}

impl Restated {
    /// The open period into which the difference flows.
    #[must_use]
    pub fn flows_into(&self) -> Month {
        self.last_closed.next()
    }
}

/// Says what a closed period would be as known on a day; by default on the latest on which anything became known.
pub fn restate(workspace: &Workspace, period: Month, known_on: Option<NaiveDate>) -> Result<Restated, NotClosed> {
    let past = Past::of(workspace)?;
    let (book, sealed) = closed(&past, period)?;
    let last_closed = past.last_period().expect("a period is closed");
    let inputs = present(workspace, &past, sealed, (period, last_closed), known_on)?;
    if inputs.stopped() {
        let found = inputs.findings.clone().sorted();
        return Err(NotClosed::Findings(Box::new(Summary::stopped(&inputs, period, found.clone())), found));
    }
    let before = past.before(&inputs, period.next())?;
    let items = line_up(&inputs);
    let standings = judge(&inputs, &items, period);
    let world = prepare(&inputs, &before, &standings, &items, period);
    let run = post(&inputs, &before, &world, &items, past.former(period.next()))?;
    let as_closed = as_closed(told_by(book, sealed)?);
    let restated = restated(&as_closed, &run.lines, format!("{period} as known on {}", inputs.known_on));
    Ok(Restated {
        period,
        record: sealed.head().to_string(),
        closed_known_on: sealed.record.known_on.to_string(),
        known_on: inputs.known_on.to_string(),
        held: run.held.values().sum(),
        last_closed,
        comparison: Comparison::of(&as_closed, &restated),
    })
}

/// What is known now, carried forward from what the period knew.
fn present(
    workspace: &Workspace,
    past: &Past,
    sealed: &Sealed,
    (period, last_closed): (Month, Month),
    known_on: Option<NaiveDate>,
) -> Result<Inputs, Refusal> {
    let closed_on = sealed.record.known_on;
    if known_on.is_some_and(|known_on| known_on < closed_on) {
        let reason = format!("{period} was closed with all that was known on {closed_on}: it is restated by no less");
        return Err(Refusal::Words(reason));
    }
    let last = past.earlier(last_closed.next())?;
    let shelf = Current { workspace, book: past.book.as_ref(), earlier: &last, closely: false };
    let from = past.earlier(period.next())?;
    // Unasked, no less is seen than by the last close.
    let least = if known_on.is_some() { from.known_on } else { last.known_on };
    shelf.inputs(known_on, &Earlier { known_on: least, ..from })
}

/// The sealed lines, whatever they were settled for.
fn as_closed(sealed: Told) -> Told {
    let as_closed = |line: ToldLine| ToldLine { causes: vec![(AS_CLOSED.to_owned(), line.minor)], ..line };
    Told { lines: sealed.lines.into_iter().map(|(key, line)| (key, as_closed(line))).collect(), ..sealed }
}

/// The same with what each line would be more or less.
fn restated(as_closed: &Told, differences: &[Line], place: String) -> Told {
    let mut lines = as_closed.lines.clone();
    for line in differences {
        let restated = lines.entry(line.key.to_string()).or_insert_with(|| ToldLine {
            distributor: line.key.distributor.to_string(),
            component: line.key.component,
            currency: line.key.currency,
            minor: 0,
            causes: Vec::new(),
        });
        restated.minor += line.minor;
        restated.causes.extend(parts(line).into_iter().map(|(cause, minor)| (cause.to_string(), minor)));
    }
    Told { place, lines }
}

/// The parts of a difference by cause. Where the period did not know the contract, all of it is late.
fn parts(line: &Line) -> Vec<(Cause, i64)> {
    if line.causes.is_empty() { vec![(Cause::Late, line.minor)] } else { line.causes.clone() }
}
