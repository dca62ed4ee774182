//! The laws of limits, over random shares: never above the cap, never below the floor, nothing lost.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{Applied, Entry, Limited, limited};
use crate::{
    basics::{Month, Source},
    rulebook::{Limit, LimitKey, LimitKind, LimitPer, LimitScope},
    settlement::Workings,
    sheets::dated::{Ruled, iso_day},
};

fn key(kind: LimitKind, scope: LimitScope, per: LimitPer) -> LimitKey {
    let [plan, component, currency] = ["sub-agent", "commission", "EUR"];
    LimitKey {
        scope,
        per,
        kind,
        plan: plan.parse().unwrap(),
        component: component.parse().unwrap(),
        currency: currency.parse().unwrap(),
    }
}

fn rule(value: i64) -> Ruled<i64> {
    let since = iso_day("2022-01-01").unwrap();
    let source = Source { file: 3, line: 7 };
    Ruled { value, source, effective_from: since, recorded_on: since, reference: "clause 8".to_owned() }
}

fn month(number: usize) -> Month {
    let first: Month = "2022-10".parse().unwrap();
    first.through("2030-12".parse().unwrap()).nth(number).unwrap()
}

/// A share: payee, contract, item, month, base, amount.
type Share = (u32, usize, usize, usize, i64, i64);

fn entries<'a>(shares: &[Share], limits: &[Limit<'a>]) -> Vec<Entry<'a, usize>> {
    let entry = |(number, (payee, contract, item, earned, base, minor)): (usize, &Share)| Entry {
        key: number,
        payee: *payee,
        distributor: 0,
        contract: ["C-1", "C-2"][*contract],
        item: ["10", "20"][*item],
        term: 1,
        earned: month(*earned),
        base: *base,
        minor: *minor,
        limits: limits.to_vec(),
    };
    shares.iter().enumerate().map(entry).collect()
}

fn shares() -> impl Strategy<Value = Vec<Share>> {
    prop::collection::vec((0_u32..2, 0_usize..2, 0_usize..2, 0_usize..6, 0_i64..500, 0_i64..1_000), 1..14)
}

/// Sums of the shares by payee and year, which begins in the fourth month of the histories here.
fn by_year<'a>(shares: &[Share], minor: impl Fn(usize) -> i64 + 'a) -> BTreeMap<(u32, bool), i64> {
    let mut sums = BTreeMap::new();
    for (number, (payee, _, _, earned, ..)) in shares.iter().enumerate() {
        *sums.entry((*payee, *earned >= 3)).or_default() += minor(number);
    }
    sums
}

proptest! {
    #[test]
    fn a_year_is_within_its_floor_and_cap(shares in shares(), floor in 0_i64..1_500, above in 0_i64..1_500) {
        let keys = [LimitKind::Cap, LimitKind::Floor].map(|kind| key(kind, LimitScope::Payee, LimitPer::Year));
        let rules = [rule(floor + above), rule(floor)];
        let limits: Vec<Limit> = keys.iter().zip(&rules).map(|(key, rule)| Limit { key, rule }).collect();
        let paid = limited(&entries(&shares, &limits));
        let without = by_year(&shares, |number| shares[number].5);
        let with = by_year(&shares, |number| paid[&number].minor);
        for (year, sum) in with {
            prop_assert_eq!(sum, without[&year].clamp(floor, floor + above), "nothing but the limit changes the sum");
        }
        prop_assert!(paid.values().all(|share| share.minor >= 0));
    }

    #[test]
    fn the_order_of_entries_has_no_effect(shares in shares(), cap in 0_i64..1_500, turn in 0_usize..14) {
        let key = key(LimitKind::Cap, LimitScope::Contract, LimitPer::Month);
        let rule = rule(cap);
        let given = entries(&shares, &[Limit { key: &key, rule: &rule }]);
        let mut turned = given.clone();
        turned.reverse();
        turned.rotate_left(turn % given.len());
        let minors = |paid: BTreeMap<usize, Limited>| paid.into_values().map(|share| share.minor).collect::<Vec<_>>();
        prop_assert_eq!(minors(limited(&given)), minors(limited(&turned)));
    }

    #[test]
    fn what_no_row_limits_stays_as_it_is(shares in shares()) {
        let paid = limited(&entries(&shares, &[]));
        for (number, share) in &paid {
            prop_assert_eq!((share.minor, share.applied.len()), (shares[*number].5, 0));
        }
        prop_assert_eq!(paid.len(), shares.len());
    }
}

#[test]
fn each_limit_says_what_it_did() {
    let keys =
        [key(LimitKind::Cap, LimitScope::Contract, LimitPer::Year), key(LimitKind::Floor, LimitScope::Payee, LimitPer::Month)];
    let rules = [rule(10_000), rule(500)];
    let limits: Vec<Limit> = keys.iter().zip(&rules).map(|(key, rule)| Limit { key, rule }).collect();
    // 80.00 in October; 15.00 and 45.00 in November, of which 20.00 are left.
    let paid = limited(&entries(&[(0, 0, 0, 0, 0, 8_000), (0, 0, 0, 1, 0, 1_500), (0, 0, 1, 1, 0, 4_500)], &limits));
    let did = |share: &Limited| -> Vec<[i64; 5]> {
        share
            .applied
            .iter()
            .map(|Applied { used, wanted, due, before, after, .. }| [*used, *wanted, *due, *before, *after])
            .collect()
    };
    assert_eq!(did(&paid[&0]), [[0, 8_000, 8_000, 8_000, 8_000], [0, 8_000, 8_000, 8_000, 8_000]]);
    assert_eq!(did(&paid[&1]), [[8_000, 6_000, 2_000, 1_500, 500], [0, 2_000, 2_000, 500, 500]]);
    assert_eq!(did(&paid[&2]), [[8_000, 6_000, 2_000, 4_500, 1_500], [0, 2_000, 2_000, 1_500, 1_500]]);
    let mut steps = Workings::default();
    paid[&2].explain(&mut steps);
    let told: Vec<(&str, &str)> = steps.0.iter().map(|step| (step.what.as_str(), step.result.as_str())).collect();
    assert_eq!(
        told,
        [
            (
                "cap of 100.00 EUR per contract and year, 80.00 used up before: the month's 60.00 become 20.00, and of them 45.00 become 15.00",
                "15.00"
            ),
            (
                "floor of 5.00 EUR per payee and month, 0.00 used up before: the month's 20.00 stay, and of them 15.00 stay",
                "15.00"
            ),
        ]
    );
    assert!(steps.0.iter().all(|step| step.source == Some(Source { file: 3, line: 7 }) && step.authority == "clause 8"));
}
