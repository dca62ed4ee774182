//! The story of one period, read from top to bottom.
//!
//! Read the workspace → judge standings → line the records up by item → settle each item → sum → keep the
//! accounts → write.
//! Holds true: every record ends in exactly one place; sums of lines are computed twice by different engines and must
//! agree; with a stop nothing but `findings.csv` is written.

mod explain;
mod inputs;
mod listings;
mod paper;
mod run;
mod summary;

use tracing::info_span;

pub use explain::{ExplainedMonth, Explanation, explain};
pub use inputs::{Config, Inputs, read};
pub use run::Run;
pub use summary::{Amount, Summary, SummaryRow};

use crate::{
    basics::Month,
    files::{Draft, Failure, Workspace},
    settlement::{Standings, accounts, opening_balances, settlements},
    tables,
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
    let summary = if inputs.stopped() {
        paper::write_stop(&inputs, period, inputs.findings.clone().sorted(), &draft)?
    } else {
        let standings = judge(&inputs);
        let run = compute(&inputs, &standings, period);
        paper::write(&inputs, &run, &draft)?
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
    let standings = judge(&inputs);
    let run = compute(&inputs, &standings, period);
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

/// Where every partner stands over time.
#[must_use]
pub fn judge(inputs: &Inputs) -> Standings {
    let _span = info_span!("standings").entered();
    Standings::judge(&inputs.rules, &inputs.facts.people)
}

/// What is owed for one period, as far as the inputs know. They must not be stopped.
#[must_use]
pub fn compute<'a>(inputs: &'a Inputs, standings: &'a Standings, period: Month) -> Run<'a> {
    let items = info_span!("line up").in_scope(|| tables::line_up(&inputs.feeds.records, &inputs.feeds.deliveries));
    let mut run = info_span!("settle").in_scope(|| run::settle_items(inputs, standings, &items, period));
    info_span!("sum").in_scope(|| {
        run.settlements = settlements(&run.lines);
        let before = opening_balances(&inputs.facts, &inputs.parties);
        let (kept, found) = accounts(&before, &run.settlements, &inputs.rules, &inputs.facts, &inputs.parties, period);
        run.accounts = kept;
        run.found(found);
        run.prove(inputs);
    });
    run
}
