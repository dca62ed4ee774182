//! `fixtures/rules/unchanged.csv`: which items are computed for the period alone, because their earlier months rest.
//!
//! Contract C-1 of tonwerk earns 10 % of what a delivery of January 2022 `told`: amounts a month in EUR, perhaps with the day
//! from which they hold (`1000.00; 1500.00 2022-10-01`). It runs for twelve months from `starts_on` (empty = 1 September
//! 2022), is pro-rated by `proration` (empty = daily), was `signed_on` and `cancelled` (`2022-11-16 customer`) as said there,
//! and has a `status` (empty = active). October 2022 is closed. Then a delivery of November tells what stands in
//! `told_again`, in the same way, or leaves the contract out since the day in `missing_since`; `changed` says what else did
//! not stay (`partner tonwerk`, `paid C-1`), and November is settled. Comes out: what of it is `computed`, `the period` or
//! `every month`. Where it is the period, computing every month gives what was settled in October.

use std::collections::BTreeSet;

use super::{
    Case, Table,
    fact_texts::FactTexts,
    small_run::{SmallRun, euro, item, month, paying, record},
    small_world::{DISTRIBUTOR, Setting, day, entries},
};
use crate::{
    basics::CancelledBy,
    facts::Record,
    settlement::{Changed, ItemFacts, ItemOutcome, Target, World, settle_item},
    sheets::dated::decimal,
};

const TABLE: Table = Table {
    name: "fixtures/rules/unchanged.csv",
    text: include_str!("../../../fixtures/rules/unchanged.csv"),
    given: &["told", "starts_on", "proration", "signed_on", "cancelled", "status", "told_again", "missing_since", "changed"],
    expected: &["computed"],
};

/// The rows of a cell, each with what the other columns say of the contract.
fn rows(case: &Case, column: &str) -> Vec<Record> {
    let starts_on = if case.text("starts_on").is_empty() { "2022-09-01" } else { case.text("starts_on") };
    let cancelled = case.optional("cancelled", |cell| {
        let (from, by) = cell.split_once(' ').ok_or("expected a day and who cancelled")?;
        Ok((day(from), by.parse::<CancelledBy>()?))
    });
    let cell = case.text(column).split(';').map(str::trim).filter(|told| !told.is_empty());
    cell.map(|told| {
        let (amount, from) = told.split_once(' ').map_or((told, None), |(amount, from)| (amount, Some(day(from))));
        let amount = euro().minor(decimal(amount).expect("an amount")).expect("an amount in EUR");
        let row = record("C-1", "1", starts_on, amount);
        let status = case.optional("status", str::parse).unwrap_or(row.status);
        Record { valid_from: from, signed_on: case.optional("signed_on", |text| Ok(day(text))), cancelled, status, ..row }
    })
    .collect()
}

fn changed(case: &Case) -> Changed {
    let mut changed = Changed::default();
    for (words, _) in entries(case.text("changed")) {
        match words[..] {
            ["partner", party] => _ = changed.partners.insert(party.parse().expect("a party")),
            ["paid", contract] => _ = changed.paid.insert((DISTRIBUTOR.parse().expect("a party"), contract.into())),
            _ => panic!("changed {words:?}: expected partner or paid, and a name"),
        }
    }
    changed
}

/// A run of the contract.
fn run(case: &Case, told: Vec<Record>) -> SmallRun {
    let proration = if case.text("proration").is_empty() { "daily" } else { case.text("proration") };
    let setting = Setting { rates: paying(&[("*", "percent,10")]), proration, ..Setting::default() };
    SmallRun::of(told, &setting, FactTexts::default().facts())
}

fn settled<'a>(world: &World<'a>, item: &ItemFacts) -> ItemOutcome<'a> {
    let mut out = ItemOutcome::default();
    settle_item(world, item, &mut out);
    out
}

fn all_rows(records: usize) -> Vec<u32> {
    (0..).take(records).collect()
}

/// What is due for the months before the period.
fn earlier(targets: &[Target]) -> BTreeSet<(String, i64)> {
    let earlier = targets.iter().filter(|target| target.key.earned < month("2022-11"));
    earlier.map(|target| (target.key.to_string(), target.minor)).collect()
}

fn answer(case: &Case) -> Vec<String> {
    let told = rows(case, "told");
    let first = run(case, told.clone());
    let closed = settled(&first.world(month("2022-10")), &item(&all_rows(told.len())));
    let carried = closed.standing.iter().map(|(row, stands)| Record { carried: Some(*stands), ..told[*row as usize].clone() });
    let told_again = rows(case, "told_again");
    let known = closed.standing.len() + told_again.len();
    let second = run(case, carried.collect()).told_again("2022-11-03", told_again);

    let rows = all_rows(known);
    let facts = ItemFacts { missing_since: case.optional("missing_since", |text| Ok(day(text))), ..item(&rows) };
    let world = World { changed: Some(changed(case).into()), ..second.world(month("2022-11")) };
    let out = settled(&world, &facts);
    if out.settled_before.is_empty() {
        return vec!["every month".to_owned()];
    }
    assert_eq!(out.settled_before, [(world.deliveries[0].distributor_no, "C-1", "1")]);
    assert_eq!(earlier(&out.targets), BTreeSet::new(), "earlier months are left out");
    let whole = settled(&second.world(month("2022-11")), &facts);
    assert_eq!(earlier(&whole.targets), earlier(&closed.targets), "what is left out comes out as it was posted");
    vec!["the period".to_owned()]
}

#[test]
fn unchanged_follows_its_table() {
    TABLE.holds(answer);
}
