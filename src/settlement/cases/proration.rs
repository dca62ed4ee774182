//! `fixtures/rules/proration.csv`: what of an amount falls into a month.
//!
//! Given, besides the columns of a deal: the plan's `proration` (empty = daily), `term` (empty = the initial one) and the
//! `earned` month. Comes out: the month's `base`, and what the months of the `whole_term` add up to.

mod naive;

use super::{
    Case, Table,
    deal::Deal,
    small_world::{PeopleCells, Setting},
};
use crate::{
    basics::Month,
    settlement::{Silent, month_base},
    sheets::dated::whole,
};

const TABLE: Table = Table {
    name: "fixtures/rules/proration.csv",
    text: include_str!("../../../fixtures/rules/proration.csv"),
    given: &[
        "model",
        "amount",
        "currency",
        "per",
        "proration",
        "starts_on",
        "last_day",
        "renews_by",
        "later_amounts",
        "last_day_in_force",
        "cancelled_by",
        "term",
        "earned",
    ],
    expected: &["base", "whole_term"],
};

/// The deal of a case, under a plan with the case's `proration`.
pub(super) fn deal(case: &Case) -> Deal {
    let proration = Some(case.text("proration")).filter(|method| !method.is_empty()).unwrap_or("daily");
    Deal::of(case, &Setting { proration, ..Setting::default() }, |partner| PeopleCells::default().facts(partner))
}

fn answer(case: &Case) -> Vec<String> {
    let deal = deal(case);
    let earned: Month = case.get("earned");
    let term = match deal.term(case.optional("term", whole).unwrap_or(1), earned) {
        Ok(term) => term,
        Err(held) => return vec![held],
    };
    let base = |month: Month| month_base(&term, month, &mut Silent).minor;
    let together = term.term.span.months().map(base).sum();
    [base(earned), together].map(|minor| term.record.currency.major(minor).to_string()).to_vec()
}

#[test]
fn proration_follows_its_table() {
    TABLE.holds(answer);
}
