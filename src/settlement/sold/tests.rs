//! What of the records counts as sold.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{super::cases, *};
use crate::facts::Record;
use cases::{
    fact_texts::FactTexts,
    small_run::{SmallRun, euro, item, month, number, paying, record},
    small_world::{Setting, day},
};

fn run(records: Vec<Record>) -> SmallRun {
    let setting = Setting { rates: paying(&[("*", "percent,10")]), ..Setting::default() };
    SmallRun::of(records, &setting, FactTexts::default().facts())
}

/// Ten seats at 1000.00 EUR a month.
fn seats(contract: &str, line: &str, starts_on: &str) -> Record {
    Record { quantity: Some(Decimal::TEN), ..record(contract, line, starts_on, 100_000) }
}

/// Revenue, seats and contracts of the twelve months before a day, of the items of a run through a period.
fn sold(run: &SmallRun, items: &[&[u32]], period: &str, party: &str, on: NaiveDate) -> (i64, Decimal, u64) {
    let world = run.world(month(period));
    let mut all = Sold::default();
    for rows in items {
        let mut own = Sold::default();
        own.measure(&world, &item(rows));
        all.join(own);
    }
    let (measures, party) = (all.measures(), run.party(party).id);
    (measures.revenue(party, euro(), on), measures.seats(party, on), measures.contracts(party, on))
}

#[test]
fn bases_count_month_by_month_through_the_period() {
    let run = run(vec![seats("C-1", "1", "2022-09-16")]);
    let revenue = |period: &str| sold(&run, &[&[0]], period, "tonwerk", day("2023-01-01")).0;
    assert_eq!([revenue("2022-08"), revenue("2022-09"), revenue("2022-10")], [0, 50_000, 150_000]);
    assert_eq!(sold(&run, &[&[0]], "2022-10", "fjordvik", day("2023-01-01")), (0, Decimal::ZERO, 0));
}

#[test]
fn seats_and_contracts_count_where_the_first_term_begins() {
    let run = run(vec![Record { renewal_months: Some(12), ..seats("C-1", "1", "2022-09-01") }]);
    let on = |text: &str| {
        let (_, seats, contracts) = sold(&run, &[&[0]], "2024-06", "tonwerk", day(text));
        (seats, contracts)
    };
    assert_eq!(on("2022-09-30"), (Decimal::ZERO, 0), "a month does not decide about itself");
    assert_eq!(on("2022-10-01"), (Decimal::TEN, 1));
    assert_eq!(on("2023-09-30"), (Decimal::TEN, 1));
    assert_eq!(on("2023-10-01"), (Decimal::ZERO, 0), "a renewal is no new business");
    assert_eq!(sold(&run, &[&[0]], "2024-06", "tonwerk", day("2023-10-01")).0, 1_200_000, "but it is revenue");
}

#[test]
fn seats_are_those_of_the_first_day() {
    let first = seats("C-1", "1", "2022-09-01");
    let more = Record { quantity: Some(Decimal::from(15)), valid_from: Some(day("2022-09-02")), ..first.clone() };
    assert_eq!(sold(&run(vec![first, more]), &[&[0, 1]], "2022-12", "tonwerk", day("2022-10-01")).1, Decimal::TEN);
}

#[test]
fn a_contract_counts_once_where_its_first_item_begins() {
    let run = run(vec![seats("C-1", "1", "2022-10-01"), seats("C-1", "2", "2022-09-01"), seats("C-2", "1", "2022-10-01")]);
    for items in [[&[0][..], &[1], &[2]], [&[2][..], &[1], &[0]]] {
        let on = |text: &str| {
            let (_, seats, contracts) = sold(&run, &items, "2022-12", "tonwerk", day(text));
            (seats, contracts)
        };
        assert_eq!(on("2022-10-01"), (Decimal::TEN, 1));
        assert_eq!(on("2022-11-01"), (Decimal::from(30), 2));
    }
}

#[test]
fn what_has_no_plan_is_not_measured() {
    let nobody = Record { partner: number("zoom"), ..seats("C-1", "1", "2022-09-01") };
    assert_eq!(sold(&run(vec![nobody]), &[&[0]], "2022-12", "zoom", day("2023-01-01")), (0, Decimal::ZERO, 0));
}
