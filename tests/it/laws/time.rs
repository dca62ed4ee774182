//! When a row is delivered, when a month is settled, and who else sells: none of it moves an amount.

use std::collections::{BTreeMap, BTreeSet};

use super::{amounts, without_places};
use crate::sandbox::Sandbox;

const SEPTEMBER: &str = "feeds/nuvias/2022-09-05-contracts.csv";
const OCTOBER: &str = "feeds/nuvias/2022-10-05-contracts.csv";

#[test]
fn a_row_delivered_a_month_late_ends_in_the_same_amounts() {
    let (prompt, late) = (Sandbox::of("zoom-up"), Sandbox::of("zoom-up"));
    let contracts =
        |name: &str| -> BTreeSet<String> { prompt.rows(name).into_iter().map(|row| row["Contract Ref"].clone()).collect() };
    let before = contracts("feeds/nuvias/2022-08-03-contracts.csv");
    let listed = contracts(SEPTEMBER);
    let again = contracts(OCTOBER);
    let new: BTreeSet<&String> = listed.iter().filter(|own| !before.contains(*own) && again.contains(*own)).collect();
    assert_eq!(new.len(), 7, "contracts that September's delivery lists first, and October's again");
    late.keep(SEPTEMBER, |line| !new.iter().any(|own| line.starts_with(own.as_str())));
    for sandbox in [&prompt, &late] {
        assert_eq!(sandbox.run(&["settle", "2022-12"]).code, 3);
    }
    let lines = |sandbox: &Sandbox| without_places(&sandbox.bytes("drafts/2022-12/lines.csv"));
    assert_eq!(lines(&late), lines(&prompt), "the same lines after December");
    assert!(new.iter().any(|own| lines(&late).iter().any(|line| line["contract"] == **own)), "and there are some");
}

#[test]
fn a_contract_delivered_late_is_caught_up_to_the_same_amounts() {
    let (prompt, late) = (Sandbox::of("first-light"), Sandbox::of("first-light"));
    let feed = "feeds/stern-kelly/2022-10-05.csv";
    let all = prompt.text(feed);
    for sandbox in [&prompt, &late] {
        sandbox.write("feeds/stern-kelly/2022-11-05.csv", &all);
    }
    late.keep(feed, |line| !line.starts_with("V-0002"));
    let settled = |sandbox: &Sandbox, period: &str, known_on: &str| {
        assert_eq!(sandbox.run(&["settle", period, "--known-on", known_on]).code, 0);
        amounts(sandbox, period)
    };
    let september = settled(&late, "2022-09", "2022-10-05");
    assert!(september.keys().all(|line| !line.contains("V-0002")), "not known in October");
    let december = settled(&late, "2022-12", "2022-11-05");
    assert_eq!(december, settled(&prompt, "2022-12", "2022-11-05"));
    assert_eq!(december["stern-kelly/V-0002/MEETINGS/1/commission/2022-09/almtal/EUR"], "66.67");
}

#[test]
fn a_month_has_the_same_amounts_whenever_it_is_settled() {
    for name in ["first-light", "zoom-up"] {
        let sandbox = Sandbox::of(name);
        let mut before = BTreeMap::new();
        for period in ["2022-09", "2022-10", "2022-11", "2022-12"] {
            sandbox.run(&["settle", period]);
            let now = amounts(&sandbox, period);
            let added: BTreeSet<&str> =
                now.keys().filter(|line| !before.contains_key(*line)).map(|line| line.split('/').nth(5).unwrap()).collect();
            assert!(before.iter().all(|(line, amount)| now.get(line) == Some(amount)), "{name}: {period} keeps what was settled");
            assert_eq!(added, BTreeSet::from([period]), "{name}: {period} adds its own month and no other");
            before = now;
        }
    }
}

#[test]
fn a_partner_who_is_added_changes_no_other_line() {
    let (plain, joined) = (Sandbox::of("zoom-up"), Sandbox::of("zoom-up"));
    joined.add("rulebook/parties.csv", "wherry,2021-01-01,2022-06-15,Wherry Ltd,partner,en-statement,register");
    joined.add("rulebook/aliases.csv", "nuvias,NUV-WHERRY,2021-01-01,2022-06-15,wherry,account list");
    joined.add("rulebook/agreements.csv", "wherry,nuvias,referral,2022-06-01,2022-08-15,sub-agent,current,,agreement");
    joined.add("facts/people.csv", "p-900,2022-06-01,2022-08-15,wherry,staff export");
    joined.add("facts/accreditations.csv", "p-900,sales,2022-06-01,2022-08-15,held,certificate");
    joined.add("facts/competencies_held.csv", "wherry,volume,2022-09-10,2022-09-12,held,certificate");
    let row = "NVX-21999,10,ZM-BIZ,NUV-WHERRY,Referral,C499999,Broads Trust,PO-2022-0900,2022-08-20,2022-09-01,2023-09-01,12,1,,20,1200.00,GBP,,Active,,";
    joined.add(OCTOBER, row);
    for sandbox in [&plain, &joined] {
        assert_eq!(sandbox.run(&["settle", "2022-09"]).code, 3);
    }
    let text = joined.text("drafts/2022-09/lines.csv");
    let own: Vec<&str> = text.lines().filter(|line| line.contains("/wherry/")).collect();
    assert_eq!(own.len(), 1, "its line is there");
    let others: String = text.split_inclusive('\n').filter(|line| !line.contains("/wherry/")).collect();
    assert_eq!(others, plain.text("drafts/2022-09/lines.csv"), "all others are the same to the byte");
    for (name, bytes) in plain.files("drafts/2022-09/sub-agents") {
        assert!(joined.bytes(&format!("drafts/2022-09/sub-agents/{name}")) == bytes, "{name}");
    }
}

#[test]
fn a_rate_of_zero_is_owed_nothing_and_changes_no_other_line() {
    let (plain, zero) = (Sandbox::of("zoom-up"), Sandbox::of("zoom-up"));
    zero.add("rulebook/rates.csv", "commission,sub-agent,ZX-ZERO,*,*,*,*,2022-06-01,2022-06-15,percent,0,assumption: nothing");
    let row = "NVX-22099,10,ZX-ZERO,NUV-CLYDE,Referral,C499999,Broads Trust,PO-2022-0900,2022-08-20,2022-09-01,2023-09-01,12,1,,20,1200.00,GBP,,Active,,";
    zero.add(OCTOBER, row);
    for sandbox in [&plain, &zero] {
        assert_eq!(sandbox.run(&["settle", "2022-09"]).code, 3);
    }
    assert_eq!(zero.text("drafts/2022-09/lines.csv"), plain.text("drafts/2022-09/lines.csv"));
    let found = zero.rows("drafts/2022-09/findings.csv");
    let own: Vec<[&str; 3]> = found
        .iter()
        .filter(|row| row["subject"] == "NVX-22099/10")
        .map(|row| ["severity", "code", "message"].map(|column| row[column].as_str()))
        .collect();
    assert_eq!(own, [["note", "no-entitlement", "the amount is zero"]]);
}
