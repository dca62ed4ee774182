//! `fixtures/rules/ladders.csv`: what the lint says about programmes, tiers and what they ask for.
//!
//! Given: the agreement's tier `policy` (empty = current); rows of `programmes` (`checklist a; points/10-01 b 2026-10-01`),
//! `tiers` (`1 a enrolled; closed a enrolled 2024-01-01`: rank, programme, tier), `requirements` (`3 a sales
//! accredited_people sales`) and `competencies` (`Rooms rooms`: beside six that there are), each value, keys, and perhaps
//! the day from which it holds. Comes out: what is `found`: code, table and line, message.

use super::{
    Case, Table,
    regimes::{Ladders, Regimes},
    small_world::{RowText, Setting, entries, linted},
};

const TABLE: Table = Table {
    name: "fixtures/rules/ladders.csv",
    text: include_str!("../../../fixtures/rules/ladders.csv"),
    given: &["policy", "programmes", "tiers", "requirements", "competencies"],
    expected: &["found"],
};

/// The rows of a compact cell; `values` writes out what a value stands for.
fn told(cell: &str, values: impl Fn(&str) -> String) -> Vec<RowText> {
    let row = |(words, from): (Vec<&str>, String)| {
        let (value, keys) = words.split_first().expect("an entry has words");
        (keys.join(","), from, values(value))
    };
    entries(cell).into_iter().map(row).collect()
}

/// The ladders that compact cells spell out.
pub fn ladders(programmes: &str, tiers: &str, requirements: &str, competencies: &str) -> Ladders {
    let programme = |value: &str| match value.split_once('/') {
        Some((evidence, assessed_on)) => format!("{evidence},no,{assessed_on}"),
        None => format!("{value},no,"),
    };
    Ladders {
        programmes: told(programmes, programme),
        tiers: told(tiers, |rank| format!("{rank},0")),
        requirements: told(requirements, str::to_owned),
        competencies: told(competencies, str::to_owned),
    }
}

fn answer(case: &Case) -> Vec<String> {
    let [programmes, tiers, requirements, competencies] =
        ["programmes", "tiers", "requirements", "competencies"].map(|column| case.text(column));
    let setting = Setting {
        regimes: Regimes::Told(ladders(programmes, tiers, requirements, competencies)),
        tier_policy: case.optional("policy", |_| Ok(case.text("policy"))).unwrap_or("current"),
        ..Setting::default()
    };
    let (_, found) = linted(&setting);
    assert!(found.iter().all(|finding| !finding.remedy.is_empty()), "a finding names its remedy");
    let said = found.iter().map(|finding| {
        let place = finding.place().replace("rulebook/", "").replace(".csv", "");
        format!("{} {place} {}", finding.code.as_str(), finding.message)
    });
    vec![said.collect::<Vec<_>>().join(" | ")]
}

#[test]
fn ladders_follow_their_table() {
    TABLE.holds(answer);
}
