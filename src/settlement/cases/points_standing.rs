//! `fixtures/rules/points-standing.csv`: standing by points, and by what was sold, beside a checklist.
//!
//! Given: the agreement's tier `policy` (empty = current), `people`, `accreditations`, `competencies` and `points` in the
//! compact cells of [`PeopleCells`], what was `sold` (`2026-09 1200.00 EUR; 2026-08 40 seats; 2026-08 2 contracts`: for an
//! earned month, or begun in it), and the `day`. Comes out: the `programme`, the `tier`, since when it has it, the
//! competencies that it `holds`, and a fragment of the `reason`. The regimes are [`Regimes::Points`].

use super::{
    Case, Table,
    ladders::ladders,
    regimes::Regimes,
    small_world::{PARTNER, PeopleCells, Setting, rules},
};
use crate::{
    basics::{Currency, PartyId},
    settlement::{Measures, Standings, check_names, rules_ask_for_measures},
    sheets::dated::decimal,
};

const TABLE: Table = Table {
    name: "fixtures/rules/points-standing.csv",
    text: include_str!("../../../fixtures/rules/points-standing.csv"),
    given: &["policy", "people", "accreditations", "competencies", "points", "sold", "day"],
    expected: &["programme", "tier", "since", "holds", "reason"],
};

/// What the partner sold, in the compact cell of a case.
pub fn sold(partner: &PartyId, cell: &str) -> Measures {
    let mut measures = Measures::default();
    for part in cell.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        let [month, amount, of] = part.split_whitespace().collect::<Vec<_>>()[..] else {
            panic!("sold {part:?}: expected a month, a number, and a currency, seats or contracts")
        };
        let (month, amount) = (month.parse().expect("a month"), decimal(amount).expect("a number"));
        match of {
            "seats" => measures.add_seats(partner, month, amount),
            "contracts" => {
                (0..u32::try_from(amount).expect("a whole number")).for_each(|_| measures.add_contract(partner, month))
            }
            code => {
                let currency: Currency = code.parse().expect("a currency, seats or contracts");
                measures.add_revenue(partner, currency, month, currency.minor(amount).expect("an amount"));
            }
        }
    }
    measures
}

fn answer(case: &Case) -> Vec<String> {
    let partner: PartyId = PARTNER.parse().unwrap();
    let cells = PeopleCells {
        people: case.text("people"),
        accreditations: case.text("accreditations"),
        competencies: case.text("competencies"),
        points: case.text("points"),
        ..PeopleCells::default()
    };
    let policy = case.optional("policy", |text| Ok(text.to_owned())).unwrap_or_else(|| "current".to_owned());
    let rules = rules(&Setting { regimes: Regimes::Points, tier_policy: &policy, ..Setting::default() });
    let standings = Standings::judge(&rules, &cells.facts(&partner), &sold(&partner, case.text("sold")));
    let Some(standing) = standings.at(&partner, &policy.parse().expect("a policy"), case.day("day")) else { return vec![] };
    let fragment = case.text("reason");
    assert!(!fragment.is_empty(), "a case names a fragment of the reason");
    vec![
        standing.programme.as_ref().map_or_else(String::new, ToString::to_string),
        standing.tier.as_ref().map_or_else(String::new, ToString::to_string),
        standing.since.to_string(),
        standing.competencies.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
        if standing.reason.contains(fragment) { fragment.to_owned() } else { standing.reason.clone() },
    ]
}

#[test]
fn points_standing_follows_its_table() {
    TABLE.holds(answer);
}

#[test]
fn sales_are_measured_only_where_a_programme_asks_for_them() {
    let asks = |requirements: &str| {
        let told = ladders("checklist a", "1 a enrolled; 2 a sales", requirements, "");
        rules_ask_for_measures(&rules(&Setting { regimes: Regimes::Told(told), tier_policy: "a", ..Setting::default() }))
    };
    let people = "3 a sales accredited_people sales";
    assert!(!asks(people) && !asks(&format!("{people}; closed a sales revenue EUR")));
    for sold in
        ["1 a sales volume seats", "1 a sales volume contracts", "1 a sales revenue EUR; closed a sales revenue EUR 2023-01-01"]
    {
        assert!(asks(&format!("{people}; {sold}")), "{sold}");
    }
}

/// What names in the facts of a party are not known.
fn unknown(party: &str, cells: &PeopleCells) -> Vec<String> {
    let rules = rules(&Setting { regimes: Regimes::Points, ..Setting::default() });
    let found = check_names(&cells.facts(&party.parse().unwrap()), &rules);
    let said = found.iter().map(|own| format!("{} {} {}: {}", own.place(), own.column, own.value, own.message));
    said.collect()
}

#[test]
fn points_of_nobody_stop_where_they_stand() {
    let cells = PeopleCells { points: "120 sales", ..PeopleCells::default() };
    assert_eq!(unknown("tonwerk", &cells), [""; 0]);
    assert_eq!(unknown("tonwrk", &cells), ["facts/points.csv:2 party tonwrk: no row of rulebook/parties.csv explains tonwrk"]);
}

#[test]
fn a_tier_that_no_programme_has_cannot_be_elected() {
    let elected = |elections| unknown("tonwerk", &PeopleCells { elections, ..PeopleCells::default() });
    assert_eq!(elected("sales"), [""; 0]);
    assert_eq!(elected("slaes"), ["facts/elections.csv:2 tier slaes: no row of rulebook/tiers.csv explains slaes"]);
}
