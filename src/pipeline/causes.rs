//! Why lines are settled later than they were earned: the closed period's workspace beside the present one.
//!
//! Rows are only ever added, so what the closed period knew is the same workspace as known on an earlier day. Holds true:
//! nothing more is read or computed where all adjustments are of contracts that the closed period did not know.

use std::{cmp::Ordering, collections::BTreeSet};

use chrono::NaiveDate;
use tracing::info_span;

use super::{Before, Inputs, Run, judge, line_up, listings::Listings, prepare, run};
use crate::{
    basics::{Month, PartyId},
    facts::{CorrectionsInForce, Delivery},
    feeds::Feeds,
    settlement::{
        Cause, Climb, Common, ItemKey, Key, Known, Line, Measures, Rungs, Standings, Told, World, item_key, item_of,
        rules_ask_for_measures, rules_have_bands,
    },
    tables::Items,
};

/// The period that was closed last.
#[derive(Clone, Copy, Debug)]
pub struct Closed {
    /// The period.
    pub period: Month,
    /// How much of the workspace it saw.
    pub known_on: NaiveDate,
}

/// Finds the causes of a run's adjustments. `former` reads the workspace as the closed period saw it, or with other
/// corrections of facts than it knew, and is asked only where an adjustment is of a contract that it knew.
pub fn find_causes<'a, E>(
    run: &mut Run<'a>,
    inputs: &'a Inputs,
    world: &World<'a>,
    items: &Items,
    closed: Closed,
    mut former: impl FnMut(Option<&CorrectionsInForce>) -> Result<Inputs, E>,
) -> Result<(), E> {
    let _span = info_span!("causes").entered();
    let adjusted = adjusted(&run.lines, world, items, closed);
    if adjusted.is_empty() {
        return Ok(());
    }
    let keys: Vec<Key> = adjusted.iter().map(|at| run.lines[*at].key).collect();
    let then = former(None)?;
    let now = &inputs.facts.corrections;
    let corrected = if then.facts.corrections.same(now) { None } else { Some(former(Some(now))?) };
    let found = match numbered_alike(then, &inputs.parties) {
        Some(then) => {
            let corrected = corrected.and_then(|corrected| numbered_alike(corrected, &inputs.parties));
            climb((then, corrected), inputs, world, items, closed.period, &keys)
        }
        None => Vec::new(),
    };
    for (place, at) in adjusted.into_iter().enumerate() {
        let line = &mut run.lines[at];
        // What was sound when it was closed and is refused by now explains nothing.
        line.causes = match found.get(place) {
            Some(climb) => climb.parts(line.posted, line.target),
            None => vec![(Cause::Late, line.minor)],
        };
    }
    Ok(())
}

/// The adjustments, by their places, of months that were closed and of items that the closed period knew or settled
/// something for.
fn adjusted(lines: &[Line], world: &World, items: &Items, closed: Closed) -> Vec<usize> {
    let was_delivered = |row: &u32| delivery(world, *row).delivered_on <= closed.known_on;
    let was_known = |item: ItemKey| find(items, world, item).is_some_and(|at| items.rows(at).iter().any(was_delivered));
    let mut last: Option<(ItemKey, bool)> = None;
    let mut adjusted = Vec::new();
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.key.earned <= closed.period) {
        let item = item_of(&line.key);
        let known = match last.filter(|(own, _)| *own == item) {
            Some((_, known)) => known,
            None => was_known(item),
        };
        last = Some((item, known));
        if known || line.posted != 0 {
            adjusted.push(at);
        }
    }
    adjusted
}

fn delivery<'a>(world: &World<'a>, row: u32) -> &'a Delivery {
    &world.deliveries[world.records[row as usize].delivery as usize]
}

fn place<'a>(items: &Items, world: &World<'a>, item: usize) -> ItemKey<'a> {
    item_key(&world.records[items.rows(item)[0] as usize], world.deliveries)
}

