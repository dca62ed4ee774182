//! A lint of rates for a standing that no agreement of their plan ever gives: a tier where all agreements are outside all
//! tiers, a programme that none of them follows.

use super::{askers, at, rows};
use crate::{
    basics::{Code, Findings},
    rulebook::{RateKey, Rates, Rules},
};

/// Adds the rows that apply to nobody.
pub(super) fn lint(rules: &Rules, found: &mut Findings) {
    let by_plan = askers::by_plan(rules);
    for (key, line) in rules.rates.keys() {
        let Some((column, name)) = asks_for(key) else { continue };
        if by_plan.get(&key.plan).is_none_or(|askers| askers.follow(key.programme.named())) {
            continue;
        }
        for row in rows(line).filter(|row| key.lane.is_of(&row.value)) {
            let message = format!("no agreement on plan {} has a tier_policy that leads to {name}", key.plan);
            let remedy = "correct tier_policy in rulebook/agreements.csv, or close the row";
            found.add(at::<Rates, _>(row, Code::Unreachable, message, remedy).cell(column, &name));
        }
    }
}

/// The first column that asks where a partner stands.
fn asks_for(key: &RateKey) -> Option<(&'static str, String)> {
    let programme = key.programme.named().map(|name| ("programme", name.to_string()));
    let tier = || key.tier.named().map(|name| ("tier", name.to_string()));
    programme.or_else(tier).or_else(|| key.competency.named().map(|name| ("competency", name.to_string())))
}

#[cfg(test)]
mod tests {
    use super::super::small_book::found_with;

    const RATES: &str = "component,plan,product,programme,tier,competency,term,effective_from,recorded_on,shape,value,reference";

    /// What is found of a rate for `programme,tier,competency` under agreements with these tier policies.
    fn said(policies: [&str; 2], standing: &str) -> String {
        let agreement =
            |(model, policy): (&str, &str)| format!("tonwerk,nuvias,{model},2022-01-01,2022-01-01,sub-agent,{policy},,x");
        let agreements = [("referral", policies[0]), ("resale", policies[1])].map(agreement);
        let general = "commission,sub-agent,*,*,*,*,*,2022-01-01,2022-01-01,percent,10,x";
        let rate = format!("commission,sub-agent,*,{standing},*,2022-01-01,2022-01-01,percent,12,x");
        let header = "party,distributor,model,effective_from,recorded_on,plan,tier_policy,renewal_months,reference";
        found_with(&[
            ("rulebook/agreements", header, &[&agreements[0], &agreements[1]]),
            (
                "rulebook/programmes",
                "programme,effective_from,recorded_on,evidence,distinct_people,reference",
                &["old,2022-01-01,2022-01-01,election,no,x", "new,2022-06-01,2022-01-01,election,no,x"],
            ),
            (
                "rulebook/tiers",
                "programme,tier,effective_from,recorded_on,rank,grace_days,reference",
                &["old,gold,2022-01-01,2022-01-01,1,0,x", "new,gold,2022-06-01,2022-01-01,1,0,x"],
            ),
            (
                "rulebook/competencies",
                "competency,effective_from,recorded_on,name,reference",
                &["phone,2022-01-01,2022-01-01,Phone,x"],
            ),
            ("rulebook/rates", RATES, &[general, &rate]),
        ])
        .concat()
    }

    #[test]
    fn a_standing_that_no_agreement_gives_is_noted() {
        let nobody = |column: &str, name: &str| {
            format!("unreachable rates.csv:3 {column}: no agreement on plan sub-agent has a tier_policy that leads to {name}")
        };
        for (standing, column, name) in [
            ("old,*,*", "programme", "old"),
            ("old,gold,phone", "programme", "old"),
            ("*,gold,phone", "tier", "gold"),
            ("*,*,phone", "competency", "phone"),
        ] {
            assert_eq!(said(["none", "none"], standing), nobody(column, name), "{standing}");
            assert_eq!(said(["none", "current"], standing), "", "{standing}");
            assert_eq!(said(["none", "old"], standing), "", "{standing}");
        }
        assert_eq!(said(["none", "new"], "old,gold,*"), nobody("programme", "old"));
        assert_eq!(said(["none", "new"], "*,gold,*"), "");
    }
}
