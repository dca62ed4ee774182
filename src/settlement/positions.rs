//! Positions: what was ever settled for each key, from the opening or from one close to the next.
//!
//! Owns the run-length form: a position is one amount settled for each of some consecutive earned months, so that what
//! is carried from period to period grows with contracts, not with months. Holds true: positions are in order, no two
//! of them tell of one key, and adding the lines of a period is the only way in which they change.

#[cfg(test)]
mod tests;

use compact_str::CompactString;

use super::{Key, Line};
use crate::{
    basics::{Component, Currency, Month, PartyId, PartyRef},
    facts::{Facts, OpeningAccount, SettledBefore},
    sheets::dated::Ruled,
};

/// What stands settled for consecutive earned months of one payee, component and term of an item. Parties are told by
/// their place among the parties of the run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Through whom.
    pub distributor: u32,
    /// The contract's number at the distributor.
    pub contract: CompactString,
    /// The line of the contract.
    pub item: CompactString,
    /// 1 for the initial term.
    pub term: u32,
    /// What kind of money.
    pub component: Component,
    /// Who was owed.
    pub payee: u32,
    /// The currency it was owed in.
    pub currency: Currency,
    /// The first earned month.
    pub from: Month,
    /// How many months.
    pub months: u32,
    /// Settled for each of them, in minor units.
    pub minor: i64,
    /// The period in which each was first settled; none where that was its own month.
    pub first_settled: Option<Month>,
}

/// An item by its order: distributor by number, contract, item.
pub type ItemKey<'p> = (u32, &'p str, &'p str);
/// A series of an item by its order: what has one amount per earned month.
type Series = (u32, Component, u32, Currency);

/// The item of a key.
#[must_use]
pub fn item_of<'p>(key: &Key<'p>) -> ItemKey<'p> {
    (key.distributor.number, key.contract, key.item)
}

fn series_of(key: &Key) -> Series {
    (key.term, key.component, key.payee.number, key.currency)
}

impl Position {
    pub(super) fn item_key(&self) -> ItemKey<'_> {
        (self.distributor, &self.contract, &self.item)
    }

    fn series(&self) -> Series {
        (self.term, self.component, self.payee, self.currency)
    }

    /// The month behind its last.
    pub(super) fn until(&self) -> Month {
        self.from.plus(self.months)
    }

    /// The keys it tells of from a month on, in the order of their months.
    pub fn keys_from<'p>(&'p self, from: Month, parties: &'p [PartyId]) -> impl Iterator<Item = Key<'p>> {
        let party = |number: u32| PartyRef { number, id: &parties[number as usize] };
        let months = self.from.max(from).through(self.until().previous());
        months.map(move |earned| Key {
            distributor: party(self.distributor),
            contract: &self.contract,
            item: &self.item,
            term: self.term,
            component: self.component,
            earned,
            payee: party(self.payee),
            currency: self.currency,
        })
    }

    /// The period in which the amount of an earned month was first settled.
    #[must_use]
    pub fn first_settled_for(&self, earned: Month) -> Month {
        self.first_settled.unwrap_or(earned)
    }

    /// Whether `next` goes on where this one ends, with the same amount.
    fn is_continued_by(&self, next: &Position) -> bool {
        self.series() == next.series()
            && self.until() == next.from
            && (self.minor, self.first_settled) == (next.minor, next.first_settled)
    }
}

/// Every position, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Positions(Vec<Position>);

impl Positions {
    /// What was settled before the first month, as the opening says.
    #[must_use]
    pub fn of_opening(facts: &Facts, parties: &[PartyId]) -> Positions {
        let number = |id: &PartyId| {
            let at = parties.binary_search(id).expect("names of openings are checked when read");
            u32::try_from(at).expect("a workspace has fewer than four billion parties")
        };
        let position = |(account, before, row): (&OpeningAccount, &SettledBefore, &Ruled<i64>)| Position {
            distributor: number(&account.distributor),
            contract: before.contract.clone(),
            item: before.item.clone(),
            term: before.term,
            component: before.component,
            payee: number(&account.party),
            currency: account.currency,
            from: before.earned,
            months: 1,
            minor: row.value,
            first_settled: None,
        };
        Positions::of(facts.positions().map(position).collect())
    }

