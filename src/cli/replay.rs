//! `courtage replay`

use std::path::PathBuf;

use clap::Args;

use super::{Exit, month, report};
use crate::{
    basics::Month,
    files::Workspace,
    pipeline::{
        close::NotClosed,
        replay::{closed_periods, replay},
    },
};

const EXAMPLES: &str = "Examples:
  courtage replay 2022-09
  courtage replay --all";

/// Recompute closed months from what they were settled from, and compare every byte
///
/// Reads nothing but the book: the inputs that a period lists, and where the period before it left off. Every file that was
/// sealed must come out with the same bytes; those that do not are named, and the exit code is 5.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Replay {
    /// The closed month
    #[arg(value_parser = month, required_unless_present = "all")]
    period: Option<Month>,
    /// Every closed month
    #[arg(long, conflicts_with = "period")]
    all: bool,
    /// The folder with the book
    #[arg(long, value_name = "DIR", default_value = ".", env = "COURTAGE_WORKSPACE")]
    workspace: PathBuf,
    /// Write what was recomputed to this folder, which must not be there yet
    #[arg(long, value_name = "DIR", conflicts_with = "all")]
    out: Option<PathBuf>,
}

impl Replay {
    pub(super) fn run(self) -> Exit {
        match self.replay() {
            Ok(exit) | Err(exit) => exit,
        }
    }

    fn replay(self) -> Result<Exit, Exit> {
        let workspace = Workspace::open(&self.workspace)?;
        let periods = match self.period {
            Some(period) => vec![period],
            None => closed_periods(&workspace).map_err(report::refused)?,
        };
        let mut all_same = true;
        for period in periods {
            let replayed = replay(&workspace, period, self.out.as_deref()).map_err(not_replayed)?;
            if replayed.differing.is_empty() {
                println!("{period}: {} files, identical · record {}", replayed.files, replayed.sealed.head());
            } else {
                println!("{period}: DIFFERS in {}", replayed.differing.join(" "));
                all_same = false;
            }
        }
        Ok(if all_same { Exit::Done } else { Exit::Differs })
    }
}

fn not_replayed(why: NotClosed) -> Exit {
    match why {
        NotClosed::Refused(refusal) => report::refused(refusal),
        NotClosed::Findings(summary, _) => {
            report::print(&summary, super::Format::Text, report::Shown::Everything);
            Exit::Differs
        }
        NotClosed::Differs { .. } | NotClosed::Unexpected { .. } => Exit::Differs,
    }
}
