//! Rows of the rate table by chance. A general row in some family is always among them: no term is without a rate.

use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;

use super::{
    agreed::{general_terms, since},
    calendar::day,
    dice::Dice,
    features::Features,
    rules::{ANY, Fixed, Rate, RateKey, Rules, Shape, Terms},
    story::{COMPETENCIES, TIERS},
};

/// Adds a row, unless its keys are taken: a key has one row at a time, whatever its shape.
fn push(rules: &mut Rules, key: RateKey, from: NaiveDate, shape: Shape) {
    let family = |shape: &Shape| match shape {
        Shape::Multiple(_) | Shape::PercentOfTerm(_) => 2,
        Shape::Fixed(_) => 3,
        Shape::Points(_) => 4,
        _ => 1,
    };
    let closes = matches!(shape, Shape::Closed);
    let taken = |own: &Rate| own.key == key && (own.from == from || (!closes && family(&own.shape) != family(&shape)));
    if !rules.rates.iter().any(taken) {
        rules.rates.push(Rate { key, from, shape });
    }
}

/// A general key that no other row has: all terms, the first or later ones, or all months counted.
fn free(rules: &Rules, months: bool) -> Option<Vec<RateKey>> {
    let by_terms = |terms: &[Terms]| terms.iter().map(|terms| RateKey { terms: *terms, ..ANY }).collect::<Vec<_>>();
    let mut choices = vec![by_terms(&[Terms::Any]), by_terms(&[Terms::First, Terms::Later])];
    if months {
        choices.push(vec![RateKey { months: Some((1, None)), ..ANY }]);
    }
    let is_free = |keys: &Vec<RateKey>| !rules.rates.iter().any(|rate| keys.contains(&rate.key));
    choices.into_iter().find(is_free)
}

/// The same key with other values as time goes by.
fn changing(rules: &mut Rules, key: RateKey, dice: &mut Dice) {
    let mut from = since();
    for _ in 0..=dice.roll(4) {
        push(rules, key, from, Shape::Percent(dice.percent()));
        from = day(2019, 6, 1).max(from) + Days::new(100 + dice.roll(400));
    }
}

/// Percent, tenure and band rows, and points.
pub fn family_one(rules: &mut Rules, dice: &mut Dice, features: &Features) {
    let steps = |dice: &mut Dice| {
        let first = dice.one_of(&[1, 3, 6, 12, 24]);
        let second = first + dice.one_of(&[1, 6, 12]);
        vec![
            (Decimal::from(30), Some(first)),
            (dice.percent(), Some(second)),
            (dice.one_of(&[Decimal::ZERO, Decimal::from(20), Decimal::ONE]), None),
        ]
    };
    if !rules.bands.is_empty() {
        push(rules, ANY, since(), Shape::Band(0));
        if rules.bands.len() > 1 {
            push(rules, RateKey { product: Some("PB"), ..ANY }, since(), Shape::Band(1));
        }
        if dice.within(50) {
            changing(rules, RateKey { product: Some("PA"), ..ANY }, dice);
        }
        return;
    }
    let by_tenure = features.has("tenure") && dice.within(30);
    if by_tenure {
        let shape = Shape::Tenure(steps(dice));
        push(rules, ANY, since(), shape);
        if dice.within(30) {
            let (from, shape) = (day(2022, 1, 1), Shape::Tenure(steps(dice)));
            push(rules, ANY, from, shape);
        }
    } else {
        for terms in general_terms(dice) {
            changing(rules, RateKey { terms: *terms, ..ANY }, dice);
        }
    }
    if dice.within(45) {
        changing(rules, RateKey { tier: Some(dice.one_of(&TIERS)), ..ANY }, dice);
    }
    if dice.within(25) {
        changing(rules, RateKey { programme: Some(dice.one_of(&["ladder", "summit"])), ..ANY }, dice);
    }
    if dice.within(30) {
        for competency in &COMPETENCIES[..2] {
            changing(rules, RateKey { competency: Some(competency), ..ANY }, dice);
        }
    }
    if dice.within(30) {
        let key = RateKey { product: Some("PA"), terms: dice.one_of(&[Terms::First, Terms::Any]), ..ANY };
        changing(rules, key, dice);
        if dice.within(40) {
            push(rules, key, day(2022, 11, 1), Shape::Closed);
        }
    }
    if features.has("tenure") && dice.within(20) {
        let shape = Shape::Tenure(steps(dice));
        push(rules, RateKey { product: Some("PB"), ..ANY }, since(), shape);
    }
    if features.has("contract_months") && dice.within(40) {
        months(rules, dice);
    }
    if features.has("points") && dice.within(40) {
        // Percentages may stand under the same competency: points name the programme, or all of them.
        let programmes = if rules.rates.iter().any(|rate| rate.key.competency.is_some()) {
            &[Some("ladder"), Some("summit")][..]
        } else {
            &[None]
        };
        for (programme, competency) in programmes.iter().flat_map(|own| COMPETENCIES.map(|competency| (*own, competency))) {
            let key = RateKey { programme, competency: Some(competency), ..ANY };
            push(rules, key, since(), Shape::Points(dice.decimal(1, 35, 1)));
        }
        push(rules, RateKey { tier: Some("top"), competency: Some("phone"), ..ANY }, since(), Shape::Points(Decimal::from(5)));
        rules.points_cap = Some(dice.one_of(&[Decimal::from(3), Decimal::from(4), Decimal::from(8)]));
    }
}

