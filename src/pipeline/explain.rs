//! One contract, explained: the same computation as the run's, with every step taken down.
//!
//! The whole run is computed, since limits and volumes look at other contracts too; the steps of one contract are taken
//! down in a second look with the same function.

use std::collections::BTreeMap;

use super::{Before, Inputs, Refusal, find_causes, judge, line_up, listings::Listings, past::Former, prepare, run, run::Run};
use crate::{
    basics::{Month, Source, Status, shown::shortened},
    facts::{Correction, History, Term, item_history},
    settlement::{Cause, ItemFacts, Key, Limited, Line, LineKind, Listing, Target, Unresolved, Workings, World, listing},
    tables::Items,
};

/// What became of one covered month of a contract.
pub struct ExplainedMonth {
    /// The item's key: distributor, contract and item.
    pub item: String,
    /// The line's key, the same as in `lines.csv`.
    pub key: String,
    /// A heading for people: month, component, payee, term.
    pub title: String,
    /// The row that tells the term; none where nothing is due any more.
    pub source: Option<Source>,
    /// What is due, with its currency.
    pub amount: String,
    /// What happened to it in this period.
    pub fate: String,
    /// The parts of the amount by cause, where an adjustment has several.
    pub causes: Vec<String>,
    /// Every step; none for a month that is only listed.
    pub workings: Workings,
}

/// Everything about one contract.
pub struct Explanation {
    /// Its months, in order of item, term and month.
    pub months: Vec<ExplainedMonth>,
    /// What stands in the way of an amount: place and reason.
    pub obstacles: Vec<(Source, String)>,
    /// What is read otherwise than delivered: the row of the feed, the row that corrects it, and what both say.
    pub corrections: Vec<(Source, Source, String)>,
    /// How many records tell it.
    pub records: usize,
}

/// Explains every line of a contract that the period settles, and lists the months before `first_month`.
pub fn explain<'a>(
    inputs: &'a Inputs,
    before: &'a Before<'a>,
    contract: &str,
    (period, former): (Month, Option<Former>),
) -> Result<Explanation, Refusal> {
    let items = line_up(inputs);
    let standings = judge(inputs, &items, period);
    let world = prepare(inputs, before, &standings, &items, period);
    let (mut run, due) = run::price_items(inputs, &world, &items);
    let settled = due.targets.iter().filter(|target| target.key.contract == contract).map(|target| (target.key, target.clone()));
    let settled: BTreeMap<Key, Target> = settled.collect();
    run.post(inputs, before, due);
    if let Some(former) = former {
        find_causes(&mut run, inputs, &world, &items, former.closed, |corrections| former.read(corrections))?;
    }
    let telling = Telling { inputs, world: &world, settled, before, run: &run };
    let mut explained = Explanation { months: Vec::new(), obstacles: Vec::new(), corrections: Vec::new(), records: 0 };
    telling.corrections(contract, &mut explained);
    telling.unreadable(contract, &mut explained);
    for item in (0..items.len()).filter(|item| world.records[items.rows(*item)[0] as usize].contract == contract) {
        telling.item(&items, item, &mut explained);
    }
    telling.no_longer_due(contract, &mut explained);
    Ok(explained)
}

/// What is told from.
struct Telling<'t, 'a> {
    inputs: &'a Inputs,
    world: &'t World<'a>,
    settled: BTreeMap<Key<'a>, Target<'a>>,
    /// What was settled before.
    before: &'a Before<'a>,
    run: &'t Run<'a>,
}

