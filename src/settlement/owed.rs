//! Lines summed: what each payee is owed through each distributor, per currency.

use std::collections::BTreeMap;

use super::Line;
use crate::basics::{Component, Currency, PartyRef, SettledAs};

/// Sums of lines. All in minor units of one currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Control {
    /// Number of lines.
    pub lines: u64,
    /// Sum of bases.
    pub base: i64,
    /// Sum of amounts.
    pub minor: i64,
}

impl Control {
    /// Adds one line.
    pub fn add(&mut self, base: i64, minor: i64) {
        self.lines += 1;
        self.base = self.base.checked_add(base).expect("the bound on amounts keeps sums within 64 bits");
        self.minor = self.minor.checked_add(minor).expect("the bound on amounts keeps sums within 64 bits");
    }

    /// Adds another sum.
    pub fn join(&mut self, other: Control) {
        self.lines += other.lines;
        self.base = self.base.checked_add(other.base).expect("the bound on amounts keeps sums within 64 bits");
        self.minor = self.minor.checked_add(other.minor).expect("the bound on amounts keeps sums within 64 bits");
    }
}

/// What one payee is owed through one distributor in one currency. Currencies are never added together, nor are
/// components: a discount is shown and in no payout (design §6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settlement<'a> {
    /// Through whom.
    pub distributor: PartyRef<'a>,
    /// Who is owed.
    pub payee: PartyRef<'a>,
    /// In which currency.
    pub currency: Currency,
    /// Sums by component.
    pub sums: BTreeMap<Component, Control>,
}

impl Settlement<'_> {
    /// The sum of the components that settle alike, in minor units; none where there is no such line.
    #[must_use]
    pub fn sum_of(&self, kind: SettledAs) -> Option<i64> {
        let own = self.sums.iter().filter(|(component, _)| component.settled_as() == kind);
        own.map(|(_, sum)| sum.minor)
            .reduce(|sum, minor| sum.checked_add(minor).expect("the bound on amounts keeps sums within 64 bits"))
    }
}

/// The settlements of a run, by distributor, payee and currency.
#[must_use]
pub fn settlements<'a>(lines: &[Line<'a>]) -> Vec<Settlement<'a>> {
    let mut sums: BTreeMap<(PartyRef<'a>, PartyRef<'a>, Currency), BTreeMap<Component, Control>> = BTreeMap::new();
    for line in lines {
        let own = sums.entry((line.distributor, line.payee, line.currency())).or_default();
        own.entry(line.component).or_default().add(line.base, line.minor);
    }
    sums.into_iter().map(|((distributor, payee, currency), sums)| Settlement { distributor, payee, currency, sums }).collect()
}
