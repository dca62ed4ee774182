//! `fixtures/rules/bands.csv`: what the bands of `bands-table.csv` give.
//!
//! Given: the `band`; the `sales`, parted by `;`: month (or months `2022-01..2022-03`), contract (or contracts
//! `C-1..C-19`; an item behind `/`), the month's base, and perhaps words behind it: a currency, `seats 12`, `via exertis`
//! (another distributor), `by fjordvik` (another partner), `as bonus`, `on 2022-03-15` (the governing day; the month's
//! first day where absent), `step 0.10` (the plan's rounding); and the `period` that is settled. Comes out, by month or
//! run of equal months: the metric `reached`, the `amounts` of the payee, the `shares` of contracts (a `reached` or
//! `shares` that is empty is not looked at), and what is `held` and why.

use std::{collections::BTreeMap, fmt::Display};

use rust_decimal::Decimal;

use super::{Case, Table, small_world::sound};
use crate::{
    basics::{Component, Currency, Month},
    rulebook::{Band, BandTable, Bands},
    settlement::{BandGroup, BandOutcome, Claim, band_amounts},
    sheets::dated::{DatedRows, decimal, iso_day},
};

const TABLE: Table = Table {
    name: "fixtures/rules/bands.csv",
    text: include_str!("../../../fixtures/rules/bands.csv"),
    given: &["band", "sales", "period"],
    expected: &["reached", "amounts", "shares", "held"],
};

pub(super) const PARTIES: [&str; 2] = ["tonwerk", "fjordvik"];
pub(super) const DISTRIBUTORS: [&str; 2] = ["nuvias", "exertis"];

/// The key of a claim: contract and item as the case writes them.
type Key = String;

pub(super) fn number(names: &[&str], name: &str) -> u32 {
    let place = names.iter().position(|own| *own == name).unwrap_or_else(|| panic!("{name:?}: expected one of {names:?}"));
    u32::try_from(place).unwrap()
}

pub(super) fn months(text: &str) -> Vec<Month> {
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    let month = |text: &str| text.parse::<Month>().unwrap_or_else(|expected| panic!("{text:?}: {expected}"));
    month(first).through(month(last)).collect()
}

/// `C-1..C-19` as its contracts; their texts live as long as the tests.
fn contracts(text: &str) -> Vec<&'static str> {
    let Some((first, last)) = text.split_once("..") else { return vec![text.to_owned().leak()] };
    let (series, number) = first.split_once('-').expect("contracts such as C-1..C-19");
    let last: u32 = last.strip_prefix(series).and_then(|end| end[1..].parse().ok()).expect("a last contract");
    (number.parse().expect("a first contract")..=last).map(|number: u32| &*format!("{series}-{number}").leak()).collect()
}

/// The claims of a cell.
fn claims<'a>(cell: &str, band: impl Fn(chrono::NaiveDate) -> &'a Band) -> Vec<Claim<'a, Key>> {
    let mut claims = Vec::new();
    for sale in cell.split(';').map(str::trim) {
        let mut words = sale.split_whitespace();
        let mut next = || words.next().unwrap_or_else(|| panic!("{sale:?}: expected month, contract and base"));
        let (over, whose, base) = (next(), next(), next());
        let more: Vec<&str> = words.collect();
        let said = |word: &str| more.iter().position(|own| *own == word).map(|at| more[at + 1]);
        let (whose, item) = whose.split_once('/').unwrap_or((whose, "1"));
        let item: &str = item.to_owned().leak();
        for month in months(over) {
            let day = said("on").map_or(month.first_day(), |day| iso_day(day).unwrap());
            let band = band(day);
            let currency: Currency = more.iter().find_map(|word| word.parse().ok()).unwrap_or(band.terms.currency);
            let minor = |text: &str| currency.minor(decimal(text).unwrap()).unwrap();
            for contract in contracts(whose) {
                claims.push(Claim {
                    key: [contract, if item == "1" { "" } else { "/" }, item.trim_start_matches('1')]
                        .into_iter()
                        .chain(["via", "as"].into_iter().filter_map(&said).flat_map(|own| [" ", own]))
                        .collect(),
                    payee: number(&PARTIES, said("by").unwrap_or(PARTIES[0])),
                    distributor: number(&DISTRIBUTORS, said("via").unwrap_or(DISTRIBUTORS[0])),
                    component: said("as").map_or(Component::Commission, |word| word.parse().unwrap()),
                    contract,
                    item,
                    month,
                    currency,
                    base: minor(base),
                    seats: said("seats").map(|seats| decimal(seats).unwrap()),
                    step_minor: said("step").map_or(1, minor),
                    band,
                    day,
                });
            }
        }
    }
    claims
}

