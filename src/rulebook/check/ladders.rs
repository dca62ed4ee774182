//! A lint of programmes and their ladders: two that begin on one day, ranks, a lowest tier on each day, tiers out of order.
//!
//! Each of these stops: a tier would be given by accident.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{at, rows, unknown};
use crate::{
    basics::{Code, Findings, ProgrammeName, TierName},
    rulebook::{Asked, Evidence, Programmes, Rules, Tier, TierPolicy, Tiers, begun_on},
    sheets::dated::Ruled,
};

/// Adds what is wrong with programmes, tiers and requirements taken together.
pub fn lint(rules: &Rules, found: &mut Findings) {
    begun_together(rules, found);
    ranks(rules, found);
    lowest_tiers(rules, found);
    out_of_order(rules, found);
}

/// Where a tier follows the programme in force, "the one that began last" must be one.
fn begun_together(rules: &Rules, found: &mut Findings) {
    let mut agreements = rules.agreements.values().flat_map(rows);
    if !agreements.any(|row| row.value.tier_policy == TierPolicy::Current) {
        return;
    }
    let mut first_of: BTreeMap<NaiveDate, &ProgrammeName> = BTreeMap::new();
    for (name, line) in &rules.programmes {
        for row in rows(line).filter(|row| begun_on(line, row.effective_from) == Some(row.effective_from)) {
            let first = *first_of.entry(row.effective_from).or_insert(name);
            if first != name {
                let message =
                    format!("{first} begins on {} too, and agreements follow the programme in force", row.effective_from);
                let remedy = "let them begin on different days, or name a programme as the tier_policy of every agreement";
                found.add(at::<Programmes, _>(row, Code::TableRow, message, remedy));
            }
        }
    }
}

fn ranks(rules: &Rules, found: &mut Findings) {
    for ((programme, _), line) in rules.tiers.iter().filter(|((programme, _), _)| !rules.programmes.contains_key(programme)) {
        for row in rows(line) {
            found.add(unknown::<Tiers, _>(row, "programme", programme.as_str(), "rulebook/programmes.csv"));
        }
    }
    for name in rules.programmes.keys() {
        for day in changes(rules, name) {
            for pair in ladder(rules, name, day).windows(2) {
                let [(other, first), (_, row)] = pair else { continue };
                if first.value.rank == row.value.rank {
                    let message = format!("{other} has rank {} too", row.value.rank);
                    found.add(at::<Tiers, _>(row, Code::TableRow, message, "each tier of a programme has a rank of its own"));
                }
            }
        }
    }
}

/// On every day of a programme there is a tier for those who have nothing.
fn lowest_tiers(rules: &Rules, found: &mut Findings) {
    for (name, line) in &rules.programmes {
        for day in changes(rules, name) {
            let lowest = || ladder(rules, name, day).first().is_some_and(|(_, row)| row.value.rank == 1);
            if let Some(row) = line.at(day).filter(|_| !lowest()) {
                let message = format!("{name} has no tier of rank 1 on {day}");
                found.add(at::<Programmes, _>(row, Code::UnknownName, message, "add the lowest tier to rulebook/tiers.csv"));
                break;
            }
        }
    }
}

/// The days on which a programme, its ladder or what it asks for may change.
fn changes(rules: &Rules, name: &ProgrammeName) -> BTreeSet<NaiveDate> {
    let tiers = rules.tiers.iter().filter(|((own, _), _)| own == name).flat_map(|(_, line)| line.days());
    let asked = rules.requirements.iter().filter(|((own, ..), _)| own == name).flat_map(|(_, line)| line.days());
    rules.programmes.get(name).into_iter().flat_map(|line| line.days()).chain(tiers).chain(asked).collect()
}

/// The tiers of a programme on a day, lowest first.
fn ladder<'a>(rules: &'a Rules, name: &ProgrammeName, day: NaiveDate) -> Vec<(&'a TierName, &'a Ruled<Tier>)> {
    let tiers = rules.tiers.iter().filter(|((own, _), _)| own == name);
    let mut ladder: Vec<_> = tiers.filter_map(|((_, tier), line)| Some((tier, line.at(day)?))).collect();
    ladder.sort_by_key(|(_, row)| row.value.rank);
    ladder
}

/// A tier that asks for nothing beyond a lower one hides it: whoever stands on the lower stands on the higher.
fn out_of_order(rules: &Rules, found: &mut Findings) {
    for (name, line) in &rules.programmes {
        let mut said: BTreeSet<(&TierName, &TierName)> = BTreeSet::new();
        for day in changes(rules, name) {
            if line.at(day).is_none_or(|row| row.value.evidence == Evidence::Election) {
                continue;
            }
            let ladder = ladder(rules, name, day);
            for (at_rank, (higher, row)) in ladder.iter().enumerate() {
                let asked = all_asked(rules, name, &ladder, at_rank, day);
                for (below, (lower, _)) in ladder[..at_rank].iter().enumerate() {
                    let covered = all_asked(rules, name, &ladder, below, day);
                    let more = asked.iter().any(|(asked, least)| covered.get(asked).unwrap_or(&0) < least);
                    if !more && said.insert((higher, lower)) {
                        let message = format!("on {day} {higher} asks for nothing that {lower} does not ask for");
                        let remedy = "add what the higher tier asks for to rulebook/requirements.csv, or close one of the two";
                        found.add(at::<Tiers, _>(row, Code::TableRow, message, remedy));
                    }
                }
            }
        }
    }
}

/// Everything that a tier asks for on a day, the tiers below that it asks for included.
fn all_asked<'a>(
    rules: &'a Rules,
    name: &ProgrammeName,
    ladder: &[(&TierName, &Ruled<Tier>)],
    rank: usize,
    day: NaiveDate,
) -> BTreeMap<&'a Asked, u64> {
    let mut all: BTreeMap<&Asked, u64> = BTreeMap::new();
    for ((own, tier, asked), line) in &rules.requirements {
        let Some(row) = line.at(day).filter(|_| own == name && tier == ladder[rank].0) else { continue };
        let below = match asked {
            Asked::Tier(other) => ladder[..rank].iter().position(|(tier, _)| *tier == other),
            _ => None,
        };
        let more = below.map_or_else(|| [(asked, row.value)].into(), |below| all_asked(rules, name, ladder, below, day));
        for (asked, least) in more {
            let most = all.entry(asked).or_default();
            *most = least.max(*most);
        }
    }
    all
}
