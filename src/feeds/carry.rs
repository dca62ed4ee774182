//! What earlier periods read of deliveries, and what is read now behind it.

use std::collections::BTreeSet;

use super::Feeds;
use crate::{
    basics::PartyId,
    facts::{Delivery, Record, Unreadable},
};

/// What earlier periods read, as the last close left it: the rows that count alone.
#[derive(Default)]
pub struct Carry {
    /// The deliveries, by distributor and day.
    pub deliveries: Vec<Delivery>,
    /// The records, each with how it stood.
    pub records: Vec<Record>,
    /// The rows that could not be read.
    pub unreadable: Vec<Unreadable>,
}

impl Carry {
    /// Leaves out all but these distributors.
    pub fn keep(&mut self, distributors: &BTreeSet<PartyId>) {
        let Carry { deliveries, records, unreadable } = self;
        records.retain(|record| distributors.contains(&deliveries[record.delivery as usize].distributor));
        unreadable.retain(|row| distributors.contains(&deliveries[row.delivery as usize].distributor));
        let kept = |own: &Delivery| distributors.contains(&own.distributor);
        let before = |at: usize| deliveries[..at].iter().filter(|own| kept(own)).count();
        let numbers: Vec<u32> = (0..deliveries.len()).map(|at| numbered(before(at))).collect();
        records.iter_mut().for_each(|record| record.delivery = numbers[record.delivery as usize]);
        unreadable.iter_mut().for_each(|row| row.delivery = numbers[row.delivery as usize]);
        deliveries.retain(kept);
    }

    /// What was read before, and what is read now: deliveries in their order, records behind each other.
    pub(super) fn before(self, read: Feeds) -> Feeds {
        let Carry { deliveries: mut told, mut records, mut unreadable } = self;
        if told.is_empty() {
            return read;
        }
        let reads = read.reads;
        let first = numbered(told.len());
        told.extend(read.deliveries);
        let shifted = |delivery: u32| delivery + first;
        records.extend(read.records.into_iter().map(|own| Record { delivery: shifted(own.delivery), ..own }));
        unreadable.extend(read.unreadable.into_iter().map(|own| Unreadable { delivery: shifted(own.delivery), ..own }));
        let mut order: Vec<usize> = (0..told.len()).collect();
        order.sort_by(|a, b| (&told[*a].distributor, told[*a].delivered_on).cmp(&(&told[*b].distributor, told[*b].delivered_on)));
        let mut place = vec![0; told.len()];
        order.iter().enumerate().for_each(|(at, own)| place[*own] = numbered(at));
        records.iter_mut().for_each(|own| own.delivery = place[own.delivery as usize]);
        unreadable.iter_mut().for_each(|own| own.delivery = place[own.delivery as usize]);
        let deliveries = order.into_iter().map(|own| told[own].clone()).collect();
        Feeds { deliveries, records, unreadable, reads, unannounced: read.unannounced, corrected: read.corrected }
    }
}

fn numbered(at: usize) -> u32 {
    u32::try_from(at).expect("a workspace has fewer than four billion deliveries")
}
