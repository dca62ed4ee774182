//! Terms and contract months at which the rows of a rate table can change: what holds at these holds at all.
//!
//! Rows name ranges of terms and of months. Whether some rows cover others, or leave something out, can therefore change
//! only where a range begins, and behind its end.

use std::collections::BTreeSet;

use crate::rulebook::RateKey;

/// A month of a term, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The term's number.
    pub term: u32,
    /// The contract month.
    pub month: u32,
}

impl Place {
    /// Whether a row is for it.
    pub fn is_in(self, key: &RateKey) -> bool {
        key.terms.admits(self.term) && key.contract_months.admits(self.month)
    }
}

/// One place of each stretch that rows with these keys tell apart, the earliest, in order.
pub(super) fn of<'a>(keys: impl Iterator<Item = &'a RateKey> + Clone) -> Vec<Place> {
    let terms: BTreeSet<u32> = keys.clone().flat_map(|key| key.terms.steps()).chain([1]).collect();
    let months: BTreeSet<u32> = keys.flat_map(|key| key.contract_months.steps()).chain([1]).collect();
    terms.into_iter().flat_map(|term| months.iter().map(move |month| Place { term, month: *month }).collect::<Vec<_>>()).collect()
}
