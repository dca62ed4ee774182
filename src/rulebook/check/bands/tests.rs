//! Each fault of bands and limits: line, column, value, and what is said of it.

use crate::{
    basics::Severity,
    rulebook::{Rulebook, TableFile},
    sheets::dated::iso_day,
};

const BANDS: &str = "band,from,effective_from,recorded_on,to,metric,scope,currency,window,method,gives,value,plus,reference";
const LIMITS: &str = "plan,component,kind,scope,per,currency,effective_from,recorded_on,amount,reference";
const PLANS: &str = "plan,component,effective_from,recorded_on,basis_date,proration,step,points_cap,reference\n\
    sub-agent,commission,2022-01-01,2022-01-01,signed_on,daily,0.01,,clause 1\n";

/// What the lint says of these rows, which stand on lines 2 and following: line, column, value, message, remedy.
fn said(name: &str, header: &str, rows: &[&str]) -> Vec<String> {
    let file = |name: &str, text: String| TableFile { name: format!("rulebook/{name}.csv"), number: 0, bytes: text.into_bytes() };
    let text = format!("{header}\n{}", rows.iter().map(|row| format!("{row},x\n")).collect::<String>());
    let (book, found) = Rulebook::read(vec![file("plans", PLANS.to_owned()), file(name, text)]);
    assert!(found.is_empty(), "{found:?}");
    assert_eq!(book.latest_recorded(), Some(iso_day("2022-01-02").unwrap()), "rows here are recorded on 2 January");
    let (_, found) = book.known_on(iso_day("2030-01-01").unwrap());
    let told = found.iter().filter(|finding| finding.file == format!("rulebook/{name}.csv")).map(|finding| {
        let crate::basics::Finding { code, column, value, message, remedy, .. } = finding;
        assert!(!remedy.is_empty() && (code.severity() == Severity::Note) == (code.as_str() == "band-gap"));
        format!("{}:{} {column} {value:?}: {message}", code.as_str(), finding.line)
    });
    told.collect()
}

