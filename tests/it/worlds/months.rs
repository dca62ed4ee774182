//! The months of a world, settled one after another in memory, each by what was known when it was closed.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use courtage::{
    basics::{Month, Severity},
    book::{read_balances, read_positions, write_balances, write_positions},
    pipeline::{Before, Closed, Earlier, Inputs, Refusal, Run, compute, find_causes, judge, line_up, prepare, read},
    settlement::Positions,
};

use super::{FIRST_MONTH, MONTHS, laws, shelf::Memory, telling::delivered_on};

/// Amounts by key.
pub type Amounts = BTreeMap<String, i128>;

/// What is asked of each month beyond its result.
#[derive(Clone, Copy, Default)]
pub struct Asked {
    /// To be settled again with nothing new, every so many months.
    pub again_every: Option<usize>,
    /// Why adjustments came about.
    pub causes: bool,
}

/// A month that was settled.
pub struct Settled {
    /// What was settled for each key so far, as a book keeps it.
    pub positions: Vec<u8>,
    /// What stands in accounts and funds, as a book keeps it.
    pub balances: Vec<u8>,
    /// The same positions, month by month.
    pub amounts: Amounts,
    /// Records by distributor.
    pub records: BTreeMap<String, u64>,
    /// What is held and by nobody waived: its findings' ids, each in words.
    pub held: BTreeMap<String, String>,
    /// How many adjustments there are by cause; where causes are not asked for, all of a closed month are late or differ from the opening.
    pub causes: BTreeMap<&'static str, u64>,
    /// What went through accounts by distributor, payee and currency: payable lines, paid or written off, what stands there.
    pub moved: BTreeMap<String, [i128; 3]>,
}

/// A period by its place.
pub fn period(at: usize) -> Month {
    FIRST_MONTH.parse::<Month>().unwrap().plus(u32::try_from(at).unwrap())
}

/// What a workspace tells as known on a day.
pub fn inputs(workspace: &Memory, known_on: NaiveDate) -> Inputs {
    let inputs = read(workspace, Some(known_on), &Earlier::default()).expect("it is read");
    assert!(!inputs.stopped(), "{known_on}: {:#?}", inputs.findings.clone().sorted());
    inputs
}

/// What stood settled before the first month.
pub fn opening(workspace: &Memory) -> Amounts {
    let inputs = inputs(workspace, delivered_on(0));
    amounts(&Before::opening(&inputs).positions, &inputs)
}

/// Settles every month.
pub fn settle_all(workspace: &Memory, asked: Asked) -> Vec<Settled> {
    let mut settled: Vec<Settled> = Vec::with_capacity(MONTHS);
    for at in 0..MONTHS {
        let inputs = inputs(workspace, delivered_on(at));
        let before = match settled.last() {
            None => Before::opening(&inputs),
            Some(last) => standing(&last.positions, &last.balances, &inputs),
        };
        settled.push(settle(workspace, &inputs, &before, at, asked));
    }
    settled
}

/// One run of the last month with all knowledge, with nothing settled but the opening: its lines.
pub fn at_once(workspace: &Memory) -> Amounts {
    let inputs = inputs(workspace, delivered_on(MONTHS - 1));
    let (before, items, last) = (Before::opening(&inputs), line_up(&inputs), period(MONTHS - 1));
    let standings = judge(&inputs, &items, last);
    let run = compute(&inputs, &before, &standings, &items, (last, None)).unwrap();
    run.lines.iter().map(|line| (line.key.to_string(), i128::from(line.minor))).collect()
}

fn standing<'a>(positions: &[u8], balances: &[u8], inputs: &'a Inputs) -> Before<'a> {
    Before {
        positions: read_positions(positions.to_vec(), &inputs.parties).unwrap(),
        balances: read_balances(balances.to_vec(), &inputs.parties).unwrap(),
    }
}

/// Settles one month, and holds it to the laws of a month.
fn settle(workspace: &Memory, inputs: &Inputs, before: &Before, at: usize, asked: Asked) -> Settled {
    let (items, period) = (line_up(inputs), period(at));
    let standings = judge(inputs, &items, period);
    let mut run = compute(inputs, before, &standings, &items, (period, None)).unwrap();
    if asked.causes && at > 0 {
        let world = prepare(inputs, before, &standings, &items, period);
        let closed = Closed { period: period.previous(), known_on: delivered_on(at - 1) };
        let former = |_: Option<&_>| -> Result<Inputs, Refusal> { Ok(self::inputs(workspace, closed.known_on)) };
        find_causes(&mut run, inputs, &world, &items, closed, former).unwrap();
    }
    let positions = before.positions.after(&run.lines, period);
    laws::lines_are_targets_less_posted(&run, &before.positions, &positions);
    laws::what_is_held_posts_nothing(&run);
    laws::accounts_lose_nothing(&run, before);
    let balances = run.accounts.closing();
    let settled = Settled {
        positions: write_positions(&positions, &inputs.parties),
        balances: write_balances(&balances),
        amounts: amounts(&positions, inputs),
        records: run.controls.records.iter().map(|(distributor, own)| (distributor.to_string(), own.total())).collect(),
        held: held(&run),
        causes: laws::causes_foot(&run),
        moved: laws::moved(&run),
    };
    if asked.again_every.is_some_and(|every| (at + 1).is_multiple_of(every)) {
        let before = Before { positions, balances };
        let again = compute(inputs, &before, &standings, &items, (period, None)).unwrap();
        let lines: Vec<String> = again.lines.iter().map(|line| format!("{} {}", line.key, line.minor)).collect();
        assert_eq!(lines, Vec::<String>::new(), "{period}: settled again with nothing new, nothing is posted");
    }
    settled
}

fn held(run: &Run) -> BTreeMap<String, String> {
    let held = run.findings.iter().filter(|finding| finding.code.severity() == Severity::Hold && finding.waived.is_none());
    held.map(|finding| (finding.id(), format!("{} {}: {}", finding.code.as_str(), finding.subject, finding.message))).collect()
}

/// Positions month by month.
fn amounts(positions: &Positions, inputs: &Inputs) -> Amounts {
    let each = positions
        .rows()
        .iter()
        .flat_map(|row| row.keys_from(Month::EARLIEST, &inputs.parties).map(move |key| (key.to_string(), i128::from(row.minor))));
    each.filter(|(_, minor)| *minor != 0).collect()
}
