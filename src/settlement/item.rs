//! One item from its history to its lines.
//!
//! Owns the walk over terms and months, what is held, and the one place that each record ends in (design §3). Leaves
//! the amount of a month to [`super::price()`]. Holds true: nothing is posted for an item that is held; a record is in
//! exactly one place.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use chrono::NaiveDate;

use super::{
    Changed, Grounds, Recorder, ResolvedTerm, Setting, Silent, Target, Unresolved,
    held::{hand_held, held_row, no_entitlement, repeated, term_problem, unresolved, vanished},
    positions::ItemKey,
    price, resolve,
    targets::targets,
    unchanged::is_settled_before,
};
use crate::{
    basics::{Code, Component, Finding, Month, PartyId, PartyRef, Place, Sources, Span, Status},
    facts::{Carried, Delivery, History, Record, Term, TermProblem, item_history, terms_through},
    sheets::dated::Ruled,
};

/// Everything the settlement of an item looks at.
pub struct World<'a> {
    /// What an amount rests on besides its term.
    pub grounds: Grounds<'a>,
    /// Every feed record that could be read.
    pub records: &'a [Record],
    /// The deliveries they came in.
    pub deliveries: &'a [Delivery],
    /// The parties, by the number that records use.
    pub parties: &'a [PartyId],
    /// The files, for messages.
    pub sources: &'a Sources,
    /// Earlier earned months are never posted (design §3, cutover).
    pub first_month: Month,
    /// From which month on months are priced: earlier than `first_month` where earlier months count for later ones.
    pub priced_from: Month,
    /// What changed since the last close, where an item may be computed for the period alone.
    pub changed: Option<Arc<Changed>>,
}

impl<'a> World<'a> {
    fn party(&self, number: u32) -> PartyRef<'a> {
        PartyRef { number, id: &self.parties[number as usize] }
    }

    /// The month being settled.
    #[must_use]
    pub fn period(&self) -> Month {
        self.grounds.period
    }
}

/// One item, and what the deliveries as a whole say about it.
#[derive(Clone, Debug)]
pub struct ItemFacts<'a> {
    /// Its records, in order of delivery, term, `valid_from` and place.
    pub rows: &'a [u32],
    /// The last delivery that lists it.
    pub last_listed: NaiveDate,
    /// The first full delivery since then that does not.
    pub missing_since: Option<NaiveDate>,
    /// Whether its latest delivery has a row of it that cannot be read.
    pub unreadable: bool,
}

/// What came of some items.
#[derive(Default)]
pub struct ItemOutcome<'a> {
    /// What is due, in order of key.
    pub targets: Vec<Target<'a>>,
    /// The items that are held, each from a month on: their keys are frozen.
    pub frozen: Vec<Frozen<'a>>,
    /// What was found.
    pub findings: Vec<Finding>,
    /// Where each record ended.
    pub places: Vec<(u32, Place)>,
    /// The items that were computed for the period alone: what was posted for their earlier months stands.
    pub settled_before: Vec<ItemKey<'a>>,
    /// Every row that counts, and how it stands: what the next period goes on from.
    pub standing: Vec<(u32, Carried)>,
}

/// An item that is held: nothing is posted for its months from one on (design §3, held freezes).
#[derive(Clone, Copy, Debug)]
pub struct Frozen<'a> {
    /// Through whom.
    pub distributor: PartyRef<'a>,
    /// The contract.
    pub contract: &'a str,
    /// Its line.
    pub item: &'a str,
    /// The first month that is held.
    pub from: Month,
}

/// The months of an item, each priced, and what stands in the way.
pub struct Listing<'a, R> {
    /// What is due for every covered month through the period, in order of term and month, with its workings.
    pub months: Vec<(Target<'a>, R)>,
    /// Terms that could not be priced.
    pub unresolved: Vec<(Term, Unresolved)>,
    /// From which month on a vanished item is held.
    pub held_from: Option<Month>,
    /// Whether it goes on behind what is held.
    pub goes_on: bool,
}

/// Settles one item.
pub fn settle_item<'a>(world: &World<'a>, item: &ItemFacts<'_>, out: &mut ItemOutcome<'a>) {
    let history = item_history(item.rows, world.records, world.deliveries);
    let first = out.places.len();
    settle_history(world, item, &history, out);
    let placed = &out.places[first..];
    let place = |row: u32| placed.iter().find(|(own, _)| *own == row).map_or(Place::Held, |(_, place)| *place);
    let standing = history.standing(place, world.records);
    out.standing.extend(standing);
}

