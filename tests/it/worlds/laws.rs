//! The laws: of a month while it is settled, and of all months together.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Mutex,
};

use courtage::{
    basics::{Code, Component, SettledAs},
    pipeline::{Before, Run},
    settlement::{Cause, LineKind, Positions},
};

use super::{
    MONTHS, each,
    months::{Amounts, Asked, Settled, at_once, opening, settle_all},
    seeds,
    telling::Telling,
};
use crate::reference::{calendar::month_named, dice::Dice, lines::expected, story::Per};

/// Line = target − posted, no line is zero, and what stands settled afterwards is the target.
pub fn lines_are_targets_less_posted(run: &Run, before: &Positions, after: &Positions) {
    for line in &run.lines {
        let stood = |positions: &Positions| positions.position(&line.key).map_or(0, |row| row.minor);
        assert_eq!(line.posted, stood(before), "{}: posted", line.key);
        assert_eq!(line.minor, line.target - line.posted, "{}: the line", line.key);
        assert_ne!(line.minor, 0, "{}: a line is not zero", line.key);
        assert_eq!(stood(after), line.target, "{}: posted + line = target", line.key);
    }
}

/// An item that is held by hand, or whose row cannot be read, posts nothing: it stays as it was settled.
pub fn what_is_held_posts_nothing(run: &Run) {
    let held = run.findings.iter().filter(|finding| matches!(finding.code, Code::HeldByHand | Code::Value));
    let held: BTreeSet<&str> = held.map(|finding| finding.subject.as_str()).collect();
    for line in &run.lines {
        let item = format!("{}/{}", line.key.contract, line.key.item);
        assert!(!held.contains(item.as_str()), "{}: {item} is held, and posts {}", run.period, line.minor);
    }
}

fn is_paid(component: Component) -> bool {
    component.settled_as() == SettledAs::Paid
}

/// Payable lines = payouts + written off + change of what is carried and reserved, for each payee, distributor, currency.
pub fn accounts_lose_nothing(run: &Run, before: &Before) {
    let mut lines: BTreeMap<String, i64> = BTreeMap::new();
    for line in run.lines.iter().filter(|line| is_paid(line.key.component)) {
        *lines.entry(format!("{}/{}/{}", line.key.distributor, line.key.payee, line.key.currency)).or_default() += line.minor;
    }
    for row in &run.accounts.payees {
        let key = format!("{}/{}/{}", row.distributor, row.payee, row.currency);
        let stood = before.balances.accounts.get(&(row.distributor, row.payee, row.currency)).cloned().unwrap_or_default();
        let closing = &row.account.closing;
        let change = closing.carried - stood.carried + closing.reserved() - stood.reserved();
        let own = lines.remove(&key).unwrap_or(0);
        assert_eq!(own, row.account.payout + row.account.written_off + change, "{}: account {key}", run.period);
    }
    assert!(lines.is_empty(), "{}: payable lines without an account: {lines:?}", run.period);
}

/// Payable lines, what was paid or written off, and what stands there, by account.
pub fn moved(run: &Run) -> BTreeMap<String, [i128; 3]> {
    let row = |row: &courtage::settlement::AccountRow| {
        let own = &row.account;
        let stands = own.closing.carried + own.closing.reserved();
        (
            format!("{}/{}/{}", row.distributor, row.payee, row.currency),
            [own.lines, own.payout + own.written_off, stands].map(i128::from),
        )
    };
    run.accounts.payees.iter().map(row).collect()
}

/// The causes of each adjustment add up to it. How many adjustments there are of each cause.
pub fn causes_foot(run: &Run) -> BTreeMap<&'static str, u64> {
    let mut counts: BTreeMap<&'static str, u64> = BTreeMap::new();
    for line in run.lines.iter().filter(|line| line.kind == LineKind::Adjustment) {
        let parts: i64 = line.causes.iter().map(|(_, minor)| minor).sum();
        assert!(line.causes.is_empty() || parts == line.minor, "{}: {:?} make up {}", line.key, line.causes, line.minor);
        let all: BTreeSet<&'static str> =
            line.causes.iter().map(|(cause, _)| *cause).chain(line.cause()).map(|cause| cause.as_str()).collect();
        all.into_iter().for_each(|cause| *counts.entry(cause).or_default() += 1);
    }
    counts
}

/// What was posted from the first month to the last: what stands settled less what the opening says.
fn posted(settled: &[Settled], opening: &Amounts) -> Amounts {
    let mut posted = settled.last().unwrap().amounts.clone();
    for (key, minor) in opening {
        *posted.entry(key.clone()).or_default() -= minor;
    }
    posted.retain(|_, minor| *minor != 0);
    posted
}

fn assert_same(actual: &Amounts, expected: &Amounts, what: &str) {
    let keys = actual.keys().chain(expected.keys().filter(|key| !actual.contains_key(*key)));
    let different: Vec<String> = keys
        .filter(|key| actual.get(*key) != expected.get(*key))
        .map(|key| format!("{key}: {:?}, but {:?}", actual.get(key), expected.get(key)))
        .collect();
    assert!(
        different.is_empty(),
        "{what}: {} of {} differ\n{}",
        different.len(),
        expected.len(),
        different[..different.len().min(8)].join("\n")
    );
}

