//! Plans: the settings of a set of rates.

use rust_decimal::Decimal;

use crate::{
    basics::{Component, PlanName, Step},
    sheets::dated::{CellError, Cells, Column, DatedTable, decimal},
};

/// Which day picks the rule and the standing (design §4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BasisDate {
    /// The day the term was signed; a renewal without one counts as signed on its start.
    SignedOn,
    /// The first day of the term.
    StartsOn,
    /// The first covered day of the earned month.
    Earned,
    /// The last anniversary of the term's start.
    LastAnniversary,
}

impl BasisDate {
    /// The words a table may use, each with its meaning.
    pub const WORDS: [(&'static str, BasisDate); 4] = [
        ("signed_on", BasisDate::SignedOn),
        ("starts_on", BasisDate::StartsOn),
        ("earned", BasisDate::Earned),
        ("last_anniversary", BasisDate::LastAnniversary),
    ];

    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::WORDS.iter().find(|(_, basis)| *basis == self).map_or("", |(word, _)| word)
    }
}

impl std::str::FromStr for BasisDate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let words = Self::WORDS.map(|(word, _)| word).join(", ");
        Self::WORDS
            .iter()
            .find(|(word, _)| *word == text)
            .map(|(_, basis)| *basis)
            .ok_or_else(|| format!("expected one of {words}"))
    }
}

/// How a plan computes one component.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlanSettings {
    /// Which day picks the rate and the standing.
    pub basis_date: BasisDate,
    /// The step amounts are rounded to.
    pub step: Step,
    /// Percentage points that `points` rows may add at most; none where the plan has no points.
    pub points_cap: Option<Decimal>,
}

/// `rulebook/plans`
pub struct Plans;

impl DatedTable for Plans {
    const NAME: &'static str = "rulebook/plans";
    const ABOUT: &'static str = "How a plan computes each component. A new basis_date is a new plan.";
    const KEYS: &'static [Column] = &[("plan", "the plan's name"), ("component", "commission or discount")];
    const VALUES: &'static [Column] = &[
        (
            "basis_date",
            "which day picks the rate and the tier: signed_on, starts_on (of the term), earned (first covered day of the month), last_anniversary",
        ),
        ("proration", "daily: covered days / days of that month"),
        ("step", "the step amounts are rounded to, half away from zero: 0.01"),
        ("points_cap", "percentage points that points rows add at most; empty = the plan has no points"),
    ];
    type Key = (PlanName, Component);
    type Value = PlanSettings;

    fn key(cells: &Cells) -> Result<Self::Key, CellError> {
        Ok((cells.get("plan")?, cells.get("component")?))
    }

    fn value(cells: &Cells) -> Result<PlanSettings, CellError> {
        cells.read_with("proration", |text| if text == "daily" { Ok(()) } else { Err("expected daily".to_owned()) })?;
        Ok(PlanSettings {
            basis_date: cells.get("basis_date")?,
            step: cells.read_with("step", |text| decimal(text).and_then(Step::new))?,
            points_cap: cells.read_with("points_cap", |text| if text.is_empty() { Ok(None) } else { decimal(text).map(Some) })?,
        })
    }
}