/// Ranges of contract months that do not overlap.
fn months(rules: &mut Rules, dice: &mut Dice) {
    let terms = dice.one_of(&[Terms::First, Terms::Later, Terms::Any]);
    let product = dice.one_of(&[None, None, Some("PC")]);
    let first = dice.one_of(&[1, 2, 5]);
    let ranges = [(first, Some(first)), (first + 1, Some(first + 7)), (first + 8, None)];
    for range in &ranges[..dice.one_of(&[1, 2, 3])] {
        push(rules, RateKey { product, terms, months: Some(*range), ..ANY }, since(), Shape::Percent(dice.percent()));
    }
}

/// Amounts due once and fixed sums: beside the monthly rates, or instead of them.
pub fn once_and_fixed(rules: &mut Rules, dice: &mut Dice, features: &Features, families: [bool; 3], monthly: bool) {
    let once = |dice: &mut Dice| {
        let multiple = Shape::Multiple(dice.one_of(&["2", "0.84", "1.5", "3"]).parse().unwrap());
        let percent = Shape::PercentOfTerm(dice.percent());
        match (families[0], families[1]) {
            (true, true) => [multiple, percent][usize::from(dice.within(50))].clone(),
            (true, false) => multiple,
            _ => percent,
        }
    };
    let months = features.has("contract_months");
    if (families[0] || families[1]) && dice.within(if monthly { 40 } else { 100 }) {
        let keys = free(rules, months).unwrap();
        // Where months pay too, later terms may give nothing once.
        let only_first = monthly && keys.len() > 1 && dice.within(40);
        for key in if only_first { &keys[..1] } else { &keys } {
            let shape = once(dice);
            push(rules, *key, since(), shape);
        }
        if dice.within(40) {
            let shape = once(dice);
            push(rules, RateKey { product: Some("PB"), tier: Some(dice.one_of(&TIERS)), ..ANY }, since(), shape);
        }
    } else if !monthly {
        push(rules, ANY, since(), fixed(dice));
    }
    if let Some(keys) = free(rules, months).filter(|_| families[2] && dice.within(35)) {
        for key in keys {
            push(rules, key, since(), fixed(dice));
        }
    }
    if families[2] && dice.within(20) {
        push(rules, RateKey { product: Some("PC"), ..ANY }, since(), fixed(dice));
        if months {
            push(rules, RateKey { product: Some("PC"), months: Some((3, Some(9))), ..ANY }, since(), fixed(dice));
        }
    }
}

fn fixed(dice: &mut Dice) -> Shape {
    let cents = dice.one_of(&[1500, 1, 250, 4500, 6000, 333]);
    Shape::Fixed(Fixed { cents, per_seat: dice.within(50), per_month: dice.within(50) })
}
