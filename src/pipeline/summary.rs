//! What a person sees of a run: one screen, whose totals are those of the files.

use std::collections::{BTreeMap, BTreeSet};

use super::{Inputs, Run};
use crate::basics::{Currency, Finding, Month, PartyId, Place, SettledAs, Severity};

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
    /// Deliveries read now about which nothing is announced, by a trailer or a control file: a cut at a row's end cannot be
    /// seen in them.
    pub unannounced_deliveries: usize,
    /// Amounts of held records as delivered, where they can be read.
    pub held: Vec<Amount>,
    /// When statements are due at the latest (§ 87c (1) HGB).
    pub statements_due: String,
    /// Findings by severity.
    pub findings: BTreeMap<Severity, usize>,
    /// What the draft is known by: `close --expect` seals nothing else. None where nothing could be sealed.
    pub fingerprint: Option<String>,
    /// The draft's folder; none where nothing was written.
    pub draft: Option<String>,
    /// The record that closed the month; none where it stays open.
    pub record: Option<String>,
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
    /// Sum of what is paid; none where there is no such line.
    pub payable: Option<String>,
    /// Sum of discounts; none where there is no such line.
    pub discount: Option<String>,
    /// Sum of what accrues in fund balances; none where there is no such line.
    pub fund: Option<String>,
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
            unannounced_deliveries: inputs.feeds.unannounced,
            held: Vec::new(),
            statements_due: period.next().last_day().to_string(),
            findings,
            fingerprint: None,
            draft: None,
            record: None,
            files: Vec::new(),
            found,
        }
    }

    /// Whether something stops the run.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.findings.contains_key(&Severity::Stop)
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
    keys.extend(run.controls.lines.keys().map(|(distributor, key)| (distributor, key.currency)));
    let mut unknown: BTreeMap<&PartyId, u64> = run
        .held
        .iter()
        .filter(|((_, currency), _)| currency.is_none())
        .map(|((distributor, _), count)| (distributor, *count))
        .collect();
    let row = |(distributor, currency): (&PartyId, Currency)| {
        let own = || run.controls.lines.iter().filter(|((of, key), _)| of == distributor && key.currency == currency);
        let sum = |settled_as: SettledAs| {
            let sums = own().filter(|((_, key), _)| key.component.settled_as() == settled_as).map(|(_, sum)| sum.minor);
            sums.reduce(|a, b| a + b).map(|minor| currency.major(minor).to_string())
        };
        let held =
            run.held.get(&(distributor.clone(), Some(currency))).copied().unwrap_or(0) + unknown.remove(distributor).unwrap_or(0);
        SummaryRow {
            distributor: distributor.to_string(),
            distributor_name: inputs.rules.party_name(distributor, run.period.last_day()).to_owned(),
            currency: currency.to_string(),
            contracts: run.contracts.get(&(distributor.clone(), currency)).copied().unwrap_or(0),
            lines: own().map(|(_, sum)| sum.lines).sum(),
            payable: sum(SettledAs::Paid),
            discount: sum(SettledAs::Shown),
            fund: sum(SettledAs::Accrued),
            held,
        }
    };
    keys.into_iter().map(row).collect()
}
