//! `fixtures/rules/benefits.csv` and `fixtures/rules/licences.csv`: which row of `benefits-table.csv` gives a benefit.
//!
//! `benefits.csv`, given: the `benefit`, the partner's `programme` (empty = outside all tiers), `tier` and `competencies`,
//! and the `day`. Comes out: what it `gives`, the `row`, and `from` when that row holds.
//! `licences.csv`, given: the tier policies of the partner's `referral` and `resale` agreements (or `closed`), people,
//! accreditations, competencies, points and what was sold in the compact cells, and the `day`. Comes out: how many demo
//! `licences` it has, the `row` and the `tier` that give them. The regimes are [`Regimes::Points`].

use super::{
    Case, Table,
    points_standing::sold,
    regimes::Regimes,
    small_world::{DISTRIBUTOR, PARTNER, PeopleCells, Setting, always, linted, rules, text_of},
};
use crate::{
    basics::{CompetencyName, PartyId},
    rulebook::{Benefit, Benefits, Rules},
    settlement::{Standings, licences},
};

const BENEFITS: Table = Table {
    name: "fixtures/rules/benefits.csv",
    text: include_str!("../../../fixtures/rules/benefits.csv"),
    given: &["benefit", "programme", "tier", "competencies", "day"],
    expected: &["gives", "row", "from"],
};

const LICENCES: Table = Table {
    name: "fixtures/rules/licences.csv",
    text: include_str!("../../../fixtures/rules/licences.csv"),
    given: &["referral", "resale", "people", "accreditations", "competencies", "points", "sold", "day"],
    expected: &["licences", "row", "tier"],
};

fn with_benefits(mut setting: Setting) -> Rules {
    setting.regimes = Regimes::Points;
    setting.benefits = include_str!("../../../fixtures/rules/benefits-table.csv").to_owned();
    rules(&setting)
}

fn benefit(case: &Case) -> Vec<String> {
    let rules = with_benefits(Setting::default());
    let competencies: Vec<CompetencyName> =
        case.text("competencies").split_whitespace().map(|name| name.parse().expect("a competency")).collect();
    let programme = case.optional("programme", str::parse);
    let tier = case.optional("tier", str::parse);
    let ask = (programme.as_ref(), tier.as_ref(), &competencies[..], case.day("day"));
    let row = match case.get("benefit") {
        Benefit::Fund => rules.benefits.fund_percent(ask.0, ask.1, ask.2, ask.3),
        Benefit::DemoLicences => rules.benefits.demo_licences(ask.0, ask.1, ask.2, ask.3),
    };
    let Some(row) = row else { return vec![] };
    assert!(row.rule.reference.starts_with("assumption, row"), "a row names its authority");
    vec![row.rule.value.to_string(), row.label.to_owned(), row.rule.effective_from.to_string()]
}

fn licence(case: &Case) -> Vec<String> {
    let partner: PartyId = PARTNER.parse().unwrap();
    let agreement = |model: &str, plan: &str| {
        let values = match case.text(model) {
            "closed" => "closed,,".to_owned(),
            policy => format!("{plan},{policy},"),
        };
        (format!("{partner},{DISTRIBUTOR},{model}"), "2001-01-01".to_owned(), values)
    };
    let more_agreements = vec![agreement("referral", "sub-agent"), agreement("resale", "reseller")];
    let rules = with_benefits(Setting { tier_policy: "none", more_agreements, ..Setting::default() });
    let cells = PeopleCells {
        people: case.text("people"),
        accreditations: case.text("accreditations"),
        competencies: case.text("competencies"),
        points: case.text("points"),
        ..PeopleCells::default()
    };
    let standings = Standings::judge(&rules, &cells.facts(&partner), &sold(&partner, case.text("sold")));
    let all = licences(&rules, &standings, case.day("day"));
    assert!(all.is_sorted_by(|one, next| one.party < next.party), "one row for each partner, in order of their ids");
    let Some(own) = all.into_iter().find(|row| *row.party == partner) else { return vec![] };
    let tier = own.standing.and_then(|standing| standing.tier.as_ref());
    vec![own.licences.to_string(), own.row.label.to_owned(), tier.map_or_else(String::new, ToString::to_string)]
}

#[test]
fn benefits_follow_their_table() {
    BENEFITS.holds(benefit);
}

#[test]
fn licences_follow_their_table() {
    LICENCES.holds(licence);
}

#[test]
fn a_benefit_for_a_name_that_nothing_explains_stops_where_it_stands() {
    let found = |keys: &str| {
        let benefits = text_of::<Benefits>([always(keys, "1")]);
        let (_, found) = linted(&Setting { regimes: Regimes::Points, benefits, ..Setting::default() });
        let said = found.iter().map(|finding| format!("{} {}: {}", finding.place(), finding.column, finding.value));
        said.collect::<Vec<_>>().join(", ")
    };
    for known in ["fund,*,*,*", "fund,campus,fellow,volume", "demo_licences,*,premier,*"] {
        assert_eq!(found(known), "", "{known}");
    }
    assert_eq!(found("fund,zoom-up-2027,*,*"), "rulebook/benefits.csv:2 programme: zoom-up-2027");
    assert_eq!(found("fund,campus,premier,*"), "rulebook/benefits.csv:2 tier: premier");
    assert_eq!(found("fund,*,gold-plus,*"), "rulebook/benefits.csv:2 tier: gold-plus");
    assert_eq!(found("fund,*,*,zoom-rooms"), "rulebook/benefits.csv:2 competency: zoom-rooms");
}
