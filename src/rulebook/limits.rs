//! Limits: floors and caps of what a plan owes.
//!
//! Owns the table and which of its rows apply on a day, in the order in which they apply (design §6, "Limits"). Leaves
//! using them up to `settlement`.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{bands::from_zero, plans::COMPONENTS};
use crate::{
    basics::{Component, Currency, PlanName, Timeline, words},
    sheets::dated::{CellError, Cells, Column, DatedTable, Dates, Ruled},
};

words! {
    /// Of what the sum is limited; in the order in which limits apply.
    pub enum LimitScope {
        Item = "item": "One item of a contract.",
        Contract = "contract": "All items of a contract.",
        Payee = "payee": "All contracts of a payee through one distributor.",
    }

    /// Over which months the sum is limited; in the order in which limits apply.
    pub enum LimitPer {
        Month = "month": "One earned month.",
        Year = "year": "The calendar year of the earned month.",
        Term = "term": "One term of the contract.",
    }

    /// To which side it is limited; in the order in which limits apply.
    pub enum LimitKind {
        Cap = "cap": "At most this.",
        Floor = "floor": "At least this, where something is in force.",
    }
}

/// What a limit is for. The order is that in which limits apply: item, contract, payee; month, year, term; cap, floor.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LimitKey {
    /// Of what.
    pub scope: LimitScope,
    /// Over which months.
    pub per: LimitPer,
    /// At most or at least.
    pub kind: LimitKind,
    /// The plan whose shares are limited.
    pub plan: PlanName,
    /// The kind of money.
    pub component: Component,
    /// The currency of the shares; others are not limited by it.
    pub currency: Currency,
}

/// A limit that applies.
#[derive(Clone, Copy, Debug)]
pub struct Limit<'a> {
    /// What it is for.
    pub key: &'a LimitKey,
    /// Its amount in minor units, and its authority.
    pub rule: &'a Ruled<i64>,
}

/// `rulebook/limits`
pub struct Limits;

impl DatedTable for Limits {
    const NAME: &'static str = "rulebook/limits";
    const ABOUT: &'static str = "Floors and caps of what a payee is owed, used up in the order of earned months. Applied last, to shares after conversion.";
    const KEYS: &'static [Column] = &[
        ("plan", "the plan that is limited"),
        ("component", COMPONENTS),
        ("kind", "floor = at least, where something is in force; cap = at most"),
        ("scope", "item; contract = all its items; payee = all its contracts through one distributor"),
        ("per", "month, year (calendar year of the earned month) or term; a payee has no term"),
        ("currency", "the ISO code of the amount; shares in another currency are not limited by it"),
    ];
    const VALUES: &'static [Column] = &[("amount", "the sum in major units; closed")];
    type Key = LimitKey;
    type Value = i64;

    fn key(cells: &Cells) -> Result<LimitKey, CellError> {
        Ok(LimitKey {
            scope: cells.get("scope")?,
            per: cells.get("per")?,
            kind: cells.get("kind")?,
            plan: cells.get("plan")?,
            component: cells.get("component")?,
            currency: cells.get("currency")?,
        })
    }

    fn value(cells: &Cells) -> Result<i64, CellError> {
        let currency: Currency = cells.get("currency")?;
        cells.read_with("amount", |text| currency.minor(from_zero(text)?))
    }
}

/// What a limit is for, and its amounts over time.
type Line = (LimitKey, Timeline<Ruled<i64>>);

/// The limits as known on a day, by plan and component.
#[derive(Clone, Default)]
pub struct LimitTable(BTreeMap<(PlanName, Component), Vec<Line>>);

impl LimitTable {
    /// Groups the rows of the table.
    #[must_use]
    pub fn new(dates: Dates<LimitKey, i64>) -> Self {
        let mut table = LimitTable::default();
        for (key, timeline) in dates {
            table.0.entry((key.plan.clone(), key.component)).or_default().push((key, timeline));
        }
        table
    }

