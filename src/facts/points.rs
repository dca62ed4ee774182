//! Points that a partner has, by subject: what programmes of points count.

use rust_decimal::Decimal;

use crate::{
    basics::{PartyId, SubjectName},
    sheets::dated::{CellError, Cells, Column, DatedTable, decimal},
};

/// `facts/points`: what a partner has on a day is the sum of its rows in force.
pub struct Points;

impl DatedTable for Points {
    const NAME: &'static str = "facts/points";
    const ABOUT: &'static str = "Which partner has how many points. On a day the rows in force are added up.";
    const KEYS: &'static [Column] =
        &[("party", "the partner"), ("subject", "what the points are for, as requirements name it: an open list of names")];
    const VALUES: &'static [Column] = &[("points", "how many from that day on, not how many more; closed = none any more")];
    type Key = (PartyId, SubjectName);
    type Value = Decimal;

    fn key(cells: &Cells) -> Result<Self::Key, CellError> {
        Ok((cells.get("party")?, cells.get("subject")?))
    }

    fn value(cells: &Cells) -> Result<Decimal, CellError> {
        cells.read_with("points", decimal)
    }
}
