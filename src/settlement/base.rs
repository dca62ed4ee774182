//! The month's base: what of an item's amount falls into one calendar month.
//!
//! Owns `daily` proration (design §4): covered days / days of that month. An amount per month is prorated and rounded; an
//! amount per year or term gives a total for the term, spread over its months by their weights and rounded cumulatively,
//! so that the months of a term add up to its total. A cancellation removes months and re-spreads nothing.
//! Holds true: the base is rounded once over its phases, then allocated to them.

use super::{Recorder, ResolvedTerm, Step};
use crate::{
    basics::{AmountPer, Exact, Month, Span, WHOLE_MONTH, allocate, weight},
    facts::Record,
};

/// The base of an earned month, in minor units of the contract's currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Base {
    /// Rounded, before any rate.
    pub minor: i64,
}

/// What one phase gives to a month's base.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhaseShare {
    /// Its covered days.
    pub days: Span,
    /// Its part of the base.
    pub minor: i64,
}

/// The base of an earned month.
pub fn month_base(term: &ResolvedTerm, month: Month, recorder: &mut impl Recorder) -> Base {
    let minor = match term.amount_per {
        AmountPer::Month => per_month(term, month),
        AmountPer::Year | AmountPer::Term => due_by(term, month) - due_by(term, month.previous()),
    };
    for step in phase_shares(term, month, minor) {
        recorder.step(|| explained(term, month, &step));
    }
    if term.amount_per != AmountPer::Month {
        recorder.step(|| spread(term, month, minor));
    }
    Base { minor }
}

fn per_month(term: &ResolvedTerm, month: Month) -> i64 {
    let share = |(span, record): &(Span, &Record)| {
        Exact::minor(record.amount).times_fraction(weight(span.intersect(term.covered).intersect(month.span())), WHOLE_MONTH)
    };
    term.phases.iter().map(share).fold(Exact::zero(), Exact::plus).round(1)
}

/// What of the term's total is due by the end of a month, rounded.
fn due_by(term: &ResolvedTerm, month: Month) -> i64 {
    let elapsed = Span::new(term.covered.from, month.next().first_day()).intersect(term.covered);
    let whole = weight(term.term.span);
    let share = |(span, record): &(Span, &Record)| {
        let part = weight(span.intersect(elapsed));
        let total = Exact::minor(record.amount);
        match (term.amount_per, term.term.months) {
            // A year's amount over a term of no whole months: its calendar months count by their days.
            (AmountPer::Year, None) => total.times_fraction(part, 12 * WHOLE_MONTH),
            (AmountPer::Year, Some(months)) => total.times_fraction(i64::from(months), 12).times_fraction(part, whole),
            _ => total.times_fraction(part, whole),
        }
    };
    term.phases.iter().map(share).fold(Exact::zero(), Exact::plus).round(1)
}

/// The month's base by phase: the parts add up to it.
fn phase_shares<'a>(term: &'a ResolvedTerm, month: Month, minor: i64) -> impl Iterator<Item = (PhaseShare, &'a Record)> {
    let touched: Vec<(Span, &Record)> = term
        .phases
        .iter()
        .map(|(span, record)| (span.intersect(term.covered).intersect(month.span()), *record))
        .filter(|(span, _)| !span.is_empty())
        .collect();
    let weights: Vec<i64> = touched.iter().map(|(span, record)| span.days() * record.amount).collect();
    let parts = if touched.len() > 1 { allocate(minor, &weights).ok() } else { None };
    let parts = parts.unwrap_or_else(|| vec![minor; touched.len()]);
    touched.into_iter().zip(parts).map(|((days, record), minor)| (PhaseShare { days, minor }, record))
}

fn explained(term: &ResolvedTerm, month: Month, (share, record): &(PhaseShare, &Record)) -> Step {
    let currency = record.currency;
    let seats = record.quantity.map_or_else(String::new, |seats| {
        format!("{seats} {}, ", if seats == rust_decimal::Decimal::ONE { "seat" } else { "seats" })
    });
    let covered = format!(
        "in force {} of {} days ({} to {})",
        share.days.days(),
        month.span().days(),
        share.days.from,
        share.days.last_day()
    );
    Step {
        what: format!("{seats}{} {currency} per {}, {covered}", currency.major(record.amount), term.amount_per),
        result: currency.major(share.minor).to_string(),
        source: Some(record.source),
        authority: String::new(),
    }
}

fn spread(term: &ResolvedTerm, month: Month, minor: i64) -> Step {
    let currency = term.record.currency;
    let (by_now, before) = (due_by(term, month), due_by(term, month.previous()));
    Step {
        what: format!(
            "due by the end of {month} {}, by the end of {} {}",
            currency.major(by_now),
            month.previous(),
            currency.major(before)
        ),
        result: currency.major(minor).to_string(),
        source: None,
        authority: "rounded cumulatively, so that the term's months add up to its total".to_owned(),
    }
}

/// The parts of a month's amount that fall into stretches of its covered days; they add up to it.
pub(super) fn by_stretch(term: &ResolvedTerm, month: Month, minor: i64, stretches: &[Span]) -> Vec<i64> {
    let weights: Vec<i64> = stretches.iter().map(|days| days.intersect(term.service(month)).days()).collect();
    allocate(minor, &weights).unwrap_or_else(|_| vec![0; stretches.len()])
}

/// The unprorated monthly amount on the term's first day.
pub(super) fn monthly_on_start(term: &ResolvedTerm) -> Exact {
    Exact::minor(term.phases.first().map_or(0, |(_, record)| record.amount))
}

/// The sum of the term's month bases as agreed.
pub(super) fn term_base(term: &ResolvedTerm) -> i64 {
    let whole = ResolvedTerm { covered: term.term.span, ..term.clone() };
    let months = Month::of(whole.covered.from).through(Month::of(whole.covered.last_day()));
    months.map(|month| month_base(&whole, month, &mut super::Silent).minor).sum()
}

/// An amount per month, perhaps per seat, prorated as the plan says.
pub(super) fn fixed_per_month(_: &ResolvedTerm, _: Month, minor: i64, _: bool) -> Result<i64, ()> {
    Ok(minor)
}
