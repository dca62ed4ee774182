//! The engine against a naive reference: exact fractions and linear scans, written from the design alone.
//!
//! Covers every shape of rate, all prorations and days that govern, several items, seats, renewals, splits, clawbacks,
//! floors and caps, payments, conversion, positions from before the first month, discounts and funds, in random
//! combination. `REFERENCE_SEED` and `REFERENCE_CASES` choose another world, `REFERENCE_FEATURES` leaves rules out of it
//! (`reference/features.rs`); all three are printed when something differs.

mod agreed;
mod bands;
mod bases;
pub mod calendar;
mod choice;
pub mod dice;
mod due;
mod exact;
pub mod features;
pub mod feeds;
mod kept;
mod limits;
pub mod lines;
mod made_contracts;
mod made_rates;
mod made_rows;
mod rules;
mod rules_text;
mod shares;
pub mod story;
mod terms;
mod worked;
mod worked_time;
pub mod workspace;
pub mod world;

use rust_decimal::Decimal;

use crate::sandbox::Sandbox;
use calendar::month_named;
use features::Features;
use lines::{Lines, expected};
use story::digits;
use world::World;

/// The first month that is settled, and the periods that are tried.
const FIRST_MONTH: &str = "2022-03";
const PERIODS: [&str; 2] = ["2022-06", "2023-10"];

pub fn from_environment(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().map_or(otherwise, |text| text.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

/// The lines that the program wrote, read one by one.
fn actual(sandbox: &Sandbox, period: &str) -> Lines {
    let mut reader = csv::Reader::from_path(sandbox.root().join(format!("drafts/{period}/lines.csv"))).unwrap();
    let headings = reader.headers().unwrap().clone();
    let [line, amount] = ["line_id", "amount"].map(|name| headings.iter().position(|heading| heading == name).unwrap());
    let mut lines = Lines::new();
    for row in reader.records() {
        let row = row.unwrap();
        let unit = Decimal::from(10_i64.pow(digits(row[line].rsplit('/').next().unwrap())));
        let minor = (row[amount].parse::<Decimal>().unwrap() * unit).normalize();
        assert_eq!(minor.scale(), 0, "whole minor units: {}", &row[line]);
        let before = lines.insert(row[line].to_owned(), minor.mantissa());
        assert_eq!(before, None, "a key stands once: {}", &row[line]);
    }
    lines
}

/// The whole story of a line: its contract, its partner and the partner's plans.
fn story(world: &World, line: &str) -> String {
    let number = line.split('/').nth(1).unwrap();
    let of = |partner: &&story::Partner| partner.contracts.iter().any(|contract| contract.number == number);
    let partner = world.partners.iter().find(of).unwrap();
    let contract = partner.contracts.iter().find(|contract| contract.number == number).unwrap();
    let partner = story::Partner { contracts: Vec::new(), ..partner.clone() };
    format!("{contract:?}\n  {partner:?}")
}

/// A workspace of random contracts and rules.
pub fn random_workspace(seed: u64, cases: u64, features: &str) -> Sandbox {
    workspace::laid_out(&World::new(seed, cases, Features::named(features), month_named(FIRST_MONTH), month_named(PERIODS[0])))
}

#[test]
fn engine_and_reference_agree() {
    let (seed, cases) = (from_environment("REFERENCE_SEED", 20_220_901), from_environment("REFERENCE_CASES", 10_000));
    let features = Features::from_environment();
    let world = World::new(seed, cases, features, month_named(FIRST_MONTH), month_named(PERIODS[0]));
    let sandbox = workspace::laid_out(&world);
    let told = |line: &str, reference: &Lines, engine: &Lines| {
        let (reference, engine) = (reference.get(line), engine.get(line));
        format!("{line}: the reference says {reference:?}, the engine {engine:?}\n  {}", story(&world, line))
    };
    for period in PERIODS {
        let output = sandbox.run(&["settle", period]);
        assert_eq!(output.code, 0, "nothing is held: {}{}", output.stdout, output.stderr);
        let (expected, actual) = (expected(&world, month_named(period)), actual(&sandbox, period));
        let keys = expected.keys().chain(actual.keys().filter(|key| !expected.contains_key(*key)));
        let different: Vec<&String> = keys.filter(|key| expected.get(*key) != actual.get(*key)).collect();
        assert!(
            different.is_empty(),
            "REFERENCE_SEED={seed} REFERENCE_CASES={cases} REFERENCE_FEATURES={} {period}: {} of {} lines differ\n{}",
            std::env::var("REFERENCE_FEATURES").unwrap_or_default(),
            different.len(),
            expected.len(),
            different.iter().take(5).map(|line| told(line, &expected, &actual)).collect::<Vec<_>>().join("\n")
        );
        assert!(expected.len() as u64 > cases, "the world has lines");
    }
}

#[test]
fn the_reference_has_an_answer_to_everything() {
    let seed = from_environment("REFERENCE_SEED", 7);
    let world = World::new(seed, 2_000, Features::named(""), month_named(FIRST_MONTH), month_named(PERIODS[0]));
    let lines = expected(&world, month_named(PERIODS[1]));
    for component in ["commission", "bonus", "uplift", "override", "discount", "fund"] {
        let own = lines.keys().filter(|line| line.split('/').nth(4) == Some(component)).count();
        assert!(own > 200, "{own} lines of {component}");
    }
}
