//! Targets and lines: what is due for a key, and what is settled of it now.

use std::fmt;

use super::{Applied, Cause, Converted, Governing, Kept, Part, Share, Times, explained};
use crate::{
    basics::{Component, Currency, Exact, Month, PartyRef, PlanName, Span},
    facts::{Record, Term},
};

/// The key of an amount (design §3): it names the same amount in every run. Lines are in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key<'a> {
    /// Through whom.
    pub distributor: PartyRef<'a>,
    /// The contract's number at the distributor.
    pub contract: &'a str,
    /// The line of the contract.
    pub item: &'a str,
    /// 1 for the initial term.
    pub term: u32,
    /// What kind of money.
    pub component: Component,
    /// The month it belongs to.
    pub earned: Month,
    /// Who is owed.
    pub payee: PartyRef<'a>,
    /// The currency it is owed in.
    pub currency: Currency,
}

impl fmt::Display for Key<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Key { distributor, contract, item, term, component, earned, payee, currency } = self;
        write!(f, "{distributor}/{contract}/{item}/{term}/{component}/{earned}/{payee}/{currency}")
    }
}

/// What is due for a key.
#[derive(Clone, Debug)]
pub struct Target<'a> {
    /// The key.
    pub key: Key<'a>,
    /// The amount in minor units of the key's currency.
    pub minor: i64,
    /// What it rests on; apart, so that lines are light to move and to sort.
    pub worked: Box<Worked<'a>>,
}

impl<'a> Target<'a> {
    /// Adds what is owed under the same key for another component, or for another place in the chain.
    pub fn join(&mut self, other: Target<'a>) {
        let Worked { parts, unrounded, gross, .. } = *other.worked;
        self.minor += other.minor;
        self.worked.parts.extend(parts);
        self.worked.unrounded = self.worked.unrounded.plus(unrounded);
        self.worked.gross += gross;
    }
}

/// What a target rests on.
#[derive(Clone, Debug)]
pub struct Worked<'a> {
    /// The row that tells the term.
    pub record: &'a Record,
    /// The row whose quantity and amount hold at the end of the service.
    pub phase: &'a Record,
    /// The term.
    pub term: Term,
    /// The plan that prices it.
    pub plan: &'a PlanName,
    /// Month n of the term.
    pub month_of_term: u32,
    /// … of N, where it has whole months.
    pub months_in_term: Option<u32>,
    /// The covered days.
    pub service: Span,
    /// The month's base, in minor units of the contract's currency.
    pub base: i64,
    /// The day that governs, and where the partner stood on it.
    pub governing: Governing<'a>,
    /// What adds up to the item's amount.
    pub parts: Vec<Part<'a>>,
    /// What a clawback leaves of the parts that are due once, where a cancellation cuts the term.
    pub kept: Option<Kept>,
    /// What of the month the customer has paid, where the plan asks.
    pub paid: Option<(i64, i64)>,
    /// The item's amount before rounding.
    pub unrounded: Exact,
    /// The item's amount before it is shared, in minor units of the contract's currency.
    pub gross: i64,
    /// The payee's share of it.
    pub share: Share<'a>,
    /// The share in the currency it is owed in.
    pub converted: Converted<'a>,
    /// What limits did to it, in their order.
    pub limited: Vec<Applied<'a>>,
}

impl Worked<'_> {
    /// The contract's currency: that of the base and of the item's amount.
    #[must_use]
    pub fn contract_currency(&self) -> Currency {
        self.record.currency
    }

    /// The percentage and the points of the only part, where there is one and it is a percentage.
    #[must_use]
    pub fn percent(&self) -> Option<(rust_decimal::Decimal, rust_decimal::Decimal)> {
        match self.parts.as_slice() {
            [Part { times: Times::Percent(percent, points), .. }] => Some((*percent, *points)),
            [Part { times: Times::Nothing, .. }] => Some((rust_decimal::Decimal::ZERO, rust_decimal::Decimal::ZERO)),
            _ => None,
        }
    }

    /// Whether a row says that nothing is owed.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.parts.iter().all(|part| part.times == Times::Nothing)
    }

    /// The arithmetic of the item's amount, as a reader can repeat it.
    #[must_use]
    pub fn calculation(&self) -> String {
        explained::calculation(&self.parts, self.kept, self.paid, self.contract_currency())
    }
}

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
}

/// One amount: what is due for a key less what was ever settled for it.
#[derive(Clone, Debug)]
pub struct Line<'a> {
    /// The key.
    pub key: Key<'a>,
    /// Regular, or settled later than earned.
    pub kind: LineKind,
    /// What is due for the key.
    pub target: i64,
    /// What was settled for it before.
    pub posted: i64,
    /// The amount: the difference.
    pub minor: i64,
    /// The period in which the key was first settled: this one, or an earlier one.
    pub first_settled: Month,
    /// What the target rests on; nothing where nothing is due any more.
    pub worked: Option<Box<Worked<'a>>>,
    /// The parts of the amount by cause, where it was looked for.
    pub causes: Vec<(Cause, i64)>,
}

impl Line<'_> {
    /// The currency of the amount.
    #[must_use]
    pub fn currency(&self) -> Currency {
        self.key.currency
    }

    /// The month's base and its currency.
    #[must_use]
    pub fn base(&self) -> (i64, Currency) {
        self.worked.as_ref().map_or((0, self.key.currency), |worked| (worked.base, worked.contract_currency()))
    }

    /// Why all of it is settled now, where that has one reason (design §3, causes). What was looked at by nobody is late, or
    /// differs from what the opening says.
    #[must_use]
    pub fn cause(&self) -> Option<Cause> {
        match (self.kind, self.causes.as_slice(), self.posted) {
            (LineKind::Adjustment, [], 0) => Some(Cause::Late),
            (LineKind::Adjustment, [], _) => Some(Cause::Opening),
            (LineKind::Adjustment, [(cause, _)], _) => Some(*cause),
            (LineKind::Adjustment | LineKind::Regular, ..) => None,
        }
    }
}
