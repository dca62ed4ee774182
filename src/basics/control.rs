//! Control totals: where each record of a feed ended, counted and summed.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Currency;

/// The one place a feed record ends in (design §3, invariant 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// It gave at least one line.
    Settled,
    /// Its term begins after the period, or it is ordered and not active.
    NotDue,
    /// Nothing is owed for it, and a rule or a date says so.
    NoEntitlement,
    /// A later delivery, or an identical row, says the same fact.
    Superseded,
    /// It stays out until its finding is healed.
    Held,
}

impl Place {
    /// Every place, in the order of the summary.
    pub const ALL: [Place; 5] = [Place::Settled, Place::NotDue, Place::NoEntitlement, Place::Superseded, Place::Held];

    /// The place of these words.
    pub fn named(words: &str) -> Result<Place, String> {
        Place::ALL.into_iter().find(|place| place.words() == words).ok_or_else(|| "expected where a record ended".to_owned())
    }

    /// The place in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Place::Settled => "settled",
            Place::NotDue => "not due",
            Place::NoEntitlement => "no entitlement",
            Place::Superseded => "superseded",
            Place::Held => "held",
        }
    }
}

/// How many records ended where, and what they were for: records read = the sum over all places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordCounts {
    /// Records per place.
    pub records: BTreeMap<Place, u64>,
    /// Amounts as delivered, in minor units, per place and currency; a record whose amount cannot be read adds none.
    pub amounts: BTreeMap<(Place, Currency), i64>,
}

impl RecordCounts {
    /// Counts one record.
    pub fn add(&mut self, place: Place, amount: Option<(i64, Currency)>) {
        *self.records.entry(place).or_default() += 1;
        if let Some((minor, currency)) = amount {
            let sum = self.amounts.entry((place, currency)).or_default();
            *sum = sum.checked_add(minor).expect("the bound on amounts keeps sums within 64 bits");
        }
    }

    /// Adds the counts of another part of the run.
    pub fn join(&mut self, other: &RecordCounts) {
        for (place, count) in &other.records {
            *self.records.entry(*place).or_default() += count;
        }
        for (key, minor) in &other.amounts {
            let sum = self.amounts.entry(*key).or_default();
            *sum = sum.checked_add(*minor).expect("the bound on amounts keeps sums within 64 bits");
        }
    }

    /// Records in `place`.
    #[must_use]
    pub fn at(&self, place: Place) -> u64 {
        self.records.get(&place).copied().unwrap_or(0)
    }

    /// All records.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.records.values().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_and_amounts_are_counted_by_place_and_joined() {
        let [eur, gbp]: [Currency; 2] = ["EUR", "GBP"].map(|code| code.parse().unwrap());
        let mut one = RecordCounts::default();
        one.add(Place::Settled, Some((100, eur)));
        one.add(Place::Settled, Some((20, eur)));
        one.add(Place::Held, None);
        let mut other = RecordCounts::default();
        other.add(Place::Settled, Some((3, eur)));
        other.add(Place::Settled, Some((4, gbp)));
        other.add(Place::Settled, None);
        one.join(&other);
        assert_eq!(Place::ALL.map(|place| one.at(place)), [5, 0, 0, 0, 1]);
        assert_eq!(one.total(), 6);
        let amounts: Vec<_> = one.amounts.into_iter().collect();
        assert_eq!(amounts, [((Place::Settled, eur), 123), ((Place::Settled, gbp), 4)]);
        assert_eq!(Place::ALL.map(Place::words), ["settled", "not due", "no entitlement", "superseded", "held"]);
    }
}
