//! No named value of a rule without cases: each stands in at least two rows of the case tables.
//!
//! A row uses a value where its own cell names it, in a column or as a word of a compact cell, or where the rules that the
//! row picks by name (a band, the limits of a plan) have it. A value that a cell leaves to be understood is not named.

use std::{collections::BTreeSet, fmt::Display};

use super::small_world::entries;
use crate::{
    basics::{CancelledBy, Proration},
    rulebook::{
        AfterPrincipal, Asked, BandGives, BandMethod, BandMetric, BandScope, BandWindow, BasisDate, Benefit, EarnedWhen,
        Evidence, LimitKind, LimitPer, LimitScope, Method, PaidIn, RateDay, RateKind, ServedIn, ShapeWord, ShareFormula, SoldAs,
    },
    settlement::Cause,
    sheets::{Dialect, Sheet},
};

/// The values that each row of a table names.
type Rows = Vec<BTreeSet<String>>;

macro_rules! table {
    ($name:literal) => {
        include_str!(concat!("../../../fixtures/rules/", $name, ".csv"))
    };
}

/// The cells of a column.
fn column(table: &str, name: &str) -> Vec<String> {
    let sheet = Sheet::read(table.as_bytes().to_vec(), Dialect::OURS).expect("a case table is sound");
    let at = sheet.headings().iter().position(|own| own == name).unwrap_or_else(|| panic!("no column {name}"));
    sheet.rows(|row| row.cell(at).to_owned()).expect("a case table is sound")
}

/// What each row names in a column, read by `words`.
fn rows(table: &str, name: &str, words: fn(&str) -> Vec<&str>) -> Rows {
    column(table, name).iter().map(|cell| words(cell).into_iter().map(str::to_owned).collect()).collect()
}

/// The cell as it stands.
fn whole(cell: &str) -> Vec<&str> {
    vec![cell]
}

/// The words of a cell.
fn words(cell: &str) -> Vec<&str> {
    cell.split([' ', '+', ';']).collect()
}

/// What the rules have in a column that each row picks by the name in its cell.
fn picked(cases: &str, by: &str, rules: &str, name: &str) -> Rows {
    let rules: Vec<(String, String)> = column(rules, by).into_iter().zip(column(rules, name)).collect();
    let of = |cell: &String| rules.iter().filter(|(own, _)| own == cell).map(|(_, value)| value.clone()).collect();
    column(cases, by).iter().map(of).collect()
}

/// The shapes in a compact cell of rates: the first word of each part, behind its keys.
fn shapes(cell: &str) -> Vec<&str> {
    cell.split('|').filter_map(|part| part.split_whitespace().find(|word| !word.contains('='))).collect()
}

/// Points that were given: the shape works beside others, and the column says to what they come.
fn points(cell: &str) -> Vec<&str> {
    if ["", "0"].contains(&cell) { Vec::new() } else { vec!["points"] }
}

/// The evidence in a compact cell of programmes.
fn evidence(cell: &str) -> Vec<&str> {
    entries(cell).iter().filter_map(|(words, _)| words[0].split(['/', '!']).next()).collect()
}

/// The requirement in a compact cell of requirements (value, programme, tier, requirement, subject), and its subject.
fn asked(cell: &str) -> Vec<(&str, &str)> {
    entries(cell).iter().map(|(words, _)| (words[3], words[4])).collect()
}

fn requirement(cell: &str) -> Vec<&str> {
    asked(cell).into_iter().map(|(word, _)| word).collect()
}

/// What a volume is of.
fn sold(cell: &str) -> Vec<&str> {
    asked(cell).into_iter().filter(|(word, _)| *word == "volume").map(|(_, subject)| subject).collect()
}

/// The causes of a line, each before its part of the amount.
fn causes(cell: &str) -> Vec<&str> {
    cell.split("; ").filter_map(|part| Some(part.rsplit_once(' ')?.0)).collect()
}

/// In which currency a plan pays, where its cell says so.
fn paid_in(cell: &str) -> Vec<&str> {
    let read = |text: &str| text.parse::<PaidIn>().expect("a currency of a plan");
    if cell.is_empty() { Vec::new() } else { vec![name_of_currency(read(cell))] }
}

fn name_of_currency(paid_in: PaidIn) -> &'static str {
    match paid_in {
        PaidIn::Contract => "contract",
        PaidIn::Payee => "payee",
        PaidIn::Book(_) => "book",
    }
}

fn name_of_requirement(asked: &Asked) -> &'static str {
    match asked {
        Asked::AccreditedPeople(_) => "accredited_people",
        Asked::Tier(_) => "tier",
        Asked::Competencies(_) => "competencies",
        Asked::Points(_) => "points",
        Asked::Volume(_) => "volume",
        Asked::Revenue(_) => "revenue",
    }
}

