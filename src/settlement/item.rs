//! One item from its history to its lines.
//!
//! Owns the walk over terms and months, what is held, and the one place that each record ends in (design §3). Leaves
//! the amount of a month to [`super::price()`]. Holds true: nothing is posted for an item that is held; a record is in
//! exactly one place.

use chrono::NaiveDate;

use super::{
    Line, LineKind, Priced, Recorder, ResolvedTerm, Silent, Standings, Unresolved,
    held::{held_row, no_entitlement, repeated, term_problem, unresolved, vanished},
    price, resolve,
};
use crate::{
    basics::{Code, Finding, Month, PartyId, PartyRef, Place, Sources, Span, Status},
    facts::{Delivery, History, Record, Term, TermProblem, item_history, terms_through},
    rulebook::{Rules, Shape},
};

/// Everything the settlement of an item looks at.
pub struct World<'a> {
    /// The rules as known.
    pub rules: &'a Rules,
    /// Where partners stand.
    pub standings: &'a Standings,
    /// Every feed record that could be read.
    pub records: &'a [Record],
    /// The deliveries they came in.
    pub deliveries: &'a [Delivery],
    /// The parties, by the number that records use.
    pub parties: &'a [PartyId],
    /// The files, for messages.
    pub sources: &'a Sources,
    /// The month being settled.
    pub period: Month,
    /// Earlier earned months are never posted (design §3, cutover).
    pub first_month: Month,
}

impl<'a> World<'a> {
    fn party(&self, number: u32) -> PartyRef<'a> {
        PartyRef { number, id: &self.parties[number as usize] }
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
    /// Their lines, in order of key.
    pub lines: Vec<Line<'a>>,
    /// What was found.
    pub findings: Vec<Finding>,
    /// Where each record ended.
    pub places: Vec<(u32, Place)>,
}

/// The months of an item, each priced, and what stands in the way.
pub struct Listing<'a, R> {
    /// Every covered month through the period, in order, with its workings.
    pub months: Vec<(Line<'a>, R)>,
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
    out.places.extend(history.superseded.iter().map(|row| (*row, Place::Superseded)));
    out.findings.extend(history.repeated.iter().map(|row| repeated(world, *row)));
    let current: Vec<u32> = history.phases.iter().map(|phase| phase.row).collect();
    let all_in = |place: Place| current.iter().map(move |row| (*row, place));
    if !history.held.is_empty() || item.unreadable {
        out.findings.extend(history.held.iter().map(|(row, code)| held_row(world, *row, *code)));
        out.places.extend(history.held.iter().map(|(row, _)| (*row, Place::Held)));
        out.places.extend(all_in(Place::Held));
        return;
    }
    let Some(latest) = history.terms.values().next_back() else { return };
    let listing = match listing::<Silent>(world, item, &history, world.first_month) {
        Ok(listing) => listing,
        Err(problem) => {
            out.findings.push(term_problem(world, problem));
            out.places.extend(all_in(Place::Held));
            return;
        }
    };
    let (lines, held): (Vec<_>, Vec<_>) = listing
        .months
        .into_iter()
        .map(|(line, _)| line)
        .partition(|line| listing.held_from.is_none_or(|month| line.earned < month));
    out.findings.extend(listing.unresolved.iter().map(|(term, why)| unresolved(world, term, why)));
    if let Some(finding) = vanished(world, item, *latest, &held, listing.goes_on) {
        out.findings.push(finding);
    }
    if !held.is_empty() || !listing.unresolved.is_empty() {
        out.places.extend(all_in(Place::Held));
    } else {
        place_each(world, &history, &lines, out);
    }
    out.lines.extend(lines.into_iter().filter(|line| line.minor != 0));
}

