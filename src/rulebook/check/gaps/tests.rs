//! Each gap of rates: the day, the term or the month, and the row that is named.

use super::super::small_book::{Faulty, found_with};

const RATES: &str =
    "component,plan,product,programme,tier,competency,term,contract_months,effective_from,recorded_on,shape,value,reference";
const PLANS: &str = "plan,component,effective_from,recorded_on,basis_date,proration,step,points_cap,reference";
const AGREEMENTS: &str = "party,distributor,model,effective_from,recorded_on,plan,tier_policy,renewal_months,reference";
const OUTSIDE: &[&str] = &["tonwerk,nuvias,referral,2022-01-01,2022-01-01,sub-agent,none,12,x"];
const PROGRAMMES: Faulty = (
    "rulebook/programmes",
    "programme,effective_from,recorded_on,evidence,distinct_people,reference",
    &["old,2022-01-01,2022-01-01,election,no,x", "new,2022-06-01,2022-01-01,election,no,x"],
);
const TIERS: Faulty = (
    "rulebook/tiers",
    "programme,tier,effective_from,recorded_on,rank,grace_days,reference",
    &["old,basic,2022-01-01,2022-01-01,1,0,x", "old,gold,2022-01-01,2022-01-01,2,0,x", "new,basic,2022-06-01,2022-01-01,1,0,x"],
);
const COMPETENCIES: Faulty =
    ("rulebook/competencies", "competency,effective_from,recorded_on,name,reference", &["phone,2022-01-01,2022-01-01,Phone,x"]);

/// Rows `product,programme,tier,competency,term,contract_months,effective_from,shape,value`, under these agreements.
fn under(agreements: &[&str], rows: &[&str]) -> Vec<String> {
    let row = |row: &&str| {
        let cells: Vec<&str> = row.split(',').collect();
        let [keys, values] = [cells[..7].join(","), cells[7..].join(",")];
        format!("commission,sub-agent,{keys},2022-01-01,{values},x")
    };
    let rows: Vec<String> = rows.iter().map(row).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let plan: Faulty = ("rulebook/plans", PLANS, &["sub-agent,commission,2022-01-01,2022-01-01,earned,daily,0.01,8,x"]);
    let (rates, agreements) = (("rulebook/rates", RATES, &rows[..]), ("rulebook/agreements", AGREEMENTS, agreements));
    let told = found_with(&[plan, rates, agreements, PROGRAMMES, TIERS, COMPETENCIES]);
    told.into_iter().filter_map(|finding| finding.strip_prefix("rate-gap ").map(str::to_owned)).collect()
}

fn said(rows: &[&str]) -> Vec<String> {
    under(OUTSIDE, rows)
}

/// What is said of a row of rates.
fn held(line: u32, what: &str) -> Vec<String> {
    vec![format!("rates.csv:{line} : {what} finds no row: what falls there is held")]
}

/// What is said of the plan as a whole.
fn none_on(day: &str) -> Vec<String> {
    vec![format!("plans.csv:2 component: plan sub-agent has no rate of commission on {day}: what falls there is held")]
}

const NOTHING: [String; 0] = [];

#[test]
fn a_plan_without_any_rate_on_some_day_is_noted() {
    assert_eq!(said(&["*,*,*,*,*,*,2022-01-01,percent,10"]), NOTHING);
    assert_eq!(said(&["*,*,*,*,*,*,2022-01-02,percent,10"]), none_on("2022-01-01"));
    assert_eq!(said(&["*,*,*,*,*,*,2022-01-01,percent,10", "*,*,*,*,*,*,2022-05-01,closed,"]), none_on("2022-05-01"));
    assert_eq!(said(&["ZP,*,*,*,*,*,2022-01-01,none,"]), NOTHING, "none is an answer");
    assert_eq!(said(&["*,*,*,*,*,*,2022-01-01,points,1"]), none_on("2022-01-01"), "points are none");
}

#[test]
fn only_days_on_which_somebody_sells_are_looked_at() {
    let rates = ["*,*,*,*,*,*,2022-02-01,percent,10", "*,*,*,*,*,*,2022-05-01,closed,"];
    let agreement = |from: &str| format!("tonwerk,nuvias,referral,{from},2022-01-01,sub-agent,none,,x");
    let until = |day: &str| format!("tonwerk,nuvias,referral,{day},2022-01-01,closed,,,x");
    let told = |from: &str, day: &str| under(&[&agreement(from), &until(day)], &rates);
    assert_eq!(told("2022-02-01", "2022-05-01"), NOTHING);
    assert_eq!(told("2022-01-31", "2022-05-01"), none_on("2022-01-31"));
    assert_eq!(told("2022-02-01", "2022-05-02"), none_on("2022-05-01"));
    let other = "fjordvik,nuvias,resale,2022-04-01,2022-01-01,sub-agent,none,,x";
    assert_eq!(under(&[&agreement("2022-02-01"), &until("2022-03-01"), other], &rates), none_on("2022-05-01"));
}

#[test]
fn an_accrual_in_a_fund_and_a_plan_that_ended_need_no_rate() {
    let told = |plans: &[&str]| {
        let told = found_with(&[("rulebook/plans", PLANS, plans), ("rulebook/agreements", AGREEMENTS, OUTSIDE)]);
        told.into_iter().filter(|finding| finding.starts_with("rate-gap")).collect::<Vec<_>>()
    };
    let plan = |component: &str, from: &str, basis: &str| {
        let settings = if basis == "closed" { "closed,,," } else { "earned,daily,0.01," };
        format!("sub-agent,{component},{from},2022-01-01,{settings},x")
    };
    let commission = plan("commission", "2022-01-01", "earned");
    assert_eq!(told(&[&commission, &plan("fund", "2022-01-01", "earned")]), NOTHING);
    let bonus = plan("bonus", "2022-03-01", "earned");
    let says = "rate-gap plans.csv:3 component: plan sub-agent has no rate of bonus on 2022-03-01: what falls there is held";
    assert_eq!(told(&[&commission, &bonus]), [says]);
    assert_eq!(
        told(&[&commission, &bonus, &plan("bonus", "2022-03-01", "closed").replace("03-01,2022-01-01", "03-01,2022-01-02")]),
        NOTHING
    );
}

