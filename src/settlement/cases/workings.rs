//! `fixtures/rules/base-workings.csv`: how a base is explained.
//!
//! Given, besides the columns of a deal, those of `proration` and `fixed-per-month`, and what the explanation is `of`: a
//! month's base (empty), the sum `agreed` for the term, the monthly amount on its first day (`start`), or the `fixed`
//! amount of a month. Comes out: the `steps`, parted by `|`, each with its result.

use super::{Case, Table, fixed, proration};
use crate::{
    basics::Month,
    settlement::{Step, Workings, fixed_per_month, month_base, monthly_on_start, term_base},
    sheets::dated::{decimal, whole},
};

const TABLE: Table = Table {
    name: "fixtures/rules/base-workings.csv",
    text: include_str!("../../../fixtures/rules/base-workings.csv"),
    given: &[
        "amount",
        "per",
        "proration",
        "starts_on",
        "last_day",
        "renews_by",
        "seats",
        "later_seats",
        "later_amounts",
        "last_day_in_force",
        "cancelled_by",
        "fixed",
        "per_seat",
        "term",
        "earned",
        "of",
    ],
    expected: &["steps"],
};

fn workings(case: &Case) -> Workings {
    let deal = if case.text("later_amounts").is_empty() { fixed::deal(case) } else { proration::deal(case) };
    let earned: Month = case.get("earned");
    let term = deal.term(case.optional("term", whole).unwrap_or(1), earned).expect("the term is known");
    let mut workings = Workings::default();
    match case.text("of") {
        "" => drop(month_base(&term, earned, &mut workings)),
        "agreed" => drop(term_base(&term, &mut workings)),
        "start" => drop(monthly_on_start(&term, &mut workings)),
        "fixed" => {
            let amount = case.read("fixed", |text| decimal(text).and_then(|amount| term.record.currency.minor(amount)));
            fixed_per_month(&term, earned, amount, case.text("per_seat") == "yes", &mut workings).expect("seats are told");
        }
        other => panic!("of {other:?}: expected nothing, agreed, start or fixed"),
    }
    workings
}

fn answer(case: &Case) -> Vec<String> {
    let shown = |step: &Step| format!("{} → {}", step.what, step.result);
    vec![workings(case).0.iter().map(shown).collect::<Vec<_>>().join(" | ")]
}

#[test]
fn workings_follow_their_table() {
    TABLE.holds(answer);
}

#[test]
fn what_is_spread_says_why_it_is_rounded_so() {
    let steps = TABLE.cases().iter().flat_map(|case| workings(case).0).collect::<Vec<_>>();
    let (spread, others): (Vec<&Step>, Vec<&Step>) = steps.iter().partition(|step| step.what.starts_with("due by the end of"));
    assert!(!spread.is_empty() && others.iter().all(|step| step.authority.is_empty()));
    let cumulatively = "rounded cumulatively, so that the term's months add up to its total";
    assert!(spread.iter().all(|step| step.authority == cumulatively));
}
