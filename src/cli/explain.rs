//! `courtage explain`

use clap::Args;

use super::{Exit, Where, month, report};
use crate::{
    basics::{Month, Sources},
    files::Workspace,
    pipeline::{self, ExplainedMonth, Explanation, Past},
    settlement::Step,
};

const EXAMPLES: &str = "Examples:
  courtage explain SK-220121 2022-09 --workspace fixtures/zoom-up
  courtage explain NVX-22026 --workspace fixtures/zoom-up";

/// Print how a contract's amounts came about, down to file and line
///
/// Computes the same as `settle` and takes down every step: the rows of the feeds, the agreement and plan, the day that
/// governs, the standing on it and why, the row of the rate table and its authority, each rounding.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Explain {
    /// The contract's number at its distributor
    contract: String,
    /// The period to explain [default: the last that had ended on known-on]
    #[arg(value_parser = month)]
    period: Option<Month>,
    #[command(flatten)]
    place: Where,
}

impl Explain {
    pub(super) fn run(self) -> Exit {
        match self.explain() {
            Ok(exit) | Err(exit) => exit,
        }
    }

    fn explain(self) -> Result<Exit, Exit> {
        let workspace = Workspace::open(&self.place.workspace)?;
        let past = Past::of(&workspace).map_err(report::refused)?;
        let asked = self.period.or(past.last_period().map(Month::next));
        let inputs = pipeline::read_for_explaining(&workspace, &past, asked, self.place.known_on).map_err(report::refused)?;
        if inputs.stopped() {
            let summary = pipeline::Summary::stopped(&inputs, inputs.latest_period(), inputs.findings.clone().sorted());
            report::print(&summary, super::Format::Text, report::Shown::Stops);
            return Ok(Exit::Stopped);
        }
        let period = asked.unwrap_or_else(|| inputs.latest_period());
        if past.closed(period).is_none() {
            pipeline::sensible(&inputs, &past, period).map_err(report::refused)?;
        }
        let before = past.before(&inputs, period).map_err(report::refused)?;
        let explained =
            pipeline::explain(&inputs, &before, &self.contract, (period, past.former(period))).map_err(report::refused)?;
        if explained.records == 0 {
            return Err(Exit::Words(format!("no delivery known on {} tells of a contract {}", inputs.known_on, self.contract)));
        }
        print!("{}", text(&explained, &self.contract, period, &inputs.sources));
        Ok(Exit::Done)
    }
}

fn text(explained: &Explanation, contract: &str, period: Month, sources: &Sources) -> String {
    let mut out = String::new();
    let mut item = "";
    for month in &explained.months {
        if month.item != item {
            out += &format!("\n{}\n", month.item);
            item = &month.item;
        }
        out += &one_month(month, sources);
    }
    for (row, correction, words) in &explained.corrections {
        out += &format!("\n  {words}\n      {} · {}\n", sources.place(*row), sources.place(*correction));
    }
    for (source, reason) in &explained.obstacles {
        out += &format!("\n  {reason}\n      {}\n", sources.place(*source));
    }
    if out.is_empty() {
        out = format!("{contract}: {} record(s), and no covered month through {period}\n", explained.records);
    }
    out
}

fn one_month(month: &ExplainedMonth, sources: &Sources) -> String {
    let head = format!("\n  {}\n", month.title);
    let steps: String = month.workings.0.iter().map(|step| one_step(step, sources)).collect();
    let foot = format!("    = {}   {}\n", month.amount, month.fate);
    let key = if month.workings.0.is_empty() {
        String::new()
    } else {
        format!("      {}   {}\n", month.key, month.source.map_or_else(String::new, |source| sources.place(source)))
    };
    let causes: String = month.causes.iter().map(|cause| format!("      of which {cause}\n")).collect();
    head + &steps + &foot + &key + &causes
}

fn one_step(step: &Step, sources: &Sources) -> String {
    let result = if step.result.is_empty() { String::new() } else { format!("  →  {}", step.result) };
    let place = step.source.map(|source| sources.place(source));
    let authority = Some(step.authority.clone()).filter(|authority| !authority.is_empty());
    let why: Vec<String> = place.into_iter().chain(authority).collect();
    let why = if why.is_empty() { String::new() } else { format!("        {}\n", why.join(" · ")) };
    format!("      {}{result}\n{why}", step.what)
}
