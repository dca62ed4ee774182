//! A lint of what tiers ask for: names that nothing explains, rings, and rows that can have no effect.

use chrono::NaiveDate;

use super::{at, closings, rows, unknown};
use crate::{
    basics::{Code, Findings, ProgrammeName, TierName},
    rulebook::{Asked, Evidence, Programme, Requirements, Rules},
    sheets::dated::Ruled,
};

/// Adds what is wrong with requirements.
pub fn lint(rules: &Rules, found: &mut Findings) {
    names(rules, found);
    without_effect(rules, found);
    closed(rules, found);
}

/// Tiers and competencies that nothing explains, and tiers that ask for one above them.
fn names(rules: &Rules, found: &mut Findings) {
    for ((programme, tier, asked), line) in &rules.requirements {
        for row in rows(line) {
            let known = |tier: &TierName| rules.tiers.contains_key(&(programme.clone(), tier.clone()));
            if !known(tier) {
                found.add(unknown::<Requirements, _>(row, "tier", tier.as_str(), "rulebook/tiers.csv"));
            }
            match asked {
                Asked::Tier(other) if !known(other) => {
                    found.add(unknown::<Requirements, _>(row, "subject", other.as_str(), "rulebook/tiers.csv"))
                }
                Asked::Tier(other) if !is_below(rules, programme, other, tier) => {
                    let message = format!("{tier} asks for {other}, which is not below it");
                    found.add(at::<Requirements, _>(row, Code::TableRow, message, "a tier asks for one of a lower rank"));
                }
                Asked::Competencies(Some(competency)) if !rules.competencies.contains_key(competency) => {
                    found.add(unknown::<Requirements, _>(row, "subject", competency.as_str(), "rulebook/competencies.csv"));
                }
                _ => {}
            }
        }
    }
}

/// Whether every rank that `lower` ever had is below every rank of `upper`: a ladder has no rings.
fn is_below(rules: &Rules, programme: &ProgrammeName, lower: &TierName, upper: &TierName) -> bool {
    let ranks = |tier: &TierName| -> Vec<u32> {
        let line = rules.tiers.get(&(programme.clone(), tier.clone()));
        line.into_iter().flat_map(rows).map(|row| row.value.rank).collect()
    };
    ranks(lower).into_iter().max() < ranks(upper).into_iter().min()
}

/// Rows that nobody can meet, or that nobody looks at.
fn without_effect(rules: &Rules, found: &mut Findings) {
    let listed = rules.competencies.values().filter(|line| rows(line).next().is_some()).count();
    let elected = |row: &Ruled<Programme>| row.value.evidence == Evidence::Election;
    for ((name, tier, asked), line) in &rules.requirements {
        let only_elected = rules.programmes.get(name).is_some_and(|line| rows(line).all(elected));
        let lowest = |day| rules.tiers.get(&(name.clone(), tier.clone()))?.at(day).map(|row| row.value.rank == 1);
        let most = match asked {
            Asked::Competencies(None) => listed as u64,
            Asked::Competencies(Some(_)) => 1,
            _ => u64::MAX,
        };
        for row in rows(line) {
            let message = if only_elected {
                format!("{name} goes by election: what {tier} asks for is never looked at")
            } else if lowest(row.effective_from) == Some(true) {
                format!("{tier} is the lowest tier: everyone stands on it, whatever it asks for")
            } else if row.value > most {
                format!("nobody can reach {tier}: it asks for {} competencies of at most {most}", row.value)
            } else {
                continue;
            };
            found.add(at::<Requirements, _>(row, Code::Unreachable, message, "correct the row, or close it"));
        }
    }
}

/// Tiers and competencies that are asked for while they are closed.
fn closed(rules: &Rules, found: &mut Findings) {
    for ((name, tier, asked), line) in &rules.requirements {
        let (subject, closed) = match asked {
            Asked::Tier(other) => (other.as_str(), rules.tiers.get(&(name.clone(), other.clone())).map(closings)),
            Asked::Competencies(Some(own)) => (own.as_str(), rules.competencies.get(own).map(closings)),
            _ => continue,
        };
        let programme = rules.programmes.get(name);
        for (since, until) in closed.unwrap_or_default() {
            let asks_on = |day: NaiveDate| line.at(day).filter(|_| programme.is_some_and(|line| line.at(day).is_some()));
            let begun = line.days().chain(programme.into_iter().flat_map(|line| line.days()));
            let days = begun.filter(|day| (since..until).contains(day)).chain([since]);
            for row in days.filter_map(asks_on) {
                let message = format!("{tier} asks for {subject}, which is closed since {since}");
                found.add(at::<Requirements, _>(
                    row,
                    Code::Closed,
                    message,
                    "close the requirement too, or open what it asks for",
                ));
            }
        }
    }
}
