//! Amounts by volume of the items of a run: who claims one, and what it comes to.
//!
//! An item's amount by volume depends on the payee's other items, so it is found in two passes over the same function: the
//! first prices every item without bands and takes down which months claim one; the second finds the shares here. A held
//! item counts as last known, so that bad data of one contract does not re-rate another.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::{
    BandHold, BandOutcome, Claim, ItemFacts, Part, Recorder, ResolvedTerm, Silent, Unresolved, World, band_amounts, price,
    resolved_terms,
};
use crate::{
    basics::{BandName, Code, Component, Exact, Month},
    facts::item_history,
    rulebook::Rules,
};

/// The key of an item's amount by volume: distributor, contract, item, term, component and band.
pub type ClaimKey<'a> = (u32, &'a str, &'a str, u32, Component, &'a BandName);

/// What items claim, and what bands give them.
pub struct BandShares<'a> {
    claims: BTreeMap<(ClaimKey<'a>, Month), Claim<'a, ClaimKey<'a>>>,
    outcome: BandOutcome<'a, ClaimKey<'a>>,
}

/// Whether any rate is a band, so that there is something to count.
#[must_use]
pub fn rules_have_bands(rules: &Rules) -> bool {
    rules.rates.has_bands()
}

/// Takes down the claims of one item, from its first month on.
pub fn claims<'a>(world: &World<'a>, item: &ItemFacts<'_>, out: &mut Vec<Claim<'a, ClaimKey<'a>>>) {
    let history = item_history(item.rows, world.records, world.deliveries);
    let Ok(terms) = resolved_terms(world, &history, Month::EARLIEST) else { return };
    for component in terms.into_iter().filter_map(|(_, components)| components.ok()).flatten() {
        let last = world.period();
        for month in component.covered.months().take_while(|month| *month <= last) {
            if component.earned_days(month).is_empty() {
                continue;
            }
            let Ok(priced) = price(&component, month, &[], &world.grounds, &mut Silent) else { continue };
            let mut own: BTreeMap<&BandName, i64> = BTreeMap::new();
            for Part { band, of, .. } in &priced.parts {
                if let Some(band) = band {
                    *own.entry(band).or_default() += of.round(1);
                }
            }
            out.extend(
                own.into_iter().filter_map(|(band, base)| claim(world, &component, month, band, base, priced.governing.day)),
            );
        }
    }
}

fn claim<'a>(
    world: &World<'a>,
    term: &ResolvedTerm<'a>,
    month: Month,
    band: &'a BandName,
    base: i64,
    day: chrono::NaiveDate,
) -> Option<Claim<'a, ClaimKey<'a>>> {
    let last = term.earned_days(month).last_day();
    let in_force = term.phases.iter().find(|(days, _)| days.from <= last && last < days.until);
    Some(Claim {
        key: key(term, band),
        payee: term.partner.number,
        distributor: term.distributor.number,
        component: term.component,
        contract: &term.record.contract,
        item: &term.record.item,
        month,
        currency: term.record.currency,
        base,
        seats: in_force.and_then(|(_, record)| record.quantity),
        step_minor: term.plan.value.step.minor(term.record.currency),
        band: world.grounds.rules.bands.on(band, day)?,
        day,
    })
}

fn key<'a>(term: &ResolvedTerm<'a>, band: &'a BandName) -> ClaimKey<'a> {
    (term.distributor.number, &term.record.contract, &term.record.item, term.term.number, term.component, band)
}

impl<'a> BandShares<'a> {
    /// What all claims of a run come to in a period.
    #[must_use]
    pub fn of(claims: Vec<Claim<'a, ClaimKey<'a>>>, period: Month) -> Self {
        let outcome = band_amounts(&claims, period);
        let claims = claims.into_iter().map(|claim| ((claim.key, claim.month), claim)).collect();
        BandShares { claims, outcome }
    }

    /// The shares of a closed period, carried over to bases as they are now: the same part of each base. What the closed
    /// period did not count takes its present share.
    #[must_use]
    pub fn carried(claims: Vec<Claim<'a, ClaimKey<'a>>>, former: Option<&Self>, present: Option<&Self>) -> Self {
        let mut outcome = BandOutcome::default();
        for claim in &claims {
            let at = (claim.key, claim.month);
            let given = former.and_then(|shares| shares.given(at, claim)).or_else(|| present?.given(at, claim));
            match given {
                Some(Ok(minor)) => drop(outcome.amounts.insert(at, minor)),
                Some(Err(hold)) => drop(outcome.held.insert(at, hold)),
                None => {}
            }
        }
        let claims = claims.into_iter().map(|claim| ((claim.key, claim.month), claim)).collect();
        BandShares { claims, outcome }
    }

    /// What a claim is given, or would be: its share grows and shrinks with its base.
    fn given(&self, at: (ClaimKey<'a>, Month), claim: &Claim<'a, ClaimKey<'a>>) -> Option<Result<i64, BandHold>> {
        if let Some(hold) = self.outcome.held.get(&at) {
            return Some(Err(*hold));
        }
        let (base, minor) = (self.claims.get(&at)?.base, *self.outcome.amounts.get(&at)?);
        let as_it_was = base == 0 || base == claim.base;
        Some(Ok(if as_it_was { minor } else { Exact::minor(minor).times_fraction(claim.base, base).round(claim.step_minor) }))
    }

    /// What of a payee's amount by volume falls to an item's month, or why it is held.
    pub fn share(&self, term: &ResolvedTerm<'a>, month: Month, band: &'a BandName) -> Result<Exact, Unresolved> {
        let at = (key(term, band), month);
        if let (Some(hold), Some(claim)) = (self.outcome.held.get(&at), self.claims.get(&at)) {
            return Err(claim.unresolved(*hold));
        }
        // What was not counted is held, never paid zero.
        let share = self.outcome.amounts.get(&at).copied().map(Exact::minor);
        share.ok_or_else(|| Unresolved {
            code: Code::NoRate,
            message: format!("band {band} did not count {month}"),
            remedy: "this is a defect of courtage: please report it with the contract's number".to_owned(),
        })
    }

    /// Takes down how it came about.
    pub fn explain(&self, term: &ResolvedTerm<'a>, month: Month, band: &'a BandName, recorder: &mut impl Recorder) {
        if let Some(claim) = self.claims.get(&(key(term, band), month)) {
            self.outcome.explain(claim, recorder);
        }
    }
}
