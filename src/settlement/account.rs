//! One account of one period: what a payee is paid, and what stays.
//!
//! Owns the order in which a period moves an account (design §6, "Accounts"), which decides what is paid:
//!
//! 1. opening + lines;
//! 2. part of the lines is kept in reserve, where their sum is positive;
//! 3. reserves whose period has come are released;
//! 4. a balance that is negative draws reserves, the oldest first (what was just kept is the youngest);
//! 5. what a named row gives up is written off, at most what stands there;
//! 6. what is left is paid if it is positive and not below the minimum, all of it; else it is carried.
//!
//! Holds true, asserted in release builds: opening + lines − kept + released + drawn − written off − payout = closing, and
//! the reserve before + kept − released − drawn = the reserve after. Amounts are minor units of the account's currency.

use std::collections::BTreeMap;

use crate::{
    basics::{Exact, Month, words},
    rulebook::PayoutTerms,
};

/// What stands in an account between two periods. The closing of one is the opening of the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    /// Owed to the payee and not paid; below zero where the payee owes.
    pub carried: i64,
    /// Kept back, by the period in which it is released. None is zero.
    pub reserve: BTreeMap<Month, i64>,
}

impl Balance {
    /// All that is kept back.
    #[must_use]
    pub fn reserved(&self) -> i64 {
        sum(self.reserve.values().copied())
    }

    /// Whether nothing stands there.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.carried == 0 && self.reserve.is_empty()
    }
}

/// What happens to an account in a period.
#[derive(Clone, Copy, Debug)]
pub struct AccountMonth<'a> {
    /// The period.
    pub period: Month,
    /// The sum of the period's payable lines.
    pub lines: i64,
    /// The terms it is paid on; without any, there is neither minimum nor reserve.
    pub terms: Option<&'a PayoutTerms>,
    /// Whether the payee's agreement with the distributor has ended.
    pub agreement_ended: bool,
    /// Whether payouts to the payee are held by hand.
    pub on_hold: bool,
    /// What a named row gives up: a credit where positive, a debit where negative.
    pub write_off: i64,
}

words! {
    /// Why something stays in an account that is not paid.
    pub enum Carried {
        Debit = "debit": "The payee owes it; it is set off against what comes.",
        BelowMinimum = "below-minimum": "It is less than the smallest payout.",
        OnHold = "on-hold": "Payouts to the payee are held by hand.",
    }
}

/// An account over one period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// What was carried into the period.
    pub opening: i64,
    /// The sum of the period's payable lines.
    pub lines: i64,
    /// Part of them that is kept in reserve.
    pub reserve_kept: i64,
    /// Reserves whose period has come.
    pub reserve_released: i64,
    /// Reserves that a negative balance drew before their period.
    pub reserve_drawn: i64,
    /// What is given up; below zero where a debit is forgiven.
    pub written_off: i64,
    /// What is paid.
    pub payout: i64,
    /// What stands there afterwards.
    pub closing: Balance,
    /// Why something is carried; none where nothing is.
    pub carried: Option<Carried>,
}

/// More was to be written off than stands in the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotThere {
    /// What stood there to be written off.
    pub balance: i64,
}

/// What a period makes of an account.
pub fn settle_account(before: &Balance, month: AccountMonth) -> Result<Account, NotThere> {
    let AccountMonth { period, lines, terms, agreement_ended, on_hold, write_off } = month;
    let mut reserve = before.reserve.clone();
    let kept = keep(&mut reserve, lines, terms, period);
    let released = release(&mut reserve, period);
    let balance = sum([before.carried, lines, -kept, released]);
    let drawn = draw(&mut reserve, balance);
    let balance = sum([balance, drawn]);
    if write_off != 0 && (write_off.signum() != balance.signum() || write_off.abs() > balance.abs()) {
        return Err(NotThere { balance });
    }
    let available = balance - write_off;
    let minimum = terms.filter(|terms| !(terms.sweep && agreement_ended)).map_or(0, |terms| terms.minimum);
    let carried = match available {
        ..0 => Some(Carried::Debit),
        0 => None,
        _ if on_hold => Some(Carried::OnHold),
        credit if credit < minimum => Some(Carried::BelowMinimum),
        _ => None,
    };
    let payout = if carried.is_none() { available } else { 0 };
    let account = Account {
        opening: before.carried,
        lines,
        reserve_kept: kept,
        reserve_released: released,
        reserve_drawn: drawn,
        written_off: write_off,
        payout,
        closing: Balance { carried: available - payout, reserve },
        carried,
    };
    account.prove(before);
    Ok(account)
}

