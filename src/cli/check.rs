//! `courtage check`

use clap::Args;

use super::{Exit, Format, Where, month, report};
use crate::{basics::Month, files::Workspace, pipeline};

const EXAMPLES: &str = "Examples:
  courtage check --workspace fixtures/zoom-up
  courtage check 2022-09 --format json";

/// Read everything, write nothing, say what is found
///
/// Reads tables and deliveries, lints the rulebook, and settles the month in memory. Every finding names its place, the
/// reason and the remedy.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Check {
    /// The month to try [default: the last that had ended on known-on]
    #[arg(value_parser = month)]
    period: Option<Month>,
    #[command(flatten)]
    place: Where,
    /// How findings are printed
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

impl Check {
    pub(super) fn run(self) -> Exit {
        match self.check() {
            Ok(exit) | Err(exit) => exit,
        }
    }

    fn check(self) -> Result<Exit, Exit> {
        let workspace = Workspace::open(&self.place.workspace)?;
        let summary = pipeline::check(&workspace, self.period, self.place.known_on).map_err(report::refused)?;
        report::print(&summary, self.format, report::Shown::Everything);
        Ok(report::exit(&summary))
    }
}
