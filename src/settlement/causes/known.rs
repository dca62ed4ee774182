//! What a period settles by: its rules and facts, where partners stand, what volumes give, and what feeds tell of items.

use std::{collections::BTreeMap, sync::Arc};

use chrono::NaiveDate;
use rayon::prelude::*;

use super::super::{
    BandShares, Frozen, Grounds, ItemFacts, ItemKey, ItemOutcome, Key, Standings, World, claims, item_of, limit,
    rules_have_bands, settle_item,
};
use crate::{
    basics::{Month, PartyId, Sources},
    facts::{Delivery, Facts, Record},
    rulebook::Rules,
};

/// What feeds tell of some items.
#[derive(Clone, Default)]
pub struct Told {
    /// The records of one item after the other, each in the order of its history.
    pub(super) records: Vec<Record>,
    items: Vec<ToldItem>,
}

#[derive(Clone)]
struct ToldItem {
    rows: Vec<u32>,
    last_listed: NaiveDate,
    missing_since: Option<NaiveDate>,
    unreadable: bool,
}

impl Told {
    /// Takes what is told of an item.
    pub fn add(&mut self, item: &ItemFacts, records: &[Record]) {
        let ItemFacts { rows, last_listed, missing_since, unreadable } = *item;
        let first = u32::try_from(self.records.len()).expect("a run has fewer than four billion records");
        self.records.extend(rows.iter().map(|row| records[*row as usize].clone()));
        let rows = (first..).take(rows.len()).collect();
        self.items.push(ToldItem { rows, last_listed, missing_since, unreadable });
    }

    /// Each item with what deliveries as a whole say about it.
    pub fn items(&self) -> impl Iterator<Item = ItemFacts<'_>> {
        self.items.iter().map(ToldItem::facts)
    }

    /// The items by their order.
    pub fn keys<'t>(&'t self, deliveries: &'t [Delivery]) -> impl Iterator<Item = ItemKey<'t>> {
        self.items.iter().map(|item| item_key(&self.records[item.rows[0] as usize], deliveries))
    }
}

/// The item of a record.
#[must_use]
pub fn item_key<'t>(record: &'t Record, deliveries: &[Delivery]) -> ItemKey<'t> {
    (deliveries[record.delivery as usize].distributor_no, &record.contract, &record.item)
}

impl ToldItem {
    fn facts(&self) -> ItemFacts<'_> {
        let ToldItem { rows, last_listed, missing_since, unreadable } = self;
        ItemFacts { rows, last_listed: *last_listed, missing_since: *missing_since, unreadable: *unreadable }
    }
}

/// What the closed period and the present one have in common.
#[derive(Clone, Copy)]
pub struct Common<'a> {
    /// The parties by the number that all records use.
    pub parties: &'a [PartyId],
    /// Earlier earned months are never posted.
    pub first_month: Month,
    /// From which month on months are priced.
    pub priced_from: Month,
}

/// What a period settles by.
#[derive(Clone)]
pub struct Known<'a> {
    /// The rules.
    pub rules: &'a Rules,
    /// The facts beside the feeds.
    pub facts: &'a Facts,
    /// Where partners stand.
    pub standings: &'a Standings,
    /// What volumes give, where a rate asks for it.
    pub bands: Option<Arc<BandShares<'a>>>,
    /// What feeds tell of the items that are looked at.
    pub told: &'a Told,
    /// The deliveries that tell it.
    pub deliveries: &'a [Delivery],
    /// The files they are in.
    pub sources: &'a Sources,
    /// What feeds date after its last day does not count.
    pub period: Month,
    /// Nor do facts beside them after this day.
    pub last_day: NaiveDate,
}

/// What is due by what is known, and what is held.
pub(super) struct Amounts<'a> {
    due: BTreeMap<Key<'a>, i64>,
    held: BTreeMap<ItemKey<'a>, Month>,
    told: Vec<ItemKey<'a>>,
}

impl<'a> Common<'a> {
    /// Of a run.
    #[must_use]
    pub fn of(world: &World<'a>) -> Self {
        let World { parties, first_month, priced_from, .. } = *world;
        Common { parties, first_month, priced_from }
    }
}

impl<'a> Known<'a> {
    /// What a run settles by, as far as these items are concerned.
    #[must_use]
    pub fn of(world: &World<'a>, told: &'a Told) -> Self {
        let World { deliveries, sources, .. } = *world;
        let Grounds { rules, facts, standings, period, last_day, ref bands, .. } = world.grounds;
        Known { rules, facts, standings, bands: bands.clone(), told, deliveries, sources, period, last_day }
    }

    fn world(&self, common: Common<'a>) -> World<'a> {
        let Known { rules, facts, standings, told, deliveries, sources, period, last_day, .. } = *self;
        let Common { parties, first_month, priced_from } = common;
        World {
            grounds: Grounds { rules, facts, parties, standings, period, last_day, bands: self.bands.clone() },
            records: &told.records,
            deliveries,
            parties,
            sources,
            first_month,
            priced_from,
            changed: None,
        }
    }

    /// The same with what volumes gave in the closed period, carried over to bases as they are now.
    pub(super) fn at_former_volumes(self, former: &Known<'a>, present: &Known<'a>, common: Common<'a>) -> Self {
        if !rules_have_bands(self.rules) {
            return self;
        }
        let uncounted = Known { bands: None, ..self };
        let world = uncounted.world(common);
        let claim = |items: &[ToldItem]| {
            let mut own = Vec::new();
            items.iter().for_each(|item| claims(&world, &item.facts(), &mut own));
            own
        };
        let own: Vec<_> = uncounted.told.items.par_chunks(ITEMS_PER_TASK).flat_map_iter(claim).collect();
        let shares = BandShares::carried(own, former.bands.as_deref(), present.bands.as_deref());
        Known { bands: Some(Arc::new(shares)), ..uncounted }
    }

    /// Settles every item that is looked at.
    pub(super) fn amounts(&self, common: Common<'a>) -> Amounts<'a> {
        let world = self.world(common);
        let settle = |items: &[ToldItem]| {
            let mut out = ItemOutcome::default();
            items.iter().for_each(|item| settle_item(&world, &item.facts(), &mut out));
            (out.targets, out.frozen)
        };
        let settled: Vec<_> = self.told.items.par_chunks(ITEMS_PER_TASK).map(settle).collect();
        let (targets, frozen): (Vec<_>, Vec<_>) = settled.into_iter().unzip();
        let mut targets = targets.concat();
        limit(&mut targets, self.rules);
        let held = |own: Frozen<'a>| (own.item_key(), own.from);
        let mut told: Vec<ItemKey> = self.told.keys(self.deliveries).collect();
        told.sort_unstable();
        Amounts {
            due: targets.into_iter().map(|target| (target.key, target.minor)).collect(),
            held: frozen.concat().into_iter().map(held).collect(),
            told,
        }
    }
}

/// Items that one task settles before the next takes over.
const ITEMS_PER_TASK: usize = 1024;

impl Amounts<'_> {
    /// What is due for a key; nothing can be said where its item is not known or held.
    pub(super) fn due(&self, key: &Key) -> Option<i64> {
        let item = item_of(key);
        let is_held = || self.held.get(&item).is_some_and(|from| key.earned >= *from);
        match self.due.get(key) {
            Some(minor) => Some(*minor),
            None => (self.told.binary_search(&item).is_ok() && !is_held()).then_some(0),
        }
    }
}