    /// Whether there are none at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The limits of shares in `currency` on the day that governs, in the order in which they apply.
    #[must_use]
    pub fn on(&self, plan: &PlanName, component: Component, currency: Currency, day: NaiveDate) -> Vec<Limit<'_>> {
        let rows = self.0.get(&(plan.clone(), component)).into_iter().flatten();
        let own = rows.filter(|(key, _)| key.currency == currency);
        own.filter_map(|(key, timeline)| timeline.at(day).map(|rule| Limit { key, rule })).collect()
    }

    /// Every key of the table.
    pub fn keys(&self) -> impl Iterator<Item = (&LimitKey, &Timeline<Ruled<i64>>)> {
        self.0.values().flatten().map(|(key, timeline)| (key, timeline))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheets::dated::{DatedRows, iso_day};

    fn read(rows: &str) -> (LimitTable, Vec<String>) {
        let text = format!("plan,component,kind,scope,per,currency,effective_from,recorded_on,amount,reference\n{rows}");
        let (rows, found) = DatedRows::<Limits>::read("limits.csv", 0, text.into_bytes());
        let said = found.iter().map(|finding| format!("{}: {}", finding.column, finding.message)).collect();
        (LimitTable::new(rows.known_on(NaiveDate::MAX).0), said)
    }

    #[test]
    fn limits_of_a_day_come_in_the_order_in_which_they_apply() {
        let (table, found) = read(
            "\
            sub-agent,commission,floor,payee,month,EUR,2022-01-01,2022-01-01,1,payee month floor\n\
            sub-agent,commission,cap,payee,month,EUR,2022-01-01,2022-01-01,2,payee month cap\n\
            sub-agent,commission,cap,contract,term,EUR,2022-01-01,2022-01-01,3,contract term cap\n\
            sub-agent,commission,cap,contract,year,EUR,2022-01-01,2022-01-01,4,contract year cap\n\
            sub-agent,commission,cap,contract,month,EUR,2022-01-01,2022-01-01,5,contract month cap\n\
            sub-agent,commission,cap,item,term,EUR,2022-01-01,2022-01-01,6.05,item term cap\n\
            sub-agent,commission,cap,item,term,USD,2022-01-01,2022-01-01,7,other currency\n\
            sub-agent,bonus,cap,item,term,EUR,2022-01-01,2022-01-01,7,other component\n\
            reseller,commission,cap,item,term,EUR,2022-01-01,2022-01-01,7,other plan\n\
            sub-agent,commission,cap,item,term,EUR,2022-07-01,2022-01-01,closed,\n",
        );
        assert_eq!(found, Vec::<String>::new());
        let on = |text: &str| {
            let limits =
                table.on(&"sub-agent".parse().unwrap(), Component::Commission, "EUR".parse().unwrap(), iso_day(text).unwrap());
            limits.iter().map(|limit| (limit.rule.reference.clone(), limit.rule.value)).collect::<Vec<_>>()
        };
        let all = [
            ("item term cap", 605),
            ("contract month cap", 500),
            ("contract year cap", 400),
            ("contract term cap", 300),
            ("payee month cap", 200),
            ("payee month floor", 100),
        ]
        .map(|(name, minor)| (name.to_owned(), minor));
        assert_eq!(on("2021-12-31"), []);
        assert_eq!(on("2022-06-30"), all);
        assert_eq!(on("2022-07-01"), all[1..]);
        assert_eq!(table.keys().count(), 9);
    }

    #[test]
    fn a_limit_is_an_amount_of_its_currency_from_zero() {
        let refused =
            |amount: &str| read(&format!("sub-agent,commission,cap,item,term,EUR,2022-01-01,2022-01-01,{amount},x\n")).1.concat();
        assert_eq!([refused("0"), refused("0.01")], ["", ""]);
        assert_eq!(refused("-0.01"), "amount: expected a number from 0 such as 12.5");
        assert_eq!(refused(""), "amount: expected a number from 0 such as 12.5");
        assert_eq!(refused("0.001"), "amount: EUR has at most 2 decimals");
    }
}
