//! Judging one partner over time: by election, by checklist with grace, by points once a year.
//!
//! Holds true: grace keeps a tier that was met under the same programme, and never counts for a tier above that asks for
//! it; between two assessments of points a tier moves neither up nor down, whatever happens to facts or rules.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::{Standing, evidence::Evidences, requirements::Assessment};
use crate::{
    basics::{CompetencyName, PartyId, ProgrammeName, TierName},
    rulebook::{Evidence, Tier},
};

/// Judges one partner.
pub(super) struct Judge<'a> {
    pub(super) evidence: &'a Evidences<'a>,
    pub(super) party: &'a PartyId,
}

/// The last day on which each tier's requirements were met.
type LastMet = BTreeMap<(ProgrammeName, TierName), NaiveDate>;

/// A tier on a day: what it asks for, and what of it was found.
struct Rung<'a> {
    tier: &'a TierName,
    settings: Tier,
    found: Assessment,
}

impl Rung<'_> {
    /// What a partner that stands here has.
    fn why(&self) -> &str {
        if self.found.sentence.is_empty() { "asks for nothing" } else { &self.found.sentence }
    }

    /// What a partner that stands below it lacks.
    fn lacking(&self) -> String {
        format!("not {}: {}", self.tier, self.found.sentence)
    }
}

impl<'a> Judge<'a> {
    pub(super) fn over_time(&self, fixed: Option<&ProgrammeName>) -> Vec<Standing> {
        let days: Vec<NaiveDate> = self.evidence.days(self.party).into_iter().collect();
        let mut last_met = LastMet::new();
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

    /// The standing from `day` on; nothing changes before `until`. `last_met` remembers the last day of each tier.
    fn on(&self, day: NaiveDate, until: Option<NaiveDate>, fixed: Option<&ProgrammeName>, last_met: &mut LastMet) -> Standing {
        let rules = self.evidence.rules;
        let competencies: Vec<CompetencyName> = self.competencies(day).into_iter().cloned().collect();
        let in_force = fixed.or_else(|| rules.programme_in_force(day));
        let regime = in_force.and_then(|name| Some((name, rules.programmes.get(name)?.at(day)?)));
        let Some((name, programme)) = regime else {
            let reason = "no programme is in force".to_owned();
            return Standing { from: day, since: day, programme: None, tier: None, competencies, reason };
        };
        let (tier, reason) = match programme.value.evidence {
            Evidence::Election => self.elected(name, day),
            Evidence::Checklist => self.earned(name, day, until, last_met),
            Evidence::Points => self.assessed(name, day),
        };
        Standing { from: day, since: day, programme: Some(name.clone()), tier: Some(tier.clone()), competencies, reason }
    }

    pub(super) fn competencies(&self, day: NaiveDate) -> Vec<&'a CompetencyName> {
        let own = self.evidence.competencies(self.party).iter();
        own.filter(|(_, line)| line.at(day).is_some()).map(|(competency, _)| *competency).collect()
    }

    /// The ladder of a programme on a day, highest first.
    fn ladder(&self, programme: &ProgrammeName, day: NaiveDate) -> Vec<(&'a TierName, Tier)> {
        let of_programme = self.evidence.rules.tiers.iter().filter(|((own, _), _)| own == programme);
        let mut ladder: Vec<_> = of_programme.filter_map(|((_, tier), line)| line.at(day).map(|row| (tier, row.value))).collect();
        ladder.sort_by_key(|(_, settings)| std::cmp::Reverse(settings.rank));
        ladder
    }

    /// The same with what of each tier was found.
    fn rungs(&self, programme: &ProgrammeName, day: NaiveDate) -> Vec<Rung<'a>> {
        let rung = |(tier, settings)| Rung { tier, settings, found: self.assess(programme, tier, day) };
        self.ladder(programme, day).into_iter().map(rung).collect()
    }

    fn elected(&self, programme: &ProgrammeName, day: NaiveDate) -> (&'a TierName, String) {
        let ladder = self.ladder(programme, day);
        let (lowest, _) = ladder.last().expect("the lint refuses a programme without a lowest tier");
        let row = self.evidence.facts.elections.get(self.party).and_then(|line| line.at(day));
        match row.and_then(|row| Some((row, ladder.iter().find(|(tier, _)| **tier == row.value)?))) {
            Some((row, (tier, _))) => {
                (tier, format!("elected {tier} on {}, which counts without evidence until {programme} ends", row.effective_from))
            }
            None => (lowest, format!("no tier was elected for {programme}")),
        }
    }

    /// The highest tier whose requirements are met on the day, or were within its days of grace.
    fn earned(
        &self,
        programme: &ProgrammeName,
        day: NaiveDate,
        until: Option<NaiveDate>,
        last_met: &mut LastMet,
    ) -> (&'a TierName, String) {
        let rungs = self.rungs(programme, day);
        for rung in rungs.iter().filter(|rung| rung.found.met) {
            let last = until.and_then(|until| until.pred_opt()).unwrap_or(NaiveDate::MAX);
            last_met.insert((programme.clone(), rung.tier.clone()), last);
        }
        let kept = |rung: &Rung| {
            let last = *last_met.get(&(programme.clone(), rung.tier.clone())).filter(|_| !rung.found.met)?;
            let through = last + Days::new(u64::from(rung.settings.grace_days));
            (through >= day)
                .then(|| format!("{} was last met on {last} and is kept through {through}: {}", rung.tier, rung.found.sentence))
        };
        // The nearest tier above says why; those further up ask for more still.
        let mut above: Option<&Rung> = None;
        for rung in &rungs {
            if let Some(reason) = kept(rung) {
                return (rung.tier, reason);
            }
            if rung.found.met {
                return (rung.tier, with_lacking(format!("{}: {}", rung.tier, rung.why()), above));
            }
            above = Some(rung);
        }
        on_the_lowest(&rungs)
    }

    /// The highest tier whose requirements were met when the programme last assessed, by the rules of that day.
    fn assessed(&self, programme: &ProgrammeName, day: NaiveDate) -> (&'a TierName, String) {
        let assessment = self.evidence.assessment(programme, day);
        let rungs = self.rungs(programme, assessment.from);
        let at = rungs.iter().position(|rung| rung.found.met);
        let (tier, found) = match at {
            Some(at) => {
                let why = format!("{}, assessed on {}: {}", rungs[at].tier, assessment.from, rungs[at].why());
                (rungs[at].tier, with_lacking(why, at.checked_sub(1).map(|above| &rungs[above])))
            }
            None => on_the_lowest(&rungs),
        };
        (tier, format!("{found}; holds until {}", assessment.last_day()))
    }
}

/// Everyone stands on the lowest tier, even where it asks for something against its nature.
fn on_the_lowest<'a>(rungs: &[Rung<'a>]) -> (&'a TierName, String) {
    let lowest = rungs.last().expect("the lint refuses a programme without a lowest tier");
    (lowest.tier, lowest.lacking())
}

fn with_lacking(why: String, above: Option<&Rung>) -> String {
    match above {
        Some(above) => format!("{why}; {}", above.lacking()),
        None => why,
    }
}
