//! The fixture's page, held to the sealed book: each adjustment with its arithmetic, each account that is told.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use super::{FIXTURE, sealed, sealed_lines};
use crate::sandbox::{fixtures, rows};

/// The rows of the page's table that begins with this heading, cell by cell.
fn table(heading: &str) -> Vec<Vec<String>> {
    let page = fs::read_to_string(fixtures().join(FIXTURE).join("README.md")).unwrap();
    let below = page.split_once(heading).unwrap_or_else(|| panic!("the page has {heading}")).1;
    let rows = below.lines().skip(2).take_while(|line| line.starts_with('|'));
    rows.map(|row| row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()).collect()
}

/// What a sum comes to: the last number of its text.
fn result(sum: &str) -> &str {
    sum.rsplit(['=', ':']).next().unwrap().trim().split(' ').next().unwrap()
}

#[test]
fn every_adjustment_of_the_book_is_on_the_page_and_no_other() {
    let told: BTreeSet<[String; 9]> = table("| settled | contract | earned |")
        .into_iter()
        .map(|row| {
            let [settled, contract, earned, what, payee, due, before, amount, why] = row.try_into().unwrap();
            [settled, contract, earned, what, payee, result(&due).to_owned(), before, amount, why]
        })
        .collect();
    let mut sealed_rows = BTreeSet::new();
    for (period, line) in sealed_lines(&sealed()).into_iter().filter(|(_, line)| line["kind"] == "adjustment") {
        let of = |column: &str| line[column].clone();
        sealed_rows.insert([
            period.to_owned(),
            of("contract"),
            of("earned_month"),
            of("component"),
            of("sub_agent_id"),
            of("target"),
            of("posted"),
            format!("{} {}", line["amount"], line["currency"]),
            of("cause"),
        ]);
    }
    assert!(told.len() >= 40);
    assert_eq!(told, sealed_rows);
}

#[test]
fn every_account_on_the_page_is_as_it_was_sealed() {
    let sandbox = sealed();
    let told = table("| month | payee | opening |");
    assert!(told.len() >= 10);
    let columns = ["opening", "lines", "reserve_kept", "reserve_released", "written_off", "payout", "closing"];
    for row in told {
        let accounts = sandbox.rows(&format!("book/{}/accounts.csv", row[0]));
        let own = accounts.into_iter().find(|own| own["payee"] == row[1] && own["kind"] == "account" && own["currency"] == "EUR");
        let own = own.unwrap_or_else(|| panic!("{} has an account in {}", row[1], row[0]));
        let sealed = columns.map(|column| own[column].clone());
        assert_eq!(sealed.as_slice(), &row[2..9], "{} in {}", row[1], row[0]);
    }
}

#[test]
fn every_contract_is_there_for_a_reason() {
    let told: BTreeMap<String, String> =
        table("| contract | payee | what happens |").into_iter().map(|row| (row[0].clone(), row[1].clone())).collect();
    let sandbox = sealed();
    let mut delivered = BTreeSet::new();
    for (name, bytes) in sandbox.files("feeds") {
        let (delimiter, heading) = if name.starts_with("nuvias") { (b',', "Contract Ref") } else { (b';', "Vertragsnummer") };
        let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
        delivered.extend(rows(text.as_bytes(), delimiter).into_iter().map(|row| row[heading].clone()));
    }
    assert_eq!(told.keys().cloned().collect::<BTreeSet<_>>(), delivered);
    let mut payees: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (_, line) in sealed_lines(&sandbox) {
        payees.entry(line["contract"].clone()).or_default().insert(line["sub_agent_id"].clone());
    }
    let payees: BTreeMap<String, String> =
        payees.into_iter().map(|(contract, own)| (contract, own.into_iter().collect::<Vec<_>>().join(", "))).collect();
    assert_eq!(told, payees);
}
