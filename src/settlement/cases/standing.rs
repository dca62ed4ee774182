//! `fixtures/rules/standing.csv`: where a partner stands on a day, and why.
//!
//! Given: the `partner` (empty = tonwerk), `people`, `accreditations`, `competencies` and `elections` in the compact cells
//! of [`PeopleCells`], and the `day`. Comes out: the `programme`, the `tier`, and a fragment of the `reason`. The regimes
//! are [`Regimes::Dated`].

use super::{
    Case, Table,
    regimes::Regimes,
    small_world::{PARTNER, PeopleCells, Setting, rules},
};
use crate::{
    basics::PartyId,
    rulebook::TierPolicy,
    settlement::{Measures, Standings},
};

const TABLE: Table = Table {
    name: "fixtures/rules/standing.csv",
    text: include_str!("../../../fixtures/rules/standing.csv"),
    given: &["partner", "people", "accreditations", "competencies", "elections", "day"],
    expected: &["programme", "tier", "reason"],
};

fn answer(case: &Case) -> Vec<String> {
    let partner: PartyId = case.optional("partner", str::parse).unwrap_or_else(|| PARTNER.parse().unwrap());
    let cells = PeopleCells {
        people: case.text("people"),
        accreditations: case.text("accreditations"),
        competencies: case.text("competencies"),
        elections: case.text("elections"),
        ..PeopleCells::default()
    };
    let rules = rules(&Setting { regimes: Regimes::Dated, tier_policy: "current", ..Setting::default() });
    let standings = Standings::judge(&rules, &cells.facts(&partner), &Measures::default());
    let Some(standing) = standings.at(&partner, &TierPolicy::Current, case.day("day")) else { return vec![] };
    let fragment = case.text("reason");
    assert!(!fragment.is_empty(), "a case names a fragment of the reason");
    vec![
        standing.programme.as_ref().map_or_else(String::new, ToString::to_string),
        standing.tier.as_ref().map_or_else(String::new, ToString::to_string),
        if standing.reason.contains(fragment) { fragment.to_owned() } else { standing.reason.clone() },
    ]
}

#[test]
fn standing_follows_its_table() {
    TABLE.holds(answer);
}
