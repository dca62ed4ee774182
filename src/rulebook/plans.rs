//! Plans: the settings of a set of rates.

use rust_decimal::Decimal;

use crate::{
    basics::{Component, Currency, PlanName, Proration, SettledAs, Step, expected_one_of, words},
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

words! {
    /// Which day's exchange rate converts an amount; never the day of the run.
    pub enum RateDay {
        SignedOn = "signed_on": "The day the term was signed.",
        StartsOn = "starts_on": "The first day of the term.",
        MonthFirst = "month_first": "The first day of the earned month.",
        MonthLast = "month_last": "The last day of the earned month.",
    }

    /// When a month is due.
    pub enum EarnedWhen {
        Covered = "covered": "As soon as the contract covers it.",
        CustomerPaid = "customer_paid": "As far as the customer has paid its invoices.",
    }

    /// What becomes of the months behind a cancellation that the vendor caused (§ 87a (3) HGB).
    pub enum AfterPrincipal {
        RunsOn = "runs_on": "They stay due to the term's agreed end.",
        Ends = "ends": "They end with the cancellation.",
    }
}

/// In which currency a payee is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaidIn {
    /// The contract's.
    Contract,
    /// The one that the payee's agreement names.
    Payee,
    /// This one, whatever the contract's.
    Book(Currency),
}

impl std::str::FromStr for PaidIn {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "" | "contract" => Ok(PaidIn::Contract),
            "payee" => Ok(PaidIn::Payee),
            code => code.parse().map(PaidIn::Book).map_err(|_| "expected contract, payee or an ISO 4217 code".to_owned()),
        }
    }
}

/// How a plan computes one component.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlanSettings {
    /// Which day picks the rate and the standing.
    pub basis_date: BasisDate,
    /// How months that are cut count.
    pub proration: Proration,
    /// In which currency it is owed, and on which day's rate it is converted; a rate day wherever that is not the
    /// contract's.
    pub paid_in: PaidIn,
    /// The day of the exchange rate.
    pub rate_day: Option<RateDay>,
    /// When a month is due.
    pub earned_when: EarnedWhen,
    /// What becomes of months behind a cancellation that the vendor caused.
    pub after_principal: AfterPrincipal,
    /// The step amounts are rounded to.
    pub step: Step,
    /// Percentage points that `points` rows may add at most; none where the plan has no points.
    pub points_cap: Option<Decimal>,
}

/// The components, as tables explain them.
pub(super) const COMPONENTS: &str = "commission, override, uplift or bonus (paid), discount (shown), fund (accrued)";

/// `rulebook/plans`
pub struct Plans;

impl DatedTable for Plans {
    const NAME: &'static str = "rulebook/plans";
    const ABOUT: &'static str = "How a plan computes each component. A new basis_date is a new plan.";
    const KEYS: &'static [Column] = &[("plan", "the plan's name"), ("component", COMPONENTS)];
    const VALUES: &'static [Column] = &[
        (
            "basis_date",
            "which day picks the rate and the tier: signed_on, starts_on (of the term), earned (first covered day of the month), last_anniversary, best_of (that of the four which gives most)",
        ),
        (
            "proration",
            "daily: covered days / days of that month; whole contract months, each in the month it begins in, one that is cut counting by its days (anniversary), whole (begun) or not at all (completed)",
        ),
        ("step", "the step amounts are rounded to, half away from zero: 0.01"),
        ("points_cap", "percentage points that points rows add at most; empty = the plan has no points"),
        ("currency", "in which currency it is owed: contract (or empty), payee = the agreement's, or an ISO code"),
        (
            "rate_day",
            "which day's exchange rate converts: signed_on, starts_on, month_first, month_last; empty where nothing is converted",
        ),
        ("earned_when", "covered (or empty) = due as the contract runs; customer_paid = due as far as facts/payments say"),
        (
            "after_principal",
            "months behind a cancellation that the vendor caused: runs_on (to the term's agreed end, § 87a (3) HGB) or ends; empty = runs_on, for a discount ends",
        ),
    ];
    const OPTIONAL: &'static [&'static str] = &["currency", "rate_day", "earned_when", "after_principal"];
    type Key = (PlanName, Component);
    type Value = PlanSettings;

    fn key(cells: &Cells) -> Result<Self::Key, CellError> {
        Ok((cells.get("plan")?, cells.get("component")?))
    }

    fn value(cells: &Cells) -> Result<PlanSettings, CellError> {
        let component: Component = cells.get("component")?;
        let runs_on = component.settled_as() == SettledAs::Paid;
        let paid_in: PaidIn = cells.get("currency")?;
        let rate_day: Option<RateDay> = cells.optional("rate_day")?;
        if paid_in != PaidIn::Contract && rate_day.is_none() {
            cells.read_with("rate_day", |_| -> Result<(), String> {
                Err(format!(
                    "an amount that is converted needs its day: {}",
                    expected_one_of(&RateDay::ALL.iter().map(|day| day.as_str()).collect::<Vec<_>>())
                ))
            })?;
        }
        Ok(PlanSettings {
            basis_date: cells.get("basis_date")?,
            proration: cells.get("proration")?,
            paid_in,
            rate_day,
            earned_when: cells.optional("earned_when")?.unwrap_or(EarnedWhen::Covered),
            after_principal: cells.optional("after_principal")?.unwrap_or(if runs_on {
                AfterPrincipal::RunsOn
            } else {
                AfterPrincipal::Ends
            }),
            step: cells.read_with("step", |text| decimal(text).and_then(Step::new))?,
            points_cap: cells.read_with("points_cap", |text| if text.is_empty() { Ok(None) } else { decimal(text).map(Some) })?,
        })
    }
}
