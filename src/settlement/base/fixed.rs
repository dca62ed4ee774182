//! A fixed amount for each month, perhaps for each seat.
//!
//! Owns the shape `fixed` with `per month` (design §6): treated like an amount per month, × the seats of each phase,
//! prorated by the plan's method. Holds true: rounded once over its phases.

use chrono::NaiveDate;

use super::explained;
use crate::{
    basics::{Exact, Month, Source, Span, WHOLE_MONTH},
    facts::Record,
    settlement::{Recorder, ResolvedTerm},
};

/// An amount per seat meets a row that tells no seats: a reason to hold it, never zero seats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeatsMissing {
    /// The row.
    pub source: Source,
    /// The first day for which seats are needed and not told.
    pub from: NaiveDate,
}

/// What a fixed `amount` for a whole month gives for an earned month, in minor units. The amount is in the contract's
/// currency; `per_seat` multiplies it by the seats of each phase.
pub fn fixed_per_month(
    term: &ResolvedTerm,
    month: Month,
    amount: i64,
    per_seat: bool,
    recorder: &mut impl Recorder,
) -> Result<i64, SeatsMissing> {
    let parts = parts(term, term.earned_days(month), amount, per_seat)?;
    let sum = total(&parts).round(1);
    recorder.steps(|| explained::fixed(term, month, (amount, per_seat), &parts, sum));
    Ok(sum)
}

/// The same for some of the days that a month is for, before rounding: a stretch in which one row applies.
pub fn fixed_between(term: &ResolvedTerm, days: Span, amount: i64, per_seat: bool) -> Result<Exact, SeatsMissing> {
    Ok(total(&parts(term, days, amount, per_seat)?))
}

/// Days, row and amount of each phase that counts.
type Parts<'a> = Vec<(Span, &'a Record, Exact)>;

fn parts<'a>(term: &ResolvedTerm<'a>, days: Span, amount: i64, per_seat: bool) -> Result<Parts<'a>, SeatsMissing> {
    let mut parts = Parts::with_capacity(1);
    for (span, record) in &term.phases {
        let days = span.intersect(days);
        let weight = term.weight(days);
        if weight == 0 {
            continue;
        }
        let for_a_month = match (per_seat, record.quantity) {
            (false, _) => Exact::minor(amount),
            (true, Some(seats)) => Exact::minor(amount).times(seats.normalize()),
            (true, None) => return Err(SeatsMissing { source: record.source, from: days.from }),
        };
        parts.push((days, record, for_a_month.times_fraction(weight, WHOLE_MONTH)));
    }
    Ok(parts)
}

fn total(parts: &Parts) -> Exact {
    parts.iter().map(|(_, _, part)| *part).fold(Exact::zero(), Exact::plus)
}
