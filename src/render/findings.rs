//! `findings.csv`: everything found, worst first.

use super::CellWriter;
use crate::{
    basics::Finding,
    sheets::{Dialect, LineEnd, SheetWriter},
};

/// The columns of `findings.csv`.
const COLUMNS: [&str; 14] = [
    "id",
    "severity",
    "code",
    "file",
    "line",
    "column",
    "subject",
    "value",
    "message",
    "remedy",
    "amount",
    "currency",
    "waived_by",
    "waiver",
];

/// The bytes of `findings.csv`. Values are shown escaped: no control character reaches a screen.
#[must_use]
pub fn findings(found: &[Finding]) -> Vec<u8> {
    let mut sheet = SheetWriter::new(Dialect::OURS, LineEnd::Lf);
    sheet.row(COLUMNS);
    let mut cells = CellWriter::new(&mut sheet, '.', "%Y-%m-%d");
    for finding in found {
        cells.text(&finding.id());
        cells.text(finding.code.severity().words());
        cells.text(finding.code.as_str());
        cells.text(&finding.file);
        cells.whole(finding.line);
        cells.text(&finding.column);
        cells.text(&finding.subject);
        cells.text(&finding.shown_value());
        cells.text(&finding.message);
        cells.text(&finding.remedy);
        match finding.amount {
            Some((minor, currency)) => {
                cells.money(minor, currency);
                cells.text(currency.code());
            }
            None => {
                cells.nothing();
                cells.nothing();
            }
        }
        let waived = finding.waived.as_ref().map_or(["", ""], |waived| [&waived.by, &waived.place]);
        waived.into_iter().for_each(|cell| cells.text(cell));
        cells.end_row();
    }
    sheet.into_bytes()
}
