//! Which targets limits look at, and what they become.

use super::{super::cases, *};
use crate::{
    facts::Record,
    rulebook::{Limits, Splits},
    sheets::dated::DatedTable,
};
use cases::{
    fact_texts::FactTexts,
    small_run::{SmallRun, month, number, paying, record},
    small_world::{RowText, Setting, always, text_of, text_with},
};

/// What October 2022 comes to under these limits: contract/item, component where it is another, amount.
fn october(records: Vec<Record>, rates: &[(&str, &str)], limits: Vec<RowText>, splits: Vec<RowText>) -> Vec<String> {
    let tables = vec![(Limits::NAME, text_of::<Limits>(limits)), (Splits::NAME, text_with::<Splits>(&["paid_as"], splits))];
    let run =
        SmallRun::of(records, &Setting { rates: paying(rates), tables, ..Setting::default() }, FactTexts::default().facts());
    let mut targets = run.targets(month("2022-10"));
    limit(&mut targets, run.world(month("2022-10")).grounds.rules);
    targets.retain(|target| target.key.earned == month("2022-10"));
    let said = |target: &Target| {
        let worked = &target.worked;
        assert!(worked.limited.last().is_none_or(|last| last.after == target.minor), "the last limit says the amount");
        let limits = worked.limited.len();
        format!("{}/{} {} {} by {limits}", target.key.contract, target.key.item, target.key.component, target.minor)
    };
    targets.iter().map(said).collect()
}

fn cap(of: &str, amount: &str) -> RowText {
    always(&format!("sub-agent,commission,cap,{of}"), amount)
}

fn two_items() -> Vec<Record> {
    vec![record("C-1", "1", "2022-10-01", 100_000), record("C-1", "2", "2022-10-01", 300_000)]
}

const TEN: &[(&str, &str)] = &[("*", "percent,10")];

#[test]
fn without_a_limit_everything_stays() {
    assert_eq!(october(two_items(), TEN, vec![], vec![]), ["C-1/1 commission 10000 by 0", "C-1/2 commission 30000 by 0"]);
}

#[test]
fn an_item_and_a_contract_are_capped_by_their_own_sums() {
    let item = cap("item,month,EUR", "150.00");
    assert_eq!(october(two_items(), TEN, vec![item], vec![]), ["C-1/1 commission 10000 by 1", "C-1/2 commission 15000 by 1"]);
    let contract = cap("contract,month,EUR", "100.00");
    assert_eq!(october(two_items(), TEN, vec![contract], vec![]), ["C-1/1 commission 2500 by 1", "C-1/2 commission 7500 by 1"]);
}

#[test]
fn a_payee_is_capped_over_its_contracts_and_no_other_is() {
    let mut records = vec![record("C-1", "1", "2022-10-01", 100_000), record("C-2", "1", "2022-10-01", 100_000)];
    records.push(Record { partner: number("fjordvik"), ..record("C-3", "1", "2022-10-01", 100_000) });
    let limits = vec![cap("payee,month,EUR", "100.00")];
    let left = ["C-1/1 commission 5000 by 1", "C-2/1 commission 5000 by 1", "C-3/1 commission 10000 by 1"];
    assert_eq!(october(records, TEN, limits, vec![]), left);
}

#[test]
fn terms_of_one_item_have_their_own_cap() {
    let records = vec![Record {
        renewal_months: Some(1),
        months: Some(1),
        ends_on: "2022-10-01".parse().unwrap(),
        ..record("C-1", "1", "2022-09-01", 100_000)
    }];
    let limits = vec![cap("item,term,EUR", "60.00")];
    assert_eq!(october(records, TEN, limits, vec![]), ["C-1/1 commission 6000 by 1"], "the first term used up its own");
}

#[test]
fn a_year_is_used_up_by_the_months_before() {
    let records = vec![record("C-1", "1", "2022-09-01", 100_000)];
    let limits = vec![cap("item,year,EUR", "160.00")];
    assert_eq!(october(records, TEN, limits, vec![]), ["C-1/1 commission 6000 by 1"]);
}

#[test]
fn a_floor_lifts_what_is_in_force_by_its_base_and_not_what_is_refused() {
    let floor = vec![always("sub-agent,commission,floor,contract,month,EUR", "10.00")];
    let nothing = &[("*", "percent,0")];
    let lifted = ["C-1/1 commission 250 by 1", "C-1/2 commission 750 by 1"];
    assert_eq!(october(two_items(), nothing, floor.clone(), vec![]), lifted, "by the bases of 1000.00 and 3000.00");
    let refused = &[("*", "none,")];
    assert_eq!(october(two_items(), refused, floor, vec![]), ["C-1/1 commission 0 by 0", "C-1/2 commission 0 by 0"]);
}

#[test]
fn other_currencies_components_and_days_are_not_limited() {
    let one = || vec![record("C-1", "1", "2022-10-01", 100_000)];
    let whole = ["C-1/1 commission 10000 by 0"];
    assert_eq!(october(one(), TEN, vec![cap("item,month,USD", "1.00")], vec![]), whole);
    let from = |day: &str| {
        let (keys, _, amount) = cap("item,month,EUR", "1.00");
        vec![(keys, day.to_owned(), amount)]
    };
    assert_eq!(october(one(), TEN, from("2022-10-02"), vec![]), whole, "the first covered day governs");
    assert_eq!(october(one(), TEN, from("2022-10-01"), vec![]), ["C-1/1 commission 100 by 1"]);
    let chain = vec![
        always("sub-agent,commission,*,*,1,partner", "percent_of_gross,60,"),
        always("sub-agent,commission,*,*,2,distributor", "percent_of_gross,40,override"),
    ];
    let shared = ["C-1/1 commission 100 by 1", "C-1/1 override 4000 by 0"];
    assert_eq!(october(one(), TEN, vec![cap("item,month,EUR", "1.00")], chain), shared, "shares are limited, as what they are");
}
