//! Everything besides the term itself that an amount rests on.

use std::sync::Arc;

use chrono::NaiveDate;

use super::{BandShares, ResolvedTerm, Standings, paid_share};
use crate::{
    basics::{Month, PartyId},
    facts::{Facts, Invoice, invoices_of},
    rulebook::Rules,
    sheets::dated::Ruled,
};

/// What a price may look at besides its term.
#[derive(Clone)]
pub struct Grounds<'a> {
    /// The rules as known.
    pub rules: &'a Rules,
    /// The facts as known.
    pub facts: &'a Facts,
    /// The parties in the order of their ids; their place is their number.
    pub parties: &'a [PartyId],
    /// Where partners stand.
    pub standings: &'a Standings,
    /// The month being settled: what is dated after its last day does not count in it.
    pub period: Month,
    /// The last day of it, on which facts beside the feeds are looked at.
    pub last_day: NaiveDate,
    /// What payees' amounts by volume give to items; nothing while they are still being counted.
    pub bands: Option<Arc<BandShares<'a>>>,
}

impl Grounds<'_> {
    /// What of an item's month its customer has paid, as far as that has happened.
    #[must_use]
    pub fn paid_share(&self, term: &ResolvedTerm, month: Month) -> (i64, i64) {
        paid_share(self.invoices(term).map(|row| &row.value), month)
    }

    /// The invoices of an item as they stand on the period's last day.
    pub fn invoices<'t>(&'t self, term: &'t ResolvedTerm) -> impl Iterator<Item = &'t Ruled<Invoice>> {
        let ResolvedTerm { distributor, record, .. } = term;
        invoices_of(&self.facts.payments, distributor.id, &record.contract, &record.item, self.last_day)
    }
}

#[cfg(test)]
mod tests {
    use super::super::cases::{
        fact_texts::FactTexts,
        small_run::{SmallRun, month, record},
        small_world::{Setting, day},
    };

    #[test]
    fn what_is_dated_after_the_period_does_not_count_in_it() {
        let run =
            SmallRun::of(vec![record("C-1", "1", "2022-09-01", 100_000)], &Setting::default(), FactTexts::default().facts());
        assert_eq!(run.world(month("2022-09")).grounds.last_day, day("2022-09-30"));
        assert_eq!(run.world(month("2024-02")).grounds.last_day, day("2024-02-29"));
    }
}
