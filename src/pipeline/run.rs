//! One period computed: lines, settlements, findings and control totals, before any of it is paper.

use std::collections::BTreeMap;

use rayon::prelude::*;
use tracing::info;

use super::{Before, Inputs, listings::Listings};
use crate::{
    basics::{Currency, Finding, Findings, Month, PartyId, Place, RecordCounts, SettledAs},
    facts::Carried,
    render::{AccountTotals, Controls},
    settlement::{
        Accounts, BandShares, Frozen, Grounds, ItemFacts, ItemKey, ItemOutcome, LicenceRow, Line, Measures, Posting, Settlement,
        Sold, Standings, Target, World, claims, difference, licences, limit, rules_have_bands, settle_item,
    },
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
    /// The demo licences of partners on the period's last day.
    pub licences: Vec<LicenceRow<'a>>,
    /// Everything found, worst first.
    pub findings: Vec<Finding>,
    /// What went in and what came out.
    pub controls: Controls,
    /// Contracts known per distributor and currency.
    pub contracts: BTreeMap<(PartyId, Currency), u64>,
    /// Every row that counts and how it stands, in the order of items.
    pub standing: Vec<(u32, Carried)>,
    /// How many items were looked at for the period alone.
    pub settled_before: usize,
    /// The rows that cannot be read and that nothing heals, by their places.
    pub unreadable: Vec<usize>,
    /// Where the records of each file ended.
    pub files: BTreeMap<u32, RecordCounts>,
    /// Records held per distributor and currency.
    pub held: BTreeMap<(PartyId, Option<Currency>), u64>,
}

/// Items that one task settles before the next takes over.
const ITEMS_PER_TASK: usize = 4096;

/// Does something with every item, on all cores; the answers are in the order of items.
fn each_task<'a, T: Send>(
    inputs: &'a Inputs,
    world: &World<'a>,
    items: &Items,
    task: impl Fn(&mut dyn Iterator<Item = ItemFacts<'_>>) -> T + Sync,
) -> Vec<T> {
    let listings = Listings::new(inputs);
    let tasks: Vec<usize> = (0..items.len()).step_by(ITEMS_PER_TASK).collect();
    tasks
        .into_par_iter()
        .map(|first| {
            let own = first..items.len().min(first + ITEMS_PER_TASK);
            task(&mut own.map(|item| listings.facts(items.rows(item), world)))
        })
        .collect()
}

/// What partners sold, for tiers that ask for it.
pub fn measure(inputs: &Inputs, items: &Items, period: Month) -> Measures {
    let nobody = Standings::default();
    let world = world(inputs, &Before::default(), &nobody, period);
    let parts = each_task(inputs, &world, items, |items| {
        let mut sold = Sold::default();
        items.for_each(|item| sold.measure(&world, &item));
        sold
    });
    let mut all = Sold::default();
    parts.into_iter().for_each(|part| all.join(part));
    all.measures()
}

/// What rates by volume give to each item.
pub fn count<'a>(inputs: &'a Inputs, world: &World<'a>, items: &Items) -> BandShares<'a> {
    let parts = each_task(inputs, world, items, |items| {
        let mut own = Vec::new();
        items.for_each(|item| claims(world, &item, &mut own));
        own
    });
    BandShares::of(parts.into_iter().flatten().collect(), world.period())
}

/// What is due, before it is posted. All in the order of items.
#[derive(Default)]
pub struct Due<'a> {
    /// What is due for each key that was looked at.
    pub targets: Vec<Target<'a>>,
    /// What is held.
    pub frozen: Vec<Frozen<'a>>,
    /// The items that were looked at for the period alone.
    pub settled_before: Vec<ItemKey<'a>>,
}

