//! The accounts of a period: one per payee, distributor and currency, and the fund balances beside them.
//!
//! Owns which accounts there are: those with payable lines, and those without in which something stands or is written
//! off. Never netted across distributors or currencies (design §6). Holds true: the closing balances of one period are the
//! opening balances of the next; the order of settlements has no effect.

use std::collections::{BTreeMap, BTreeSet};

use super::{Account, AccountMonth, Balance, Carried, NotThere, Settlement, settle_account};
use crate::{
    basics::{Checked, Code, Currency, Finding, Month, PartyId, PartyRef, SettledAs},
    facts::{Facts, Holds, OpeningOf, WriteOffs},
    rulebook::{PayoutTerms, Rules},
    sheets::dated::{DatedTable, Ruled},
};

/// Distributor, payee, currency: the order of accounts.
type Key<'a> = (PartyRef<'a>, PartyRef<'a>, Currency);

/// What stands in every account and fund between two periods. Amounts are minor units.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Balances<'a> {
    /// Of payees.
    pub accounts: BTreeMap<Key<'a>, Balance>,
    /// Of funds.
    pub funds: BTreeMap<Key<'a>, i64>,
}

/// One account of a period.
#[derive(Clone, Debug)]
pub struct AccountRow<'a> {
    /// Through whom.
    pub distributor: PartyRef<'a>,
    /// Who is owed.
    pub payee: PartyRef<'a>,
    /// In which currency.
    pub currency: Currency,
    /// How it moved.
    pub account: Account,
    /// The row that says how it is paid out; none where there is no such row.
    pub terms: Option<&'a Ruled<PayoutTerms>>,
}

/// One fund of a period: opening + accrued = closing. Nothing is paid out of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FundRow<'a> {
    /// Through whom.
    pub distributor: PartyRef<'a>,
    /// Whose fund it is.
    pub party: PartyRef<'a>,
    /// In which currency.
    pub currency: Currency,
    /// What stood there.
    pub opening: i64,
    /// What the period's lines add.
    pub accrued: i64,
    /// What stands there now.
    pub closing: i64,
}

/// The accounts and funds of a period, each in the order of distributor, payee and currency.
#[derive(Clone, Debug, Default)]
pub struct Accounts<'a> {
    /// Of payees.
    pub payees: Vec<AccountRow<'a>>,
    /// Of funds.
    pub funds: Vec<FundRow<'a>>,
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

/// What the settlements of a period make of the balances before it.
///
/// Findings: a payee whose payout is held by hand (a note), and a write-off of what does not stand there (a stop; the
/// account is then shown without it).
#[must_use]
pub fn accounts<'a>(
    before: &Balances<'a>,
    settlements: &[Settlement<'a>],
    rules: &'a Rules,
    facts: &Facts,
    parties: &'a [PartyId],
    period: Month,
) -> Checked<Accounts<'a>> {
    let paid = sums(settlements, SettledAs::Paid);
    let accrued = sums(settlements, SettledAs::Accrued);
    let written_off: BTreeMap<Key, &Ruled<i64>> = facts
        .written_off_in(period)
        .map(|(party, through, currency, row)| ((numbered(parties, through), numbered(parties, party), currency), row))
        .collect();
    let mut found = Vec::new();
    let mut all = Accounts::default();
    let keys: BTreeSet<Key> = before.accounts.keys().chain(paid.keys()).chain(written_off.keys()).copied().collect();
    for key in keys {
        let (distributor, payee, currency) = key;
        let day = period.last_day();
        let terms = rules.payout_terms(payee.id, distributor.id, currency, day);
        let hold = facts.holds.payee_is_held(payee.id, distributor.id, day);
        let opening = before.accounts.get(&key).cloned().unwrap_or_default();
        let month = AccountMonth {
            period,
            lines: paid.get(&key).copied().unwrap_or(0),
            terms: terms.map(|row| &row.value),
            agreement_ended: !rules.has_agreement(payee.id, distributor.id, day),
            on_hold: hold.is_some(),
            write_off: written_off.get(&key).map_or(0, |row| row.value),
        };
        let account = settle_account(&opening, month).unwrap_or_else(|not_there| {
            found.extend(written_off.get(&key).map(|row| too_much(key, row, not_there)));
            settle_account(&opening, AccountMonth { write_off: 0, ..month }).expect("nothing is written off")
        });
        if let (Some(Carried::OnHold), Some(row)) = (account.carried, hold) {
            found.push(payout_held(key, row, account.closing.carried));
        }
        all.payees.push(AccountRow { distributor, payee, currency, account, terms });
    }
    let keys: BTreeSet<Key> = before.funds.keys().chain(accrued.keys()).copied().collect();
    for key in keys {
        let (distributor, party, currency) = key;
        let opening = before.funds.get(&key).copied().unwrap_or(0);
        let accrued = accrued.get(&key).copied().unwrap_or(0);
        let closing = opening.checked_add(accrued).expect("the bound on amounts keeps sums within 64 bits");
        all.funds.push(FundRow { distributor, party, currency, opening, accrued, closing });
    }
    (all, found)
}

/// The sums of the components that settle alike, by account.
fn sums<'a>(settlements: &[Settlement<'a>], kind: SettledAs) -> BTreeMap<Key<'a>, i64> {
    let mut sums = BTreeMap::new();
    for own in settlements {
        if let Some(minor) = own.sum_of(kind) {
            let sum = sums.entry((own.distributor, own.payee, own.currency)).or_insert(0_i64);
            *sum = sum.checked_add(minor).expect("the bound on amounts keeps sums within 64 bits");
        }
    }
    sums
}

fn numbered<'a>(parties: &'a [PartyId], party: &PartyId) -> PartyRef<'a> {
    let at = parties.binary_search(party).expect("the names of the facts were checked");
    PartyRef { number: u32::try_from(at).expect("there are fewer than four billion parties"), id: &parties[at] }
}

fn too_much((distributor, payee, currency): Key, row: &Ruled<i64>, there: NotThere) -> Finding {
    let message = format!(
        "{} {currency} is to be written off, but the account stands at {}",
        currency.major(row.value),
        currency.major(there.balance)
    );
    let remedy = "write off at most what stands there, with its sign, or withdraw the row";
    Finding::new(Code::TableRow, &format!("{}.csv", WriteOffs::NAME), message, remedy)
        .line(row.source.line)
        .cell("amount", &currency.major(row.value).to_string())
        .about(format!("{payee} through {distributor}"))
}

fn payout_held((distributor, payee, currency): Key, row: &Ruled<()>, minor: i64) -> Finding {
    let message = format!("payouts to {payee} through {distributor} are held since {}", row.effective_from);
    let remedy = "what is owed is carried; a row with status closed releases it";
    Finding::new(Code::PayoutHeld, &format!("{}.csv", Holds::NAME), message, remedy)
        .line(row.source.line)
        .about(format!("{payee} through {distributor}"))
        .amount(Some((minor, currency)))
}
