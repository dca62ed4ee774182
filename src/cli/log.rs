//! `courtage log`

use clap::Args;
use serde::Serialize;

use super::{Exit, Format, WhoseBook};
use crate::book::{Book, Sealed, Trouble};

/// List what was sealed: every record of the book, from the first on
///
/// The fingerprint is what `settle` printed for the same content; the head vouches for this record and all before it.
#[derive(Args)]
pub struct Log {
    #[command(flatten)]
    book: WhoseBook,
    /// How the list is printed
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

impl Log {
    pub(super) fn run(self) -> Exit {
        match self.log() {
            Ok(exit) | Err(exit) => exit,
        }
    }

    fn log(self) -> Result<Exit, Exit> {
        let book = Book::open(&self.book.workspace).map_err(Exit::Book)?.ok_or_else(|| self.book.none())?;
        let rows = book.sealed().iter().map(|sealed| Row::of(&book, sealed)).collect::<Result<Vec<_>, _>>();
        let rows = rows.map_err(Exit::Book)?;
        match self.format {
            Format::Text => rows.iter().for_each(Row::print),
            Format::Json => {
                let list = List { schema: 1, book: book.id().to_string(), records: rows };
                println!("{}", serde_json::to_string_pretty(&list).expect("it is made of text and numbers"));
            }
        }
        Ok(Exit::Done)
    }
}

#[derive(Serialize)]
struct List {
    schema: u32,
    book: String,
    records: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    number: u32,
    kind: &'static str,
    period: String,
    known_on: String,
    program: String,
    fingerprint: String,
    head: String,
}

impl Row {
    fn of(book: &Book, sealed: &Sealed) -> Result<Row, Trouble> {
        Ok(Row {
            number: sealed.record.number,
            kind: sealed.chapter().kind(),
            period: sealed.chapter().period(),
            known_on: sealed.record.known_on.to_string(),
            program: sealed.record.program.clone(),
            fingerprint: book.manifest(sealed)?.fingerprint().to_string(),
            head: sealed.head().to_string(),
        })
    }

    fn print(&self) {
        let Row { kind, period, known_on, program, fingerprint, head, .. } = self;
        println!("{head}  {kind:<7}  {period:<7}  known on {known_on}  {program}  fingerprint {}", &fingerprint[..16]);
    }
}
