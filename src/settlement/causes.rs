//! Why an amount is settled later than it was earned (design §3, causes).
//!
//! Owns the causes, their order, and how an amount is parted among them. `known` is what a period settles by, `rungs`
//! replaces it input by input. Holds true: the parts of an amount add up to it, in the order of the causes, and none is
//! zero.

mod cancellations;
mod known;
mod rungs;
#[cfg(test)]
mod tests;

pub use known::{Common, Known, Told, item_key};
pub use rungs::Rungs;

use crate::basics::words;

words! {
    /// What made an amount another than it was when the period before was closed, in the order in which it is looked for.
    pub enum Cause {
        Correction = "correction of a fact": "A fact beside feeds and people: the customer has paid, a hold was lifted, a cell of a delivery was corrected.",
        Amended = "amended contract": "Its distributor tells other seats, amounts, dates or another partner.",
        Cancelled = "cancelled": "A cancellation came, went or moved, or has happened since.",
        Standing = "standing changed": "The partner stands elsewhere: people, elections, competencies, or what tiers ask for.",
        Rate = "rate changed": "Another row of the rulebook: rates, plans, agreements, splits, clawbacks, limits.",
        Band = "band re-rated": "What the payee sold in all reached another step of a band.",
        Exchange = "exchange rate": "Another exchange rate of the same day is known.",
        Late = "late contract": "It was not settled when it could have been: the contract was not known, or was held.",
        Opening = "differs from the opening position": "More or less is due than the opening says was settled.",
    }
}

/// What is due for a key as one input after another is the present one; nothing where it is not known or held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Climb {
    /// As the closed period had it.
    pub former: Option<i64>,
    /// After each cause's input was replaced, in the order of causes.
    pub after: Vec<(Cause, Option<i64>)>,
}

impl Climb {
    /// The parts of a line's amount by cause. Where an input leaves the key unknown or held, nothing changes: it stays as
    /// last known. What no input explains was not settled when it could have been.
    #[must_use]
    pub fn parts(&self, posted: i64, target: i64) -> Vec<(Cause, i64)> {
        let mut parts = Vec::new();
        if let Some(mut before) = self.former.or((posted != 0).then_some(posted)) {
            for (cause, minor) in &self.after {
                let minor = minor.unwrap_or(before);
                parts.push((*cause, minor - before));
                before = minor;
            }
        }
        let explained: i64 = parts.iter().map(|(_, minor)| minor).sum();
        parts.push((Cause::Late, target - posted - explained));
        parts.retain(|(_, minor)| *minor != 0);
        parts
    }
}
