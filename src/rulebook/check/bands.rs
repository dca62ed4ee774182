//! A lint of bands and limits.
//!
//! Holds true: rows that contradict each other are a stop. A hole in a band is a note: what falls into it is held, never
//! paid zero.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use super::{at, unknown};
use crate::{
    basics::{BandName, Code, Findings, Source},
    rulebook::{
        Band, BandGives, BandMethod, BandMetric, BandRow, BandStep, BandTerms, Bands, LimitKey, LimitKind, LimitPer, LimitScope,
        Limits, Rules,
    },
    sheets::dated::Ruled,
};

/// Adds what is wrong with bands and limits.
pub(super) fn lint(rules: &Rules, found: &mut Findings) {
    terms(rules, found);
    for band in rules.bands.versions() {
        steps(band, found);
    }
    for (key, line) in rules.limits.keys() {
        line.rows().filter_map(|row| row.value.as_ref()).for_each(|row| limit(rules, key, row, found));
        if key.kind == LimitKind::Floor {
            floor(rules, key, line.days().collect(), found);
        }
    }
}

/// Each row of a band that is ever in force, lowest line first.
fn rows(rules: &Rules) -> BTreeMap<&BandName, BTreeMap<Source, &Ruled<BandRow>>> {
    let mut rows: BTreeMap<&BandName, BTreeMap<Source, &Ruled<BandRow>>> = BTreeMap::new();
    for band in rules.bands.versions() {
        rows.entry(&band.name).or_default().extend(band.steps.iter().map(|step| (step.rule.source, &step.rule)));
    }
    rows
}

/// What a row says of its band as a whole, by column.
fn words(terms: BandTerms) -> [(&'static str, &'static str); 6] {
    [
        ("metric", terms.metric.as_str()),
        ("scope", terms.scope.as_str()),
        ("currency", terms.currency.code()),
        ("window", terms.window.as_str()),
        ("method", terms.method.as_str()),
        ("gives", terms.gives.as_str()),
    ]
}

fn terms(rules: &Rules, found: &mut Findings) {
    for (name, rows) in rows(rules) {
        let mut rows = rows.into_values();
        let first = rows.next().expect("a version has a step");
        unfit(name, first, found);
        for row in rows {
            for ((column, said), (_, own)) in words(first.value.terms).into_iter().zip(words(row.value.terms)) {
                if said != own {
                    let message = format!("line {} says {said} for band {name}", first.source.line);
                    let remedy = "every row of a band repeats it; another word is another band: give it its own name";
                    found.add(at::<Bands, _>(row, Code::TableRow, message, remedy).cell(column, own));
                }
            }
        }
    }
}

/// What cannot be given for what is counted: percent of seats, a sum for each unit of money.
fn unfit(name: &BandName, row: &Ruled<BandRow>, found: &mut Findings) {
    let BandTerms { metric, method, gives, .. } = row.value.terms;
    let remedy = match (gives, method, metric) {
        (BandGives::Percent, BandMethod::Graduated, BandMetric::Contracts | BandMetric::Seats) => {
            "count volume, give per_unit, or take flat: percent inside a step needs the volume that lies in it"
        }
        (BandGives::PerUnit, _, BandMetric::Volume) => "count contracts or seats, or give percent: money has no units",
        _ => return,
    };
    let message = format!("band {name} counts {metric} and cannot give {gives} by {method}");
    found.add(at::<Bands, _>(row, Code::TableRow, message, remedy).cell("gives", gives.as_str()));
}

/// Holes, overlaps and a missing top of one version.
fn steps(band: &Band, found: &mut Findings) {
    let (name, mut overlaps) = (&band.name, Vec::new());
    let mut gap = |step: &BandStep, column: &str, value: String, message: String, remedy: &str| {
        found.add(at::<Bands, _>(&step.rule, Code::BandGap, message, remedy).cell(column, &value));
    };
    if let Some(lowest) = band.steps.first().filter(|step| !step.from.is_zero()) {
        let message = format!("band {name} has nothing below {}: what lies there is held", lowest.from.normalize());
        gap(lowest, "from", lowest.from.to_string(), message, "add a row from 0, with the value 0 if nothing is owed there");
    }
    if let Some((top, to)) = band.steps.last().and_then(|step| step.rule.value.to.map(|to| (step, to))) {
        let message = format!("band {name} has nothing from {} on: what lies there is held", to.normalize());
        gap(top, "to", to.to_string(), message, "leave to empty in the highest row, or add a row above it");
    }
    for (below, above) in band.steps.iter().zip(band.steps.iter().skip(1)) {
        let (to, from) = (below.rule.value.to, above.from);
        if let Some(to) = to.filter(|to| *to < from) {
            let message =
                format!("band {name} has nothing from {} to {}: what lies there is held", to.normalize(), from.normalize());
            gap(below, "to", to.to_string(), message, "end the row where the next begins, or add a row between them");
        } else if to != Some(from) {
            let message =
                format!("band {name}: the row of line {} begins at {} already", above.rule.source.line, from.normalize());
            let to = to.map_or_else(String::new, |to| to.to_string());
            let remedy = "end the row where the next begins, or close one of the two";
            overlaps.push(at::<Bands, _>(&below.rule, Code::TableRow, message, remedy).cell("to", &to));
        }
    }
    overlaps.into_iter().for_each(|finding| found.add(finding));
}

fn limit(rules: &Rules, key: &LimitKey, row: &Ruled<i64>, found: &mut Findings) {
    if key.scope == LimitScope::Payee && key.per == LimitPer::Term {
        let message = "a payee has many contracts, and each its own terms".to_owned();
        found.add(at::<Limits, _>(row, Code::TableRow, message, "say month or year, or limit the contract").cell("per", "term"));
    }
    if !rules.plans.keys().any(|(plan, _)| *plan == key.plan) {
        found.add(unknown::<Limits, _>(row, "plan", key.plan.as_str(), "rulebook/plans.csv"));
    } else if !rules.plans.contains_key(&(key.plan.clone(), key.component)) {
        found.add(unknown::<Limits, _>(row, "component", key.component.as_str(), "rulebook/plans.csv"));
    }
}

/// A floor that lies above its cap on a day on which both are in force.
fn floor(rules: &Rules, key: &LimitKey, mut days: BTreeSet<chrono::NaiveDate>, found: &mut Findings) {
    let cap = LimitKey { kind: LimitKind::Cap, ..key.clone() };
    let line = |wanted: &LimitKey| rules.limits.keys().find(|(key, _)| *key == wanted).map(|(_, line)| line);
    let (Some(floors), Some(caps)) = (line(key), line(&cap)) else { return };
    days.extend(caps.days());
    for (floor, cap) in days.into_iter().filter_map(|day| Some((floors.at(day)?, caps.at(day)?))) {
        if floor.value > cap.value {
            let message = format!("the floor lies above the cap of {}, line {}", key.currency.major(cap.value), cap.source.line);
            let amount = key.currency.major(floor.value).to_string();
            found.add(
                at::<Limits, _>(floor, Code::TableRow, message, "lower the floor, raise the cap, or close one")
                    .cell("amount", &amount),
            );
        }
    }
}
