//! `findings.csv`: everything found, worst first.

use super::CellWriter;
use crate::{
    basics::{Finding, shown::visible},
    sheets::{Dialect, LineEnd, SheetWriter},
};

/// The columns of `findings.csv`, each with what stands in it.
pub const FINDING_COLUMNS: [(&str, &str); 16] = [
    ("id", "by which a waiver names it: about what is wrong with what, the same in every delivery"),
    ("severity", "stop: nothing is settled; hold: this row stays out; note: worth knowing"),
    ("code", "what kind it is"),
    ("file", "where it lies; empty where it is about the workspace"),
    ("line", "the line there, from 1; 0 for the file as a whole"),
    ("character", "the place in that line, in characters from 1; empty where it is about the line"),
    ("column", "the column by its heading; empty for the row as a whole"),
    ("subject", "what it is about: a contract, an item, a party"),
    ("value", "the value as it was read, escaped"),
    ("excerpt", "what stands around it in that line, escaped"),
    ("message", "what is wrong"),
    ("remedy", "what to do about it"),
    ("amount", "what the held record is about, as delivered, where it can be read"),
    ("currency", "of the amount"),
    ("waived_by", "who let the month be closed over it"),
    ("waiver", "the row that says so"),
];

/// The bytes of `findings.csv`. What others wrote is shown escaped: no control character reaches a screen.
#[must_use]
pub fn findings(found: &[Finding]) -> Vec<u8> {
    let mut sheet = SheetWriter::new(Dialect::OURS, LineEnd::Lf);
    sheet.row(FINDING_COLUMNS.map(|(name, _)| name));
    let mut cells = CellWriter::new(&mut sheet, '.', "%Y-%m-%d");
    for finding in found {
        cells.text(&finding.id());
        cells.text(finding.code.severity().words());
        cells.text(finding.code.as_str());
        cells.text(&visible(&finding.file));
        cells.whole(finding.line);
        match &finding.excerpt {
            Some(excerpt) => cells.whole(excerpt.character),
            None => cells.nothing(),
        }
        cells.text(&visible(&finding.column));
        cells.text(&visible(&finding.subject));
        cells.text(&finding.shown_value());
        cells.text(finding.excerpt.as_ref().map_or("", |excerpt| &excerpt.text));
        cells.text(&visible(&finding.message));
        cells.text(&visible(&finding.remedy));
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
