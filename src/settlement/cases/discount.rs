//! `fixtures/rules/discount.csv`: from list to net, by tier and competencies, with the rates of `discount-table.csv`.
//!
//! Given, besides the columns of a deal (`amount` is list): the partner's `tier`, its `competencies`, the plan's
//! `points_cap` (empty = no points) and `step`, the `earned` month. Comes out: the month's `list`, the `rate` in per cent
//! with its `points`, the `discount`, and `net` as the workings show it.

use super::{
    Case, Table,
    deal::{Deal, percent},
    small_world::{PeopleCells, Setting},
};
use crate::settlement::Workings;

const TABLE: Table = Table {
    name: "fixtures/rules/discount.csv",
    text: include_str!("../../../fixtures/rules/discount.csv"),
    given: &["tier", "competencies", "points_cap", "step", "model", "amount", "currency", "starts_on", "last_day", "earned"],
    expected: &["list", "rate", "points", "discount", "net"],
};

fn answer(case: &Case) -> Vec<String> {
    let setting = Setting {
        step: case.text("step"),
        points_cap: case.text("points_cap"),
        rates: include_str!("../../../fixtures/rules/discount-table.csv").to_owned(),
        ..Setting::default()
    };
    let cells = PeopleCells { competencies: case.text("competencies"), elections: case.text("tier"), ..PeopleCells::default() };
    let deal = Deal::of(case, &setting, |partner| cells.facts(partner));
    let earned = case.get("earned");
    let mut steps = Workings::default();
    let priced = deal.term(1, earned).and_then(|term| Ok((deal.price(&term, earned, &mut steps)?, term.record.currency)));
    match priced {
        Ok((priced, currency)) => vec![
            currency.major(priced.base.minor).to_string(),
            (percent(&priced).0 + percent(&priced).1).normalize().to_string(),
            percent(&priced).1.normalize().to_string(),
            currency.major(priced.minor).to_string(),
            steps.0.last().filter(|step| step.what.starts_with("net")).expect("the last step of a discount").result.clone(),
        ],
        Err(held) => vec![held],
    }
}

#[test]
fn discount_follows_its_table() {
    TABLE.holds(answer);
}
