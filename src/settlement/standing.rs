//! Tier and competencies of a partner on a day, and why.
//!
//! Owns what a standing is and where it is looked up (design §1, §6); how it is judged stands in [`super::judge`].
//! Holds true: a standing says its reason in a sentence; it changes only on a day on which a fact, a rule or what was
//! sold in twelve months changes, a grace runs out, or a programme assesses.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rayon::prelude::*;

use super::{Measures, evidence::Evidences, judge::Judge};
use crate::{
    basics::{CompetencyName, PartyId, ProgrammeName, TierName},
    facts::PeopleFacts,
    rulebook::{Rules, TierPolicy},
};

/// Where a partner stands from a day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The first day on which all of this, the reason too, holds.
    pub from: NaiveDate,
    /// Since when it has had this tier without a break.
    pub since: NaiveDate,
    /// The regime that gives the tier.
    pub programme: Option<ProgrammeName>,
    /// The tier, where a programme is in force.
    pub tier: Option<TierName>,
    /// The competencies held, in order of their names. They follow the day even where the tier holds for a year.
    pub competencies: Vec<CompetencyName>,
    /// Why, in a sentence without its full stop.
    pub reason: String,
}

/// What amounts rest on in a standing.
type Bearing = (NaiveDate, Option<ProgrammeName>, Option<TierName>, Vec<CompetencyName>);

fn through(line: &[Standing], last: NaiveDate) -> Vec<Bearing> {
    let line = line.iter().filter(|own| own.from <= last);
    line.map(|own| (own.from, own.programme.clone(), own.tier.clone(), own.competencies.clone())).collect()
}

/// The standing of every partner over time, for each tier policy that its agreements name. By default of nobody.
#[derive(Default)]
pub struct Standings(BTreeMap<(PartyId, Option<ProgrammeName>), Vec<Standing>>);

impl Standings {
    /// Judges every partner that has an agreement with tiers. What partners sold counts only where a programme asks for
    /// it; elsewhere `measures` stays empty ([`super::rules_ask_for_measures`]), and no first of a month is judged for it.
    #[must_use]
    pub fn judge(rules: &Rules, facts: &PeopleFacts, measures: &Measures) -> Standings {
        let evidence = Evidences::of(rules, facts, measures);
        let mut asked: BTreeSet<(&PartyId, Option<&ProgrammeName>)> = BTreeSet::new();
        for ((party, _, _), line) in &rules.agreements {
            for row in line.rows().filter_map(|row| row.value.as_ref()) {
                match &row.value.tier_policy {
                    TierPolicy::Current => drop(asked.insert((party, None))),
                    TierPolicy::Fixed(programme) => drop(asked.insert((party, Some(programme)))),
                    TierPolicy::Outside => {}
                }
            }
        }
        let judged: Vec<_> = asked
            .into_par_iter()
            .map(|(party, fixed)| ((party.clone(), fixed.cloned()), Judge { evidence: &evidence, party }.over_time(fixed)))
            .collect();
        Standings(judged.into_iter().collect())
    }

    /// The same, and where others stand that nobody asked about.
    #[must_use]
    pub fn with_new(&self, others: &Standings) -> Standings {
        let mut all = others.0.clone();
        all.extend(self.0.clone());
        Standings(all)
    }

    /// The partners who stand elsewhere than in `others` on a day through `last`.
    #[must_use]
    pub fn differing(&self, others: &Standings, last: NaiveDate) -> BTreeSet<PartyId> {
        let alike = |key: &(PartyId, Option<ProgrammeName>)| {
            let of = |own: &Standings| own.0.get(key).map_or(Vec::new(), |line| through(line, last));
            of(self) == of(others)
        };
        let keys = self.0.keys().chain(others.0.keys());
        keys.filter(|key| !alike(key)).map(|(party, _)| party.clone()).collect()
    }

    /// The standing of a partner on a day. `None` where its policy is outside all tiers, or before any programme.
    #[must_use]
    pub fn at(&self, party: &PartyId, policy: &TierPolicy, day: NaiveDate) -> Option<&Standing> {
        let fixed = match policy {
            TierPolicy::Current => None,
            TierPolicy::Fixed(programme) => Some(programme.clone()),
            TierPolicy::Outside => return None,
        };
        let line = self.0.get(&(party.clone(), fixed))?;
        line[..line.partition_point(|standing| standing.from <= day)].last()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settlement::cases::small_world::day;

    fn standing(from: &str, tier: &str, reason: &str) -> Standing {
        Standing {
            from: day(from),
            since: day(from),
            programme: None,
            tier: Some(tier.parse().unwrap()),
            competencies: Vec::new(),
            reason: reason.to_owned(),
        }
    }

    fn standings(parties: &[(&str, &[Standing])]) -> Standings {
        Standings(parties.iter().map(|(party, line)| ((party.parse().unwrap(), None), line.to_vec())).collect())
    }

    #[test]
    fn partners_differ_who_stand_elsewhere_on_a_day_through_the_last() {
        let sales = standing("2022-01-01", "sales", "asks for nothing");
        let then = standings(&[("tonwerk", std::slice::from_ref(&sales))]);
        let differing = |line: &[Standing], last: &str| -> Vec<String> {
            let now = standings(&[("tonwerk", line)]);
            let found = [now.differing(&then, day(last)), then.differing(&now, day(last))];
            assert_eq!(found[0], found[1], "either way round");
            found[0].iter().map(ToString::to_string).collect()
        };
        assert_eq!(differing(std::slice::from_ref(&sales), "2022-12-31"), [""; 0]);
        let other_words = standing("2022-01-01", "sales", "was elected");
        assert_eq!(differing(&[other_words], "2022-12-31"), [""; 0], "no amount rests on the reason");
        let risen = [sales, standing("2022-10-16", "performance", "2 of 2 people")];
        assert_eq!(differing(&risen, "2022-10-15"), [""; 0], "it rises behind the last day");
        assert_eq!(differing(&risen, "2022-10-16"), ["tonwerk"], "it rises on the last day");
        assert_eq!(standings(&[]).differing(&then, day("2022-12-31")), then.differing(&standings(&[]), day("2022-12-31")));
        assert_eq!(then.differing(&standings(&[]), day("2022-12-31")).len(), 1, "nobody asked about it then");
    }
}
