//! Where everything stood before a period.

use super::Inputs;
use crate::settlement::{Balances, Positions, opening_balances};

/// What was settled before a period, and what stood in every account and fund.
#[derive(Default)]
pub struct Before<'a> {
    /// What was ever settled for each key.
    pub positions: Positions,
    /// What stands in accounts and funds.
    pub balances: Balances<'a>,
}

impl<'a> Before<'a> {
    /// Before the first month: what the opening says.
    #[must_use]
    pub fn opening(inputs: &'a Inputs) -> Self {
        Before {
            positions: Positions::of_opening(&inputs.facts, &inputs.parties),
            balances: opening_balances(&inputs.facts, &inputs.parties),
        }
    }
}
