//! `corrected.csv`: the cells of deliveries that are read by a correction.

use super::CellWriter;
use crate::{
    basics::Sources,
    facts::{Corrected, CorrectionsInForce},
    sheets::{Dialect, LineEnd, SheetWriter},
};

/// The columns of `corrected.csv`, each with what stands in it.
pub const CORRECTED_COLUMNS: [(&str, &str); 14] = [
    ("distributor", "whose delivery told it"),
    ("contract", "the contract's number at the distributor"),
    ("item", "the line of the contract"),
    ("term", "the term, from 1"),
    ("valid_from", "from which day the row's quantity and amount hold; empty = the term's start"),
    ("field", "the field that is corrected"),
    ("delivered", "the cell as it was delivered last"),
    ("corrected", "what it is read as"),
    ("row", "file and line of the delivery"),
    ("recorded_on", "since when the correction is known"),
    ("by", "who decided it"),
    ("reason", "why"),
    ("reference", "the authority it names"),
    ("correction", "table and line of the correction"),
];

/// The bytes of `corrected.csv`.
#[must_use]
pub fn corrected(rows: &[Corrected], corrections: &CorrectionsInForce, sources: &Sources) -> Vec<u8> {
    let mut sheet = SheetWriter::new(Dialect::OURS, LineEnd::Lf);
    sheet.row(CORRECTED_COLUMNS.map(|(name, _)| name));
    let mut cells = CellWriter::new(&mut sheet, '.', "%Y-%m-%d");
    for row in rows {
        let own = &corrections.all()[row.correction];
        let (key, correct) = (&own.key, &own.correct);
        cells.text(key.distributor.as_str());
        cells.text(&key.contract);
        cells.text(&key.item);
        cells.whole(key.term);
        cells.text(&key.valid_from.map_or(String::new(), |day| day.to_string()));
        cells.text(key.field.as_str());
        cells.text(&row.delivered);
        cells.text(&correct.value);
        cells.text(&sources.place(row.source));
        cells.day(own.recorded_on);
        cells.text(&correct.by);
        cells.text(&correct.reason);
        cells.text(&own.reference);
        cells.text(&sources.place(own.source));
        cells.end_row();
    }
    sheet.into_bytes()
}
