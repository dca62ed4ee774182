//! Bands: what is given from which volume on.
//!
//! Owns the table and its versions: which rows of a band are in force on a day (design §6, "Bands"). Leaves counting and
//! amounts to `settlement`. Holds true: a step is half-open, so that a volume of exactly `to` lies in the next one; the
//! steps of a version are in the order of their `from`.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::{
    basics::{BandName, Currency, words},
    sheets::dated::{CellError, Cells, Column, DatedTable, Dates, Ruled, decimal, percentage},
};

words! {
    /// What is counted to pick a step.
    pub enum BandMetric {
        Volume = "volume": "The sum of the month bases, in major units.",
        Contracts = "contracts": "Contracts, each once per window.",
        Seats = "seats": "Seats, each once per window; more only when an item has more.",
    }

    /// Over what of a partner it is counted.
    pub enum BandScope {
        Payee = "payee": "What it sells through one distributor.",
        AllDistributors = "all_distributors": "What it sells through all its distributors.",
    }

    /// Over which months it is counted.
    pub enum BandWindow {
        Month = "month": "The month alone.",
        Quarter = "quarter": "The calendar quarter: a crossing re-rates its earlier months.",
        Year = "year": "The calendar year: a crossing re-rates its earlier months.",
        YearToDate = "year_to_date": "The calendar year up to the month: earlier months stay as they were.",
    }

    /// What the value of a step is applied to.
    pub enum BandMethod {
        Flat = "flat": "The whole month, at the value of the step that was reached.",
        Graduated = "graduated": "What lies inside each step, at that step's value.",
    }

    /// What the value of a step is.
    pub enum BandGives {
        Percent = "percent": "Percent of the volume.",
        PerUnit = "per_unit": "A sum for each contract or seat.",
    }
}

/// What the rows of a band say of it as a whole; all repeat it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BandTerms {
    /// What is counted.
    pub metric: BandMetric,
    /// Over what of a partner.
    pub scope: BandScope,
    /// The currency of volumes and sums.
    pub currency: Currency,
    /// Over which months.
    pub window: BandWindow,
    /// What the value is applied to.
    pub method: BandMethod,
    /// What the value is.
    pub gives: BandGives,
}

/// What a row of a band says beside its `from`.
#[derive(Clone, Copy, Debug)]
pub struct BandRow {
    /// Where the next step begins; none = no top.
    pub to: Option<Decimal>,
    /// What it says of the band as a whole.
    pub terms: BandTerms,
    /// Percent, or major units for each contract or seat.
    pub value: Decimal,
    /// Paid on entry, in minor units.
    pub plus: i64,
}

/// One step of a band: `[from, to)`.
#[derive(Clone, Debug)]
pub struct BandStep {
    /// Where it begins: major units, contracts or seats.
    pub from: Decimal,
    /// What its row says, and its authority.
    pub rule: Ruled<BandRow>,
}

impl BandStep {
    /// Whether `metric` lies in it.
    #[must_use]
    pub fn holds(&self, metric: Decimal) -> bool {
        self.from <= metric && self.rule.value.to.is_none_or(|to| metric < to)
    }

    /// How much of `metric`, counted from 0, lies in it.
    #[must_use]
    pub fn part(&self, metric: Decimal) -> Decimal {
        let below_top = self.rule.value.to.map_or(metric, |to| metric.min(to));
        (below_top - self.from).max(Decimal::ZERO)
    }

    /// Whether `metric` has reached it. What begins at 0 is reached by the first that is counted.
    #[must_use]
    pub fn is_reached(&self, metric: Decimal) -> bool {
        metric >= self.from && metric > Decimal::ZERO
    }
}

/// A band as it stands from a day on.
#[derive(Clone, Debug)]
pub struct Band {
    /// Its name.
    pub name: BandName,
    /// The first day on which it stands so.
    pub since: NaiveDate,
    /// What holds for all its steps.
    pub terms: BandTerms,
    /// Its steps, lowest first; at least one.
    pub steps: Vec<BandStep>,
}

impl Band {
    /// The step in which `metric` lies; none in a hole, or above a top.
    #[must_use]
    pub fn step(&self, metric: Decimal) -> Option<&BandStep> {
        self.steps.iter().find(|step| step.holds(metric))
    }
}

/// `rulebook/bands`
pub struct Bands;

