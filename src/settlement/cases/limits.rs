//! `fixtures/rules/limits.csv`: what the limits of `limits-table.csv` leave or add.
//!
//! Given: the `plan`, and what would be `due` without limits, parted by `;`: month (or months `2022-01..2022-03`),
//! contract (an item behind `/`), amount, and perhaps words behind it: a currency (EUR where absent), `base 300.00`,
//! `by fjordvik`, `via exertis`, `as bonus`, `term 2`, `on 2022-03-15` (the governing day; the month's first day where
//! absent). Comes out: what is `paid`, in the order of contracts and months, equal amounts of months in a row together.

use std::collections::BTreeMap;

use super::{
    Case, Table,
    bands::{DISTRIBUTORS, PARTIES, months, number, runs},
    small_world::{LATE, day, sound},
};
use crate::{
    basics::{Component, Currency, Month},
    rulebook::{LimitTable, Limits},
    settlement::{Entry, limited},
    sheets::dated::{DatedRows, decimal, iso_day, whole},
};

const TABLE: Table = Table {
    name: "fixtures/rules/limits.csv",
    text: include_str!("../../../fixtures/rules/limits.csv"),
    given: &["plan", "due"],
    expected: &["paid"],
};

/// The entries of a cell, each with its currency.
fn entries<'a>(case: &'a Case, limits: &'a LimitTable) -> Vec<(Entry<'a, (String, Month)>, Currency)> {
    let plan = case.get("plan");
    let mut entries = Vec::new();
    for due in case.text("due").split(';').map(str::trim) {
        let mut words = due.split_whitespace();
        let mut next = || words.next().unwrap_or_else(|| panic!("{due:?}: expected month, contract and amount"));
        let (over, whose, amount) = (next(), next(), next());
        let more: Vec<&str> = words.collect();
        let said = |word: &str| more.iter().position(|own| *own == word).map(|at| more[at + 1]);
        let currency: Currency = more.iter().find_map(|word| word.parse().ok()).unwrap_or_else(|| "EUR".parse().unwrap());
        let minor = |text: &str| currency.minor(decimal(text).unwrap()).unwrap();
        let component = said("as").map_or(Component::Commission, |word| word.parse().unwrap());
        let (contract, item) = whose.split_once('/').unwrap_or((whose, "1"));
        let others: String = ["by", "via", "as"].into_iter().filter_map(&said).map(|name| format!(" {name}")).collect();
        let term = said("term").map_or(1, |term| whole(term).unwrap());
        let shown_term = if term == 1 { String::new() } else { format!(" term {term}") };
        for earned in months(over) {
            let day = said("on").map_or(earned.first_day(), |day| iso_day(day).unwrap());
            let entry = Entry {
                key: (format!("{whose}{others}{shown_term}"), earned),
                payee: number(&PARTIES, said("by").unwrap_or(PARTIES[0])),
                distributor: number(&DISTRIBUTORS, said("via").unwrap_or(DISTRIBUTORS[0])),
                contract,
                item,
                term,
                earned,
                base: said("base").map_or(0, minor),
                minor: minor(amount),
                limits: limits.on(&plan, component, currency, day),
            };
            entries.push((entry, currency));
        }
    }
    entries
}

fn answer(case: &Case) -> Vec<String> {
    let text = include_str!("../../../fixtures/rules/limits-table.csv");
    let rows = sound(DatedRows::<Limits>::read("fixtures/rules/limits-table.csv", 0, text.as_bytes().to_vec()));
    let limits = LimitTable::new(sound(rows.known_on(day(LATE))));
    let entries = entries(case, &limits);
    let currency = entries[0].1;
    let entries: Vec<_> = entries.into_iter().map(|(entry, _)| entry).collect();
    let paid: BTreeMap<_, String> =
        limited(&entries).into_iter().map(|(key, share)| (key, currency.major(share.minor).to_string())).collect();
    vec![runs(paid, |key, value| format!("{key} {value}"))]
}

#[test]
fn limits_follow_their_table() {
    TABLE.holds(answer);
}
