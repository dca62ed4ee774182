//! `licences.csv`: the demo licences of every partner on the period's last day.

use super::CellWriter;
use crate::{
    basics::Sources,
    settlement::LicenceRow,
    sheets::{Dialect, LineEnd, SheetWriter},
};

/// The columns of `licences.csv`, each with what stands in it.
pub const LICENCE_COLUMNS: [(&str, &str); 8] = [
    ("partner", "who has them, by its id"),
    ("licences", "how many on the period's last day"),
    ("programme", "the regime that gave the tier"),
    ("tier", "the tier on that day"),
    ("competencies", "the competencies held on that day"),
    ("rule", "the row of rulebook/benefits that says how many, and its authority"),
    ("rule_from", "since when that row holds"),
    ("rule_source", "table and line of that row"),
];

/// The bytes of `licences.csv`.
#[must_use]
pub fn licences(rows: &[LicenceRow], sources: &Sources) -> Vec<u8> {
    let mut sheet = SheetWriter::new(Dialect::OURS, LineEnd::Lf);
    sheet.row(LICENCE_COLUMNS.map(|(name, _)| name));
    let mut cells = CellWriter::new(&mut sheet, '.', "%Y-%m-%d");
    for LicenceRow { party, licences, standing, row } in rows {
        cells.text(party.as_str());
        cells.whole(*licences);
        cells.text(standing.and_then(|own| own.programme.as_ref()).map_or("", |name| name.as_str()));
        cells.text(standing.and_then(|own| own.tier.as_ref()).map_or("", |name| name.as_str()));
        let held = standing.map_or(&[][..], |own| &own.competencies);
        cells.text(&held.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(" "));
        cells.text(&format!("{}: {}", row.label, row.rule.reference));
        cells.day(row.rule.effective_from);
        cells.text(&sources.place(row.rule.source));
        cells.end_row();
    }
    sheet.into_bytes()
}
