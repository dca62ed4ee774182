//! One period computed: lines, settlements, findings and control totals, before any of it is paper.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use super::Inputs;
use crate::{
    basics::{Component, Currency, Finding, Month, PartyId, Place, RecordCounts, Severity},
    facts::{Delivery, Record},
    feeds::Unreadable,
    render::Controls,
    settlement::{ItemFacts, ItemOutcome, Line, Settlement, Standings, World, settle_item},
    tables::{self, Items},
};

/// One period computed.
pub struct Run<'a> {
    /// The month that is settled.
    pub period: Month,
    /// The lines in order of key.
    pub lines: Vec<Line<'a>>,
    /// What each payee is owed.
    pub settlements: Vec<Settlement<'a>>,
    /// Everything found, worst first.
    pub findings: Vec<Finding>,
    /// What went in and what came out.
    pub controls: Controls,
    /// Contracts known per distributor and currency.
    pub contracts: BTreeMap<(PartyId, Currency), u64>,
    /// Records held per distributor and currency.
    pub held: BTreeMap<(PartyId, Option<Currency>), u64>,
}

/// Items that one task settles before the next takes over.
const ITEMS_PER_TASK: usize = 4096;

/// Settles every item, on all cores; the outcome is in the order of items.
pub fn settle_items<'a>(inputs: &'a Inputs, standings: &'a Standings, items: &Items, period: Month) -> Run<'a> {
    let feeds = &inputs.feeds;
    let world = world(inputs, standings, period, &feeds.records);
    let listings = Listings::new(inputs);
    let tasks: Vec<usize> = (0..items.len()).step_by(ITEMS_PER_TASK).collect();
    let outcomes: Vec<Part> = tasks
        .into_par_iter()
        .map(|first| {
            let mut part = Part::default();
            for item in first..items.len().min(first + ITEMS_PER_TASK) {
                let facts = listings.facts(items.rows(item), &world);
                settle_item(&world, &facts, &mut part.outcome);
                part.count(&world);
            }
            part
        })
        .collect();
    let mut run = Run {
        period,
        lines: Vec::with_capacity(outcomes.iter().map(|part| part.outcome.lines.len()).sum()),
        settlements: Vec::new(),
        findings: Vec::new(),
        controls: Controls::default(),
        contracts: contracts(items, &world),
        held: BTreeMap::new(),
    };
    let mut findings = inputs.findings.clone();
    for part in outcomes {
        run.lines.extend(part.outcome.lines);
        part.outcome.findings.into_iter().for_each(|finding| findings.add(finding));
        for (distributor, counts) in part.records {
            run.controls.records.entry(distributor).or_default().join(&counts);
        }
        for (key, count) in part.held {
            *run.held.entry(key).or_default() += count;
        }
    }
    for row in &feeds.unreadable {
        let distributor = &feeds.deliveries[row.delivery as usize].distributor;
        let counts = run.controls.records.entry(distributor.clone()).or_default();
        if listings.is_healed(row) {
            counts.add(Place::Superseded, row.finding.amount);
        } else {
            counts.add(Place::Held, row.finding.amount);
            *run.held.entry((distributor.clone(), row.finding.amount.map(|(_, currency)| currency))).or_default() += 1;
            findings.add(row.finding.clone());
        }
    }
    inputs.missing_deliveries(period).into_iter().for_each(|finding| findings.add(finding));
    run.findings = findings.sorted();
    run
}

/// Everything the settlement of an item looks at.
pub fn world<'a>(inputs: &'a Inputs, standings: &'a Standings, period: Month, records: &'a [Record]) -> World<'a> {
    World {
        rules: &inputs.rules,
        standings,
        records,
        deliveries: &inputs.feeds.deliveries,
        parties: &inputs.parties,
        sources: &inputs.sources,
        period,
        first_month: inputs.config.first_month,
    }
}

/// What came of the items of one task.
#[derive(Default)]
struct Part<'a> {
    outcome: ItemOutcome<'a>,
    records: BTreeMap<PartyId, RecordCounts>,
    held: BTreeMap<(PartyId, Option<Currency>), u64>,
}

impl Part<'_> {
    /// Counts the records of the item that was settled last.
    fn count(&mut self, world: &World) {
        for (row, place) in self.outcome.places.drain(..) {
            let record = &world.records[row as usize];
            let distributor = &world.deliveries[record.delivery as usize].distributor;
            if !self.records.contains_key(distributor) {
                self.records.insert(distributor.clone(), RecordCounts::default());
            }
            let counts = self.records.get_mut(distributor).expect("inserted above");
            counts.add(place, Some((record.amount, record.currency)));
            if place == Place::Held {
                *self.held.entry((distributor.clone(), Some(record.currency))).or_default() += 1;
            }
        }
    }
}

