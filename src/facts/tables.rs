//! The tables of facts beside the feeds, together: as recorded, and as known on a day.

use chrono::NaiveDate;

use super::{
    HoldsInForce, Invoice, InvoiceKey, Opening, OpeningAccount, OpeningOf, Payments, PeopleFacts, PeopleTables, SettledBefore,
    WriteOffs, holds::Holds,
};
use crate::{
    basics::{Checked, Currency, Findings, Month, PartyId},
    sheets::dated::{DatedRows, DatedTable, Dates, Ruled},
};

/// Every row ever recorded.
pub struct FactTables {
    /// What standing is judged by.
    pub people: PeopleTables,
    /// What customers have paid.
    pub payments: DatedRows<Payments>,
    /// What is held by hand.
    pub holds: DatedRows<Holds>,
    /// Balances given up.
    pub write_offs: DatedRows<WriteOffs>,
    /// Where everything stood before the first month.
    pub opening: DatedRows<Opening>,
}

impl FactTables {
    /// The latest day on which any row became known.
    #[must_use]
    pub fn latest_recorded(&self) -> Option<NaiveDate> {
        let tables = [
            self.people.latest_recorded(),
            self.payments.latest_recorded(),
            self.holds.latest_recorded(),
            self.write_offs.latest_recorded(),
            self.opening.latest_recorded(),
        ];
        tables.into_iter().flatten().max()
    }

    /// The facts as they were known on a day.
    #[must_use]
    pub fn known_on(&self, day: NaiveDate) -> Checked<Facts> {
        let mut found = Findings::default();
        let facts = Facts {
            people: found.take(self.people.known_on(day)),
            payments: found.take(self.payments.known_on(day)),
            holds: HoldsInForce(found.take(self.holds.known_on(day))),
            write_offs: found.take(self.write_offs.known_on(day)),
            opening: found.take(self.opening.known_on(day)),
        };
        (facts, found.sorted())
    }
}

/// Everything that happened beside the feeds, as known on a day.
pub struct Facts {
    /// What standing is judged by.
    pub people: PeopleFacts,
    /// What customers have paid.
    pub payments: Dates<InvoiceKey, Invoice>,
    /// What is held by hand.
    pub holds: HoldsInForce,
    /// Balances given up.
    pub write_offs: Dates<<WriteOffs as DatedTable>::Key, i64>,
    /// Where everything stood before the first month.
    pub opening: Dates<(OpeningAccount, OpeningOf), i64>,
}

impl Facts {
    /// Every opening row with its amount in minor units. An opening has one state: the last row of a key counts, whatever
    /// day it is effective from.
    pub fn openings(&self) -> impl Iterator<Item = (&OpeningAccount, &OpeningOf, &Ruled<i64>)> {
        self.opening.iter().filter_map(|((account, of), line)| Some((account, of, line.at(NaiveDate::MAX)?)))
    }

    /// What was settled for each key before the first month.
    pub fn positions(&self) -> impl Iterator<Item = (&OpeningAccount, &SettledBefore, &Ruled<i64>)> {
        self.openings().filter_map(|(account, of, row)| match of {
            OpeningOf::Position(position) => Some((account, position, row)),
            OpeningOf::Balance | OpeningOf::Reserve(_) | OpeningOf::Fund => None,
        })
    }

    /// What is written off in a period: party, distributor, currency. The key names the period, so the last row of it
    /// counts, whatever day it is effective from.
    pub fn written_off_in(&self, period: Month) -> impl Iterator<Item = (&PartyId, &PartyId, Currency, &Ruled<i64>)> {
        self.write_offs.iter().filter(move |((_, _, _, own), _)| *own == period).filter_map(
            |((party, distributor, currency, _), line)| Some((party, distributor, *currency, line.at(NaiveDate::MAX)?)),
        )
    }
}
