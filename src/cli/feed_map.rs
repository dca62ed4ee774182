//! `courtage feed-map`

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Subcommand};

use super::Exit;
use crate::{
    feeds::proposal::{day_in_name, propose},
    files,
};

const EXAMPLES: &str = "Examples:
  courtage feed-map new feeds/nuvias/2022-09-05.csv > rulebook/feed-maps/nuvias.csv
  courtage feed-map new sample.csv --effective-from 2022-09-01 > map.csv 2> doubts.txt

The table goes to stdout, the doubts to stderr. Decide each doubt, write down in `reference` who says so, then
  courtage check
names what is still missing. Settling reads by the map alone and never guesses.";

/// Propose how a new distributor's file reads
#[derive(Args)]
pub struct FeedMap {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    New(New),
}

/// Propose a feed map from a sample file, with all that the sample leaves open
///
/// Looks at delimiter, encoding, decimal mark, form of days, headings and words of a .csv. What the sample decides
/// becomes rows of rulebook/feed-maps/<distributor>.csv; what it does not is listed as a doubt, and left out where it
/// would change money: check stops until a person has written it.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
struct New {
    /// A delivery of the distributor, as it came
    file: PathBuf,
    /// The first delivery day that the map holds for [default: the day with which the file's name begins]
    #[arg(long, value_name = "DATE", value_parser = crate::sheets::dated::iso_day)]
    effective_from: Option<NaiveDate>,
}

impl FeedMap {
    pub(super) fn run(self) -> Exit {
        let Command::New(new) = self.command;
        match new.propose() {
            Ok(exit) | Err(exit) => exit,
        }
    }
}

impl New {
    fn propose(self) -> Result<Exit, Exit> {
        let name = self.file.file_name().and_then(|name| name.to_str());
        let name = name.ok_or_else(|| Exit::Words("the file's name is not UTF-8; rename it".to_owned()))?;
        let day = self.effective_from.or_else(|| day_in_name(name)).ok_or_else(|| {
            let reason =
                format!("from which day the map holds is not known: {name} does not begin with a day such as 2022-09-05");
            Exit::Words(format!("{reason}; name it with --effective-from DATE"))
        })?;
        match propose(files::read(&self.file)?, name) {
            Ok(proposal) => {
                let table = String::from_utf8(proposal.table(day, name)).map_err(|_| Exit::Defect)?;
                print!("{table}");
                eprintln!("{name}: {} rows proposed. Doubts, each for a person to decide:", proposal.rows.len());
                for (at, doubt) in proposal.doubts.iter().enumerate() {
                    eprintln!("{:>3}. {doubt}", at + 1);
                }
                Ok(Exit::Done)
            }
            Err(finding) => {
                let column = if finding.column.is_empty() { String::new() } else { format!("column {:?}: ", finding.column) };
                eprintln!("error: {}: {column}{}\nremedy: {}", finding.place(), finding.message, finding.remedy);
                Ok(Exit::Stopped)
            }
        }
    }
}
