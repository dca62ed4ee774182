//! What happened: contracts as distributors tell them, people, accreditations, elections; payments, holds, write-offs, and
//! where everything stood at the start.
//!
//! Owns the history of each item: which row holds, which phases and terms follow. Leaves reading to `feeds` and money
//! to `settlement`. Holds true: every fact knows the line of the file that told it; a held item stays as last known.

mod corrections;
mod corrections_in_force;
mod file_read;
mod history;
mod holds;
mod opening;
mod payments;
mod people;
mod points;
mod record;
mod tables;
mod terms;
mod unreadable;
mod waivers;
mod write_offs;

use compact_str::CompactString;

pub use corrections::{Correct, Corrections, FactKey};
pub use corrections_in_force::{Corrected, Correction, CorrectionsInForce};
pub use file_read::FileRead;
pub use history::{History, Phase, carried_history, item_history};
pub use holds::{HoldOn, Holds, HoldsInForce};
pub use opening::{Opening, OpeningAccount, OpeningKind, OpeningOf, SettledBefore};
pub use payments::{Invoice, InvoiceKey, Months, Payments, invoices_of};
pub use people::{Accreditations, CompetenciesHeld, Elections, People, PeopleFacts, PeopleTables};
pub use points::Points;
pub use record::{Carried, Delivery, Record};
pub use tables::{FactTables, Facts};
pub use terms::{Term, TermProblem, terms_through};
pub use unreadable::Unreadable;
pub use waivers::Waivers;
pub use write_offs::WriteOffs;

/// The one word that a fact of holding has besides `closed`.
fn held(text: &str) -> Result<(), String> {
    if text == "held" { Ok(()) } else { Err("expected held or closed".to_owned()) }
}

/// A number that a distributor gives, as its files have it.
fn named(text: &str) -> Result<CompactString, String> {
    match text {
        "" | "*" => Err("expected a number as the distributor's files have it".to_owned()),
        own => Ok(own.into()),
    }
}