impl<'a> Telling<'_, 'a> {
    /// The cells of a contract that are read by a correction.
    fn corrections(&self, contract: &str, explained: &mut Explanation) {
        let Inputs { feeds, facts, .. } = self.inputs;
        let own = feeds.corrected.iter().map(|cell| (cell, &facts.corrections.all()[cell.correction]));
        for (cell, Correction { key, correct, source, reference, .. }) in own.filter(|(_, own)| own.key.contract == contract) {
            let (field, shown) = (key.field.as_str(), shortened(&cell.delivered, 80));
            let authority = if reference.is_empty() { String::new() } else { format!(" ({reference})") };
            let words = format!(
                "corrected: {field} of item {}, term {}, delivered as \"{shown}\", is {:?}; {}: {}{authority}",
                key.item, key.term, correct.value, correct.by, correct.reason
            );
            explained.corrections.push((cell.source, *source, words));
        }
    }

    /// The rows of a contract that cannot be read and that nothing heals.
    fn unreadable(&self, contract: &str, explained: &mut Explanation) {
        let listings = Listings::new(self.inputs);
        let own = self.inputs.feeds.unreadable.iter().filter(|row| row.contract.as_deref() == Some(contract));
        for row in own.filter(|row| !listings.is_healed(row)) {
            let finding = &row.finding;
            let reason = format!("held: {} {:?}: {}", finding.column, finding.shown_value(), finding.message);
            explained.records += 1;
            explained.obstacles.push((Source { file: row.file, line: finding.line }, reason));
        }
    }

    fn item(&self, items: &Items, item: usize, explained: &mut Explanation) {
        let world = self.world;
        let source = |row: u32| world.records[row as usize].source;
        let facts = Listings::new(self.inputs).facts(items.rows(item), world);
        let history = item_history(facts.rows, world.records, world.deliveries);
        explained.records += facts.rows.len();
        let obstacles = &mut explained.obstacles;
        obstacles.extend(history.held.iter().map(|(row, code)| (source(*row), format!("held: {}", code.about()))));
        let pending = history.terms.values().filter(|row| world.records[**row as usize].status == Status::Pending);
        obstacles.extend(pending.map(|row| (source(*row), "not due: ordered, not active yet".to_owned())));
        match listing::<Workings>(world, &facts, &history, Month::EARLIEST) {
            Err(problem) => obstacles.push((source(problem.row), format!("held: {}", problem.code.about()))),
            Ok(listing) => {
                let past = |(term, _): &&(Term, Unresolved)| term.span.until > world.first_month.first_day();
                let unresolved = listing.unresolved.iter().filter(past);
                obstacles.extend(unresolved.map(|(term, why)| (source(term.row), format!("held: {}", why.message))));
                let months = listing.months.iter();
                let held = |target: &Target| self.held(target, &facts, &history, &listing);
                explained.months.extend(months.map(|(target, workings)| self.month(target, workings, held(target))));
            }
        }
    }

    /// Why nothing is posted for a month, where it is held.
    fn held(&self, target: &Target, facts: &ItemFacts, history: &History, listing: &Listing<Workings>) -> Option<String> {
        let key = &target.key;
        let by_hand =
            self.world.grounds.facts.holds.contract_is_held(key.distributor.id, key.contract, self.world.period().last_day());
        let vanished = facts.missing_since.filter(|_| listing.held_from.is_some_and(|month| key.earned >= month));
        if facts.unreadable || !history.held.is_empty() {
            Some("a row of it cannot be taken".to_owned())
        } else if let Some(hold) = by_hand {
            Some(format!("held by hand since {}: {}", hold.effective_from, hold.reference))
        } else {
            vanished.map(|day| format!("missing from the full delivery of {day}"))
        }
    }

    fn month(&self, target: &Target<'a>, workings: &Workings, held: Option<String>) -> ExplainedMonth {
        let Target { key, worked, .. } = target;
        let settled = self.settled.get(key);
        let due = settled.map_or(target.minor, |settled| settled.minor);
        let line = self.run.lines.binary_search_by(|line| line.key.cmp(key)).ok().map(|at| &self.run.lines[at]);
        let (first_month, period) = (self.world.first_month, self.world.period());
        let listed = key.earned < first_month && self.before.positions.position(key).is_none();
        let fate = match (line, held) {
            (Some(line), _) => fate(line, period),
            (None, Some(why)) => format!("held: nothing is posted; {why}"),
            (None, None) if listed => format!("listed, never posted: before first_month {first_month}"),
            (None, None) if due == 0 => "zero: nothing is posted".to_owned(),
            (None, None) => self.settled_before(key),
        };
        let mut workings = if listed { Workings::default() } else { workings.clone() };
        if let Some(settled) = settled.filter(|_| !listed) {
            Limited { minor: settled.minor, applied: settled.worked.limited.clone() }.explain(&mut workings);
        }
        let months = worked.months_in_term.map_or(String::new(), |months| format!(" of {months}"));
        let term = worked.term.span;
        ExplainedMonth {
            item: format!("{}/{}/{}", key.distributor, key.contract, key.item),
            key: key.to_string(),
            title: format!(
                "{} · {} for {} · term {} ({} to {}), month {}{months}",
                key.earned,
                key.component,
                key.payee,
                key.term,
                term.from,
                term.last_day(),
                worked.month_of_term
            ),
            source: Some(worked.record.source),
            amount: format!("{} {}", key.currency.major(due), key.currency),
            fate,
            causes: line.map_or_else(Vec::new, causes),
            workings,
        }
    }

    fn settled_before(&self, key: &Key) -> String {
        match self.before.positions.position(key) {
            Some(position) => format!("settled in {}: nothing is left to post", position.first_settled_for(key.earned)),
            None => "nothing is left to post".to_owned(),
        }
    }

    /// What was settled once and is not due any more.
    fn no_longer_due(&self, contract: &str, explained: &mut Explanation) {
        let own = self.run.lines.iter().filter(|line| line.key.contract == contract && line.worked.is_none());
        explained.months.extend(own.map(|line| {
            let key = &line.key;
            ExplainedMonth {
                item: format!("{}/{}/{}", key.distributor, key.contract, key.item),
                key: key.to_string(),
                title: format!(
                    "{} · {} for {} · term {}: nothing is due any more",
                    key.earned, key.component, key.payee, key.term
                ),
                source: None,
                amount: format!("{} {}", key.currency.major(0), key.currency),
                fate: fate(line, self.world.period()),
                causes: causes(line),
                workings: Workings::default(),
            }
        }));
    }
}

fn shown(minor: i64, key: &Key) -> String {
    format!("{} {}", key.currency.major(minor), key.currency)
}

/// The parts of a line's amount by cause, where it has several.
fn causes(line: &Line) -> Vec<String> {
    let one = |(cause, minor): &(Cause, i64)| format!("{}: {cause}", shown(*minor, &line.key));
    if line.causes.len() > 1 { line.causes.iter().map(one).collect() } else { Vec::new() }
}

/// How a line came to be settled.
fn fate(line: &Line, period: Month) -> String {
    let shown = |minor: i64| shown(minor, &line.key);
    let difference = match line.posted {
        0 => String::new(),
        before => format!(", less {} settled before: {}", shown(before), shown(line.minor)),
    };
    let cause = match (line.kind, line.cause()) {
        (LineKind::Regular, _) => String::new(),
        (LineKind::Adjustment, Some(cause)) => format!(" as an adjustment: {cause}"),
        (LineKind::Adjustment, None) => " as an adjustment of several causes".to_owned(),
    };
    format!("settled in {period}{cause}{difference}")
}
