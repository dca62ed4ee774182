//! `fixtures/rules/fixed-per-month.csv`: a fixed amount for each month, perhaps for each seat.
//!
//! Given, besides the columns of a deal: the plan's `proration` (empty = daily), `seats` (empty = none are told) and
//! `later_seats` (`15 2022-09-16; none 2022-10-01`: other seats, and from when), the `fixed` amount, whether it is
//! `per_seat` (yes or empty), and the `earned` month. Comes out: what the month `gives`, or from when seats are missing.

use super::{
    Case, Table,
    deal::{Deal, record},
    small_world::{PeopleCells, Setting, day},
};
use crate::{
    basics::{AmountPer, Month},
    facts::Record,
    settlement::{Silent, fixed_per_month},
    sheets::dated::decimal,
};

const TABLE: Table = Table {
    name: "fixtures/rules/fixed-per-month.csv",
    text: include_str!("../../../fixtures/rules/fixed-per-month.csv"),
    given: &[
        "currency",
        "per",
        "proration",
        "starts_on",
        "last_day",
        "seats",
        "later_seats",
        "last_day_in_force",
        "cancelled_by",
        "fixed",
        "per_seat",
        "earned",
    ],
    expected: &["gives"],
};

/// A deal of seats that change.
pub(super) fn deal(case: &Case) -> Deal {
    let first = Record { quantity: case.optional("seats", decimal), ..record(case) };
    let later = case.text("later_seats").split(';').map(str::trim).filter(|part| !part.is_empty()).map(|part| {
        let (seats, from) = part.split_once(' ').expect("later_seats: expected seats and a day");
        let quantity = (seats != "none").then(|| decimal(seats).expect("later_seats: expected a number or none"));
        Record { quantity, valid_from: Some(day(from)), ..first.clone() }
    });
    let proration = Some(case.text("proration")).filter(|method| !method.is_empty()).unwrap_or("daily");
    let setting = Setting { proration, ..Setting::default() };
    let per = case.optional("per", str::parse).unwrap_or(AmountPer::Month);
    let records = std::iter::once(first.clone()).chain(later).collect();
    Deal::told(records, per, &setting, |partner| PeopleCells::default().facts(partner))
}

fn answer(case: &Case) -> Vec<String> {
    let deal = deal(case);
    let earned: Month = case.get("earned");
    let term = deal.term(1, earned).expect("the term is known");
    let currency = term.record.currency;
    let fixed = case.read("fixed", |text| decimal(text).and_then(|amount| currency.minor(amount)));
    match fixed_per_month(&term, earned, fixed, case.text("per_seat") == "yes", &mut Silent) {
        Ok(minor) => vec![currency.major(minor).to_string()],
        Err(missing) => vec![format!("seats missing from {}", missing.from)],
    }
}

#[test]
fn fixed_amounts_follow_their_table() {
    TABLE.holds(answer);
}
