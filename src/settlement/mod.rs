//! What is owed: pure rules over complete values.
//!
//! Owns standing, the choice of the day that governs, the month's base, the amount and its workings, and the sums of a
//! payee. Leaves reading to `feeds`, rows to `tables`, paper to `render`.
//! Holds true: looked up first, computed afterwards; one function computes an amount, for the run and for `explain`.

mod base;
#[cfg(test)]
mod cases;
mod choice;
mod clawback;
mod convert;
mod held;
mod item;
mod line;
mod names;
mod owed;
mod price;
mod requirements;
mod resolve;
mod splits;
mod standing;
mod workings;

pub use base::{Base, PhaseShare, month_base};
pub use choice::Choice;
pub use clawback::{Kept, KeptWhy, Served, kept};
pub use convert::{Conversion, Converted, MissingRate, convert};
pub use item::{ItemFacts, ItemOutcome, Listing, World, listing, settle_item};
pub use line::{Line, LineKind};
pub use names::check_names;
pub use owed::{Control, Settlement, settlements};
pub use price::{Priced, price};
pub use resolve::{ResolvedTerm, Unresolved, resolve};
pub use splits::{Gross, Share, share};
pub use standing::{Standing, Standings};
pub use workings::{Recorder, Silent, Step, Workings};
