//! What counts: volume, contracts or seats of a window, month by month.
//!
//! Holds true: a contract counts once, in the first month of the window that covers it; an item's seats count once, and
//! more only when it has more.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::Claim;
use crate::{basics::Month, rulebook::BandMetric};

/// An item, whoever's: distributor, contract and item.
type Item<'a> = (u32, &'a str, &'a str);

/// What a window has counted so far.
#[derive(Default)]
pub struct Tally<'a> {
    contracts: BTreeSet<(u32, &'a str)>,
    seats: BTreeMap<Item<'a>, Decimal>,
    sum: Decimal,
}

/// What a month adds to its window.
pub struct Counted {
    /// The month.
    pub month: Month,
    /// The sum of its bases, in minor units.
    pub volume: i64,
    /// What each of its claims adds to the metric.
    units: Vec<Decimal>,
    /// The metric from the window's start through the month before.
    pub before: Decimal,
    /// The metric through this month.
    pub after: Decimal,
}

impl<'a> Tally<'a> {
    /// Counts the claims of the next month, which are in the order of their keys.
    pub fn count<K>(&mut self, month: Month, claims: &[&Claim<'a, K>]) -> Counted {
        let units: Vec<Decimal> = claims.iter().map(|claim| self.unit(claim)).collect();
        let volume = claims.iter().map(|claim| claim.base).sum();
        let before = self.sum;
        self.sum += units.iter().sum::<Decimal>();
        Counted { month, volume, units, before, after: self.sum }
    }

    fn unit<K>(&mut self, claim: &Claim<'a, K>) -> Decimal {
        match claim.band.terms.metric {
            BandMetric::Volume => claim.currency.major(claim.base),
            BandMetric::Contracts => Decimal::from(u8::from(self.contracts.insert((claim.distributor, claim.contract)))),
            BandMetric::Seats => {
                let most = self.seats.entry((claim.distributor, claim.contract, claim.item)).or_default();
                let more = (claim.seats.unwrap_or_default() - *most).max(Decimal::ZERO);
                *most += more;
                more
            }
        }
    }
}

impl Counted {
    /// What the month adds to the metric.
    pub fn quantity(&self) -> Decimal {
        self.after - self.before
    }

    /// The units of each claim as whole weights.
    pub fn weights(&self) -> Vec<i64> {
        let scale = self.units.iter().map(|units| units.normalize().scale()).max().unwrap_or_default();
        let whole = |units: &Decimal| {
            let mut units = *units;
            units.rescale(scale);
            i64::try_from(units.mantissa()).expect("seats stay within their bounds")
        };
        self.units.iter().map(whole).collect()
    }
}
