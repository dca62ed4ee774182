//! A lint of the rulebook: names that nothing explains, plans that change their basis.

mod bands;
#[cfg(test)]
pub(super) mod small_book;
mod splits;

use super::{
    Agreements, Aliases, Any, Benefits, Clawbacks, Parties, Plans, RateKey, Rates, Role, Rules, TierPolicy, check_ladders,
    check_requirements, payouts,
};
use crate::{
    basics::{Code, CompetencyName, Finding, Findings, Model, PartyId, PlanName, ProgrammeName, TierName, Timeline},
    sheets::dated::{DatedTable, Ruled},
};

/// Adds what is wrong with the rules taken together.
pub fn lint(rules: &Rules, found: &mut Findings) {
    parties(rules, found);
    agreements(rules, found);
    plans(rules, found);
    check_ladders::lint(rules, found);
    check_requirements::lint(rules, found);
    rates(rules, found);
    splits::splits(rules, found);
    clawbacks(rules, found);
    benefits(rules, found);
    bands::lint(rules, found);
    payouts::lint(rules, found);
}

pub(super) fn at<T: DatedTable, V>(row: &Ruled<V>, code: Code, message: String, remedy: &str) -> Finding {
    Finding::new(code, &format!("{}.csv", T::NAME), message, remedy).line(row.source.line)
}

pub(super) fn unknown<T: DatedTable, V>(row: &Ruled<V>, column: &str, name: &str, explained_in: &str) -> Finding {
    let message = format!("no row of {explained_in} explains {name}");
    at::<T, V>(row, Code::UnknownName, message, &format!("add a row to {explained_in}, or correct the name")).cell(column, name)
}

/// The rows that do not close.
pub(super) fn rows<V>(line: &Timeline<Ruled<V>>) -> impl Iterator<Item = &Ruled<V>> {
    line.rows().filter_map(|row| row.value.as_ref())
}

pub(super) fn is_party(rules: &Rules, party: &PartyId, role: Role) -> bool {
    rules
        .parties
        .get(party)
        .is_some_and(|line| line.rows().any(|row| row.value.as_ref().is_some_and(|party| party.value.role == role)))
}

/// Who earns commission gets a statement: the rows of the party that name no layout.
fn without_layout(rules: &Rules, party: &PartyId) -> Vec<Finding> {
    let rows = rules.parties.get(party).into_iter().flat_map(|line| line.rows()).filter_map(|row| row.value.as_ref());
    let message = format!("{party} earns commission and gets a statement, but has no layout");
    rows.filter(|row| row.value.layout.is_none())
        .map(|row| at::<Parties, _>(row, Code::UnknownName, message.clone(), "name a layout for the party").cell("layout", ""))
        .collect()
}

fn parties(rules: &Rules, found: &mut Findings) {
    for row in rules.parties.values().flat_map(|line| line.rows()).filter_map(|row| row.value.as_ref()) {
        match &row.value.layout {
            Some(layout) if !rules.layouts.contains_key(layout) => {
                found.add(unknown::<Parties, _>(row, "layout", layout.as_str(), &format!("rulebook/layouts/{layout}.csv")));
            }
            None if row.value.role == Role::Distributor => {
                found.add(
                    at::<Parties, _>(
                        row,
                        Code::UnknownName,
                        "a distributor gets a statement, but no layout is named".to_owned(),
                        "name a layout",
                    )
                    .cell("layout", ""),
                );
            }
            _ => {}
        }
    }
    for ((distributor, _), line) in &rules.aliases {
        for row in line.rows().filter_map(|row| row.value.as_ref()) {
            if !is_party(rules, &row.value, Role::Partner) {
                found.add(unknown::<Aliases, _>(row, "party", row.value.as_str(), "rulebook/parties.csv"));
            }
            if !is_party(rules, distributor, Role::Distributor) {
                found.add(unknown::<Aliases, _>(row, "distributor", distributor.as_str(), "rulebook/parties.csv"));
            }
        }
    }
}

