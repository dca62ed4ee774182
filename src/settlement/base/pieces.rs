//! A month's base in pieces: by phase, and by the days on which a step falls.
//!
//! Owns the allocation of a base that is already rounded (design §5): by largest remainder, weighted by what each piece
//! would give unrounded, days × amount. The days are those that the base is for ([`ResolvedTerm::earned_days`]): under
//! contract months the contract month that begins in the calendar month, so that a step on an anniversary day cuts none.
//! A step inside counts as a phase that begins inside: under `begun` the first piece counts for all, under `completed` the
//! last.
//! Holds true: the pieces add up to the base.

use chrono::NaiveDate;

use crate::{
    basics::{Month, Proration, Span, allocate},
    facts::Record,
    settlement::ResolvedTerm,
};

/// A stretch of a month with one amount, and what it gives to the month's base.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Piece<'a> {
    /// Its covered days: those whose amount, rate and step count.
    pub days: Span,
    /// Its part of the base, in minor units.
    pub minor: i64,
    /// The row that tells its amount.
    pub record: &'a Record,
}

/// Cuts a month's base where phases begin and on the days of `cuts`, in any order. None where the month has neither base
/// nor days.
#[must_use]
pub fn pieces<'a>(term: &ResolvedTerm<'a>, month: Month, base_minor: i64, cuts: &[NaiveDate]) -> Vec<Piece<'a>> {
    let days = term.earned_days(month);
    let mut stretches = Vec::with_capacity(1);
    for (span, record) in &term.phases {
        stretches.extend(cut(span.intersect(days), cuts).map(|days| (days, *record)));
    }
    match term.plan.value.proration {
        Proration::Daily | Proration::Anniversary => {}
        Proration::Begun => stretches.truncate(1),
        Proration::Completed => stretches = stretches.pop().into_iter().collect(),
    }
    if stretches.is_empty() && base_minor != 0 {
        stretches.push((days, term.record));
    }
    let by_amount: Vec<i64> = stretches.iter().map(|(days, record)| days.days() * record.amount).collect();
    let by_days = || stretches.iter().map(|(days, _)| days.days()).collect::<Vec<i64>>();
    let parts = match &stretches[..] {
        [_] => vec![base_minor],
        // A base of pieces that all cost nothing goes by days: nothing is lost.
        _ => allocate(base_minor, &by_amount).or_else(|_| allocate(base_minor, &by_days())).unwrap_or_default(),
    };
    stretches.into_iter().zip(parts).map(|((days, record), minor)| Piece { days, minor, record }).collect()
}

/// The stretches of some days between the cuts.
fn cut(days: Span, cuts: &[NaiveDate]) -> impl Iterator<Item = Span> {
    let mut bounds: Vec<NaiveDate> = cuts.iter().map(|day| (*day).clamp(days.from, days.until)).collect();
    bounds.extend([days.from, days.until]);
    bounds.sort_unstable();
    bounds.dedup();
    let ends = bounds.clone().into_iter().skip(1);
    bounds.into_iter().zip(ends).map(|(from, until)| Span::new(from, until))
}
