//! A world of small partners, each with its own plans and contracts, made from a seed.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;

use super::{
    agreed::{Setting, benefits, name_contracts, referral, resale, since},
    calendar::{Month, day, month_of, name_of},
    dice::Dice,
    features::Features,
    lines::{Lines, targets},
    made_contracts::{Asks, contract},
    rules::{Plan, Rate},
    story::{COMPETENCIES, ExchangeRate, Partner, Per, TIERS},
};

pub struct World {
    pub features: Features,
    /// The first month that is settled.
    pub first_month: Month,
    pub partners: Vec<Partner>,
    pub exchange_rates: Vec<ExchangeRate>,
    pub benefits: Vec<Rate>,
    /// What was settled before the first month, by line.
    pub positions: Lines,
}

impl World {
    /// A world of at least so many histories of items.
    pub fn new(seed: u64, histories: u64, features: Features, first_month: Month, period: Month) -> World {
        World::made(seed, features, (first_month, period), (5, 16), |_, items| items >= histories)
    }

    /// A world of so many partners with at most so many contracts each.
    pub fn small(seed: u64, partners: usize, contracts: u64, features: Features, months: (Month, Month)) -> World {
        World::made(seed, features, months, (1, contracts), |made, _| made >= partners)
    }

    /// A world of partners with at least so many contracts each and fewer than so many more, until there is enough.
    fn made(
        seed: u64,
        features: Features,
        (first_month, period): (Month, Month),
        contracts_each: (u64, u64),
        enough: impl Fn(usize, u64) -> bool,
    ) -> World {
        let mut dice = Dice::new(seed);
        let exchange_rates = exchange_rates(&mut dice);
        let mut world = World {
            features,
            first_month,
            partners: Vec::new(),
            exchange_rates,
            benefits: benefits(),
            positions: BTreeMap::new(),
        };
        let (mut items, mut contracts) = (0, 0);
        while !enough(world.partners.len(), items) {
            let partner = partner(world.partners.len(), contracts_each, &mut contracts, &mut dice, &world.features);
            items += partner.contracts.iter().map(|contract| contract.items.len() as u64).sum::<u64>();
            world.partners.push(partner);
        }
        if world.features.has("opening") {
            world.positions = positions(&world, period, &mut dice);
        }
        world
    }
}

fn id(number: usize) -> String {
    format!("p-{number:05}")
}

fn partner(number: usize, each: (u64, u64), contracts: &mut u64, dice: &mut Dice, features: &Features) -> Partner {
    let mut setting = Setting {
        euros: dice.within(50),
        partner_currency: dice.one_of(&["EUR", "USD", "JPY", "KWD", "GBP"]),
        any_days: true,
        // The first partner shares in the contracts of all others.
        other: if number == 0 { id(1) } else { id(0) },
    };
    let name = |what: &str| format!("{what}-{number:05}");
    let mut plans = vec![(since(), referral(&name("a"), dice, features, &mut setting))];
    if features.has("new_plans") && dice.within(25) {
        plans.push((day(2022, 4, 15), referral(&name("b"), dice, features, &mut setting)));
    }
    let resale = resale(&name("r"), dice, features);
    let all: Vec<&Plan> = plans.iter().map(|(_, plan)| plan).chain([&resale]).collect();
    let asks = Asks::of(&all, &setting);
    let distributors: Vec<Per> = if dice.within(60) { vec![dice.one_of(&Per::ALL)] } else { Per::ALL.to_vec() };
    let made = (0..each.0 + dice.roll(each.1)).map(|_| {
        *contracts += 1;
        contract(*contracts, dice, features, &asks, &distributors)
    });
    let made = made.collect();
    let mut partner = Partner {
        id: id(number),
        elections: elections(dice),
        competencies: competencies(dice),
        referral: plans,
        resale,
        currency: setting.partner_currency,
        contracts: made,
    };
    name_contracts(&mut partner, &setting.other, dice);
    partner
}

/// Each partner elects again when the second programme begins: an election counts until its programme ends.
fn elections(dice: &mut Dice) -> Vec<(NaiveDate, &'static str)> {
    let mut rows = vec![(since(), dice.one_of(&TIERS))];
    let mut from = day(2020, 10, 1);
    while dice.within(60) {
        from = from + Days::new(30 + dice.roll(300));
        rows.push((from, dice.one_of(&TIERS)));
    }
    rows.retain(|(from, _)| *from != day(2022, 7, 1));
    rows.push((day(2022, 7, 1), dice.one_of(&TIERS)));
    rows
}

fn competencies(dice: &mut Dice) -> Vec<(&'static str, NaiveDate, Option<NaiveDate>)> {
    let mut held = Vec::new();
    for competency in COMPETENCIES {
        if dice.within(50) {
            let from = day(2020, 6, 1) + Days::new(dice.roll(1_000));
            held.push((competency, from, dice.within(40).then(|| from + Days::new(1 + dice.roll(700)))));
        }
    }
    held
}

/// Reference rates with holes of up to a week, and a fixed one from July 2022 on.
fn exchange_rates(dice: &mut Dice) -> Vec<ExchangeRate> {
    let mut rates = Vec::new();
    for (currency, about, scale) in
        [("USD", 11_000, 4), ("JPY", 13_000, 2), ("KWD", 33_000, 5), ("GBP", 85_000, 5), ("BGN", 19_558, 4)]
    {
        let mut on = day(2019, 11, 1);
        while on < day(2023, 11, 30) {
            if currency == "BGN" && on >= day(2022, 7, 1) {
                break;
            }
            let rate = Decimal::new(about + i64::try_from(dice.roll(2_000)).unwrap() - 1_000, scale);
            rates.push(ExchangeRate { currency, on, rate, fixed: false });
            on = on + Days::new(1 + dice.roll(7));
        }
    }
    rates.push(ExchangeRate { currency: "BGN", on: day(2022, 7, 1), rate: Decimal::new(195_583, 5), fixed: true });
    rates
}

/// For some keys of months before the first: the same as is due, or another amount, or one where nothing is due.
fn positions(world: &World, period: Month, dice: &mut Dice) -> Lines {
    let mut positions = Lines::new();
    for partner in &world.partners {
        for ((month, line), target) in targets(world, partner, period) {
            if month < world.first_month && dice.within(3) {
                let other = i128::from(dice.roll(20_000)) - 3_000;
                positions.insert(line, if dice.within(30) { target } else { other });
            }
        }
        for contract in partner.contracts.iter().filter(|contract| contract.referral) {
            if !dice.within(2) {
                continue;
            }
            let item = &contract.items[0];
            let month = name_of(month_of(item.start).min(world.first_month) - 1);
            let (distributor, number, currency) = (contract.per.distributor(), &contract.number, contract.currency);
            let line = format!("{distributor}/{number}/{}/1/commission/{month}/{}/{currency}", item.id, partner.id);
            positions.entry(line).or_insert(100 + i128::from(dice.roll(9_000)));
        }
    }
    positions.retain(|_, amount| *amount != 0);
    positions
}
