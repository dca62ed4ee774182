//! The book: periods that are closed once and for ever.
//!
//! Owns the shape of what is carried from one period to the next.

mod balances;
mod inputs;
mod positions;

pub use balances::{BALANCE_COLUMNS, read_balances, write_balances};
pub use inputs::{INPUT_COLUMNS, InputFile, read_inputs, write_inputs};
pub use positions::{POSITION_COLUMNS, read_positions, write_positions};

use crate::{
    basics::PartyId,
    sheets::dated::{CellError, Cells},
};

/// The number of a party, by its place among the parties.
fn party(cells: &Cells, column: &'static str, parties: &[PartyId]) -> Result<u32, CellError> {
    cells.read_with(column, |text| {
        let at = parties.binary_search_by(|id| id.as_str().cmp(text));
        at.map(|at| u32::try_from(at).expect("there are fewer than four billion parties"))
            .map_err(|_| "no row of rulebook/parties tells of this party; rows are added, never taken out".to_owned())
    })
}
