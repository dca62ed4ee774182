//! Control totals a second way: the same lines, added up by another engine.

use std::collections::BTreeMap;

use polars::prelude::*;

use super::sound;
use crate::{
    basics::{Currency, PartyId, PartyRef},
    settlement::{Control, Line, SumKey},
};

/// Sums of lines by distributor, component and currencies.
pub type LineSums = BTreeMap<(PartyId, SumKey), Control>;

/// A frame adds in 64 bits without saying when it runs over; the bounds keep it from that.
const LINES_MAX: usize = 9_000_000;
const _: () = assert!(Currency::LARGEST_MINOR <= i64::MAX / 9_000_000);

/// Adds the lines up in frames of at most nine million rows each.
#[must_use]
pub fn line_sums(lines: &[Line]) -> LineSums {
    let mut sums = LineSums::new();
    for part in lines.chunks(LINES_MAX) {
        for (key, control) in part_sums(part) {
            sums.entry(key).or_default().join(control);
        }
    }
    sums
}

fn part_sums(lines: &[Line]) -> LineSums {
    let mut keys: Vec<(PartyRef, SumKey)> = Vec::new();
    let codes: Vec<u32> = lines
        .iter()
        .map(|line| {
            let key = (line.key.distributor, SumKey::of(line));
            let at = keys.iter().rposition(|own| *own == key).unwrap_or_else(|| {
                keys.push(key);
                keys.len() - 1
            });
            u32::try_from(at).expect("few distributors, components and currencies")
        })
        .collect();
    let frame = sound(DataFrame::new(
        lines.len(),
        vec![
            Column::new("key".into(), codes),
            Column::new("lines".into(), vec![1_i64; lines.len()]),
            Column::new("base".into(), lines.iter().map(|line| line.base().0).collect::<Vec<i64>>()),
            Column::new("minor".into(), lines.iter().map(|line| line.minor).collect::<Vec<i64>>()),
        ],
    ));
    #[expect(deprecated, reason = "the lazy engine that replaces it would multiply the build; eager grouped sums do the same")]
    let grouped = sound(
        sound(sound(frame.group_by(["key"])).select(["lines", "base", "minor"]).sum())
            .sort(["key"], SortMultipleOptions::default()),
    );
    let sum = |name: &str| -> Vec<i64> { sound(sound(grouped.column(name)).i64()).into_no_null_iter().collect() };
    let key: Vec<u32> = sound(sound(grouped.column("key")).u32()).into_no_null_iter().collect();
    let (count, base, minor) = (sum("lines_sum"), sum("base_sum"), sum("minor_sum"));
    key.iter()
        .enumerate()
        .map(|(at, code)| {
            let (distributor, key) = keys[*code as usize];
            let lines = u64::try_from(count[at]).expect("a count is positive");
            ((distributor.id.clone(), key), Control { lines, base: base[at], minor: minor[at] })
        })
        .collect()
}
