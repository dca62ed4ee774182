//! The month's base: what of an item's amount falls into one calendar month.
//!
//! An amount per month is prorated by the plan's method (`proration`) and rounded; an amount per year or term gives a total
//! that is spread over the term (`spread`). Leaves cutting a base by phases and steps to `pieces`, words for a reader to
//! `explained`. Holds true: the base is rounded once over its phases (design §4, §5); a cancellation removes months and
//! re-spreads nothing.

mod explained;
mod fixed;
mod pieces;
mod proration;
mod spread;

use super::{Recorder, ResolvedTerm};
use crate::{
    basics::{AmountPer, Exact, Month, Span, WHOLE_MONTH},
    facts::Record,
};

pub use fixed::{SeatsMissing, fixed_between, fixed_per_month};
pub use pieces::{Piece, pieces};
pub use spread::monthly_on_start;

/// The base of an earned month, in minor units of the contract's currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Base {
    /// Rounded, before any rate.
    pub minor: i64,
}

/// The base of an earned month.
pub fn month_base(term: &ResolvedTerm, month: Month, recorder: &mut impl Recorder) -> Base {
    let minor = base_within(term, term.covered, month);
    recorder.steps(|| explained::month(term, month, minor));
    Base { minor }
}

/// The sum of the term's month bases as agreed: as if nothing were cancelled. Its phases count as far as they are known.
pub fn term_base(term: &ResolvedTerm, recorder: &mut impl Recorder) -> i64 {
    let agreed = term.term.span;
    let bases: Vec<(Month, i64)> = agreed.months().map(|month| (month, base_within(term, agreed, month))).collect();
    let sum = bases.iter().map(|(_, minor)| minor).sum();
    recorder.steps(|| explained::whole_term(term, &bases, sum));
    sum
}

/// The base of a month if the days of `covered` are in force.
fn base_within(term: &ResolvedTerm, covered: Span, month: Month) -> i64 {
    match term.amount_per {
        AmountPer::Month => {
            let days = term.days_of(month).intersect(covered);
            over_phases(term, days, |record| Exact::minor(record.amount).times_fraction(1, WHOLE_MONTH)).round(1)
        }
        AmountPer::Year | AmountPer::Term => {
            spread::due_by(term, covered, month).round(1) - spread::due_by(term, covered, month.previous()).round(1)
        }
    }
}

/// The sum over the phases of what `days` give: `unit` is the amount for the smallest weight, 1/[`WHOLE_MONTH`] of a month.
fn over_phases(term: &ResolvedTerm, days: Span, unit: impl Fn(&Record) -> Exact) -> Exact {
    let share = |(span, record): &(Span, &Record)| unit(record).times_fraction(term.weight(span.intersect(days)), 1);
    term.phases.iter().map(share).fold(Exact::zero(), Exact::plus)
}
