//! A lint of single rows of rates: names that nothing explains, shapes that cannot be paid.
//!
//! A name or a shape that contradicts another table is a stop; a row that pays nothing, whatever happens, is a note.

use super::{
    at,
    names::{Unexplained, standing},
    rows, unknown,
};
use crate::{
    basics::{Code, Component, Finding, Findings},
    rulebook::{BasisDate, RateKey, Rates, Rules, Shape},
    sheets::dated::Ruled,
};

/// Adds what is wrong with rows of rates, each by itself.
pub(super) fn lint(rules: &Rules, found: &mut Findings) {
    for (key, line) in rules.rates.keys() {
        for row in rows(line).filter(|row| key.lane.is_of(&row.value)) {
            for (column, name, table) in unexplained(rules, key, &row.value) {
                found.add(unknown::<Rates, _>(row, column, &name, table));
            }
            let faults = [fund(key, row), of_an_uplift(rules, key, row), best_of_bands(rules, key, row)];
            let idle = [uncapped_points(rules, key, row), points_on_nothing(rules, key, row), after_it_is_due(key, row)];
            faults.into_iter().chain(idle).flatten().for_each(|finding| found.add(finding));
        }
    }
}

/// The names of a rate row that no other table explains.
fn unexplained(rules: &Rules, key: &RateKey, shape: &Shape) -> Vec<Unexplained> {
    let known_plan = |component: Component| rules.plans.contains_key(&(key.plan.clone(), component));
    let mut missing = Vec::new();
    if !known_plan(key.component) {
        missing.push(("plan", key.plan.to_string(), "rulebook/plans.csv"));
    }
    missing.extend(standing(rules, &key.programme, &key.tier, &key.competency));
    match shape {
        Shape::Band(band) if !rules.bands.explains(band) => missing.push(("value", band.to_string(), "rulebook/bands.csv")),
        Shape::Uplift(_, of) if !known_plan(*of) => missing.push(("value", of.to_string(), "rulebook/plans.csv")),
        _ => {}
    }
    missing
}

/// What accrues in a fund is a benefit; a rate beside it would never be looked at.
fn fund(key: &RateKey, row: &Ruled<Shape>) -> Option<Finding> {
    let message = "what accrues in a fund is said in rulebook/benefits.csv, not here".to_owned();
    let finding = at::<Rates, _>(row, Code::TableRow, message, "move the row to rulebook/benefits.csv").cell("component", "fund");
    (key.component == Component::Fund).then_some(finding)
}

/// An uplift takes an amount that is known before it: never that of another uplift, nor its own.
fn of_an_uplift(rules: &Rules, key: &RateKey, row: &Ruled<Shape>) -> Option<Finding> {
    let Shape::Uplift(_, of) = row.value else { return None };
    let message = format!("{of} is an uplift itself under plan {}", key.plan);
    let finding = at::<Rates, _>(row, Code::TableRow, message, "take percent of the component that both rest on");
    rules.rates.has_uplift(of, &key.plan).then(|| finding.cell("value", of.as_str()))
}

/// `best_of` compares what each day would pay; a band pays by the volume of all items, which that choice would change.
fn best_of_bands(rules: &Rules, key: &RateKey, row: &Ruled<Shape>) -> Option<Finding> {
    let Shape::Band(band) = &row.value else { return None };
    let plan = rules.plans.get(&(key.plan.clone(), key.component))?;
    let message = format!("plan {} says best_of, and band {band} depends on what that would choose", key.plan);
    let remedy = "give the plan one basis_date, or a percentage instead of the band";
    let best_of = rows(plan).any(|row| row.value.basis_date == BasisDate::BestOf);
    best_of.then(|| at::<Rates, _>(row, Code::TableRow, message, remedy).cell("value", band.as_str()))
}

fn uncapped_points(rules: &Rules, key: &RateKey, row: &Ruled<Shape>) -> Option<Finding> {
    let plan = rules.plans.get(&(key.plan.clone(), key.component)).filter(|_| matches!(row.value, Shape::Points(_)))?;
    let message = format!("plan {} has no points_cap for {}: points are never added", key.plan, key.component);
    let finding =
        at::<Rates, _>(row, Code::Unreachable, message, "name the cap of points in rulebook/plans.csv, or close the row");
    rows(plan).all(|row| row.value.points_cap.is_none()).then_some(finding)
}

fn points_on_nothing(rules: &Rules, key: &RateKey, row: &Ruled<Shape>) -> Option<Finding> {
    let mut shapes = rules.rates.shapes(key.component, &key.plan);
    let none = matches!(row.value, Shape::Points(_)) && !shapes.any(|shape| matches!(shape, Shape::Percent(_)));
    let message = format!("points are added to percent, and plan {} has no row of percent for {}", key.plan, key.component);
    none.then(|| at::<Rates, _>(row, Code::Unreachable, message, "add a row of percent, or close this one"))
}

/// What is due once per term is due in its first contract month.
fn after_it_is_due(key: &RateKey, row: &Ruled<Shape>) -> Option<Finding> {
    let once = match &row.value {
        Shape::Multiple(_) | Shape::PercentOfTerm(_) => true,
        Shape::Fixed(fixed) => !fixed.per_month,
        _ => false,
    };
    let message = "an amount that is due once is due in month 1 of the term".to_owned();
    let finding = at::<Rates, _>(row, Code::Unreachable, message, "write * as contract_months, or an amount per month");
    let months = key.contract_months.to_string();
    (once && !key.contract_months.admits(1)).then(|| finding.cell("contract_months", &months))
}

#[cfg(test)]
mod tests {
    use super::super::small_book::{found, found_with};

