//! Laws over seeded worlds: two years of months, each settled by what was known when it was closed.
//!
//! A world tells late, wrongly, of other partners, not at all, or illegibly, and in the end the truth; rates, tiers, exchange
//! rates and payments become known late. Whatever the way, what was posted in the end is what one run with all knowledge
//! posts, and what the naive reference says. `WORLDS_SEED` and `WORLDS_CASES` choose other worlds; a failing world prints its
//! seed, and goes into `fixtures/worlds/failed-once.csv`, which is always run.

mod books;
mod cost;
mod knowledge;
mod laws;
mod months;
pub mod shelf;
mod telling;

use std::{num::NonZero, panic, sync::Mutex, thread};

use crate::{
    reference::{calendar::Month, features::Features, from_environment},
    sandbox::{fixtures, rows},
};
use telling::Telling;

/// The first month that is settled: October 2023 is the last of the two years.
const FIRST_MONTH: &str = "2021-11";
/// How many months are settled.
const MONTHS: usize = 24;

/// Which worlds a run tries: those that failed once, and as many new ones.
fn seeds(otherwise: u64) -> Vec<u64> {
    let (seed, cases) = (from_environment("WORLDS_SEED", 20_220_901), from_environment("WORLDS_CASES", otherwise));
    let bytes = std::fs::read(fixtures().join("worlds/failed-once.csv")).unwrap();
    let failed = rows(&bytes, b',').into_iter().map(|row| row["seed"].parse().unwrap());
    failed.chain(seed..seed + cases).collect()
}

/// Says which world it was, if it fails.
struct Named(u64);

impl Drop for Named {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("this world alone: WORLDS_SEED={} WORLDS_CASES=1 cargo test --test it worlds", self.0);
        }
    }
}

/// Tries something with each world, on all cores. The threads are our own: a worker of a pool that waits for the months of
/// one world would begin the next on top of it, world upon world.
fn each(seeds: Vec<u64>, law: impl Fn(u64, Telling) + Sync) {
    assert!(!seeds.is_empty(), "there are worlds");
    let left = Mutex::new(seeds.into_iter());
    let next = || left.lock().unwrap().next();
    let try_some = || {
        while let Some(seed) = next() {
            let _named = Named(seed);
            law(seed, Telling::of(seed));
        }
    };
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(try_some)).collect();
        threads.into_iter().for_each(|own| own.join().unwrap_or_else(|failed| panic::resume_unwind(failed)));
    });
}

/// A calm world: no volumes or limits, rules known from the beginning. Most of its items are computed for a period alone.
fn is_calm(seed: u64) -> bool {
    seed.is_multiple_of(6)
}

/// The rules that a world has: all of them, or a few, so that each is seen without the others too.
fn features(seed: u64) -> Features {
    Features::named(match seed % 6 {
        0 => "clawbacks,contract_months,fixed,fund,items,multiple,none,percent_of_term,points,prorations,splits,tenure,uplift",
        1 => "-bands,-limits",
        2 => "first,bands,limits,conversion",
        _ => "",
    })
}

fn first_month() -> Month {
    crate::reference::calendar::month_named(FIRST_MONTH)
}