/// Keeps part of what the period brings; it is released whole periods later.
fn keep(reserve: &mut BTreeMap<Month, i64>, lines: i64, terms: Option<&PayoutTerms>, period: Month) -> i64 {
    let Some(own) = terms.and_then(|terms| terms.reserve).filter(|_| lines.is_positive()) else { return 0 };
    let kept = Exact::minor(lines).percent(own.percent).round(1);
    if kept > 0 {
        let of_its_month = reserve.entry(period.plus(own.months)).or_default();
        *of_its_month = sum([*of_its_month, kept]);
    }
    kept
}

/// Takes out what is due in the period or was due before.
fn release(reserve: &mut BTreeMap<Month, i64>, period: Month) -> i64 {
    let later = reserve.split_off(&period.next());
    sum(std::mem::replace(reserve, later).into_values())
}

/// Takes out what a negative balance needs, the oldest first.
fn draw(reserve: &mut BTreeMap<Month, i64>, balance: i64) -> i64 {
    let mut drawn = 0;
    while balance + drawn < 0
        && let Some(mut oldest) = reserve.first_entry()
    {
        let part = (*oldest.get()).min(-(balance + drawn));
        drawn += part;
        if part == *oldest.get() {
            oldest.remove();
        } else {
            *oldest.get_mut() -= part;
        }
    }
    drawn
}

fn sum(parts: impl IntoIterator<Item = i64>) -> i64 {
    let added = |sum: i64, part: i64| sum.checked_add(part).expect("the bound on amounts keeps sums within 64 bits");
    parts.into_iter().fold(0, added)
}

