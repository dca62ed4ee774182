//! `fixtures/rules/due.csv`: what the price joins, from rates and facts to what each payee is owed.
//!
//! Given, besides the columns of a deal: the plan's `basis_date` (empty = earned) and `step` (empty = 0.01), the `rates` as in
//! `shapes.csv`, the `clawback` row as its method, window, precision, causes and perhaps steps (`stepped 12 day
//! customer+neither 0 until 3; 80`), the `bands` of a month's volume in EUR (`step 0 4000 percent 0; step 4000 - percent 10`:
//! name, from, to or `-`, and what it gives), the plan's `after_principal`, `earned_when`, currency as `paid_in` and `rate_day`, the
//! `invoices` as in `payments.csv`, the agreement's currency as `payee_currency`, the `exchange_rates` (`USD 1.1000
//! 2022-09-01; GBP 0.8338 2022-09-01`), the `splits` as in `splits.csv`, the `period` that is settled and the `earned` month.
//! Comes out, of that month: the `calculation` as statements print it, and what is `owed`: each payee with its amount and
//! the component where that is not the commission. Why it is held stands in place of the calculation.

use std::sync::Arc;

use super::{
    Case, Table,
    deal::held,
    fact_texts::FactTexts,
    payments::invoices,
    shapes::rates,
    small_run::{SmallRun, item},
    small_world::{RowText, Setting, always, text_of, text_with},
    splits::text_of_cell,
};
use crate::{
    basics::{Component, Month},
    facts::item_history,
    rulebook::{Bands, Clawbacks, ExchangeRates, Rates, Splits},
    settlement::{BandShares, Listing, Silent, claims, listing},
    sheets::dated::DatedTable,
};

const TABLE: Table = Table {
    name: "fixtures/rules/due.csv",
    text: include_str!("../../../fixtures/rules/due.csv"),
    given: &[
        "amount",
        "currency",
        "signed_on",
        "starts_on",
        "last_day_in_force",
        "cancelled_by",
        "basis_date",
        "step",
        "rates",
        "clawback",
        "bands",
        "after_principal",
        "earned_when",
        "invoices",
        "paid_in",
        "rate_day",
        "payee_currency",
        "exchange_rates",
        "splits",
        "period",
        "earned",
    ],
    expected: &["calculation", "owed"],
};

/// The row of clawbacks that a cell tells of.
fn clawback(cell: &str) -> Option<RowText> {
    if cell == "none" {
        return Some(always("sub-agent,commission", "none,,,,"));
    }
    let words: Vec<&str> = cell.splitn(5, ' ').collect();
    let [method, window, precision, causes, steps @ ..] = &words[..] else { return None };
    let values = format!("{method},{window},{precision},{},{}", causes.replace('+', " "), steps.concat());
    Some(always("sub-agent,commission", &values))
}

fn band(entry: &str) -> RowText {
    match entry.split_whitespace().collect::<Vec<_>>()[..] {
        [name, from, to, gives, value] => {
            let to = if to == "-" { "" } else { to };
            always(&format!("{name},{from}"), &format!("{to},volume,payee,EUR,month,flat,{gives},{value}"))
        }
        _ => panic!("bands {entry:?}: expected a name, from, to, what it gives and a value"),
    }
}

/// The entries of a compact cell, each read by `read`.
fn rows(cell: &str, read: impl Fn(&str) -> RowText) -> Vec<RowText> {
    cell.split(';').map(str::trim).filter(|entry| !entry.is_empty()).map(read).collect()
}

fn exchange_rate(entry: &str) -> RowText {
    match entry.split_whitespace().collect::<Vec<_>>()[..] {
        [currency, rate, from] => (currency.to_owned(), from.to_owned(), rate.to_owned()),
        _ => panic!("exchange_rates {entry:?}: expected a currency, a rate and a day"),
    }
}

fn answer(case: &Case) -> Vec<String> {
    let or = |column: &str, usual: &'static str| if case.text(column).is_empty() { usual } else { case.text(column) }.to_owned();
    let (basis_date, step) = (or("basis_date", "earned"), or("step", "0.01"));
    let plan_says = ["paid_in", "rate_day", "earned_when", "after_principal"].map(|column| case.text(column)).join(",");
    let setting = Setting {
        basis_date: &basis_date,
        step: &step,
        plan_says: &plan_says,
        payee_currency: case.text("payee_currency"),
        rates: text_with::<Rates>(&["contract_months"], rates(Component::Commission, case.text("rates"))),
        tables: vec![
            (Clawbacks::NAME, text_with::<Clawbacks>(&["steps"], clawback(case.text("clawback")))),
            (ExchangeRates::NAME, text_of::<ExchangeRates>(rows(case.text("exchange_rates"), exchange_rate))),
            (Bands::NAME, text_of::<Bands>(rows(case.text("bands"), band))),
            (Splits::NAME, text_of_cell(case.text("splits"))),
        ],
        ..Setting::default()
    };
    let facts = FactTexts { payments: invoices(case.text("invoices")), ..FactTexts::default() }.facts();
    let run = SmallRun::of_case(case, &setting, facts);
    let (mut world, earned): (_, Month) = (run.world(case.get("period")), case.get("earned"));
    // As a run does: volumes are counted first, amounts follow.
    let mut volumes = Vec::new();
    claims(&world, &item(&[0]), &mut volumes);
    world.grounds.bands = Some(Arc::new(BandShares::of(volumes, world.period())));
    let history = item_history(&[0], world.records, world.deliveries);
    let listing: Listing<Silent> = listing(&world, &item(&[0]), &history, Month::EARLIEST).expect("the term is sound");
    let own: Vec<_> = listing.months.iter().map(|(target, _)| target).filter(|target| target.key.earned == earned).collect();
    if let (true, Some((_, why))) = (own.is_empty(), listing.unresolved.first()) {
        return vec![held(why.code)];
    }
    let owed = own.iter().map(|target| {
        let key = target.key;
        assert_eq!(run.party(key.payee.id.as_str()), key.payee, "a payee goes by its own number");
        let paid_as = if key.component == Component::Commission { String::new() } else { format!(" {}", key.component) };
        format!("{} {} {}{paid_as}", key.payee, key.currency.major(target.minor), key.currency)
    });
    let calculation = own.first().map_or_else(String::new, |target| target.worked.calculation());
    vec![calculation, owed.collect::<Vec<_>>().join("; ")]
}

#[test]
fn what_is_due_follows_its_table() {
    TABLE.holds(answer);
}
