//! Whose items claim an amount by volume, and what they get.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::{super::cases, *};
use crate::{
    basics::CancelledBy,
    facts::Record,
    rulebook::{Bands, Rates},
    settlement::{Listing, Workings, listing},
    sheets::dated::DatedTable,
};
use cases::{
    fact_texts::FactTexts,
    small_run::{SmallRun, item, month, number, paying, record},
    small_world::{Setting, always, day, text_of, text_with},
};

/// Two bands of volume a month: `step` gives 10 % from 4000.00 and is held from 9000.00, `other` gives 1 %.
fn run_with(records: Vec<Record>, rates: String) -> SmallRun {
    let row = |keys: &str, to: &str, value: &str| always(keys, &format!("{to},volume,payee,EUR,month,flat,percent,{value}"));
    let bands = text_of::<Bands>([row("step,0", "4000", "0"), row("step,4000", "9000", "10"), row("other,0", "", "1")]);
    let setting = Setting { rates, tables: vec![(Bands::NAME, bands)], ..Setting::default() };
    SmallRun::of(records, &setting, FactTexts::default().facts())
}

/// The band `step` in the first contract month, then a second.
fn stepping(second: &str) -> String {
    let row = |months: &str, band: &str| always(&format!("commission,sub-agent,*,*,*,*,*,{months}"), &format!("band,{band}"));
    text_with::<Rates>(&["contract_months"], [row("1", "step"), row("2+", second)])
}

fn run(records: Vec<Record>) -> SmallRun {
    run_with(records, paying(&[("*", "band,step"), ("FREE", "percent,10")]))
}

/// What rows of one item claim: month, band, base, seats.
fn claimed(run: &SmallRun, rows: &[u32], period: &str) -> Vec<String> {
    let mut own = Vec::new();
    claims(&run.world(month(period)), &item(rows), &mut own);
    let said = |claim: &Claim<ClaimKey>| {
        let (distributor, contract, line, term, component, band) = claim.key;
        assert_eq!((distributor, contract, line, term), (number("nuvias"), "C-1", "1", 1));
        assert_eq!((claim.payee, claim.distributor, claim.component), (number("tonwerk"), number("nuvias"), component));
        let seats = claim.seats.map(|seats| format!(" {seats} seats")).unwrap_or_default();
        format!("{} {band} {}{seats}", claim.month, claim.base)
    };
    own.iter().map(said).collect()
}

fn one() -> Record {
    record("C-1", "1", "2022-09-01", 100_000)
}

#[test]
fn an_item_claims_its_base_month_by_month_through_the_period() {
    let run = run(vec![one()]);
    assert_eq!(claimed(&run, &[0], "2022-08"), [""; 0]);
    assert_eq!(claimed(&run, &[0], "2022-09"), ["2022-09 step 100000"]);
    assert_eq!(claimed(&run, &[0], "2022-10"), ["2022-09 step 100000", "2022-10 step 100000"]);
    assert_eq!(claimed(&run, &[0], "2024-12").len(), 12);
}

#[test]
fn months_behind_a_cancellation_and_other_rates_claim_nothing() {
    let cancelled = Some((day("2022-09-16"), CancelledBy::Customer));
    let run = run(vec![Record { cancelled, ..one() }, Record { product: "FREE".into(), ..one() }]);
    assert_eq!(claimed(&run, &[0], "2022-12"), ["2022-09 step 50000"]);
    assert_eq!(claimed(&run, &[1], "2022-12"), [""; 0]);
}

#[test]
fn a_held_item_claims_nothing() {
    let nobody = Record { partner: number("zoom"), ..one() };
    assert_eq!(claimed(&run(vec![nobody]), &[0], "2022-12"), [""; 0]);
}

#[test]
fn the_seats_are_those_of_the_last_covered_day() {
    let first = Record { quantity: Some(Decimal::TEN), ..one() };
    let more = |from: &str| Record { quantity: Some(Decimal::from(15)), valid_from: Some(day(from)), ..first.clone() };
    let of_september = |from: &str| claimed(&run(vec![first.clone(), more(from)]), &[0, 1], "2022-10")[0].clone();
    assert_eq!(of_september("2022-09-16"), "2022-09 step 100000 15 seats");
    assert_eq!(of_september("2022-09-30"), "2022-09 step 100000 15 seats");
    assert_eq!(of_september("2022-10-01"), "2022-09 step 100000 10 seats");
    let run = run(vec![first.clone(), more("2022-10-01")]);
    assert_eq!(claimed(&run, &[0, 1], "2022-10")[1], "2022-10 step 100000 15 seats");
}

