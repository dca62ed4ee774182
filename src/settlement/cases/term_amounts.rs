//! `fixtures/rules/term-amounts.csv`: what is told of a term as a whole, for amounts due once.
//!
//! Given, besides the columns of a deal: the plan's `proration` (empty = daily) and the `term` (empty = the initial one).
//! Comes out: the unprorated `monthly` amount on the term's first day, to eight decimals where it does not come out even,
//! and what the months of the term add up to as `agreed`, whatever was cancelled.

use super::{Case, Table, proration::deal, small_world::day};
use crate::{
    basics::Month,
    settlement::{Silent, monthly_on_start, term_base},
    sheets::dated::whole,
};

const TABLE: Table = Table {
    name: "fixtures/rules/term-amounts.csv",
    text: include_str!("../../../fixtures/rules/term-amounts.csv"),
    given: &[
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
    ],
    expected: &["monthly", "agreed"],
};

fn answer(case: &Case) -> Vec<String> {
    let deal = deal(case);
    let term = deal.term(case.optional("term", whole).unwrap_or(1), Month::of(day("2030-12-31"))).expect("the term is known");
    let currency = term.record.currency;
    let monthly = monthly_on_start(&term, &mut Silent).shown(currency, 8).to_string();
    vec![monthly, currency.major(term_base(&term, &mut Silent)).to_string()]
}

#[test]
fn amounts_of_a_term_follow_their_table() {
    TABLE.holds(answer);
}
