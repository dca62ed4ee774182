//! A lint of single rows of rates: names that nothing explains, shapes that fit nothing.

use super::{
    names::{Unexplained, standing},
    rows, unknown,
};
use crate::{
    basics::{Findings, PlanName},
    rulebook::{RateKey, Rates, Rules},
};

/// Adds what is wrong with rows of rates, each by itself.
pub(super) fn lint(rules: &Rules, found: &mut Findings) {
    for (key, line) in rules.rates.keys() {
        for row in rows(line) {
            for (column, name, table) in unexplained(rules, key) {
                found.add(unknown::<Rates, _>(row, column, &name, table));
            }
        }
    }
}

/// The names of a rate row that no other table explains.
fn unexplained(rules: &Rules, key: &RateKey) -> Vec<Unexplained> {
    let known_plan = |plan: &PlanName| rules.plans.contains_key(&(plan.clone(), key.component));
    let mut missing = Vec::new();
    if !known_plan(&key.plan) {
        missing.push(("plan", key.plan.to_string(), "rulebook/plans.csv"));
    }
    missing.extend(standing(rules, &key.programme, &key.tier, &key.competency));
    missing
}
