//! `fixtures/rules/shapes.csv`: what the shapes of rates come to in a month.
//!
//! Given, besides the columns of a deal: the `proration` (empty = daily), the rows of the rate table in `rates`, parted by
//! `|` and each perhaps with `competency=volume`, `term=2+` or `months=1-12` in front (`percent 10 | months=13+ percent 5`), the `term` (empty =
//! the initial one), the `earned` month. Comes out: the month's `base`, the `calculation` as statements print it, and the
//! `amount`.
//!
//! `fixtures/rules/uplift.csv`: another component's percentage of a rounded amount. Given: the `rates` of the commission,
//! the `uplift` and its own `step`. Comes out: `commission`, the `calculation` of the uplift, and the `uplift_amount`.

use super::{
    Case, Table,
    deal::{Deal, held},
    small_world::{PeopleCells, RowText, Setting, always, text_with},
};
use crate::{
    basics::{Component, Month},
    rulebook::Rates,
    settlement::{Silent, explained, price},
    sheets::dated::whole,
};

const SHAPES: Table = Table {
    name: "fixtures/rules/shapes.csv",
    text: include_str!("../../../fixtures/rules/shapes.csv"),
    given: &[
        "amount",
        "currency",
        "per",
        "seats",
        "starts_on",
        "last_day",
        "renews_by",
        "later_amounts",
        "last_day_in_force",
        "cancelled_by",
        "proration",
        "rates",
        "term",
        "earned",
    ],
    expected: &["base", "calculation", "amount_due"],
};

const UPLIFT: Table = Table {
    name: "fixtures/rules/uplift.csv",
    text: include_str!("../../../fixtures/rules/uplift.csv"),
    given: &["amount", "currency", "starts_on", "signed_on", "rates", "uplift", "step", "earned"],
    expected: &["commission", "calculation", "uplift_amount"],
};

/// Rows of the rate table for a component of the plan sub-agent.
pub fn rates(component: Component, cell: &str) -> Vec<RowText> {
    let row = |text: &str| {
        let (mut competency, mut term, mut months, mut rest) = ("*", "*", "*", text.trim());
        while let Some((word, behind)) = rest.split_once(' ').filter(|(word, _)| word.contains('=')) {
            match word.split_once('=') {
                Some(("competency", value)) => competency = value,
                Some(("term", value)) => term = value,
                Some(("months", value)) => months = value,
                _ => panic!("rates {text:?}: expected competency=, term= or months="),
            }
            rest = behind;
        }
        let (shape, value) = rest.split_once(' ').unwrap_or((rest, ""));
        always(&format!("{component},sub-agent,*,*,*,{competency},{term},{months}"), &format!("{shape},{value}"))
    };
    cell.split('|').filter(|part| !part.trim().is_empty()).map(row).collect()
}

fn deal(case: &Case, rows: Vec<RowText>, components: Vec<RowText>) -> Deal {
    let proration = case.optional("proration", |_| Ok(case.text("proration"))).unwrap_or("daily");
    let text = text_with::<Rates>(&["contract_months"], rows);
    let setting = Setting { proration, rates: text, components, ..Setting::default() };
    Deal::of(case, &setting, |partner| PeopleCells::default().facts(partner))
}

fn shapes(case: &Case) -> Vec<String> {
    let deal = deal(case, rates(Component::Commission, case.text("rates")), Vec::new());
    let earned: Month = case.get("earned");
    let priced = deal
        .term(case.optional("term", whole).unwrap_or(1), earned)
        .and_then(|term| Ok((deal.price(&term, earned, &mut Silent)?, term.record.currency)));
    match priced {
        Ok((priced, currency)) => vec![
            currency.major(priced.base.minor).to_string(),
            explained::calculation(&priced.parts, priced.kept, priced.paid, currency),
            currency.major(priced.minor).to_string(),
        ],
        Err(held) => vec![held],
    }
}

fn uplift(case: &Case) -> Vec<String> {
    let mut rows = rates(Component::Commission, case.text("rates"));
    rows.extend(rates(Component::Uplift, case.text("uplift")));
    let plan =
        |component: Component| always(&format!("sub-agent,{component}"), &format!("signed_on,daily,{},", case.text("step")));
    // The plan had a bonus once: an uplift of it is no contradiction, and comes to nothing.
    let ended = ("sub-agent,bonus".to_owned(), "2001-01-01".to_owned(), "closed,,,".to_owned());
    let deal = deal(case, rows, vec![plan(Component::Uplift), plan(Component::Bonus), ended]);
    let earned: Month = case.get("earned");
    let components = deal.components(1, earned).expect("both components have a plan");
    let mut before = Vec::new();
    let mut answers = Vec::new();
    for component in &components {
        let currency = component.record.currency;
        match price(component, earned, &before, &deal.grounds(earned), &mut Silent) {
            Ok(priced) => {
                before.push((component.component, priced.minor));
                if component.component == Component::Uplift {
                    answers.push(explained::calculation(&priced.parts, priced.kept, priced.paid, currency));
                }
                answers.push(currency.major(priced.minor).to_string());
            }
            Err(why) => answers.push(held(why.code)),
        }
    }
    answers
}

#[test]
fn shapes_follow_their_table() {
    SHAPES.holds(shapes);
}

#[test]
fn uplifts_follow_their_table() {
    UPLIFT.holds(uplift);
}
