//! `courtage restate`

use clap::Args;
use serde::Serialize;

use super::{Exit, Format, Where, compare, month, report};
use crate::{
    basics::Month,
    files::Workspace,
    pipeline::{
        close::NotClosed,
        restate::{Restated, restate},
    },
};

const EXAMPLES: &str = "Examples:
  courtage restate 2022-09
  courtage restate 2022-09 --known-on 2022-11-30 --format json";

/// Say what a closed month would be as known today, line by line and by cause
///
/// Settles the month once more, by all that is known now, and lays the result beside the lines that were sealed. What is
/// held now stays as it was closed. Writes nothing, and changes nothing about what is closed: the difference is settled in
/// the next open month. The exit code is 0 where all lines are the same, and 5 where they differ.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Restate {
    /// The closed month
    #[arg(value_parser = month)]
    period: Month,
    #[command(flatten)]
    place: Where,
    /// How it is printed
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Serialize)]
struct JsonReport<'a> {
    schema: u32,
    same: bool,
    flows_into: Month,
    #[serde(flatten)]
    restated: &'a Restated,
}

impl Restate {
    pub(super) fn run(self) -> Exit {
        match self.restate() {
            Ok(exit) | Err(exit) => exit,
        }
    }

    fn restate(self) -> Result<Exit, Exit> {
        let workspace = Workspace::open(&self.place.workspace)?;
        let restated = restate(&workspace, self.period, self.place.known_on).map_err(|why| not_restated(why, self.format))?;
        match self.format {
            Format::Text => print!("{}", text(&restated)),
            Format::Json => println!("{}", json(&restated)),
        }
        Ok(if restated.comparison.same() { Exit::Done } else { Exit::Differs })
    }
}

fn not_restated(why: NotClosed, format: Format) -> Exit {
    match why {
        NotClosed::Refused(refusal) => report::refused(refusal),
        NotClosed::Findings(summary, _) => {
            report::print(&summary, format, report::Shown::Stops);
            Exit::Stopped
        }
        NotClosed::Differs { .. } | NotClosed::Unexpected { .. } => Exit::Differs,
    }
}

fn json(restated: &Restated) -> String {
    let (same, flows_into) = (restated.comparison.same(), restated.flows_into());
    serde_json::to_string_pretty(&JsonReport { schema: 1, same, flows_into, restated }).expect("it is made of text and numbers")
}

fn text(restated: &Restated) -> String {
    let mut out = compare::text(&restated.comparison);
    if restated.held > 0 {
        out += &format!("{} rows are held now: what they are about stays as it was closed\n", restated.held);
    }
    if !restated.comparison.same() {
        out += &flows(restated);
    }
    out
}

fn flows(restated: &Restated) -> String {
    let Restated { period, last_closed, .. } = restated;
    let into = restated.flows_into();
    if period == last_closed {
        format!("the difference is settled in {into}, the next open period\n")
    } else {
        format!("what was not settled by {last_closed} of the difference is settled in {into}, the next open period\n")
    }
}