/// A row of a yearly band of volume, flat, in percent; `from to`.
fn band(steps: &[&str]) -> Vec<String> {
    let row = |step: &&str| {
        let (from, to) = step.split_once(' ').unwrap();
        format!("growth,{from},2022-01-01,2022-01-02,{to},volume,payee,EUR,year,flat,percent,1,")
    };
    said("bands", BANDS, &steps.iter().map(row).collect::<Vec<_>>().iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn steps_follow_each_other_from_zero_without_end() {
    assert_eq!(band(&["0 100", "100 200", "200 "]), Vec::<String>::new());
    assert_eq!(band(&["200 ", "0.00 100.00", "100 200"]), Vec::<String>::new(), "in any order of rows");
}

#[test]
fn what_no_step_holds_is_noted() {
    assert_eq!(band(&["25 50", "50 "]), ["band-gap:2 from \"25\": band growth has nothing below 25: what lies there is held"]);
    assert_eq!(
        band(&["0 50", "50 100"]),
        ["band-gap:3 to \"100\": band growth has nothing from 100 on: what lies there is held"]
    );
    assert_eq!(
        band(&["0 50", "50.01 100", "100 "]),
        ["band-gap:2 to \"50\": band growth has nothing from 50 to 50.01: what lies there is held"]
    );
    assert_eq!(band(&["25 50", "60 70"]).len(), 3);
}

#[test]
fn what_two_steps_hold_is_a_stop() {
    assert_eq!(band(&["0 50.01", "50 "]), ["table-row:2 to \"50.01\": band growth: the row of line 3 begins at 50 already"]);
    assert_eq!(band(&["0 ", "50 "]), ["table-row:2 to \"\": band growth: the row of line 3 begins at 50 already"]);
}

#[test]
fn each_version_of_a_band_is_looked_at_by_itself() {
    let same = "volume,payee,EUR,year,flat,percent,1,";
    let raised = [
        format!("growth,0,2022-01-01,2022-01-02,100,{same}"),
        format!("growth,100,2022-01-01,2022-01-02,,{same}"),
        format!("growth,0,2023-01-01,2022-01-02,200,{same}"),
        format!("growth,100,2023-01-01,2022-01-02,closed,{same}"),
        format!("growth,200,2023-02-01,2022-01-02,,{same}"),
    ];
    assert_eq!(
        said("bands", BANDS, &raised.iter().map(String::as_str).collect::<Vec<_>>()),
        ["band-gap:4 to \"200\": band growth has nothing from 200 on: what lies there is held"],
        "in January 2023, and only then"
    );
}

#[test]
fn the_rows_of_a_band_say_the_same_of_it() {
    let told = said(
        "bands",
        BANDS,
        &[
            "growth,0,2022-01-01,2022-01-02,9,contracts,payee,EUR,year,flat,percent,1,",
            "growth,9,2022-01-01,2022-01-02,,seats,all_distributors,USD,month,graduated,per_unit,1,",
            "other,0,2022-01-01,2022-01-02,,seats,all_distributors,USD,month,graduated,per_unit,1,",
        ],
    );
    let unlike =
        |column: &str, value: &str, first: &str| format!("table-row:3 {column} {value:?}: line 2 says {first} for band growth");
    assert_eq!(
        told,
        [
            unlike("currency", "USD", "EUR"),
            unlike("gives", "per_unit", "percent"),
            unlike("method", "graduated", "flat"),
            unlike("metric", "seats", "contracts"),
            unlike("scope", "all_distributors", "payee"),
            unlike("window", "month", "year"),
        ]
    );
}

#[test]
fn a_row_that_was_corrected_the_same_day_on_says_nothing_any_more() {
    let rows = |known: &str| {
        [
            "growth,0,2022-01-01,2021-12-01,9,volume,payee,EUR,month,flat,percent,1,".to_owned(),
            format!("growth,0,2022-01-01,{known},9,volume,payee,EUR,year,flat,percent,1,"),
            "growth,9,2022-01-01,2022-01-02,,volume,payee,EUR,year,flat,percent,1,".to_owned(),
        ]
    };
    let told = |known: &str| said("bands", BANDS, &rows(known).iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(told("2022-01-02"), Vec::<String>::new());
    assert_eq!(told("2021-11-30").len(), 1, "the later recorded counts");
}

#[test]
fn what_is_given_fits_what_is_counted() {
    let told = |metric: &str, method: &str, gives: &str| {
        let row = format!("growth,0,2022-01-01,2022-01-02,,{metric},payee,EUR,year,{method},{gives},1,");
        said("bands", BANDS, &[&row]).concat()
    };
    let refused = |metric: &str, method: &str, gives: &str| {
        format!("table-row:2 gives {gives:?}: band growth counts {metric} and cannot give {gives} by {method}")
    };
    for metric in ["volume", "contracts", "seats"] {
        for method in ["flat", "graduated"] {
            for gives in ["percent", "per_unit"] {
                let unfit = matches!(
                    (metric, method, gives),
                    ("volume", _, "per_unit") | ("contracts" | "seats", "graduated", "percent")
                );
                let expected = if unfit { refused(metric, method, gives) } else { String::new() };
                assert_eq!(told(metric, method, gives), expected);
            }
        }
    }
}

#[test]
fn a_limit_names_a_plan_and_its_component() {
    let told = |keys: &str| said("limits", LIMITS, &[&format!("{keys},EUR,2022-01-01,2022-01-02,5")]).concat();
    assert_eq!(told("sub-agent,commission,cap,item,term"), "");
    assert_eq!(
        told("dealer,commission,cap,item,term"),
        "unknown-name:2 plan \"dealer\": no row of rulebook/plans.csv explains dealer"
    );
    assert_eq!(
        told("sub-agent,bonus,cap,item,term"),
        "unknown-name:2 component \"bonus\": no row of rulebook/plans.csv explains bonus"
    );
}

#[test]
fn a_payee_has_no_term() {
    let told = |scope: &str, per: &str| {
        let row = format!("sub-agent,commission,cap,{scope},{per},EUR,2022-01-01,2022-01-02,5");
        said("limits", LIMITS, &[&row]).concat()
    };
    for scope in ["item", "contract", "payee"] {
        for per in ["month", "year", "term"] {
            let none = "table-row:2 per \"term\": a payee has many contracts, and each its own terms";
            assert_eq!(told(scope, per), if (scope, per) == ("payee", "term") { none } else { "" });
        }
    }
}

#[test]
fn a_floor_never_lies_above_its_cap() {
    let told = |floor: &str, cap: &str| {
        let row = |kind: &str, said: &str| format!("sub-agent,commission,{kind},item,{said}");
        said("limits", LIMITS, &[&row("floor", floor), &row("cap", cap)]).concat()
    };
    let above = "table-row:2 amount \"5.01\": the floor lies above the cap of 5.00, line 3";
    assert_eq!(told("month,EUR,2022-01-01,2022-01-02,5", "month,EUR,2022-01-01,2022-01-02,5"), "");
    assert_eq!(told("month,EUR,2022-01-01,2022-01-02,5.01", "month,EUR,2022-01-01,2022-01-02,5"), above);
    assert_eq!(
        told("month,EUR,2022-01-01,2022-01-02,5.01", "month,EUR,2022-07-01,2022-01-02,5"),
        above,
        "from the cap's first day"
    );
    assert_eq!(
        told("month,EUR,2022-07-01,2022-01-02,5.01", "month,EUR,2022-01-01,2022-01-02,5"),
        above,
        "from the floor's first day"
    );
    assert_eq!(told("month,EUR,2022-01-01,2022-01-02,5.01", "year,EUR,2022-01-01,2022-01-02,5"), "", "each over its own months");
    assert_eq!(told("month,EUR,2022-01-01,2022-01-02,5.01", "month,USD,2022-01-01,2022-01-02,5"), "", "each in its own currency");
}