/// Prices every item, on all cores, and limits what is due: the run without its lines, and what they will come of.
pub fn price_items<'a>(inputs: &'a Inputs, world: &World<'a>, items: &Items) -> (Run<'a>, Due<'a>) {
    let feeds = &inputs.feeds;
    let period = world.period();
    let listings = Listings::new(inputs);
    let outcomes: Vec<Part> = each_task(inputs, world, items, |items| {
        let mut part = Part::default();
        items.for_each(|item| {
            settle_item(world, &item, &mut part.outcome);
            part.count(world);
        });
        part
    });
    let mut run = Run {
        period,
        lines: Vec::new(),
        settlements: Vec::new(),
        accounts: Accounts::default(),
        licences: licences(&inputs.rules, world.grounds.standings, period.last_day()),
        findings: Vec::new(),
        controls: Controls::default(),
        contracts: contracts(items, world),
        standing: Vec::with_capacity(outcomes.iter().map(|part| part.outcome.standing.len()).sum()),
        unreadable: Vec::new(),
        settled_before: 0,
        held: BTreeMap::new(),
        files: BTreeMap::new(),
    };
    let mut findings = inputs.findings.clone();
    let targets = Vec::with_capacity(outcomes.iter().map(|part| part.outcome.targets.len()).sum());
    let mut due = Due { targets, ..Due::default() };
    for part in outcomes {
        due.targets.extend(part.outcome.targets);
        due.frozen.extend(part.outcome.frozen);
        due.settled_before.extend(part.outcome.settled_before);
        run.standing.extend(part.outcome.standing);
        part.outcome.findings.into_iter().for_each(|finding| findings.add(finding));
        for (distributor, counts) in part.records {
            run.controls.records.entry(distributor).or_default().join(&counts);
        }
        for (file, counts) in part.files {
            run.files.entry(file).or_default().join(&counts);
        }
        for (key, count) in part.held {
            *run.held.entry(key).or_default() += count;
        }
    }
    limit(&mut due.targets, &inputs.rules);
    for (at, row) in feeds.unreadable.iter().enumerate() {
        let distributor = &feeds.deliveries[row.delivery as usize].distributor;
        let counts = run.controls.records.entry(distributor.clone()).or_default();
        let place = if listings.is_healed(row) { Place::Superseded } else { Place::Held };
        run.files.entry(row.file).or_default().add(place, None);
        if place == Place::Superseded {
            counts.add(Place::Superseded, row.finding.amount);
        } else {
            counts.add(Place::Held, row.finding.amount);
            run.unreadable.push(at);
            *run.held.entry((distributor.clone(), row.currency)).or_default() += 1;
            if let (Some(currency), true) = (row.currency, listings.is_new(row)) {
                *run.contracts.entry((distributor.clone(), currency)).or_default() += 1;
            }
            findings.add(row.finding.clone());
        }
    }
    inputs.missing_deliveries(period).into_iter().for_each(|finding| findings.add(finding));
    run.findings = findings.sorted();
    run.findings.iter_mut().for_each(|finding| finding.waived = inputs.waiver(finding));
    run.settled_before = due.settled_before.len();
    info!(items = items.len(), for_the_period_alone = run.settled_before, "items settled");
    (run, due)
}

/// Everything the settlement of an item looks at. Months before the first are priced too where they count for later ones.
pub fn world<'a>(inputs: &'a Inputs, before: &Before, standings: &'a Standings, period: Month) -> World<'a> {
    let Inputs { rules, facts, parties, .. } = inputs;
    let first_month = inputs.config.first_month;
    let brought_over = before.positions.rows().iter().any(|position| position.from < first_month);
    let looks_back = rules_have_bands(rules) || !rules.limits.is_empty() || brought_over;
    World {
        grounds: Grounds { rules, facts, parties, standings, period, last_day: period.last_day(), bands: None },
        records: &inputs.feeds.records,
        deliveries: &inputs.feeds.deliveries,
        parties,
        sources: &inputs.sources,
        first_month,
        changed: None,
        priced_from: if looks_back { Month::EARLIEST } else { first_month },
    }
}

/// What came of the items of one task.
#[derive(Default)]
struct Part<'a> {
    outcome: ItemOutcome<'a>,
    records: BTreeMap<PartyId, RecordCounts>,
    files: BTreeMap<u32, RecordCounts>,
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
            self.files.entry(record.source.file).or_default().add(place, None);
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

impl<'a> Run<'a> {
    /// Posts what is due less what was settled before.
    pub fn post(&mut self, inputs: &'a Inputs, before: &'a Before<'a>, due: Due<'a>) {
        let Due { targets, frozen, settled_before } = due;
        let (first_month, parties) = (inputs.config.first_month, &inputs.parties[..]);
        let posting = Posting { first_month, period: self.period, parties, settled_before: &settled_before };
        self.lines = difference(targets, &before.positions, &frozen, posting);
    }

    /// Proves the control totals: records in = records placed; lines summed by payee = lines summed by another engine;
    /// keys unique and in order. A difference is a defect, in release builds too.
    pub fn prove(&mut self, inputs: &Inputs) {
        let read = (inputs.feeds.records.len() + inputs.feeds.unreadable.len()) as u64;
        let placed: u64 = self.controls.records.values().map(RecordCounts::total).sum();
        assert_eq!(read, placed, "every record read is in exactly one place");
        for file in &inputs.feeds.reads {
            let placed = self.files.get(&file.file).map_or(0, RecordCounts::total);
            assert_eq!(file.rows, placed, "every row of a file is in exactly one place");
        }
        assert!(self.lines.is_sorted_by(|a, b| a.key < b.key), "lines are in the order of their unique keys");
        let mut folded = tables::LineSums::new();
        for settlement in &self.settlements {
            for (key, sum) in &settlement.sums {
                folded.entry((settlement.distributor.id.clone(), *key)).or_default().join(*sum);
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
        for ((distributor, own), sum) in &self.controls.lines {
            let (component, key) = (own.component, (distributor.clone(), own.currency));
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
            .filter(|((own, key), _)| own == distributor && key.currency == *currency && key.component.settled_as() == kind);
        own.map(|(_, sum)| sum.minor).sum()
    }

    /// Takes what was found after the items were settled.
    pub fn found(&mut self, found: Vec<Finding>) {
        let mut all = Findings::default();
        std::mem::take(&mut self.findings).into_iter().chain(found).for_each(|finding| all.add(finding));
        self.findings = all.sorted();
    }
}
