//! `controls.csv`: what went in and what came out, counted and summed.

use std::collections::BTreeMap;

use super::CellWriter;
use crate::{
    basics::{PartyId, Place, RecordCounts},
    settlement::{Control, SumKey},
    sheets::{Dialect, LineEnd, SheetWriter},
};

/// The control totals of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Controls {
    /// Where the records of each distributor ended.
    pub records: BTreeMap<PartyId, RecordCounts>,
    /// Sums of lines by distributor, component and currencies.
    pub lines: BTreeMap<(PartyId, SumKey), Control>,
    /// Sums of what stands in the files of sub-agents, likewise.
    pub sub_agents: BTreeMap<(PartyId, SumKey), Control>,
}

/// The bytes of `controls.csv`.
#[must_use]
pub fn controls(controls: &Controls) -> Vec<u8> {
    let mut sheet = SheetWriter::new(Dialect::OURS, LineEnd::Lf);
    sheet.row(["control", "distributor", "of", "currency", "count", "base", "amount", "base_currency"]);
    for (distributor, counts) in &controls.records {
        sheet.row(["records", distributor.as_str(), "read", "", &counts.total().to_string(), "", "", ""]);
        for place in Place::ALL {
            sheet.row(["records", distributor.as_str(), place.words(), "", &counts.at(place).to_string(), "", "", ""]);
        }
        let mut cells = CellWriter::new(&mut sheet, '.', "%Y-%m-%d");
        for ((place, currency), minor) in &counts.amounts {
            for cell in ["delivered", distributor.as_str(), place.words(), currency.code(), "", ""] {
                cells.text(cell);
            }
            cells.money(*minor, *currency);
            cells.nothing();
            cells.end_row();
        }
    }
    let mut cells = CellWriter::new(&mut sheet, '.', "%Y-%m-%d");
    for ((distributor, key), sum) in &controls.lines {
        control(&mut cells, "lines", distributor, *key, *sum);
    }
    for ((distributor, key), sum) in &controls.sub_agents {
        control(&mut cells, "sub-agents", distributor, *key, *sum);
    }
    sheet.into_bytes()
}

fn control(cells: &mut CellWriter, name: &str, distributor: &PartyId, key: SumKey, sum: Control) {
    let SumKey { component, currency, base_currency } = key;
    for cell in [name, distributor.as_str(), component.as_str(), currency.code()] {
        cells.text(cell);
    }
    cells.formatted(format_args!("{}", sum.lines));
    cells.money(sum.base, base_currency);
    cells.money(sum.minor, currency);
    cells.text(base_currency.code());
    cells.end_row();
}
