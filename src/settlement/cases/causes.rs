//! `fixtures/rules/causes.csv`: why an amount of an earlier month is settled now.
//!
//! Contract C-1 of tonwerk is sold from 1 September 2022 for twelve months. October 2022 is closed; then more becomes known,
//! and November is settled. Given, as known when October was closed: the `amount` a month in EUR (empty = the contract was
//! not known), the day it is cancelled from as `cancelled` (`2022-11-16 customer`), the tiers that tonwerk elected in
//! `elections` (`sales; performance 2022-10-01`), `rates` by tier (`sales percent 10; * band volume`: tier, shape, value,
//! perhaps a day; what is due once is taken back by the months begun of twelve), the steps of the band `volume` in `bands` (`0 4000 5; 4000 - 10`: from, to, percent of a quarter's volume),
//! the `invoices` as in `payments.csv` (the plan is then earned when the customer has paid), the `exchange_rates` (`USD 1.1
//! 2022-10-28`: the plan then pays in USD), and a `cap` in EUR per payee and month. Then, as `later_…`, what became known
//! after that: `later_amounts` (`150.00 2022-10-01`), `later_partner` (`fjordvik`, or `fjordvik new`: its agreement too
//! was not known before), `later_cancelled`, and so on; `other_contracts` are
//! further contracts of tonwerk, from 1 September too, that are delivered then (`3000.00`). Looked at is the `earned` month
//! of a `contract` for a `payee` (empty = tonwerk). Comes out: what was `posted` for it, what is `due`, and the `causes` of the difference.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    Case, Table,
    fact_texts::FactTexts,
    payments::invoices,
    small_run::{euro, item, month, number, parties, record},
    small_world::{ALWAYS, DISTRIBUTOR, PARTNER, PeopleCells, RowText, Setting, always, day, linted, text_of},
};
use crate::{
    basics::{AmountPer, CancelledBy, DeliveryKind, Month, Severity, Source, Sources, Status, UndatedChange},
    facts::{Delivery, Facts, Record},
    rulebook::{Bands, Clawbacks, ExchangeRates, Limits, Rates, Rules},
    settlement::{
        BandShares, Common, Frozen, Grounds, ItemOutcome, Key, Known, Line, LineKind, Measures, Positions, Posting, Rungs,
        Standings, Target, Told, World, claims, difference, limit, settle_item,
    },
    sheets::dated::{DatedTable, decimal},
};

const TABLE: Table = Table {
    name: "fixtures/rules/causes.csv",
    text: include_str!("../../../fixtures/rules/causes.csv"),
    given: &[
        "amount",
        "cancelled",
        "elections",
        "rates",
        "bands",
        "invoices",
        "exchange_rates",
        "cap",
        "later_amounts",
        "later_partner",
        "later_cancelled",
        "later_elections",
        "later_rates",
        "later_bands",
        "later_invoices",
        "later_exchange_rates",
        "other_contracts",
        "contract",
        "earned",
        "payee",
    ],
    expected: &["posted", "due", "causes"],
};

/// The month that is closed, and the one that is settled.
const PERIODS: [&str; 2] = ["2022-10", "2022-11"];
/// When the distributor delivered what is known of them.
const DELIVERED: [&str; 2] = ["2022-11-03", "2022-12-03"];

/// What is known when a period is settled.
struct State {
    period: Month,
    rules: Rules,
    facts: Facts,
    standings: Standings,
    records: Vec<Record>,
    items: Vec<Vec<u32>>,
}

/// A column as known when October was closed, or with what became known later.
fn cell(case: &Case, column: &str, later: bool) -> String {
    let more = if later { case.text(&format!("later_{column}")) } else { "" };
    [case.text(column), more].join(";")
}

fn rate((words, from): (Vec<&str>, String)) -> RowText {
    let (tier, shape, value) = match words[..] {
        [tier, "none"] => (tier, "none", ""),
        [tier, shape, value] => (tier, shape, value),
        _ => panic!("rates {words:?}: expected a tier, a shape and a value"),
    };
    (format!("commission,sub-agent,*,*,{tier},*,*"), from, format!("{shape},{value}"))
}

fn step((words, from): (Vec<&str>, String)) -> RowText {
    let [first, to, percent] = words[..] else { panic!("bands {words:?}: expected from, to and a percentage") };
    let to = if to == "-" { "" } else { to };
    (format!("volume,{first}"), from, format!("{to},volume,payee,EUR,quarter,flat,percent,{percent}"))
}

fn exchange_rate((words, from): (Vec<&str>, String)) -> RowText {
    let [currency, rate] = words[..] else { panic!("exchange_rates {words:?}: expected a currency and a rate") };
    (currency.to_owned(), from, rate.to_owned())
}

