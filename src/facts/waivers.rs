//! Held rows that somebody who may lets a period be closed over.

use crate::sheets::dated::{CellError, Cells, Column, DatedTable};

/// `facts/waivers`: who lets a period be closed over a held row, by the finding's id.
pub struct Waivers;

impl DatedTable for Waivers {
    const NAME: &'static str = "facts/waivers";
    const ABOUT: &'static str = "Held rows that a period may be closed over. Waiving books nothing: what is held stays held, and is posted \
                                 when it heals. A waiver counts for the same trouble of the same contract in later deliveries too.";
    const KEYS: &'static [Column] = &[("finding", "the id of the held row in findings.csv")];
    const VALUES: &'static [Column] = &[("by", "who decided it; closed = the waiver is withdrawn")];
    type Key = String;
    type Value = String;

    fn key(cells: &Cells) -> Result<String, CellError> {
        cells.read_with("finding", |text| {
            let digits = text.len() == 10 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
            if digits { Ok(text.to_owned()) } else { Err("expected an id as in findings.csv, such as 3f9a1c0d2b".to_owned()) }
        })
    }

    fn value(cells: &Cells) -> Result<String, CellError> {
        cells
            .read_with("by", |text| if text.is_empty() { Err("expected who decided it".to_owned()) } else { Ok(text.to_owned()) })
    }
}
