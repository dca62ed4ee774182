//! A lint of plans: settings that contradict each other, that nothing supports, or that nobody uses.

use std::collections::BTreeSet;

use super::{at, rows};
use crate::{
    basics::{Code, Component, Currency, Findings, PlanName},
    rulebook::{PaidIn, Plans, Rules},
};

/// Adds what is wrong with plans.
pub(super) fn lint(rules: &Rules, found: &mut Findings) {
    basis(rules, found);
    unused(rules, found);
    unconverted(rules, found);
}

fn basis(rules: &Rules, found: &mut Findings) {
    for line in rules.plans.values() {
        let rows: Vec<_> = rows(line).collect();
        if let Some(second) = rows.iter().find(|row| row.value.basis_date != rows[0].value.basis_date) {
            let message = format!("the plan had basis_date {} before", rows[0].value.basis_date.as_str());
            found.add(at::<Plans, _>(second, Code::TableRow, message, "a new basis is a new plan: give it its own name"));
        }
    }
}

/// A plan that no agreement ever names pays nobody, nor does any row of another table that stands under it.
fn unused(rules: &Rules, found: &mut Findings) {
    let used: BTreeSet<&PlanName> = rules.agreements.values().flat_map(rows).map(|row| &row.value.plan).collect();
    let mut said: BTreeSet<&PlanName> = BTreeSet::new();
    for ((plan, _), line) in &rules.plans {
        if let Some(row) = rows(line).next().filter(|_| !used.contains(plan) && said.insert(plan)) {
            let message = format!("no agreement names plan {plan}: it pays nobody");
            let remedy = "name it in rulebook/agreements.csv, or correct the name there";
            found.add(at::<Plans, _>(row, Code::Unreachable, message, remedy).cell("plan", plan.as_str()));
        }
    }
}

/// A currency that amounts are converted to, and of which no exchange rate was ever given.
fn unconverted(rules: &Rules, found: &mut Findings) {
    let mut said: BTreeSet<(&PlanName, Component, Currency)> = BTreeSet::new();
    for ((plan, component), line) in &rules.plans {
        for row in rows(line) {
            let PaidIn::Book(currency) = row.value.paid_in else { continue };
            if !rules.exchange_rates.knows(currency) && said.insert((plan, *component, currency)) {
                let message = format!("no exchange rate of {currency} is given: contracts in another currency are held");
                let remedy = "add the rates of the currency to rulebook/exchange_rates.csv";
                found.add(at::<Plans, _>(row, Code::RateGap, message, remedy).cell("currency", currency.code()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::small_book::found_with;

    const HEADER: &str =
        "plan,component,effective_from,recorded_on,basis_date,proration,step,points_cap,currency,rate_day,reference";

    fn said(rows: &[&str]) -> Vec<String> {
        let usd = ("rulebook/exchange_rates", "currency,effective_from,recorded_on,rate,reference");
        found_with(&[("rulebook/plans", HEADER, rows), (usd.0, usd.1, &["USD,2022-01-01,2022-01-01,1.1,x"])])
    }

    #[test]
    fn a_plan_that_nobody_sells_on_is_noted_once() {
        let rows = [
            "sub-agent,commission,2022-01-01,2022-01-01,earned,daily,0.01,,,,x",
            "dealer,discount,2022-01-01,2022-01-01,earned,daily,0.01,,,,x",
            "dealer,bonus,2022-01-01,2022-01-01,earned,daily,0.01,,,,x",
        ];
        assert_eq!(said(&rows), ["unreachable plans.csv:3 plan: no agreement names plan dealer: it pays nobody"]);
    }

    #[test]
    fn a_new_basis_is_a_new_plan() {
        let plan = |basis: &str| format!("sub-agent,commission,2023-01-01,2022-01-01,{basis},daily,0.10,,,,x");
        let told = |basis: &str| said(&["sub-agent,commission,2022-01-01,2022-01-01,earned,daily,0.01,,,,x", &plan(basis)]);
        assert_eq!(told("earned"), Vec::<String>::new());
        assert_eq!(told("signed_on"), ["table-row plans.csv:3 : the plan had basis_date earned before"]);
    }

    #[test]
    fn a_currency_without_a_rate_is_noted_once() {
        let plan = |from: &str, currency: &str| {
            format!("sub-agent,commission,{from},2022-01-01,earned,daily,0.01,,{currency},month_last,x")
        };
        let told = |currency: &str| said(&[&plan("2022-01-01", currency), &plan("2023-01-01", currency)]);
        assert_eq!([told("USD"), told("EUR"), told("contract")], [const { Vec::<String>::new() }; 3]);
        let none = "no exchange rate of GBP is given: contracts in another currency are held";
        assert_eq!(told("GBP"), [format!("rate-gap plans.csv:2 currency: {none}")]);
    }
}
