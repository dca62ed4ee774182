//! The story of one period, read from top to bottom.
//!
//! Read the workspace → line the records up by item → judge standings → count volumes → settle each item → limit → post
//! what was not settled before → sum → keep the accounts → write.
//! Holds true: every record ends in exactly one place; sums of lines are computed twice by different engines and must
//! agree; with a stop nothing but `findings.csv` is written.

mod before;
mod explain;
mod inputs;
mod listings;
mod paper;
mod run;
mod summary;

use std::sync::Arc;

use tracing::info_span;

pub use before::Before;
pub use explain::{ExplainedMonth, Explanation, explain};
pub use inputs::{Config, Inputs, read};
pub use paper::Edition;
pub use run::Run;
pub use summary::{Amount, Summary, SummaryRow};

use crate::{
    basics::Month,
    files::{Draft, Failure, Workspace},
    render::State,
    settlement::{Measures, Standings, World, accounts, rules_ask_for_measures, rules_have_bands, settlements},
    tables::{self, Items},
};

/// Why a command could not be carried out, though the data may be sound.
#[derive(Debug)]
pub enum Refusal {
    /// What was asked makes no sense for this workspace.
    Words(String),
    /// The disk refused something.
    Files(Failure),
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        Refusal::Files(failure)
    }
}

/// Settles one period and writes its draft. `out` is where the draft will stand.
pub fn settle(
    workspace: &Workspace,
    period: Month,
    known_on: Option<chrono::NaiveDate>,
    out: &std::path::Path,
) -> Result<Summary, Refusal> {
    let inputs = read(workspace, known_on)?;
    sensible(&inputs, period).map_err(Refusal::Words)?;
    let draft = Draft::begin(out)?;
    let edition = Edition { state: State::Provisional, book_head: "" };
    let summary = if inputs.stopped() {
        paper::write_stop(&inputs, period, inputs.findings.clone().sorted(), &draft)?
    } else {
        let items = line_up(&inputs);
        let standings = judge(&inputs, &items, period);
        let before = Before::opening(&inputs);
        let run = compute(&inputs, &before, &standings, &items, period);
        paper::write(&inputs, &run, &before, edition, &draft)?
    };
    let place = draft.finish()?;
    Ok(summary.at(&place))
}

/// Reads and settles without writing anything.
pub fn check(workspace: &Workspace, period: Option<Month>, known_on: Option<chrono::NaiveDate>) -> Result<Summary, Refusal> {
    let inputs = read(workspace, known_on)?;
    let period = period.unwrap_or_else(|| inputs.latest_period());
    if inputs.stopped() {
        return Ok(Summary::stopped(&inputs, period, inputs.findings.clone().sorted()));
    }
    sensible(&inputs, period).map_err(Refusal::Words)?;
    let items = line_up(&inputs);
    let standings = judge(&inputs, &items, period);
    let before = Before::opening(&inputs);
    let run = compute(&inputs, &before, &standings, &items, period);
    Ok(paper::check(&inputs, &run))
}

/// Whether a period can be settled in this workspace at all.
pub fn sensible(inputs: &Inputs, period: Month) -> Result<(), String> {
    let first = inputs.config.first_month;
    if period < first && !inputs.stopped() {
        Err(format!("{period} lies before first_month {first} of courtage.toml: it is never settled"))
    } else {
        Ok(())
    }
}

/// The records of each item, in the order in which its history is followed.
#[must_use]
pub fn line_up(inputs: &Inputs) -> Items {
    info_span!("line up").in_scope(|| tables::line_up(&inputs.feeds.records, &inputs.feeds.deliveries))
}

/// Where every partner stands over time. What partners sold is measured first, where a tier asks for it.
#[must_use]
pub fn judge(inputs: &Inputs, items: &Items, period: Month) -> Standings {
    let _span = info_span!("standings").entered();
    let measures = if rules_ask_for_measures(&inputs.rules) { run::measure(inputs, items, period) } else { Measures::default() };
    Standings::judge(&inputs.rules, &inputs.facts.people, &measures)
}

/// Everything an amount rests on, ready to settle with. Amounts by volume are counted here, where a rate asks for them.
#[must_use]
pub fn prepare<'a>(inputs: &'a Inputs, before: &Before, standings: &'a Standings, items: &Items, period: Month) -> World<'a> {
    let mut world = run::world(inputs, before, standings, period);
    if rules_have_bands(&inputs.rules) {
        world.grounds.bands = Some(Arc::new(info_span!("count").in_scope(|| run::count(inputs, &world, items))));
    }
    world
}

/// What is owed for one period, as far as the inputs know. They must not be stopped.
#[must_use]
pub fn compute<'a>(
    inputs: &'a Inputs,
    before: &'a Before<'a>,
    standings: &'a Standings,
    items: &Items,
    period: Month,
) -> Run<'a> {
    let world = prepare(inputs, before, standings, items, period);
    let mut run = info_span!("settle").in_scope(|| {
        let (mut run, targets, frozen) = run::price_items(inputs, &world, items);
        run.post(inputs, before, targets, &frozen);
        run
    });
    info_span!("sum").in_scope(|| {
        run.settlements = settlements(&run.lines);
        let (kept, found) = accounts(&before.balances, &run.settlements, &inputs.rules, &inputs.facts, &inputs.parties, period);
        run.accounts = kept;
        run.found(found);
        run.prove(inputs);
    });
    run
}
