//! Seconds and bytes per stage, on a generated workspace.
//!
//! `cargo bench --bench settle -- [CONTRACTS …] [--dir DIR] [--keep]` settles September 2022 for 1 000, 10 000 and 100 000
//! contracts, or for the numbers named; `--dir` keeps the workspaces below DIR, `--keep` keeps the scratch folder.
//! `--generate-only DIR` lays out one workspace and settles nothing. Without cargo's `--bench`, as `cargo test --benches`
//! runs it, one small workspace is settled.

mod generator;
mod stopwatch;

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
    time::{Duration, Instant},
};

use courtage::{basics::Place, files::Workspace, pipeline};

use stopwatch::Stopwatch;

/// What was asked for.
#[derive(Default)]
struct Wishes {
    contracts: Vec<usize>,
    dir: Option<PathBuf>,
    keep: bool,
    generate_only: Option<PathBuf>,
}

impl Wishes {
    fn read(words: impl Iterator<Item = String>) -> Result<Wishes, String> {
        let mut wishes = Wishes::default();
        let mut measure = false;
        let mut words = words.peekable();
        while let Some(word) = words.next() {
            let mut folder = || words.next().map(PathBuf::from).ok_or_else(|| format!("{word} needs a folder"));
            match word.as_str() {
                "--bench" => measure = true,
                "--test" => measure = false,
                "--dir" => wishes.dir = Some(folder()?),
                "--generate-only" => wishes.generate_only = Some(folder()?),
                "--keep" => wishes.keep = true,
                number => wishes.contracts.push(
                    number
                        .replace('_', "")
                        .parse()
                        .map_err(|_| format!("expected a number of contracts, --dir, --keep or --generate-only, not {number}"))?,
                ),
            }
        }
        if wishes.contracts.is_empty() {
            wishes.contracts = if measure || wishes.generate_only.is_some() { vec![1_000, 10_000, 100_000] } else { vec![300] };
        }
        Ok(wishes)
    }
}

fn main() -> ExitCode {
    match Wishes::read(std::env::args().skip(1)).and_then(|wishes| run(wishes).map_err(|error| error.to_string())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn run(wishes: Wishes) -> io::Result<()> {
    if let Some(folder) = wishes.generate_only {
        let contracts = *wishes.contracts.last().expect("there is a default");
        return generator::generate(&folder, contracts);
    }
    let stopwatch = Stopwatch::install();
    let scratch = tempfile::tempdir()?;
    let keep = wishes.keep || wishes.dir.is_some();
    let place = wishes.dir.unwrap_or_else(|| scratch.path().to_owned());
    for contracts in wishes.contracts {
        let folder = place.join(format!("contracts-{contracts}"));
        let began = Instant::now();
        generator::generate(&folder, contracts)?;
        println!("{contracts} contracts, generated in {} s", seconds(began.elapsed()));
        let input = bytes_below(&folder)?;
        measure(&folder, contracts, input, &stopwatch)?;
        if !keep {
            fs::remove_dir_all(&folder)?;
        }
    }
    if keep {
        println!("kept below {}", place.display());
        let _ = scratch.keep();
    }
    Ok(())
}

/// Settles the workspace once and prints where the time went. Every contract must have become one line.
fn measure(folder: &Path, contracts: usize, input: u64, stopwatch: &Stopwatch) -> io::Result<()> {
    let workspace = Workspace::open(folder).expect("a workspace was generated");
    let period = generator::PERIOD.parse().expect("a month");
    let draft = folder.join("drafts").join(generator::PERIOD);
    stopwatch.reset();
    let began = Instant::now();
    let summary = pipeline::settle(&workspace, period, None, &draft).expect("the disk takes the draft");
    let whole = began.elapsed();
    let lines: u64 = summary.rows.iter().map(|row| row.lines).sum();
    assert_eq!(lines, contracts as u64, "one line per contract; found {:?}", summary.found.first());
    assert_eq!(summary.records.get(&Place::Settled), Some(&lines), "every record is settled");
    let output = bytes_below(&draft)?;
    println!(
        "  {} MB read, {} MB written in {} files, {lines} lines{}",
        input / 1_000_000,
        output / 1_000_000,
        summary.files.len(),
        peak_memory().map_or(String::new(), |peak| format!(", peak memory {peak}"))
    );
    println!("  {:<18} {:>9} {:>14}", "stage", "seconds", "contracts/s");
    let stages = stopwatch.stages();
    let named: Duration = stages.iter().map(|(_, busy)| *busy).sum();
    for (name, busy) in stages.into_iter().chain([("other", whole.saturating_sub(named)), ("whole", whole)]) {
        println!("  {name:<18} {:>9} {:>14}", seconds(busy), per_second(contracts, busy));
    }
    Ok(())
}

fn seconds(time: Duration) -> String {
    format!("{}.{:03}", time.as_secs(), time.subsec_millis())
}

fn per_second(count: usize, time: Duration) -> u128 {
    count as u128 * 1_000_000 / time.as_micros().max(1)
}

fn bytes_below(folder: &Path) -> io::Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        bytes += if entry.file_type()?.is_dir() { bytes_below(&entry.path())? } else { entry.metadata()?.len() };
    }
    Ok(bytes)
}

/// The most memory this process ever had, where the system tells (Linux).
fn peak_memory() -> Option<String> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let kilobytes: u64 =
        status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(format!("{} MB", kilobytes / 1024))
}
