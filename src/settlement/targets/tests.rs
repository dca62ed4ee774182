//! What a target says of itself: its key, its month of the term, the row and the percentage that it rests on.

use rust_decimal::Decimal;

use super::{super::cases, *};
use crate::{
    facts::{Record, item_history},
    settlement::{Workings, listing},
};
use cases::{
    fact_texts::FactTexts,
    small_run::{SmallRun, item, month, paying, record},
    small_world::{Setting, day},
};

/// A year of 1000.00 a month from 15 September 2022.
fn one() -> Record {
    record("C-1", "1", "2022-09-15", 100_000)
}

fn run(records: Vec<Record>, rates: &[(&str, &str)]) -> SmallRun {
    let setting = Setting { rates: paying(rates), ..Setting::default() };
    SmallRun::of(records, &setting, FactTexts::default().facts())
}

#[test]
fn a_key_names_all_that_keeps_amounts_apart() {
    let run = run(vec![one()], &[("*", "percent,10")]);
    assert_eq!(run.targets(month("2022-09"))[0].key.to_string(), "nuvias/C-1/1/1/commission/2022-09/tonwerk/EUR");
}

#[test]
fn months_of_a_term_are_counted_from_one() {
    let counted = |record: Record| -> Vec<(u32, Option<u32>)> {
        let run = run(vec![record], &[("*", "percent,10")]);
        run.targets(month("2022-11")).iter().map(|target| (target.worked.month_of_term, target.worked.months_in_term)).collect()
    };
    let of_twelve = [(1, Some(12)), (2, Some(12)), (3, Some(12))];
    assert_eq!(counted(one()), of_twelve);
    assert_eq!(counted(Record { months: None, ..one() }), of_twelve, "the dates say as much");
    assert_eq!(counted(Record { months: None, ends_on: day("2023-09-01"), ..one() }), [(1, None), (2, None), (3, None)]);
}

#[test]
fn a_target_rests_on_the_row_that_holds_at_the_end_of_its_service() {
    let raised = Record { valid_from: Some(day("2022-10-16")), amount: 200_000, ..one() };
    let again = Record { valid_from: Some(day("2022-11-01")), amount: 300_000, ..one() };
    let run = run(vec![one(), raised, again], &[("*", "percent,10")]);
    let world = run.world(month("2022-11"));
    let facts = item(&[0, 1, 2]);
    let history = item_history(facts.rows, world.records, world.deliveries);
    let listing = listing::<Workings>(&world, &facts, &history, Month::EARLIEST).unwrap();
    let amounts: Vec<i64> = listing.months.iter().map(|(target, _)| target.worked.phase.amount).collect();
    assert_eq!(amounts, [100_000, 200_000, 300_000]);
}

#[test]
fn the_percentage_is_that_of_the_only_part() {
    let percent = |gives: &str| run(vec![one()], &[("*", gives)]).targets(month("2022-09"))[0].worked.percent();
    assert_eq!(percent("percent,12.5"), Some((Decimal::new(125, 1), Decimal::ZERO)));
    assert_eq!(percent("none,"), Some((Decimal::ZERO, Decimal::ZERO)), "none is zero per cent");
    assert_eq!(percent("multiple,2"), None);
    let two = run(vec![one()], &[("*", "percent,10"), ("ZP", "multiple,2")]).targets(month("2022-09"))[0].worked.percent();
    assert_eq!(two, None, "of several parts no percentage is that of all");
}