/// Contracts with a record, by the currency of their last.
fn contracts(items: &Items, world: &World) -> BTreeMap<(PartyId, Currency), u64> {
    let mut counts: BTreeMap<(&PartyId, Currency), u64> = BTreeMap::new();
    let mut before: Option<(&PartyId, &str)> = None;
    for item in 0..items.len() {
        let record = &world.records[items.rows(item)[0] as usize];
        let distributor = &world.deliveries[record.delivery as usize].distributor;
        if before != Some((distributor, &record.contract)) {
            *counts.entry((distributor, record.currency)).or_default() += 1;
        }
        before = Some((distributor, &record.contract));
    }
    counts.into_iter().map(|((distributor, currency), count)| ((distributor.clone(), currency), count)).collect()
}

/// Which delivery lists which contract: for what has vanished, and for rows that cannot be read.
pub struct Listings<'a> {
    deliveries: &'a [Delivery],
    unreadable: HashMap<(&'a PartyId, &'a str), Vec<&'a Unreadable>>,
    good: HashMap<(&'a PartyId, &'a str), Vec<(&'a str, u32)>>,
}

impl<'a> Listings<'a> {
    pub fn new(inputs: &'a Inputs) -> Self {
        let feeds = &inputs.feeds;
        let mut unreadable: HashMap<(&PartyId, &str), Vec<&Unreadable>> = HashMap::new();
        for row in &feeds.unreadable {
            if let Some(contract) = &row.contract {
                unreadable.entry((&feeds.deliveries[row.delivery as usize].distributor, contract)).or_default().push(row);
            }
        }
        let mut good: HashMap<(&PartyId, &str), Vec<(&str, u32)>> = HashMap::new();
        if !unreadable.is_empty() {
            for record in &feeds.records {
                let key = (&feeds.deliveries[record.delivery as usize].distributor, record.contract.as_str());
                if unreadable.contains_key(&key) {
                    good.entry(key).or_default().push((&record.item, record.delivery));
                }
            }
        }
        Listings { deliveries: &feeds.deliveries, unreadable, good }
    }

    /// Whether a later delivery tells the contract and item of a row that could not be read.
    pub fn is_healed(&self, row: &Unreadable) -> bool {
        let distributor = &self.deliveries[row.delivery as usize].distributor;
        match &row.contract {
            Some(contract) => {
                let told = self.good.get(&(distributor, contract.as_str())).map_or(&[][..], Vec::as_slice);
                told.iter().any(|(item, delivery)| *delivery > row.delivery && row.item.as_ref().is_none_or(|own| own == item))
            }
            None => self.next_full(distributor, row.delivery).is_some(),
        }
    }

    /// The first full delivery of a distributor behind `delivery`.
    fn next_full(&self, distributor: &PartyId, delivery: u32) -> Option<&Delivery> {
        let behind = self.deliveries.iter().skip(delivery as usize + 1).take_while(|own| own.distributor == *distributor);
        behind.into_iter().find(|own| own.kind == crate::basics::DeliveryKind::Full)
    }

    /// What the deliveries as a whole say about an item.
    pub fn facts<'r>(&self, rows: &'r [u32], world: &World) -> ItemFacts<'r> {
        let last = &world.records[*rows.last().expect("an item has a record") as usize];
        let distributor = &self.deliveries[last.delivery as usize].distributor;
        let mut last_listed = last.delivery;
        let mut unreadable = false;
        if !self.unreadable.is_empty()
            && let Some(bad) = self.unreadable.get(&(distributor, last.contract.as_str()))
        {
            for row in bad.iter().filter(|row| row.item.as_ref().is_none_or(|item| *item == last.item)) {
                last_listed = last_listed.max(row.delivery);
                unreadable |= row.delivery >= last.delivery;
            }
        }
        ItemFacts {
            rows,
            last_listed: self.deliveries[last_listed as usize].delivered_on,
            missing_since: self.next_full(distributor, last_listed).map(|delivery| delivery.delivered_on),
            unreadable,
        }
    }
}

impl Run<'_> {
    /// Proves the control totals: records in = records placed; lines summed by payee = lines summed by another engine;
    /// keys unique and in order. A difference is a defect, in release builds too.
    pub fn prove(&mut self, inputs: &Inputs) {
        let read = (inputs.feeds.records.len() + inputs.feeds.unreadable.len()) as u64;
        let placed: u64 = self.controls.records.values().map(RecordCounts::total).sum();
        assert_eq!(read, placed, "every record read is in exactly one place");
        assert!(self.lines.is_sorted_by(|a, b| a.key() < b.key()), "lines are in the order of their unique keys");
        let mut folded = tables::LineSums::new();
        for settlement in &self.settlements {
            for (component, sum) in &settlement.sums {
                folded.entry((settlement.distributor.id.clone(), *component, settlement.currency)).or_default().join(*sum);
            }
        }
        assert_eq!(folded, tables::line_sums(&self.lines), "settlements add up to their lines, by two engines");
        self.controls.lines = folded;
    }
}

