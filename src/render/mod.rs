//! Settlements to bytes. Pure: the same lines give the same bytes.
//!
//! Owns the words that layouts may use, how values are written in a dialect, and the shape of each file. Leaves where
//! bytes go to `files`. Holds true: text that a spreadsheet would run is neutralised, numbers never are; no file has a
//! column without a fact behind it.

mod accounts;
mod cells;
mod controls;
mod corrected;
mod field_values;
mod fields;
mod findings;
mod footing;
mod licences;
mod reads;
mod statement;

pub use accounts::{ACCOUNT_COLUMNS, accounts};
pub use cells::CellWriter;
pub use controls::{AccountTotals, CONTROL_COLUMNS, Controls, controls};
pub use corrected::{CORRECTED_COLUMNS, corrected};
pub use fields::{Field, Page, State};
pub use findings::{FINDING_COLUMNS, findings};
pub use footing::Footing;
pub use licences::{LICENCE_COLUMNS, licences};
pub use reads::{READ_COLUMNS, reads};
pub use statement::{Columns, Stationery, all_columns, rows};
