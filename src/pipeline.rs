//! The story of one period, read from top to bottom.
//!
//! Read the workspace → line the records up by item → judge standings → count volumes → settle each item → limit → post
//! what was not settled before → sum → keep the accounts → write.
//! Holds true: every record ends in exactly one place; sums of lines are computed twice by different engines and must
//! agree; with a stop nothing but `findings.csv` is written.

mod asked;
mod before;
mod carry;
mod causes;
mod changed;
pub mod close;
mod compare;
mod config;
mod delivered;
mod explain;
mod inputs;
mod listings;
mod paper;
mod past;
pub mod replay;
pub mod restate;
mod run;
mod shelves;
pub mod status;
mod summary;
mod unedited;

use std::{path::Path, sync::Arc};

use chrono::NaiveDate;
use tracing::info_span;

pub use asked::{Refusal, read_current, read_for_explaining, sensible};
pub use before::Before;
pub use causes::{Closed, find_causes};
pub use compare::{Comparison, Difference, Said, Sum, Told, ToldLine, told, told_by};
pub use config::Config;
pub use explain::{ExplainedMonth, Explanation, explain};
pub use inputs::{Inputs, read};
pub use paper::Edition;
pub use past::{Earlier, Former, Past};
pub use run::Run;
pub use summary::{Amount, Summary, SummaryRow};

use self::shelves::Current;
use crate::{
    basics::Month,
    files::{Draft, Workspace},
    render::State,
    settlement::{Measures, Standings, World, accounts, rules_ask_for_measures, rules_have_bands, settlements},
    tables::{self, Items},
};

/// Settles one period and writes its draft. `out` is where the draft will stand.
pub fn settle(workspace: &Workspace, period: Month, known_on: Option<NaiveDate>, out: &Path) -> Result<Summary, Refusal> {
    let past = Past::of(workspace)?;
    let inputs = read_current(workspace, &past, period, known_on)?;
    sensible(&inputs, &past, period)?;
    let draft = Draft::begin(out)?;
    let mut summary = if inputs.stopped() {
        paper::write_stop(&inputs, period, inputs.findings.clone().sorted(), &draft)?
    } else {
        let before = past.before(&inputs, period)?;
        let items = line_up(&inputs);
        let standings = judge(&inputs, &items, period);
        let run = compute(&inputs, &before, &standings, &items, (period, past.former(period)))?;
        let head = past.head_before(period);
        paper::write(&inputs, &run, &before, Edition { state: State::Provisional, book_head: &head }, &draft)?
    };
    if !summary.is_stopped() {
        summary.fingerprint = Some(paper::manifest(&inputs, period, past.before_period(period), &draft).fingerprint().short());
    }
    let place = draft.finish()?;
    Ok(summary.at(&place))
}

/// Reads and settles without writing anything. Deliveries of closed periods are compared byte for byte.
pub fn check(workspace: &Workspace, period: Option<Month>, known_on: Option<NaiveDate>) -> Result<Summary, Refusal> {
    let past = Past::of(workspace)?;
    let open = past.last_period().map(Month::next);
    let earlier = past.earlier(period.or(open).unwrap_or(Month::LATEST))?;
    let shelf = Current { workspace, book: past.book.as_ref(), earlier: &earlier, closely: true };
    let inputs = shelf.inputs(known_on, &earlier)?;
    let period = period.unwrap_or_else(|| inputs.latest_period().max(open.unwrap_or(Month::EARLIEST)));
    if inputs.stopped() {
        return Ok(Summary::stopped(&inputs, period, inputs.findings.clone().sorted()));
    }
    sensible(&inputs, &past, period)?;
    let before = past.before(&inputs, period)?;
    let items = line_up(&inputs);
    let standings = judge(&inputs, &items, period);
    let run = compute(&inputs, &before, &standings, &items, (period, past.former(period)))?;
    Ok(paper::check(&inputs, &run))
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
pub fn compute<'a>(
    inputs: &'a Inputs,
    before: &'a Before<'a>,
    standings: &'a Standings,
    items: &Items,
    (period, former): (Month, Option<Former>),
) -> Result<Run<'a>, Refusal> {
    let mut world = prepare(inputs, before, standings, items, period);
    world.changed = former.and_then(|_| changed::changed(inputs, standings, period)).map(Arc::new);
    let mut run = post(inputs, before, &world, items, former)?;
    info_span!("sum").in_scope(|| {
        run.settlements = settlements(&run.lines);
        let (kept, found) = accounts(&before.balances, &run.settlements, &inputs.rules, &inputs.facts, &inputs.parties, period);
        run.accounts = kept;
        run.found(found);
        run.prove(inputs);
    });
    Ok(run)
}

/// What is due less what was settled before, line by line; with causes where a close is named that may tell them.
fn post<'a>(
    inputs: &'a Inputs,
    before: &'a Before<'a>,
    world: &World<'a>,
    items: &Items,
    former: Option<Former>,
) -> Result<Run<'a>, Refusal> {
    let mut run = info_span!("settle").in_scope(|| {
        let (mut run, due) = run::price_items(inputs, world, items);
        run.post(inputs, before, due);
        run
    });
    if let Some(former) = former {
        find_causes(&mut run, inputs, world, items, former.closed, |corrections| former.read(corrections))?;
    }
    Ok(run)
}
