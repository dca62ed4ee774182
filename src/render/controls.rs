//! `controls.csv`: what went in and what came out, counted and summed.

use std::collections::BTreeMap;

use super::CellWriter;
use crate::{
    basics::{Currency, PartyId, Place, RecordCounts},
    settlement::{Account, Control, SumKey},
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
    /// What the accounts make of the payable lines, by distributor and currency.
    pub accounts: BTreeMap<(PartyId, Currency), AccountTotals>,
}

/// Sums over accounts: lines = payout + written off + carried + reserved (design §3, invariant 2). Minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AccountTotals {
    /// Number of accounts.
    pub accounts: u64,
    /// Payable lines.
    pub lines: i64,
    /// What is paid.
    pub payout: i64,
    /// What is given up.
    pub written_off: i64,
    /// By how much the balances grow.
    pub carried: i64,
    /// By how much the reserves grow.
    pub reserved: i64,
}

impl AccountTotals {
    /// Adds an account.
    pub fn add(&mut self, account: &Account) {
        self.accounts += 1;
        self.lines += account.lines;
        self.payout += account.payout;
        self.written_off += account.written_off;
        self.carried += account.closing.carried - account.opening;
        self.reserved += account.reserve_kept - account.reserve_released - account.reserve_drawn;
    }
}

/// The columns of `controls.csv`, each with what stands in it.
pub const CONTROL_COLUMNS: [(&str, &str); 8] = [
    ("control", "what is counted: records, delivered, lines, sub-agents, accounts"),
    ("distributor", "through whom, by its id"),
    ("of", "which records, which component of lines, or which movement of accounts"),
    ("currency", "of the amount"),
    ("count", "how many there are"),
    ("base", "their bases together"),
    ("amount", "their amounts together; of records as delivered"),
    ("base_currency", "of the bases"),
];

/// The bytes of `controls.csv`.
#[must_use]
pub fn controls(controls: &Controls) -> Vec<u8> {
    let mut sheet = SheetWriter::new(Dialect::OURS, LineEnd::Lf);
    sheet.row(CONTROL_COLUMNS.map(|(name, _)| name));
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
    for ((distributor, currency), sum) in &controls.accounts {
        for (of, minor) in [
            ("lines", sum.lines),
            ("payout", sum.payout),
            ("written off", sum.written_off),
            ("carried", sum.carried),
            ("reserved", sum.reserved),
        ] {
            for cell in ["accounts", distributor.as_str(), of, currency.code()] {
                cells.text(cell);
            }
            cells.formatted(format_args!("{}", sum.accounts));
            cells.nothing();
            cells.money(minor, *currency);
            cells.nothing();
            cells.end_row();
        }
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
