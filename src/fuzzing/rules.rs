//! Rules of hostile bytes, and a delivery of hostile bytes read by good rules.

use chrono::NaiveDate;

use crate::{
    basics::{Finding, PartyId},
    facts::CorrectionsInForce,
    feeds::{Carry, FeedFile, Feeds, delivery_of, read},
    rulebook::{Rulebook, Rules, TableFile},
};

const DELIVERY: &str = "feeds/stern-kelly/2022-10-05.csv";
const MAP: &str = "rulebook/feed-maps/stern-kelly.csv";
const FEED: &[u8] = include_bytes!("../../fixtures/first-light/feeds/stern-kelly/2022-10-05.csv");

/// The tables of the smallest workspace.
const TABLES: [(&str, &[u8]); 6] = [
    ("rulebook/agreements.csv", include_bytes!("../../fixtures/first-light/rulebook/agreements.csv")),
    ("rulebook/aliases.csv", include_bytes!("../../fixtures/first-light/rulebook/aliases.csv")),
    (MAP, include_bytes!("../../fixtures/first-light/rulebook/feed-maps/stern-kelly.csv")),
    ("rulebook/parties.csv", include_bytes!("../../fixtures/first-light/rulebook/parties.csv")),
    ("rulebook/plans.csv", include_bytes!("../../fixtures/first-light/rulebook/plans.csv")),
    ("rulebook/rates.csv", include_bytes!("../../fixtures/first-light/rulebook/rates.csv")),
];

/// Reads the bytes as a feed map, and where that is one, a good delivery by it.
pub fn feed_map(bytes: &[u8]) {
    let (rules, found) = rules_with(MAP, bytes);
    well_said(&found);
    let (feeds, found) = read_delivery(FEED, &rules);
    well_said(&found);
    well_taken(&feeds, &found);
}

/// Reads the bytes behind the first line as a table of the rulebook that the first line names, such as `rates`.
pub fn rulebook(bytes: &[u8]) {
    let end = bytes.iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |at| at + 1);
    let (name, table) = bytes.split_at(end);
    let name = std::str::from_utf8(name).map_or("rates", str::trim_end);
    let (rules, found) = rules_with(&format!("rulebook/{name}.csv"), table);
    well_said(&found);
    let (feeds, found) = read_delivery(FEED, &rules);
    well_said(&found);
    well_taken(&feeds, &found);
}

/// Reads the bytes as a delivery.
pub fn delivery(bytes: &[u8]) {
    let (rules, _) = rules_with(MAP, TABLES[2].1);
    let (feeds, found) = read_delivery(bytes, &rules);
    well_said(&found);
    well_taken(&feeds, &found);
}

/// The rules of the smallest workspace with one table read of these bytes.
fn rules_with(name: &str, bytes: &[u8]) -> (Rules, Vec<Finding>) {
    let others = TABLES.iter().filter(|(own, _)| *own != name).copied();
    let table =
        |((name, bytes), number): ((&str, &[u8]), u32)| TableFile { name: name.to_owned(), number, bytes: bytes.to_vec() };
    let (book, mut found) = Rulebook::read(others.chain([(name, bytes)]).zip(0..).map(table).collect());
    let _ = book.latest_recorded();
    let (rules, more) = book.known_on(NaiveDate::from_ymd_opt(2022, 12, 31).expect("it is in the calendar"));
    found.extend(more);
    (rules, found)
}

fn read_delivery(bytes: &[u8], rules: &Rules) -> (Feeds, Vec<Finding>) {
    let (distributor, delivered_on) = delivery_of(DELIVERY).expect("it is the place of a delivery");
    let file = FeedFile { name: DELIVERY.to_owned(), number: 0, distributor, delivered_on, bytes: bytes.to_vec() };
    let parties: Vec<PartyId> = rules.parties.keys().cloned().collect();
    read(vec![file], Carry::default(), rules, &CorrectionsInForce::default(), &parties)
}

/// A finding says what is wrong and what to do about it.
fn well_said(found: &[Finding]) {
    for finding in found {
        assert!(!finding.message.is_empty() && !finding.remedy.is_empty(), "{finding:?}");
        let _ = (finding.id(), finding.place(), finding.shown_value());
    }
}

/// A file is refused with a reason, or each of its rows is a record or held with its reason.
fn well_taken(feeds: &Feeds, found: &[Finding]) {
    match &feeds.reads[..] {
        [] => assert!(!found.is_empty() && feeds.records.is_empty() && feeds.unreadable.is_empty(), "{found:?}"),
        [one] => assert_eq!(one.rows, (feeds.records.len() + feeds.unreadable.len()) as u64),
        _ => panic!("one file was read"),
    }
    for held in &feeds.unreadable {
        assert!(held.finding.line > 0 && !held.finding.message.is_empty(), "{:?}", held.finding);
    }
    for record in &feeds.records {
        assert!(record.starts_on < record.ends_on && record.amount >= 0 && !record.contract.is_empty(), "{record:?}");
    }
}
