//! Replaying closed periods: from their own inputs alone, to the same bytes.

use std::path::Path;

use super::{
    Past, Refusal,
    close::{NotClosed, differing, recomputed, write_again},
    inputs,
    past::inputs_of,
    shelves::AsClosed,
};
use crate::{
    basics::Month,
    book::{Book, Sealed},
    files::{Durable, Folder, Workspace},
};

/// What replaying one period came to.
pub struct Replayed {
    /// The period.
    pub period: Month,
    /// The record that closed it.
    pub sealed: Sealed,
    /// How many files were compared.
    pub files: usize,
    /// Those that came out differently.
    pub differing: Vec<String>,
}

/// Recomputes a closed period from its own inputs and compares every file that was sealed. With `out`, what was
/// recomputed is written there.
pub fn replay(workspace: &Workspace, period: Month, out: Option<&Path>) -> Result<Replayed, NotClosed> {
    let past = Past::of(workspace)?;
    let (book, sealed) = closed(&past, period)?;
    let shelf = AsClosed { book, files: inputs_of(book, sealed)? };
    let inputs = inputs::read(&shelf, Some(sealed.record.known_on), &past.earlier(period)?)?;
    let manifest = book.manifest(sealed)?;
    let recomputed = recomputed(&inputs, &past, period)?;
    if let Some(out) = out {
        write_again(&inputs, &past, period, &Folder::create(out, Durable::No)?)?;
    }
    let differing = differing(&manifest, &recomputed);
    Ok(Replayed { period, sealed: sealed.clone(), files: manifest.outputs.len(), differing })
}

/// The periods that are closed, in order.
pub fn closed_periods(workspace: &Workspace) -> Result<Vec<Month>, Refusal> {
    let past = Past::of(workspace)?;
    let sealed = past.book.iter().flat_map(|book| book.sealed());
    Ok(sealed.filter_map(|sealed| sealed.chapter().month()).collect())
}

/// A closed period's record, or words that say that it is open.
pub(super) fn closed(past: &Past, period: Month) -> Result<(&Book, &Sealed), Refusal> {
    let words = || match past.last_period() {
        Some(last) => format!("{period} is not closed; the last closed period is {last}"),
        None => "no period is closed yet: `courtage close PERIOD` closes the first".to_owned(),
    };
    past.book.as_ref().zip(past.closed(period)).ok_or_else(|| Refusal::Words(words()))
}
