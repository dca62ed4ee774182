//! A lint of bands and limits.
//!
//! Holds true: rows that contradict each other are a stop. A hole in a band is a note: what falls into it is held, never
//! paid zero.

use std::collections::{BTreeMap, BTreeSet};

use super::{at, unknown};
use crate::{
    basics::{BandName, Code, Findings, Source},
    rulebook::{
        Band, BandGives, BandMethod, BandMetric, BandRow, BandStep, BandTerms, Bands, LimitKey, LimitKind, LimitPer, LimitScope,
        Limits, Rules,
    },
    sheets::dated::Ruled,
};

/// Adds what is wrong with bands and limits.
pub(super) fn lint(rules: &Rules, found: &mut Findings) {
    terms(rules, found);
    for band in rules.bands.versions() {
        steps(band, found);
    }
    for (key, line) in rules.limits.keys() {
        line.rows().filter_map(|row| row.value.as_ref()).for_each(|row| limit(rules, key, row, found));
        if key.kind == LimitKind::Floor {
            floor(rules, key, line.days().collect(), found);
        }
    }
}

/// Each row of a band that is ever in force, lowest line first.
fn rows(rules: &Rules) -> BTreeMap<&BandName, BTreeMap<Source, &Ruled<BandRow>>> {
    let mut rows: BTreeMap<&BandName, BTreeMap<Source, &Ruled<BandRow>>> = BTreeMap::new();
    for band in rules.bands.versions() {
        rows.entry(&band.name).or_default().extend(band.steps.iter().map(|step| (step.rule.source, &step.rule)));
    }
    rows
}

/// What a row says of its band as a whole, by column.
fn words(terms: BandTerms) -> [(&'static str, &'static str); 6] {
    [
        ("metric", terms.metric.as_str()),
        ("scope", terms.scope.as_str()),
        ("currency", terms.currency.code()),
        ("window", terms.window.as_str()),
        ("method", terms.method.as_str()),
        ("gives", terms.gives.as_str()),
    ]
}

fn terms(rules: &Rules, found: &mut Findings) {
    for (name, rows) in rows(rules) {
        let mut rows = rows.into_values();
        let first = rows.next().expect("a version has a step");
        unfit(name, first, found);
        for row in rows {
            for ((column, said), (_, own)) in words(first.value.terms).into_iter().zip(words(row.value.terms)) {
                if said != own {
                    let message = format!("line {} says {said} for band {name}", first.source.line);
                    let remedy = "every row of a band repeats it; another word is another band: give it its own name";
                    found.add(at::<Bands, _>(row, Code::TableRow, message, remedy).cell(column, own));
                }
            }
        }
    }
}

/// What cannot be given for what is counted: percent of seats, a sum for each unit of money.
fn unfit(name: &BandName, row: &Ruled<BandRow>, found: &mut Findings) {
    let BandTerms { metric, method, gives, .. } = row.value.terms;
    let remedy = match (gives, method, metric) {
        (BandGives::Percent, BandMethod::Graduated, BandMetric::Contracts | BandMetric::Seats) => {
            "count volume, give per_unit, or take flat: percent inside a step needs the volume that lies in it"
        }
        (BandGives::PerUnit, _, BandMetric::Volume) => "count contracts or seats, or give percent: money has no units",
        _ => return,
    };
    let message = format!("band {name} counts {metric} and cannot give {gives} by {method}");
    found.add(at::<Bands, _>(row, Code::TableRow, message, remedy).cell("gives", gives.as_str()));
}

