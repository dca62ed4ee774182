//! `fixtures/rules/terms.csv`: the calendar of an item.
//!
//! Given: the columns of a deal for the initial term; `agreement_renews_by` (the agreement's months of renewal);
//! `own_rows` (`2 2023-01-01 2023-12-31`: a later term that has a row of its own, with its first and last day); and
//! `through` which day terms begin. A cancellation stands in the row of the last term that has one. Comes out: the
//! `terms` by number with first and last day, or why the item is held and where the next term was expected.

use super::{
    Case, Table,
    deal::{Deal, behind, record},
    small_world::{PeopleCells, Setting, day},
};
use crate::{
    basics::{AmountPer, Status, months_between},
    facts::Record,
    sheets::dated::whole,
};

const TABLE: Table = Table {
    name: "fixtures/rules/terms.csv",
    text: include_str!("../../../fixtures/rules/terms.csv"),
    given: &[
        "starts_on",
        "last_day",
        "months",
        "renews_by",
        "agreement_renews_by",
        "last_day_in_force",
        "cancelled_by",
        "own_rows",
        "through",
    ],
    expected: &["terms"],
};

/// The rows of an item, the initial term first.
fn rows(case: &Case) -> Vec<Record> {
    let mut rows = vec![record(case)];
    for part in case.text("own_rows").split(';').map(str::trim).filter(|part| !part.is_empty()) {
        let [number, from, last_day] = part.split_whitespace().collect::<Vec<_>>()[..] else {
            panic!("own_rows {part:?}: expected a term's number, its first and its last day")
        };
        let before = rows.last_mut().expect("there is an initial term");
        let (starts_on, ends_on) = (day(from), behind(day(last_day)));
        let term = whole(number).expect("a term's number");
        let months = months_between(starts_on, ends_on);
        let next = Record { term, starts_on, ends_on, months, ..before.clone() };
        (before.cancelled, before.status) = (None, Status::Active);
        rows.push(next);
    }
    rows
}

fn answer(case: &Case) -> Vec<String> {
    let deal = Deal::told(rows(case), AmountPer::Month, &Setting::default(), |partner| PeopleCells::default().facts(partner));
    match deal.terms(case.optional("agreement_renews_by", whole), case.day("through")) {
        Ok(terms) => {
            let shown = terms.iter().map(|term| format!("{}: {} to {}", term.number, term.span.from, term.span.last_day()));
            vec![shown.collect::<Vec<_>>().join("; ")]
        }
        Err(held) => vec![held],
    }
}

#[test]
fn terms_follow_their_table() {
    TABLE.holds(answer);
}
