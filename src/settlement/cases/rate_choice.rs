//! `fixtures/rules/rate-choice.csv`: which row of `rate-choice-table.csv` wins.
//!
//! Given: the `component`, the `product`, the partner's `programme` (empty = outside all tiers), `tier` and
//! `competencies`, the number of the `term`, the day it `starts_on` (which counts), and until when rows are `known_on` (empty = all).
//! Comes out: the row that `wins`, by its reference; what it `gives` in per cent (or `none`); the rows that add `points`,
//! by their references.

use super::{
    Case, Table,
    deal::{Deal, percent, record},
    small_world::{PeopleCells, Setting, day},
};
use crate::{
    basics::{AmountPer, Component, Model, Month},
    facts::Record,
    settlement::{Silent, Times},
    sheets::dated::whole,
};

const TABLE: Table = Table {
    name: "fixtures/rules/rate-choice.csv",
    text: include_str!("../../../fixtures/rules/rate-choice.csv"),
    given: &["component", "product", "programme", "tier", "competencies", "term", "starts_on", "known_on"],
    expected: &["wins", "gives", "points"],
};

fn answer(case: &Case) -> Vec<String> {
    let mut setting = Setting {
        tier_policy: case.optional("programme", |_| Ok(case.text("programme"))).unwrap_or("none"),
        basis_date: "starts_on",
        points_cap: "8",
        rates: include_str!("../../../fixtures/rules/rate-choice-table.csv").to_owned(),
        ..Setting::default()
    };
    if let Some(known_on) = case.optional("known_on", |text| Ok(day(text))) {
        setting.known_on = known_on;
    }
    let cells = PeopleCells { competencies: case.text("competencies"), elections: case.text("tier"), ..PeopleCells::default() };
    let model = match case.get("component") {
        Component::Discount => Model::Resale,
        _ => Model::Referral,
    };
    let term = case.read("term", whole);
    let told = Record { model, term, ..record(case) };
    let earned = Month::of(told.starts_on);
    let deal = Deal::told(vec![told], AmountPer::Month, &setting, |partner| cells.facts(partner));
    let term_of_case = match deal.term(term, earned) {
        Ok(term) => term,
        Err(held) => return vec![held],
    };
    match deal.price(&term_of_case, earned, &mut Silent) {
        Ok(priced) => {
            let part = priced.parts[0];
            let gives = match part.times {
                Times::Nothing => "none".to_owned(),
                _ => percent(&priced).0.normalize().to_string(),
            };
            let ask = term_of_case.ask(&priced.governing, part.days.from);
            let points = deal.grounds(earned).rules.rates.points(&ask);
            let points: Vec<&str> = points.iter().map(|(_, row)| row.rule.reference.as_str()).collect();
            vec![part.rule.reference.to_owned(), gives, points.join("; ")]
        }
        Err(held) => vec![held],
    }
}

#[test]
fn rate_choice_follows_its_table() {
    TABLE.holds(answer);
}
