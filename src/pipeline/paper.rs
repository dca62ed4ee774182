//! The files of a draft: which there are, and in which order they are written.
//!
//! Large files are written part by part, so that no file stands in memory whole.

use std::collections::BTreeMap;

use rayon::prelude::*;
use tracing::info_span;

use super::{Inputs, Run, Summary};
use crate::{
    basics::{Code, Component, Finding, LayoutName, Month, PartyId},
    files::{Draft, Failure},
    render::{self, Page, Stationery},
    rulebook::Layout,
    settlement::Line,
};

/// Everything found.
pub const FINDINGS: &str = "findings.csv";
const CONTROLS: &str = "controls.csv";
const LINES: &str = "lines.csv";

/// Lines that one task renders.
const LINES_PER_TASK: usize = 4096;

/// What a run would write, without writing it.
pub fn check(inputs: &Inputs, run: &Run) -> Summary {
    match plan(inputs, run) {
        Ok(_) => Summary::of(inputs, run),
        Err(found) => Summary::stopped(inputs, run.period, found),
    }
}

/// What is written when a run may not settle: the findings alone.
pub fn write_stop(inputs: &Inputs, period: Month, found: Vec<Finding>, draft: &Draft) -> Result<Summary, Failure> {
    draft.write(FINDINGS, [render::findings(&found)])?;
    Ok(Summary { files: vec![FINDINGS.to_owned()], ..Summary::stopped(inputs, period, found) })
}

/// A statement to be written: its name, its layout, its lines.
struct Statement<'r, 'a> {
    file: String,
    layout: Layout,
    stationery: Stationery,
    lines: Vec<&'r Line<'a>>,
}

/// Writes every file of the draft.
pub fn write(inputs: &Inputs, run: &Run, draft: &Draft) -> Result<Summary, Failure> {
    let statements = match plan(inputs, run) {
        Ok(statements) => statements,
        Err(found) => return write_stop(inputs, run.period, found, draft),
    };
    let mut summary = Summary::of(inputs, run);
    let page = page(inputs, run, None);
    info_span!("write statements").in_scope(|| write_statements(&statements, inputs, run, draft))?;
    info_span!("write lines").in_scope(|| {
        let stationery = render::all_columns();
        let lines: Vec<&Line> = run.lines.iter().collect();
        draft.write(LINES, parts(&lines, &stationery, &page))
    })?;
    draft.write(FINDINGS, [render::findings(&run.findings)])?;
    draft.write(CONTROLS, [render::controls(&controls(run, &statements))])?;
    summary.files = [LINES, FINDINGS, CONTROLS]
        .map(str::to_owned)
        .into_iter()
        .chain(statements.into_iter().map(|statement| statement.file))
        .collect();
    summary.files.sort();
    Ok(summary)
}

/// Which statements there are: one per distributor that delivered, with every line; one per sub-agent with its
/// commissions.
fn plan<'r, 'a>(inputs: &'r Inputs, run: &'r Run<'a>) -> Result<Vec<Statement<'r, 'a>>, Vec<Finding>> {
    let mut lines: BTreeMap<(&str, &PartyId), Vec<&Line>> = BTreeMap::new();
    for delivery in &inputs.feeds.deliveries {
        lines.entry(("statements", &delivery.distributor)).or_default();
    }
    for line in &run.lines {
        lines.entry(("statements", line.distributor)).or_default().push(line);
        if line.component == Component::Commission {
            lines.entry(("sub-agents", line.payee)).or_default().push(line);
        }
    }
    let mut layouts: BTreeMap<&LayoutName, Result<Layout, Vec<Finding>>> = BTreeMap::new();
    let mut statements = Vec::new();
    let mut found = Vec::new();
    for ((folder, party), lines) in lines {
        let row = inputs.rules.parties.get(party).and_then(|line| line.at(run.period.last_day()));
        let Some(name) = row.and_then(|row| row.value.layout.as_ref()) else {
            let message = format!("{party} gets a statement, but has no layout on {}", run.period.last_day());
            found.push(
                Finding::new(Code::UnknownName, "rulebook/parties.csv", message, "name a layout for the party")
                    .about(party.as_str()),
            );
            continue;
        };
        let file = format!("rulebook/layouts/{name}.csv");
        let layout = layouts.entry(name).or_insert_with(|| Layout::on(&inputs.rules.layouts[name], run.period.last_day(), &file));
        match layout.clone().and_then(|layout| Stationery::of(&layout, &file).map(|stationery| (layout, stationery))) {
            Ok((layout, stationery)) => {
                statements.push(Statement { file: format!("{folder}/{party}.csv"), layout, stationery, lines })
            }
            Err(problems) => found.extend(problems),
        }
    }
    if found.is_empty() { Ok(statements) } else { Err(found) }
}

fn page<'a>(inputs: &'a Inputs, run: &Run, layout: Option<&'a Layout>) -> Page<'a> {
    Page { rules: &inputs.rules, sources: &inputs.sources, principal: &inputs.config.principal, period: run.period, layout }
}

/// Large statements one by one, their parts on all cores; small ones many at a time.
fn write_statements(statements: &[Statement], inputs: &Inputs, run: &Run, draft: &Draft) -> Result<(), Failure> {
    let (large, small): (Vec<_>, Vec<_>) = statements.iter().partition(|statement| statement.lines.len() > LINES_PER_TASK);
    for statement in large {
        let page = page(inputs, run, Some(&statement.layout));
        draft.write(
            &statement.file,
            std::iter::once(statement.stationery.header()).chain(body(&statement.lines, &statement.stationery, &page)),
        )?;
    }
    small.par_iter().try_for_each(|statement| {
        let page = page(inputs, run, Some(&statement.layout));
        let rows = render::rows(statement.lines.iter().copied(), &statement.stationery, &page);
        draft.write(&statement.file, [statement.stationery.header(), rows]).map(drop)
    })
}

fn parts<'r>(lines: &'r [&'r Line<'r>], stationery: &'r Stationery, page: &'r Page<'r>) -> impl Iterator<Item = Vec<u8>> + 'r {
    std::iter::once(stationery.header()).chain(body(lines, stationery, page))
}

/// The rows of a file, rendered on all cores a few tasks ahead of the disk.
fn body<'r>(lines: &'r [&'r Line<'r>], stationery: &'r Stationery, page: &'r Page<'r>) -> impl Iterator<Item = Vec<u8>> + 'r {
    let ahead = LINES_PER_TASK * rayon::current_num_threads() * 4;
    lines.chunks(ahead).flat_map(move |window| {
        let rendered: Vec<Vec<u8>> =
            window.par_chunks(LINES_PER_TASK).map(|task| render::rows(task.iter().copied(), stationery, page)).collect();
        rendered
    })
}

/// The control totals with the sums of what stands in the files of sub-agents.
fn controls(run: &Run, statements: &[Statement]) -> render::Controls {
    let mut controls = run.controls.clone();
    for statement in statements.iter().filter(|statement| statement.file.starts_with("sub-agents/")) {
        for line in &statement.lines {
            controls.sub_agents.entry((line.distributor.clone(), line.currency())).or_default().add(line.base, line.minor);
        }
    }
    for ((distributor, currency), sum) in &controls.sub_agents {
        let lines = controls.lines.get(&(distributor.clone(), Component::Commission, *currency));
        assert_eq!(Some(sum), lines, "the files of sub-agents add up to the commission lines");
    }
    controls
}
