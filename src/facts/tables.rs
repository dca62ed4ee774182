//! The tables of facts beside the feeds, together: as recorded, and as known on a day.

use chrono::NaiveDate;

use super::{
    Corrections, CorrectionsInForce, HoldsInForce, Invoice, InvoiceKey, Opening, OpeningAccount, OpeningOf, Payments,
    PeopleFacts, PeopleTables, SettledBefore, Waivers, WriteOffs, holds::Holds,
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
    /// What feeds tell wrongly.
    pub corrections: DatedRows<Corrections>,
    /// Held rows that a period may be closed over.
    pub waivers: DatedRows<Waivers>,
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
            self.corrections.latest_recorded(),
            self.waivers.latest_recorded(),
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
            corrections: CorrectionsInForce::of(&found.take(self.corrections.known_on(day))),
            waivers: found.take(self.waivers.known_on(day)),
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
    /// What feeds tell wrongly, and what is right.
    pub corrections: CorrectionsInForce,
    /// Who lets a period be closed over a held row, by the finding's id.
    pub waivers: Dates<String, String>,
    /// Where everything stood before the first month.
    pub opening: Dates<(OpeningAccount, OpeningOf), i64>,
}

impl Facts {
    /// The facts of people alone: nothing paid, held, written off or brought over.
    #[cfg(test)]
    #[must_use]
    pub fn of_people(people: PeopleFacts) -> Self {
        let none = HoldsInForce(Dates::new());
        Facts {
            people,
            payments: Dates::new(),
            holds: none,
            write_offs: Dates::new(),
            corrections: CorrectionsInForce::default(),
            waivers: Dates::new(),
            opening: Dates::new(),
        }
    }

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

    /// The waiver of a finding that is in force on a day: who decided it.
    #[must_use]
    pub fn waiver(&self, finding: &str, day: NaiveDate) -> Option<&Ruled<String>> {
        self.waivers.get(finding)?.at(day)
    }

    /// What is written off in a period: party, distributor, currency. The key names the period, so the last row of it
    /// counts, whatever day it is effective from.
    pub fn written_off_in(&self, period: Month) -> impl Iterator<Item = (&PartyId, &PartyId, Currency, &Ruled<i64>)> {
        self.write_offs.iter().filter(move |((_, _, _, own), _)| *own == period).filter_map(
            |((party, distributor, currency, _), line)| Some((party, distributor, *currency, line.at(NaiveDate::MAX)?)),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows<T: DatedTable>(table: &str) -> DatedRows<T> {
        let (rows, found) = DatedRows::read("table", 0, table.as_bytes().to_vec());
        assert!(found.is_empty(), "{found:?}");
        rows
    }

    fn absent() -> FactTables {
        FactTables {
            people: PeopleTables {
                people: DatedRows::absent(),
                accreditations: DatedRows::absent(),
                competencies_held: DatedRows::absent(),
                elections: DatedRows::absent(),
                points: DatedRows::absent(),
            },
            payments: DatedRows::absent(),
            holds: DatedRows::absent(),
            write_offs: DatedRows::absent(),
            corrections: DatedRows::absent(),
            waivers: DatedRows::absent(),
            opening: DatedRows::absent(),
        }
    }

    fn write_offs() -> DatedRows<WriteOffs> {
        rows(
            "party,distributor,currency,period,effective_from,recorded_on,amount,reference\n\
             almtal,nuvias,EUR,2022-09,2022-10-05,2022-10-05,1.00,x\n\
             almtal,nuvias,EUR,2022-09,2022-10-05,2022-10-07,2.00,corrected\n\
             buehler,nuvias,EUR,2022-09,2022-10-05,2022-10-05,3.00,x\n\
             buehler,nuvias,EUR,2022-09,2022-10-06,2022-10-06,closed,withdrawn\n\
             almtal,nuvias,EUR,2022-10,2022-09-01,2022-09-01,4.00,x\n",
        )
    }

    #[test]
    fn the_last_row_of_a_period_counts_whatever_day_it_is_effective_from() {
        let tables = FactTables { write_offs: write_offs(), ..absent() };
        let amounts = |day: &str, period: &str| {
            let (facts, found) = tables.known_on(day.parse().unwrap());
            assert!(found.is_empty(), "{found:?}");
            facts.written_off_in(period.parse().unwrap()).map(|(_, _, _, row)| row.value).collect::<Vec<_>>()
        };
        assert_eq!(amounts("2022-10-07", "2022-09"), [200]);
        assert_eq!(amounts("2022-10-05", "2022-09"), [100, 300]);
        assert_eq!(amounts("2022-10-07", "2022-10"), [400]);
        assert_eq!(amounts("2022-10-07", "2022-08"), [] as [i64; 0]);
    }

    #[test]
    fn the_latest_day_of_any_table_is_what_is_known() {
        let latest = |tables: FactTables| tables.latest_recorded().map(|day| day.to_string());
        assert_eq!(latest(absent()), None);
        let payments = "distributor,contract,item,invoice,effective_from,recorded_on,months,invoiced,paid,reference\n\
                        nuvias,C-1,10,R-1,2022-09-01,2022-09-02,2022-09,1,1,x\n";
        assert_eq!(latest(FactTables { payments: rows(payments), ..absent() }).as_deref(), Some("2022-09-02"));
        let holds = "distributor,contract,party,effective_from,recorded_on,status,reference\n\
                     nuvias,C-1,*,2022-09-01,2022-09-03,held,x\n";
        assert_eq!(latest(FactTables { holds: rows(holds), ..absent() }).as_deref(), Some("2022-09-03"));
        assert_eq!(latest(FactTables { write_offs: write_offs(), ..absent() }).as_deref(), Some("2022-10-07"));
        let opening = "kind,party,distributor,currency,contract,item,term,component,month,effective_from,recorded_on,amount,reference\n\
                       fund,almtal,nuvias,EUR,,,,,,2022-08-31,2022-09-04,1.00,x\n";
        assert_eq!(latest(FactTables { opening: rows(opening), ..absent() }).as_deref(), Some("2022-09-04"));
    }
}
