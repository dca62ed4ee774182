//! Everything besides the term itself that an amount rests on.

use chrono::NaiveDate;

use super::{ResolvedTerm, Standings, Unresolved};
use crate::{
    basics::{BandName, Code, Month, PartyId},
    rulebook::Rules,
};

/// What a price may look at besides its term.
#[derive(Clone, Copy)]
pub struct Grounds<'a> {
    /// The rules as known.
    pub rules: &'a Rules,
    /// The parties in the order of their ids; their place is their number.
    pub parties: &'a [PartyId],
    /// Where partners stand.
    pub standings: &'a Standings,
    /// The month being settled: what is dated after its last day does not count in it.
    pub period: Month,
}

impl Grounds<'_> {
    /// The period's last day.
    #[must_use]
    pub fn last_day(&self) -> NaiveDate {
        self.period.last_day()
    }

    /// What of an item's month its customer has paid.
    #[must_use]
    pub fn paid_share(&self, _: &ResolvedTerm, _: Month) -> (i64, i64) {
        (1, 1)
    }

    /// What of a payee's amount by volume falls to an item's month.
    pub fn band_share(&self, _: &ResolvedTerm, _: Month, band: &BandName) -> Result<i64, Unresolved> {
        Err(Unresolved { code: Code::NoRate, message: format!("band {band}"), remedy: String::new() })
    }
}
