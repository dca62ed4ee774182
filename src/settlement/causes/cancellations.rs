//! Cancellations as the closed period had them in force.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::known::{Known, Told, item_key};
use crate::{
    basics::CancelledBy,
    facts::{Delivery, item_history},
    settlement::ItemKey,
};

/// From when terms are cancelled and by whom, by item and term.
pub struct Cancellations<'a>(BTreeMap<(ItemKey<'a>, u32), (NaiveDate, CancelledBy)>);

impl<'a> Cancellations<'a> {
    /// Those that had happened by the period's end.
    pub fn in_force(known: &Known<'a>) -> Self {
        let (told, last_day) = (known.told, known.period.last_day());
        let happened = |(day, _): &(NaiveDate, CancelledBy)| day.pred_opt().is_some_and(|last| last <= last_day);
        let mut cancelled = BTreeMap::new();
        for item in told.items() {
            let history = item_history(item.rows, &told.records, known.deliveries);
            for (term, row) in history.terms {
                let record = &told.records[row as usize];
                if let Some(own) = record.cancelled.filter(happened) {
                    cancelled.insert((item_key(record, known.deliveries), term), own);
                }
            }
        }
        Cancellations(cancelled)
    }

    /// What is told, with no cancellations but these.
    pub fn instead(&self, told: &Told, deliveries: &[Delivery]) -> Told {
        let mut told = told.clone();
        for record in &mut told.records {
            record.cancelled = self.0.get(&(item_key(record, deliveries), record.term)).copied();
        }
        told
    }
}
