//! A line: one amount, with the numbers of everything it rests on.

use std::fmt;

use rust_decimal::Decimal;

use super::Standing;
use crate::{
    basics::{Component, Currency, Month, PartyRef, Span},
    facts::{Record, Term},
    rulebook::RateRow,
};

/// Whether a line belongs to the period it is settled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LineKind {
    /// Its earned month is the period.
    Regular,
    /// Its earned month lies before the period.
    Adjustment,
}

impl LineKind {
    /// The kind in a word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            LineKind::Regular => "regular",
            LineKind::Adjustment => "adjustment",
        }
    }

    /// Why it is settled now, where that needs a reason: nothing was settled for its month before (design §3, causes).
    #[must_use]
    pub fn cause(self) -> &'static str {
        match self {
            LineKind::Regular => "",
            LineKind::Adjustment => "late contract",
        }
    }
}

/// One amount: what is due for a key less what was ever settled for it.
#[derive(Clone, Debug)]
pub struct Line<'a> {
    /// Who is owed.
    pub payee: PartyRef<'a>,
    /// Through whom.
    pub distributor: PartyRef<'a>,
    /// The row that tells the term.
    pub record: &'a Record,
    /// The row whose quantity and amount hold at the end of the service.
    pub phase: &'a Record,
    /// The term.
    pub term: Term,
    /// Month n of the term.
    pub month_of_term: u32,
    /// … of N, where it has whole months.
    pub months_in_term: Option<u32>,
    /// What kind of money.
    pub component: Component,
    /// The month it belongs to.
    pub earned: Month,
    /// Regular, or settled later than earned.
    pub kind: LineKind,
    /// The covered days.
    pub service: Span,
    /// What the rate applies to, in minor units.
    pub base: i64,
    /// The percentage of the row that won.
    pub percent: Decimal,
    /// Percentage points on top.
    pub points: Decimal,
    /// The row that won.
    pub rate: RateRow<'a>,
    /// Where the partner stood.
    pub standing: Option<&'a Standing>,
    /// The amount in minor units.
    pub minor: i64,
}

impl Line<'_> {
    /// The currency of base and amount.
    #[must_use]
    pub fn currency(&self) -> Currency {
        self.record.currency
    }

    /// The order of lines, and their unique key (design §3).
    #[must_use]
    pub fn key(&self) -> LineKey<'_> {
        LineKey {
            distributor: self.distributor,
            contract: &self.record.contract,
            item: &self.record.item,
            term: self.term.number,
            component: self.component,
            earned: self.earned,
            payee: self.payee,
            currency: self.currency(),
        }
    }
}

/// The key of an amount: it names the same line in every run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineKey<'a> {
    distributor: PartyRef<'a>,
    contract: &'a str,
    item: &'a str,
    term: u32,
    component: Component,
    earned: Month,
    payee: PartyRef<'a>,
    currency: Currency,
}

impl fmt::Display for LineKey<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let LineKey { distributor, contract, item, term, component, earned, payee, currency } = self;
        write!(f, "{distributor}/{contract}/{item}/{term}/{component}/{earned}/{payee}/{currency}")
    }
}
