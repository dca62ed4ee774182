//! The accounts of a period: one per payee, distributor and currency, and the fund balances beside them.
//!
//! Owns which accounts there are: those with payable lines, and those without in which something stands or is written
//! off. Never netted across distributors or currencies (design §6). Holds true: the closing balances of one period are the
//! opening balances of the next; the order of settlements has no effect.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Account, AccountMonth, Balances, Carried, NotThere, Settlement,
    balances::{Key, numbered},
    settle_account,
};
use crate::{
    basics::{Checked, Code, Currency, Finding, Month, PartyId, PartyRef, SettledAs},
    facts::{Facts, Holds, WriteOffs},
    rulebook::{PayoutTerms, Rules},
    sheets::dated::{DatedTable, Ruled},
};

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        basics::Component,
        settlement::{
            Control, SumKey,
            cases::{
                fact_texts::FactTexts,
                small_world::{Setting, always, rules},
            },
            opening_balances,
        },
    };

    const PERIOD: &str = "2022-09";

    fn parties() -> Vec<PartyId> {
        ["fjordvik", "nuvias", "stern", "tonwerk"].map(|id| id.parse().unwrap()).to_vec()
    }

    /// Distributor, payee and currency of a settlement, and its sums.
    type Given<'t> = (usize, usize, &'t str, &'t [(Component, i64)]);

    fn settled<'a>(parties: &'a [PartyId], given: &[Given]) -> Vec<Settlement<'a>> {
        let party = |at: usize| PartyRef { number: u32::try_from(at).unwrap(), id: &parties[at] };
        let control = |minor: i64| Control { lines: 1, base: 0, minor };
        given
            .iter()
            .map(|(distributor, payee, currency, sums)| (distributor, payee, currency.parse().unwrap(), sums))
            .map(|(distributor, payee, currency, sums)| Settlement {
                distributor: party(*distributor),
                payee: party(*payee),
                currency,
                sums: sums.iter().map(|(component, minor)| (SumKey::alike(*component, currency), control(*minor))).collect(),
            })
            .collect()
    }

    /// Distributor/payee/currency with lines, payout and what is carried.
    fn shown(accounts: &Accounts) -> Vec<(String, i64, i64, i64)> {
        let one = |row: &AccountRow| {
            let name = format!("{}/{}/{}", row.distributor, row.payee, row.currency);
            (name, row.account.lines, row.account.payout, row.account.closing.carried)
        };
        accounts.payees.iter().map(one).collect()
    }

    fn funds(accounts: &Accounts) -> Vec<(String, i64, i64, i64)> {
        let one = |row: &FundRow| {
            (format!("{}/{}/{}", row.distributor, row.party, row.currency), row.opening, row.accrued, row.closing)
        };
        accounts.funds.iter().map(one).collect()
    }

    #[test]
    fn nothing_is_netted_across_distributors_currencies_or_payees() {
        use Component::{Bonus, Commission, Discount, Fund, Override, Uplift};
        let (parties, rules, facts) = (parties(), rules(&Setting::default()), FactTexts::default().facts());
        let mut given = settled(
            &parties,
            &[
                (1, 0, "EUR", &[(Commission, 100), (Override, 20), (Uplift, 3), (Bonus, -1), (Discount, 5_000), (Fund, 7)]),
                (1, 0, "USD", &[(Commission, -40)]),
                (1, 3, "EUR", &[(Commission, -50)]),
                (2, 0, "EUR", &[(Commission, 60)]),
                (2, 3, "EUR", &[(Discount, 900)]),
                (2, 3, "USD", &[(Fund, 11)]),
            ],
        );
        let account = |name: &str, lines, payout, carried| (name.to_owned(), lines, payout, carried);
        let expected = [
            account("nuvias/fjordvik/EUR", 122, 122, 0),
            account("nuvias/fjordvik/USD", -40, 0, -40),
            account("nuvias/tonwerk/EUR", -50, 0, -50),
            account("stern/fjordvik/EUR", 60, 60, 0),
        ];
        let period = PERIOD.parse().unwrap();
        let (all, found) = accounts(&Balances::default(), &given, &rules, &facts, &parties, period);
        assert_eq!((shown(&all), found.len()), (expected.to_vec(), 0));
        assert_eq!(funds(&all), [account("nuvias/fjordvik/EUR", 0, 7, 7), account("stern/tonwerk/USD", 0, 11, 11)]);
        given.reverse();
        let (turned, _) = accounts(&Balances::default(), &given, &rules, &facts, &parties, period);
        assert_eq!((shown(&turned), funds(&turned)), (shown(&all), funds(&all)), "whatever the order of settlements");
        assert_eq!(turned.closing(), all.closing());
    }

    #[test]
    fn the_closing_of_one_period_is_the_opening_of_the_next() {
        let (parties, rules) = (parties(), rules(&Setting::default()));
        let opening = vec![
            always("balance,tonwerk,nuvias,EUR,,,,,", "-0.50"),
            always("reserve,tonwerk,nuvias,EUR,,,,,2022-11", "2.00"),
            always("reserve,fjordvik,nuvias,EUR,,,,,2022-10", "3.00"),
            always("fund,fjordvik,stern,GBP,,,,,", "-4.00"),
            always("fund,tonwerk,stern,GBP,,,,,", "5.00"),
            always("fund,tonwerk,stern,USD,,,,,", "-7.00"),
            always("position,tonwerk,stern,EUR,C-1,1,1,commission,2022-08", "6.00"),
        ];
        let facts = FactTexts { opening, ..FactTexts::default() }.facts();
        let before = opening_balances(&facts, &parties);
        assert_eq!((before.accounts.len(), before.funds.len()), (2, 3), "a position is no balance");
        let positions: Vec<_> = facts.positions().map(|(own, of, row)| (own.party.as_str(), of.term, row.value)).collect();
        assert_eq!(positions, [("tonwerk", 1, 600)]);
        let account = |name: &str, lines, payout, carried| (name.to_owned(), lines, payout, carried);
        let given = settled(&parties, &[(2, 0, "GBP", &[(Component::Fund, 400)])]);
        let (first, _) = accounts(&before, &given, &rules, &facts, &parties, PERIOD.parse().unwrap());
        assert_eq!(shown(&first), [account("nuvias/fjordvik/EUR", 0, 0, 0), account("nuvias/tonwerk/EUR", 0, 0, 0)]);
        assert_eq!(first.payees[1].account.reserve_drawn, 50, "a debit draws the reserve");
        assert_eq!(
            funds(&first),
            [
                account("stern/fjordvik/GBP", -400, 400, 0),
                account("stern/tonwerk/GBP", 500, 0, 500),
                account("stern/tonwerk/USD", -700, 0, -700)
            ]
        );
        let (second, _) = accounts(&first.closing(), &[], &rules, &facts, &parties, "2022-10".parse().unwrap());
        assert_eq!(shown(&second), [account("nuvias/fjordvik/EUR", 0, 300, 0), account("nuvias/tonwerk/EUR", 0, 0, 0)]);
        assert_eq!(funds(&second), [account("stern/tonwerk/GBP", 500, 0, 500), account("stern/tonwerk/USD", -700, 0, -700)]);
        let (third, _) = accounts(&second.closing(), &[], &rules, &facts, &parties, "2022-11".parse().unwrap());
        assert_eq!(shown(&third), [account("nuvias/tonwerk/EUR", 0, 150, 0)]);
        assert_eq!(third.closing().accounts.len(), 0);
    }

    #[test]
    fn a_hold_is_noted_and_a_write_off_of_nothing_stops() {
        let (parties, rules) = (parties(), rules(&Setting::default()));
        let texts = FactTexts {
            holds: vec![always("nuvias,*,fjordvik", "held"), always("*,*,tonwerk", "held")],
            write_offs: vec![always("fjordvik,stern,EUR,2022-09", "0.61"), always("fjordvik,stern,EUR,2022-10", "0.61")],
            ..FactTexts::default()
        };
        let facts = texts.facts();
        let given = settled(
            &parties,
            &[
                (1, 0, "EUR", &[(Component::Commission, 100)]),
                (1, 3, "EUR", &[(Component::Commission, -100)]),
                (2, 0, "EUR", &[(Component::Commission, 60)]),
            ],
        );
        let (all, found) = accounts(&Balances::default(), &given, &rules, &facts, &parties, PERIOD.parse().unwrap());
        let account = |name: &str, lines, payout, carried| (name.to_owned(), lines, payout, carried);
        assert_eq!(
            shown(&all),
            [
                account("nuvias/fjordvik/EUR", 100, 0, 100),
                account("nuvias/tonwerk/EUR", -100, 0, -100),
                account("stern/fjordvik/EUR", 60, 60, 0)
            ]
        );
        let eur: Currency = "EUR".parse().unwrap();
        let said: Vec<_> = found.iter().map(|own| (own.code, own.place(), own.amount, own.value.as_str())).collect();
        assert_eq!(
            said,
            [
                (Code::PayoutHeld, "facts/holds.csv:2".to_owned(), Some((100, eur)), ""),
                (Code::TableRow, "facts/write_offs.csv:2".to_owned(), None, "0.61")
            ]
        );
        assert_eq!(found[0].subject, "fjordvik through nuvias");
        assert!(found[0].message.ends_with("are held since 2000-01-01"), "{}", found[0].message);
        assert_eq!(found[1].message, "0.61 EUR is to be written off, but the account stands at 0.60");
        assert_eq!(found[1].subject, "fjordvik through stern");
    }
}
