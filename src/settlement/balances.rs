//! What stands in accounts and funds between two periods: the closing of one, the opening of the next.
//!
//! Before the first month they are facts (design §3, cutover).

use std::collections::BTreeMap;

use super::{Accounts, Balance};
use crate::{
    basics::{Currency, PartyId, PartyRef},
    facts::{Facts, OpeningOf},
};

/// Distributor, payee, currency: the order of accounts.
pub(super) type Key<'a> = (PartyRef<'a>, PartyRef<'a>, Currency);

/// What stands in every account and fund between two periods. Amounts are minor units.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Balances<'a> {
    /// Of payees.
    pub accounts: BTreeMap<Key<'a>, Balance>,
    /// Of funds.
    pub funds: BTreeMap<Key<'a>, i64>,
}

/// What stood everywhere before the first month, as the facts tell it. `parties` are in the order of their ids.
#[must_use]
pub fn opening_balances<'a>(facts: &Facts, parties: &'a [PartyId]) -> Balances<'a> {
    let mut balances = Balances::default();
    for (account, of, row) in facts.openings().filter(|(_, _, row)| row.value != 0) {
        let key = (numbered(parties, &account.distributor), numbered(parties, &account.party), account.currency);
        match of {
            OpeningOf::Balance => balances.accounts.entry(key).or_default().carried = row.value,
            OpeningOf::Reserve(release) => {
                balances.accounts.entry(key).or_default().reserve.insert(*release, row.value);
            }
            OpeningOf::Fund => {
                balances.funds.insert(key, row.value);
            }
            OpeningOf::Position(_) => {}
        }
    }
    balances
}

impl<'a> Accounts<'a> {
    /// What stands there afterwards: the opening of the next period.
    #[must_use]
    pub fn closing(&self) -> Balances<'a> {
        let payees = self.payees.iter().filter(|row| !row.account.closing.is_empty());
        let funds = self.funds.iter().filter(|row| row.closing != 0);
        Balances {
            accounts: payees.map(|row| ((row.distributor, row.payee, row.currency), row.account.closing.clone())).collect(),
            funds: funds.map(|row| ((row.distributor, row.party, row.currency), row.closing)).collect(),
        }
    }
}

/// A party by its place among the parties.
pub(super) fn numbered<'a>(parties: &'a [PartyId], party: &PartyId) -> PartyRef<'a> {
    let at = parties.binary_search(party).expect("the names of the facts were checked");
    PartyRef { number: u32::try_from(at).expect("there are fewer than four billion parties"), id: &parties[at] }
}
