//! Limits: floors and caps, used up in the order of earned months.
//!
//! Owns what a payee's shares become under them (design §6, "Limits"): the last step, after split and conversion.
//! Through each month the sum is at most the cap and at least the floor; the month gets what that adds, shared by what
//! its entries would be without. Holds true: parts add up; the order of entries has no effect; what no row limits stays
//! as it is.

#[cfg(test)]
mod laws;

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;

use super::{Recorder, Step};
use crate::{
    basics::{Month, allocate},
    rulebook::{Limit, LimitKey, LimitKind, LimitPer, LimitScope},
};

/// A payee's share of an item's month. Only what is in force is an entry: a target whose rate is not `none`.
#[derive(Clone, Debug)]
pub struct Entry<'a, K> {
    /// The key of the share, once only; the order of keys decides where a last cent goes.
    pub key: K,
    /// Who is owed, by number.
    pub payee: u32,
    /// Through whom, by number.
    pub distributor: u32,
    /// The contract's number at the distributor.
    pub contract: &'a str,
    /// The item of the contract.
    pub item: &'a str,
    /// The term's number.
    pub term: u32,
    /// The month it belongs to.
    pub earned: Month,
    /// The month's base: shares by it where nothing is due without the limit. Not negative.
    pub base: i64,
    /// The share after split and conversion, in minor units. Not negative: a reversal is the difference of two targets.
    pub minor: i64,
    /// The limits in force on its governing day, in the currency of the share.
    pub limits: Vec<Limit<'a>>,
}

/// What limits make of a share.
#[derive(Clone, Debug)]
pub struct Limited<'a> {
    /// The share in minor units.
    pub minor: i64,
    /// The limits it passed, in their order.
    pub applied: Vec<Applied<'a>>,
}

/// A limit and what it did to a share.
#[derive(Clone, Copy, Debug)]
pub struct Applied<'a> {
    /// The limit, by the row that counts for the month.
    pub limit: Limit<'a>,
    /// What was due under it for the months before.
    pub used: i64,
    /// What the month would be without it.
    pub wanted: i64,
    /// What the month is with it.
    pub due: i64,
    /// The share without it.
    pub before: i64,
    /// The share with it.
    pub after: i64,
}

/// What shares a limit: the same row's key, payee and distributor; contract and item as far as it is about one; months.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Account<'a> {
    key: &'a LimitKey,
    payee: (u32, u32),
    contract: Option<&'a str>,
    item: Option<&'a str>,
    /// The month, the year or the term's number.
    period: i64,
}

/// The entries that share a limit, by earned month, each with the row that its governing day picks.
type Months<'e, 'a, K> = BTreeMap<Month, Vec<(&'e Entry<'a, K>, Limit<'a>)>>;

/// The shares under their limits, by key: item first, then contract, then payee; month, then year, then term; cap, then
/// floor. Entries of earned months behind the period are not handed in; those before the first that is settled are.
#[must_use]
pub fn limited<'a, K: Ord + Clone>(entries: &[Entry<'a, K>]) -> BTreeMap<K, Limited<'a>> {
    let mut shares: BTreeMap<K, Limited> =
        entries.iter().map(|entry| (entry.key.clone(), Limited { minor: entry.minor, applied: Vec::new() })).collect();
    let keys: BTreeSet<&LimitKey> = entries.iter().flat_map(|entry| entry.limits.iter().map(|limit| limit.key)).collect();
    for key in keys {
        let mut accounts: BTreeMap<Account, Months<K>> = BTreeMap::new();
        for entry in entries {
            for limit in entry.limits.iter().filter(|limit| limit.key == key) {
                accounts.entry(entry.account(key)).or_default().entry(entry.earned).or_default().push((entry, *limit));
            }
        }
        accounts.into_values().for_each(|months| use_up(key.kind, months, &mut shares));
    }
    shares
}

impl<'a, K> Entry<'a, K> {
    fn account(&self, key: &'a LimitKey) -> Account<'a> {
        Account {
            key,
            payee: (self.payee, self.distributor),
            contract: (key.scope != LimitScope::Payee).then_some(self.contract),
            item: (key.scope == LimitScope::Item).then_some(self.item),
            period: match key.per {
                LimitPer::Month => i64::from(self.earned.since(Month::EARLIEST)),
                LimitPer::Year => i64::from(self.earned.first_day().year()),
                LimitPer::Term => i64::from(self.term),
            },
        }
    }
}

/// One limit over the months that share it.
fn use_up<'a, K: Ord>(kind: LimitKind, months: Months<'_, 'a, K>, shares: &mut BTreeMap<K, Limited<'a>>) {
    let (mut without, mut used) = (0, 0);
    for mut members in months.into_values() {
        members.sort_by(|(a, _), (b, _)| a.key.cmp(&b.key));
        let before: Vec<i64> = members.iter().map(|(entry, _)| shares[&entry.key].minor).collect();
        let bases: Vec<i64> = members.iter().map(|(entry, _)| entry.base).collect();
        let wanted: i64 = before.iter().sum();
        without += wanted;
        // Rows that changed between the governing days of one month: the latest counts for all.
        let latest = members.iter().map(|(_, limit)| *limit).max_by_key(|limit| limit.rule.effective_from);
        let limit = latest.expect("a month has an entry");
        let bound = match kind {
            LimitKind::Cap => without.min(limit.rule.value),
            LimitKind::Floor => without.max(limit.rule.value),
        };
        // A row that lowers a cap takes nothing back of the months before.
        let due = (bound - used).max(0);
        for (((entry, _), before), after) in members.iter().zip(&before).zip(shared(due, &before, &bases)) {
            let share = shares.get_mut(&entry.key).expect("every entry has a share");
            share.minor = after;
            share.applied.push(Applied { limit, used, wanted, due, before: *before, after });
        }
        used += due;
    }
}

/// The month's sum by entry: by what each would be without the limit, where that is nothing by base, else evenly.
fn shared(due: i64, before: &[i64], bases: &[i64]) -> Vec<i64> {
    let even = vec![1; before.len()];
    let by = [before, bases].into_iter().find(|weights| weights.iter().any(|weight| *weight != 0)).unwrap_or(&even);
    allocate(due, by).expect("shares and bases are not negative")
}

impl Limited<'_> {
    /// Takes down what each limit did.
    pub fn explain(&self, recorder: &mut impl Recorder) {
        for Applied { limit, used, wanted, due, before, after } in &self.applied {
            let LimitKey { scope, per, kind, currency, .. } = limit.key;
            let shown = |minor: i64| currency.major(minor);
            let becomes = |from: i64, to: i64| {
                let what = if from == to { "stay".to_owned() } else { format!("become {}", shown(to)) };
                format!("{} {what}", shown(from))
            };
            // A share that is alone under its limit is the month's sum itself.
            let own = if wanted == before { String::new() } else { format!(", and of them {}", becomes(*before, *after)) };
            recorder.step(|| Step {
                what: format!(
                    "{kind} of {} {currency} per {scope} and {per}, {} used up before: the month's {}{own}",
                    shown(limit.rule.value),
                    shown(*used),
                    becomes(*wanted, *due),
                ),
                result: shown(*after).to_string(),
                source: Some(limit.rule.source),
                authority: limit.rule.reference.clone(),
            });
        }
    }
}
