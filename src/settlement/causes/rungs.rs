//! From what the closed period knew to what is known now, one input after another.
//!
//! Each rung of the ladder settles the same items anew. Contracts that the closed period did not know stay out of all of
//! them; what they change for others counts where volumes do. Holds true: the first rung is the closed period, the last
//! the present one.

use super::{
    Cause, Climb,
    cancellations::Cancellations,
    known::{Common, Known},
};
use crate::{
    rulebook::Rules,
    settlement::{Key, Measures, Standings},
};

/// The way from a closed period to the present one.
pub struct Rungs<'a> {
    /// What the closed period knew and counted.
    pub former: Known<'a>,
    /// The same, with what was told then as it reads by the corrections of now.
    pub corrected: Known<'a>,
    /// What is known now, of the same items.
    pub present: Known<'a>,
    /// What partners sold, as known now, where tiers ask for it.
    pub measures: &'a Measures,
    /// What both have in common.
    pub common: Common<'a>,
}

impl Rungs<'_> {
    /// What is due for each key on every rung.
    #[must_use]
    pub fn climb(&self, keys: &[Key]) -> Vec<Climb> {
        let Rungs { former, corrected, present, measures, common } = self;
        let corrected = Known { facts: present.facts, last_day: present.last_day, ..corrected.clone() };
        let in_force = Cancellations::in_force(&corrected);
        let amended_told = in_force.instead(present.told, present.deliveries);
        let amended_rules = with_new_agreements(former.rules, present.rules);
        let amended_standings = former.standings.with_new(present.standings);
        let standing_rules = with_tiers(&amended_rules, present.rules);
        let standings = Standings::judge(&standing_rules, &present.facts.people, measures);
        let rules = Rules { exchange_rates: former.rules.exchange_rates.clone(), ..present.rules.clone() };

        let amended = Known {
            rules: &amended_rules,
            standings: &amended_standings,
            told: &amended_told,
            deliveries: present.deliveries,
            sources: present.sources,
            period: present.period,
            ..corrected.clone()
        };
        let cancelled = Known { told: present.told, ..amended.clone() };
        let standing = Known { standings: &standings, ..cancelled.clone() };
        let rate = Known { rules: &rules, ..present.clone() };
        let re_rated = [(Cause::Band, rate.clone()), (Cause::Exchange, present.clone())];
        let before = [
            (Cause::Correction, corrected),
            (Cause::Amended, amended),
            (Cause::Cancelled, cancelled),
            (Cause::Standing, standing),
            (Cause::Rate, rate),
        ];
        let before = before.map(|(cause, known)| (cause, known.at_former_volumes(former, present, *common)));
        let first = former.amounts(*common);
        let mut climbs: Vec<Climb> = keys.iter().map(|key| Climb { former: first.due(key), after: Vec::new() }).collect();
        for (cause, known) in before.into_iter().chain(re_rated) {
            let amounts = known.amounts(*common);
            keys.iter().zip(&mut climbs).for_each(|(key, climb)| climb.after.push((cause, amounts.due(key))));
        }
        climbs
    }
}

/// The former agreements, and those of partners that had none.
fn with_new_agreements(former: &Rules, present: &Rules) -> Rules {
    let mut rules = former.clone();
    for (key, line) in &present.agreements {
        rules.agreements.entry(key.clone()).or_insert_with(|| line.clone());
    }
    rules
}

/// The same with programmes and what their tiers ask for as they are now.
fn with_tiers(rules: &Rules, present: &Rules) -> Rules {
    Rules {
        programmes: present.programmes.clone(),
        tiers: present.tiers.clone(),
        requirements: present.requirements.clone(),
        ..rules.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::{super::super::cases, *};
    use cases::{
        regimes::Regimes,
        small_run::paying,
        small_world::{Setting, rules},
    };

    #[test]
    fn tiers_are_judged_as_they_are_now_and_paid_by_the_former_rates() {
        let of = |regimes, percent| rules(&Setting { regimes, rates: paying(&[("*", percent)]), ..Setting::default() });
        let (former, present) = (of(Regimes::Elected, "percent,10"), of(Regimes::Points, "percent,12"));
        let mixed = with_tiers(&former, &present);
        assert!(mixed.programmes.keys().eq(present.programmes.keys()) && !mixed.programmes.keys().eq(former.programmes.keys()));
        assert!(mixed.tiers.keys().eq(present.tiers.keys()) && !mixed.tiers.keys().eq(former.tiers.keys()));
        assert!(mixed.requirements.keys().eq(present.requirements.keys()) && former.requirements.is_empty());
        let shapes = |rules: &Rules| {
            let plan = "sub-agent".parse().unwrap();
            rules.rates.shapes(crate::basics::Component::Commission, &plan).map(|shape| format!("{shape:?}")).collect::<Vec<_>>()
        };
        assert_eq!(shapes(&mixed), shapes(&former));
        assert_ne!(shapes(&mixed), shapes(&present));
    }
}
