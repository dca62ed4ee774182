//! `fixtures/rules/clawback.csv`: what a payee keeps of an amount due once.
//!
//! Given: the row (`method`, empty = no row, `window`, `precision`, `causes`, `steps`), the term's first and last day, the day
//! its months are `counted_from` (empty = its first), its `months` (empty = as the dates say), a cancellation's `last_day_in_force` and `cancelled_by` (both empty = none), and the
//! amount `due`. Comes out: the share `kept` as a fraction, the `amount` kept, rounded to the cent, and `why`.

use super::{
    Case, Table,
    deal::behind,
    small_world::{LATE, always, day, sound, text_with},
};
use crate::{
    basics::{CancelledBy, ContractMonths, Currency, Exact, Span, months_between},
    rulebook::{Clawback, Clawbacks},
    settlement::{Workings, kept},
    sheets::dated::{DatedRows, DatedTable, Ruled, decimal, whole},
};

const TABLE: Table = Table {
    name: "fixtures/rules/clawback.csv",
    text: include_str!("../../../fixtures/rules/clawback.csv"),
    given: &[
        "method",
        "window",
        "precision",
        "causes",
        "steps",
        "starts_on",
        "counted_from",
        "last_day",
        "months",
        "last_day_in_force",
        "cancelled_by",
        "due",
    ],
    expected: &["kept", "amount", "why"],
};

/// The row of a case, read as a run reads it.
fn row(case: &Case) -> Option<Ruled<Clawback>> {
    let method = case.optional("method", |text| Ok(text.to_owned()))?;
    let [window, precision, causes, steps] = ["window", "precision", "causes", "steps"].map(|column| case.text(column));
    let values = format!("{method},{window},{precision},{causes},{steps}");
    let text = text_with::<Clawbacks>(&["steps"], [always("sub-agent,bonus", &values)]);
    let rows: DatedRows<Clawbacks> = sound(DatedRows::read(Clawbacks::NAME, 0, text.into_bytes()));
    let known = sound(rows.known_on(day(LATE)));
    known.into_values().next().and_then(|line| line.at(day(LATE)).cloned())
}

fn answer(case: &Case) -> Vec<String> {
    let term = Span::new(case.day("starts_on"), behind(case.day("last_day")));
    let months = case.optional("months", whole).or_else(|| months_between(term.from, term.until));
    let cancelled = case.optional("last_day_in_force", |text| Ok((behind(day(text)), case.get::<CancelledBy>("cancelled_by"))));
    let anchor = case.optional("counted_from", |text| Ok(day(text))).unwrap_or(term.from);
    let (rule, mut workings) = (row(case), Workings::default());
    let kept = kept(rule.as_ref(), term, (ContractMonths { anchor }, months), cancelled, &mut workings);
    let euro: Currency = "EUR".parse().unwrap();
    let due = case.read("due", |text| decimal(text).and_then(|amount| euro.minor(amount)));
    let amount = Exact::minor(due).times_fraction(kept.numerator, kept.denominator).round(1);
    let said = workings.0.first().map(|step| (step.result.clone(), step.source.is_some(), step.authority.as_str()));
    let cut = cancelled.is_some_and(|(day, _)| day < term.until);
    let authority = if rule.is_some() { "case table" } else { "" };
    let told = cut.then(|| (format!("kept {}/{}", kept.numerator, kept.denominator), rule.is_some(), authority));
    assert_eq!(said, told, "only a cancellation that cuts the term has a step of its own");
    vec![format!("{}/{}", kept.numerator, kept.denominator), euro.major(amount).to_string(), kept.why.to_string()]
}

#[test]
fn clawback_follows_its_table() {
    TABLE.holds(answer);
}