impl Account {
    /// What moved the balance adds up, and so does what moved the reserve. A difference is a defect.
    fn prove(&self, before: &Balance) {
        let moved = sum([self.opening, self.lines, -self.reserve_kept, self.reserve_released, self.reserve_drawn]);
        assert_eq!(moved - self.written_off - self.payout, self.closing.carried, "an account adds up to its closing balance");
        let kept = sum([before.reserved(), self.reserve_kept, -self.reserve_released, -self.reserve_drawn]);
        assert_eq!(kept, self.closing.reserved(), "a reserve is what was kept less what was released and drawn");
        assert!(self.payout >= 0, "nothing below zero is paid");
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    use super::*;
    use crate::rulebook::Reserve;

    const START: &str = "2022-09";

    fn terms() -> impl Strategy<Value = PayoutTerms> {
        let reserve = prop::option::of((1_u32..=100, 1_u32..5));
        (0_i64..5_000, any::<bool>(), reserve).prop_map(|(minimum, sweep, reserve)| PayoutTerms {
            minimum,
            sweep,
            reserve: reserve.map(|(percent, months)| Reserve { percent: Decimal::from(percent), months }),
        })
    }

    /// Lines, the terms of that period, whether the agreement has ended, whether payouts are held, percent of the balance
    /// that is written off.
    type Given = (i64, Option<PayoutTerms>, bool, bool, i64);

    fn given() -> impl Strategy<Value = Given> {
        let write_off = prop_oneof![3 => Just(0_i64), 1 => 1_i64..=100];
        (-10_000_i64..10_000, prop::option::of(terms()), any::<bool>(), any::<bool>(), write_off)
    }

    /// The accounts of consecutive periods.
    fn run(opening: Balance, periods: &[Given]) -> Vec<Account> {
        let mut before = opening;
        let mut period: Month = START.parse().unwrap();
        let mut accounts = Vec::new();
        for (lines, terms, agreement_ended, on_hold, part) in periods {
            let plain = AccountMonth {
                period,
                lines: *lines,
                terms: terms.as_ref(),
                agreement_ended: *agreement_ended,
                on_hold: true,
                write_off: 0,
            };
            let write_off = settle_account(&before, plain).unwrap().closing.carried * part / 100;
            let account = settle_account(&before, AccountMonth { on_hold: *on_hold, write_off, ..plain }).unwrap();
            before = account.closing.clone();
            period = period.next();
            accounts.push(account);
        }
        accounts
    }

    #[test]
    #[should_panic(expected = "an account adds up to its closing balance")]
    fn a_cent_that_appears_from_nowhere_is_a_defect() {
        let account = run(Balance::default(), &[(100, None, false, false, 0)]).remove(0);
        Account { lines: 101, ..account }.prove(&Balance::default());
    }

    #[test]
    #[should_panic(expected = "a reserve is what was kept less what was released and drawn")]
    fn a_reserve_that_disappears_is_a_defect() {
        let account = run(Balance::default(), &[(100, None, false, false, 0)]).remove(0);
        let before = Balance { carried: 0, reserve: BTreeMap::from([(START.parse().unwrap(), 50)]) };
        account.prove(&before);
    }

    proptest! {
        #[test]
        fn what_comes_in_is_paid_written_off_carried_or_reserved(opening in -9_000_i64..9_000, periods in prop::collection::vec(given(), 1..24)) {
            let accounts = run(Balance { carried: opening, reserve: BTreeMap::new() }, &periods);
            let total = |of: fn(&Account) -> i64| accounts.iter().map(of).sum::<i64>();
            let last = &accounts.last().unwrap().closing;
            let out = total(|own| own.payout) + total(|own| own.written_off) + last.carried + last.reserved();
            prop_assert_eq!(opening + total(|own| own.lines), out);
            prop_assert_eq!(total(|own| own.reserve_kept), total(|own| own.reserve_released) + total(|own| own.reserve_drawn) + last.reserved());
        }

        #[test]
        fn a_payout_is_never_negative_below_the_minimum_or_in_part(periods in prop::collection::vec(given(), 1..24)) {
            for (account, (_, terms, ended, held, _)) in run(Balance::default(), &periods).iter().zip(&periods) {
                let minimum = terms.map_or(0, |terms| if terms.sweep && *ended { 0 } else { terms.minimum });
                prop_assert!(account.payout == 0 || (account.payout >= minimum && account.payout > 0 && !held));
                prop_assert!(account.payout == 0 || account.closing.carried == 0, "all is paid, or nothing");
                prop_assert_eq!(account.carried.is_none(), account.closing.carried == 0);
                prop_assert!(account.closing.carried >= 0 || account.closing.reserve.is_empty(), "no debit beside a reserve");
                prop_assert!(account.closing.reserve.values().all(|kept| *kept > 0), "no empty reserve stands");
            }
        }

        #[test]
        fn a_reserve_comes_back_whole_when_nothing_else_happens(lines in 1_i64..1_000_000, percent in 1_u32..=100, months in 1_u32..18) {
            let reserve = Some(Reserve { percent: Decimal::from(percent), months });
            let own = PayoutTerms { minimum: 0, sweep: false, reserve };
            let mut periods = vec![(0, Some(own), false, false, 0); months as usize + 1];
            periods[0].0 = lines;
            let accounts = run(Balance::default(), &periods);
            let paid: Vec<i64> = accounts.iter().map(|account| account.payout).collect();
            prop_assert_eq!(paid[0] + paid[months as usize], lines);
            prop_assert_eq!(accounts[months as usize].reserve_released, accounts[0].reserve_kept);
            prop_assert!(paid[1..months as usize].iter().all(|paid| *paid == 0));
        }
    }
}