/// The entries of a cell, parted by `;`: words, and perhaps behind them the day from which they hold.
fn dated(cell: &str) -> Vec<(Vec<&str>, String)> {
    let mut found = Vec::new();
    for part in cell.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        let mut words: Vec<&str> = part.split_whitespace().collect();
        let from = words.pop_if(|word| word.contains('-') && word.starts_with(|first: char| first.is_ascii_digit()));
        found.push((words, from.unwrap_or(ALWAYS).to_owned()));
    }
    found
}

fn rules(case: &Case, later: bool) -> Rules {
    let cell = |column| cell(case, column, later);
    let told = |column: &str| !case.text(column).is_empty() || !case.text(&format!("later_{column}")).is_empty();
    let currency = if told("exchange_rates") { "USD" } else { "" };
    let earned_when = if told("invoices") { "customer_paid" } else { "" };
    let limits = case.optional("cap", |cap| Ok(always("sub-agent,commission,cap,payee,month,EUR", cap)));
    let setting = Setting {
        plan_says: &format!("{currency},month_last,{earned_when},"),
        partners: if !later && case.text("later_partner").ends_with(" new") { &[PARTNER] } else { &[PARTNER, "fjordvik"] },
        rates: text_of::<Rates>(dated(&cell("rates")).into_iter().map(rate)),
        tables: vec![
            (Bands::NAME, text_of::<Bands>(dated(&cell("bands")).into_iter().map(step))),
            (ExchangeRates::NAME, text_of::<ExchangeRates>(dated(&cell("exchange_rates")).into_iter().map(exchange_rate))),
            (Limits::NAME, text_of::<Limits>(limits)),
            (Clawbacks::NAME, text_of::<Clawbacks>([always("sub-agent,commission", "pro_rata,12,month_begun,customer")])),
        ],
        ..Setting::default()
    };
    let (rules, found) = linted(&setting);
    assert!(found.iter().all(|finding| finding.code.severity() == Severity::Note), "{found:?}");
    rules
}

fn minor(text: &str) -> i64 {
    euro().minor(decimal(text).expect("an amount")).expect("an amount in EUR")
}

/// The rows of a delivery about C-1, as it was first told.
fn first_rows(case: &Case) -> Vec<Record> {
    let row = |amount: &str| cancelled(record("C-1", "1", "2022-09-01", minor(amount)), case.text("cancelled"));
    case.optional("amount", |amount| Ok(row(amount))).into_iter().collect()
}

fn cancelled(record: Record, cell: &str) -> Record {
    match cell.split_once(' ') {
        Some((from, by)) => {
            let by: CancelledBy = by.parse().unwrap_or_else(|expected| panic!("cancelled {cell:?}: {expected}"));
            Record { status: Status::Cancelled, cancelled: Some((day(from), by)), ..record }
        }
        None => record,
    }
}

/// The rows of the delivery behind it, where it tells anything.
fn later_rows(case: &Case) -> Vec<Record> {
    let [amounts, partner, cancellation] =
        ["amounts", "partner", "cancelled"].map(|column| case.text(&format!("later_{column}")));
    let others = case.text("other_contracts").split(';').map(str::trim).filter(|amount| !amount.is_empty());
    let mut rows: Vec<Record> =
        (2..).zip(others).map(|(no, amount)| record(&format!("C-{no}"), "1", "2022-09-01", minor(amount))).collect();
    if [amounts, partner, cancellation].iter().any(|cell| !cell.is_empty()) {
        let from_day = |(words, from): (Vec<&str>, String)| Record {
            valid_from: Some(day(&from)),
            ..record("C-1", "1", "2022-09-01", minor(words[0]))
        };
        let mut own: Vec<Record> = dated(amounts).into_iter().map(from_day).collect();
        if own.iter().all(|row| row.valid_from > Some(row.starts_on)) {
            own.extend(first_rows(case));
        }
        rows.extend(own.into_iter().map(|row| {
            let partner = partner.split(' ').next().filter(|named| !named.is_empty()).map_or(row.partner, number);
            cancelled(Record { partner, cancelled: None, status: Status::Active, ..row }, cancellation)
        }));
    }
    let told = |row: Record| Record { delivery: 1, source: Source { file: 1, ..row.source }, ..row };
    rows.into_iter().map(told).collect()
}

impl State {
    fn of(case: &Case, later: bool) -> State {
        let rules = rules(case, later);
        let elections = cell(case, "elections", later);
        let people = PeopleCells { elections: &elections, ..PeopleCells::default() };
        let texts = FactTexts { payments: invoices(&cell(case, "invoices", later)), ..FactTexts::default() };
        let facts = Facts { people: people.facts(&PARTNER.parse().expect("a party")), ..texts.facts() };
        let mut records = first_rows(case);
        if later {
            records.extend(later_rows(case));
        }
        let mut items: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        (0..).zip(&records).for_each(|(row, record)| items.entry(&record.contract).or_default().push(row));
        let items = items.into_values().collect();
        let standings = Standings::judge(&rules, &facts.people, &Measures::default());
        State { period: month(PERIODS[usize::from(later)]), rules, facts, standings, records, items }
    }

