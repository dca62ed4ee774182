//! A lint of agreements: names that nothing explains.

use super::{is_party, rows, unknown, without_layout};
use crate::{
    basics::{Findings, Model},
    rulebook::{Agreements, Role, Rules, TierPolicy},
};

/// Adds what is wrong with agreements.
pub(super) fn lint(rules: &Rules, found: &mut Findings) {
    names(rules, found);
}

fn names(rules: &Rules, found: &mut Findings) {
    for ((party, distributor, model), line) in &rules.agreements {
        for row in rows(line) {
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
