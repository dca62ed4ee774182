//! Facts about payments and accounts as short tables in the workspace's own format.

use super::small_world::{LATE, RowText, day, read, sound};
use crate::{
    facts::{Corrections, FactTables, Facts, Holds, Opening, Payments, PeopleTables, WriteOffs},
    sheets::dated::DatedRows,
};

/// Facts beside the feeds, as rows of their tables.
#[derive(Default)]
pub struct FactTexts {
    /// Invoices.
    pub payments: Vec<RowText>,
    /// Holds by hand.
    pub holds: Vec<RowText>,
    /// Write-offs.
    pub write_offs: Vec<RowText>,
    /// Cells that feeds tell wrongly.
    pub corrections: Vec<RowText>,
    /// Openings.
    pub opening: Vec<RowText>,
}

impl FactTexts {
    /// The facts they tell; nobody is accredited.
    pub fn facts(self) -> Facts {
        let nobody = PeopleTables {
            people: DatedRows::absent(),
            accreditations: DatedRows::absent(),
            competencies_held: DatedRows::absent(),
            elections: DatedRows::absent(),
            points: DatedRows::absent(),
        };
        let tables = FactTables {
            people: nobody,
            payments: read::<Payments>(self.payments),
            holds: read::<Holds>(self.holds),
            write_offs: read::<WriteOffs>(self.write_offs),
            corrections: read::<Corrections>(self.corrections),
            waivers: DatedRows::absent(),
            opening: read::<Opening>(self.opening),
        };
        sound(tables.known_on(day(LATE)))
    }
}
