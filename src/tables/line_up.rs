//! Records lined up by item: contract, item, delivery, term, `valid_from`.
//!
//! Expected: 1 M records, 28 bytes each in the frame, sorted once.

use chrono::NaiveDate;
use polars::prelude::*;

use super::{codes::in_id_order, sound};
use crate::facts::{Delivery, Record};

/// The records of each item, in the order in which its history is followed.
pub struct Items {
    order: Vec<u32>,
    starts: Vec<usize>,
}

impl Items {
    /// Number of items.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The records of one item. Items are in order of distributor, contract and item.
    #[must_use]
    pub fn rows(&self, item: usize) -> &[u32] {
        &self.order[self.starts[item]..self.starts[item + 1]]
    }
}

/// Lines the records up.
#[must_use]
pub fn line_up(records: &[Record], deliveries: &[Delivery]) -> Items {
    let distributor = |record: &Record| &deliveries[record.delivery as usize].distributor;
    let contract = in_id_order(records.len(), |row| (distributor(&records[row]), &records[row].contract));
    let item = in_id_order(records.len(), |row| &records[row].item);
    let valid_from = |record: &Record| record.valid_from.filter(|day| *day > record.starts_on).map_or(i32::MIN, day_number);
    let column = |name: &str, values: Vec<u32>| Column::new(name.into(), values);
    let frame = sound(DataFrame::new(
        records.len(),
        vec![
            column("contract", contract.clone()),
            column("item", item.clone()),
            column("delivery", records.iter().map(|record| record.delivery).collect()),
            column("term", records.iter().map(|record| record.term).collect()),
            Column::new("valid_from".into(), records.iter().map(valid_from).collect::<Vec<i32>>()),
            column("row", (0..).take(records.len()).collect()),
        ],
    ));
    let keys = ["contract", "item", "delivery", "term", "valid_from", "row"];
    let sorted = sound(frame.sort(keys, SortMultipleOptions::default()));
    let rows = sound(sound(sorted.column("row")).u32());
    let order: Vec<u32> = rows.into_no_null_iter().collect();
    assert_eq!(order.len(), records.len(), "a sort keeps every row");
    let same = |a: u32, b: u32| (contract[a as usize], item[a as usize]) == (contract[b as usize], item[b as usize]);
    let mut starts: Vec<usize> = (0..order.len()).filter(|at| *at == 0 || !same(order[at - 1], order[*at])).collect();
    starts.push(order.len());
    Items { order, starts }
}

fn day_number(day: NaiveDate) -> i32 {
    day.signed_duration_since(NaiveDate::default()).num_days().try_into().expect("days of feeds fit 32 bits")
}