    /// These positions, put in order; those that continue each other are joined. No two may tell of one key.
    #[must_use]
    pub fn of(mut rows: Vec<Position>) -> Positions {
        if !rows.is_sorted() {
            rows.sort();
        }
        let mut joined: Vec<Position> = Vec::with_capacity(rows.len());
        for row in rows {
            match joined.last_mut() {
                Some(last) if last.item_key() == row.item_key() && last.is_continued_by(&row) => last.months += row.months,
                _ => joined.push(row),
            }
        }
        Positions(joined)
    }

    /// All of them.
    #[must_use]
    pub fn rows(&self) -> &[Position] {
        &self.0
    }

    /// The positions of each item in turn.
    pub(super) fn by_item(&self) -> impl Iterator<Item = &[Position]> {
        self.0.chunk_by(|a, b| a.item_key() == b.item_key())
    }

    /// The position that tells of a key, among all of them.
    #[must_use]
    pub fn position(&self, key: &Key) -> Option<&Position> {
        let from = self.0.partition_point(|row| row.item_key() < item_of(key));
        let own = self.0[from..].partition_point(|row| row.item_key() == item_of(key));
        find(&self.0[from..from + own], key)
    }

    /// These positions and what the lines of `period` settle on top: the positions of the next period.
    #[must_use]
    pub fn after(&self, lines: &[Line], period: Month) -> Positions {
        let mut after = Vec::with_capacity(self.0.len().max(lines.len()));
        let mut standing = self.by_item().peekable();
        for own in lines.chunk_by(|a, b| item_of(&a.key) == item_of(&b.key)) {
            let key = item_of(&own[0].key);
            while let Some(rows) = standing.next_if(|rows| rows[0].item_key() < key) {
                after.extend_from_slice(rows);
            }
            let mut rows = standing.next_if(|rows| rows[0].item_key() == key).map_or_else(Vec::new, <[_]>::to_vec);
            own.iter().for_each(|line| settle(&mut rows, line, period));
            rows.sort();
            after.extend(rows);
        }
        after.extend(standing.flatten().cloned());
        Positions::of(after)
    }
}

/// The position of an item that tells of a key.
pub(super) fn find<'p>(item: &'p [Position], key: &Key) -> Option<&'p Position> {
    let behind = item.partition_point(|row| (row.series(), row.from) <= (series_of(key), key.earned));
    let last = item.get(behind.checked_sub(1)?)?;
    (last.series() == series_of(key) && key.earned < last.until()).then_some(last)
}

/// Adds the amount of a line to the positions of its item, which are in order before, and need not be behind.
fn settle(rows: &mut Vec<Position>, line: &Line, period: Month) {
    let Key { distributor, contract, item, term, component, earned, payee, currency } = line.key;
    let holding = rows.iter().position(|row| row.series() == series_of(&line.key) && row.from <= earned && earned < row.until());
    let Some(at) = holding else {
        rows.push(Position {
            distributor: distributor.number,
            contract: contract.into(),
            item: item.into(),
            term,
            component,
            payee: payee.number,
            currency,
            from: earned,
            months: 1,
            minor: line.minor,
            first_settled: (earned != period).then_some(period),
        });
        return;
    };
    let whole = rows.swap_remove(at);
    let months = |from: Month, until: Month| u32::try_from(until.since(from)).expect("a position's months are in order");
    let minor = whole.minor.checked_add(line.minor).expect("the bound on amounts keeps sums within 64 bits");
    let parts = [(whole.from, earned, whole.minor), (earned, earned.next(), minor), (earned.next(), whole.until(), whole.minor)];
    for (from, until, minor) in parts.into_iter().filter(|(from, until, _)| from < until) {
        rows.push(Position { from, months: months(from, until), minor, ..whole.clone() });
    }
}
