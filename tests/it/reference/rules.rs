//! What was agreed: a plan with the rows of every table that names it (design §6).

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::story::Cause;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Component {
    Commission,
    Bonus,
    Uplift,
    Override,
    Discount,
    Fund,
}

impl Component {
    pub fn word(self) -> &'static str {
        match self {
            Component::Commission => "commission",
            Component::Bonus => "bonus",
            Component::Uplift => "uplift",
            Component::Override => "override",
            Component::Discount => "discount",
            Component::Fund => "fund",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    SignedOn,
    StartsOn,
    Earned,
    LastAnniversary,
    BestOf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proration {
    Daily,
    Anniversary,
    Begun,
    Completed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaidIn {
    Contract,
    Payee,
    Book(&'static str),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RateDay {
    SignedOn,
    StartsOn,
    MonthFirst,
    MonthLast,
}

/// A fixed sum in cents.
#[derive(Clone, Copy, Debug)]
pub struct Fixed {
    pub cents: i128,
    pub per_seat: bool,
    pub per_month: bool,
}

#[derive(Clone, Debug)]
pub enum Shape {
    Percent(Decimal),
    /// Percent and the last tenure month it holds for.
    Tenure(Vec<(Decimal, Option<u32>)>),
    /// The plan's band of this number.
    Band(usize),
    Multiple(Decimal),
    PercentOfTerm(Decimal),
    Fixed(Fixed),
    /// Percent of the plan's commission.
    Uplift(Decimal),
    Points(Decimal),
    NoEntitlement,
    Closed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Terms {
    First,
    Later,
    Any,
}

/// What a rate row is for. Nothing named is `*`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateKey {
    pub product: Option<&'static str>,
    pub programme: Option<&'static str>,
    pub tier: Option<&'static str>,
    pub competency: Option<&'static str>,
    pub terms: Terms,
    /// First and last contract month.
    pub months: Option<(u32, Option<u32>)>,
}

pub const ANY: RateKey =
    RateKey { product: None, programme: None, tier: None, competency: None, terms: Terms::Any, months: None };

#[derive(Clone, Debug)]
pub struct Rate {
    pub key: RateKey,
    pub from: NaiveDate,
    pub shape: Shape,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    Volume,
    Contracts,
    Seats,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    Month,
    Quarter,
    Year,
    YearToDate,
}

/// A band table; its rows are `from` (the next one's is its top), value and what is paid on entry.
#[derive(Clone, Debug)]
pub struct Band {
    pub name: String,
    pub metric: Metric,
    pub all_distributors: bool,
    pub window: Window,
    pub graduated: bool,
    pub per_unit: bool,
    pub rows: Vec<(Decimal, Decimal, Option<Decimal>)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    Item,
    Contract,
    Payee,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Each {
    Month,
    Year,
    Term,
}

/// A floor or cap in minor units.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    pub floor: bool,
    pub scope: Scope,
    pub each: Each,
    pub currency: &'static str,
    pub amount: i128,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Formula {
    OfGross,
    OfAgent,
    OfRest,
    Differential,
}

/// A share of what a component gives. The contract is named together with its distributor.
#[derive(Clone, Debug)]
pub struct Split {
    pub distributor: Option<&'static str>,
    pub contract: Option<String>,
    pub position: u32,
    /// `partner`, `distributor` or a party.
    pub payee: String,
    pub from: NaiveDate,
    pub formula: Formula,
    pub percent: Decimal,
    pub paid_as: Option<Component>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    KeepsAll,
    Full,
    ProRata,
    Stepped,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    Day,
    MonthBegun,
    MonthCompleted,
}

#[derive(Clone, Debug)]
pub struct Clawback {
    pub from: NaiveDate,
    pub method: Method,
    /// Months; none is the term.
    pub window: Option<u32>,
    pub precision: Precision,
    pub causes: Vec<Cause>,
    /// Percent kept, and the month it reaches to.
    pub steps: Vec<(Decimal, Option<u32>)>,
}

/// A plan's settings for one component, and every row about it.
#[derive(Clone, Debug)]
pub struct Rules {
    pub component: Component,
    pub basis: Basis,
    pub proration: Proration,
    pub step: Decimal,
    pub points_cap: Option<Decimal>,
    pub paid_in: PaidIn,
    pub rate_day: Option<RateDay>,
    pub customer_paid: bool,
    /// What becomes of the months behind a cancellation by the principal; nothing said is the component's habit.
    pub runs_on: Option<bool>,
    pub rates: Vec<Rate>,
    pub bands: Vec<Band>,
    pub limits: Vec<Limit>,
    pub splits: Vec<Split>,
    pub clawbacks: Vec<Clawback>,
}

#[derive(Clone, Debug)]
pub struct Plan {
    pub name: String,
    pub components: Vec<Rules>,
}

impl Rules {
    /// Empty = runs on for what is like a commission, ends for a discount.
    pub fn runs_on(&self) -> bool {
        self.runs_on.unwrap_or(self.component != Component::Discount)
    }
}
