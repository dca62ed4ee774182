//! What a tier asks for, and what of it a partner has on a day.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::standing::Judge;
use crate::{
    basics::{CompetencyName, PersonId, ProgrammeName, TierName, TrackName},
    rulebook::{Asked, Programme},
};

/// What a tier asks for on a day, and what of it was found.
pub(super) struct Assessment {
    /// Whether all of it is there.
    pub met: bool,
    /// What was found of what, in words.
    pub sentence: String,
}

impl Judge<'_> {
    /// Whether a tier's requirements are met on a day, whatever the tiers above and below.
    pub(super) fn assess(&self, name: &ProgrammeName, programme: Programme, tier: &TierName, day: NaiveDate) -> Assessment {
        let asked: Vec<(&Asked, u32)> = self
            .rules
            .requirements
            .iter()
            .filter(|((own, level, _), _)| own == name && level == tier)
            .filter_map(|((_, _, asked), line)| line.at(day).map(|row| (asked, row.value)))
            .collect();
        let tracks: Vec<(&TrackName, u32)> = asked
            .iter()
            .filter_map(|(asked, least)| if let Asked::AccreditedPeople(track) = asked { Some((track, *least)) } else { None })
            .collect();
        let mut met = true;
        let mut parts = Vec::new();
        if !tracks.is_empty() {
            let people = self.people_asked(&tracks, programme.distinct_people, day);
            met &= people.met;
            parts.push(people.sentence);
        }
        for (asked, least) in asked {
            match asked {
                Asked::AccreditedPeople(_) => {}
                Asked::Tier(other) => {
                    let below = self.assess(name, programme, other, day);
                    met &= below.met;
                    parts.push(if below.sentence.is_empty() { other.to_string() } else { below.sentence });
                }
                Asked::Competencies(wanted) => {
                    let held: Vec<&CompetencyName> = self
                        .competencies(day)
                        .into_iter()
                        .filter(|own| wanted.as_ref().is_none_or(|wanted| wanted == *own))
                        .collect();
                    met &= held.len() >= least as usize;
                    let names = held.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", ");
                    parts.push(format!(
                        "{} of {least} competencies{}",
                        held.len(),
                        if names.is_empty() { String::new() } else { format!(" ({names})") }
                    ));
                }
            }
        }
        Assessment { met, sentence: parts.join(", ") }
    }

    /// Whether enough people are accredited. With `distinct` a person counts in one track: enough for every set of
    /// tracks together (Hall's condition), so no order of counting can decide it.
    fn people_asked(&self, tracks: &[(&TrackName, u32)], distinct: bool, day: NaiveDate) -> Assessment {
        let employed = |person: &PersonId| self.facts.people[person].at(day).is_some_and(|row| row.value == *self.party);
        let holds = |person: &PersonId, track: &TrackName| {
            self.accreditations(person).iter().any(|(own, line)| *own == track && line.at(day).is_some())
        };
        let accredited = |track: &TrackName| -> BTreeSet<&PersonId> {
            self.people().filter(|person| employed(person) && holds(person, track)).collect()
        };
        let found: Vec<BTreeSet<&PersonId>> = tracks.iter().map(|(track, _)| accredited(track)).collect();
        let mut met = found.iter().zip(tracks).all(|(people, (_, least))| people.len() >= *least as usize);
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
                people.len() >= chosen(set).map(|track| tracks[track].1 as usize).sum::<usize>()
            };
            met &= (1..1_usize << tracks.len()).all(enough);
            let everyone: BTreeSet<&PersonId> = found.iter().flatten().copied().collect();
            let wanted: u32 = tracks.iter().map(|(_, least)| least).sum();
            sentence = format!("{sentence}, {} of {wanted} distinct", everyone.len());
        }
        Assessment { met, sentence }
    }
}