/// What a person sees of a run.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Summary {
    /// The workspace's name.
    pub name: String,
    /// The month that was settled.
    pub period: Month,
    /// How much of the workspace was seen.
    pub known_on: String,
    /// One row per distributor and currency.
    pub rows: Vec<SummaryRow>,
    /// Where the records ended, over all distributors.
    pub records: BTreeMap<Place, u64>,
    /// Amounts of held records as delivered, where they can be read.
    pub held: Vec<Amount>,
    /// When statements are due at the latest (§ 87c (1) HGB).
    pub statements_due: String,
    /// Findings by severity.
    pub findings: BTreeMap<Severity, usize>,
    /// The draft's folder; none where nothing was written.
    pub draft: Option<String>,
    /// The files of the draft.
    pub files: Vec<String>,
    /// Every finding.
    #[serde(skip)]
    pub found: Vec<Finding>,
}

/// An amount as JSON has it: text, never a float.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Amount {
    /// In major units.
    pub amount: String,
    /// ISO 4217.
    pub currency: String,
}

/// One distributor and currency of a summary.
#[derive(Clone, Debug, serde::Serialize)]
pub struct SummaryRow {
    /// Its id.
    pub distributor: String,
    /// Its registered name.
    pub distributor_name: String,
    /// ISO 4217.
    pub currency: String,
    /// Contracts known.
    pub contracts: u64,
    /// Lines settled.
    pub lines: u64,
    /// Sum of commissions; none where there is no such line.
    pub commission: Option<String>,
    /// Sum of discounts; none where there is no such line.
    pub discount: Option<String>,
    /// Records held.
    pub held: u64,
}

impl Summary {
    /// The summary of a run that may not settle, by what stops it.
    #[must_use]
    pub fn stopped(inputs: &Inputs, period: Month, found: Vec<Finding>) -> Summary {
        Summary::new(inputs, period, found)
    }

    /// The summary of a run.
    #[must_use]
    pub fn of(inputs: &Inputs, run: &Run) -> Summary {
        let mut summary = Summary::new(inputs, run.period, run.findings.clone());
        let mut held: BTreeMap<Currency, i64> = BTreeMap::new();
        for counts in run.controls.records.values() {
            for (place, count) in &counts.records {
                *summary.records.entry(*place).or_default() += count;
            }
            for ((place, currency), minor) in &counts.amounts {
                if *place == Place::Held {
                    *held.entry(*currency).or_default() += minor;
                }
            }
        }
        summary.held = held
            .into_iter()
            .map(|(currency, minor)| Amount { amount: currency.major(minor).to_string(), currency: currency.to_string() })
            .collect();
        summary.rows = rows(inputs, run);
        summary
    }

    fn new(inputs: &Inputs, period: Month, found: Vec<Finding>) -> Summary {
        let mut findings = BTreeMap::new();
        found.iter().for_each(|finding| *findings.entry(finding.code.severity()).or_default() += 1);
        Summary {
            name: inputs.config.name.clone(),
            period,
            known_on: inputs.known_on.to_string(),
            rows: Vec::new(),
            records: BTreeMap::new(),
            held: Vec::new(),
            statements_due: period.next().last_day().to_string(),
            findings,
            draft: None,
            files: Vec::new(),
            found,
        }
    }

    /// … whose draft stands here.
    #[must_use]
    pub fn at(mut self, place: &std::path::Path) -> Summary {
        self.draft = Some(place.display().to_string());
        self
    }
}

fn rows(inputs: &Inputs, run: &Run) -> Vec<SummaryRow> {
    let mut keys: BTreeSet<(&PartyId, Currency)> =
        run.contracts.keys().map(|(distributor, currency)| (distributor, *currency)).collect();
    keys.extend(run.controls.lines.keys().map(|(distributor, _, currency)| (distributor, *currency)));
    let mut unknown: BTreeMap<&PartyId, u64> = run
        .held
        .iter()
        .filter(|((_, currency), _)| currency.is_none())
        .map(|((distributor, _), count)| (distributor, *count))
        .collect();
    let row = |(distributor, currency): (&PartyId, Currency)| {
        let sum = |component: Component| run.controls.lines.get(&(distributor.clone(), component, currency));
        let shown = |component: Component| sum(component).map(|control| currency.major(control.minor).to_string());
        let held =
            run.held.get(&(distributor.clone(), Some(currency))).copied().unwrap_or(0) + unknown.remove(distributor).unwrap_or(0);
        SummaryRow {
            distributor: distributor.to_string(),
            distributor_name: inputs.rules.party_name(distributor, run.period.last_day()).to_owned(),
            currency: currency.to_string(),
            contracts: run.contracts.get(&(distributor.clone(), currency)).copied().unwrap_or(0),
            lines: [Component::Commission, Component::Discount].into_iter().filter_map(sum).map(|control| control.lines).sum(),
            commission: shown(Component::Commission),
            discount: shown(Component::Discount),
            held,
        }
    };
    keys.into_iter().map(row).collect()
}
