//! Tier and competencies of a partner on a day, and why.
//!
//! Owns the reading of requirements (design §1, §6): distinct people per track, other tiers, competencies, grace days,
//! elections. Holds true: a standing says its reason in a sentence; it changes only on a day on which a fact or a rule
//! changes, or a grace runs out.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use rayon::prelude::*;

use crate::{
    basics::{CompetencyName, PartyId, PersonId, ProgrammeName, TierName, Timeline, TrackName},
    facts::PeopleFacts,
    rulebook::{Evidence, Programme, Rules, TierPolicy},
    sheets::dated::Ruled,
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
    /// The competencies held, in order of their names.
    pub competencies: Vec<CompetencyName>,
    /// Why, in a sentence without its full stop.
    pub reason: String,
}

/// The standing of every partner over time, for each tier policy that its agreements name.
pub struct Standings(BTreeMap<(PartyId, Option<ProgrammeName>), Vec<Standing>>);

impl Standings {
    /// Judges every partner that has an agreement with tiers.
    #[must_use]
    pub fn judge(rules: &Rules, facts: &PeopleFacts) -> Standings {
        let evidence = Evidences::of(facts);
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
            .map(|(party, fixed)| {
                let judge = Judge { rules, facts, evidence: &evidence, party };
                ((party.clone(), fixed.cloned()), judge.over_time(fixed))
            })
            .collect();
        Standings(judged.into_iter().collect())
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

/// What holds for somebody, over time: each thing with its history.
type Held<'a, T> = Vec<(&'a T, &'a Timeline<Ruled<()>>)>;

/// The facts by whom they are about.
struct Evidences<'a> {
    staff: BTreeMap<&'a PartyId, BTreeSet<&'a PersonId>>,
    accreditations: BTreeMap<&'a PersonId, Held<'a, TrackName>>,
    competencies: BTreeMap<&'a PartyId, Held<'a, CompetencyName>>,
}

impl<'a> Evidences<'a> {
    fn of(facts: &'a PeopleFacts) -> Self {
        let mut evidence = Evidences { staff: BTreeMap::new(), accreditations: BTreeMap::new(), competencies: BTreeMap::new() };
        for (person, line) in &facts.people {
            for row in line.rows().filter_map(|row| row.value.as_ref()) {
                evidence.staff.entry(&row.value).or_default().insert(person);
            }
        }
        for ((person, track), line) in &facts.accreditations {
            evidence.accreditations.entry(person).or_default().push((track, line));
        }
        for ((party, competency), line) in &facts.competencies_held {
            evidence.competencies.entry(party).or_default().push((competency, line));
        }
        evidence
    }
}

/// Judges one partner.
pub(super) struct Judge<'a> {
    pub(super) rules: &'a Rules,
    pub(super) facts: &'a PeopleFacts,
    evidence: &'a Evidences<'a>,
    pub(super) party: &'a PartyId,
}

