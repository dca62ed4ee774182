//! `fixtures/rules/splits.csv`: what each of a chain gets; `split-choice.csv`: which chain applies.
//!
//! Given, to share: the `gross` amount, its `currency` (empty = EUR), the plan's `step` (empty = 0.01) and the `chain`, in
//! any order: `1 partner percent_of_gross 60; 2 distributor percent_of_rest 50 override` (position, payee, formula, per
//! cent, perhaps the component it is paid as). The partner is tonwerk, the distributor nuvias. Comes out: the `shares`,
//! each with the component where that is not the commission, and what stays with the principal as `rest`.
//!
//! Given, to choose from `split-choice-table.csv`: the `plan`, the `component`, who the `partner` and the `distributor`
//! are, the `contract` and the `day` that governs. Comes out: the `chain`, who stands where and gets how much.

use super::{
    Case, Table,
    small_world::{ALWAYS, DISTRIBUTOR, LATE, PARTNER, RowText, day, sound, text_with},
};
use crate::{
    basics::{Component, Currency, PartyId, PlanName, Step},
    rulebook::{SplitQuestion, SplitRow, SplitTable, Splits},
    settlement::{Gross, Silent, Workings, share},
    sheets::dated::{DatedRows, DatedTable, decimal},
};

const SHARES: Table = Table {
    name: "fixtures/rules/splits.csv",
    text: include_str!("../../../fixtures/rules/splits.csv"),
    given: &["gross", "currency", "step", "chain"],
    expected: &["shares", "rest"],
};

const CHOICE: Table = Table {
    name: "fixtures/rules/split-choice.csv",
    text: include_str!("../../../fixtures/rules/split-choice.csv"),
    given: &["plan", "component", "partner", "distributor", "contract", "day"],
    expected: &["chain"],
};

fn known(text: &str) -> SplitTable {
    let rows: DatedRows<Splits> = sound(DatedRows::read(Splits::NAME, 0, text.as_bytes().to_vec()));
    SplitTable::new(sound(rows.known_on(day(LATE))))
}

/// The text of the table that a compact cell tells of; each entry may end with the day from which it holds.
pub fn text_of_cell(cell: &str) -> String {
    let row = |part: &str| -> RowText {
        let mut words: Vec<&str> = part.split_whitespace().collect();
        let from = words.pop_if(|word| word.contains('-') && word.starts_with(|first: char| first.is_ascii_digit()));
        let (position, payee, formula, percent) = (words[0], words[1], words[2], words[3]);
        let paid_as = words.get(4).unwrap_or(&"");
        let keys = format!("sub-agent,commission,*,*,{position},{payee}");
        (keys, from.unwrap_or(ALWAYS).to_owned(), format!("{formula},{percent},{paid_as}"))
    };
    let parts = cell.split(';').map(str::trim).filter(|part| !part.is_empty());
    text_with::<Splits>(&["paid_as"], parts.map(row))
}

fn of_cell(cell: &str) -> SplitTable {
    known(&text_of_cell(cell))
}

struct Asked {
    plan: PlanName,
    component: Component,
    partner: PartyId,
    distributor: PartyId,
    contract: compact_str::CompactString,
    day: chrono::NaiveDate,
}

impl Asked {
    fn usual() -> Self {
        Asked {
            plan: "sub-agent".parse().unwrap(),
            component: Component::Commission,
            partner: PARTNER.parse().unwrap(),
            distributor: DISTRIBUTOR.parse().unwrap(),
            contract: "C-1".into(),
            day: day("2022-09-01"),
        }
    }

    fn chain<'a>(&'a self, table: &'a SplitTable) -> Vec<SplitRow<'a>> {
        let Asked { plan, component, partner, distributor, contract, day } = self;
        table.chain(&SplitQuestion { plan, component: *component, partner, distributor, contract, day: *day })
    }
}