/// Holes, overlaps and a missing top of one version.
fn steps(band: &Band, found: &mut Findings) {
    let (name, mut overlaps) = (&band.name, Vec::new());
    let mut gap = |step: &BandStep, column: &str, value: String, message: String, remedy: &str| {
        found.add(at::<Bands, _>(&step.rule, Code::BandGap, message, remedy).cell(column, &value));
    };
    if let Some(lowest) = band.steps.first().filter(|step| !step.from.is_zero()) {
        let message = format!("band {name} has nothing below {}: what lies there is held", lowest.from.normalize());
        gap(lowest, "from", lowest.from.to_string(), message, "add a row from 0, with the value 0 if nothing is owed there");
    }
    if let Some((top, to)) = band.steps.last().and_then(|step| step.rule.value.to.map(|to| (step, to))) {
        let message = format!("band {name} has nothing from {} on: what lies there is held", to.normalize());
        gap(top, "to", to.to_string(), message, "leave to empty in the highest row, or add a row above it");
    }
    for (below, above) in band.steps.iter().zip(band.steps.iter().skip(1)) {
        let (to, from) = (below.rule.value.to, above.from);
        if let Some(to) = to.filter(|to| *to < from) {
            let message =
                format!("band {name} has nothing from {} to {}: what lies there is held", to.normalize(), from.normalize());
            gap(below, "to", to.to_string(), message, "end the row where the next begins, or add a row between them");
        } else if to != Some(from) {
            let message =
                format!("band {name}: the row of line {} begins at {} already", above.rule.source.line, from.normalize());
            let to = to.map_or_else(String::new, |to| to.to_string());
            let remedy = "end the row where the next begins, or close one of the two";
            overlaps.push(at::<Bands, _>(&below.rule, Code::TableRow, message, remedy).cell("to", &to));
        }
    }
    overlaps.into_iter().for_each(|finding| found.add(finding));
}

fn limit(rules: &Rules, key: &LimitKey, row: &Ruled<i64>, found: &mut Findings) {
    if key.scope == LimitScope::Payee && key.per == LimitPer::Term {
        let message = "a payee has many contracts, and each its own terms".to_owned();
        found.add(at::<Limits, _>(row, Code::TableRow, message, "say month or year, or limit the contract").cell("per", "term"));
    }
    if !rules.plans.keys().any(|(plan, _)| *plan == key.plan) {
        found.add(unknown::<Limits, _>(row, "plan", key.plan.as_str(), "rulebook/plans.csv"));
    } else if !rules.plans.contains_key(&(key.plan.clone(), key.component)) {
        found.add(unknown::<Limits, _>(row, "component", key.component.as_str(), "rulebook/plans.csv"));
    }
}

/// A floor that lies above its cap on a day on which both are in force.
fn floor(rules: &Rules, key: &LimitKey, mut days: BTreeSet<chrono::NaiveDate>, found: &mut Findings) {
    let cap = LimitKey { kind: LimitKind::Cap, ..key.clone() };
    let line = |wanted: &LimitKey| rules.limits.keys().find(|(key, _)| *key == wanted).map(|(_, line)| line);
    let (Some(floors), Some(caps)) = (line(key), line(&cap)) else { return };
    days.extend(caps.days());
    for (floor, cap) in days.into_iter().filter_map(|day| Some((floors.at(day)?, caps.at(day)?))) {
        if floor.value > cap.value {
            let message = format!("the floor lies above the cap of {}, line {}", key.currency.major(cap.value), cap.source.line);
            let amount = key.currency.major(floor.value).to_string();
            found.add(
                at::<Limits, _>(floor, Code::TableRow, message, "lower the floor, raise the cap, or close one")
                    .cell("amount", &amount),
            );
        }
    }
}

#[cfg(test)]
mod tests {
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
        let file =
            |name: &str, text: String| TableFile { name: format!("rulebook/{name}.csv"), number: 0, bytes: text.into_bytes() };
        let text = format!("{header}\n{}", rows.iter().map(|row| format!("{row},x\n")).collect::<String>());
        let (book, found) = Rulebook::read(vec![file("plans", PLANS.to_owned()), file(name, text)]);
        assert!(found.is_empty(), "{found:?}");
        assert_eq!(book.latest_recorded(), Some(iso_day("2022-01-02").unwrap()), "rows here are recorded on 2 January");
        let (_, found) = book.known_on(iso_day("2030-01-01").unwrap());
        let told = found.iter().map(|finding| {
            let crate::basics::Finding { code, column, value, message, remedy, .. } = finding;
            assert_eq!(finding.file, format!("rulebook/{name}.csv"));
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
        assert_eq!(
            band(&["25 50", "50 "]),
            ["band-gap:2 from \"25\": band growth has nothing below 25: what lies there is held"]
        );
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
        let unlike = |column: &str, value: &str, first: &str| {
            format!("table-row:3 {column} {value:?}: line 2 says {first} for band growth")
        };
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
        assert_eq!(
            told("month,EUR,2022-01-01,2022-01-02,5.01", "year,EUR,2022-01-01,2022-01-02,5"),
            "",
            "each over its own months"
        );
        assert_eq!(
            told("month,EUR,2022-01-01,2022-01-02,5.01", "month,USD,2022-01-01,2022-01-02,5"),
            "",
            "each in its own currency"
        );
    }
}
