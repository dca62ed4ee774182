//! From stories to lines: the targets of a partner, and what a period posts of them (design §3).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rayon::prelude::*;

use super::{
    bands::add_bands,
    calendar::{Month, last_day, name_of},
    choice::{Asked, Family, pick},
    due::{Due, dues, governing, rounded},
    exact::Fraction,
    limits::limit,
    rules::{Component, Plan, Rules, Shape},
    shares::{Share, converted, currency, shared},
    story::Partner,
    world::World,
};

/// `distributor/contract/item/term/component/earned/payee/currency`, and an amount in minor units.
pub type Lines = BTreeMap<String, i128>;

/// What is due to and through a partner for each month up to the period.
pub fn targets(world: &World, partner: &Partner, period: Month) -> BTreeMap<(Month, String), i128> {
    let mut dues = dues(partner, &world.benefits, last_day(period));
    // Of equal remainders the earlier: contracts, items and terms in their order.
    let place = |due: &Due| (due.contract.per.distributor(), due.contract.number.clone(), due.item.id, due.term.number);
    dues.sort_by_key(place);
    add_bands(&mut dues);
    for due in &mut dues {
        due.amount = rounded(due);
    }
    let uplifts = uplifts(partner, &dues);
    let mut order: Vec<&Due> = dues.iter().chain(&uplifts).collect();
    order.sort_by_key(|due| place(due));
    let mut shares: Vec<Share> = Vec::new();
    for due in order {
        let currency = currency(due, partner);
        for (payee, component, amount) in shared(due, partner) {
            let amount = converted(amount, due, currency, &world.exchange_rates);
            shares.push(Share { due, payee, component, currency, amount });
        }
    }
    limit(&mut shares);
    let mut targets = BTreeMap::new();
    for Share { due, payee, component, currency, amount } in shares {
        let (contract, month) = (due.contract, due.month);
        let line = format!(
            "{}/{}/{}/{}/{}/{}/{payee}/{currency}",
            contract.per.distributor(),
            contract.number,
            due.item.id,
            due.term.number,
            component.word(),
            name_of(month)
        );
        *targets.entry((month, line)).or_insert(0) += amount;
    }
    targets
}

/// Uplifts of what commission gave, before it is shared.
fn uplifts<'a>(partner: &'a Partner, dues: &[Due<'a>]) -> Vec<Due<'a>> {
    let of = |plan: &'a Plan| -> Option<&'a Rules> { plan.components.iter().find(|rules| rules.component == Component::Uplift) };
    let commissions = dues.iter().filter(|due| due.rules.component == Component::Commission);
    let uplift = |due: &Due<'a>| {
        let rules = of(due.plan)?;
        let gives = |day: NaiveDate| {
            let (product, term) = (due.item.product, due.term.number);
            let asked = Asked { partner, product, day, term, contract_month: 1 };
            match &pick(&rules.rates, Family::Uplift, &asked).unwrap().shape {
                Shape::Uplift(percent) => Some((Fraction::percent(*percent).times_whole(due.amount), day)),
                _ => None,
            }
        };
        let best = governing(rules.basis, &due.term, due.from).into_iter().filter_map(gives);
        let (parts, day) = best.reduce(|best, other| if other.0 > best.0 { other } else { best })?;
        let mut own = Due { rules, day, parts, band: None, ..due.clone() };
        own.amount = rounded(&own);
        Some(own)
    };
    commissions.filter_map(uplift).collect()
}

/// The lines of a period: targets less positions, of months that are settled here or stood open before.
pub fn expected(world: &World, period: Month) -> Lines {
    let posted = |partner: &Partner| -> Vec<(String, i128)> {
        let all = targets(world, partner, period).into_iter();
        let own = all.filter(|((month, line), _)| *month >= world.first_month || world.positions.contains_key(line));
        own.map(|((_, line), target)| (line, target)).collect()
    };
    let mut lines: Lines = world.partners.par_iter().flat_map_iter(posted).collect();
    for (line, position) in &world.positions {
        *lines.entry(line.clone()).or_insert(0) -= position;
    }
    lines.retain(|_, amount| *amount != 0);
    lines
}
