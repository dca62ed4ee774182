//! The day that governs an earned month, and what a rate table is asked on it.
//!
//! Owns the plan's `basis_date` (design §4): which day picks the rule and the standing.

use chrono::NaiveDate;

use super::{ResolvedTerm, Standing, Standings};
use crate::{
    basics::{Month, add_months},
    rulebook::{BasisDate, RateQuestion},
};

/// The day that governs, and where the partner stood on it.
#[derive(Clone, Copy, Debug)]
pub struct Governing<'a> {
    /// The day.
    pub day: NaiveDate,
    /// Where the partner stood; none outside all tiers.
    pub standing: Option<&'a Standing>,
}

impl<'a> ResolvedTerm<'a> {
    /// The days that may govern an earned month, in the order of [`BasisDate`]; several only under `best_of`.
    #[must_use]
    pub fn governing(&self, month: Month, standings: &'a Standings) -> Vec<Governing<'a>> {
        let (signed_on, starts_on, earned) = (self.term.signed_on, self.term.span.from, self.earned_days(month).from);
        let days = match self.plan.value.basis_date {
            BasisDate::SignedOn => vec![signed_on],
            BasisDate::StartsOn => vec![starts_on],
            BasisDate::Earned => vec![earned],
            BasisDate::LastAnniversary => vec![last_anniversary(starts_on, earned)],
            BasisDate::BestOf => vec![signed_on, starts_on, earned, last_anniversary(starts_on, earned)],
        };
        let on = |day| Governing { day, standing: standings.at(self.partner.id, &self.agreement.value.tier_policy, day) };
        days.into_iter().map(on).collect()
    }

    /// What a rate table is asked for a day of the term, as the governing day has it.
    #[must_use]
    pub fn ask<'q>(&'q self, governing: &Governing<'q>, in_force: NaiveDate) -> RateQuestion<'q> {
        let standing = governing.standing;
        RateQuestion {
            component: self.component,
            plan: &self.agreement.value.plan,
            product: &self.record.product,
            programme: standing.and_then(|standing| standing.programme.as_ref()),
            tier: standing.and_then(|standing| standing.tier.as_ref()),
            competencies: standing.map_or(&[][..], |standing| &standing.competencies),
            term: self.term.number,
            contract_month: self.contract_month(in_force),
            day: governing.day,
        }
    }
}

/// The last anniversary of `start` on or before `day`, counted from `start` itself.
fn last_anniversary(start: NaiveDate, day: NaiveDate) -> NaiveDate {
    let years = u32::try_from(Month::of(day).since(Month::of(start)) / 12).unwrap_or(0);
    let this_year = add_months(start, years * 12);
    if this_year > day { add_months(start, (years - 1) * 12) } else { this_year }
}
