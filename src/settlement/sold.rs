//! What partners sold, measured before anybody's standing is judged: for tiers that ask for volume or revenue.
//!
//! Bases rest on plans and terms alone, never on a tier, so there is no circle. A held item counts as last known.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::{ItemFacts, Measures, Silent, World, month_base, resolved_terms};
use crate::{
    basics::{Month, PartyId},
    facts::item_history,
};

/// What some items add to what partners sold.
#[derive(Default)]
pub struct Sold<'a> {
    measures: Measures,
    /// The partner of each contract and the month in which its first item begins.
    contracts: BTreeMap<(u32, &'a str), (Month, &'a PartyId)>,
}

impl<'a> Sold<'a> {
    /// Measures one item: its bases month by month, and the seats with which it begins.
    pub fn measure(&mut self, world: &World<'a>, item: &ItemFacts<'_>) {
        let history = item_history(item.rows, world.records, world.deliveries);
        let Ok(terms) = resolved_terms(world, &history, Month::EARLIEST) else { return };
        for (term, components) in terms {
            // Every component has the same base but for its proration: that of the first counts.
            let Some(own) =
                components.ok().and_then(|mut components| (!components.is_empty()).then(|| components.swap_remove(0)))
            else {
                continue;
            };
            let begins = Month::of(term.span.from);
            if term.number == 1 {
                if let Some(seats) = own.phases.first().and_then(|(_, record)| record.quantity) {
                    self.measures.add_seats(own.partner.id, begins, seats);
                }
                self.first_month((own.distributor.number, &own.record.contract), (begins, own.partner.id));
            }
            for month in own.covered.months().take_while(|month| *month <= world.period()) {
                let base = month_base(&own, month, &mut Silent).minor;
                self.measures.add_revenue(own.partner.id, own.record.currency, month, base);
            }
        }
    }

    fn first_month(&mut self, contract: (u32, &'a str), told: (Month, &'a PartyId)) {
        let first = self.contracts.entry(contract).or_insert(told);
        *first = (*first).min(told);
    }

    /// Adds what was measured elsewhere.
    pub fn join(&mut self, other: Sold<'a>) {
        self.measures.add_all(other.measures);
        other.contracts.into_iter().for_each(|(contract, told)| self.first_month(contract, told));
    }

    /// All of it, each contract counted once.
    #[must_use]
    pub fn measures(mut self) -> Measures {
        for (month, partner) in self.contracts.into_values() {
            self.measures.add_contract(partner, month);
        }
        self.measures
    }
}
