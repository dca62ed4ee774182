//! Which rows of a rate table apply on a day (design §6, Rates).

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{
    rules::{ANY, Rate, RateKey, Shape, Terms},
    story::Partner,
};

/// What the table is asked: for whom and what, on which day, for which term and which of its months.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    pub partner: &'a Partner,
    pub product: &'a str,
    pub day: NaiveDate,
    pub term: u32,
    pub contract_month: u32,
}

/// A family of shapes that compete.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Family {
    First,
    Once,
    Fixed,
    Uplift,
    Points,
}

fn is_of(shape: &Shape, family: Family) -> bool {
    match shape {
        Shape::Percent(_) | Shape::Tenure(_) | Shape::Band(_) => family == Family::First,
        Shape::Multiple(_) | Shape::PercentOfTerm(_) => family == Family::Once,
        Shape::Fixed(_) => family == Family::Fixed,
        Shape::Uplift(_) => family == Family::Uplift,
        Shape::Points(_) => family == Family::Points,
        Shape::NoEntitlement => family != Family::Points,
        Shape::Closed => false,
    }
}

fn fits(key: &RateKey, asked: &Asked) -> bool {
    key.product.is_none_or(|product| product == asked.product)
        && key.programme.is_none_or(|programme| programme == Partner::programme(asked.day))
        && key.tier.is_none_or(|tier| tier == asked.partner.tier(asked.day))
        && key.competency.is_none_or(|competency| asked.partner.holds(competency, asked.day))
        && match key.terms {
            Terms::First => asked.term == 1,
            Terms::Later => asked.term >= 2,
            Terms::Any => true,
        }
        && key
            .months
            .is_none_or(|(first, last)| first <= asked.contract_month && last.is_none_or(|last| asked.contract_month <= last))
}

/// Columns from left to right, a named value before `*`.
fn specific(key: &RateKey) -> (bool, bool, bool, bool, u8, bool) {
    let terms = match key.terms {
        Terms::Any => 0,
        Terms::Later => 1,
        Terms::First => 2,
    };
    let RateKey { product, programme, tier, competency, .. } = key;
    (product.is_some(), programme.is_some(), tier.is_some(), competency.is_some(), terms, key.months.is_some())
}

/// The rows in force: each until the next with the same key.
fn in_force(rates: &[Rate], day: NaiveDate) -> impl Iterator<Item = &Rate> {
    rates.iter().filter(move |rate| {
        rate.from <= day && !rates.iter().any(|next| next.from > rate.from && next.from <= day && next.key == rate.key)
    })
}

fn worth(rate: &Rate) -> Decimal {
    match rate.shape {
        Shape::Percent(percent) => percent,
        _ => Decimal::NEGATIVE_ONE,
    }
}

/// The row of a family that wins; `none` competes in each.
pub fn pick<'a>(rates: &'a [Rate], family: Family, asked: &Asked) -> Option<&'a Rate> {
    in_force(rates, asked.day)
        .filter(|rate| is_of(&rate.shape, family) && fits(&rate.key, asked))
        .max_by(|a, b| specific(&a.key).cmp(&specific(&b.key)).then(worth(a).cmp(&worth(b))))
}

/// The percentage points for each competency held, before the cap.
pub fn points(rates: &[Rate], asked: &Asked) -> Decimal {
    let held = super::story::COMPETENCIES.iter().filter(|competency| asked.partner.holds(competency, asked.day));
    held.map(|competency| {
        let own = in_force(rates, asked.day)
            .filter(|rate| rate.key.competency == Some(competency) && is_of(&rate.shape, Family::Points))
            .filter(|rate| fits(&rate.key, asked))
            .max_by_key(|rate| specific(&rate.key));
        match own.map(|rate| &rate.shape) {
            Some(Shape::Points(points)) => *points,
            _ => Decimal::ZERO,
        }
    })
    .sum()
}

#[test]
fn the_most_specific_row_wins_and_none_among_them() {
    use super::calendar::day;
    let partner = Partner {
        id: "p".to_owned(),
        elections: vec![(day(2020, 1, 1), "gold")],
        competencies: vec![("phone", day(2020, 1, 1), None)],
        referral: Vec::new(),
        resale: super::rules::Plan { name: String::new(), components: Vec::new() },
        currency: "EUR",
        contracts: Vec::new(),
    };
    let percent = |key, number: i64| Rate { key, from: day(2018, 1, 1), shape: Shape::Percent(Decimal::from(number)) };
    let rates = [
        percent(ANY, 10),
        percent(RateKey { tier: Some("gold"), ..ANY }, 12),
        percent(RateKey { programme: Some("ladder"), ..ANY }, 11),
        Rate { key: RateKey { product: Some("PD"), ..ANY }, from: day(2018, 1, 1), shape: Shape::NoEntitlement },
        percent(RateKey { tier: Some("gold"), competency: Some("phone"), months: Some((13, None)), ..ANY }, 14),
    ];
    let chosen = |product, day, contract_month| {
        let asked = Asked { partner: &partner, product, day, term: 1, contract_month };
        pick(&rates, Family::First, &asked).map(worth)
    };
    assert_eq!(chosen("PA", day(2022, 1, 1), 1), Some(Decimal::from(11)), "programme stands before tier");
    assert_eq!(chosen("PA", day(2022, 7, 1), 1), Some(Decimal::from(12)));
    assert_eq!(chosen("PA", day(2022, 7, 1), 13), Some(Decimal::from(14)));
    assert_eq!(chosen("PD", day(2022, 7, 1), 13), Some(Decimal::NEGATIVE_ONE), "none");
}
