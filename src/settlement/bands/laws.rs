//! The laws of bands, over random sales: shares add up, the running total is the whole, no order counts.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::{BandHold, Claim, band_amounts};
use crate::{
    basics::{Component, Exact, Month},
    rulebook::{Band, BandTable, Bands},
    settlement::{Silent, Workings},
    sheets::dated::{DatedRows, iso_day},
};

/// Steps from 0, 1,000 and 5,000 at 1, 2 and 3, with sums on entry.
fn bands(terms: &str) -> BandTable {
    let mut text =
        "band,from,effective_from,recorded_on,to,metric,scope,currency,window,method,gives,value,plus,reference\n".to_owned();
    for (from, to, value, plus) in [("0", "1000", "1", "10"), ("1000", "5000", "2", ""), ("5000", "", "3", "25.50")] {
        text += &format!("growth,{from},2022-01-01,2022-01-01,{to},{terms},{value},{plus},clause {value}\n");
        text += &format!("growth,{from},2022-02-10,2022-01-01,{to},{terms},{value},{plus},clause {value} amended\n");
    }
    let (rows, found) = DatedRows::<Bands>::read("rulebook/bands.csv", 4, text.into_bytes());
    assert!(found.is_empty(), "{found:?}");
    BandTable::new(rows.known_on(NaiveDate::MAX).0)
}

fn on<'a>(bands: &'a BandTable, day: &str) -> &'a Band {
    bands.on(&"growth".parse().unwrap(), iso_day(day).unwrap()).unwrap()
}

fn month(number: usize) -> Month {
    let first: Month = "2022-01".parse().unwrap();
    first.through("2023-12".parse().unwrap()).nth(number).unwrap()
}

/// A sale: month, contract, base and seats.
type Sale = (usize, usize, i64, u32);

fn claims<'a>(sales: &[Sale], band: &'a Band) -> Vec<Claim<'a, usize>> {
    let claim = |(number, (earned, contract, base, seats)): (usize, &Sale)| Claim {
        key: number,
        payee: 0,
        distributor: 0,
        component: Component::Commission,
        contract: ["C-1", "C-2", "C-3"][*contract],
        item: "10",
        month: month(*earned),
        currency: band.terms.currency,
        base: *base,
        seats: Some(Decimal::from(*seats)),
        step_minor: 1,
        band,
        day: month(*earned).first_day(),
    };
    sales.iter().enumerate().map(claim).collect()
}

fn sales() -> impl Strategy<Value = Vec<Sale>> {
    prop::collection::vec((0_usize..15, 0_usize..3, 0_i64..400_000, 0_u32..4_000), 1..14)
}

fn terms() -> impl Strategy<Value = String> {
    let word = |words: &'static [&'static str]| prop::sample::select(words);
    let counted = word(&[
        "volume {} flat percent",
        "volume {} graduated percent",
        "contracts {} flat percent",
        "seats {} flat per_unit",
        "seats {} graduated per_unit",
    ]);
    (counted, word(&["month", "quarter", "year", "year_to_date"])).prop_map(|(counted, window)| {
        let words: Vec<&str> = counted.split(' ').collect();
        [words[0], "payee", "EUR", window, words[2], words[3]].join(",")
    })
}

proptest! {
    #[test]
    fn shares_add_up_to_the_payees_month(sales in sales(), terms in terms(), period in 0_usize..15) {
        let bands = bands(&terms);
        let outcome = band_amounts(&claims(&sales, on(&bands, "2022-01-01")), month(period));
        let mut sums: BTreeMap<Month, i64> = BTreeMap::new();
        for ((number, earned), minor) in &outcome.amounts {
            prop_assert_eq!(month(sales[*number].0), *earned);
            prop_assert!(*minor >= 0);
            *sums.entry(*earned).or_default() += minor;
        }
        let whole: BTreeMap<Month, i64> = outcome.months.iter().map(|((_, earned), whole)| (*earned, whole.minor)).collect();
        prop_assert_eq!(sums, whole);
        prop_assert_eq!(outcome.amounts.len(), sales.iter().filter(|sale| sale.0 <= period).count());
        prop_assert!(outcome.held.is_empty());
    }

    #[test]
    fn the_order_of_claims_has_no_effect(sales in sales(), terms in terms(), turn in 0_usize..14) {
        let bands = bands(&terms);
        let given = claims(&sales, on(&bands, "2022-01-01"));
        let mut turned = given.clone();
        turned.reverse();
        turned.rotate_left(turn % given.len());
        prop_assert_eq!(band_amounts(&given, month(14)).amounts, band_amounts(&turned, month(14)).amounts);
    }

    #[test]
    fn graduated_months_are_a_running_total(sales in sales()) {
        let bands = bands("volume,payee,EUR,year,graduated,percent");
        let outcome = band_amounts(&claims(&sales, on(&bands, "2022-01-01")), month(11));
        let volume: i64 = sales.iter().filter(|sale| sale.0 <= 11).map(|sale| sale.2).sum();
        let inside = |from: i64, to: i64, percent: i64| Exact::minor((volume.min(to) - from).max(0)).times_fraction(percent, 100);
        let entered = if volume > 0 { 1_000 } else { 0 } + if volume >= 500_000 { 2_550 } else { 0 };
        let total = inside(0, 100_000, 1).plus(inside(100_000, 500_000, 2)).plus(inside(500_000, i64::MAX, 3)).plus(Exact::minor(entered));
        let unrounded = outcome.months.values().map(|month| month.unrounded).fold(Exact::zero(), Exact::plus);
        prop_assert_eq!(unrounded, total);
    }
}

