//! Bands: what a payee's volume gives, counted over a window and shared by its items.
//!
//! Owns who counts together, over which months, and the shares of items (design §6, "Bands"). `tally` counts, `month`
//! computes a month's amount. Holds true: the month's amount is rounded once per payee, and the shares of its items add
//! up to it; what lies in no step is held; the order of claims has no effect.

#[cfg(test)]
mod laws;
mod month;
mod tally;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

pub use month::{BandMonth, Rung};
use tally::{Counted, Tally};

use super::{Recorder, Step, Unresolved};
use crate::{
    basics::{BandName, Code, Component, Currency, Month, allocate},
    rulebook::{Band, BandMetric, BandScope, BandWindow},
};

/// An item's month whose rate is a band.
#[derive(Clone, Debug)]
pub struct Claim<'a, K> {
    /// The key of the amount. Shares of claims with one key and month add up.
    pub key: K,
    /// Who sold it: the partner that the feed names, by number.
    pub payee: u32,
    /// Through whom, by number.
    pub distributor: u32,
    /// The kind of money: the same sales may count for a commission and for a bonus.
    pub component: Component,
    /// The contract's number at the distributor.
    pub contract: &'a str,
    /// The item of the contract.
    pub item: &'a str,
    /// The earned month.
    pub month: Month,
    /// The currency of the base.
    pub currency: Currency,
    /// The month's base in minor units; never negative.
    pub base: i64,
    /// Seats in force on its last covered day, where the feed tells them.
    pub seats: Option<Decimal>,
    /// The plan's rounding step in minor units.
    pub step_minor: i64,
    /// The band as it stands on the governing day.
    pub band: &'a Band,
    /// The governing day.
    pub day: NaiveDate,
}

/// Whose sales count together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BandGroup<'a> {
    /// Who sold.
    pub payee: u32,
    /// Through whom; none where all distributors count.
    pub distributor: Option<u32>,
    /// The kind of money.
    pub component: Component,
    /// By which band.
    pub band: &'a BandName,
}

/// Why a band gives an item no amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BandHold {
    /// Its base is in another currency than the band.
    Currency,
    /// The band counts seats, and the feed tells none.
    Seats,
    /// What is counted lies in no step.
    NoStep(Decimal),
    /// What the month adds, from one sum to the other, lies in part in no step.
    Hole(Decimal, Decimal),
}

/// What bands give.
#[derive(Clone, Debug)]
pub struct BandOutcome<'a, K> {
    /// The amount of each item's month, in minor units.
    pub amounts: BTreeMap<(K, Month), i64>,
    /// Those that are held, and why.
    pub held: BTreeMap<(K, Month), BandHold>,
    /// How the amount of each payee's month came about.
    pub months: BTreeMap<(BandGroup<'a>, Month), BandMonth<'a>>,
}

impl<K> Default for BandOutcome<'_, K> {
    fn default() -> Self {
        BandOutcome { amounts: BTreeMap::new(), held: BTreeMap::new(), months: BTreeMap::new() }
    }
}

impl<'a, K: Clone> Claim<'a, K> {
    /// With what its sales count together.
    #[must_use]
    pub fn group(&self) -> BandGroup<'a> {
        let distributor = (self.band.terms.scope == BandScope::Payee).then_some(self.distributor);
        BandGroup { payee: self.payee, distributor, component: self.component, band: &self.band.name }
    }

    /// The first month of the window in which it counts.
    fn window(&self) -> Month {
        match self.band.terms.window {
            BandWindow::Month => self.month,
            BandWindow::Quarter => self.month.quarter(),
            BandWindow::Year | BandWindow::YearToDate => self.month.january(),
        }
    }

    /// Why it can neither count nor be given anything.
    fn unfit(&self) -> Option<BandHold> {
        if self.currency != self.band.terms.currency {
            return Some(BandHold::Currency);
        }
        (self.band.terms.metric == BandMetric::Seats && self.seats.is_none()).then_some(BandHold::Seats)
    }

    /// Why it is held, for who asks.
    #[must_use]
    pub fn unresolved(&self, hold: BandHold) -> Unresolved {
        let Band { name, terms, .. } = self.band;
        let row = || "add a row to rulebook/bands.csv for what lies there; the value 0 says that nothing is owed".to_owned();
        let (message, remedy) = match hold {
            BandHold::Currency => (
                format!("band {name} counts {}, and the amount is in {}", terms.currency, self.currency),
                format!("add a band in {} and a rate that names it", self.currency),
            ),
            BandHold::Seats => (
                format!("band {name} counts seats, and the row has no quantity"),
                "ask the distributor for the seats, or count contracts or volume".to_owned(),
            ),
            BandHold::NoStep(metric) => (format!("{} lies in no step of band {name}", month::shown(self.band, metric)), row()),
            BandHold::Hole(before, after) => {
                let [before, after] = [before, after].map(|metric| month::shown(self.band, metric));
                (format!("from {before} to {after} lies in part in no step of band {name}"), row())
            }
        };
        Unresolved { code: Code::NoRate, message, remedy }
    }
}