impl<'a> Judge<'a> {
    pub(super) fn people(&self) -> impl Iterator<Item = &'a PersonId> {
        self.evidence.staff.get(self.party).into_iter().flatten().copied()
    }

    pub(super) fn accreditations(&self, person: &PersonId) -> &'a [(&'a TrackName, &'a Timeline<Ruled<()>>)] {
        self.evidence.accreditations.get(person).map_or(&[], Vec::as_slice)
    }

    fn own_competencies(&self) -> &'a [(&'a CompetencyName, &'a Timeline<Ruled<()>>)] {
        self.evidence.competencies.get(self.party).map_or(&[], Vec::as_slice)
    }

    fn over_time(&self, fixed: Option<&ProgrammeName>) -> Vec<Standing> {
        let days: Vec<NaiveDate> = self.days().into_iter().collect();
        let mut last_met: BTreeMap<(ProgrammeName, TierName), NaiveDate> = BTreeMap::new();
        let mut line: Vec<Standing> = Vec::new();
        for (at, day) in days.iter().enumerate() {
            let until = days.get(at + 1).copied();
            let mut standing = self.on(*day, until, fixed, &mut last_met);
            if let Some(before) =
                line.last().filter(|before| (&before.programme, &before.tier) == (&standing.programme, &standing.tier))
            {
                standing.since = before.since;
            }
            let same = |before: &Standing| Standing { from: standing.from, ..before.clone() } == standing;
            if !line.last().is_some_and(same) {
                line.push(standing);
            }
        }
        line
    }

    /// The days on which the standing may change.
    fn days(&self) -> BTreeSet<NaiveDate> {
        let mut days: BTreeSet<NaiveDate> = BTreeSet::new();
        for person in self.people() {
            days.extend(self.facts.people[person].days());
            days.extend(self.accreditations(person).iter().flat_map(|(_, line)| line.days()));
        }
        days.extend(self.own_competencies().iter().flat_map(|(_, line)| line.days()));
        days.extend(self.facts.elections.get(self.party).into_iter().flat_map(|line| line.days()));
        days.extend(self.rules.programmes.values().flat_map(|line| line.days()));
        days.extend(self.rules.tiers.values().flat_map(|line| line.days()));
        days.extend(self.rules.requirements.values().flat_map(|line| line.days()));
        let graces: BTreeSet<u64> = self
            .rules
            .tiers
            .values()
            .flat_map(|line| line.rows())
            .filter_map(|row| row.value.as_ref())
            .map(|tier| u64::from(tier.value.grace_days))
            .collect();
        let ends: Vec<NaiveDate> = days.iter().flat_map(|day| graces.iter().map(|grace| *day + Days::new(*grace))).collect();
        days.extend(ends);
        days
    }

    /// The standing from `day` on; nothing changes before `until`. `last_met` remembers the last day of each tier.
    fn on(
        &self,
        day: NaiveDate,
        until: Option<NaiveDate>,
        fixed: Option<&ProgrammeName>,
        last_met: &mut BTreeMap<(ProgrammeName, TierName), NaiveDate>,
    ) -> Standing {
        let competencies: Vec<CompetencyName> = self.competencies(day).into_iter().cloned().collect();
        let in_force = fixed.or_else(|| self.rules.programme_in_force(day));
        let regime = in_force.and_then(|name| Some((name, self.rules.programmes.get(name)?.at(day)?)));
        let Some((name, programme)) = regime else {
            return Standing {
                from: day,
                since: day,
                programme: None,
                tier: None,
                competencies,
                reason: "no programme is in force".to_owned(),
            };
        };
        let (tier, reason) = match programme.value.evidence {
            Evidence::Election => self.elected(name, day),
            Evidence::Checklist => self.earned(name, programme.value, day, until, last_met),
        };
        Standing { from: day, since: day, programme: Some(name.clone()), tier: Some(tier), competencies, reason }
    }

    pub(super) fn competencies(&self, day: NaiveDate) -> Vec<&'a CompetencyName> {
        self.own_competencies().iter().filter(|(_, line)| line.at(day).is_some()).map(|(competency, _)| *competency).collect()
    }

    /// The ladder of a programme on a day, highest first.
    fn ladder(&self, programme: &ProgrammeName, day: NaiveDate) -> Vec<(&TierName, u32, u32)> {
        let of_programme = self.rules.tiers.iter().filter(|((own, _), _)| own == programme);
        let mut ladder: Vec<_> = of_programme
            .filter_map(|((_, tier), line)| line.at(day).map(|row| (tier, row.value.rank, row.value.grace_days)))
            .collect();
        ladder.sort_by_key(|(_, rank, _)| std::cmp::Reverse(*rank));
        ladder
    }

    fn elected(&self, programme: &ProgrammeName, day: NaiveDate) -> (TierName, String) {
        let ladder = self.ladder(programme, day);
        let (lowest, ..) = ladder.last().expect("the lint refuses a programme without a lowest tier");
        match self.facts.elections.get(self.party).and_then(|line| line.at(day)) {
            Some(row) if ladder.iter().any(|(tier, ..)| **tier == row.value) => (
                row.value.clone(),
                format!("elected {} on {}, which counts without evidence until {programme} ends", row.value, row.effective_from),
            ),
            _ => ((*lowest).clone(), format!("no tier was elected for {programme}")),
        }
    }

    fn earned(
        &self,
        name: &ProgrammeName,
        programme: Programme,
        day: NaiveDate,
        until: Option<NaiveDate>,
        last_met: &mut BTreeMap<(ProgrammeName, TierName), NaiveDate>,
    ) -> (TierName, String) {
        let ladder = self.ladder(name, day);
        let mut missing = String::new();
        let mut stands: Option<(TierName, String)> = None;
        for (tier, rank, grace) in &ladder {
            let key = (name.clone(), (*tier).clone());
            let assessed = self.assess(name, programme, tier, day);
            if assessed.met {
                last_met.insert(key, until.unwrap_or(NaiveDate::MAX).pred_opt().unwrap_or(NaiveDate::MAX));
            } else if let Some(last) =
                last_met.get(&key).filter(|last| **last + Days::new(u64::from(*grace)) >= day && **last < day)
            {
                let through = *last + Days::new(u64::from(*grace));
                let reason = format!("{tier} was last met on {last} and is kept through {through}: {}", assessed.sentence);
                stands = stands.or(Some(((*tier).clone(), reason)));
                continue;
            }
            if stands.is_some() {
                continue;
            }
            if assessed.met {
                let why =
                    if *rank == 1 && assessed.sentence.is_empty() { "asks for nothing".to_owned() } else { assessed.sentence };
                stands = Some(((*tier).clone(), join(&format!("{tier}: {why}"), &missing)));
            } else {
                // The nearest tier above says why; those further up ask for more still.
                missing = format!("not {tier}: {}", assessed.sentence);
            }
        }
        stands.unwrap_or_else(|| {
            let lowest =
                ladder.last().map(|(tier, ..)| (*tier).clone()).expect("the lint refuses a programme without a lowest tier");
            (lowest, missing)
        })
    }
}

fn join(first: &str, second: &str) -> String {
    match (first.is_empty(), second.is_empty()) {
        (true, _) => second.to_owned(),
        (_, true) => first.to_owned(),
        _ => format!("{first}; {second}"),
    }
}