fn settle_history<'a>(world: &World<'a>, item: &ItemFacts<'_>, history: &History, out: &mut ItemOutcome<'a>) {
    out.places.extend(history.superseded.iter().map(|row| (*row, Place::Superseded)));
    out.findings.extend(history.repeated.iter().map(|row| repeated(world, *row)));
    let current: Vec<u32> = history.phases.iter().map(|phase| phase.row).collect();
    let all_in = |place: Place| current.iter().map(move |row| (*row, place));
    if !history.held.is_empty() || item.unreadable {
        out.findings.extend(history.held.iter().map(|(row, code)| held_row(world, *row, *code)));
        out.places.extend(history.held.iter().map(|(row, _)| (*row, Place::Held)));
        out.places.extend(all_in(Place::Held));
        return out.freeze(world, item, Month::EARLIEST);
    }
    let Some(latest) = history.terms.values().next_back() else { return };
    if let Some(hold) = held_by_hand(world, *latest) {
        out.findings.push(hand_held(world, *latest, hold));
        out.places.extend(all_in(Place::Held));
        return out.freeze(world, item, Month::EARLIEST);
    }
    let settled_before = is_settled_before(world, item, history);
    let from = if settled_before { world.period() } else { world.priced_from };
    if settled_before {
        out.settled_before.push(place_of(world, item));
    }
    let listing = match listing::<Silent>(world, item, history, from) {
        Ok(listing) => listing,
        Err(problem) => {
            out.findings.push(term_problem(world, problem));
            out.places.extend(all_in(Place::Held));
            return out.freeze(world, item, Month::EARLIEST);
        }
    };
    let (targets, held): (Vec<_>, Vec<_>) = listing
        .months
        .into_iter()
        .map(|(target, _)| target)
        .partition(|target| listing.held_from.is_none_or(|month| target.key.earned < month));
    out.findings.extend(listing.unresolved.iter().map(|(term, why)| unresolved(world, term, why)));
    if let Some(finding) = vanished(world, item, *latest, &held, listing.goes_on) {
        out.findings.push(finding);
    }
    if !held.is_empty() || !listing.unresolved.is_empty() {
        out.places.extend(all_in(Place::Held));
        let first_held = listing.unresolved.iter().map(|(term, _)| Month::of(term.span.from));
        let from = first_held.chain(listing.held_from.filter(|_| !held.is_empty())).min();
        out.freeze(world, item, from.unwrap_or(Month::EARLIEST));
    } else if settled_before {
        out.places.extend(all_in(Place::Settled));
    } else {
        place_each(world, history, &targets, out);
    }
    out.targets.extend(targets);
}

/// The row that holds a contract by hand on the period's last day.
fn held_by_hand<'a>(world: &World<'a>, row: u32) -> Option<&'a Ruled<()>> {
    let record = &world.records[row as usize];
    let distributor = &world.deliveries[record.delivery as usize].distributor;
    world.grounds.facts.holds.contract_is_held(distributor, &record.contract, world.grounds.last_day)
}

fn place_of<'a>(world: &World<'a>, item: &ItemFacts<'_>) -> ItemKey<'a> {
    let record = &world.records[item.rows[0] as usize];
    (world.deliveries[record.delivery as usize].distributor_no, &record.contract, &record.item)
}

impl<'a> Frozen<'a> {
    /// The item by its order.
    pub(super) fn item_key(&self) -> ItemKey<'a> {
        (self.distributor.number, self.contract, self.item)
    }
}

impl<'a> ItemOutcome<'a> {
    fn freeze(&mut self, world: &World<'a>, item: &ItemFacts<'_>, from: Month) {
        let record = &world.records[item.rows[0] as usize];
        let delivery = &world.deliveries[record.delivery as usize];
        let distributor = PartyRef { number: delivery.distributor_no, id: &delivery.distributor };
        self.frozen.push(Frozen { distributor, contract: &record.contract, item: &record.item, from });
    }
}

/// Prices every covered month of an item from `from` through the period.
pub fn listing<'a, R: Recorder + Default + Clone>(
    world: &World<'a>,
    item: &ItemFacts<'_>,
    history: &History,
    from: Month,
) -> Result<Listing<'a, R>, TermProblem> {
    let held_from = item.missing_since.map(|_| Month::of(item.last_listed).next());
    let mut listing = Listing { months: Vec::new(), unresolved: Vec::new(), held_from, goes_on: false };
    for (term, components) in resolved_terms(world, history, from)? {
        match components {
            Ok(components) => listing.price(world, &components, from),
            Err(why) => listing.unresolved.push((term, why)),
        }
    }
    Ok(listing)
}

/// A term with everything looked up for each of its components, or why it has none.
pub type Resolved<'a> = (Term, Result<Vec<ResolvedTerm<'a>>, Unresolved>);

