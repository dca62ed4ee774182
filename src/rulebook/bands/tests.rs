//! What a table of bands says, row by row and day by day.

use super::*;
use crate::{basics::Code, sheets::dated::DatedRows};

const HEADER: &str = "band,from,effective_from,recorded_on,to,metric,scope,currency,window,method,gives,value,plus,reference\n";

fn read(rows: &[&str]) -> (BandTable, Vec<(Code, String)>) {
    let text = format!("{HEADER}{}", rows.iter().map(|row| format!("{row}\n")).collect::<String>());
    let (rows, mut found) = DatedRows::<Bands>::read("bands.csv", 0, text.into_bytes());
    let (dates, doubled) = rows.known_on(NaiveDate::MAX);
    found.extend(doubled);
    let said = found.into_iter().map(|finding| (finding.code, format!("{}: {}", finding.column, finding.message)));
    (BandTable::new(dates), said.collect())
}

fn day(text: &str) -> NaiveDate {
    crate::sheets::dated::iso_day(text).unwrap()
}

#[test]
fn the_rows_in_force_on_a_day_are_one_version() {
    let same = "volume,payee,EUR,year,flat,percent";
    let (table, found) = read(&[
        &format!("growth,100,2022-01-01,2021-12-01,,{same},2,,top"),
        &format!("growth,0,2022-01-01,2021-12-01,100,{same},1,,bottom"),
        &format!("growth,100,2023-01-01,2022-12-01,closed,{same},,,"),
        &format!("growth,0,2023-01-01,2022-12-01,,{same},1.5,,one rate"),
        &format!("growth,0,2024-01-01,2023-12-01,closed,{same},,,"),
    ]);
    assert_eq!(found, []);
    let growth: BandName = "growth".parse().unwrap();
    let on = |text: &str| {
        let band = table.on(&growth, day(text))?;
        Some((band.since, band.steps.iter().map(|step| step.rule.reference.as_str()).collect::<Vec<_>>()))
    };
    assert_eq!(on("2021-12-31"), None);
    assert_eq!(on("2022-01-01"), Some((day("2022-01-01"), vec!["bottom", "top"])));
    assert_eq!(on("2022-12-31"), Some((day("2022-01-01"), vec!["bottom", "top"])));
    assert_eq!(on("2023-01-01"), Some((day("2023-01-01"), vec!["one rate"])));
    assert_eq!(on("2024-01-01"), None);
    assert_eq!(table.versions().count(), 2);
    assert!(table.explains(&growth) && !table.explains(&"other".parse().unwrap()));
    assert!(table.on(&"other".parse().unwrap(), day("2022-01-01")).is_none());
}

#[test]
fn a_step_begins_at_from_and_ends_before_to() {
    let (table, _) = read(&["growth,10,2022-01-01,2021-12-01,20,seats,payee,EUR,year,flat,per_unit,2,3.50,x"]);
    let band = table.versions().next().unwrap();
    let step = &band.steps[0];
    let number = |text: &str| Decimal::from_str_exact(text).unwrap();
    assert_eq!(step.rule.value.plus, 350);
    for (metric, holds, part, reached) in [
        ("0", false, "0", false),
        ("9.99", false, "0", false),
        ("10", true, "0", true),
        ("19.99", true, "9.99", true),
        ("20", false, "10", true),
        ("21", false, "10", true),
    ] {
        let metric = number(metric);
        assert_eq!((step.holds(metric), step.part(metric), step.is_reached(metric)), (holds, number(part), reached), "{metric}");
        assert_eq!(band.step(metric).is_some(), holds, "{metric}");
    }
}

#[test]
fn what_begins_at_nothing_is_reached_by_something() {
    let (table, _) = read(&["growth,0,2022-01-01,2021-12-01,,seats,payee,EUR,year,flat,per_unit,2,,x"]);
    let step = &table.versions().next().unwrap().steps[0];
    assert!(step.holds(Decimal::ZERO) && !step.is_reached(Decimal::ZERO) && step.is_reached(Decimal::new(1, 2)));
    assert_eq!(step.part(Decimal::ONE_THOUSAND), Decimal::ONE_THOUSAND);
    assert_eq!(step.rule.value.plus, 0);
}

#[test]
fn a_refused_cell_says_what_was_expected() {
    let refused = |from: &str, to: &str, gives: &str, value: &str, plus: &str| {
        let row = format!("growth,{from},2022-01-01,2021-12-01,{to},volume,payee,EUR,year,flat,{gives},{value},{plus},x");
        read(&[&row]).1.into_iter().map(|(_, said)| said).collect::<Vec<_>>().join("; ")
    };
    assert_eq!(refused("0", "0.01", "percent", "100", "0.01"), "");
    assert_eq!(refused("0", "", "per_unit", "100.5", "0"), "");
    assert_eq!(refused("-1", "", "percent", "1", ""), "from: expected a number from 0 such as 12.5");
    let top = "to: expected a number above from, nothing where there is no top, or closed";
    assert_eq!([refused("10", "10", "percent", "1", ""), refused("10", "-11", "percent", "1", "")], [top, top]);
    let most = "value: expected a percentage from 0 to 100 such as 12.5";
    assert_eq!([refused("0", "", "percent", "100.000001", ""), refused("0", "", "percent", "-1", "")], [most, most]);
    let number = "expected a number from 0 such as 12.5";
    assert_eq!(refused("0", "", "per_unit", "-1", ""), format!("value: {number}"));
    assert_eq!(refused("0", "", "percent", "1", "-1"), format!("plus: {number}"));
    assert_eq!(refused("0", "", "percent", "1", "0.001"), "plus: EUR has at most 2 decimals");
    assert_eq!(refused("0", "", "points", "1", ""), "gives: expected percent or per_unit");
}
