//! A lint of names in clawbacks and benefits, and of those that say where a partner must stand.

use super::{rows, unknown};
use crate::{
    basics::{CompetencyName, Findings, ProgrammeName, TierName},
    rulebook::{Any, Benefits, Clawbacks, Rules},
};

/// Adds the names of clawbacks and benefits that nothing explains.
pub(super) fn lint(rules: &Rules, found: &mut Findings) {
    clawbacks(rules, found);
    benefits(rules, found);
}

fn clawbacks(rules: &Rules, found: &mut Findings) {
    for ((plan, component), line) in &rules.clawbacks {
        for row in rows(line) {
            if !rules.plans.contains_key(&(plan.clone(), *component)) {
                found.add(unknown::<Clawbacks, _>(row, "plan", plan.as_str(), "rulebook/plans.csv"));
            }
        }
    }
}

fn benefits(rules: &Rules, found: &mut Findings) {
    for (key, line) in rules.benefits.keys() {
        for row in rows(line) {
            for (column, name, table) in standing(rules, &key.programme, &key.tier, &key.competency) {
                found.add(unknown::<Benefits, _>(row, column, &name, table));
            }
        }
    }
}

/// A name that no other table explains: its column, itself, the table that should explain it.
pub(super) type Unexplained = (&'static str, String, &'static str);

/// The names of programme, tier and competency in a row that no other table explains.
pub(super) fn standing(
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
