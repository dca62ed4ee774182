//! `fixtures/rules/rate-workings.csv`: how the rates of a month are explained.
//!
//! Given, besides the columns of a deal: the `rates` as in `shapes.csv`, the `competencies` that the partner holds, the
//! plan's `points_cap`, and the `earned` month. Comes out: the `steps` behind the standing, parted by `|`, each with its
//! result: the row of each part, the points on top, the calculation.

use super::{
    Case, Table,
    deal::Deal,
    shapes::rates,
    small_world::{PeopleCells, Setting, text_with},
};
use crate::{
    basics::{Component, Month},
    rulebook::Rates,
    settlement::{Step, Workings},
};

const TABLE: Table = Table {
    name: "fixtures/rules/rate-workings.csv",
    text: include_str!("../../../fixtures/rules/rate-workings.csv"),
    given: &["amount", "currency", "starts_on", "last_day", "rates", "competencies", "points_cap", "earned"],
    expected: &["steps"],
};

fn answer(case: &Case) -> Vec<String> {
    let setting = Setting {
        rates: text_with::<Rates>(&["contract_months"], rates(Component::Commission, case.text("rates"))),
        points_cap: case.text("points_cap"),
        ..Setting::default()
    };
    let cells = PeopleCells { competencies: case.text("competencies"), ..PeopleCells::default() };
    let deal = Deal::of(case, &setting, |partner| cells.facts(partner));
    let earned: Month = case.get("earned");
    let term = deal.term(1, earned).expect("the term is known");
    let mut workings = Workings::default();
    deal.price(&term, earned, &mut workings).expect("each month finds a rate");
    let rounded = workings.0.iter().position(|step| step.what.starts_with("rounded ")).expect("an amount is rounded");
    let standing = workings.0.iter().position(|step| step.what.starts_with("standing ")).expect("the partner stands somewhere");
    let said =
        |step: &Step| if step.result.is_empty() { step.what.clone() } else { format!("{} → {}", step.what, step.result) };
    vec![workings.0[standing + 1..rounded].iter().map(said).collect::<Vec<_>>().join(" | ")]
}

#[test]
fn workings_of_rates_follow_their_table() {
    TABLE.holds(answer);
}
