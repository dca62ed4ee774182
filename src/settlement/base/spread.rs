//! Amounts per year or term: a total for the term, spread over its months.
//!
//! Owns totals and their spreading (design §4): a year's total is the amount × months / 12, it is spread over the months
//! by their weights under the plan's method, and rounded cumulatively, so that the months add up to it. Each phase counts
//! for its days as if its amount were the term's.
//! Holds true: a total is never lost. Under `completed` a term shorter than a month has no month that counts; an amount for
//! that term is due undivided, once it has run to its end.

use super::{explained, over_phases};
use crate::{
    basics::{AmountPer, Exact, Month, Span, WHOLE_MONTH},
    facts::Record,
    settlement::{Recorder, ResolvedTerm},
};

/// What of the term's total is due by the end of a month if the days of `covered` are in force, before rounding.
pub(super) fn due_by(term: &ResolvedTerm, covered: Span, month: Month) -> Exact {
    let days = Span::new(term.term.span.from, term.counted_through(month)).intersect(covered);
    let whole = term.weight(term.term.span);
    match (term.amount_per, term.term.months) {
        (AmountPer::Term, _) if whole == 0 => undivided(term, days).map_or(Exact::zero(), |record| Exact::minor(record.amount)),
        (AmountPer::Term, _) => over_phases(term, days, |record| Exact::minor(record.amount).times_fraction(1, whole)),
        // A year's amount over a term of no whole months: its months count by their weights.
        (_, None) => over_phases(term, days, |record| Exact::minor(record.amount).times_fraction(1, 12 * WHOLE_MONTH)),
        (_, Some(months)) => {
            over_phases(term, days, |record| Exact::minor(record.amount).times_fraction(i64::from(months), 12 * whole))
        }
    }
}

/// The row whose amount is due undivided: that in force at the end of a term in which no month counts, if `days` are all
/// of it.
pub(super) fn undivided<'a>(term: &ResolvedTerm<'a>, days: Span) -> Option<&'a Record> {
    let none_counts = term.amount_per == AmountPer::Term && term.weight(term.term.span) == 0;
    term.phases.last().filter(|_| none_counts && days == term.term.span).map(|(_, record)| *record)
}

/// The unprorated amount of one month on the term's first day: an amount per month as it stands, a twelfth of a year's, an
/// amount per term / its months. Where the term has no whole number of months, an amount per term / its months by weight,
/// as it is spread, and never more than that amount: a term shorter than a month counts as one.
pub fn monthly_on_start(term: &ResolvedTerm, recorder: &mut impl Recorder) -> Exact {
    let (_, first) = term.phases.first().expect("a term has an amount from its first day");
    let amount = Exact::minor(first.amount);
    let monthly = match (term.amount_per, term.term.months) {
        (AmountPer::Month, _) => amount,
        (AmountPer::Year, _) => amount.times_fraction(1, 12),
        (AmountPer::Term, Some(months)) => amount.times_fraction(1, i64::from(months)),
        (AmountPer::Term, None) => amount.times_fraction(WHOLE_MONTH, term.weight(term.term.span).max(WHOLE_MONTH)),
    };
    recorder.steps(|| vec![explained::on_start(term, first, monthly)]);
    monthly
}