/// An item by its place; items are in the order of their places.
fn find(items: &Items, world: &World, wanted: ItemKey) -> Option<usize> {
    let (mut from, mut until) = (0, items.len());
    while from < until {
        let middle = usize::midpoint(from, until);
        match place(items, world, middle).cmp(&wanted) {
            Ordering::Equal => return Some(middle),
            Ordering::Less => from = middle + 1,
            Ordering::Greater => until = middle,
        }
    }
    None
}

/// The closed period's inputs with parties numbered as they are now; nothing where they are refused by now.
fn numbered_alike(mut former: Inputs, parties: &[PartyId]) -> Option<Inputs> {
    if former.stopped() {
        return None;
    }
    let number = |party: &PartyId| parties.binary_search(party).ok().and_then(|number| u32::try_from(number).ok());
    let numbers: Vec<u32> = former.parties.iter().map(number).collect::<Option<_>>()?;
    former.feeds.records.iter_mut().for_each(|record| record.partner = numbers[record.partner as usize]);
    for delivery in &mut former.feeds.deliveries {
        delivery.distributor_no = numbers[delivery.distributor_no as usize];
    }
    former.parties = parties.to_vec();
    Some(former)
}

/// What is due for each key on the way from the closed period to the present one.
/// The closed period comes as it read feeds, and as it would have read them with the corrections of now.
fn climb(
    (mut former, mut corrected): (Inputs, Option<Inputs>),
    inputs: &Inputs,
    world: &World,
    items: &Items,
    closed: Month,
    keys: &[Key],
) -> Vec<Climb> {
    let mut wanted: BTreeSet<ItemKey> = keys.iter().map(item_of).collect();
    let limited = !former.rules.limits.is_empty() || !inputs.rules.limits.is_empty();
    if !limited && !rules_have_bands(&former.rules) && !rules_ask_for_measures(&former.rules) {
        for Inputs { feeds: Feeds { records, deliveries, .. }, .. } in
            [Some(&mut former), corrected.as_mut()].into_iter().flatten()
        {
            records.retain(|record| wanted.contains(&item_key(record, deliveries)));
        }
    }
    let former_items = line_up(&former);
    let standings = judge(&former, &former_items, closed);
    let before = prepare(&former, &Before::default(), &standings, &former_items, closed);
    if limited {
        // Limits look at other contracts too.
        wanted = (0..former_items.len()).map(|item| place(&former_items, &before, item)).collect();
    }
    let known_then = told(&former, &before, &former_items, &wanted);
    let known_now = told(inputs, world, items, &known_then.keys(before.deliveries).collect());
    let corrected = corrected.as_ref().map(|corrected| {
        let (items, nobody) = (line_up(corrected), Standings::default());
        let world = run::world(corrected, &Before::default(), &nobody, closed);
        (told(corrected, &world, &items, &known_then.keys(before.deliveries).collect()), corrected)
    });
    let then = Known::of(&before, &known_then);
    let corrected = corrected.as_ref().map_or_else(
        || then.clone(),
        |(told, Inputs { feeds, sources, .. })| Known { told, deliveries: &feeds.deliveries, sources, ..then.clone() },
    );
    let measures =
        if rules_ask_for_measures(&inputs.rules) { run::measure(inputs, items, world.period()) } else { Measures::default() };
    let rungs =
        Rungs { former: then, corrected, present: Known::of(world, &known_now), measures: &measures, common: Common::of(world) };
    rungs.climb(keys)
}

/// What is told of some items.
fn told(inputs: &Inputs, world: &World, items: &Items, wanted: &BTreeSet<ItemKey>) -> Told {
    let listings = Listings::new(inputs);
    let mut told = Told::default();
    for item in wanted.iter().filter_map(|item| find(items, world, *item)) {
        told.add(&listings.facts(items.rows(item), world), world.records);
    }
    told
}
