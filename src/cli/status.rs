//! `courtage status`

use std::fmt::Write as _;

use clap::Args;

use super::{Exit, Format, Where, report};
use crate::{
    files::Workspace,
    pipeline::status::{Standing, status},
};

/// Say where a workspace stands: closed and open periods, deliveries, held rows, the next command
///
/// Writes nothing. The deadline is that of the statement: the end of the month after the period (§ 87c (1) HGB).
#[derive(Args)]
pub struct Status {
    #[command(flatten)]
    place: Where,
    /// How it is printed
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

impl Status {
    pub(super) fn run(self) -> Exit {
        let workspace = match Workspace::open(&self.place.workspace) {
            Ok(workspace) => workspace,
            Err(failure) => return failure.into(),
        };
        match status(&workspace, self.place.known_on) {
            Ok(standing) => {
                match self.format {
                    Format::Text => print!("{}", text(&standing)),
                    Format::Json => {
                        println!("{}", serde_json::to_string_pretty(&standing).expect("it is made of text and numbers"));
                    }
                }
                Exit::Done
            }
            Err(refusal) => report::refused(refusal),
        }
    }
}

fn text(standing: &Standing) -> String {
    let mut out = format!("{} · known on {}\n", standing.name, standing.known_on);
    match (standing.closed.first(), standing.closed.last()) {
        (Some(first), Some(last)) => {
            let _ = writeln!(
                out,
                "closed: {} to {} ({}) · record {} · known on {}",
                first.period,
                last.period,
                count(standing.closed.len(), ["period", "periods"]),
                last.record,
                last.known_on
            );
        }
        _ => out += "closed: nothing yet\n",
    }
    let _ = writeln!(out, "open:   {} · statements due {} (§ 87c HGB)", standing.open, standing.statements_due);
    for own in &standing.deliveries {
        let last = own.last.as_ref().map_or("nothing yet".to_owned(), |day| {
            format!("{}, the last on {day}", count(own.deliveries, ["delivery", "deliveries"]))
        });
        let _ = writeln!(out, "  {}: {last}{}", own.distributor, if own.missing { " · MISSING for this period" } else { "" });
    }
    let _ = writeln!(
        out,
        "held:   {}, {} more waived · {}",
        count(standing.held, ["row", "rows"]),
        standing.waived,
        count(standing.stops, ["stop", "stops"])
    );
    let _ = writeln!(out, "next:   {}", standing.next);
    out
}

fn count(number: usize, [one, many]: [&str; 2]) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