/// In the end nothing is held, each record is in one place, and all months together posted what one run posts that knows
/// everything, and what the naive reference says.
fn caught_up(telling: &Telling, settled: &[Settled], workspace: &super::shelf::Memory) {
    let last = settled.last().unwrap();
    assert!(last.held.is_empty(), "nothing is held in the end: {:#?}", last.held);
    let posted = posted(settled, &opening(workspace));
    assert_same(&posted, &at_once(workspace), "all months together, and one run that knows everything");
    let reference = expected(&telling.world, month_named(super::FIRST_MONTH) + i32::try_from(MONTHS).unwrap() - 1);
    assert_same(&posted, &reference, "all months together, and the naive reference");
}

fn each_record_is_in_one_place(telling: &Telling, settled: &[Settled]) {
    for (at, month) in settled.iter().enumerate() {
        for per in Per::ALL {
            let counted = month.records.get(per.distributor()).copied().unwrap_or(0);
            assert_eq!(counted, telling.delivered(per, at) as u64, "{}: records of month {at}", per.distributor());
        }
    }
}

/// Over all months: payable lines = what was paid and written off + what stands in the end.
fn nothing_is_lost_over_all_months(settled: &[Settled]) {
    let mut sums: BTreeMap<&str, [i128; 2]> = BTreeMap::new();
    for (key, [lines, paid, _]) in settled.iter().flat_map(|month| &month.moved) {
        let sum = sums.entry(key).or_default();
        *sum = [sum[0] + lines, sum[1] + paid];
    }
    for (key, [lines, paid]) in sums {
        let stands = settled.last().unwrap().moved.get(key).map_or(0, |own| own[2]);
        assert_eq!(lines, paid + stands, "{key}: lines of all months, and what became of them");
    }
}

/// What worlds have seen: adjustments by cause, and holds by their codes.
#[derive(Default)]
struct Seen(Mutex<BTreeMap<String, u64>>);

impl Seen {
    fn take(&self, settled: &[Settled]) {
        let mut seen = self.0.lock().unwrap();
        for month in settled {
            month.causes.iter().for_each(|(cause, count)| *seen.entry((*cause).to_owned()).or_default() += count);
            let codes = month.held.values().map(|words| words.split(' ').next().unwrap());
            codes.for_each(|code| *seen.entry(code.to_owned()).or_default() += 1);
        }
    }

    /// Enough worlds have everything that a closed month can be corrected by, and every hold that heals.
    fn has_everything(self) {
        let seen = self.0.into_inner().unwrap();
        eprintln!("seen: {seen:?}");
        let holds = ["held-by-hand", "no-exchange-rate", "no-rate", "value", "vanished"];
        for wanted in Cause::ALL.iter().map(|cause| cause.as_str()).chain(holds) {
            assert!(seen.contains_key(wanted), "no world has: {wanted}");
        }
    }
}

#[test]
fn what_was_posted_in_the_end_is_what_all_knowledge_says() {
    let (seeds, seen) = (seeds(30), Seen::default());
    let many = seeds.len() >= 30;
    each(seeds, |seed, telling| {
        let workspace = telling.workspace();
        let every = if seed % 4 == 0 { 1 } else { MONTHS };
        let settled = settle_all(&workspace, Asked { again_every: Some(every), causes: seed % 2 == 0 });
        each_record_is_in_one_place(&telling, &settled);
        nothing_is_lost_over_all_months(&settled);
        caught_up(&telling, &settled, &workspace);
        seen.take(&settled);
    });
    if many {
        seen.has_everything();
    }
}

#[test]
fn the_order_of_rows_and_the_cut_of_deliveries_move_no_amount_of_any_month() {
    each(seeds(20).into_iter().step_by(10).collect(), |seed, telling| {
        let workspace = telling.workspace();
        let plain = settle_all(&workspace, Asked::default());
        let shuffled = settle_all(&workspace.shuffled(&mut Dice::new(seed)), Asked::default());
        let cut = settle_all(&workspace.cut(), Asked::default());
        for (at, month) in plain.iter().enumerate() {
            for (other, what) in [(&shuffled[at], "rows in another order"), (&cut[at], "deliveries cut in two")] {
                assert!(month.positions == other.positions, "{what}: positions of month {at}");
                assert!(month.balances == other.balances, "{what}: balances of month {at}");
                assert_eq!(month.held, other.held, "{what}: what is held in month {at}");
            }
        }
    });
}

#[test]
fn what_is_told_a_month_late_ends_in_the_same_amounts() {
    each(seeds(20).into_iter().step_by(10).collect(), |seed, telling| {
        let late = telling.later(&mut Dice::new(seed));
        let [prompt, late] = [telling, late].map(|telling| settle_all(&telling.workspace(), Asked::default()));
        assert_same(&late.last().unwrap().amounts, &prompt.last().unwrap().amounts, "told later, and promptly");
    });
}
