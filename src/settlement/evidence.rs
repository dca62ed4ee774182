//! Everything that standing is judged by, laid out by whom it is about, and the days on which it may change.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;

use super::Measures;
use crate::{
    basics::{CompetencyName, PartyId, PersonId, ProgrammeName, Span, SubjectName, Timeline, TrackName, add_months},
    facts::PeopleFacts,
    rulebook::{Rules, assessments},
    sheets::dated::{Dates, Ruled},
};

/// What holds for somebody, over time: each thing with its history.
type Held<'a, T, V = ()> = Vec<(&'a T, &'a Timeline<Ruled<V>>)>;

/// For how long assessments are told in advance, counted from the last day that anything names. Behind that the last one
/// stands: nothing is left that could change the tier, only the date in its reason.
const YEARS_TOLD: u32 = 20;

/// Rules and facts by whom they are about.
pub(super) struct Evidences<'a> {
    pub(super) rules: &'a Rules,
    pub(super) facts: &'a PeopleFacts,
    pub(super) measures: &'a Measures,
    staff: BTreeMap<&'a PartyId, BTreeSet<&'a PersonId>>,
    accreditations: BTreeMap<&'a PersonId, Held<'a, TrackName>>,
    competencies: BTreeMap<&'a PartyId, Held<'a, CompetencyName>>,
    points: BTreeMap<&'a PartyId, Held<'a, SubjectName, Decimal>>,
    assessments: BTreeMap<&'a ProgrammeName, Vec<Span>>,
    rule_days: BTreeSet<NaiveDate>,
}

impl<'a> Evidences<'a> {
    pub(super) fn of(rules: &'a Rules, facts: &'a PeopleFacts, measures: &'a Measures) -> Self {
        let mut evidence = Evidences {
            rules,
            facts,
            measures,
            staff: BTreeMap::new(),
            accreditations: BTreeMap::new(),
            competencies: BTreeMap::new(),
            points: BTreeMap::new(),
            assessments: BTreeMap::new(),
            rule_days: days_of(&rules.programmes).chain(days_of(&rules.tiers)).chain(days_of(&rules.requirements)).collect(),
        };
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
        for ((party, subject), line) in &facts.points {
            evidence.points.entry(party).or_default().push((subject, line));
        }
        let facts_days = days_of(&facts.people)
            .chain(days_of(&facts.accreditations))
            .chain(days_of(&facts.competencies_held))
            .chain(days_of(&facts.points));
        let sales_days = rules.parties.keys().flat_map(|party| measures.days(party));
        let last = evidence.rule_days.iter().copied().chain(facts_days).chain(sales_days).max().unwrap_or_default();
        let told = add_months(last, YEARS_TOLD * 12);
        evidence.assessments = rules.programmes.iter().map(|(name, line)| (name, assessments(line, told))).collect();
        evidence.rule_days.extend(evidence.assessments.values().flatten().map(|span| span.from));
        evidence
    }

    /// Everybody who ever worked for a partner.
    pub(super) fn people(&self, party: &PartyId) -> impl Iterator<Item = &'a PersonId> {
        self.staff.get(party).into_iter().flatten().copied()
    }

    pub(super) fn accreditations(&self, person: &PersonId) -> &[(&'a TrackName, &'a Timeline<Ruled<()>>)] {
        self.accreditations.get(person).map_or(&[], Vec::as_slice)
    }

    pub(super) fn competencies(&self, party: &PartyId) -> &[(&'a CompetencyName, &'a Timeline<Ruled<()>>)] {
        self.competencies.get(party).map_or(&[], Vec::as_slice)
    }

    pub(super) fn points(&self, party: &PartyId) -> &[(&'a SubjectName, &'a Timeline<Ruled<Decimal>>)] {
        self.points.get(party).map_or(&[], Vec::as_slice)
    }

    /// The assessment by which a programme of points stands on a day.
    pub(super) fn assessment(&self, programme: &ProgrammeName, day: NaiveDate) -> Span {
        let line = &self.assessments[programme];
        *line[..line.partition_point(|span| span.from <= day)].last().expect("a programme of points assesses on its first day")
    }

    /// The days on which a partner's standing may change.
    pub(super) fn days(&self, party: &PartyId) -> BTreeSet<NaiveDate> {
        let mut days = self.rule_days.clone();
        for person in self.people(party) {
            days.extend(self.facts.people[person].days());
            days.extend(self.accreditations(person).iter().flat_map(|(_, line)| line.days()));
        }
        days.extend(self.competencies(party).iter().flat_map(|(_, line)| line.days()));
        days.extend(self.points(party).iter().flat_map(|(_, line)| line.days()));
        days.extend(self.facts.elections.get(party).into_iter().flat_map(|line| line.days()));
        days.extend(self.measures.days(party));
        let tiers = self.rules.tiers.values().flat_map(|line| line.rows()).filter_map(|row| row.value.as_ref());
        let graces: BTreeSet<u64> = tiers.map(|tier| u64::from(tier.value.grace_days)).collect();
        let ends: Vec<NaiveDate> = days.iter().flat_map(|day| graces.iter().map(|grace| *day + Days::new(*grace))).collect();
        days.extend(ends);
        days
    }
}

fn days_of<K, V>(dates: &Dates<K, V>) -> impl Iterator<Item = NaiveDate> {
    dates.values().flat_map(|line| line.days())
}