fn agreements(rules: &Rules, found: &mut Findings) {
    for ((party, distributor, model), line) in &rules.agreements {
        for row in line.rows().filter_map(|row| row.value.as_ref()) {
            for (column, name, role) in [("party", party, Role::Partner), ("distributor", distributor, Role::Distributor)] {
                if !is_party(rules, name, role) {
                    found.add(unknown::<Agreements, _>(row, column, name.as_str(), "rulebook/parties.csv"));
                }
            }
            if *model == Model::Referral {
                without_layout(rules, party).into_iter().for_each(|finding| found.add(finding));
            }
            if !rules.plans.keys().any(|(plan, _)| *plan == row.value.plan) {
                found.add(unknown::<Agreements, _>(row, "plan", row.value.plan.as_str(), "rulebook/plans.csv"));
            }
            if let TierPolicy::Fixed(programme) = &row.value.tier_policy
                && !rules.programmes.contains_key(programme)
            {
                found.add(unknown::<Agreements, _>(row, "tier_policy", programme.as_str(), "rulebook/programmes.csv"));
            }
        }
    }
}

fn plans(rules: &Rules, found: &mut Findings) {
    for line in rules.plans.values() {
        let rows: Vec<_> = line.rows().filter_map(|row| row.value.as_ref()).collect();
        if let Some(second) = rows.iter().find(|row| row.value.basis_date != rows[0].value.basis_date) {
            let message = format!("the plan had basis_date {} before", rows[0].value.basis_date.as_str());
            found.add(at::<Plans, _>(second, Code::TableRow, message, "a new basis is a new plan: give it its own name"));
        }
    }
}

fn clawbacks(rules: &Rules, found: &mut Findings) {
    for ((plan, component), line) in &rules.clawbacks {
        for row in line.rows().filter_map(|row| row.value.as_ref()) {
            if !rules.plans.contains_key(&(plan.clone(), *component)) {
                found.add(unknown::<Clawbacks, _>(row, "plan", plan.as_str(), "rulebook/plans.csv"));
            }
        }
    }
}

fn rates(rules: &Rules, found: &mut Findings) {
    for (key, line) in rules.rates.keys() {
        for row in line.rows().filter_map(|row| row.value.as_ref()) {
            for (column, name, table) in unexplained(rules, key) {
                found.add(unknown::<Rates, _>(row, column, &name, table));
            }
        }
    }
}

fn benefits(rules: &Rules, found: &mut Findings) {
    for (key, line) in rules.benefits.keys() {
        for row in line.rows().filter_map(|row| row.value.as_ref()) {
            for (column, name, table) in unexplained_standing(rules, &key.programme, &key.tier, &key.competency) {
                found.add(unknown::<Benefits, _>(row, column, &name, table));
            }
        }
    }
}

/// A name that no other table explains: its column, itself, the table that should explain it.
type Unexplained = (&'static str, String, &'static str);

/// The names of a rate row that no other table explains.
fn unexplained(rules: &Rules, key: &RateKey) -> Vec<Unexplained> {
    let known_plan = |plan: &PlanName| rules.plans.contains_key(&(plan.clone(), key.component));
    let mut missing = Vec::new();
    if !known_plan(&key.plan) {
        missing.push(("plan", key.plan.to_string(), "rulebook/plans.csv"));
    }
    missing.extend(unexplained_standing(rules, &key.programme, &key.tier, &key.competency));
    missing
}

/// The names of programme, tier and competency in a row that no other table explains.
fn unexplained_standing(
    rules: &Rules,
    programme: &Any<ProgrammeName>,
    tier: &Any<TierName>,
    competency: &Any<CompetencyName>,
) -> Vec<Unexplained> {
    let known_tier = |tier: &TierName| match programme {
        Any::Only(programme) => rules.tiers.contains_key(&(programme.clone(), tier.clone())),
        Any::Any => rules.tiers.keys().any(|(_, own)| own == tier),
    };
    let mut missing = Vec::new();
    if let Some(programme) = programme.named().filter(|name| !rules.programmes.contains_key(*name)) {
        missing.push(("programme", programme.to_string(), "rulebook/programmes.csv"));
    }
    if let Some(tier) = tier.named().filter(|tier| !known_tier(tier)) {
        missing.push(("tier", tier.to_string(), "rulebook/tiers.csv"));
    }
    if let Some(competency) = competency.named().filter(|name| !rules.competencies.contains_key(*name)) {
        missing.push(("competency", competency.to_string(), "rulebook/competencies.csv"));
    }
    missing
}
