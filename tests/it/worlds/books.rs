//! Worlds through the real book: every month closed on disk, and each sealed file held to the months settled in memory.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicU64, Ordering},
};

use super::{
    MONTHS, each, is_calm,
    months::{Asked, Settled, period, settle_all},
    shelf::Memory,
    telling::delivered_on,
};
use crate::reference::from_environment;

/// What is held in each month is waived when it is first seen.
fn waived(workspace: &Memory, settled: &[Settled]) -> Memory {
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, month) in settled.iter().enumerate() {
        month.held.keys().for_each(|id| _ = first.entry(id).or_insert(at));
    }
    let row = |(id, at): (&str, usize)| format!("{id},{0},{0},nobody,r\n", delivered_on(at));
    let rows: String = first.into_iter().map(row).collect();
    let mut waived = workspace.clone();
    waived.write("facts/waivers.csv", format!("finding,effective_from,recorded_on,by,reference\n{rows}"));
    waived
}

/// How many items a close computed for its period alone, as it tells the operator.
fn for_the_period_alone(log: &str) -> u64 {
    let numbers = log.lines().filter_map(|line| line.split_once(" for_the_period_alone="));
    numbers.map(|(_, behind)| behind.split(' ').next().unwrap().parse::<u64>().unwrap()).sum()
}

#[test]
fn months_closed_in_a_book_are_the_months_settled_in_memory() {
    let (first, books) = (from_environment("WORLDS_SEED", 20_220_901), from_environment("WORLDS_BOOKS", 2));
    // Every other world is calm: there the next period goes on from what the last one carried forward.
    let chosen = (0..books).map(|book| if book % 2 == 0 { (first + book * 3).next_multiple_of(6) } else { first + book });
    let carried = AtomicU64::new(0);
    each(chosen.collect(), |seed, telling| {
        let workspace = telling.workspace();
        let settled = settle_all(&workspace, Asked::default());
        let sandbox = waived(&workspace, &settled).lay_out();
        for (at, month) in settled.iter().enumerate() {
            let (period, known_on) = (period(at).to_string(), delivered_on(at).to_string());
            let output = sandbox.run(&["close", &period, "--known-on", &known_on, "-v"]);
            assert_eq!(output.code, 0, "{period}: {}{}", output.stdout, output.stderr);
            if is_calm(seed) {
                carried.fetch_add(for_the_period_alone(&output.stderr), Ordering::Relaxed);
            }
            for (file, expected) in [("positions.csv", &month.positions), ("balances.csv", &month.balances)] {
                let sealed = sandbox.text(&format!("book/{period}/{file}"));
                let expected = String::from_utf8_lossy(expected);
                let differ = sealed.lines().zip(expected.lines()).find(|(sealed, expected)| sealed != expected);
                assert!(sealed == expected, "{period}/{file}: sealed and settled in memory: {differ:?}");
            }
        }
        let replayed = sandbox.run(&["replay", "--all"]);
        assert_eq!(replayed.code, 0, "{}{}", replayed.stdout, replayed.stderr);
        assert_eq!(replayed.stdout.lines().filter(|line| line.contains(" files, identical")).count(), MONTHS);
        let verified = sandbox.run(&["verify"]);
        assert_eq!(verified.code, 0, "{}{}", verified.stdout, verified.stderr);
    });
    assert!(carried.into_inner() > 50 * books.div_ceil(2), "items of calm worlds are computed for a period alone");
}
