//! What a rate row is for: the columns that are compared, and how specific they are.

use std::{fmt, str::FromStr};

use compact_str::CompactString;

pub use crate::basics::Any;
use crate::basics::{CompetencyName, Component, PlanName, ProgrammeName, TierName};

/// Which terms of a contract a row is for: `1`, `2+` or `*`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Terms {
    /// Every term.
    All,
    /// From this one on.
    From(u32),
    /// This one only.
    Only(u32),
}

impl Terms {
    pub(super) fn admits(self, term: u32) -> bool {
        match self {
            Terms::All => true,
            Terms::From(first) => term >= first,
            Terms::Only(own) => term == own,
        }
    }

    /// The narrower, the higher.
    pub(super) fn narrowness(self) -> u32 {
        match self {
            Terms::All => 0,
            Terms::From(first) => first,
            Terms::Only(_) => u32::MAX,
        }
    }
}

impl FromStr for Terms {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |digits: &str| match crate::sheets::dated::whole(digits) {
            Ok(term) if term > 0 => Ok(term),
            _ => Err("expected a term such as 1, 2+ or *".to_owned()),
        };
        match (text, text.strip_suffix('+')) {
            ("*", _) => Ok(Terms::All),
            (_, Some(first)) => number(first).map(Terms::From),
            (only, None) => number(only).map(Terms::Only),
        }
    }
}

impl fmt::Display for Terms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Terms::All => f.write_str("*"),
            Terms::From(first) => write!(f, "{first}+"),
            Terms::Only(own) => own.fmt(f),
        }
    }
}

/// What a rate row is for. The columns behind `plan` are compared left to right.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RateKey {
    /// The kind of money.
    pub component: Component,
    /// The plan.
    pub plan: PlanName,
    /// The product line.
    pub product: Any<CompactString>,
    /// The regime of tiers.
    pub programme: Any<ProgrammeName>,
    /// The partner's tier.
    pub tier: Any<TierName>,
    /// A competency that the partner must hold.
    pub competency: Any<CompetencyName>,
    /// Initial term or renewals.
    pub terms: Terms,
}

impl fmt::Display for RateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}/{}/{}/{}/{}/{}/{}",
            self.component, self.plan, self.product, self.programme, self.tier, self.competency, self.terms
        )
    }
}
