//! The book: periods that are closed once and for ever.
//!
//! Owns the layout of `book/`, the chain of its log, the one way to seal a chapter, the proof that all is as it was left,
//! and the shape of what is carried from one period to the next. Holds true: the log is the only truth about what is
//! sealed; one rename is the commit point; what a reader gets is checked against the log; nothing inside tells of clock,
//! host, user or path, so that the same closes give the same bytes.

mod anchor;
mod balances;
mod canon;
mod chapter;
mod closing;
mod deliveries;
mod facts;
mod founding;
mod inputs;
mod log;
mod manifest;
mod positions;
mod record;
mod signatures;
mod sweep;
#[cfg(test)]
mod tests;
mod trouble;
mod verify;
mod view;

pub use anchor::{Anchor, Witnesses};
pub use balances::{BALANCE_COLUMNS, read_balances, write_balances};
pub use chapter::Chapter;
pub use closing::{Closing, LOCK};
pub use deliveries::{
    DELIVERY_COLUMNS, UNREADABLE_COLUMNS, read_deliveries, read_unreadable, write_deliveries, write_unreadable,
};
pub use facts::{FACT_COLUMNS, fact_rows, read_facts};
pub use founding::{BOOK, BookId, FORMAT, Founding};
pub use inputs::{INPUT_COLUMNS, InputFile, read_inputs, write_inputs};
pub use log::LOG;
pub use manifest::{MANIFEST, Manifest, Output, Place, Question, SUMS};
pub use positions::{POSITION_COLUMNS, read_positions, write_positions};
pub use record::{Head, Record, Sealed};
pub use signatures::{PublicKey, SIGNATURES, SigningKey, sign};
pub use trouble::{Problem, Trouble};
pub use verify::{Report, verify};
pub use view::{Book, FOLDER, INPUTS, STAGING};

use chrono::NaiveDate;

use crate::{
    basics::PartyId,
    facts::Delivery,
    sheets::dated::{CellError, Cells, iso_day},
};

/// The delivery and the file that a row names, by their places among these; both in order.
fn told_by(cells: &Cells, deliveries: &[Delivery], files: &[InputFile]) -> Result<(u32, u32), CellError> {
    let number = |at: usize| u32::try_from(at).expect("there are fewer than four billion of them");
    let day: NaiveDate = cells.read_with("delivered_on", iso_day)?;
    let delivery = cells.read_with("distributor", |distributor| {
        let place = deliveries.binary_search_by(|own| (own.distributor.as_str(), own.delivered_on).cmp(&(distributor, day)));
        place.map(number).map_err(|_| format!("deliveries.csv knows none of {day}"))
    })?;
    let file = cells.read_with("file", |name| {
        let place = files.binary_search_by(|own| own.name.as_str().cmp(name));
        place.map(number).map_err(|_| "inputs.csv knows no such file".to_owned())
    })?;
    Ok((delivery, file))
}

/// The number of a party, by its place among the parties.
fn party(cells: &Cells, column: &'static str, parties: &[PartyId]) -> Result<u32, CellError> {
    cells.read_with(column, |text| {
        let at = parties.binary_search_by(|id| id.as_str().cmp(text));
        at.map(|at| u32::try_from(at).expect("there are fewer than four billion parties"))
            .map_err(|_| "no row of rulebook/parties tells of this party; rows are added, never taken out".to_owned())
    })
}
