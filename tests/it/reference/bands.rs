//! What a payee's business gives by bands, month by month, and each item's part of it (design §6, Bands).

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::{
    calendar::Month,
    due::Due,
    exact::{Fraction, NOTHING, shared_out},
    rules::{Band, Component, Metric, Window},
    story::{digits, step_in},
};

/// First month of the window that a month lies in.
fn window_of(window: Window, month: Month) -> Month {
    match window {
        Window::Month => month,
        Window::Quarter => month - month % 3,
        Window::Year | Window::YearToDate => month - month % 12,
    }
}

/// Adds to each due what its band gives it.
pub fn add_bands(dues: &mut [Due]) {
    // Who counts together: plan, component, band, distributor where the band is of one, and the window.
    let mut together: BTreeMap<(String, Component, usize, &str, Month), Vec<usize>> = BTreeMap::new();
    for (at, due) in dues.iter().enumerate() {
        let Some(number) = due.band else { continue };
        let band = &due.rules.bands[number];
        let distributor = if band.all_distributors { "" } else { due.contract.per.distributor() };
        let key = (due.plan.name.clone(), due.rules.component, number, distributor, window_of(band.window, due.month));
        together.entry(key).or_default().push(at);
    }
    for group in together.into_values() {
        let due = &dues[group[0]];
        let (band, rules) = (&due.rules.bands[due.band.unwrap()], due.rules);
        let unit = step_in(rules.step, due.contract.currency);
        let minor = 10_i128.pow(digits(due.contract.currency));
        let months: BTreeSet<Month> = group.iter().map(|at| dues[*at].month).collect();
        let counts = counted(band, &group, dues, minor);
        for month in months {
            let amount = gives(band, &counts, month).times_whole(minor).round(unit);
            let own: Vec<usize> = group.iter().copied().filter(|at| dues[*at].month == month).collect();
            let weights: Vec<Fraction> = own.iter().map(|at| Fraction::whole(dues[*at].base)).collect();
            if amount != 0 {
                for (at, part) in own.iter().zip(shared_out(amount, unit, &weights)) {
                    dues[*at].parts = dues[*at].parts.plus(Fraction::whole(part));
                }
            }
        }
    }
}

/// Month by month: volume in major units, and what is new of the metric.
type Counts = BTreeMap<Month, (Fraction, Fraction)>;

fn counted(band: &Band, group: &[usize], dues: &[Due], minor: i128) -> Counts {
    let mut counts = Counts::new();
    let mut contracts: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut seats: BTreeMap<(&str, &str, &str), i128> = BTreeMap::new();
    let mut in_order: Vec<&Due> = group.iter().map(|at| &dues[*at]).collect();
    in_order.sort_by_key(|due| due.month);
    for due in in_order {
        let volume = Fraction::of(due.base, minor);
        let contract = (due.contract.per.distributor(), due.contract.number.as_str());
        let new = match band.metric {
            Metric::Volume => volume,
            Metric::Contracts => Fraction::whole(i128::from(contracts.insert(contract))),
            Metric::Seats => {
                let most = seats.entry((contract.0, contract.1, due.item.id)).or_default();
                let more = (due.seats - *most).max(0);
                *most += more;
                Fraction::whole(more)
            }
        };
        let month = counts.entry(due.month).or_insert((NOTHING, NOTHING));
        *month = (month.0.plus(volume), month.1.plus(new));
    }
    counts
}

/// The metric from the window's start through a month.
fn running(counts: &Counts, through: Month) -> Fraction {
    counts.range(..=through).fold(NOTHING, |sum, (_, (_, new))| sum.plus(*new))
}

fn reached(from: Decimal, metric: Fraction) -> bool {
    if from.is_zero() { metric > NOTHING } else { metric >= Fraction::decimal(from) }
}

/// What a month gives, in major units.
fn gives(band: &Band, counts: &Counts, month: Month) -> Fraction {
    let rate = |value: Decimal| if band.per_unit { Fraction::decimal(value) } else { Fraction::percent(value) };
    let (volume, new) = counts[&month];
    if band.graduated {
        let total = |through: Month| {
            let metric = running(counts, through);
            band.rows.iter().enumerate().fold(NOTHING, |sum, (at, (from, value, plus))| {
                let top = band.rows.get(at + 1).map_or(metric, |next| metric.at_most(Fraction::decimal(next.0)));
                let inside = top.minus(Fraction::decimal(*from)).at_least(NOTHING);
                let entry = plus.filter(|_| reached(*from, metric)).map_or(NOTHING, Fraction::decimal);
                sum.plus(inside.times(rate(*value))).plus(entry)
            })
        };
        return total(month).minus(total(month - 1));
    }
    let last = *counts.last_key_value().unwrap().0;
    let metric = running(counts, if band.window == Window::YearToDate { month } else { last });
    let (from, value, plus) = band.rows.iter().rfind(|(from, ..)| Fraction::decimal(*from) <= metric).unwrap();
    let quantity = if band.per_unit { new } else { volume };
    let entered = counts.keys().find(|month| reached(*from, running(counts, **month))).copied();
    let entry = plus.filter(|_| entered == Some(month)).map_or(NOTHING, Fraction::decimal);
    quantity.times(rate(*value)).plus(entry)
}
