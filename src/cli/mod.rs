//! Words typed by a person; printing; exit codes; the clock.
//!
//! Holds true: results go to stdout, the log to stderr; every exit code has one meaning.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this is the room that prints")]

mod check;
mod close;
mod compare;
mod exit;
mod explain;
mod feed_map;
mod init;
mod log;
mod replay;
mod report;
mod restate;
mod settle;
mod sign;
mod status;
mod verify;

use std::{io::IsTerminal, panic, path::PathBuf, process::ExitCode};

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};
use tracing::Level;
use tracing_subscriber::fmt::format::FmtSpan;

pub use exit::Exit;

use crate::basics::Month;

/// Settle partner commission and discounts from distributors' contract files
///
/// courtage reads a workspace (a folder of tables and deliveries), works out what each sub-agent earns and which discount
/// each reseller gets in a month, and writes statements, lines, findings and control totals. Nothing is guessed: what
/// cannot be read is held and listed, and every amount can be explained down to file and line.
#[derive(Parser)]
#[command(
    version,
    after_help = "Exit codes: 0 done · 2 words not understood · 3 draft written, rows held · 4 stopped · 5 differs · 70 defect · 71 not known whether closed · 74 file error · 75 locked"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Say more on stderr: once for stages, twice for details
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    verbose: u8,
    /// Say nothing on stderr but failures
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
}

#[derive(Subcommand)]
enum Command {
    Settle(settle::Settle),
    Check(check::Check),
    Close(close::Close),
    Status(status::Status),
    Replay(replay::Replay),
    Restate(restate::Restate),
    Explain(explain::Explain),
    Compare(compare::Compare),
    Log(log::Log),
    Verify(verify::Verify),
    Sign(sign::Sign),
    Init(init::Init),
    FeedMap(feed_map::FeedMap),
}

/// The words that name a workspace and how much of it is seen.
#[derive(Args)]
struct Where {
    /// The folder with courtage.toml, tables and feeds
    #[arg(long, value_name = "DIR", default_value = ".", env = "COURTAGE_WORKSPACE")]
    workspace: PathBuf,
    /// See nothing that became known after this day [default: the latest day recorded or delivered]
    #[arg(long, value_name = "DATE", value_parser = crate::sheets::dated::iso_day)]
    known_on: Option<NaiveDate>,
}

/// The words that name a book; the rest of its workspace need not be there.
#[derive(Args)]
struct WhoseBook {
    /// The folder that has the book
    #[arg(long, value_name = "DIR", default_value = ".", env = "COURTAGE_WORKSPACE")]
    workspace: PathBuf,
}

impl WhoseBook {
    /// What to say where there is no book.
    fn none(&self) -> Exit {
        let place = self.workspace.display();
        Exit::Words(format!("there is no book in {place}: nothing was closed there, or it is another --workspace"))
    }
}

/// How results are printed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For programs: one object; amounts are text.
    Json,
}

/// A month as a person types it.
fn month(text: &str) -> Result<Month, String> {
    text.parse()
}

/// Runs the program: the one way in and the one way out.
#[must_use]
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    log_to_stderr(&cli);
    let outcome = panic::catch_unwind(|| match cli.command {
        Command::Settle(command) => command.run(),
        Command::Check(command) => command.run(),
        Command::Close(command) => command.run(),
        Command::Status(command) => command.run(),
        Command::Replay(command) => command.run(),
        Command::Restate(command) => command.run(),
        Command::Explain(command) => command.run(),
        Command::Compare(command) => command.run(),
        Command::Log(command) => command.run(),
        Command::Verify(command) => command.run(),
        Command::Sign(command) => command.run(),
        Command::Init(command) => command.run(),
        Command::FeedMap(command) => command.run(),
    });
    match outcome {
        Ok(exit) => exit.say(),
        Err(_) => Exit::Defect.say(),
    }
}

fn log_to_stderr(cli: &Cli) {
    let level = match (cli.quiet, cli.verbose) {
        (true, _) => Level::ERROR,
        (false, 0) => Level::WARN,
        (false, 1) => Level::INFO,
        (false, _) => Level::DEBUG,
    };
    let colour = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    tracing_subscriber::fmt()
        .with_max_level(level)
        .with_writer(std::io::stderr)
        .with_ansi(colour)
        .with_target(false)
        .with_span_events(if cli.verbose > 0 { FmtSpan::CLOSE } else { FmtSpan::NONE })
        .init();
}
