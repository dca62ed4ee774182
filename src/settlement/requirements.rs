//! What a tier asks for, and what of it a partner has on a day.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::judge::Judge;
use crate::{
    basics::{CompetencyName, Currency, PersonId, ProgrammeName, SubjectName, TierName, TrackName},
    rulebook::{Asked, SoldAs},
};

/// What a tier asks for on a day, and what of it was found.
pub(super) struct Assessment {
    /// Whether all of it is there.
    pub met: bool,
    /// What was found of what, in words.
    pub sentence: String,
}

impl Judge<'_> {
    /// Whether a tier's requirements are met on a day, whatever the tiers above and below. A tier that is only kept in
    /// grace is not met.
    pub(super) fn assess(&self, name: &ProgrammeName, tier: &TierName, day: NaiveDate) -> Assessment {
        let rules = self.evidence.rules;
        let asked: Vec<(&Asked, u64)> = rules
            .requirements
            .iter()
            .filter(|((own, level, _), _)| own == name && level == tier)
            .filter_map(|((_, _, asked), line)| line.at(day).map(|row| (asked, row.value)))
            .collect();
        let tracks: Vec<(&TrackName, u64)> = asked
            .iter()
            .filter_map(|(asked, least)| if let Asked::AccreditedPeople(track) = asked { Some((track, *least)) } else { None })
            .collect();
        let mut parts = Vec::new();
        if !tracks.is_empty() {
            let distinct = rules.programmes.get(name).and_then(|line| line.at(day)).is_some_and(|row| row.value.distinct_people);
            parts.push(self.people_asked(&tracks, distinct, day));
        }
        parts.extend(asked.into_iter().filter_map(|(asked, least)| match asked {
            Asked::AccreditedPeople(_) => None,
            Asked::Tier(other) => Some(self.tier_below(name, other, day)),
            Asked::Competencies(wanted) => Some(self.competencies_asked(wanted.as_ref(), least, day)),
            Asked::Points(subject) => Some(self.points_asked(subject.as_ref(), least, day)),
            Asked::Volume(sold_as) => Some(self.volume_asked(*sold_as, least, day)),
            Asked::Revenue(currency) => Some(self.revenue_asked(*currency, least, day)),
        }));
        Assessment {
            met: parts.iter().all(|part| part.met),
            sentence: parts.into_iter().map(|part| part.sentence).collect::<Vec<_>>().join(", "),
        }
    }

    fn tier_below(&self, name: &ProgrammeName, other: &TierName, day: NaiveDate) -> Assessment {
        let below = self.assess(name, other, day);
        if below.sentence.is_empty() { Assessment { sentence: other.to_string(), ..below } } else { below }
    }

    fn competencies_asked(&self, wanted: Option<&CompetencyName>, least: u64, day: NaiveDate) -> Assessment {
        let mut held = self.competencies(day);
        held.retain(|own| wanted.is_none_or(|wanted| wanted == *own));
        let names = held.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", ");
        let names = if names.is_empty() { names } else { format!(" ({names})") };
        Assessment { met: held.len() as u64 >= least, sentence: format!("{} of {least} competencies{names}", held.len()) }
    }

    fn points_asked(&self, wanted: Option<&SubjectName>, least: u64, day: NaiveDate) -> Assessment {
        let own = self.evidence.points(self.party).iter().filter(|(subject, _)| wanted.is_none_or(|wanted| wanted == *subject));
        let points: Decimal = own.filter_map(|(_, line)| line.at(day)).map(|row| row.value).sum();
        let subject = wanted.map_or_else(String::new, |subject| format!(" for {subject}"));
        let sentence = format!("{} of {least} points{subject}", points.normalize());
        Assessment { met: points >= Decimal::from(least), sentence }
    }

    fn volume_asked(&self, sold_as: SoldAs, least: u64, day: NaiveDate) -> Assessment {
        let measures = self.evidence.measures;
        let sold = match sold_as {
            SoldAs::Seats => measures.seats(self.party, day),
            SoldAs::Contracts => Decimal::from(measures.contracts(self.party, day)),
        };
        let sentence = format!("{} of {least} {sold_as} begun in twelve months", sold.normalize());
        Assessment { met: sold >= Decimal::from(least), sentence }
    }

    fn revenue_asked(&self, currency: Currency, least: u64, day: NaiveDate) -> Assessment {
        let revenue = currency.major(self.evidence.measures.revenue(self.party, currency, day));
        let sentence = format!("{revenue} of {least} {currency} in twelve months");
        Assessment { met: revenue >= Decimal::from(least), sentence }
    }

    /// Whether enough people are accredited. With `distinct` a person counts in one track: enough for every set of
    /// tracks together (Hall's condition), so no order of counting can decide it.
    fn people_asked(&self, tracks: &[(&TrackName, u64)], distinct: bool, day: NaiveDate) -> Assessment {
        let evidence = self.evidence;
        let employed = |person: &PersonId| evidence.facts.people[person].at(day).is_some_and(|row| row.value == *self.party);
        let holds = |person: &PersonId, track: &TrackName| {
            evidence.accreditations(person).iter().any(|(own, line)| *own == track && line.at(day).is_some())
        };
        let accredited = |track: &TrackName| -> BTreeSet<&PersonId> {
            evidence.people(self.party).filter(|person| employed(person) && holds(person, track)).collect()
        };
        let found: Vec<BTreeSet<&PersonId>> = tracks.iter().map(|(track, _)| accredited(track)).collect();
        let mut met = found.iter().zip(tracks).all(|(people, (_, least))| people.len() as u64 >= *least);
        let mut sentence = tracks
            .iter()
            .zip(&found)
            .map(|((track, least), people)| format!("{} of {least} people for {track}", people.len()))
            .collect::<Vec<_>>()
            .join(", ");
        if distinct && tracks.len() > 1 {
            let chosen = |set: usize| (0..tracks.len()).filter(move |track| set & (1 << track) != 0);
            let enough = |set: usize| {
                let people: BTreeSet<&PersonId> = chosen(set).flat_map(|track| found[track].iter().copied()).collect();
                people.len() as u64 >= chosen(set).map(|track| tracks[track].1).sum::<u64>()
            };
            met &= (1..1_usize << tracks.len()).all(enough);
            let everyone: BTreeSet<&PersonId> = found.iter().flatten().copied().collect();
            let wanted: u64 = tracks.iter().map(|(_, least)| least).sum();
            sentence = format!("{sentence}, {} of {wanted} distinct", everyone.len());
        }
        Assessment { met, sentence }
    }
}
