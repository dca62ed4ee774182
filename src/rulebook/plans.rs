//! Plans: the settings of a set of rates.

use rust_decimal::Decimal;

use crate::{
    basics::{Component, PlanName, Step, words},
    sheets::dated::{CellError, Cells, Column, DatedTable, decimal},
};

words! {
    /// Which day picks the rule and the standing (design §4).
    pub enum BasisDate {
        SignedOn = "signed_on": "The day the term was signed; a renewal without one counts as signed on its start.",
        StartsOn = "starts_on": "The first day of the term.",
        Earned = "earned": "The first covered day of the earned month.",
        LastAnniversary = "last_anniversary": "The last anniversary of the term's start.",
        BestOf = "best_of": "That of the four days which gives the payee most, month by month.",
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
            "which day picks the rate and the tier: signed_on, starts_on (of the term), earned (first covered day of the month), last_anniversary, best_of (that of the four which gives most)",
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
