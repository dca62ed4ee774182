//! A lint of agreements: names that nothing explains, plans that say nothing on a day on which they can be signed for, and
//! currencies that a plan asks for.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{at, is_party, rows, unknown, without_layout};
use crate::{
    basics::{Code, Findings, Model, PlanName, Timeline},
    rulebook::{Agreement, Agreements, PaidIn, PlanSettings, Role, Rules, TierPolicy},
    sheets::dated::Ruled,
};

/// The lines of each plan, one per component.
type Plans<'a> = BTreeMap<&'a PlanName, Vec<&'a Timeline<Ruled<PlanSettings>>>>;

/// Adds what is wrong with agreements.
pub(super) fn lint(rules: &Rules, found: &mut Findings) {
    let mut plans: Plans = BTreeMap::new();
    for ((plan, _), line) in &rules.plans {
        plans.entry(plan).or_default().push(line);
    }
    names(rules, &plans, found);
    for line in rules.agreements.values() {
        silent(line, &plans, found);
        without_currency(line, &plans, found);
    }
}

fn names(rules: &Rules, plans: &Plans, found: &mut Findings) {
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
            if !plans.contains_key(&row.value.plan) {
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

/// A day from which a row of an agreement is in force, and the lines of its plan, beginning with the row itself.
fn in_force<'a>(
    line: &'a Timeline<Ruled<Agreement>>,
    plans: &'a Plans,
) -> impl Iterator<Item = (NaiveDate, &'a Ruled<Agreement>, &'a [&'a Timeline<Ruled<PlanSettings>>])> {
    let named = rows(line).filter_map(|row| plans.get(&row.value.plan));
    let days: BTreeSet<NaiveDate> = named.flatten().flat_map(|plan| plan.days()).chain(line.days()).collect();
    days.into_iter().filter_map(|day| {
        let row = line.at(day)?;
        Some((day, row, plans.get(&row.value.plan)?.as_slice()))
    })
}

/// A plan of which no component is in force: terms signed on that day are held.
fn silent(line: &Timeline<Ruled<Agreement>>, plans: &Plans, found: &mut Findings) {
    let mut said = BTreeSet::new();
    for (day, row, components) in in_force(line, plans) {
        if components.iter().all(|line| line.at(day).is_none()) && said.insert(row.source) {
            let plan = &row.value.plan;
            let begun = components.iter().flat_map(|line| line.days()).any(|first| first <= day);
            let (code, message, remedy) = if begun {
                let message = format!("plan {plan} is closed on {day}: terms signed then are held");
                (Code::Closed, message, "name another plan from that day on, or close the agreement")
            } else {
                let message = format!("plan {plan} has not begun on {day}: terms signed then are held");
                (Code::RateGap, message, "let the plan begin with the agreement in rulebook/plans.csv")
            };
            found.add(at::<Agreements, _>(row, code, message, remedy).cell("plan", plan.as_str()));
        }
    }
}

/// A plan that pays in the payee's currency, where the agreement names none.
fn without_currency(line: &Timeline<Ruled<Agreement>>, plans: &Plans, found: &mut Findings) {
    let mut said = BTreeSet::new();
    for (day, row, components) in in_force(line, plans) {
        let mut settings = components.iter().filter_map(|line| line.at(day));
        let asked = settings.any(|plan| plan.value.paid_in == PaidIn::Payee);
        if asked && row.value.currency.is_none() && said.insert(row.source) {
            let message = format!("plan {} pays in the payee's currency, and none is named", row.value.plan);
            let remedy = "name the payee's currency in the agreement";
            found.add(at::<Agreements, _>(row, Code::TableRow, message, remedy).cell("currency", ""));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::small_book::found_with;

    const PLANS: &str =
        "plan,component,effective_from,recorded_on,basis_date,proration,step,points_cap,currency,rate_day,reference";
    const AGREEMENTS: &str =
        "party,distributor,model,effective_from,recorded_on,plan,tier_policy,renewal_months,currency,reference";

    /// What is found of plan rows `component,effective_from,basis_date,currency` and agreements `effective_from,plan,currency`.
    fn said(plans: &[&str], agreements: &[&str]) -> Vec<String> {
        let plan = |row: &&str| {
            let [component, from, basis, currency] = row.split(',').collect::<Vec<_>>()[..] else { panic!("{row}") };
            let settings = if basis == "closed" { "closed,,,,," } else { &format!("{basis},daily,0.01,,{currency},month_last") };
            format!("sub-agent,{component},{from},2022-01-01,{settings},x")
        };
        let agreement = |row: &&str| {
            let [from, plan, currency] = row.split(',').collect::<Vec<_>>()[..] else { panic!("{row}") };
            format!("tonwerk,nuvias,referral,{from},2022-01-01,{plan},none,,{currency},x")
        };
        let (plans, agreements): (Vec<String>, Vec<String>) =
            (plans.iter().map(plan).collect(), agreements.iter().map(agreement).collect());
        let [plans, agreements] = [&plans, &agreements].map(|rows| rows.iter().map(String::as_str).collect::<Vec<_>>());
        let found = found_with(&[("rulebook/plans", PLANS, &plans), ("rulebook/agreements", AGREEMENTS, &agreements)]);
        found.into_iter().filter(|finding| finding.contains(" agreements.csv")).collect()
    }

    #[test]
    fn a_plan_that_is_closed_while_an_agreement_names_it_is_noted() {
        let plans = ["commission,2022-01-01,earned,", "fund,2022-01-01,earned,", "commission,2023-01-01,closed,"];
        assert_eq!(said(&plans, &["2022-01-01,sub-agent,"]), Vec::<String>::new(), "the fund still stands");
        let closed = [&plans[..], &["fund,2023-02-01,closed,"]].concat();
        let says = |line: u32, day: &str| {
            [format!("closed agreements.csv:{line} plan: plan sub-agent is closed on {day}: terms signed then are held")]
        };
        assert_eq!(said(&closed, &["2022-01-01,sub-agent,"]), says(2, "2023-02-01"));
        assert_eq!(said(&closed, &["2022-01-01,sub-agent,", "2023-02-01,closed,"]), Vec::<String>::new());
        assert_eq!(said(&closed, &["2022-01-01,sub-agent,", "2023-02-02,closed,"]), says(2, "2023-02-01"));
        assert_eq!(said(&closed, &["2023-03-01,sub-agent,"]), says(2, "2023-03-01"));
        let opened = [&closed[..], &["fund,2023-03-01,earned,"]].concat();
        assert_eq!(said(&opened, &["2023-03-01,sub-agent,"]), Vec::<String>::new());
    }

    #[test]
    fn an_agreement_that_is_older_than_its_plan_is_noted() {
        let told = said(&["commission,2022-01-01,earned,"], &["2021-12-31,sub-agent,", "2022-06-01,sub-agent,"]);
        let says = "plan sub-agent has not begun on 2021-12-31: terms signed then are held";
        assert_eq!(told, [format!("rate-gap agreements.csv:2 plan: {says}")]);
        assert_eq!(said(&["commission,2022-01-01,earned,"], &["2022-01-01,sub-agent,"]), Vec::<String>::new());
    }

    #[test]
    fn a_plan_that_pays_in_the_payees_currency_needs_one() {
        let says = |line: u32| {
            let says = "plan sub-agent pays in the payee's currency, and none is named";
            [format!("table-row agreements.csv:{line} currency: {says}")]
        };
        let payee = ["commission,2022-01-01,earned,payee"];
        assert_eq!(said(&payee, &["2022-01-01,sub-agent,"]), says(2));
        assert_eq!(said(&payee, &["2022-01-01,sub-agent,EUR"]), Vec::<String>::new());
        assert_eq!(said(&payee, &["2022-01-01,sub-agent,EUR", "2023-01-01,sub-agent,"]), says(3));
        let later = ["commission,2022-01-01,earned,", "commission,2023-01-01,earned,payee"];
        assert_eq!(said(&later, &["2022-01-01,sub-agent,"]), says(2), "from the day on which the plan changes");
        assert_eq!(said(&later, &["2022-01-01,sub-agent,", "2023-01-01,closed,"]), Vec::<String>::new());
        assert_eq!(said(&["commission,2022-01-01,earned,USD"], &["2022-01-01,sub-agent,"]), Vec::<String>::new());
    }
}
