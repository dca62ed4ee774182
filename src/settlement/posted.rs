//! The settlement equation (design §3): line = target − posted.
//!
//! Owns the one subtraction from which every correction follows. Holds true: it covers computed and posted keys, a
//! posted key without entitlement has target 0; a frozen key posts nothing; a month before the first is posted only
//! where something was settled for it.

#[cfg(test)]
mod tests;

use super::{
    Frozen, ItemKey, Key, Line, LineKind, Position, Positions, Target,
    positions::{find, item_of},
};
use crate::basics::{Month, PartyId};

/// What lines are posted by, besides targets and positions.
#[derive(Clone, Copy, Debug)]
pub struct Posting<'a, 's> {
    /// Earlier earned months are posted only where they have a position.
    pub first_month: Month,
    /// The period that is settled.
    pub period: Month,
    /// The parties in order of their ids.
    pub parties: &'a [PartyId],
    /// The items, in their order, whose months before the period were not looked at: they stand as posted.
    pub settled_before: &'s [ItemKey<'a>],
}

/// The lines of a period, in order of key.
#[must_use]
pub fn difference<'a>(
    mut targets: Vec<Target<'a>>,
    before: &'a Positions,
    frozen: &[Frozen<'a>],
    posting: Posting<'a, '_>,
) -> Vec<Line<'a>> {
    if !targets.is_sorted_by_key(|target| target.key) {
        targets.sort_by_key(|target| target.key);
    }
    let fallen = fallen(&targets, before, frozen, posting);
    let mut lines = Vec::with_capacity(targets.len() + fallen.len());
    let mut standing = before.by_item().peekable();
    for target in targets {
        while standing.next_if(|rows| rows[0].item_key() < item_of(&target.key)).is_some() {}
        let own = standing.peek().filter(|rows| rows[0].item_key() == item_of(&target.key));
        let position = own.and_then(|rows| find(rows, &target.key));
        if position.is_none() && target.key.earned < posting.first_month {
            continue;
        }
        let line = posting.line(target.key, target.minor, position);
        if line.minor != 0 {
            lines.push(Line { worked: Some(target.worked), ..line });
        }
    }
    lines.extend(fallen);
    if !lines.is_sorted_by_key(|line| line.key) {
        lines.sort_by_key(|line| line.key);
    }
    lines
}

/// What was settled once, and nothing is due for it any more. Targets are in order of key.
fn fallen<'a>(targets: &[Target], before: &'a Positions, frozen: &[Frozen], posting: Posting<'a, '_>) -> Vec<Line<'a>> {
    let mut lines = Vec::new();
    let mut rest = targets;
    let mut settled = posting.settled_before;
    for rows in before.by_item() {
        let item = rows[0].item_key();
        rest = behind(rest, |target| item_of(&target.key) < item);
        let due = &rest[..rest.len() - behind(rest, |target| item_of(&target.key) == item).len()];
        settled = behind(settled, |own| *own < item);
        let from = if settled.first() == Some(&item) { posting.period } else { Month::EARLIEST };
        for position in rows.iter().filter(|position| position.minor != 0) {
            let is_due = |key: &Key| due.binary_search_by_key(key, |target| target.key).is_ok();
            let gone = position.keys_from(from, posting.parties).filter(|key| !is_due(key) && !is_frozen(key, frozen));
            lines.extend(gone.map(|key| posting.line(key, 0, Some(position))));
        }
    }
    lines
}

/// What is left behind the first elements that are passed over.
fn behind<T>(elements: &[T], passed: impl Fn(&T) -> bool) -> &[T] {
    let first = elements.iter().position(|own| !passed(own));
    &elements[first.unwrap_or(elements.len())..]
}

impl Posting<'_, '_> {
    fn line<'a>(self, key: Key<'a>, target: i64, before: Option<&Position>) -> Line<'a> {
        let kind = if key.earned == self.period { LineKind::Regular } else { LineKind::Adjustment };
        let posted = before.map_or(0, |position| position.minor);
        let first_settled = before.map_or(self.period, |position| position.first_settled_for(key.earned));
        Line { key, kind, target, posted, minor: target - posted, first_settled, worked: None, causes: Vec::new() }
    }
}

fn is_frozen(key: &Key, frozen: &[Frozen]) -> bool {
    let from = frozen.partition_point(|own| own.item_key() < item_of(key));
    frozen[from..].iter().take_while(|own| own.item_key() == item_of(key)).any(|own| key.earned >= own.from)
}
