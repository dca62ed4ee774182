//! `courtage settle`

use std::path::PathBuf;

use clap::Args;

use super::{Exit, Format, Where, month, report};
use crate::{basics::Month, files::Workspace, pipeline};

const EXAMPLES: &str = "Examples:
  courtage settle 2022-09 --workspace fixtures/zoom-up
  courtage settle 2022-09 --known-on 2022-10-05 --out /tmp/september";

/// Settle one month and write its draft
///
/// Reads the whole workspace, works out every line of the month, and writes a draft: statements/<distributor>.csv,
/// sub-agents/<payee>.csv, accounts.csv, lines.csv, findings.csv, controls.csv, and what the next month goes on from. A draft
/// of ours that is there already is replaced whole. The fingerprint that is printed goes to `close --expect`.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Settle {
    /// The month to settle, such as 2022-09
    #[arg(value_parser = month)]
    period: Month,
    #[command(flatten)]
    place: Where,
    /// Where the draft is written [default: <workspace>/drafts/<period>]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// How the summary is printed
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

impl Settle {
    pub(super) fn run(self) -> Exit {
        match self.settle() {
            Ok(exit) | Err(exit) => exit,
        }
    }

    fn settle(self) -> Result<Exit, Exit> {
        let workspace = Workspace::open(&self.place.workspace)?;
        let out = self.out.unwrap_or_else(|| workspace.root().join("drafts").join(self.period.to_string()));
        let summary = pipeline::settle(&workspace, self.period, self.place.known_on, &out).map_err(report::refused)?;
        report::print(&summary, self.format, report::Shown::Stops);
        Ok(report::exit(&summary))
    }
}
