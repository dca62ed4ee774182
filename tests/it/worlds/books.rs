//! Worlds through the real book: every month closed on disk, and each sealed file held to the months settled in memory.

use std::collections::BTreeMap;

use super::{
    MONTHS, each,
    months::{Asked, Settled, period, settle_all},
    seeds,
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

#[test]
fn months_closed_in_a_book_are_the_months_settled_in_memory() {
    let books = usize::try_from(from_environment("WORLDS_BOOKS", 2)).unwrap();
    let chosen = seeds(books as u64).into_iter().take(books).collect();
    each(chosen, |_, telling| {
        let workspace = telling.workspace();
        let settled = settle_all(&workspace, Asked::default());
        let sandbox = waived(&workspace, &settled).lay_out();
        for (at, month) in settled.iter().enumerate() {
            let (period, known_on) = (period(at).to_string(), delivered_on(at).to_string());
            let output = sandbox.run(&["close", &period, "--known-on", &known_on]);
            assert_eq!(output.code, 0, "{period}: {}{}", output.stdout, output.stderr);
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
    });
}