/// The bands of the neighbour table.
fn table() -> BandTable {
    let text = include_str!("../../../fixtures/rules/bands-table.csv");
    let rows = sound(DatedRows::<Bands>::read("fixtures/rules/bands-table.csv", 0, text.as_bytes().to_vec()));
    BandTable::new(sound(rows.known_on(super::small_world::day(super::small_world::LATE))))
}

/// Values by whose they are and month, equal ones of months in a row together: `2022-01..2022-03 200.00 via exertis`.
pub(super) fn runs<W: Ord + Clone>(values: BTreeMap<(W, Month), String>, show: impl Fn(&W, &str) -> String) -> String {
    let mut runs: Vec<(W, Month, Month, String)> = Vec::new();
    for ((whose, month), value) in values {
        match runs.last_mut() {
            Some((own, _, last, same)) if *own == whose && last.next() == month && *same == value => *last = month,
            _ => runs.push((whose, month, month, value)),
        }
    }
    let shown = |(whose, first, last, value): &(W, Month, Month, String)| {
        let months = if first == last { first.to_string() } else { format!("{first}..{last}") };
        format!("{months} {}", show(whose, value))
    };
    runs.iter().map(shown).collect::<Vec<_>>().join("; ")
}

fn whose(group: &BandGroup) -> String {
    let other = |word: &str, name: &dyn Display, usual: bool| if usual { String::new() } else { format!(" {word} {name}") };
    let distributor = group.distributor.map_or("all", |number| DISTRIBUTORS[number as usize]);
    [
        other("by", &PARTIES[group.payee as usize], group.payee == 0),
        other("via", &distributor, group.distributor == Some(0)),
        other("as", &group.component, group.component == Component::Commission),
    ]
    .concat()
}

fn answer(case: &Case) -> Vec<String> {
    let (bands, name) = (table(), case.get("band"));
    let band = |day| bands.on(&name, day).unwrap_or_else(|| panic!("no band {name} on {day}"));
    let claims = claims(case.text("sales"), band);
    let BandOutcome { amounts, held, months } = band_amounts(&claims, case.get("period"));
    let currency = claims[0].band.terms.currency;
    let of_months = |value: &dyn Fn(&crate::settlement::BandMonth) -> Decimal| {
        let values = months.iter().map(|((group, month), whole)| ((*group, *month), value(whole).to_string()));
        runs(values.collect(), |group, value| format!("{value}{}", whose(group)))
    };
    let reasons = held.into_iter().map(|((key, month), hold)| {
        let claim = claims.iter().find(|claim| claim.key == key && claim.month == month).expect("a claim is held");
        ((key, month), claim.unresolved(hold).message)
    });
    let shares = amounts.into_iter().map(|(key, minor)| (key, currency.major(minor).to_string())).collect();
    let looked_at = |column: &str, answer: String| if case.text(column).is_empty() { String::new() } else { answer };
    vec![
        looked_at("reached", of_months(&|whole| whole.reached.normalize())),
        of_months(&|whole| currency.major(whole.minor)),
        looked_at("shares", runs(shares, |key, value| format!("{key} {value}"))),
        runs(reasons.collect(), |key, why| format!("{key}: {why}")),
    ]
}

#[test]
fn bands_follow_their_table() {
    TABLE.holds(answer);
}
