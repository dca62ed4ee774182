//! What earlier closes left: where everything stood, what they read, how much they knew.

use chrono::NaiveDate;

use super::{Before, Closed, Inputs, Refusal, inputs, shelves::AsClosed};
use crate::{
    basics::Month,
    book::{Book, Chapter, InputFile, Problem, Sealed, Trouble, read_balances, read_inputs, read_positions},
    facts::CorrectionsInForce,
    files::Workspace,
    pipeline::paper::{BALANCES, INPUTS, POSITIONS},
};

/// What earlier closes left, as far as there are any.
#[derive(Default)]
pub struct Past {
    /// The book; none before the first close.
    pub book: Option<Book>,
}

impl Past {
    /// Opens the book of a workspace, where there is one.
    pub fn of(workspace: &Workspace) -> Result<Past, Refusal> {
        Ok(Past { book: Book::open(workspace.root())? })
    }

    /// The last period that was closed.
    #[must_use]
    pub fn last_period(&self) -> Option<Month> {
        self.book.as_ref()?.last()?.chapter().month()
    }

    /// The record that closed a period, where one did.
    #[must_use]
    pub fn closed(&self, period: Month) -> Option<&Sealed> {
        self.book.as_ref()?.of(period)
    }

    /// The last record of which a period knows: that of the chapter before it.
    #[must_use]
    pub fn before_period(&self, period: Month) -> Option<&Sealed> {
        let sealed = self.book.as_ref()?.sealed();
        sealed.iter().rev().find(|own| own.chapter() < Chapter::Period(period))
    }

    /// Where everything stood before a period: as the last close before it left it, or as the opening says.
    pub fn before<'a>(&self, inputs: &'a Inputs, period: Month) -> Result<Before<'a>, Refusal> {
        let (Some(book), Some(last)) = (&self.book, self.before_period(period)) else { return Ok(Before::opening(inputs)) };
        let positions = read_positions(book.read(last, POSITIONS)?, &inputs.parties);
        let balances = read_balances(book.read(last, BALANCES)?, &inputs.parties);
        Ok(Before {
            positions: positions.map_err(|what| broken(last, POSITIONS, what))?,
            balances: balances.map_err(|what| broken(last, BALANCES, what))?,
        })
    }

    /// What the close before a period read and knew.
    pub fn earlier(&self, period: Month) -> Result<Earlier<'_>, Refusal> {
        match (&self.book, self.before_period(period)) {
            // What the opening was sealed from is no part of a run.
            (Some(book), Some(last)) if last.chapter() != Chapter::Opening => {
                Ok(Earlier { sealed: Some((book, last)), known_on: Some(last.record.known_on), files: inputs_of(book, last)? })
            }
            _ => Ok(Earlier::default()),
        }
    }

    /// The close before a period, for causes of adjustments; none before the first.
    #[must_use]
    pub fn former(&self, period: Month) -> Option<Former<'_>> {
        let (book, sealed) = self.book.as_ref().zip(self.before_period(period))?;
        let closed = Closed { period: sealed.chapter().month()?, known_on: sealed.record.known_on };
        Some(Former { past: self, book, sealed, closed })
    }

    /// The last record before a period as statements print it; empty before the first.
    #[must_use]
    pub fn head_before(&self, period: Month) -> String {
        self.before_period(period).map_or(String::new(), |sealed| sealed.head().to_string())
    }
}

/// The close before a period, and how to see what it saw.
#[derive(Clone, Copy)]
pub struct Former<'a> {
    past: &'a Past,
    book: &'a Book,
    sealed: &'a Sealed,
    /// Its period and how much it knew.
    pub closed: Closed,
}

impl Former<'_> {
    /// What it was settled from; with other corrections of facts, where there are any.
    pub fn read(self, corrections: Option<&CorrectionsInForce>) -> Result<Inputs, Refusal> {
        let shelf = AsClosed { book: self.book, files: inputs_of(self.book, self.sealed)? };
        let earlier = self.past.earlier(self.closed.period)?;
        inputs::read_corrected(&shelf, Some(self.closed.known_on), &earlier, corrections)
    }
}

/// What an earlier close read, and how much it knew.
#[derive(Default)]
pub struct Earlier<'a> {
    /// Its record; none before the first close.
    pub sealed: Option<(&'a Book, &'a Sealed)>,
    /// How much of what was recorded it saw; a later run sees no less.
    pub known_on: Option<NaiveDate>,
    /// The files it read, in the order of their names.
    pub files: Vec<InputFile>,
}

impl Earlier<'_> {
    /// Its period, and how much it knew.
    #[must_use]
    pub fn closed(&self) -> Option<(Month, NaiveDate)> {
        let (_, sealed) = self.sealed?;
        Some((sealed.chapter().month()?, sealed.record.known_on))
    }

    /// A file that it read.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<&InputFile> {
        self.files.binary_search_by(|file| file.name.as_str().cmp(name)).ok().map(|at| &self.files[at])
    }
}

/// The files that a chapter was settled from.
pub fn inputs_of(book: &Book, sealed: &Sealed) -> Result<Vec<InputFile>, Refusal> {
    read_inputs(book.read(sealed, INPUTS)?).map_err(|what| broken(sealed, INPUTS, what))
}

/// A file of a chapter that says what it cannot.
pub fn broken(sealed: &Sealed, file: &str, what: String) -> Refusal {
    let path = format!("{}/{file}", sealed.chapter());
    Refusal::Book(Trouble::Broken(Problem { path, what, remedy: "restore it from a copy".to_owned() }))
}