#[test]
fn months_that_ranges_leave_out_are_noted() {
    let (first, last) = ("*,*,*,*,*,1-12,2022-01-01,percent,10", "*,*,*,*,*,14+,2022-01-01,percent,5");
    assert_eq!(said(&[first, last]), held(2, "on 2022-01-01 month 13 of term 1"));
    assert_eq!(said(&[last, first]), held(2, "on 2022-01-01 month 13 of term 1"));
    assert_eq!(said(&[last]), held(2, "on 2022-01-01 month 1 of term 1"));
    assert_eq!(said(&[first, "*,*,*,*,*,13+,2022-01-01,percent,5"]), NOTHING);
    assert_eq!(said(&[first, last, "*,*,*,*,*,*,2022-01-01,none,"]), NOTHING, "a broader row is for the rest");
    assert_eq!(said(&[first, last, "*,*,*,*,*,*,2022-01-01,points,1"]).len(), 1, "points are no answer");
    assert_eq!(said(&[first, last, "ZP,*,*,*,*,*,2022-01-01,percent,1"]).len(), 1, "other products need a row too");
    assert_eq!(said(&["ZP,*,*,*,*,1-12,2022-01-01,percent,10", "*,*,*,*,*,*,2022-01-01,percent,1"]), NOTHING);
    assert_eq!(
        said(&[first, "*,*,*,*,*,13+,2022-01-01,percent,5", "*,*,*,*,*,13+,2022-07-01,closed,"]),
        held(2, "on 2022-07-01 month 13 of term 1")
    );
}

#[test]
fn what_is_due_once_answers_for_the_whole_term() {
    for once in ["multiple,2", "percent_of_term,5"] {
        assert_eq!(said(&[&format!("*,*,*,*,*,1,2022-01-01,{once}")]), NOTHING, "{once}");
        assert_eq!(said(&[&format!("*,*,*,*,*,2,2022-01-01,{once}")]), held(2, "on 2022-01-01 term 1"), "{once}");
        let beside = "*,*,*,*,*,2+,2022-01-01,percent,10";
        assert_eq!(said(&[&format!("*,*,*,*,*,1,2022-01-01,{once}"), beside]), NOTHING, "{once}");
    }
    assert_eq!(said(&["*,*,*,*,*,1,2022-01-01,fixed,15 EUR"]), held(2, "on 2022-01-01 month 2 of term 1"));
}

#[test]
fn renewals_need_a_row_where_terms_renew() {
    let first = "*,*,*,*,1,*,2022-01-01,percent,10";
    let ends = "tonwerk,nuvias,referral,2022-01-01,2022-01-01,sub-agent,none,,x";
    assert_eq!(said(&[first]), held(2, "on 2022-01-01 term 2"));
    assert_eq!(under(&[ends], &[first]), NOTHING, "an agreement without renewal_months");
    let renews = "tonwerk,nuvias,referral,2022-03-01,2022-01-01,sub-agent,none,12,x";
    assert_eq!(under(&[ends, renews], &[first]), held(2, "on 2022-03-01 term 2"));
    for rest in ["2+", "*"] {
        assert_eq!(said(&[first, &format!("*,*,*,*,{rest},*,2022-01-01,none,")]), NOTHING);
    }
    assert_eq!(said(&[first, "*,*,*,*,3+,*,2022-01-01,none,"]), held(2, "on 2022-01-01 term 2"));
    assert_eq!(under(&[ends], &["*,*,*,*,2+,*,2022-01-01,percent,5"]), held(2, "on 2022-01-01 term 1"));
    let late = "*,*,*,*,2+,1-12,2022-01-01,percent,5";
    assert_eq!(under(&[ends], &[first, late]), held(2, "on 2022-01-01 month 13 of term 2"));
}

#[test]
fn a_gap_is_looked_for_where_partners_can_stand() {
    let stands = |policy: &str| format!("tonwerk,nuvias,referral,2022-01-01,2022-01-01,sub-agent,{policy},12,x");
    let told = |policy: &str, rows: &[&str]| under(&[&stands(policy)], rows);
    let tiers =
        ["*,*,*,*,1,*,2022-01-01,percent,10", "*,*,basic,*,2+,*,2022-01-01,percent,5", "*,*,gold,*,2+,*,2022-01-01,percent,6"];
    assert_eq!(told("old", &tiers), NOTHING, "every tier of the programme has a row");
    assert_eq!(told("current", &tiers), NOTHING);
    assert_eq!(told("none", &tiers), held(2, "on 2022-01-01 term 2"));
    assert_eq!(told("old", &tiers[..2]), held(2, "on 2022-01-01 term 2"), "gold has none");
    let old = ["*,old,*,*,*,*,2022-01-01,percent,10", "*,new,*,*,1,*,2022-01-01,percent,10"];
    assert_eq!(told("old", &old), NOTHING);
    assert_eq!(told("current", &old), held(3, "on 2022-06-01 term 2"));
    assert_eq!(told("new", &old), held(3, "on 2022-06-01 term 2"), "before it begins nobody stands in it");
    let competency = ["*,*,*,phone,1,*,2022-01-01,percent,10", "*,*,*,*,*,1-12,2022-01-01,percent,10"];
    assert_eq!(told("old", &competency), held(3, "on 2022-01-01 month 13 of term 1"));
}
