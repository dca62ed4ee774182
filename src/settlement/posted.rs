//! The settlement equation (design §3): line = target − posted.
//!
//! Owns the one subtraction from which every correction follows. Holds true: it covers computed and posted keys, a
//! posted key without entitlement has target 0; a frozen key posts nothing; a month before the first is posted only
//! where something was settled for it.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::{Frozen, Key, Line, LineKind, Target};
use crate::{
    basics::{Month, PartyId, PartyRef},
    facts::{Facts, OpeningAccount, SettledBefore},
    sheets::dated::Ruled,
};

/// What was ever settled, by key.
pub type Posted<'a> = BTreeMap<Key<'a>, i64>;

/// What was settled before the first month, as the opening says.
#[must_use]
pub fn positions<'a>(facts: &'a Facts, parties: &'a [PartyId]) -> Posted<'a> {
    let numbered = |id: &'a PartyId| {
        let number = parties.binary_search(id).expect("names of openings are checked when read");
        PartyRef { number: u32::try_from(number).expect("a workspace has fewer than four billion parties"), id }
    };
    let position = |(account, before, row): (&'a OpeningAccount, &'a SettledBefore, &'a Ruled<i64>)| {
        let key = Key {
            distributor: numbered(&account.distributor),
            contract: &before.contract,
            item: &before.item,
            term: before.term,
            component: before.component,
            earned: before.earned,
            payee: numbered(&account.party),
            currency: account.currency,
        };
        (key, row.value)
    };
    facts.positions().map(position).collect()
}

/// The lines of a period, in order of key.
#[must_use]
pub fn difference<'a>(
    targets: Vec<Target<'a>>,
    mut posted: Posted<'a>,
    frozen: &[Frozen<'a>],
    first_month: Month,
    period: Month,
) -> Vec<Line<'a>> {
    let mut lines: Vec<Line> = Vec::with_capacity(targets.len());
    let kind = |earned: Month| if earned == period { LineKind::Regular } else { LineKind::Adjustment };
    for target in targets {
        let before = if posted.is_empty() { None } else { posted.remove(&target.key) };
        if before.is_none() && target.key.earned < first_month {
            continue;
        }
        let Target { key, minor, worked } = target;
        let before = before.unwrap_or(0);
        let line = Line {
            key,
            kind: kind(key.earned),
            target: minor,
            posted: before,
            minor: minor - before,
            worked: Some(worked),
            causes: Vec::new(),
        };
        if line.minor != 0 {
            lines.push(line);
        }
    }
    // What is left was settled once, and nothing is due for it any more.
    for (key, before) in posted.into_iter().filter(|(key, before)| *before != 0 && !is_frozen(key, frozen)) {
        let line =
            Line { key, kind: kind(key.earned), target: 0, posted: before, minor: -before, worked: None, causes: Vec::new() };
        lines.push(line);
    }
    if !lines.is_sorted_by_key(|line| line.key) {
        lines.sort_by_key(|line| line.key);
    }
    lines
}

fn is_frozen(key: &Key, frozen: &[Frozen]) -> bool {
    let same = |own: &Frozen| (own.distributor, own.contract, own.item) == (key.distributor, key.contract, key.item);
    frozen.iter().any(|own| same(own) && key.earned >= own.from)
}