/// The terms of an item that have begun by the period's end and reach into `from` or behind it.
pub fn resolved_terms<'a>(world: &World<'a>, history: &History, from: Month) -> Result<Vec<Resolved<'a>>, TermProblem> {
    let renewal = |record: &Record| {
        let key = (
            world.parties[record.partner as usize].clone(),
            world.deliveries[record.delivery as usize].distributor.clone(),
            record.model,
        );
        let signed_on = record.signed_on.unwrap_or(record.starts_on);
        let agreements = world.grounds.rules.agreements.get(&key)?;
        agreements.at(signed_on).or_else(|| agreements.at(world.period().last_day()))?.value.renewal_months
    };
    let terms = terms_through(&history.terms, world.records, renewal, world.period().last_day())?;
    if let (Some(term), Some(phase)) = (terms.first(), history.phases.first())
        && phase.from > term.span.from
    {
        return Err(TermProblem { code: Code::PhaseMissing, row: phase.row, expected: term.span.from });
    }
    let tenure_from = terms.first().map_or(NaiveDate::MAX, |term| term.span.from);
    let counts = |term: &Term| world.records[term.row as usize].status != Status::Pending && term.span.until > from.first_day();
    let resolved = |term: Term| {
        let setting = Setting {
            phases: &history.phases,
            records: world.records,
            deliveries: world.deliveries,
            rules: world.grounds.rules,
            partner: world.party(world.records[term.row as usize].partner),
            tenure_from,
            last_day: world.period().last_day(),
        };
        (term, resolve(term, setting))
    };
    Ok(terms.into_iter().filter(counts).map(resolved).collect())
}

impl<'a, R: Recorder + Default + Clone> Listing<'a, R> {
    /// Adds a target. Shares of several components may be owed under one key: a distributor's override of a commission and
    /// of its uplift are one amount.
    fn add(&mut self, target: Target<'a>, recorder: R) {
        let mut month = self.months.iter_mut().rev().take_while(|(own, _)| own.key.earned == target.key.earned);
        match month.find(|(own, _)| own.key == target.key) {
            Some((own, workings)) => {
                own.join(target);
                workings.join(recorder);
            }
            None => self.months.push((target, recorder)),
        }
    }

    /// Prices the covered months of a term, component by component.
    fn price(&mut self, world: &World<'a>, components: &[ResolvedTerm<'a>], from: Month) {
        let covered = components.iter().map(|own| own.covered).max_by_key(|covered| covered.until);
        let covered = covered.expect("a plan has a component");
        self.goes_on |= self.held_from.is_some_and(|month| covered.until > month.first_day());
        if covered.is_empty() {
            return;
        }
        let (first, last) = (from.max(Month::of(covered.from)), world.period().min(Month::of(covered.last_day())));
        let mut missing = None;
        let mut before: Vec<(Component, i64)> = Vec::with_capacity(components.len());
        for month in first.through(last) {
            before.clear();
            for component in components.iter().filter(|own| !own.earned_days(month).is_empty()) {
                let mut recorder = R::default();
                match price(component, month, &before, &world.grounds, &mut recorder) {
                    Ok(priced) => {
                        before.push((component.component, priced.minor));
                        match targets(component, month, priced, &world.grounds, &mut recorder) {
                            Ok(targets) => targets.into_iter().for_each(|target| self.add(target, recorder.clone())),
                            Err(why) => drop(missing.get_or_insert(why)),
                        }
                    }
                    // Each month that finds no rate is held by itself; the first says why.
                    Err(why) => drop(missing.get_or_insert(why)),
                }
            }
        }
        self.unresolved.extend(missing.map(|why| (components[0].term, why)));
    }
}

/// The place of each row that holds, where nothing of the item is held.
fn place_each(world: &World, history: &History, targets: &[Target], out: &mut ItemOutcome) {
    for (at, phase) in history.phases.iter().enumerate() {
        let until = history.phases.get(at + 1).map_or(NaiveDate::MAX, |next| next.from);
        let window = Span::new(phase.from, until);
        let mut own = targets
            .iter()
            .filter(|target| target.key.earned >= world.first_month && !target.worked.service.intersect(window).is_empty())
            .peekable();
        let priced = own.peek().is_some();
        let refused = own.clone().any(|target| target.worked.is_refused());
        let place = if own.any(|target| target.minor != 0) {
            Place::Settled
        } else if phase.from > world.period().last_day() || world.records[phase.row as usize].status == Status::Pending {
            Place::NotDue
        } else {
            out.findings.push(no_entitlement(world, phase.row, priced, refused));
            Place::NoEntitlement
        };
        out.places.push((phase.row, place));
    }
}
