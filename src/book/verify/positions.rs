//! What was settled before, plus the lines, is what is settled now: key by key, month by month.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::{
    Report,
    figures::{Key, LineRow, Pages, figure},
};
use crate::{
    basics::Month,
    sheets::{dated::whole, neutralised},
};

const POSITIONS: &str = "positions.csv";

/// So many months from one on, each settled with one amount.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Run {
    from: Month,
    months: u32,
    amount: Decimal,
}

/// What was settled for each key, by its earned months.
pub(super) type Settled = BTreeMap<Key, Vec<Run>>;

/// The positions at the end of a chapter.
pub(super) fn read(pages: &Pages, report: &mut Report) -> Option<Settled> {
    const KEY: [&str; 7] = ["distributor", "contract", "item", "term", "component", "payee", "currency"];
    let columns: Vec<&str> = KEY.into_iter().chain(["from", "months", "amount"]).collect();
    let rows = pages.table(report, POSITIONS, &columns, |cells| {
        let run = Run {
            from: cells.get("from")?,
            months: cells.read_with("months", whole)?,
            amount: cells.read_with("amount", figure)?,
        };
        Ok((KEY.map(|column| cells.text(column).to_owned()), run))
    })?;
    let mut settled = Settled::new();
    rows.into_iter().for_each(|(key, run)| settled.entry(shown(key)).or_default().push(run));
    Some(settled)
}

/// The key as lines show it, whose texts no spreadsheet runs.
fn shown(key: Key) -> Key {
    key.map(|text| neutralised(&text).into_owned())
}

/// Checks that the lines lead from one to the other.
pub(super) fn check(pages: &Pages, before: &Settled, lines: &[LineRow], after: &Settled, report: &mut Report) {
    let mut posted: BTreeMap<Key, Vec<(Month, Decimal)>> = BTreeMap::new();
    for line in lines {
        posted.entry(shown(line.key.clone())).or_default().push((line.earned, line.amount));
    }
    let keys: BTreeSet<&Key> = before.keys().chain(after.keys()).chain(posted.keys()).collect();
    for key in keys {
        report.sums += 1;
        let [was, is] = [before, after].map(|settled| settled.get(key).map_or(&[][..], Vec::as_slice));
        let lines = posted.get(key).map_or(&[][..], Vec::as_slice);
        if lines.is_empty() && was == is {
            continue;
        }
        let mut differences = by_month(is);
        lines.iter().for_each(|(earned, amount)| *differences.entry(*earned).or_default() -= amount);
        by_month(was).into_iter().for_each(|(earned, amount)| *differences.entry(earned).or_default() -= amount);
        for (earned, difference) in differences.into_iter().filter(|(_, difference)| !difference.is_zero()) {
            let what = format!("{} in {earned}: settled before and posted since differ from it by {difference}", key.join(" "));
            report.problem(pages.path(POSITIONS), what);
        }
    }
}

fn by_month(runs: &[Run]) -> BTreeMap<Month, Decimal> {
    let mut months = BTreeMap::new();
    for run in runs {
        (0..run.months).for_each(|month| *months.entry(run.from.plus(month)).or_default() += run.amount);
    }
    months
}
