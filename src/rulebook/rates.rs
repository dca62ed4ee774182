//! Rates: which row applies to a term.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use compact_str::CompactString;

use super::{Any, Family, Lane, RateKey, Shape, plans::COMPONENTS};
use crate::{
    basics::{Checked, Code, CompetencyName, Component, Dated, Finding, PlanName, ProgrammeName, TierName, Timeline},
    sheets::dated::{CellError, Cells, Column, DatedTable, Dates, Ruled},
};

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
        ("contract_months", "which months of the term: 1-12, 13+, 7, * (or empty)"),
    ];
    const VALUES: &'static [Column] = &[
        (
            "shape",
            "percent, tenure, band (of the month's base; one of them applies) · multiple, percent_of_term (once per term; one of them) · fixed · these three kinds add up · points = percentage points on top for each competency held · uplift · none = no entitlement · closed",
        ),
        (
            "value",
            "percent 12.5 · points 2 · tenure 30 until 36; 20 until 60; 0 (months) · band: its name · multiple 2 (times the monthly amount) · percent_of_term 5 · fixed 15.00 EUR, perhaps per seat, perhaps per month · uplift 20.19 of commission · empty with none and closed",
        ),
    ];
    const OPTIONAL: &'static [&'static str] = &["contract_months"];
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
            contract_months: cells.get("contract_months")?,
            lane: Lane::read(cells),
        })
    }

    fn value(cells: &Cells) -> Result<Shape, CellError> {
        Shape::read(cells)
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
    /// Month n of the term, from 1.
    pub contract_month: u32,
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
#[derive(Clone, Default)]
pub struct RateTable(BTreeMap<(Component, PlanName), Group>);

/// The rows of one component and plan.
#[derive(Clone, Default)]
struct Group {
    entries: Vec<Entry>,
    steps: Vec<u32>,
    has_uplift: bool,
}

#[derive(Clone)]
struct Entry {
    key: RateKey,
    label: String,
    timeline: Timeline<Ruled<Shape>>,
}

impl RateTable {
    /// Groups the rows of the table. A `none` or `closed` also ends what rows of other lanes with its keys say; one that
    /// stands on the same days as such a row contradicts it.
    #[must_use]
    pub fn new(mut dates: Dates<RateKey, Shape>) -> Checked<Self> {
        let mut found = Vec::new();
        let ends: Vec<RateKey> = dates.keys().filter(|key| key.lane == Lane::All).cloned().collect();
        for end in ends {
            let rows: Vec<_> = dates[&end].rows().cloned().collect();
            let others =
                dates.iter_mut().filter(|(key, _)| key.lane != Lane::All && RateKey { lane: Lane::All, ..(*key).clone() } == end);
            for (_, line) in others {
                found.extend(rows.iter().filter_map(|row| line.add(row.clone()).err()).map(|row| contradicts(&end, &row)));
            }
        }
        let mut table = RateTable::default();
        for (key, timeline) in dates {
            let group = table.0.entry((key.component, key.plan.clone())).or_default();
            group.steps.extend(key.contract_months.steps());
            group.has_uplift |= key.lane == Lane::Uplift;
            group.entries.push(Entry { label: key.to_string(), key, timeline });
        }
        for group in table.0.values_mut() {
            group.steps.sort_unstable();
            group.steps.dedup();
        }
        (table, found)
    }

    /// Every key of the table.
    pub fn keys(&self) -> impl Iterator<Item = (&RateKey, &Timeline<Ruled<Shape>>)> {
        self.0.values().flat_map(|group| &group.entries).map(|entry| (&entry.key, &entry.timeline))
    }

    /// The keys of a component and plan.
    pub fn lines(&self, component: Component, plan: &PlanName) -> impl Iterator<Item = (&RateKey, &Timeline<Ruled<Shape>>)> {
        let group = self.0.get(&(component, plan.clone()));
        group.into_iter().flat_map(|group| &group.entries).map(|entry| (&entry.key, &entry.timeline))
    }

    /// The row of a family that applies, or the `none` that takes its place: the most specific; of several matching
    /// competencies the higher value.
    #[must_use]
    pub fn of_family(&self, ask: &RateQuestion, family: Family) -> Option<RateRow<'_>> {
        let competes = |shape: &Shape| *shape == Shape::NoEntitlement || shape.family() == Some(family);
        self.best(ask, competes)
    }

    /// The `uplift` row that applies, or the `none` that takes its place.
    #[must_use]
    pub fn uplift(&self, ask: &RateQuestion) -> Option<RateRow<'_>> {
        self.best(ask, |shape| matches!(shape, Shape::NoEntitlement | Shape::Uplift(..)))
    }

    fn best(&self, ask: &RateQuestion, competes: impl Fn(&Shape) -> bool) -> Option<RateRow<'_>> {
        self.matching(ask).filter(|row| competes(&row.rule.value)).max_by(|a, b| {
            let worth = |row: &RateRow| row.rule.value.worth();
            specificity(a.key).cmp(&specificity(b.key)).then(worth(a).cmp(&worth(b))).then(b.key.cmp(a.key))
        })
    }

    /// The months of a term at whose beginning another row may apply, ascending: those that rows name.
    #[must_use]
    pub fn steps(&self, component: Component, plan: &PlanName) -> &[u32] {
        self.0.get(&(component, plan.clone())).map_or(&[], |group| &group.steps)
    }

    /// Whether a component is an uplift of others under a plan.
    #[must_use]
    pub fn has_uplift(&self, component: Component, plan: &PlanName) -> bool {
        self.0.get(&(component, plan.clone())).is_some_and(|group| group.has_uplift)
    }

    /// Whether any row is a band.
    #[must_use]
    pub fn has_bands(&self) -> bool {
        let rows = self.keys().flat_map(|(_, line)| line.rows()).filter_map(|row| row.value.as_ref());
        rows.into_iter().any(|row| matches!(row.value, Shape::Band(_)))
    }

    /// The shapes that rows of a component and plan have had or will have.
    pub fn shapes(&self, component: Component, plan: &PlanName) -> impl Iterator<Item = &Shape> {
        let group = self.0.get(&(component, plan.clone()));
        let rows = group.into_iter().flat_map(|group| &group.entries).flat_map(|entry| entry.timeline.rows());
        rows.filter_map(|row| row.value.as_ref()).map(|row| &row.value)
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
        let rows = self.0.get(&(ask.component, ask.plan.clone())).map_or(&[][..], |group| &group.entries);
        rows.iter().filter_map(move |Entry { key, label, timeline }| {
            let competency = match &key.competency {
                Any::Any => true,
                Any::Only(own) => ask.competencies.contains(own),
            };
            let admitted = competency
                && key.product.admits(Some(ask.product))
                && key.programme.admits(ask.programme)
                && key.tier.admits(ask.tier)
                && key.terms.admits(ask.term)
                && key.contract_months.admits(ask.contract_month);
            let rule = if admitted { timeline.at(ask.day) } else { None };
            rule.map(|rule| RateRow { key, label, rule })
        })
    }
}

fn contradicts(key: &RateKey, row: &Dated<Ruled<Shape>>) -> Finding {
    let message = format!("{key} says none or closed on the same days as another row says otherwise");
    let remedy = "leave one of the two out, or record the later one on its own day";
    let finding = Finding::new(Code::TableRow, &format!("{}.csv", Rates::NAME), message, remedy);
    finding.line(row.value.as_ref().map_or(0, |row| row.source.line))
}

/// Columns compared left to right, a named value before `*`.
fn specificity(key: &RateKey) -> (bool, bool, bool, bool, u32, u32) {
    (
        key.product.is_named(),
        key.programme.is_named(),
        key.tier.is_named(),
        key.competency.is_named(),
        key.terms.narrowness(),
        key.contract_months.narrowness(),
    )
}
