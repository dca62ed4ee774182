//! The files of a draft: which there are, and in which order they are written.
//!
//! Large files are written part by part, so that no file stands in memory whole.

use std::collections::BTreeMap;

use rayon::prelude::*;
use tracing::info_span;

use super::{Before, Inputs, Refusal, Run, Summary, close::founding};
use crate::{
    basics::{Code, Finding, Findings, LayoutName, Month, PartyId, RecordCounts, SettledAs, Severity, Source},
    book::{
        Chapter, FACT_COLUMNS, Manifest, Place, Question, Sealed, fact_rows, write_balances, write_deliveries, write_inputs,
        write_positions, write_unreadable,
    },
    facts::{Carried, FileRead},
    files::{Failure, Folder},
    render::{self, Page, State, Stationery},
    rulebook::Layout,
    settlement::{Line, SumKey},
    sheets::own,
    tables,
};

/// Everything found.
pub const FINDINGS: &str = "findings.csv";
const CONTROLS: &str = "controls.csv";
/// Every line, with all its columns.
pub const LINES: &str = "lines.csv";
const ACCOUNTS: &str = "accounts.csv";
const LICENCES: &str = "licences.csv";
const CORRECTED: &str = "corrected.csv";
/// What stands settled for each key after the period.
pub const POSITIONS: &str = "positions.csv";
/// What stands in accounts and funds after the period.
pub const BALANCES: &str = "balances.csv";
/// What the run read.
pub const INPUTS: &str = "inputs.csv";
/// What feeds have told so far, a row per fact that counts.
pub const FACTS: &str = "facts.csv";
/// What was delivered so far.
pub const DELIVERIES: &str = "deliveries.csv";
/// The rows of it that still cannot be read.
pub const UNREADABLE: &str = "unreadable.csv";

/// What was taken in of each file that the run read.
pub const READS: &str = "reads.csv";

/// Lines that one task renders.
const LINES_PER_TASK: usize = 2048;

/// Everything found in a run, and in planning its paper.
#[must_use]
pub fn findings(inputs: &Inputs, run: &Run) -> Vec<Finding> {
    plan(inputs, run).err().unwrap_or_else(|| run.findings.clone())
}

/// What the files of a period are listed by, whether they are sealed or not. `before` is the last record before it.
#[must_use]
pub fn manifest(inputs: &Inputs, period: Month, before: Option<&Sealed>, folder: &Folder) -> Manifest {
    let first = Place::first(&founding(inputs));
    let place = before.map_or_else(|| first.clone(), |sealed| first.behind(&sealed.record));
    let question = Question { chapter: Chapter::Period(period), known_on: inputs.known_on };
    Manifest::of(&place, &question, &folder.written())
}

/// What a run would write, without writing it.
pub fn check(inputs: &Inputs, run: &Run) -> Summary {
    match plan(inputs, run) {
        Ok(_) => Summary::of(inputs, run),
        Err(found) => Summary::stopped(inputs, run.period, found),
    }
}