#[test]
fn a_month_of_two_rates_claims_once_for_each_band() {
    let half = || vec![record("C-1", "1", "2022-09-16", 100_000)];
    // 15 and 16 of October's 31 days: 483.87 and 516.13.
    let two = ["2022-09 step 50000", "2022-10 other 51613", "2022-10 step 48387"];
    assert_eq!(claimed(&run_with(half(), stepping("other")), &[0], "2022-10"), two);
    assert_eq!(claimed(&run_with(half(), stepping("step")), &[0], "2022-10"), ["2022-09 step 50000", "2022-10 step 100000"]);
}

/// What an item is due for September 2022, the volumes of all rows counted, and its workings.
fn due(run: &SmallRun, rows: u32, own: u32) -> Result<(i64, Vec<String>), String> {
    due_in(run, rows, own, "2022-09")
}

/// The same of the latest month of a period.
fn due_in(run: &SmallRun, rows: u32, own: u32, period: &str) -> Result<(i64, Vec<String>), String> {
    let mut world = run.world(month(period));
    let mut all = Vec::new();
    (0..rows).for_each(|row| claims(&world, &item(&[row]), &mut all));
    world.grounds.bands = Some(Arc::new(BandShares::of(all, world.period())));
    let history = item_history(&[own], world.records, world.deliveries);
    let listing: Listing<Workings> = listing(&world, &item(&[own]), &history, Month::EARLIEST).unwrap();
    if let Some((_, why)) = listing.unresolved.first() {
        return Err(format!("{}: {}", why.code.as_str(), why.message));
    }
    let (target, workings) = listing.months.last().unwrap();
    Ok((target.minor, workings.0.iter().map(|step| step.what.clone()).collect()))
}

#[test]
fn items_share_what_their_payees_volume_gives() {
    let other = |amount| record("C-2", "1", "2022-09-01", amount);
    let two = run(vec![one(), other(300_000)]);
    let minor = |run: &SmallRun, rows, own| due(run, rows, own).map(|(minor, _)| minor);
    assert_eq!((minor(&two, 2, 0), minor(&two, 2, 1)), (Ok(10_000), Ok(30_000)), "10 % from exactly 4000.00 on");
    let below = run(vec![one(), other(299_999)]);
    assert_eq!((minor(&below, 2, 0), minor(&below, 2, 1)), (Ok(0), Ok(0)));
    let uncounted = Err("no-rate: band step did not count 2022-09".to_owned());
    assert_eq!(minor(&two, 1, 1), uncounted, "nothing was counted for it: held, never zero");
    let held = minor(&run(vec![one(), other(800_000)]), 2, 0);
    assert!(held.as_ref().is_err_and(|why| why.starts_with("no-rate: ")), "{held:?}");
}

#[test]
fn an_item_that_steps_within_a_month_gets_each_bands_share_once() {
    let half = || vec![record("C-1", "1", "2022-09-16", 800_000)];
    let october = |second: &str| due_in(&run_with(half(), stepping(second)), 1, 0, "2022-10").map(|(minor, _)| minor);
    assert_eq!(october("step"), Ok(80_000), "10 % of 8000.00, not once for each stretch");
    assert_eq!(october("other"), Ok(4_129), "3870.97 is below 4000.00; 1 % of 4129.03");
}

#[test]
fn a_closed_periods_share_grows_with_its_base_and_not_from_nothing() {
    let of =
        |first: i64, second: i64| run(vec![record("C-1", "1", "2022-09-01", first), record("C-2", "1", "2022-09-01", second)]);
    let (former, present) = (of(0, 500_000), of(70_000, 600_000));
    let (closed, world) = (former.world(month("2022-09")), present.world(month("2022-09")));
    let claimed = |world| {
        let mut all = Vec::new();
        [0, 1].iter().for_each(|row| claims(world, &item(std::slice::from_ref(row)), &mut all));
        all
    };
    let shares = BandShares::of(claimed(&closed), closed.period());
    let carried =
        |world| BandShares::carried(claimed(world), Some(&shares), None).outcome.amounts.into_values().collect::<Vec<_>>();
    assert_eq!(carried(&closed), [0, 50_000], "the same bases have the same shares");
    assert_eq!(carried(&world), [0, 60_000], "10 % of 6000.00; what had no base has no rate to carry over");
}

#[test]
fn while_volumes_are_counted_nothing_is_due_by_them() {
    let minor: Vec<i64> = run(vec![one()]).targets(month("2022-10")).iter().map(|target| target.minor).collect();
    assert_eq!(minor, [0, 0]);
}

#[test]
fn an_item_says_how_its_share_came_about() {
    let (_, said) = due(&run(vec![one(), record("C-2", "1", "2022-09-01", 300_000)]), 2, 0).unwrap();
    assert!(said.contains(&"shared by base: 1000.00 of 4000.00".to_owned()), "{said:?}");
}

#[test]
fn rules_say_whether_there_is_anything_to_count() {
    let asks = |run: &SmallRun| rules_have_bands(run.world(month("2022-09")).grounds.rules);
    assert!(asks(&run(vec![one()])) && !asks(&run_with(vec![one()], paying(&[("*", "percent,10")]))));
}
