//! `fixtures/rules/programme-change.csv`: a contract that runs on while the programme changes.
//!
//! Given: the agreement's tier `policy` (empty = current), the plan's `basis_date`, `people`, `accreditations` and `points`
//! in the compact cells of [`PeopleCells`], when the contract was signed and starts, its `months` at 100.00 EUR, and the
//! `earned` month. Comes out: the day that `governs`, the `programme` and `tier` on it, the `rate` and the `commission`.
//! The regimes are [`Regimes::Points`], the rates those of `programme-change-table.csv`.

use super::{
    Case, Table,
    deal::{Deal, percent},
    regimes::Regimes,
    small_world::{PeopleCells, Setting},
};
use crate::settlement::Silent;

const TABLE: Table = Table {
    name: "fixtures/rules/programme-change.csv",
    text: include_str!("../../../fixtures/rules/programme-change.csv"),
    given: &["policy", "basis_date", "people", "accreditations", "points", "signed_on", "starts_on", "months", "earned"],
    expected: &["governs", "programme", "tier", "rate", "commission"],
};

fn answer(case: &Case) -> Vec<String> {
    let setting = Setting {
        regimes: Regimes::Points,
        tier_policy: case.optional("policy", |_| Ok(case.text("policy"))).unwrap_or("current"),
        basis_date: case.text("basis_date"),
        rates: include_str!("../../../fixtures/rules/programme-change-table.csv").to_owned(),
        ..Setting::default()
    };
    let cells = PeopleCells {
        people: case.text("people"),
        accreditations: case.text("accreditations"),
        points: case.text("points"),
        ..PeopleCells::default()
    };
    let deal = Deal::of(case, &setting, |partner| cells.facts(partner));
    let earned = case.get("earned");
    match deal.term(1, earned).and_then(|term| Ok((deal.price(&term, earned, &mut Silent)?, term.record.currency))) {
        Ok((priced, currency)) => {
            let standing = priced.governing.standing;
            let programme = standing.and_then(|standing| standing.programme.as_ref());
            let tier = standing.and_then(|standing| standing.tier.as_ref());
            vec![
                priced.governing.day.to_string(),
                programme.map_or_else(String::new, ToString::to_string),
                tier.map_or_else(String::new, ToString::to_string),
                percent(&priced).0.normalize().to_string(),
                currency.major(priced.minor).to_string(),
            ]
        }
        Err(held) => vec![held],
    }
}

#[test]
fn programme_change_follows_its_table() {
    TABLE.holds(answer);
}
