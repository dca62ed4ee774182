//! Balances given up by a decision of somebody who may: an account is written down by a named row, or not at all.

use crate::{
    basics::{Currency, Month, PartyId},
    sheets::dated::{CellError, Cells, Column, DatedTable},
};

/// `facts/write_offs`: minor units by payee, distributor, currency and the period they are booked in.
pub struct WriteOffs;

impl DatedTable for WriteOffs {
    const NAME: &'static str = "facts/write_offs";
    const ABOUT: &'static str =
        "Balances given up, each booked in the period it names. It must stand in the account: no more can be written off.";
    const KEYS: &'static [Column] = &[
        ("party", "the payee"),
        ("distributor", "through whom"),
        ("currency", "the account's currency"),
        ("period", "the period it is booked in: 2022-09"),
    ];
    const VALUES: &'static [Column] =
        &[("amount", "12.50 = a credit of the payee is given up; -12.50 = a debit is forgiven; closed = the row is withdrawn")];
    type Key = (PartyId, PartyId, Currency, Month);
    type Value = i64;

    fn key(cells: &Cells) -> Result<Self::Key, CellError> {
        Ok((cells.get("party")?, cells.get("distributor")?, cells.get("currency")?, cells.get("period")?))
    }

    fn value(cells: &Cells) -> Result<i64, CellError> {
        cells.money("amount", cells.get("currency")?)
    }
}
