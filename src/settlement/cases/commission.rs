//! `fixtures/rules/commission.csv`: from a month's base to a commission.
//!
//! Given, besides the columns of a deal: the `earned` month, the rate in `percent` (or `none`: no entitlement) and the
//! plan's rounding `step`. Comes out: the month's `base`, what it is `unrounded`, and the `commission`.

use super::{
    Case, Table,
    deal::Deal,
    small_world::{PeopleCells, Setting, always, text_of},
};
use crate::{rulebook::Rates, settlement::Silent};

const TABLE: Table = Table {
    name: "fixtures/rules/commission.csv",
    text: include_str!("../../../fixtures/rules/commission.csv"),
    given: &["amount", "currency", "per", "starts_on", "last_day", "earned", "percent", "step"],
    expected: &["base", "unrounded", "commission"],
};

fn answer(case: &Case) -> Vec<String> {
    let rate = match case.text("percent") {
        "none" => "none,".to_owned(),
        percent => format!("percent,{percent}"),
    };
    let rates = text_of::<Rates>([always("commission,sub-agent,*,*,*,*,*", &rate)]);
    let setting = Setting { step: case.text("step"), rates, ..Setting::default() };
    let deal = Deal::of(case, &setting, |partner| PeopleCells::default().facts(partner));
    let earned = case.get("earned");
    let priced = deal.term(1, earned).and_then(|term| Ok((deal.price(&term, earned, &mut Silent)?, term.record.currency)));
    match priced {
        Ok((priced, currency)) => vec![
            currency.major(priced.base.minor).to_string(),
            priced.unrounded.shown(currency, 8).to_string(),
            currency.major(priced.minor).to_string(),
        ],
        Err(held) => vec![held],
    }
}

#[test]
fn commission_follows_its_table() {
    TABLE.holds(answer);
}
