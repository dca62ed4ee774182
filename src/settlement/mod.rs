//! What is owed: pure rules over complete values.
//!
//! Owns standing, the choice of the day that governs, the month's base, the amount and its workings, the sums of a
//! payee and its account. Leaves reading to `feeds`, rows to `tables`, paper to `render`.
//! Holds true: looked up first, computed afterwards; one function computes an amount, for the run and for `explain`.

mod account;
mod account_names;
mod accounts;
mod balances;
mod bands;
mod base;
mod benefits;
#[cfg(test)]
mod cases;
mod causes;
mod choice;
mod claims;
mod clawback;
mod convert;
mod evidence;
mod explained;
mod grounds;
mod held;
mod item;
mod judge;
mod limiting;
mod limits;
mod line;
mod measures;
mod names;
mod owed;
mod paid;
mod parts;
mod positions;
mod posted;
mod price;
mod requirements;
mod resolve;
mod sold;
mod splits;
mod standing;
mod targets;
mod unchanged;
mod workings;

pub use account::{Account, AccountMonth, Balance, Carried, NotThere, settle_account};
pub use account_names::{check_account_names, check_corrections, check_months};
pub use accounts::{AccountRow, Accounts, FundRow, accounts};
pub use balances::{Balances, opening_balances};
pub use bands::{BandGroup, BandHold, BandMonth, BandOutcome, Claim, Rung, band_amounts};
pub use base::{Base, Piece, SeatsMissing, fixed_between, fixed_per_month, month_base, monthly_on_start, pieces, term_base};
pub use benefits::{LicenceRow, licences};
pub use causes::{Cause, Climb, Common, Known, Rungs, Told, item_key};
pub use choice::Governing;
pub use claims::{BandShares, ClaimKey, claims, rules_have_bands};
pub use clawback::{Kept, KeptWhy, Served, kept};
pub use convert::{Conversion, Converted, MissingRate, convert};
pub use grounds::Grounds;
pub use item::{Frozen, ItemFacts, ItemOutcome, Listing, World, listing, resolved_terms, settle_item};
pub use limiting::limit;
pub use limits::{Applied, Entry, Limited, limited};
pub use line::{Key, Line, LineKind, Target, Worked};
pub use measures::{Measures, rules_ask_for_measures};
pub use names::check_names;
pub use owed::{Control, Settlement, SumKey, settlements};
pub use paid::paid_share;
pub use parts::{Part, Rule, Times};
pub use positions::{ItemKey, Position, Positions, item_of};
pub use posted::{Posting, difference};
pub use price::{Priced, price};
pub use resolve::{ResolvedTerm, Setting, Unresolved, resolve};
pub use sold::Sold;
pub use splits::{Gross, Share, share};
pub use standing::{Standing, Standings};
pub use unchanged::Changed;
pub use workings::{Recorder, Silent, Step, Workings};
