//! What a rate row is for: the columns that are compared, and how specific they are.

use std::{fmt, str::FromStr};

use compact_str::CompactString;

use super::Lane;
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

    /// The terms from which on it begins to be for them, or no longer is.
    pub(super) fn steps(self) -> impl Iterator<Item = u32> {
        let (begins, ends) = match self {
            Terms::All => (None, None),
            Terms::From(first) => (Some(first), None),
            Terms::Only(own) => (Some(own), Some(own + 1)),
        };
        begins.into_iter().chain(ends)
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

/// Which months of a term a row is for, counted from 1: `7`, `1-12`, `13+` or `*`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ContractMonths {
    first: u32,
    last: u32,
}

impl ContractMonths {
    /// Every month of a term.
    pub(super) const ALL: ContractMonths = ContractMonths { first: 1, last: u32::MAX };

    pub(super) fn admits(self, month: u32) -> bool {
        (self.first..=self.last).contains(&month)
    }

    /// The narrower, the higher; a range with an end before one without.
    pub(super) fn narrowness(self) -> u32 {
        if self == Self::ALL { 0 } else { u32::MAX - (self.last - self.first) }
    }

    /// Whether a month belongs to both.
    pub(super) fn meets(self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// The months at whose beginning it begins to hold, or no longer holds.
    pub(super) fn steps(self) -> impl Iterator<Item = u32> {
        let begins = (self.first > 1).then_some(self.first);
        let ends = (self.last < u32::MAX).then(|| self.last + 1);
        begins.into_iter().chain(ends)
    }
}

impl FromStr for ContractMonths {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let expected = || "expected months of a term such as 7, 1-12, 13+ or *".to_owned();
        let number = |digits: &str| match crate::sheets::dated::whole(digits) {
            Ok(month) if month > 0 => Ok(month),
            _ => Err(expected()),
        };
        let (first, last) = match (text, text.strip_suffix('+'), text.split_once('-')) {
            ("" | "*", ..) => return Ok(Self::ALL),
            (_, Some(first), _) => (number(first)?, u32::MAX),
            (_, None, Some((first, last))) => (number(first)?, number(last)?),
            (only, None, None) => (number(only)?, number(only)?),
        };
        if first <= last { Ok(ContractMonths { first, last }) } else { Err(expected()) }
    }
}

impl fmt::Display for ContractMonths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.first, self.last) {
            (1, u32::MAX) => f.write_str("*"),
            (first, u32::MAX) => write!(f, "{first}+"),
            (first, last) if first == last => first.fmt(f),
            (first, last) => write!(f, "{first}-{last}"),
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
    /// Which months of the term.
    pub contract_months: ContractMonths,
    /// Among which rows it stands in the course of time.
    pub lane: Lane,
}

impl fmt::Display for RateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}/{}/{}/{}/{}/{}/{}",
            self.component, self.plan, self.product, self.programme, self.tier, self.competency, self.terms
        )?;
        if self.contract_months == ContractMonths::ALL { Ok(()) } else { write!(f, "/{}", self.contract_months) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_of_a_term_are_ranges() {
        let months = |text: &str| text.parse::<ContractMonths>();
        for (text, inside, outside) in
            [("7", vec![7], vec![6, 8]), ("1-12", vec![1, 12], vec![13]), ("13+", vec![13, 999], vec![12])]
        {
            let range = months(text).unwrap();
            assert!(
                inside.iter().all(|month| range.admits(*month)) && !outside.iter().any(|month| range.admits(*month)),
                "{text}"
            );
            assert_eq!(range.to_string(), text);
        }
        assert_eq!(months(""), months("*"));
        assert_eq!(months("").unwrap().to_string(), "*");
        for text in ["0", "12-1", "-12", "12-", "+", "1--2", "a", "0+"] {
            assert!(months(text).is_err(), "{text}");
        }
        let narrow = ["*", "13+", "1-12", "7"].map(|text| months(text).unwrap().narrowness());
        assert!(narrow.is_sorted_by(|a, b| a < b), "{narrow:?}");
        let meet = |one: &str, other: &str| months(one).unwrap().meets(months(other).unwrap());
        assert!(meet("1-12", "12-23") && meet("12-23", "1-12") && meet("7", "*") && meet("13+", "13"));
        assert!(!meet("1-12", "13-24") && !meet("13-24", "1-12") && !meet("7", "8+"));
        let steps = |text: &str| months(text).unwrap().steps().collect::<Vec<_>>();
        assert_eq!((steps("*"), steps("1-12"), steps("13+"), steps("7")), (vec![], vec![13], vec![13], vec![7, 8]));
    }
}
