//! `courtage close`

use std::{
    fmt::Write as _,
    io::{self, Write as _},
};

use chrono::NaiveDate;
use clap::Args;

use super::{Exit, Format, Where, month, report};
use crate::{
    basics::{Finding, Month, Severity},
    files::Workspace,
    pipeline::{
        Summary,
        close::{Asked, Closed, NotClosed, close, waivable_from},
    },
};

const EXAMPLES: &str = "Examples:
  courtage close 2022-09
  courtage close 2022-09 --expect 3f9a1c0d2b4e5f60     # the fingerprint that `settle` printed: what was reviewed is what is sealed";

/// Close one month: settle it and seal it, once and for ever
///
/// Settles the month, writes it into the workspace's book, reads it back and adds it up another way, and seals it. What is
/// closed never changes: what becomes known later is settled in a later month. Periods close in order. While rows are held,
/// nothing is closed (exit code 4), unless each is waived by a row of facts/waivers.csv. Asked again, the same question has
/// the same answer and writes nothing.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Close {
    /// The month to close, such as 2022-09
    #[arg(value_parser = month)]
    period: Month,
    #[command(flatten)]
    place: Where,
    /// Seal nothing but the draft with this fingerprint, or with one that begins so
    #[arg(long, value_name = "FINGERPRINT", value_parser = fingerprint)]
    expect: Option<String>,
    /// How the summary is printed
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

fn fingerprint(text: &str) -> Result<String, String> {
    let digits = (8..=64).contains(&text.len()) && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if digits {
        Ok(text.to_owned())
    } else {
        Err("expected a fingerprint as `settle` prints it, such as 3f9a1c0d2b4e5f60".to_owned())
    }
}

impl Close {
    pub(super) fn run(self) -> Exit {
        let workspace = match Workspace::open(&self.place.workspace) {
            Ok(workspace) => workspace,
            Err(failure) => return failure.into(),
        };
        let asked = Asked { period: self.period, known_on: self.place.known_on, expect: self.expect };
        match close(&workspace, &asked) {
            Ok(Closed::Now(summary, sealed)) => {
                let summary = report::words(&summary, self.format, report::Shown::Stops);
                tell(self.format, &summary, &format!("{} is closed: record {}\n", self.period, sealed.head()))
            }
            Ok(Closed::Already(sealed)) => {
                tell(self.format, "", &format!("{} is already closed, identical: record {}\n", self.period, sealed.head()))
            }
            Err(NotClosed::Refused(refusal)) => report::refused(refusal),
            Err(NotClosed::Findings(summary, found)) => blocked(&workspace, &summary, &found, self.format),
            Err(NotClosed::Differs { sealed, asked, files }) => {
                eprintln!(
                    "error: {} is closed with another content, and stays so.\n  sealed: {}\n  asked:  {}\n  differing: {}\n\
                     What became known since is settled in the next period; `courtage restate {}` shows what it comes to.",
                    self.period,
                    sealed.short(),
                    asked.short(),
                    files.join(" "),
                    self.period
                );
                Exit::Differs
            }
            Err(NotClosed::Unexpected { expected, found }) => {
                eprintln!(
                    "error: {} would be sealed as {}, which is not what was reviewed ({expected}). Nothing was closed.\n\
                     Settle it again, look at what changed, and close with the new fingerprint.",
                    self.period,
                    found.short()
                );
                Exit::Differs
            }
        }
    }
}

/// Tells that a period is closed. Success is claimed only when that could be told. In JSON the summary is all there is on
/// stdout.
fn tell(format: Format, summary: &str, words: &str) -> Exit {
    let out = match format {
        Format::Text => summary.to_owned() + words,
        Format::Json => {
            eprint!("{words}");
            summary.to_owned()
        }
    };
    let mut stdout = io::stdout().lock();
    match stdout.write_all(out.as_bytes()).and_then(|()| stdout.flush()) {
        Ok(()) => Exit::Done,
        Err(cause) => Exit::Untold(cause),
    }
}

/// Why a period stays open, with the rows that would waive what is held.
fn blocked(workspace: &Workspace, summary: &Summary, found: &[Finding], format: Format) -> Exit {
    report::print(summary, format, report::Shown::Everything);
    let held: Vec<&Finding> = found.iter().filter(|finding| finding.code.severity() == Severity::Hold).collect();
    if summary.is_stopped() || held.is_empty() {
        return Exit::Stopped;
    }
    let day: NaiveDate = match waivable_from(workspace, summary.period) {
        Ok(day) => day,
        Err(refusal) => return report::refused(refusal),
    };
    let mut words = format!(
        "error: {} is not closed: {} held and not waived. Heal them by a new delivery, a correction or an alias, or add to facts/waivers.csv\n\
         finding,effective_from,recorded_on,by,reference\n",
        summary.period,
        if held.len() == 1 { "1 row is".to_owned() } else { format!("{} rows are", held.len()) },
    );
    let mut ids: Vec<(String, &Finding)> = held.iter().map(|finding| (finding.id(), *finding)).collect();
    ids.sort_by(|(one, _), (other, _)| one.cmp(other));
    ids.dedup_by(|(one, _), (other, _)| one == other);
    for (id, finding) in ids {
        let _ = writeln!(
            words,
            "{id},{day},{day},NAME,REASON    # {} {} {}",
            finding.code.as_str(),
            finding.place(),
            finding.subject
        );
    }
    eprint!("{words}");
    Exit::Stopped
}
