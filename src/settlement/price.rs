//! From a month's base to the amount of an item, before it is shared. One function, for the run and for `explain`.
//!
//! The order of steps (design §5): prorate the base and round it; the parts of the month, each with its own rate; times
//! what the customer has paid, times what a clawback leaves; round once. In between all is one fraction.

use super::{
    Base, Governing, Grounds, Kept, Part, Recorder, ResolvedTerm, Silent, Unresolved, explained, month_base, parts::Making,
};
use crate::basics::{Component, Exact, Month};

/// What is due for an item's earned month, before it is shared along the chain.
#[derive(Clone, Debug)]
pub struct Priced<'a> {
    /// What percentages apply to.
    pub base: Base,
    /// The day that governs, and the standing on it.
    pub governing: Governing<'a>,
    /// What adds up to the amount.
    pub parts: Vec<Part<'a>>,
    /// What a clawback leaves of the parts that are due once, where a cancellation cuts the term.
    pub kept: Option<Kept>,
    /// What of the month the customer has paid, where the plan asks.
    pub paid: Option<(i64, i64)>,
    /// The amount before rounding.
    pub unrounded: Exact,
    /// The amount in minor units of the contract's currency.
    pub minor: i64,
}

/// What is due for an earned month of a term that covers it. `before` are the components of the month that were priced
/// already, in case this one is an uplift of theirs.
pub fn price<'a>(
    term: &ResolvedTerm<'a>,
    month: Month,
    before: &[(Component, i64)],
    grounds: &Grounds<'a>,
    recorder: &mut impl Recorder,
) -> Result<Priced<'a>, Unresolved> {
    let base = month_base(term, month, recorder);
    let days = term.governing(month, grounds.standings);
    let mut best: Option<Priced> = None;
    let mut reason = None;
    for governing in days {
        let making = Making { term, month, governing, base: base.minor, grounds, before };
        match priced(&making, base) {
            // Of equal amounts the first day counts.
            Ok(own) if best.as_ref().is_none_or(|best| own.minor > best.minor) => best = Some(own),
            Ok(_) => {}
            Err(why) => drop(reason.get_or_insert(why)),
        }
    }
    let priced = best.ok_or_else(|| reason.expect("some day governs"))?;
    explained::amount(term, month, &priced, before, grounds, recorder);
    Ok(priced)
}

fn priced<'a>(making: &Making<'_, 'a>, base: Base) -> Result<Priced<'a>, Unresolved> {
    let term = making.term;
    let parts = making.parts()?;
    let kept = parts.iter().any(|part| part.once).then(|| making.kept(&mut Silent)).flatten();
    let paid = making.paid();
    let kept_of = |part: &Part| match kept.filter(|_| part.once) {
        Some(kept) => part.exact().times_fraction(kept.numerator, kept.denominator),
        None => part.exact(),
    };
    let sum = match parts.as_slice() {
        [only] => kept_of(only),
        many => many.iter().map(kept_of).fold(Exact::zero(), Exact::plus),
    };
    let unrounded = paid.map_or(sum, |(paid, invoiced)| sum.times_fraction(paid, invoiced));
    let minor = unrounded.round(term.plan.value.step.minor(term.record.currency));
    Ok(Priced { base, governing: making.governing, parts, kept, paid, unrounded, minor })
}
