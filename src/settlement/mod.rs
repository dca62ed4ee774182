//! What is owed: pure rules over complete values.
//!
//! Owns standing, the choice of the day that governs, the month's base, the amount and its workings, and the sums of a
//! payee. Leaves reading to `feeds`, rows to `tables`, paper to `render`.
//! Holds true: looked up first, computed afterwards; one function computes an amount, for the run and for `explain`.

mod base;
mod benefits;
#[cfg(test)]
mod cases;
mod choice;
mod evidence;
mod held;
mod item;
mod judge;
mod line;
mod measures;
mod names;
mod owed;
mod price;
mod requirements;
mod resolve;
mod standing;
mod workings;

pub use base::{Base, PhaseShare, month_base};
pub use benefits::{LicenceRow, licences};
pub use choice::Choice;
pub use item::{ItemFacts, ItemOutcome, Listing, World, listing, settle_item};
pub use line::{Line, LineKind};
pub use measures::{Measures, rules_ask_for_measures};
pub use names::check_names;
pub use owed::{Control, Settlement, settlements};
pub use price::{Priced, price};
pub use resolve::{ResolvedTerm, Unresolved, resolve};
pub use standing::{Standing, Standings};
pub use workings::{Recorder, Silent, Step, Workings};
