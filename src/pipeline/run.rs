//! One period computed: lines, settlements, findings and control totals, before any of it is paper.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{Inputs, listings::Listings};
use crate::{
    basics::{Currency, Finding, Findings, Month, PartyId, Place, RecordCounts, SettledAs},
    facts::Record,
    render::{AccountTotals, Controls},
    settlement::{Accounts, ItemOutcome, Line, Settlement, Standings, World, settle_item},
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
    /// What they are paid, and what stays.
    pub accounts: Accounts<'a>,
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
        accounts: Accounts::default(),
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
            *run.held.entry((distributor.clone(), row.currency)).or_default() += 1;
            if let (Some(currency), true) = (row.currency, listings.is_new(row)) {
                *run.contracts.entry((distributor.clone(), currency)).or_default() += 1;
            }
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
        self.prove_accounts();
    }

    /// Proves that every payable line is in an account and every accrued one in a fund, and that the accounts together lose
    /// nothing: lines = payouts + written off + change of what is carried and reserved (design §3, invariant 2).
    fn prove_accounts(&mut self) {
        let mut totals: BTreeMap<(PartyId, Currency), AccountTotals> = BTreeMap::new();
        for row in &self.accounts.payees {
            totals.entry((row.distributor.id.clone(), row.currency)).or_default().add(&row.account);
        }
        let mut accrued: BTreeMap<(PartyId, Currency), i64> = BTreeMap::new();
        for row in &self.accounts.funds {
            *accrued.entry((row.distributor.id.clone(), row.currency)).or_default() += row.accrued;
        }
        for (key, sum) in &totals {
            assert_eq!(sum.lines, self.lines_settled_as(SettledAs::Paid, key), "accounts add up to the payable lines");
            let out = sum.payout + sum.written_off + sum.carried + sum.reserved;
            assert_eq!(sum.lines, out, "what comes in is paid, written off, carried or reserved");
        }
        for (key, sum) in &accrued {
            assert_eq!(*sum, self.lines_settled_as(SettledAs::Accrued, key), "funds add up to the accrued lines");
        }
        for ((distributor, component, currency), sum) in &self.controls.lines {
            let key = (distributor.clone(), *currency);
            let kept = match component.settled_as() {
                SettledAs::Paid => totals.contains_key(&key),
                SettledAs::Accrued => accrued.contains_key(&key),
                SettledAs::Shown => true,
            };
            assert!(kept, "{} {component} lines of {distributor} are in an account or fund", sum.lines);
        }
        self.controls.accounts = totals;
    }

    fn lines_settled_as(&self, kind: SettledAs, (distributor, currency): &(PartyId, Currency)) -> i64 {
        let own = self
            .controls
            .lines
            .iter()
            .filter(|((own, component, of), _)| own == distributor && of == currency && component.settled_as() == kind);
        own.map(|(_, sum)| sum.minor).sum()
    }

    /// Takes what was found after the items were settled.
    pub fn found(&mut self, found: Vec<Finding>) {
        let mut all = Findings::default();
        std::mem::take(&mut self.findings).into_iter().chain(found).for_each(|finding| all.add(finding));
        self.findings = all.sorted();
    }
}
