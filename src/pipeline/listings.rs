//! Which delivery lists which contract: what has vanished, and what a later delivery heals.

use std::collections::HashMap;

use super::Inputs;
use crate::{
    basics::{DeliveryKind, PartyId},
    facts::{Delivery, Unreadable},
    settlement::{ItemFacts, World},
};

/// Which delivery lists which contract: for what has vanished, and for rows that cannot be read.
pub struct Listings<'a> {
    deliveries: &'a [Delivery],
    unreadable: HashMap<(&'a PartyId, &'a str), Vec<&'a Unreadable>>,
    good: HashMap<(&'a PartyId, &'a str), Vec<(&'a str, u32)>>,
}

impl<'a> Listings<'a> {
    pub fn new(inputs: &'a Inputs) -> Self {
        let feeds = &inputs.feeds;
        let mut unreadable: HashMap<(&PartyId, &str), Vec<&Unreadable>> = HashMap::new();
        for row in &feeds.unreadable {
            if let Some(contract) = &row.contract {
                unreadable.entry((&feeds.deliveries[row.delivery as usize].distributor, contract)).or_default().push(row);
            }
        }
        let mut good: HashMap<(&PartyId, &str), Vec<(&str, u32)>> = HashMap::new();
        if !unreadable.is_empty() {
            for record in &feeds.records {
                let key = (&feeds.deliveries[record.delivery as usize].distributor, record.contract.as_str());
                if unreadable.contains_key(&key) {
                    good.entry(key).or_default().push((&record.item, record.delivery));
                }
            }
        }
        Listings { deliveries: &feeds.deliveries, unreadable, good }
    }

    /// Whether no row that could be read tells the contract of one that could not, nor an earlier one of those.
    pub fn is_new(&self, row: &Unreadable) -> bool {
        let Some(contract) = &row.contract else { return false };
        let key = (&self.deliveries[row.delivery as usize].distributor, contract.as_str());
        !self.good.contains_key(&key) && self.unreadable[&key].first().is_some_and(|first| std::ptr::eq(*first, row))
    }

    /// Whether a later delivery tells the contract and item of a row that could not be read.
    pub fn is_healed(&self, row: &Unreadable) -> bool {
        let distributor = &self.deliveries[row.delivery as usize].distributor;
        match &row.contract {
            Some(contract) => {
                let told = self.good.get(&(distributor, contract.as_str())).map_or(&[][..], Vec::as_slice);
                told.iter().any(|(item, delivery)| *delivery > row.delivery && row.item.as_ref().is_none_or(|own| own == item))
            }
            None => self.next_full(distributor, row.delivery).is_some(),
        }
    }

    /// The first full delivery of a distributor behind `delivery`.
    fn next_full(&self, distributor: &PartyId, delivery: u32) -> Option<&Delivery> {
        let behind = self.deliveries.iter().skip(delivery as usize + 1).take_while(|own| own.distributor == *distributor);
        behind.into_iter().find(|own| own.kind == DeliveryKind::Full)
    }

    /// What the deliveries as a whole say about an item.
    pub fn facts<'r>(&self, rows: &'r [u32], world: &World) -> ItemFacts<'r> {
        let last = &world.records[*rows.last().expect("an item has a record") as usize];
        let distributor = &self.deliveries[last.delivery as usize].distributor;
        let mut last_listed = last.delivery;
        let mut unreadable = false;
        if !self.unreadable.is_empty()
            && let Some(bad) = self.unreadable.get(&(distributor, last.contract.as_str()))
        {
            for row in bad.iter().filter(|row| row.item.as_ref().is_none_or(|item| *item == last.item)) {
                last_listed = last_listed.max(row.delivery);
                unreadable |= row.delivery >= last.delivery;
            }
        }
        ItemFacts {
            rows,
            last_listed: self.deliveries[last_listed as usize].delivered_on,
            missing_since: self.next_full(distributor, last_listed).map(|delivery| delivery.delivered_on),
            unreadable,
        }
    }
}
