//! What a command is about: which inputs it reads, and what cannot be asked.

use chrono::NaiveDate;

use super::{
    Inputs, Past,
    inputs::read,
    past::inputs_of,
    shelves::{AsClosed, Current},
};
use crate::{
    basics::Month,
    book::Trouble,
    files::{Failure, Workspace},
};

/// Why a command could not be carried out, though the data may be sound.
#[derive(Debug)]
pub enum Refusal {
    /// What was asked makes no sense for this workspace.
    Words(String),
    /// The disk refused something.
    Files(Failure),
    /// The book stands in the way.
    Book(Trouble),
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        Refusal::Files(failure)
    }
}

impl From<Trouble> for Refusal {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Files(failure) => Refusal::Files(failure),
            trouble => Refusal::Book(trouble),
        }
    }
}

/// The workspace as a run of a period sees it, with what the book keeps.
pub fn read_current(workspace: &Workspace, past: &Past, period: Month, known_on: Option<NaiveDate>) -> Result<Inputs, Refusal> {
    let earlier = past.earlier(period)?;
    Current { workspace, book: past.book.as_ref(), earlier: &earlier, closely: false }.inputs(known_on, &earlier)
}

/// What a period is explained from: a closed one from its own inputs, as it was closed; an open one from the workspace.
pub fn read_for_explaining(
    workspace: &Workspace,
    past: &Past,
    period: Option<Month>,
    known_on: Option<NaiveDate>,
) -> Result<Inputs, Refusal> {
    let sealed = period.and_then(|period| past.closed(period)).filter(|_| known_on.is_none());
    match past.book.as_ref().zip(sealed) {
        Some((book, sealed)) => {
            let shelf = AsClosed { book, files: inputs_of(book, sealed)? };
            let chapter = sealed.chapter().month().expect("the opening is no period");
            read(&shelf, Some(sealed.record.known_on), &past.earlier(chapter)?)
        }
        None => read_current(workspace, past, period.unwrap_or(Month::LATEST), known_on),
    }
}

/// Whether a period can be settled in this workspace at all.
pub fn sensible(inputs: &Inputs, past: &Past, period: Month) -> Result<(), Refusal> {
    let first = inputs.config.first_month;
    if period < first && !inputs.stopped() {
        return Err(Refusal::Words(format!("{period} lies before first_month {first} of courtage.toml: it is never settled")));
    }
    match past.last_period() {
        Some(last) if period <= last => Err(Refusal::Words(format!(
            "{period} is closed: it is settled for ever. `courtage replay {period}` proves it, `courtage restate {period}` says what \
             it would be as known today; the next period is {}",
            last.next()
        ))),
        _ => Ok(()),
    }
}
