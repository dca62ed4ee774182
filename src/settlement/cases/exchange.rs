//! `fixtures/rules/exchange.csv`: from one currency to another, at the rates of `exchange-table.csv`.
//!
//! Given: the `amount`, the currency it is `from` and the one it goes `to`, the plan's rate day as `day`, and its `step`
//! (empty = 0.01). Comes out: the `converted` amount, and the `rates` as the line prints them.

use super::{
    Case, Table,
    small_world::{LATE, day, sound},
};
use crate::{
    basics::{Currency, Step},
    rulebook::{ExchangeRates, ExchangeTable},
    settlement::{Conversion, Workings, convert},
    sheets::dated::{DatedRows, DatedTable, decimal},
};

const TABLE: Table = Table {
    name: "fixtures/rules/exchange.csv",
    text: include_str!("../../../fixtures/rules/exchange.csv"),
    given: &["amount", "from", "to", "day", "step"],
    expected: &["converted", "rates"],
};

fn rates() -> ExchangeTable {
    let text = include_bytes!("../../../fixtures/rules/exchange-table.csv");
    let rows: DatedRows<ExchangeRates> = sound(DatedRows::read(ExchangeRates::NAME, 0, text.to_vec()));
    ExchangeTable::new(&sound(rows.known_on(day(LATE))))
}

fn answer(case: &Case) -> Vec<String> {
    let (table, mut workings) = (rates(), Workings::default());
    let step = case.optional("step", |text| decimal(text).and_then(Step::new));
    let step = step.unwrap_or_else(|| Step::new(rust_decimal::Decimal::new(1, 2)).unwrap());
    let conversion = Conversion { from: case.get::<Currency>("from"), to: case.get("to"), day: case.day("day"), step };
    let minor = case.read("amount", |text| decimal(text).and_then(|amount| conversion.from.minor(amount)));
    match convert(minor, &conversion, &table, &mut workings) {
        Ok(converted) => {
            let rates: Vec<String> = converted.quotes().map(|quote| quote.to_string()).collect();
            let said = workings.0.iter().filter(|step| step.source.is_some()).count();
            assert_eq!(said, rates.len(), "each rate is a step with its row");
            vec![conversion.to.major(converted.minor).to_string(), rates.join("; ")]
        }
        Err(missing) => vec![format!("held: {missing}")],
    }
}

#[test]
fn exchange_follows_its_table() {
    TABLE.holds(answer);
}

#[test]
fn a_conversion_says_its_rates_and_the_unrounded_amount() {
    let (table, mut workings) = (rates(), Workings::default());
    let [from, to]: [Currency; 2] = ["GBP", "USD"].map(|code| code.parse().unwrap());
    let step = Step::new(rust_decimal::Decimal::new(1, 2)).unwrap();
    convert(10_000, &Conversion { from, to, day: day("2026-10-31"), step }, &table, &mut workings).unwrap();
    let said: Vec<[&str; 3]> =
        workings.0.iter().map(|step| [step.what.as_str(), step.result.as_str(), step.authority.as_str()]).collect();
    assert_eq!(
        said,
        [
            ["exchange rate on 2026-10-31: 1 EUR = 0.8338 GBP of 2026-10-30", "", "ECB euro reference rates"],
            ["exchange rate on 2026-10-31: 1 EUR = 1.1172 USD of 2026-10-30", "", "ECB euro reference rates"],
            [
                "100.00 GBP = 133.98896618 USD",
                "133.99",
                "divided and multiplied in one step, rounded half away from zero to 0.01"
            ],
        ]
    );
}
