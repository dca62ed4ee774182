//! What happened: contracts as distributors tell them, people, accreditations, elections.
//!
//! Owns the history of each item: which row holds, which phases and terms follow. Leaves reading to `feeds` and money
//! to `settlement`. Holds true: every fact knows the line of the file that told it; a held item stays as last known.

mod history;
mod people;
mod points;
mod record;
mod terms;

pub use history::{History, Phase, item_history};
pub use people::{Accreditations, CompetenciesHeld, Elections, People, PeopleFacts, PeopleTables};
pub use points::Points;
pub use record::{Delivery, Record};
pub use terms::{Term, TermProblem, terms_through};