impl DatedTable for Bands {
    const NAME: &'static str = "rulebook/bands";
    const ABOUT: &'static str =
        "Steps of volume. A rate of shape band names one; exactly `to` lies in the next step. What lies in none is held.";
    const KEYS: &'static [Column] = &[
        ("band", "the name that rates use"),
        ("from", "where the step begins: major units, contracts or seats; the lowest from 0"),
    ];
    const VALUES: &'static [Column] = &[
        ("to", "where the next step begins; empty = no top; closed"),
        ("metric", "what is counted: volume (sum of month bases), contracts or seats (each once per window)"),
        ("scope", "payee = what a partner sells through one distributor; all_distributors"),
        ("currency", "the ISO code of volumes and sums; items in another currency are held"),
        (
            "window",
            "month, quarter or year: a crossing re-rates the window's earlier months; year_to_date: earlier months stay as they were",
        ),
        ("method", "flat = the whole month at the step reached; graduated = what lies inside each step at that step's value"),
        ("gives", "percent of the volume; per_unit = a sum for each contract or seat"),
        ("value", "the percentage, or the sum in major units"),
        ("plus", "a sum on entry, in major units, in the month in which the step is reached; empty = none"),
    ];
    const OPTIONAL: &'static [&'static str] = &["plus"];
    type Key = (BandName, Decimal);
    type Value = BandRow;

    fn key(cells: &Cells) -> Result<Self::Key, CellError> {
        Ok((cells.get("band")?, cells.read_with("from", from_zero)?))
    }

    fn value(cells: &Cells) -> Result<BandRow, CellError> {
        let from = cells.read_with("from", from_zero)?;
        let top = |text: &str| match (text, from_zero(text)) {
            ("", _) => Ok(None),
            (_, Ok(to)) if to > from => Ok(Some(to)),
            _ => Err("expected a number above from, nothing where there is no top, or closed".to_owned()),
        };
        let to = cells.read_with("to", top)?;
        let terms = BandTerms {
            metric: cells.get("metric")?,
            scope: cells.get("scope")?,
            currency: cells.get("currency")?,
            window: cells.get("window")?,
            method: cells.get("method")?,
            gives: cells.get("gives")?,
        };
        let value = |text: &str| match terms.gives {
            BandGives::Percent => percentage(text),
            BandGives::PerUnit => from_zero(text),
        };
        let plus = |text: &str| if text.is_empty() { Ok(0) } else { terms.currency.minor(from_zero(text)?) };
        Ok(BandRow { to, terms, value: cells.read_with("value", value)?, plus: cells.read_with("plus", plus)? })
    }
}

/// A number that is not negative.
pub(super) fn from_zero(text: &str) -> Result<Decimal, String> {
    match decimal(text) {
        Ok(number) if !number.is_sign_negative() => Ok(number),
        _ => Err("expected a number from 0 such as 12.5".to_owned()),
    }
}

/// The bands as known on a day, each with its versions in the order of their days; a version without a band is closed.
#[derive(Clone, Default)]
pub struct BandTable(BTreeMap<BandName, Vec<(NaiveDate, Option<Band>)>>);

impl BandTable {
    /// Lays out which rows are in force together, from each day on which that changes.
    #[must_use]
    pub fn new(dates: Dates<(BandName, Decimal), BandRow>) -> Self {
        let mut bands: BTreeMap<BandName, Vec<_>> = BTreeMap::new();
        for ((name, from), timeline) in dates {
            bands.entry(name).or_default().push((from, timeline));
        }
        let mut table = BandTable::default();
        for (name, rows) in bands {
            let days: BTreeSet<NaiveDate> = rows.iter().flat_map(|(_, timeline)| timeline.days()).collect();
            let version = |since: NaiveDate| {
                let steps =
                    rows.iter().filter_map(|(from, timeline)| Some(BandStep { from: *from, rule: timeline.at(since)?.clone() }));
                let steps: Vec<BandStep> = steps.collect();
                let terms = steps.first()?.rule.value.terms;
                Some(Band { name: name.clone(), since, terms, steps })
            };
            let versions = days.into_iter().map(|since| (since, version(since))).collect();
            table.0.insert(name, versions);
        }
        table
    }

    /// The band as it stands on a day; none before its first row and after it is closed.
    #[must_use]
    pub fn on(&self, name: &BandName, day: NaiveDate) -> Option<&Band> {
        let versions = self.0.get(name)?;
        let after = versions.partition_point(|(since, _)| *since <= day);
        versions[..after].last()?.1.as_ref()
    }

    /// Whether any row is of this name.
    #[must_use]
    pub fn explains(&self, name: &BandName) -> bool {
        self.0.contains_key(name)
    }

    /// The days on which a band may change.
    pub fn days(&self, name: &BandName) -> impl Iterator<Item = NaiveDate> {
        self.0.get(name).into_iter().flatten().map(|(since, _)| *since)
    }

    /// Every version of every band.
    pub fn versions(&self) -> impl Iterator<Item = &Band> {
        self.0.values().flatten().filter_map(|(_, band)| band.as_ref())
    }
}