/// The values of a list that stand in fewer than two rows.
fn thin<W: Display>(list: &str, all: &[W], rows: &[Rows]) -> Vec<String> {
    let used = |value: &str| rows.iter().flatten().filter(|row| row.contains(value)).count();
    let counted = all.iter().map(|value| (value.to_string(), used(&value.to_string())));
    counted.filter(|(_, used)| *used < 2).map(|(value, used)| format!("{list} {value} stands in {used} rows")).collect()
}

#[test]
fn each_named_value_stands_in_at_least_two_cases() {
    let due = table!("due");
    let band = |name| [picked(table!("bands"), "band", table!("bands-table"), name)];
    let limit = |name| [picked(table!("limits"), "plan", table!("limits-table"), name)];
    let requirements = table!("ladders");
    let euro = "EUR".parse().expect("the euro is a currency");
    let currencies = [PaidIn::Contract, PaidIn::Payee, PaidIn::Book(euro)].map(name_of_currency);
    let any = "any".parse().expect("a name");
    let all_asked = [
        Asked::AccreditedPeople("any".parse().expect("a name")),
        Asked::Tier(any),
        Asked::Competencies(None),
        Asked::Points(None),
        Asked::Volume(SoldAs::Seats),
        Asked::Revenue(euro),
    ];
    let shape_rows = [
        rows(table!("shapes"), "rates", shapes),
        rows(due, "rates", shapes),
        rows(table!("uplift"), "uplift", shapes),
        rows(table!("discount"), "points", points),
        rows(table!("rate-choice"), "points", points),
    ];
    let clawback = |name| [rows(table!("clawback"), name, words), rows(due, "clawback", words)];
    let [but_opening @ .., Cause::Opening] = Cause::ALL else { panic!("an opening is the last cause") };
    let thin = [
        thin("shape", ShapeWord::ALL, &shape_rows),
        thin("proration", Proration::ALL, &[rows(table!("proration"), "proration", whole)]),
        thin("basis_date", BasisDate::ALL, &[rows(table!("basis-date"), "basis_date", whole)]),
        thin("formula", ShareFormula::ALL, &[rows(table!("splits"), "chain", words), rows(due, "splits", words)]),
        thin("method", Method::ALL, &clawback("method")),
        thin("precision", ServedIn::ALL, &clawback("precision")),
        thin("causes", CancelledBy::ALL, &clawback("causes")),
        thin("metric", BandMetric::ALL, &band("metric")),
        thin("scope of a band", BandScope::ALL, &band("scope")),
        thin("window", BandWindow::ALL, &band("window")),
        thin("method of a band", BandMethod::ALL, &band("method")),
        thin("gives", BandGives::ALL, &band("gives")),
        thin("kind of a limit", LimitKind::ALL, &limit("kind")),
        thin("scope of a limit", LimitScope::ALL, &limit("scope")),
        thin("per", LimitPer::ALL, &limit("per")),
        thin("earned_when", EarnedWhen::ALL, &[rows(due, "earned_when", whole)]),
        thin("currency of a plan", &currencies, &[rows(due, "paid_in", paid_in)]),
        thin("rate_day", RateDay::ALL, &[rows(due, "rate_day", whole)]),
        thin("kind of a rate", RateKind::ALL, &[rows(table!("exchange-table"), "kind", whole)]),
        thin("after_principal", AfterPrincipal::ALL, &[rows(due, "after_principal", whole)]),
        thin("evidence", Evidence::ALL, &[rows(table!("ladders"), "programmes", evidence)]),
        thin("requirement", &all_asked.each_ref().map(name_of_requirement), &[rows(requirements, "requirements", requirement)]),
        thin("volume of", SoldAs::ALL, &[rows(requirements, "requirements", sold)]),
        thin("cause", but_opening, &[rows(table!("causes"), "causes", causes)]),
        thin("benefit", Benefit::ALL, &[rows(table!("benefits"), "benefit", whole)]),
    ];
    assert_eq!(thin.concat(), [""; 0], "each named value needs two rows in fixtures/rules");
}

#[test]
fn a_value_of_one_case_or_none_is_named() {
    let cases = "case,rates\none,percent 10 | months=2+ none\ntwo,term=2+ percent 5\nthree,\n";
    let found = thin("shape", &["percent", "none", "band"], &[rows(cases, "rates", shapes)]);
    assert_eq!(found, ["shape none stands in 1 rows", "shape band stands in 0 rows"]);
}
