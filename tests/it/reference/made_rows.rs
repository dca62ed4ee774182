//! Bands, clawbacks, splits and limits by chance.

use rust_decimal::Decimal;

use super::{
    agreed::{Setting, since},
    calendar::day,
    dice::Dice,
    rules::{
        Band, Basis, Clawback, Component, Each, Formula, Limit, Method, Metric, PaidIn, Precision, Rules, Scope, Split, Window,
    },
    story::{Cause, digits},
};

pub fn band(name: String, dice: &mut Dice) -> Band {
    let metric = dice.one_of(&[Metric::Volume, Metric::Contracts, Metric::Seats]);
    let graduated = dice.within(50);
    // Graduated bands give percent of volume and sums per contract or seat; flat ones also percent by contracts or seats.
    let per_unit = metric != Metric::Volume && (graduated || dice.within(50));
    let size = match metric {
        Metric::Volume => 10_i64.pow(2 + u32::try_from(dice.roll(3)).unwrap()),
        Metric::Contracts => 1 + i64::try_from(dice.roll(3)).unwrap(),
        Metric::Seats => 10 + i64::try_from(dice.roll(40)).unwrap(),
    };
    let row = |at: i64, dice: &mut Dice| {
        let from = if at == 0 { Decimal::ZERO } else { Decimal::from(size * at * at) };
        let value = if per_unit { dice.decimal(0, 999, 2) } else { dice.decimal(0, 80, 1) };
        (from, value, dice.within(30).then(|| dice.decimal(100, 20_000, 2)))
    };
    let rows = (0..2 + i64::try_from(dice.roll(3)).unwrap()).map(|at| row(at, dice)).collect();
    let window = dice.one_of(&[Window::Month, Window::Quarter, Window::Year, Window::YearToDate]);
    Band { name, metric, all_distributors: dice.within(40), window, graduated, per_unit, rows }
}

pub fn clawbacks(rules: &mut Rules, dice: &mut Dice) {
    let one = |from, dice: &mut Dice, rules: &Rules| {
        let mut causes = vec![Cause::Customer];
        if dice.within(50) {
            causes.push(Cause::Neither);
        }
        // A principal's cancellation takes back only where the plan lets months end with it.
        if !rules.runs_on() && dice.within(50) {
            causes.push(Cause::Principal);
        }
        let window = dice.one_of(&[None, Some(3), Some(6), Some(12), Some(24)]);
        // Steps lie within the window: a limit beyond it is refused when the table is read.
        let (first, second) = if window == Some(3) { (1, 3) } else { dice.one_of(&[(1, 4), (3, 6), (2, 5)]) };
        Clawback {
            from,
            method: dice.one_of(&[
                Method::KeepsAll,
                Method::Full,
                Method::ProRata,
                Method::ProRata,
                Method::Stepped,
                Method::Stepped,
            ]),
            window,
            precision: dice.one_of(&[Precision::Day, Precision::MonthBegun, Precision::MonthCompleted]),
            causes,
            steps: vec![
                (dice.one_of(&[Decimal::ZERO, Decimal::TEN]), Some(first)),
                (Decimal::from(50), Some(second)),
                (Decimal::from(80), None),
            ],
        }
    };
    let row = one(since(), dice, rules);
    rules.clawbacks.push(row);
    if rules.basis != Basis::BestOf && dice.within(30) {
        let row = one(day(2022, 1, 1), dice, rules);
        rules.clawbacks.push(row);
    }
}

/// Position, payee, formula, percent and what it is paid as.
type Link<'a> = (u32, &'a str, Formula, &'a str, Option<Component>);

/// A chain of shares for all contracts, or for those of a distributor, or for one.
pub fn splits(rules: &mut Rules, distributor: Option<&'static str>, contract: Option<&str>, dice: &mut Dice, other: &str) {
    let over = dice.one_of(&[None, Some(Component::Override)]);
    let gross = dice.one_of(&["60", "70", "66.67"]);
    let chains: [&[Link]; 5] = [
        &[(1, "partner", Formula::OfGross, gross, None), (2, "distributor", Formula::Differential, "82.5", over)],
        &[
            (1, "partner", Formula::OfGross, gross, None),
            (2, other, Formula::OfAgent, "20", None),
            (3, "distributor", Formula::OfRest, "50", over),
        ],
        &[(1, "partner", Formula::OfGross, "50", None), (2, other, Formula::OfGross, "33.33", None)],
        &[
            (1, other, Formula::OfGross, "20", None),
            (2, "partner", Formula::OfRest, "75", None),
            (3, "distributor", Formula::Differential, "90", over),
        ],
        &[
            (1, "partner", Formula::OfGross, "45", None),
            (1, other, Formula::OfGross, "45", None),
            (2, "distributor", Formula::OfGross, "10", over),
        ],
    ];
    let chain = dice.one_of(&chains);
    let dated = rules.basis != Basis::BestOf;
    let from = if dated && contract.is_some() && dice.within(50) { day(2022, 5, 1) } else { since() };
    for (position, payee, formula, percent, paid_as) in chain {
        let row = Split {
            distributor,
            contract: contract.map(str::to_owned),
            position: *position,
            payee: (*payee).to_owned(),
            from,
            formula: *formula,
            percent: percent.parse().unwrap(),
            paid_as: *paid_as,
        };
        // A share of the rest or the difference may change from a day on without going above gross.
        if dated && *formula != Formula::OfGross && dice.within(30) {
            let percent = row.percent - Decimal::ONE;
            rules.splits.push(Split { from: day(2022, 8, 15), percent, ..row.clone() });
        }
        rules.splits.push(row);
    }
}

pub fn limits(rules: &mut Rules, floors: bool, setting: &Setting, dice: &mut Dice) {
    let currency = match rules.paid_in {
        PaidIn::Book(currency) => currency,
        PaidIn::Payee => setting.partner_currency,
        PaidIn::Contract if setting.euros => "EUR",
        PaidIn::Contract => dice.one_of(&["EUR", "USD", "JPY"]),
    };
    let unit = 10_i128.pow(digits(currency));
    for _ in 0..=dice.roll(3) {
        let scope = dice.one_of(&[Scope::Item, Scope::Contract, Scope::Payee]);
        let each =
            dice.one_of(&[Each::Month, Each::Month, Each::Year, if scope == Scope::Payee { Each::Year } else { Each::Term }]);
        let floor = floors && dice.within(40);
        let many = if scope == Scope::Payee { 5 } else { 1 } * if each == Each::Month { 1 } else { 8 };
        let amount =
            i128::from(1 + dice.roll(if floor { 20 } else { 200 })) * unit * many + i128::from(dice.roll(100)) * unit / 100;
        // One of year and term for a scope; one row for a key.
        let taken = |own: &Limit| own.scope == scope && (own.each == each || (own.each != Each::Month && each != Each::Month));
        // A floor above its cap is refused when the tables are checked.
        let crossed =
            |own: &Limit| own.scope == scope && own.each == each && own.floor != floor && (own.amount < amount) == own.floor;
        let crossed = rules.limits.iter().any(|own| taken(own) && !crossed(own) && own.floor != floor && own.each == each);
        if !crossed && !rules.limits.iter().any(|own| taken(own) && (own.floor == floor || own.each != each)) {
            rules.limits.push(Limit { floor, scope, each, currency, amount });
        }
    }
}
