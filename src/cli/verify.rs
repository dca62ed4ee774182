//! `courtage verify`

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::{Exit, Format, WhoseBook};
use crate::{
    book::{self, Anchor, Problem, PublicKey, Report, Witnesses},
    files,
};

const EXAMPLES: &str = "Examples:
  courtage verify
  courtage verify --anchor head.txt                # the head as it was printed on a statement, kept by somebody else
  courtage verify --public-key programme.pub
  cd book/2022-09 && sha256sum -c SHA256SUMS       # one period, without this program";

/// Prove the book: nothing changed, nothing missing, nothing added, every sum taken again
///
/// Reads book/ alone. Follows the chain of the log; digests every file; adds up lines, accounts and positions from the tables
/// as they are, and each period against the one before. Everything that is wrong is listed with its file, the reason and the
/// remedy (exit code 5). Nobody can tell from the book itself that its last record was taken away: keep a head elsewhere, or
/// sign it, and name it here.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Verify {
    #[command(flatten)]
    book: WhoseBook,
    /// A file with a head such as 000003-3f9a1c0d2b4e5f60, or the copy of a record: the chain must have it
    #[arg(long, value_name = "FILE")]
    anchor: Option<PathBuf>,
    /// A public key of minisign: signatures must be its own
    #[arg(long, value_name = "FILE")]
    public_key: Option<PathBuf>,
    /// How the result is printed
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

impl Verify {
    pub(super) fn run(self) -> Exit {
        match self.verify() {
            Ok(exit) | Err(exit) => exit,
        }
    }

    fn verify(self) -> Result<Exit, Exit> {
        let anchor = self.anchor.as_deref().map(|path| given(path, Anchor::read)).transpose()?;
        let key = self.public_key.as_deref().map(|path| given(path, |bytes| PublicKey::read(text(bytes)))).transpose()?;
        let witnesses = Witnesses { anchor, key };
        let verified = book::verify(&self.book.workspace, &witnesses).map_err(Exit::Book)?;
        let (_, report) = verified.ok_or_else(|| self.book.none())?;
        match self.format {
            Format::Text => print!("{}", words(&report)),
            Format::Json => println!("{}", json(&report)),
        }
        Ok(if report.problems.is_empty() { Exit::Done } else { Exit::Differs })
    }
}

/// What a file says that a person named.
pub(super) fn given<T>(path: &Path, read: impl Fn(&[u8]) -> Result<T, String>) -> Result<T, Exit> {
    read(&files::read(path)?).map_err(|what| Exit::Words(format!("{}: {what}", path.display())))
}

/// Keys are text; what is none is no key.
pub(super) fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

fn words(report: &Report) -> String {
    let mut out = String::new();
    report.problems.iter().for_each(|problem| out += &format!("{problem}\n"));
    report.notes.iter().for_each(|note| out += &format!("note: {note}\n"));
    let head = report.head.as_ref().map_or("none".to_owned(), ToString::to_string);
    out += &format!(
        "{} records, head {head} · {} files digested, {} bytes · {} sums compared\n",
        report.records, report.files, report.bytes, report.sums
    );
    out += &match report.problems.len() {
        0 => "the book is sound\n".to_owned(),
        1 => "1 problem\n".to_owned(),
        count => format!("{count} problems\n"),
    };
    out
}

#[derive(Serialize)]
struct JsonReport<'a> {
    schema: u32,
    sound: bool,
    head: Option<String>,
    records: usize,
    files: u64,
    bytes: u64,
    sums: u64,
    problems: &'a [Problem],
    notes: &'a [Problem],
}

fn json(report: &Report) -> String {
    let report = JsonReport {
        schema: 1,
        sound: report.problems.is_empty(),
        head: report.head.as_ref().map(ToString::to_string),
        records: report.records,
        files: report.files,
        bytes: report.bytes,
        sums: report.sums,
        problems: &report.problems,
        notes: &report.notes,
    };
    serde_json::to_string_pretty(&report).expect("it is made of text and numbers")
}