    const HEADER: &str =
        "component,plan,product,programme,tier,competency,term,contract_months,effective_from,recorded_on,shape,value,reference";
    const PLANS: &str = "plan,component,effective_from,recorded_on,basis_date,proration,step,points_cap,reference";
    const BANDS: &str = "band,from,effective_from,recorded_on,to,metric,scope,currency,window,method,gives,value,reference";
    const BAND: &str = "volume,0,2022-01-01,2022-01-01,,volume,payee,EUR,year,flat,percent,1,x";

    /// What is found in rows `component,contract_months,shape,value` that stand beside a general one of 10 %.
    fn said(rows: &[&str]) -> Vec<String> {
        let row = |row: &&str| {
            let [component, months, shape, value] = row.split(',').collect::<Vec<_>>()[..] else { panic!("{row}") };
            format!("{component},sub-agent,ZP,*,*,*,*,{months},2022-01-01,2022-01-01,{shape},{value},x")
        };
        let general = "commission,sub-agent,*,*,*,*,*,*,2022-01-01,2022-01-01,percent,10,x".to_owned();
        let rows: Vec<String> = std::iter::once(general).chain(rows.iter().map(row)).collect();
        found(HEADER, "rulebook/rates", &rows.iter().map(String::as_str).collect::<Vec<_>>())
    }

    #[test]
    fn a_band_that_nothing_explains_stops() {
        assert_eq!(
            said(&["commission,*,band,volume"]),
            ["unknown-name rates.csv:3 value: no row of rulebook/bands.csv explains volume"]
        );
    }

    #[test]
    fn an_uplift_rests_on_a_component_of_the_plan_that_is_none_itself() {
        assert_eq!(
            said(&["commission,*,uplift,20 of bonus"]),
            ["unknown-name rates.csv:3 value: no row of rulebook/plans.csv explains bonus"]
        );
        assert_eq!(
            said(&["commission,*,uplift,20 of commission"]),
            ["table-row rates.csv:3 value: commission is an uplift itself under plan sub-agent"]
        );
        let plans = [
            "sub-agent,commission,2022-01-01,2022-01-01,signed_on,daily,0.01,,x",
            "sub-agent,uplift,2022-01-01,2022-01-01,signed_on,daily,0.01,,x",
        ];
        let uplift = "uplift,sub-agent,*,*,*,*,*,*,2022-01-01,2022-01-01,uplift,20 of commission,x";
        let percent = "commission,sub-agent,*,*,*,*,*,*,2022-01-01,2022-01-01,percent,10,x";
        let found = found_with(&[("rulebook/plans", PLANS, &plans), ("rulebook/rates", HEADER, &[percent, uplift])]);
        assert_eq!(found, Vec::<String>::new());
    }

    #[test]
    fn a_fund_has_no_rates() {
        assert_eq!(
            said(&["fund,*,percent,1"]),
            ["table-row rates.csv:3 component: what accrues in a fund is said in rulebook/benefits.csv, not here"]
        );
    }

    #[test]
    fn the_best_of_several_days_picks_no_band() {
        let told = |basis: &str, shape: &str| {
            let plan = format!("sub-agent,commission,2022-01-01,2022-01-01,{basis},daily,0.01,,x");
            let rate = format!("commission,sub-agent,*,*,*,*,*,*,2022-01-01,2022-01-01,{shape},x");
            let tables: [(&str, &str, &[&str]); 3] =
                [("rulebook/plans", PLANS, &[&plan]), ("rulebook/bands", BANDS, &[BAND]), ("rulebook/rates", HEADER, &[&rate])];
            found_with(&tables).concat()
        };
        let depends = "plan sub-agent says best_of, and band volume depends on what that would choose";
        assert_eq!(told("best_of", "band,volume"), format!("table-row rates.csv:2 value: {depends}"));
        assert_eq!([told("earned", "band,volume"), told("best_of", "percent,1")], ["", ""]);
    }

    #[test]
    fn points_need_a_cap_and_a_percentage() {
        let told = |cap: &str, shape: &str| {
            let plan = format!("sub-agent,commission,2022-01-01,2022-01-01,earned,daily,0.01,{cap},x");
            let rate = format!("commission,sub-agent,*,*,*,*,*,*,2022-01-01,2022-01-01,{shape},x");
            let points = "commission,sub-agent,ZP,*,*,*,*,*,2022-01-01,2022-01-01,points,2,x";
            found_with(&[("rulebook/plans", PLANS, &[&plan]), ("rulebook/rates", HEADER, &[&rate, points])]).concat()
        };
        let uncapped = "unreachable rates.csv:3 : plan sub-agent has no points_cap for commission: points are never added";
        let bare =
            "unreachable rates.csv:3 : points are added to percent, and plan sub-agent has no row of percent for commission";
        assert_eq!([told("8", "percent,10"), told("", "percent,10"), told("8", "tenure,10")], ["", uncapped, bare]);
    }

    #[test]
    fn what_is_due_once_is_due_in_the_first_month() {
        for (row, idle) in [
            ("commission,2+,multiple,2", "2+"),
            ("commission,2,percent_of_term,2", "2"),
            ("commission,2-13,fixed,15 EUR", "2-13"),
            ("commission,2+,fixed,15 EUR per month", ""),
            ("commission,1-2,multiple,2", ""),
            ("commission,*,multiple,2", ""),
            ("commission,2+,percent,2", ""),
        ] {
            let says = "unreachable rates.csv:3 contract_months: an amount that is due once is due in month 1 of the term";
            assert_eq!(said(&[row]), if idle.is_empty() { vec![] } else { vec![says.to_owned()] }, "{row}");
        }
    }
}
