//! Contracts by chance: starts at month ends and leap days, terms of months or of any days, changes, cancellations, invoices.

use chrono::{Datelike, Days, NaiveDate, TimeDelta};

use super::{
    agreed::Setting,
    calendar::{Month, day, first_day, last_day, month_of, months_later},
    dice::Dice,
    features::Features,
    rules::{Plan, Proration},
    story::{Cause, Contract, Invoice, Item, PRODUCTS, Per, Phase},
};

const ITEMS: [&str; 3] = ["10", "20", "30"];

/// What the plans of a partner ask of every item.
pub struct Asks<'a> {
    pub setting: &'a Setting,
    /// No month may be without a base: bands and floors are allocated by it.
    pub always_something: bool,
    /// Terms of days shorter than a month: nothing could be spread over no completed month.
    pub completed: bool,
    pub paid: bool,
}

impl<'a> Asks<'a> {
    pub fn of(plans: &[&Plan], setting: &'a Setting) -> Self {
        let any = |asks: &dyn Fn(&super::rules::Rules) -> bool| plans.iter().flat_map(|plan| &plan.components).any(asks);
        Asks {
            setting,
            always_something: any(&|rules| !rules.bands.is_empty() || rules.limits.iter().any(|limit| limit.floor)),
            completed: any(&|rules| rules.proration == Proration::Completed),
            paid: any(&|rules| rules.customer_paid),
        }
    }
}

pub fn contract(number: u64, dice: &mut Dice, features: &Features, asks: &Asks, distributors: &[Per]) -> Contract {
    let per = dice.one_of(distributors);
    let currency = if asks.setting.euros { "EUR" } else { dice.one_of(&["EUR", "USD", "JPY", "KWD", "BGN"]) };
    let first = item(ITEMS[0], per, dice, asks);
    let mut items = vec![first];
    if features.has("items") {
        for id in &ITEMS[1..] {
            if dice.within(30) {
                let mut next = item(id, per, dice, asks);
                // Mostly the lines of a contract begin and end together.
                if dice.within(60) {
                    let Item { signed, start, end, months, renewal, cancelled, .. } = items[0].clone();
                    let moved = (start - next.start).num_days();
                    next.phases.iter_mut().for_each(|phase| phase.from += TimeDelta::days(moved));
                    next = Item { signed, start, end, months, renewal, cancelled, ..next };
                }
                items.push(next);
            }
        }
    }
    if asks.paid {
        items.iter_mut().for_each(|item| item.invoices = invoices(item, dice));
    }
    Contract { number: format!("C-{number:06}"), per, referral: dice.within(70), currency, items }
}

fn start(dice: &mut Dice) -> NaiveDate {
    if dice.within(30) {
        let (year, month) = (dice.one_of(&[2021, 2022, 2022, 2023]), dice.one_of(&[1, 3, 5, 8, 12]));
        let last = last_day(month_of(day(year, month, 1)));
        return last.with_day(dice.one_of(&[29, 30, 31]).min(last.day())).unwrap();
    }
    if dice.within(5) {
        return day(2020, 2, 29);
    }
    day(2020, 11, 1) + Days::new(dice.roll(1_050))
}

fn item(id: &'static str, per: Per, dice: &mut Dice, asks: &Asks) -> Item {
    let start = start(dice);
    let mut months = Some(dice.one_of(&[1, 1, 2, 3, 6, 12, 12, 24, 36, 60]));
    let mut end = months_later(start, months.unwrap());
    if asks.setting.any_days && dice.within(10) {
        let long = asks.completed && per == Per::Term;
        end = start + Days::new(if long { dice.one_of(&[45, 100, 400]) } else { dice.one_of(&[1, 5, 45, 100, 400]) });
        months = (1..80).find(|months| months_later(start, *months) == end);
    }
    let renewal = match (per, months) {
        (Per::Term, None) => 0,
        (Per::Term, Some(months)) => dice.one_of(&[0, months]),
        _ => dice.one_of(&[0, 1, 3, 12]),
    };
    let least = if asks.always_something { 10_000 } else { 1 };
    let phase = |from, dice: &mut Dice| {
        let size = 10_u64.pow(3 + u32::try_from(dice.roll(5)).unwrap());
        Phase { from, amount: least + i128::from(dice.roll(size)), seats: i128::from(1 + dice.roll(60)) }
    };
    let mut phases = vec![phase(start, dice)];
    while dice.within(25) {
        let from = start + Days::new(1 + dice.roll(500));
        if phases.iter().all(|own| own.from != from) {
            phases.push(phase(from, dice));
        }
    }
    phases.sort_by_key(|phase| phase.from);
    let causes = [Cause::Customer, Cause::Principal, Cause::Neither];
    let cancelled = dice.within(30).then(|| (start + Days::new(dice.roll(700)), dice.one_of(&causes)));
    let signed = dice.within(50).then(|| start - Days::new(dice.roll(60)));
    let product = dice.one_of(&PRODUCTS);
    Item { id, product, signed, start, end, months, renewal, phases, cancelled, invoices: Vec::new() }
}

/// Invoices for months and quarters, paid late, in parts, too much or never.
fn invoices(item: &Item, dice: &mut Dice) -> Vec<Invoice> {
    let mut rows = Vec::new();
    let (mut month, end): (Month, Month) = (month_of(item.start).max(month_of(day(2022, 1, 1))), month_of(day(2023, 10, 1)));
    let length = dice.one_of(&[1, 3, 12]);
    while month <= end {
        let number = format!("R{:02}", rows.len());
        let last = month + length - 1 + i32::from(dice.within(10));
        let invoiced = if dice.within(5) { 0 } else { i128::from(1 + dice.roll(1_000_000)) };
        let mut on = first_day(month) + Days::new(dice.roll(20));
        let mut row = Invoice { number, on, first: month, last, invoiced, paid: 0 };
        if !dice.within(10) {
            rows.push(row.clone());
            while dice.within(60) {
                on = on + Days::new(1 + dice.roll(120));
                let rest = invoiced - row.paid;
                let more = dice.one_of(&[rest, rest / 2, rest / 3, rest + 100]);
                row = Invoice { on, paid: row.paid + more, ..row };
                rows.push(row.clone());
            }
        }
        month += length;
    }
    rows
}