/// Prices every covered month of an item from `from` through the period.
pub fn listing<'a, R: Recorder + Default>(
    world: &World<'a>,
    item: &ItemFacts<'_>,
    history: &History,
    from: Month,
) -> Result<Listing<'a, R>, TermProblem> {
    let renewal = |record: &Record| {
        let key = (
            world.parties[record.partner as usize].clone(),
            world.deliveries[record.delivery as usize].distributor.clone(),
            record.model,
        );
        let signed_on = record.signed_on.unwrap_or(record.starts_on);
        let agreements = world.rules.agreements.get(&key)?;
        agreements.at(signed_on).or_else(|| agreements.at(world.period.last_day()))?.value.renewal_months
    };
    let terms = terms_through(&history.terms, world.records, renewal, world.period.last_day())?;
    if let (Some(term), Some(phase)) = (terms.first(), history.phases.first())
        && phase.from > term.span.from
    {
        return Err(TermProblem { code: Code::PhaseMissing, row: phase.row, expected: term.span.from });
    }
    let held_from = item.missing_since.map(|_| Month::of(item.last_listed).next());
    let mut listing = Listing { months: Vec::new(), unresolved: Vec::new(), held_from, goes_on: false };
    for term in terms {
        let pending = world.records[term.row as usize].status == Status::Pending;
        if pending || term.span.until <= from.first_day() {
            continue;
        }
        term_months(world, history, term, from, &mut listing);
    }
    Ok(listing)
}

fn term_months<'a, R: Recorder + Default>(
    world: &World<'a>,
    history: &History,
    term: Term,
    from: Month,
    listing: &mut Listing<'a, R>,
) {
    let record = &world.records[term.row as usize];
    let resolved = match resolve(term, &history.phases, world.records, world.party(record.partner), world.deliveries, world.rules)
    {
        Ok(resolved) => resolved,
        Err(why) => return listing.unresolved.push((term, why)),
    };
    listing.goes_on |= listing.held_from.is_some_and(|month| resolved.covered.until > month.first_day());
    if resolved.covered.is_empty() {
        return;
    }
    let first = from.max(Month::of(resolved.covered.from));
    let last = world.period.min(Month::of(resolved.covered.last_day()));
    let mut missing = None;
    for month in first.through(last) {
        let mut recorder = R::default();
        match price(&resolved, month, world.rules, world.standings, &mut recorder) {
            Ok(priced) => listing.months.push((line(world, &resolved, month, &priced), recorder)),
            // Each month that finds no rate is held by itself; the first says why.
            Err(why) => drop(missing.get_or_insert(why)),
        }
    }
    listing.unresolved.extend(missing.map(|why| (term, why)));
}

fn line<'a>(world: &World<'a>, term: &ResolvedTerm<'a>, month: Month, priced: &Priced<'a>) -> Line<'a> {
    let (month_of_term, months_in_term) = term.month_of_term(month);
    let service = term.service(month);
    let in_force = term.phases.iter().rev().find(|(span, _)| !span.intersect(service).is_empty());
    let delivery = &world.deliveries[term.record.delivery as usize];
    Line {
        payee: term.payee,
        distributor: PartyRef { number: delivery.distributor_no, id: &delivery.distributor },
        record: term.record,
        phase: in_force.map_or(term.record, |(_, phase)| phase),
        term: term.term,
        month_of_term,
        months_in_term,
        component: term.component,
        earned: month,
        kind: if month == world.period { LineKind::Regular } else { LineKind::Adjustment },
        service,
        base: priced.base.minor,
        percent: priced.choice.percent,
        points: priced.choice.points,
        rate: priced.choice.row,
        standing: priced.choice.standing,
        minor: priced.minor,
    }
}

/// The place of each row that holds, where nothing of the item is held.
fn place_each(world: &World, history: &History, lines: &[Line], out: &mut ItemOutcome) {
    for (at, phase) in history.phases.iter().enumerate() {
        let until = history.phases.get(at + 1).map_or(NaiveDate::MAX, |next| next.from);
        let window = Span::new(phase.from, until);
        let mut own = lines.iter().filter(|line| !line.service.intersect(window).is_empty()).peekable();
        let priced = own.peek().is_some();
        let refused = own.clone().any(|line| line.rate.rule.value == Shape::NoEntitlement);
        let place = if own.any(|line| line.minor != 0) {
            Place::Settled
        } else if phase.from > world.period.last_day() || world.records[phase.row as usize].status == Status::Pending {
            Place::NotDue
        } else {
            out.findings.push(no_entitlement(world, phase.row, priced, refused));
            Place::NoEntitlement
        };
        out.places.push((phase.row, place));
    }
}