fn shares(case: &Case) -> Vec<String> {
    let (asked, table) = (Asked::usual(), of_cell(case.text("chain")));
    let currency: Currency = case.optional("currency", str::parse).unwrap_or_else(|| "EUR".parse().unwrap());
    let step = case.optional("step", |text| decimal(text).and_then(Step::new)).map_or(1, |step| step.minor(currency));
    let gross = Gross {
        partner: &asked.partner,
        component: asked.component,
        minor: case.read("gross", |text| decimal(text).and_then(|amount| currency.minor(amount))),
        currency,
        step_minor: step,
    };
    let chain = asked.chain(&table);
    let Ok(shares) = share(&gross, &chain, &mut Silent) else { return vec!["stop".to_owned()] };
    let negated = share(&Gross { minor: -gross.minor, ..gross }, &chain, &mut Silent).unwrap();
    assert!(shares.iter().zip(&negated).all(|(one, other)| one.minor == -other.minor), "the shares of −x are those of x negated");
    let rest = gross.minor - shares.iter().map(|share| share.minor).sum::<i64>();
    let shown = shares.iter().map(|share| {
        let paid_as = if share.paid_as == Component::Commission { String::new() } else { format!(" {}", share.paid_as) };
        format!("{} {}{paid_as}", share.payee, currency.major(share.minor))
    });
    vec![shown.collect::<Vec<_>>().join("; "), currency.major(rest).to_string()]
}

fn choice(case: &Case) -> Vec<String> {
    let table = known(include_str!("../../../fixtures/rules/split-choice-table.csv"));
    let asked = Asked {
        plan: case.get("plan"),
        component: case.get("component"),
        partner: case.get("partner"),
        distributor: case.get("distributor"),
        contract: case.text("contract").into(),
        day: case.day("day"),
    };
    let row = |row: &SplitRow| {
        let rule = row.rule.value;
        format!("{} {} {} {} {}", row.position, row.payee, rule.formula, rule.percent.normalize(), rule.paid_as)
    };
    vec![asked.chain(&table).iter().map(row).collect::<Vec<_>>().join("; ")]
}

#[test]
fn shares_follow_their_table() {
    SHARES.holds(shares);
}

#[test]
fn the_chain_that_applies_follows_its_table() {
    CHOICE.holds(choice);
}

#[test]
fn each_share_says_how_it_came_about() {
    let cell =
        "1 partner percent_of_gross 60; 2 distributor percent_of_agent 10; 3 fjordvik percent_of_rest 50; 4 zoom differential 90";
    let (asked, table) = (Asked::usual(), of_cell(cell));
    let (partner, currency) = (&asked.partner, "EUR".parse().unwrap());
    let gross = Gross { partner, component: Component::Commission, minor: -10_000, currency, step_minor: 1 };
    let mut workings = Workings::default();
    share(&gross, &asked.chain(&table), &mut workings).unwrap();
    let said: Vec<String> = workings.0.iter().map(|step| format!("{} = {}", step.what, step.result)).collect();
    assert_eq!(
        said,
        [
            "share of tonwerk as commission, position 1: 60 % of -100.00, allocated so that the parts add up = -60.00",
            "share of nuvias as commission, position 2: 10 % of -60.00, which the positions below get = -6.00",
            "share of fjordvik as commission, position 3: 50 % of (-100.00 − -66.00), which the positions below leave = -17.00",
            "share of zoom as commission, position 4: (90 % of -100.00) − -83.00, which the positions below get = -7.00",
        ]
    );
    assert!(workings.0.iter().all(|step| step.source.is_some() && step.authority == "case table"));
    let mut workings = Workings::default();
    share(&Gross { minor: 0, ..gross }, &asked.chain(&table), &mut workings).unwrap();
    assert_eq!(
        workings.0.iter().map(|step| step.result.as_str()).collect::<Vec<_>>(),
        ["0.00"; 4],
        "nothing is shared as nothing"
    );
}
