//! `fixtures/rules/pieces.csv`: a month's base in pieces.
//!
//! Given, besides the columns of a deal: the plan's `proration` (empty = daily), `term` (empty = the initial one), the
//! `earned` month, the days on which steps fall (`cuts`, parted by `;`), and the `base` that is cut (empty = the month's
//! own). Comes out: the `pieces` in order, each with its days, the amount of its row, and its part.

use super::{Case, Table, proration::deal, small_world::day};
use crate::{
    basics::Month,
    settlement::{Piece, Silent, month_base, pieces},
    sheets::dated::{decimal, whole},
};

const TABLE: Table = Table {
    name: "fixtures/rules/pieces.csv",
    text: include_str!("../../../fixtures/rules/pieces.csv"),
    given: &[
        "amount",
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
        "cuts",
        "base",
    ],
    expected: &["pieces"],
};

fn answer(case: &Case) -> Vec<String> {
    let deal = deal(case);
    let earned: Month = case.get("earned");
    let term = deal.term(case.optional("term", whole).unwrap_or(1), earned).expect("the term is known");
    let currency = term.record.currency;
    let own = month_base(&term, earned, &mut Silent).minor;
    let base = case.optional("base", |text| decimal(text).and_then(|amount| currency.minor(amount))).unwrap_or(own);
    let cuts: Vec<_> = case.text("cuts").split(';').map(str::trim).filter(|text| !text.is_empty()).map(day).collect();
    let shown = |piece: &Piece| {
        let (amount, part) = (currency.major(piece.record.amount), currency.major(piece.minor));
        if piece.days.is_empty() {
            return format!("no days at {amount}: {part}");
        }
        format!("{} to {} at {amount}: {part}", piece.days.from, piece.days.last_day())
    };
    vec![pieces(&term, earned, base, &cuts).iter().map(shown).collect::<Vec<_>>().join("; ")]
}

#[test]
fn pieces_follow_their_table() {
    TABLE.holds(answer);
}