    /// Everything of it, volumes counted.
    fn world<'a>(&'a self, common: Common<'a>, sources: &'a Sources, deliveries: &'a [Delivery]) -> World<'a> {
        let State { period, rules, facts, standings, records, .. } = self;
        let Common { parties, first_month, priced_from } = common;
        let grounds = Grounds { rules, facts, parties, standings, period: *period, last_day: period.last_day(), bands: None };
        let mut world = World { grounds, records, deliveries, parties, sources, first_month, priced_from, changed: None };
        let mut volumes = Vec::new();
        self.items.iter().for_each(|rows| claims(&world, &item(rows), &mut volumes));
        world.grounds.bands = Some(Arc::new(BandShares::of(volumes, *period)));
        world
    }

    /// What is told of its contracts that `is_known` lets pass.
    fn told(&self, is_known: impl Fn(&str) -> bool) -> Told {
        let mut told = Told::default();
        let known = self.items.iter().filter(|rows| is_known(&self.records[rows[0] as usize].contract));
        known.for_each(|rows| told.add(&item(rows), &self.records));
        told
    }

    fn settled<'a>(&self, world: &World<'a>) -> (Vec<Target<'a>>, Vec<Frozen<'a>>) {
        let mut out = ItemOutcome::default();
        self.items.iter().for_each(|rows| settle_item(world, &item(rows), &mut out));
        limit(&mut out.targets, world.grounds.rules);
        (out.targets, out.frozen)
    }
}

/// The files of some deliveries.
fn sources(deliveries: &[Delivery]) -> Sources {
    let mut sources = Sources::default();
    for delivery in deliveries {
        sources.add(&format!("feeds/nuvias/{}.csv", delivery.delivered_on));
    }
    sources
}

fn delivery(delivered_on: &str) -> Delivery {
    Delivery {
        distributor: DISTRIBUTOR.parse().expect("a party"),
        distributor_no: number(DISTRIBUTOR),
        delivered_on: day(delivered_on),
        kind: DeliveryKind::Changes,
        amount_per: AmountPer::Month,
        undated_change: UndatedChange::Hold,
    }
}

fn answer(case: &Case) -> Vec<String> {
    let (former, present) = (State::of(case, false), State::of(case, true));
    let (parties, deliveries) = (parties(), DELIVERED.map(delivery));
    let (before, all) = (&deliveries[..1], &deliveries[..]);
    let sources = [before, all].map(sources);
    let months = (Month::EARLIEST, Month::EARLIEST);
    let common = Common { parties: &parties, first_month: months.0, priced_from: months.1 };
    let worlds = [former.world(common, &sources[0], before), present.world(common, &sources[1], all)];
    let (closed, frozen) = former.settled(&worlds[0]);
    assert!(frozen.is_empty(), "what was closed was not held");
    let posting =
        |state: &State| Posting { first_month: Month::EARLIEST, period: state.period, parties: &parties, settled_before: &[] };
    let nothing = Positions::default();
    let posted = nothing.after(&difference(closed, &nothing, &[], posting(&former)), former.period);
    let (targets, frozen) = present.settled(&worlds[1]);
    let lines = difference(targets, &posted, &frozen, posting(&present));
    let adjusted: Vec<Line> = lines.into_iter().filter(|line| line.kind == LineKind::Adjustment).collect();
    let was_known = |contract: &str| former.records.iter().any(|record| record.contract == contract);
    let told = [former.told(was_known), present.told(was_known)];
    let rungs = Rungs {
        former: Known::of(&worlds[0], &told[0]),
        corrected: Known::of(&worlds[0], &told[0]),
        present: Known::of(&worlds[1], &told[1]),
        measures: &Measures::default(),
        common,
    };
    let climbs = rungs.climb(&adjusted.iter().map(|line| line.key).collect::<Vec<_>>());
    let payee = case.optional("payee", |payee| Ok(number(payee))).unwrap_or_else(|| number(PARTNER));
    let asked = |key: &Key| (key.contract, key.earned, key.payee.number) == (case.text("contract"), case.get("earned"), payee);
    for (line, climb) in adjusted.iter().zip(&climbs) {
        let sum: i64 = climb.parts(line.posted, line.target).iter().map(|(_, minor)| minor).sum();
        assert_eq!(sum, line.minor, "the causes of {} add up", line.key);
    }
    let found = adjusted.iter().zip(&climbs).find(|(line, _)| asked(&line.key));
    let Some((line, climb)) = found else { return vec![] };
    let shown = |minor: i64| line.key.currency.major(minor).to_string();
    let parts = climb.parts(line.posted, line.target);
    let parts: Vec<String> = parts.iter().map(|(cause, minor)| format!("{cause} {}", shown(*minor))).collect();
    vec![shown(line.posted), shown(line.target), parts.join("; ")]
}

#[test]
fn causes_follow_their_table() {
    TABLE.holds(answer);
}
