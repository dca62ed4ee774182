//! `fixtures/rules/basis-date.csv`: which day picks rate and tier, with the rates of `basis-date-table.csv`.
//!
//! Given, besides the columns of a deal: the plan's `basis_date`, the tiers that the partner held (`tiers`: `sales;
//! performance 2022-09-10`), the `term` (empty = the initial one) and the `earned` month. Comes out: the `governing_day`,
//! the `tier` and the `percent` of that day.

use super::{
    Case, Table,
    deal::{Deal, percent},
    small_world::{PeopleCells, Setting},
};
use crate::{settlement::Silent, sheets::dated::whole};

const TABLE: Table = Table {
    name: "fixtures/rules/basis-date.csv",
    text: include_str!("../../../fixtures/rules/basis-date.csv"),
    given: &["basis_date", "signed_on", "starts_on", "last_day", "renews_by", "term", "tiers", "earned"],
    expected: &["governing_day", "tier", "percent"],
};

fn answer(case: &Case) -> Vec<String> {
    let setting = Setting {
        basis_date: case.text("basis_date"),
        rates: include_str!("../../../fixtures/rules/basis-date-table.csv").to_owned(),
        ..Setting::default()
    };
    let cells = PeopleCells { elections: case.text("tiers"), ..PeopleCells::default() };
    let deal = Deal::of(case, &setting, |partner| cells.facts(partner));
    let earned = case.get("earned");
    let number = case.optional("term", whole).unwrap_or(1);
    match deal.term(number, earned).and_then(|term| deal.price(&term, earned, &mut Silent)) {
        Ok(priced) => {
            let tier = priced.governing.standing.and_then(|standing| standing.tier.as_ref());
            vec![
                priced.governing.day.to_string(),
                tier.map_or_else(String::new, ToString::to_string),
                percent(&priced).0.normalize().to_string(),
            ]
        }
        Err(held) => vec![held],
    }
}

#[test]
fn basis_date_follows_its_table() {
    TABLE.holds(answer);
}
