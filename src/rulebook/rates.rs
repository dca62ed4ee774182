//! Rates: which row applies to a term.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use compact_str::CompactString;
use rust_decimal::Decimal;

use super::{Any, RateKey, plans::COMPONENTS};
use crate::{
    basics::{CompetencyName, Component, PlanName, ProgrammeName, TierName, Timeline},
    sheets::dated::{CellError, Cells, Column, DatedTable, Dates, Ruled, decimal},
};

/// What a rate row gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Percent of the month's base.
    Percent(Decimal),
    /// Percentage points on top, for each competency held.
    Points(Decimal),
    /// No entitlement, and the row says so.
    NoEntitlement,
}

/// `rulebook/rates`
pub struct Rates;

impl DatedTable for Rates {
    const NAME: &'static str = "rulebook/rates";
    const ABOUT: &'static str =
        "What is paid or granted. The most specific row wins: a named value before *, columns compared left to right.";
    const KEYS: &'static [Column] = &[
        ("component", COMPONENTS),
        ("plan", "the plan that the row belongs to"),
        ("product", "the product line, or *"),
        ("programme", "the regime of tiers, or *"),
        ("tier", "the partner's tier, or *"),
        ("competency", "a competency that the partner must hold, or *"),
        ("term", "1 = initial term, 2+ = renewals, *"),
    ];
    const VALUES: &'static [Column] = &[
        (
            "shape",
            "percent of the month's base; points = percentage points on top for each competency held; none = no entitlement; closed",
        ),
        ("value", "the number; empty with none and closed"),
    ];
    type Key = RateKey;
    type Value = Shape;

    fn key(cells: &Cells) -> Result<RateKey, CellError> {
        let product = |text: &str| match text {
            "" => Err("expected a product, or *".to_owned()),
            "*" => Ok(Any::Any),
            own => Ok(Any::Only(CompactString::from(own))),
        };
        Ok(RateKey {
            component: cells.get("component")?,
            plan: cells.get("plan")?,
            product: cells.read_with("product", product)?,
            programme: cells.get("programme")?,
            tier: cells.get("tier")?,
            competency: cells.get("competency")?,
            terms: cells.get("term")?,
        })
    }

    fn value(cells: &Cells) -> Result<Shape, CellError> {
        let percent = |text: &str| match decimal(text) {
            Ok(value) if (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(&value) => Ok(value),
            _ => Err("expected a percentage from 0 to 100 such as 12.5".to_owned()),
        };
        match cells.text("shape") {
            "percent" => Ok(Shape::Percent(cells.read_with("value", percent)?)),
            "points" => Ok(Shape::Points(cells.read_with("value", percent)?)),
            "none" => cells.read_with("value", |text| {
                if text.is_empty() { Ok(Shape::NoEntitlement) } else { Err("expected nothing beside none".to_owned()) }
            }),
            _ => cells.read_with("shape", |_| Err("expected percent, points, none or closed".to_owned())),
        }
    }
}

/// A term on the day that counts, as the rate table is asked about it.
#[derive(Clone, Copy, Debug)]
pub struct RateQuestion<'a> {
    /// The kind of money.
    pub component: Component,
    /// The plan of the agreement.
    pub plan: &'a PlanName,
    /// The product line.
    pub product: &'a CompactString,
    /// The regime that gave the tier, where one did.
    pub programme: Option<&'a ProgrammeName>,
    /// The partner's tier.
    pub tier: Option<&'a TierName>,
    /// The competencies it holds.
    pub competencies: &'a [CompetencyName],
    /// The term's number.
    pub term: u32,
    /// The day that counts.
    pub day: NaiveDate,
}

/// A row that applies.
#[derive(Clone, Copy, Debug)]
pub struct RateRow<'a> {
    /// What the row is for.
    pub key: &'a RateKey,
    /// The key in one word, for statements.
    pub label: &'a str,
    /// What it gives, and its authority.
    pub rule: &'a Ruled<Shape>,
}

/// The rates as known on a day, by component and plan.
#[derive(Default)]
pub struct RateTable(BTreeMap<(Component, PlanName), Vec<Entry>>);

struct Entry {
    key: RateKey,
    label: String,
    timeline: Timeline<Ruled<Shape>>,
}

impl RateTable {
    /// Groups the rows of the table.
    #[must_use]
    pub fn new(dates: Dates<RateKey, Shape>) -> Self {
        let mut table = RateTable::default();
        for (key, timeline) in dates {
            table.0.entry((key.component, key.plan.clone())).or_default().push(Entry { label: key.to_string(), key, timeline });
        }
        table
    }

    /// Every key of the table.
    pub fn keys(&self) -> impl Iterator<Item = (&RateKey, &Timeline<Ruled<Shape>>)> {
        self.0.values().flatten().map(|entry| (&entry.key, &entry.timeline))
    }

    /// The `percent` or `none` row that applies: the most specific; of several matching competencies the higher value.
    #[must_use]
    pub fn percent(&self, ask: &RateQuestion) -> Option<RateRow<'_>> {
        let worth = |row: &RateRow| match row.rule.value {
            Shape::Percent(value) => value,
            Shape::Points(_) | Shape::NoEntitlement => Decimal::NEGATIVE_ONE,
        };
        self.matching(ask)
            .filter(|row| !matches!(row.rule.value, Shape::Points(_)))
            .max_by(|a, b| specificity(a.key).cmp(&specificity(b.key)).then(worth(a).cmp(&worth(b))).then(b.key.cmp(a.key)))
    }

    /// The `points` rows that apply: for each competency held its most specific row.
    #[must_use]
    pub fn points(&self, ask: &RateQuestion) -> Vec<(CompetencyName, RateRow<'_>)> {
        let each = |competency: &CompetencyName| {
            let held = std::slice::from_ref(competency);
            let ask = RateQuestion { competencies: held, ..*ask };
            self.matching(&ask)
                .filter(|row| matches!(row.rule.value, Shape::Points(_)))
                .max_by_key(|row| specificity(row.key))
                .map(|row| (competency.clone(), row))
        };
        ask.competencies.iter().filter_map(each).collect()
    }

    fn matching(&self, ask: &RateQuestion) -> impl Iterator<Item = RateRow<'_>> {
        let rows = self.0.get(&(ask.component, ask.plan.clone())).map_or(&[][..], Vec::as_slice);
        rows.iter().filter_map(move |Entry { key, label, timeline }| {
            let competency = match &key.competency {
                Any::Any => true,
                Any::Only(own) => ask.competencies.contains(own),
            };
            let admitted = competency
                && key.product.admits(Some(ask.product))
                && key.programme.admits(ask.programme)
                && key.tier.admits(ask.tier)
                && key.terms.admits(ask.term);
            let rule = if admitted { timeline.at(ask.day) } else { None };
            rule.map(|rule| RateRow { key, label, rule })
        })
    }
}

/// Columns compared left to right, a named value before `*`.
fn specificity(key: &RateKey) -> (bool, bool, bool, bool, u32) {
    (key.product.is_named(), key.programme.is_named(), key.tier.is_named(), key.competency.is_named(), key.terms.narrowness())
}
