//! What positions become line by line, and that their short form loses nothing.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{super::LineKind, *};

const EUR: &str = "EUR";

fn parties() -> Vec<PartyId> {
    ["fjordvik", "nuvias", "tonwerk"].map(|id| id.parse().unwrap()).to_vec()
}

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

/// A line of an item of Nuvias: contract, payee, earned month, amount.
fn line<'a>(parties: &'a [PartyId], (contract, payee, earned, minor): (&'a str, u32, Month, i64), period: Month) -> Line<'a> {
    let party = |number: u32| PartyRef { number, id: &parties[number as usize] };
    let key = Key {
        distributor: party(1),
        contract,
        item: "1",
        term: 1,
        component: Component::Commission,
        earned,
        payee: party(payee),
        currency: EUR.parse().unwrap(),
    };
    let kind = if earned == period { LineKind::Regular } else { LineKind::Adjustment };
    Line { key, kind, target: minor, posted: 0, minor, first_settled: period, worked: None, causes: Vec::new() }
}

/// Contract, payee, earned month and amount of a line.
type Told = (&'static str, u32, &'static str, i64);

/// The positions after lines of one period after another: period, and its lines.
fn settled(parties: &[PartyId], periods: &[(&str, &[Told])]) -> Vec<String> {
    let mut positions = Positions::default();
    for (period, lines) in periods {
        let lines = lines
            .iter()
            .map(|(contract, payee, earned, minor)| line(parties, (contract, *payee, month(earned), *minor), month(period)));
        let mut lines: Vec<Line> = lines.collect();
        lines.sort_by_key(|line| line.key);
        positions = positions.after(&lines, month(period));
    }
    let said = |row: &Position| {
        let first = row.first_settled.map_or(String::new(), |period| format!(" first in {period}"));
        format!("{} {} {}+{}: {}{first}", row.contract, parties[row.payee as usize], row.from, row.months, row.minor)
    };
    positions.rows().iter().map(said).collect()
}

#[test]
fn equal_months_are_one_position() {
    let parties = parties();
    let regular = |period: &'static str| (period, [("C-1", 2, period, 125)]);
    let periods = ["2022-09", "2022-10", "2022-11"].map(regular);
    let periods: Vec<_> = periods.iter().map(|(period, lines)| (*period, &lines[..])).collect();
    assert_eq!(settled(&parties, &periods), ["C-1 tonwerk 2022-09+3: 125"]);
}

#[test]
fn an_adjustment_in_the_middle_splits_a_position_and_joins_it_again() {
    let parties = parties();
    let start: &[_] = &[("C-1", 2, "2022-09", 125), ("C-1", 2, "2022-10", 125), ("C-1", 2, "2022-11", 125)];
    let late = "C-1 tonwerk 2022-09+2: 125 first in 2022-11";
    assert_eq!(settled(&parties, &[("2022-11", start)]), [late, "C-1 tonwerk 2022-11+1: 125"]);
    let less: &[_] = &[("C-1", 2, "2022-10", -25)];
    assert_eq!(
        settled(&parties, &[("2022-11", start), ("2022-12", less)]),
        [
            "C-1 tonwerk 2022-09+1: 125 first in 2022-11",
            "C-1 tonwerk 2022-10+1: 100 first in 2022-11",
            "C-1 tonwerk 2022-11+1: 125"
        ]
    );
    let back: &[_] = &[("C-1", 2, "2022-10", 25)];
    assert_eq!(
        settled(&parties, &[("2022-11", start), ("2022-12", less), ("2023-01", back)]),
        [late, "C-1 tonwerk 2022-11+1: 125"]
    );
}

#[test]
fn what_fell_to_zero_is_remembered() {
    let periods: [(&str, &[_]); 3] = [
        ("2022-09", &[("C-1", 2, "2022-09", 125)]),
        ("2022-10", &[("C-1", 2, "2022-09", -125), ("C-1", 0, "2022-09", 125)]),
        ("2022-11", &[("C-0", 0, "2022-11", 1), ("C-2", 0, "2022-11", 2)]),
    ];
    assert_eq!(
        settled(&parties(), &periods),
        [
            "C-0 fjordvik 2022-11+1: 1",
            "C-1 fjordvik 2022-09+1: 125 first in 2022-10",
            "C-1 tonwerk 2022-09+1: 0",
            "C-2 fjordvik 2022-11+1: 2"
        ]
    );
}

proptest! {
    /// However lines come, the short form tells for each key what they add up to, and the period that settled it first.
    #[test]
    fn the_short_form_loses_nothing(
        periods in prop::collection::vec(prop::collection::vec((0..3_usize, 0..3_u32, 0..6_u32, -3_i64..4), 0..12), 1..8),
    ) {
        let parties = parties();
        let mut naive: BTreeMap<(usize, u32, Month), (i64, Month)> = BTreeMap::new();
        let mut positions = Positions::default();
        let contracts = ["C-0", "C-1", "C-2"];
        for (at, lines) in (0..).zip(&periods) {
            let period = month("2022-09").plus(at);
            let mut own: BTreeMap<(usize, u32, Month), i64> = BTreeMap::new();
            for (contract, payee, earlier, minor) in lines {
                let earned = Month::of(period.first_day()).plus(6).previous();
                let earned = (0..5 + *earlier).fold(earned, |month, _| month.previous());
                own.insert((*contract, *payee, earned), *minor);
            }
            let mut lines: Vec<Line> = own
                .iter()
                .map(|((contract, payee, earned), minor)| line(&parties, (contracts[*contract], *payee, *earned, *minor), period))
                .collect();
            lines.sort_by_key(|line| line.key);
            positions = positions.after(&lines, period);
            for (key, minor) in own {
                naive.entry(key).or_insert((0, period)).0 += minor;
            }
            prop_assert!(positions.rows().is_sorted());
        }
        let told: usize = positions.rows().iter().map(|row| row.months as usize).sum();
        prop_assert_eq!(told, naive.len(), "each key once");
        for ((contract, payee, earned), (minor, first)) in naive {
            let key = line(&parties, (contracts[contract], payee, earned, 0), earned).key;
            let position = positions.position(&key).expect("it was settled");
            prop_assert_eq!((position.minor, position.first_settled_for(earned)), (minor, first));
        }
        prop_assert_eq!(Positions::of(positions.rows().to_vec()), positions);
    }
}
