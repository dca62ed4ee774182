//! Who can sell on a plan, from when until when, and where such a partner may stand: what a rate table is asked for.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::{
    basics::{PlanName, ProgrammeName, TierName},
    rulebook::{Rules, TierPolicy},
};

/// Where a partner may stand: programme and tier, none outside all tiers.
pub(super) type Stand<'a> = (Option<&'a ProgrammeName>, Option<&'a TierName>);

/// From the first day to the first one behind.
type Stretch = (NaiveDate, NaiveDate);

/// The agreements that name a plan, by what they say of tiers and renewals.
#[derive(Default)]
pub(super) struct Askers<'a> {
    policies: Vec<(&'a TierPolicy, Stretch)>,
    renewing: Option<Stretch>,
}

/// Each plan that an agreement names on some day.
pub(super) fn by_plan(rules: &Rules) -> BTreeMap<&PlanName, Askers<'_>> {
    let mut plans: BTreeMap<&PlanName, Askers> = BTreeMap::new();
    for line in rules.agreements.values() {
        let days: BTreeSet<NaiveDate> = line.days().collect();
        let ends = days.iter().skip(1).copied().chain([NaiveDate::MAX]);
        for (from, until) in days.iter().copied().zip(ends) {
            let Some(row) = line.at(from) else { continue };
            let askers = plans.entry(&row.value.plan).or_default();
            let policy = &row.value.tier_policy;
            match askers.policies.iter_mut().find(|(own, _)| *own == policy) {
                Some((_, stretch)) => *stretch = hull(*stretch, (from, until)),
                None => askers.policies.push((policy, (from, until))),
            }
            if row.value.renewal_months.is_some() {
                askers.renewing = Some(askers.renewing.map_or((from, until), |own| hull(own, (from, until))));
            }
        }
    }
    plans
}

fn hull(one: Stretch, other: Stretch) -> Stretch {
    (one.0.min(other.0), one.1.max(other.1))
}

fn holds((from, until): Stretch, day: NaiveDate) -> bool {
    (from..until).contains(&day)
}

impl<'a> Askers<'a> {
    /// The days from which on somebody else may ask, or from somewhere else.
    pub fn days(&self, rules: &Rules) -> BTreeSet<NaiveDate> {
        let own = self.policies.iter().map(|(_, (from, _))| *from).chain(self.renewing.map(|(from, _)| from));
        let programmes = rules.programmes.values().flat_map(|line| line.days());
        own.chain(programmes).chain(rules.tiers.values().flat_map(|line| line.days())).collect()
    }

    /// Whether anybody sells on the plan on a day.
    pub fn any(&self, day: NaiveDate) -> bool {
        self.policies.iter().any(|(_, stretch)| holds(*stretch, day))
    }

    /// Whether any of them ever follows a programme; this one, where it is named.
    pub fn follow(&self, programme: Option<&ProgrammeName>) -> bool {
        self.policies.iter().any(|(policy, _)| match policy {
            TierPolicy::Outside => false,
            TierPolicy::Current => true,
            TierPolicy::Fixed(own) => programme.is_none_or(|name| name == own),
        })
    }

    /// Whether a term renews by itself under an agreement of that day.
    pub fn renew(&self, day: NaiveDate) -> bool {
        self.renewing.is_some_and(|stretch| holds(stretch, day))
    }

    /// Where partners who sell on the plan may stand on a day.
    pub fn stands(&self, rules: &'a Rules, day: NaiveDate) -> BTreeSet<Stand<'a>> {
        let mut stands = BTreeSet::new();
        for (policy, _) in self.policies.iter().filter(|(_, stretch)| holds(*stretch, day)) {
            let programme = match policy {
                TierPolicy::Outside => None,
                TierPolicy::Current => rules.programme_in_force(day),
                TierPolicy::Fixed(name) => Some(name).filter(|name| is_in_force(rules, name, day)),
            };
            match programme {
                None => drop(stands.insert((None, None))),
                Some(own) => {
                    let tiers = rules.tiers.iter().filter(|((name, _), line)| name == own && line.at(day).is_some());
                    stands.extend(tiers.map(|((_, tier), _)| (Some(own), Some(tier))));
                }
            }
        }
        stands
    }
}

fn is_in_force(rules: &Rules, programme: &ProgrammeName, day: NaiveDate) -> bool {
    rules.programmes.get(programme).is_some_and(|line| line.at(day).is_some())
}
