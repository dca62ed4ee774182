//! `fixtures/rules/ladders.csv`: what the lint says about programmes, tiers and what they ask for.
//!
//! Given: the agreement's tier `policy` (empty = current); rows of `programmes` (`checklist a; checklist!distinct c;
//! points/10-01 b 2026-10-01`),
//! `tiers` (`1 a enrolled; closed a enrolled 2024-01-01`: rank, programme, tier), `requirements` (`3 a sales
//! accredited_people sales`) and `competencies` (`Rooms rooms`: beside six that there are), each value, keys, and perhaps
//! the day from which it holds. Comes out: what is `found`: code, table and line, message.

use super::{
    Case, Table,
    regimes::{Ladders, Regimes},
    small_world::{PARTNER, PeopleCells, RowText, Setting, day, entries, linted, rules},
};
use crate::{
    rulebook::TierPolicy,
    settlement::{Measures, Standing, Standings},
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
    let programme = |value: &str| match (value.split_once('/'), value.strip_suffix("!distinct")) {
        (Some((evidence, assessed_on)), _) => format!("{evidence},no,{assessed_on}"),
        (None, Some(evidence)) => format!("{evidence},yes,"),
        (None, None) => format!("{value},no,"),
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

#[test]
fn a_programme_that_is_amended_does_not_come_back_into_force() {
    let programmes = "checklist a; election b 2024-01-01; election a 2025-01-01; closed b 2026-01-01; checklist b 2027-01-01";
    let tiers = "1 a enrolled; 1 b enrolled";
    let told = Regimes::Told(ladders(programmes, tiers, "", ""));
    let (rules, found) = linted(&Setting { regimes: told, tier_policy: "current", ..Setting::default() });
    assert!(found.is_empty(), "{found:?}");
    let in_force = |on: &str| rules.programme_in_force(day(on)).map_or("none", |name| name.as_str());
    assert_eq!([in_force("1999-12-31"), in_force("2000-01-01"), in_force("2023-12-31")], ["none", "a", "a"]);
    assert_eq!([in_force("2024-01-01"), in_force("2025-01-01"), in_force("2025-12-31")], ["b", "b", "b"]);
    assert_eq!([in_force("2026-01-01"), in_force("2026-12-31"), in_force("2027-01-01")], ["a", "a", "b"]);
}

/// Where a partner with six people stands on a ladder of distinct people, and why.
fn on_a_ladder(requirements: &str, accreditations: &str) -> Standing {
    let told = ladders("checklist!distinct a", "1 a enrolled; 2 a sales; 3 a performance", requirements, "");
    let rules = rules(&Setting { regimes: Regimes::Told(told), tier_policy: "current", ..Setting::default() });
    let cells = PeopleCells { people: "p1 p2 p3 p4 p5 p6 tonwerk", accreditations, ..PeopleCells::default() };
    let partner = PARTNER.parse().unwrap();
    let standings = Standings::judge(&rules, &cells.facts(&partner), &Measures::default());
    standings.at(&partner, &TierPolicy::Current, day("2022-09-15")).unwrap().clone()
}

#[test]
fn of_several_tracks_each_set_needs_people_of_its_own() {
    let asks = |tracks: &[&str]| {
        let own = tracks.iter().map(|asked| asked.replace(' ', " a sales accredited_people "));
        own.chain(["1 a performance tier sales; 1 a performance competencies *".to_owned()]).collect::<Vec<_>>().join("; ")
    };
    let tier = |tracks: &[&str], accreditations| on_a_ladder(&asks(tracks), accreditations).tier.unwrap().to_string();
    let three = ["2 sales", "2 technical", "1 services"];
    assert_eq!(tier(&three, "p1 p2 sales; p3 p4 technical; p5 services"), "sales");
    let two_short = "p1 p2 p3 sales; p1 p2 p3 technical; p4 p5 p6 services";
    assert_eq!(tier(&three, two_short), "enrolled", "six people, but three for the first two tracks");
    assert_eq!(tier(&three, "p1 p2 p3 sales; p2 p3 p4 technical; p4 p5 services"), "sales", "no order of counting decides");
    let four = ["2 sales", "2 technical", "1 services", "1 support"];
    assert_eq!(tier(&four, &format!("{two_short}; p5 p6 support")), "enrolled", "any three of the tracks have enough");
}

#[test]
fn a_standing_begins_where_something_of_it_changes() {
    let sales = "3 a sales accredited_people sales; 1 a performance tier sales; 1 a performance competencies *";
    let from = |accreditations| on_a_ladder(sales, accreditations).from.to_string();
    assert_eq!(from("p1 p2 p3 sales"), "2000-01-01");
    assert_eq!(
        from("p1 p2 p3 sales; p4 sales 2022-06-01; p5 technical 2022-08-01"),
        "2022-06-01",
        "a fourth person is a new reason"
    );
}

#[test]
fn reasons_say_no_more_than_is_asked() {
    let reason = |requirements: &str| on_a_ladder(requirements, "p1 p2 p3 sales").reason;
    let sales = "3 a sales accredited_people sales";
    assert_eq!(
        reason(&format!("{sales}; 1 a performance tier sales; 1 a performance competencies *")),
        "sales: 3 of 3 people for sales; not performance: 3 of 3 people for sales, 0 of 1 competencies",
        "one track needs no word about distinct people"
    );
    assert_eq!(
        reason(&format!(
            "{sales}; 1 a sales tier enrolled; 4 a performance accredited_people sales; 1 a performance tier enrolled"
        )),
        "sales: 3 of 3 people for sales, enrolled; not performance: 3 of 4 people for sales, enrolled",
        "a tier below that asks for nothing is named"
    );
}