/// The claims of one window by month.
type Months<'c, 'a, K> = BTreeMap<Month, Vec<&'c Claim<'a, K>>>;

/// What bands give for the months through the period. Claims of months before the first that is settled count too.
#[must_use]
pub fn band_amounts<'a, K: Ord + Clone>(claims: &[Claim<'a, K>], period: Month) -> BandOutcome<'a, K> {
    let mut outcome = BandOutcome::default();
    let mut windows: BTreeMap<(BandGroup, Month), Months<K>> = BTreeMap::new();
    for claim in claims.iter().filter(|claim| claim.month <= period) {
        match claim.unfit() {
            Some(hold) => drop(outcome.held.insert((claim.key.clone(), claim.month), hold)),
            None => windows.entry((claim.group(), claim.window())).or_default().entry(claim.month).or_default().push(claim),
        }
    }
    for ((group, _), months) in windows {
        outcome.settle(group, months);
    }
    outcome
}

impl<'a, K: Ord + Clone> BandOutcome<'a, K> {
    /// The months of one window.
    fn settle(&mut self, group: BandGroup<'a>, mut months: Months<'_, 'a, K>) {
        months.values_mut().for_each(|claims| claims.sort_by(|a, b| a.key.cmp(&b.key)));
        let mut tally = Tally::default();
        let counted: Vec<Counted> = months.iter().map(|(month, claims)| tally.count(*month, claims)).collect();
        let last = counted.last().expect("a window has a claim");
        for (counted, claims) in counted.iter().zip(months.values()) {
            match BandMonth::priced(claims, counted, last) {
                Ok(priced) => {
                    for (claim, share) in claims.iter().zip(shares(&priced, claims, counted)) {
                        *self.amounts.entry((claim.key.clone(), claim.month)).or_default() += share;
                    }
                    self.months.insert((group, counted.month), priced);
                }
                Err(hold) => self.held.extend(claims.iter().map(|claim| ((claim.key.clone(), claim.month), hold))),
            }
        }
    }

    /// Takes down how the amount of an item's month came about.
    pub fn explain(&self, claim: &Claim<'a, K>, recorder: &mut impl Recorder) {
        let key = (claim.key.clone(), claim.month);
        let (Some(whole), Some(minor)) = (self.months.get(&(claim.group(), claim.month)), self.amounts.get(&key)) else { return };
        whole.explain(recorder);
        let currency = claim.currency;
        recorder.step(|| Step {
            what: match whole.volume {
                0 => format!("shared by {}, as there is no base", whole.band.terms.metric),
                volume => format!("shared by base: {} of {}", currency.major(claim.base), currency.major(volume)),
            },
            result: currency.major(*minor).to_string(),
            source: None,
            authority: "the parts of the payee's month add up to it".to_owned(),
        });
    }
}

/// The month's amount by item, in its rounding steps: by base, where there is none by units. Claims are in the order of
/// their keys.
fn shares<K>(whole: &BandMonth, claims: &[&Claim<K>], counted: &Counted) -> Vec<i64> {
    if whole.minor == 0 {
        return vec![0; claims.len()];
    }
    let bases = claims.iter().map(|claim| claim.base).collect();
    let weights: Vec<i64> = if counted.volume == 0 { counted.weights() } else { bases };
    let steps = allocate(whole.minor / whole.step_minor, &weights);
    let steps = steps.expect("an amount comes from bases or units, and neither is negative");
    steps.into_iter().map(|steps| steps * whole.step_minor).collect()
}
