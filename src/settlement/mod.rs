//! What is owed: pure rules over complete values.
//!
//! Owns standing, the choice of the day that governs, the month's base, the amount and its workings, the sums of a
//! payee and its account. Leaves reading to `feeds`, rows to `tables`, paper to `render`.
//! Holds true: looked up first, computed afterwards; one function computes an amount, for the run and for `explain`.

mod account;
mod account_names;
mod accounts;
mod balances;
mod base;
#[cfg(test)]
mod cases;
mod choice;
mod held;
mod item;
mod line;
mod names;
mod owed;
mod paid;
mod price;
mod requirements;
mod resolve;
mod standing;
mod workings;

pub use account::{Account, AccountMonth, Balance, Carried, NotThere, settle_account};
pub use account_names::{check_account_names, check_months};
pub use accounts::{AccountRow, Accounts, FundRow, accounts};
pub use balances::{Balances, opening_balances};
pub use base::{Base, PhaseShare, month_base};
pub use choice::Choice;
pub use item::{ItemFacts, ItemOutcome, Listing, World, listing, settle_item};
pub use line::{Line, LineKind};
pub use names::check_names;
pub use owed::{Control, Settlement, settlements};
pub use paid::paid_share;
pub use price::{Priced, price};
pub use resolve::{ResolvedTerm, Unresolved, resolve};
pub use standing::{Standing, Standings};
pub use workings::{Recorder, Silent, Step, Workings};
