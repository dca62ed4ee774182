//! Where a workspace stands: what is closed, what came, what is missing, what comes next.

use chrono::NaiveDate;
use serde::Serialize;

use super::{Past, Refusal, check, read_current};
use crate::{
    basics::{Code, Month, Severity},
    files::Workspace,
};

/// Where a workspace stands.
#[derive(Debug, Serialize)]
pub struct Standing {
    /// The workspace's name.
    pub name: String,
    /// The closed periods, each with its record and how much it knew.
    pub closed: Vec<ClosedPeriod>,
    /// The period that comes next.
    pub open: Month,
    /// How much of the workspace a close of it would see.
    pub known_on: String,
    /// What distributors delivered, and when last.
    pub deliveries: Vec<Delivered>,
    /// Held rows that nobody waived, and those that somebody did.
    pub held: usize,
    /// … and those that somebody waived.
    pub waived: usize,
    /// What stops the run.
    pub stops: usize,
    /// When the statements of the open period are due (§ 87c (1) HGB).
    pub statements_due: String,
    /// What to do next.
    pub next: String,
}

/// A period that is closed.
#[derive(Debug, Serialize)]
pub struct ClosedPeriod {
    /// The period.
    pub period: Month,
    /// The record that closed it.
    pub record: String,
    /// How much it knew.
    pub known_on: String,
}

/// What a distributor delivered.
#[derive(Debug, Serialize)]
pub struct Delivered {
    /// The distributor.
    pub distributor: String,
    /// How many deliveries are known.
    pub deliveries: usize,
    /// The last of them.
    pub last: Option<String>,
    /// Whether a monthly delivery is missing for the open period.
    pub missing: bool,
}

/// Looks at a workspace. Nothing is written.
pub fn status(workspace: &Workspace, known_on: Option<NaiveDate>) -> Result<Standing, Refusal> {
    let past = Past::of(workspace)?;
    let next = past.last_period().map(Month::next);
    let inputs = read_current(workspace, &past, next.unwrap_or(Month::LATEST), known_on)?;
    let open = next.unwrap_or(inputs.config.first_month);
    let summary = check(workspace, Some(open), known_on)?;
    let holds = || summary.found.iter().filter(|finding| finding.code.severity() == Severity::Hold);
    let (held, waived) = (holds().filter(|own| own.waived.is_none()).count(), holds().filter(|own| own.waived.is_some()).count());
    let stops = summary.found.iter().filter(|finding| finding.code.severity() == Severity::Stop).count();
    let missing = |distributor: &str| {
        summary.found.iter().any(|finding| finding.code == Code::NoDelivery && finding.subject == distributor)
    };
    let mut deliveries: Vec<Delivered> = Vec::new();
    for distributor in inputs.distributors(open) {
        let own = || inputs.feeds.deliveries.iter().filter(|delivery| delivery.distributor == *distributor);
        deliveries.push(Delivered {
            distributor: distributor.to_string(),
            deliveries: own().count(),
            last: own().map(|delivery| delivery.delivered_on).max().map(|day| day.to_string()),
            missing: missing(distributor.as_str()),
        });
    }
    let sealed = past.book.iter().flat_map(|book| book.sealed());
    let closed = sealed.filter_map(|sealed| {
        let (record, known_on) = (sealed.head().to_string(), sealed.record.known_on.to_string());
        Some(ClosedPeriod { period: sealed.chapter().month()?, record, known_on })
    });
    Ok(Standing {
        name: inputs.config.name.clone(),
        closed: closed.collect(),
        open,
        known_on: inputs.known_on.to_string(),
        next: next_command(open, held, stops, deliveries.iter().any(|own| own.missing)),
        deliveries,
        held,
        waived,
        stops,
        statements_due: open.next().last_day().to_string(),
    })
}

fn next_command(open: Month, held: usize, stops: usize, missing: bool) -> String {
    match (stops, held, missing) {
        (1.., _, _) => format!("courtage check {open}     # says what stops the run, and the remedy"),
        (_, 1.., _) => format!("courtage close {open}     # lists what is held, and the rows that waive it"),
        (_, _, true) => {
            format!("courtage settle {open}     # a delivery is missing: what it would tell comes as an adjustment later")
        }
        _ => format!("courtage settle {open} && courtage close {open} --expect FINGERPRINT"),
    }
}
