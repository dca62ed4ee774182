//! A lint of what rates leave out: days on which a component of a plan has no row at all, terms and contract months that no
//! row is for.
//!
//! All are notes: what falls there is held, never paid zero. Only what somebody can ask is looked at: on days on which an
//! agreement names the plan, from where its partners may stand, and renewals where an agreement lets terms renew.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{
    askers::{self, Askers, Stand},
    at,
    places::{self, Place},
};
use crate::{
    basics::{Code, Component, Finding, Findings, PlanName, Timeline},
    rulebook::{ContractMonths, Lane, PlanSettings, Plans, RateKey, Rates, Rules, Shape, Terms},
    sheets::dated::Ruled,
};

type Line<'a> = (&'a RateKey, &'a Timeline<Ruled<Shape>>);

const REMEDY: &str = "add a row for it, with shape none if nothing is owed";

/// Adds what rates leave out.
pub(super) fn lint(rules: &Rules, found: &mut Findings) {
    let by_plan = askers::by_plan(rules);
    for ((plan, component), settings) in rules.plans.iter().filter(|((_, component), _)| *component != Component::Fund) {
        let Some(askers) = by_plan.get(plan) else { continue };
        let lines: Vec<Line> = rules.rates.lines(*component, plan).collect();
        let mut days: BTreeSet<NaiveDate> = lines.iter().flat_map(|(_, line)| line.days()).chain(settings.days()).collect();
        days.extend(askers.days(rules));
        days.retain(|day| settings.at(*day).is_some() && askers.any(*day));
        found.take(((), bare(plan, *component, settings, &lines, &days).into_iter().collect()));
        let stands: Vec<_> = days.into_iter().map(|day| (day, askers.stands(rules, day))).collect();
        for own in cells(&lines).values() {
            found.take(((), hole(own, &lines, askers, &stands).into_iter().collect()));
        }
    }
}

/// The first day on which no row at all is in force.
fn bare(
    plan: &PlanName,
    component: Component,
    settings: &Timeline<Ruled<PlanSettings>>,
    lines: &[Line],
    days: &BTreeSet<NaiveDate>,
) -> Option<Finding> {
    let stands = |day: NaiveDate| lines.iter().any(|(_, line)| line.at(day).is_some_and(|row| entitles(&row.value)));
    let day = days.iter().find(|day| !stands(**day))?;
    let message = format!("plan {plan} has no rate of {component} on {day}: what falls there is held");
    let finding = at::<Plans, _>(settings.at(*day)?, Code::RateGap, message, "add rows to rulebook/rates.csv, or close the row");
    Some(finding.cell("component", component.as_str()))
}

/// Whether a row answers by itself; points only add to another.
fn entitles(shape: &Shape) -> bool {
    !matches!(shape, Shape::Points(_))
}

/// The rows for the same product, programme, tier and competency.
fn cells<'a>(lines: &[Line<'a>]) -> BTreeMap<RateKey, Vec<Line<'a>>> {
    let mut cells: BTreeMap<RateKey, Vec<Line>> = BTreeMap::new();
    for (key, line) in lines.iter().filter(|(key, _)| key.lane != Lane::Points) {
        let cell = RateKey { terms: Terms::All, contract_months: ContractMonths::ALL, lane: Lane::All, ..(*key).clone() };
        cells.entry(cell).or_default().push((key, line));
    }
    cells
}

/// The first term or month, on the first day, that finds no row where rows for others of its kind stand.
fn hole(own: &[Line], lines: &[Line], askers: &Askers, stands: &[(NaiveDate, BTreeSet<Stand>)]) -> Option<Finding> {
    let cell = own.first()?.0;
    let answers = |key: &RateKey| {
        let product = !key.product.is_named() || key.product == cell.product;
        product && (!key.competency.is_named() || key.competency == cell.competency)
    };
    let lines: Vec<Line> = lines.iter().copied().filter(|(key, _)| answers(key)).collect();
    let places = places::of(lines.iter().map(|(key, _)| *key));
    for (day, stands) in stands {
        let in_force = own.iter().filter_map(|(_, line)| line.at(*day)).min_by_key(|row| row.source);
        let Some(row) = in_force else { continue };
        let renew = askers.renew(*day);
        for stand in stands.iter().filter(|stand| admits(cell, stand)) {
            let rows = lines.iter().filter(|(key, _)| admits(key, stand));
            let rows: Vec<(&RateKey, &Shape)> = rows.filter_map(|(key, line)| Some((*key, &line.at(*day)?.value))).collect();
            let told = |term: u32| own.iter().any(|(key, line)| key.terms.admits(term) && line.at(*day).is_some());
            if let Some(what) = left_out(&places, &rows, renew, told) {
                let message = format!("on {day} {what} finds no row: what falls there is held");
                return Some(at::<Rates, _>(row, Code::RateGap, message, REMEDY));
            }
        }
    }
    None
}

fn admits(key: &RateKey, (programme, tier): &Stand) -> bool {
    key.programme.admits(*programme) && key.tier.admits(*tier)
}

/// The first term without any month, as far as it can come to be, or the first month of a term that rows are `told` for.
fn left_out(places: &[Place], rows: &[(&RateKey, &Shape)], renew: bool, told: impl Fn(u32) -> bool) -> Option<String> {
    let of_term = |one: &Place, other: &Place| one.term == other.term;
    places.chunk_by(of_term).find_map(|months| {
        let term = months[0].term;
        let first = months.iter().find(|place| !is_answered(**place, rows))?;
        if months.iter().all(|place| !is_answered(*place, rows)) {
            (term == 1 || renew).then(|| format!("term {term}"))
        } else {
            told(term).then(|| format!("month {} of term {term}", first.month))
        }
    })
}

/// Whether a row stands there. What is due once is asked for in the first month, and answers for the whole term.
fn is_answered(place: Place, rows: &[(&RateKey, &Shape)]) -> bool {
    rows.iter().any(|(key, shape)| match shape {
        Shape::Points(_) => false,
        Shape::Multiple(_) | Shape::PercentOfTerm(_) => Place { month: 1, ..place }.is_in(key),
        _ => place.is_in(key),
    })
}

#[cfg(test)]
mod tests;
