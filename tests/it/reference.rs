//! The engine against a naive reference: day by day, exact fractions, linear scans, written from the design.
//!
//! Covers: amounts per month, year and term; terms of whole months and of any days; month ends and 29 February; seat and
//! price changes within a month, redelivered with other amounts; automatic renewals; cancellations by each cause; the days
//! that govern; rates that change; steps; currencies of 0, 2 and 3 digits. Standing and the choice of rows have their case
//! tables. `REFERENCE_SEED` and `REFERENCE_CASES` choose another world; both are printed when something differs.

mod history;
mod workspace;
mod world;

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use crate::sandbox::Sandbox;
use history::{Fraction, Key, days_of_month, due, month_of};
use world::{Contract, World};

/// The first month that is settled, and the periods that are tried.
const FIRST_MONTH: (i32, u32) = (2022, 3);
const PERIODS: [&str; 2] = ["2022-06", "2023-10"];

fn from_environment(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().map_or(otherwise, |text| text.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

/// Base, rate and amount in minor units, by key.
type Lines = BTreeMap<Key, (i128, String, i128)>;

/// The lines that a period must give.
fn expected(world: &World, period: &str) -> Lines {
    let (year, month) = (period[..4].parse().unwrap(), period[5..].parse().unwrap());
    let last_day = NaiveDate::from_ymd_opt(year, month, days_of_month(year, month)).unwrap();
    let mut lines = Lines::new();
    for contract in &world.contracts {
        for (term, month, base, day) in due(contract, last_day) {
            if month < FIRST_MONTH {
                continue;
            }
            let rate = world.rate(contract, term, day);
            let step = contract.step();
            let amount = Fraction::whole(base).times(rate.mantissa(), 100 * 10_i128.pow(rate.scale())).round(step);
            if amount != 0 {
                lines.insert((contract.id.clone(), term, month), (base, rate.normalize().to_string(), amount));
            }
        }
    }
    lines
}

/// The lines that the program wrote, read one by one.
fn actual(sandbox: &Sandbox, world: &World, period: &str) -> Lines {
    let minor =
        |text: &str, digits: u32| (text.parse::<Decimal>().unwrap() * Decimal::from(10_i64.pow(digits))).normalize().mantissa();
    let digits: BTreeMap<&str, u32> = world.contracts.iter().map(|contract| (contract.id.as_str(), contract.digits())).collect();
    let mut reader = csv::Reader::from_path(sandbox.root().join(format!("drafts/{period}/lines.csv"))).unwrap();
    let headings = reader.headers().unwrap().clone();
    let column = |name: &str| headings.iter().position(|heading| heading == name).unwrap();
    let [contract, term, earned, base, rate, amount] =
        ["contract", "term_no", "earned_month", "base", "rate_total", "amount"].map(column);
    let mut lines = Lines::new();
    for row in reader.records() {
        let row = row.unwrap();
        let (year, month) = row[earned].split_once('-').unwrap();
        let key = (row[contract].to_owned(), row[term].parse().unwrap(), (year.parse().unwrap(), month.parse().unwrap()));
        let digits = digits[&row[contract]];
        let before = lines.insert(key, (minor(&row[base], digits), row[rate].to_owned(), minor(&row[amount], digits)));
        assert_eq!(before, None, "a key stands once");
    }
    lines
}

#[test]
fn engine_and_reference_agree() {
    let (seed, cases) = (from_environment("REFERENCE_SEED", 20_220_901), from_environment("REFERENCE_CASES", 10_000));
    let world = World::new(seed, cases);
    let sandbox = workspace::laid_out(&world, FIRST_MONTH);
    let by_id: BTreeMap<&str, &Contract> = world.contracts.iter().map(|contract| (contract.id.as_str(), contract)).collect();
    for period in PERIODS {
        let output = sandbox.run(&["settle", period]);
        assert_eq!(output.code, 0, "nothing is held: {}", output.stdout);
        let (expected, actual) = (expected(&world, period), actual(&sandbox, &world, period));
        let keys = expected.keys().chain(actual.keys()).filter(|key| expected.get(*key) != actual.get(*key));
        let differences: Vec<String> = keys
            .map(|key| {
                let contract = by_id[key.0.as_str()];
                format!("{key:?}: the reference says {:?}, the engine {:?}\n  {contract:?}", expected.get(key), actual.get(key))
            })
            .collect();
        assert!(
            differences.is_empty(),
            "REFERENCE_SEED={seed} REFERENCE_CASES={cases} {period}: {} of {} lines differ\n{}",
            differences.len(),
            expected.len(),
            differences[..differences.len().min(5)].join("\n")
        );
        assert!(expected.len() as u64 > cases, "the world has lines");
    }
}

#[test]
fn the_reference_itself_does_the_worked_example() {
    let start = NaiveDate::from_ymd_opt(2022, 9, 15).unwrap();
    assert_eq!(month_of(start), (2022, 9));
    assert_eq!(start.day(), 15);
    assert_eq!(Fraction::whole(125_000).times(16, 30).round(1), 66_667);
    assert_eq!(Fraction::whole(-1).times(1, 2).round(1), -1);
}