#[test]
fn a_month_says_how_it_came_about() {
    let bands = bands("volume,payee,EUR,year,flat,percent");
    let mut claims = claims(&[(0, 0, 60_000, 0), (1, 0, 60_000, 0), (1, 1, 20_000, 0)], on(&bands, "2022-01-01"));
    (claims[2].band, claims[2].day) = (on(&bands, "2022-02-10"), iso_day("2022-02-11").unwrap());
    let outcome = band_amounts(&claims, month(1));
    let told = |number: usize| {
        let mut steps = Workings::default();
        outcome.explain(&claims[number], &mut steps);
        steps.0.into_iter().map(|step| [step.what, step.result, step.authority].join(" | ")).collect::<Vec<_>>()
    };
    assert_eq!(
        told(0),
        [
            "volume through this distributor, year through 2022-02; 2022-01 adds 600.00 EUR | 1400.00 EUR | ",
            "band growth, flat, from 1000 to below 5000: 600.00 EUR × 2 % | 12 | clause 2",
            "12 rounded half away from zero to 0.01 | 12.00 | once for the payee's month",
            "shared by base: 600.00 of 600.00 | 12.00 | the parts of the payee's month add up to it",
        ]
    );
    assert_eq!(
        told(2),
        [
            "volume through this distributor, year through 2022-02; 2022-02 adds 800.00 EUR | 1400.00 EUR | ",
            "the month's items pick several versions of band growth; that of the latest day, 2022-02-11, counts |  | ",
            "band growth, flat, from 1000 to below 5000: 800.00 EUR × 2 % | 16 | clause 2 amended",
            "16 rounded half away from zero to 0.01 | 16.00 | once for the payee's month",
            "shared by base: 200.00 of 800.00 | 4.00 | the parts of the payee's month add up to it",
        ]
    );
    let mut steps = Workings::default();
    outcome.explain(&claims[1], &mut steps);
    assert_eq!(steps.0[2].source, Some(crate::basics::Source { file: 4, line: 5 }), "the row in force");
    outcome.explain(&claims[1], &mut Silent);
}

#[test]
fn units_entries_and_all_distributors_are_named() {
    let told = |terms: &str, sales: &[Sale]| {
        let bands = bands(terms);
        let claims = claims(sales, on(&bands, "2022-01-01"));
        let outcome = band_amounts(&claims, month(0));
        let mut steps = Workings::default();
        outcome.explain(&claims[0], &mut steps);
        steps.0.into_iter().map(|step| [step.what, step.result].join(" | ")).collect::<Vec<_>>()
    };
    assert_eq!(
        told("seats,all_distributors,EUR,year_to_date,graduated,per_unit", &[(0, 0, 0, 6_001)])[..4],
        [
            "seats through all distributors, year_to_date through 2022-01; 2022-01 adds 6001 seats | 6001 seats",
            "band growth, graduated, from 0 to below 1000: 1000 seats × 1 EUR, and 10.00 EUR on entry | 1010",
            "band growth, graduated, from 1000 to below 5000: 4000 seats × 2 EUR | 8000",
            "band growth, graduated, from 5000 on: 1001 seats × 3 EUR, and 25.50 EUR on entry | 3028.5",
        ]
    );
    let shared = told("contracts,payee,EUR,month,flat,per_unit", &[(0, 0, 0, 0), (0, 1, 0, 0)]);
    assert_eq!(shared[0], "contracts through this distributor, month through 2022-01; 2022-01 adds 2 contracts | 2 contracts");
    assert_eq!(shared[3], "shared by contracts, as there is no base | 6.00");
    let one = told("contracts,payee,EUR,month,flat,per_unit", &[(0, 0, 5_000, 0)]);
    assert_eq!(one[1], "band growth, flat, from 0 to below 1000: 1 contract × 1 EUR, and 10.00 EUR on entry | 11");
    let seat = told("seats,payee,EUR,month,flat,per_unit", &[(0, 0, 5_000, 1)]);
    assert_eq!(seat[0], "seats through this distributor, month through 2022-01; 2022-01 adds 1 seat | 1 seat");
}

#[test]
fn what_is_held_says_why_and_what_to_do() {
    let bands = bands("seats,payee,EUR,month,flat,per_unit");
    let mut claims = claims(&[(0, 0, 5_000, 1), (0, 1, 5_000, 1)], on(&bands, "2022-01-01"));
    claims[0].seats = None;
    claims[1].currency = "USD".parse().unwrap();
    let outcome = band_amounts(&claims, month(0));
    assert_eq!(outcome.held.values().copied().collect::<Vec<_>>(), [BandHold::Seats, BandHold::Currency]);
    let remedies = [BandHold::Seats, BandHold::NoStep(Decimal::ONE), BandHold::Hole(Decimal::ONE, Decimal::TWO)]
        .map(|hold| claims[0].unresolved(hold).remedy);
    assert_eq!(remedies[0], "ask the distributor for the seats, or count contracts or volume");
    let row = "add a row to rulebook/bands.csv for what lies there; the value 0 says that nothing is owed";
    assert_eq!(remedies[1..], [row, row]);
    let other = claims[1].unresolved(BandHold::Currency);
    assert_eq!((other.code.as_str(), other.remedy.as_str()), ("no-rate", "add a band in USD and a rate that names it"));
    let mut steps = Workings::default();
    outcome.explain(&claims[0], &mut steps);
    assert!(steps.0.is_empty(), "nothing came about");
}