/// What is written when a run may not settle: the findings alone.
pub fn write_stop(inputs: &Inputs, period: Month, found: Vec<Finding>, draft: &Folder) -> Result<Summary, Failure> {
    draft.write(FINDINGS, &render::findings(&found))?;
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
pub fn write(inputs: &Inputs, run: &Run, before: &Before, edition: Edition, draft: &Folder) -> Result<Summary, Failure> {
    let statements = match plan(inputs, run) {
        Ok(statements) => statements,
        Err(found) => return write_stop(inputs, run.period, found, draft),
    };
    let mut summary = Summary::of(inputs, run);
    let paper = Paper::new(inputs, run.period, edition);
    let page = paper.page(None);
    info_span!("write statements").in_scope(|| write_statements(&statements, &paper, draft))?;
    info_span!("write lines").in_scope(|| {
        let stationery = render::all_columns();
        let lines: Vec<&Line> = run.lines.iter().collect();
        draft.write_parts(LINES, parts(&lines, &stationery, &page))
    })?;
    draft.write(ACCOUNTS, &render::accounts(&run.accounts, &paper.names, &inputs.sources))?;
    let positions = info_span!("carry forward").in_scope(|| before.positions.after(&run.lines, run.period));
    draft.write(POSITIONS, &write_positions(&positions, &inputs.parties))?;
    draft.write(BALANCES, &write_balances(&run.accounts.closing()))?;
    draft.write(INPUTS, &write_inputs(&inputs.files))?;
    let feeds = &inputs.feeds;
    draft.write(READS, &reads(inputs, run))?;
    draft.write(DELIVERIES, &write_deliveries(&feeds.deliveries))?;
    let unreadable = run.unreadable.iter().map(|at| &feeds.unreadable[*at]);
    draft.write(UNREADABLE, &write_unreadable(unreadable, &feeds.deliveries, &inputs.sources))?;
    info_span!("write facts").in_scope(|| draft.write_parts(FACTS, fact_parts(inputs, run)))?;
    let mut files = vec![LINES, ACCOUNTS, POSITIONS, BALANCES, FACTS, DELIVERIES, UNREADABLE, INPUTS, READS, FINDINGS, CONTROLS];
    if !run.licences.is_empty() {
        draft.write(LICENCES, &render::licences(&run.licences, &inputs.sources))?;
        files.push(LICENCES);
    }
    if !feeds.corrected.is_empty() {
        draft.write(CORRECTED, &render::corrected(&feeds.corrected, &inputs.facts.corrections, &inputs.sources))?;
        files.push(CORRECTED);
    }
    draft.write(FINDINGS, &render::findings(&run.findings))?;
    draft.write(CONTROLS, &render::controls(&controls(run, &statements)))?;
    summary.files = files.into_iter().map(str::to_owned).chain(statements.into_iter().map(|statement| statement.file)).collect();
    summary.files.sort();
    Ok(summary)
}

/// What was taken in of each file, in the order of their names.
fn reads(inputs: &Inputs, run: &Run) -> Vec<u8> {
    let nothing = RecordCounts::default();
    let row = |read| {
        let read: &FileRead = read;
        let name = inputs.sources.file(Source { file: read.file, line: 0 });
        (name, read, run.files.get(&read.file).unwrap_or(&nothing))
    };
    let mut rows: Vec<_> = inputs.feeds.reads.iter().map(row).collect();
    rows.sort_by_key(|(name, _, _)| *name);
    render::reads(rows)
}

/// Which statements there are: one per distributor that delivered, with every line; one per sub-agent with
/// what it is paid. With a stop there are none.
fn plan<'r, 'a>(inputs: &'r Inputs, run: &'r Run<'a>) -> Result<Vec<Statement<'r, 'a>>, Vec<Finding>> {
    if run.findings.iter().any(|finding| finding.code.severity() == Severity::Stop) {
        return Err(run.findings.clone());
    }
    let mut lines: BTreeMap<(&str, &PartyId), Vec<&Line>> = BTreeMap::new();
    for delivery in &inputs.feeds.deliveries {
        lines.entry(("statements", &delivery.distributor)).or_default();
    }
    for line in &run.lines {
        lines.entry(("statements", line.key.distributor.id)).or_default().push(line);
        if is_sub_agents(line) {
            lines.entry(("sub-agents", line.key.payee.id)).or_default().push(line);
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
    if found.is_empty() {
        return Ok(statements);
    }
    let mut once = Findings::default();
    found.into_iter().for_each(|finding| once.add(finding));
    Err(once.sorted())
}

/// Whether a line stands in the file of a sub-agent: what is paid, to somebody other than the distributor.
fn is_sub_agents(line: &Line) -> bool {
    line.key.component.settled_as() == SettledAs::Paid && line.key.payee != line.key.distributor
}

/// What tells the files of a draft from those of a closed period: they are the same otherwise.
#[derive(Clone, Copy, Debug)]
pub struct Edition<'a> {
    /// Provisional or final.
    pub state: State,
    /// The last record of the book before the period; empty where there is none.
    pub book_head: &'a str,
}

/// What all files of a run share.
struct Paper<'a> {
    inputs: &'a Inputs,
    period: Month,
    names: Vec<&'a str>,
    principal: &'a str,
    edition: Edition<'a>,
}

impl<'a> Paper<'a> {
    fn new(inputs: &'a Inputs, period: Month, edition: Edition<'a>) -> Self {
        let day = period.last_day();
        let names = inputs.parties.iter().map(|party| inputs.rules.party_name(party, day)).collect();
        Paper { inputs, period, names, principal: inputs.rules.party_name(&inputs.config.principal, day), edition }
    }

    fn page<'p>(&'p self, layout: Option<&'p Layout>) -> Page<'p> {
        Page {
            names: &self.names,
            sources: &self.inputs.sources,
            principal: self.principal,
            period: self.period,
            state: self.edition.state,
            book_head: self.edition.book_head,
            layout,
        }
    }
}

/// Large statements one by one, their parts on all cores; small ones many at a time.
fn write_statements(statements: &[Statement], paper: &Paper, draft: &Folder) -> Result<(), Failure> {
    let (large, small): (Vec<_>, Vec<_>) = statements.iter().partition(|statement| statement.lines.len() > LINES_PER_TASK);
    for statement in large {
        let page = paper.page(Some(&statement.layout));
        draft.write_parts(&statement.file, parts(&statement.lines, &statement.stationery, &page))?;
    }
    small.par_iter().try_for_each(|statement| {
        let page = paper.page(Some(&statement.layout));
        let mut bytes = statement.stationery.header();
        bytes.extend(render::rows(statement.lines.iter().copied(), &statement.stationery, &page));
        draft.write(&statement.file, &bytes)
    })
}

/// Header and rows of a large file, rendered on all cores ahead of the disk.
fn parts<'r>(lines: &'r [&'r Line<'r>], stationery: &'r Stationery, page: &'r Page<'r>) -> impl Iterator<Item = Vec<u8>> + 'r {
    let window = LINES_PER_TASK * rayon::current_num_threads();
    let render = |task: &[&Line]| render::rows(task.iter().copied(), stationery, page);
    let rows = lines.chunks(window).flat_map(move |window| window.par_chunks(LINES_PER_TASK).map(render).collect::<Vec<_>>());
    std::iter::once(stationery.header()).chain(rows)
}

/// What counts of what feeds told, rendered on all cores ahead of the disk.
fn fact_parts<'r>(inputs: &'r Inputs, run: &'r Run) -> impl Iterator<Item = Vec<u8>> + 'r {
    let window = LINES_PER_TASK * rayon::current_num_threads();
    let feeds = &inputs.feeds;
    let render = |task: &[(u32, Carried)]| fact_rows(task, &feeds.records, &feeds.deliveries, &inputs.parties, &inputs.sources);
    let rows = run.standing.chunks(window);
    let rows = rows.flat_map(move |window| window.par_chunks(LINES_PER_TASK).map(render).collect::<Vec<_>>());
    std::iter::once(own::begin(&FACT_COLUMNS).into_bytes()).chain(rows)
}

/// The control totals with the sums of what stands in the files of sub-agents.
fn controls(run: &Run, statements: &[Statement]) -> render::Controls {
    let mut controls = run.controls.clone();
    for statement in statements.iter().filter(|statement| statement.file.starts_with("sub-agents/")) {
        for line in &statement.lines {
            let sum = controls.sub_agents.entry((line.key.distributor.id.clone(), SumKey::of(line))).or_default();
            sum.add(line.base().0, line.minor);
        }
    }
    let mut owed = tables::LineSums::new();
    for line in run.lines.iter().filter(|line| is_sub_agents(line)) {
        owed.entry((line.key.distributor.id.clone(), SumKey::of(line))).or_default().add(line.base().0, line.minor);
    }
    assert_eq!(controls.sub_agents, owed, "the files of sub-agents add up to what they are owed");
    controls
}

/// Proves what was written by reading it again, another way than it was made: rows and amounts of every file of lines, by
/// its own layout, are those of the run.
pub fn prove(folder: &Folder, inputs: &Inputs, run: &Run) -> Result<(), Refusal> {
    let statements = plan(inputs, run).expect("the run was written");
    let own = statements.iter().map(|statement| (statement.file.as_str(), &statement.stationery, statement.lines.clone()));
    let all = render::all_columns();
    let files = own.chain([(LINES, &all, run.lines.iter().collect())]);
    for (file, stationery, lines) in files {
        let told = stationery.read_back(folder.read(file)?).map_err(|why| wrong(file, &why))?;
        let made = render::Footing::of(&lines);
        if told != made {
            return Err(wrong(file, &format!("it foots to {told}, the run to {made}")));
        }
    }
    Ok(())
}

fn wrong(file: &str, why: &str) -> Refusal {
    let path = file.into();
    Refusal::Files(Failure { doing: "read back", path, cause: std::io::Error::other(format!("{why}; nothing was sealed")) })
}
