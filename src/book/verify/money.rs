//! No money is made or lost: sums are taken again from the files as they are.
//!
//! For each period: lines = control totals; accounts foot, with the lines that they stand for; what stood there before +
//! what moved = what stands there after; settled before + lines = settled after, key by key.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{
    super::{Book, Chapter, Manifest},
    Report,
    accounts::{self, Standing},
    figures::{LineRow, Pages, figure},
    positions::{self, Settled},
};

/// Where everything stood at the end of a chapter.
struct Before {
    number: u32,
    balances: Option<Standing>,
    settled: Option<Settled>,
}

/// Checks every chapter against the one before it.
pub(super) fn check(book: &Book, manifests: &[(Chapter, Manifest)], report: &mut Report) {
    let mut before: Option<Before> = None;
    for (chapter, manifest) in manifests {
        let pages = Pages { book, chapter: *chapter, manifest };
        // A chapter that is missing in between was named already; nothing follows from the one before it.
        let last = before.take().filter(|before| before.number + 1 == manifest.number);
        let balances = accounts::balances(&pages, report);
        let settled = positions::read(&pages, report);
        if let Chapter::Period(_) = chapter {
            period(&pages, last.as_ref(), (balances.as_ref(), settled.as_ref()), report);
        }
        before = Some(Before { number: manifest.number, balances, settled });
    }
}

fn period(pages: &Pages, before: Option<&Before>, after: (Option<&Standing>, Option<&Settled>), report: &mut Report) {
    let Some(lines) = pages.table(report, "lines.csv", &LineRow::COLUMNS, LineRow::read) else { return };
    controls(pages, &lines, report);
    accounts::check(pages, &lines, before.and_then(|before| before.balances.as_ref()), after.0, report);
    if let (Some(before), Some(after)) = (before.and_then(|before| before.settled.as_ref()), after.1) {
        positions::check(pages, before, &lines, after, report);
    }
}

/// Count, base and amount of lines that are summed together.
type Sum = (u64, Decimal, Decimal);

fn controls(pages: &Pages, lines: &[LineRow], report: &mut Report) {
    const COLUMNS: [&str; 8] = ["control", "distributor", "of", "currency", "count", "base", "amount", "base_currency"];
    let mut summed: BTreeMap<[String; 4], Sum> = BTreeMap::new();
    for line in lines {
        let key = [line.distributor(), line.component(), line.currency(), &line.base_currency].map(ToOwned::to_owned);
        let sum = summed.entry(key).or_default();
        *sum = (sum.0 + 1, sum.1 + line.base, sum.2 + line.amount);
    }
    let told = pages.table(report, "controls.csv", &COLUMNS, |cells| {
        let key = ["distributor", "of", "currency", "base_currency"].map(|column| cells.text(column).to_owned());
        let count =
            cells.read_with("count", |text| if text.is_empty() { Ok(0) } else { text.parse().map_err(|_| count_words()) })?;
        let sum: Sum = (count, cells.read_with("base", figure)?, cells.read_with("amount", figure)?);
        Ok((cells.text("control") == "lines").then_some((key, sum)))
    });
    let Some(told) = told else { return };
    let told: BTreeMap<[String; 4], Sum> = told.into_iter().flatten().collect();
    report.sums += 3 * told.len() as u64;
    for key in summed.keys().chain(told.keys().filter(|key| !summed.contains_key(*key))) {
        let [here, there] = [&summed, &told].map(|sums| sums.get(key).copied().unwrap_or_default());
        if here != there {
            let what = format!("of {} it says {}, lines.csv {}", key.join(" "), words(there), words(here));
            report.problem(pages.path("controls.csv"), what);
        }
    }
}

fn count_words() -> String {
    "expected a whole number such as 12".to_owned()
}

fn words((count, base, amount): Sum) -> String {
    format!("{count} lines, base {base}, amount {amount}")
}
