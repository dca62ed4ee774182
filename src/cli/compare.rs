//! `courtage compare`

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::{Exit, Format, report};
use crate::pipeline::{Comparison, Difference, Said, told};

const EXAMPLES: &str = "Examples:
  courtage compare 2022-09 drafts/2022-09
  courtage compare /tmp/before /tmp/after --format json";

/// Lay two periods side by side, by line and cause
///
/// Each side is a folder with a lines.csv (a draft, wherever it was written), or a period of the workspace: as it was
/// closed, else as its draft. Says what each kind of money comes to by cause on both sides, which lines only one of them
/// has, and which have another amount or cause. The exit code is 0 where all lines are the same, and 5 where they differ.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Compare {
    /// A period such as 2022-09, or a folder
    a: String,
    /// The period or folder beside it
    b: String,
    /// The folder with courtage.toml, for periods
    #[arg(long, value_name = "DIR", default_value = ".", env = "COURTAGE_WORKSPACE")]
    workspace: PathBuf,
    /// How the comparison is printed
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// Lines on one screen for each kind of difference; `--format json` lists all.
const LINES_SHOWN: usize = 100;

#[derive(Serialize)]
struct JsonReport<'a> {
    schema: u32,
    same: bool,
    #[serde(flatten)]
    comparison: &'a Comparison,
}

impl Compare {
    pub(super) fn run(self) -> Exit {
        match self.compare() {
            Ok(exit) | Err(exit) => exit,
        }
    }

    fn compare(self) -> Result<Exit, Exit> {
        let side = |named: &str| told(&self.workspace, named).map_err(report::refused);
        let comparison = Comparison::of(&side(&self.a)?, &side(&self.b)?);
        match self.format {
            Format::Text => print!("{}", text(&comparison)),
            Format::Json => println!("{}", json(&comparison)),
        }
        Ok(if comparison.same() { Exit::Done } else { Exit::Differs })
    }
}

fn json(comparison: &Comparison) -> String {
    let report = JsonReport { schema: 1, same: comparison.same(), comparison };
    serde_json::to_string_pretty(&report).expect("a comparison is made of text and numbers")
}

/// Two sides for a screen.
pub(super) fn text(comparison: &Comparison) -> String {
    let Comparison { a, b, alike, different, .. } = comparison;
    let mut out = format!("A  {a}\nB  {b}\n\n{}", sums(comparison));
    let of = |wanted: fn(&Difference) -> bool| different.iter().filter(|own| wanted(own)).collect::<Vec<_>>();
    out += &listed("only in A", &of(|own| own.b.is_none()));
    out += &listed("only in B", &of(|own| own.a.is_none()));
    out += &listed("different", &of(|own| own.a.is_some() && own.b.is_some()));
    out + &format!("\n{alike} lines are the same, {} are not\n", different.len())
}

/// What each kind of money comes to on both sides.
fn sums(comparison: &Comparison) -> String {
    let head = ["distributor", "", "component", "cause", "A", "B", "B − A"].map(str::to_owned);
    let rows = comparison.sums.iter().map(|sum| {
        let [a, b, difference] = [&sum.a, &sum.b, &sum.difference].map(|amount| report::grouped(amount));
        [sum.distributor.clone(), sum.currency.clone(), sum.component.clone(), sum.cause.clone(), a, b, difference]
    });
    let rows: Vec<[String; 7]> = std::iter::once(head).chain(rows).collect();
    let width = |at: usize| rows.iter().map(|row| row[at].chars().count()).max().unwrap_or(0);
    let widths: [usize; 7] = std::array::from_fn(width);
    let cell = |(at, text): (usize, &String)| {
        let width = widths[at];
        if at < 4 { format!("{text:width$}") } else { format!("{text:>width$}") }
    };
    let row = |row: &[String; 7]| row.iter().enumerate().map(cell).collect::<Vec<_>>().join("  ") + "\n";
    rows.iter().map(row).collect()
}

fn listed(title: &str, lines: &[&Difference]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let mut out = format!("\n{title}: {}\n", lines.len());
    out.extend(lines.iter().take(LINES_SHOWN).map(|line| one(line)));
    if lines.len() > LINES_SHOWN {
        out += &format!("  … and {} more; --format json lists all\n", lines.len() - LINES_SHOWN);
    }
    out
}

fn one(line: &Difference) -> String {
    let said = |said: &Said| format!("{} ({})", said.amount, said.cause);
    match (&line.a, &line.b) {
        (Some(a), Some(b)) => format!("  {}  {} → {}: {}\n", line.line, said(a), said(b), line.difference),
        (Some(own), None) | (None, Some(own)) => format!("  {}  {}\n", line.line, said(own)),
        (None, None) => String::new(),
    }
}
