//! A lint of rates that tie: two rows that apply to one month of a term and are equally specific (design §6).
//!
//! Named values tie only with themselves, and so do terms. What is left are ranges of contract months that are equally
//! long and overlap. Different competencies never tie: of those held the higher value counts.

use std::collections::{BTreeMap, BTreeSet};

use super::at;
use crate::{
    basics::{Code, Finding, Findings, Timeline},
    rulebook::{ContractMonths, Lane, RateKey, Rates, Rules, Shape},
    sheets::dated::Ruled,
};

type Line<'a> = (&'a RateKey, &'a Timeline<Ruled<Shape>>);

/// Adds the pairs of rows of which the program could not say which applies.
pub(super) fn lint(rules: &Rules, found: &mut Findings) {
    let mut alike: BTreeMap<RateKey, Vec<Line>> = BTreeMap::new();
    for (key, line) in rules.rates.keys() {
        let but_months = RateKey { contract_months: ContractMonths::ALL, lane: Lane::All, ..key.clone() };
        alike.entry(but_months).or_default().push((key, line));
    }
    for lines in alike.values() {
        for (at, one) in lines.iter().enumerate() {
            lines[at + 1..].iter().filter_map(|other| tie(*one, *other)).for_each(|finding| found.add(finding));
        }
    }
}

/// The first day on which two rows tie.
fn tie((one, one_line): Line, (other, other_line): Line) -> Option<Finding> {
    let (own, others) = (one.contract_months, other.contract_months);
    if own == others || own.narrowness() != others.narrowness() || !own.meets(others) {
        return None;
    }
    let days: BTreeSet<_> = one_line.days().chain(other_line.days()).collect();
    let both = days.into_iter().filter_map(|day| Some((day, one_line.at(day)?, other_line.at(day)?)));
    let (day, first, second) = both.into_iter().find(|(_, one, other)| compete(&one.value, &other.value))?;
    let (first, second) = if first.source < second.source { (first, second) } else { (second, first) };
    let months = if second.source == one_line.at(day)?.source { own } else { others };
    let message = format!("on {day} the row of line {} is as specific, and months of the term are in both", first.source.line);
    let remedy = "end one range where the other begins, or close one of the two";
    Some(at::<Rates, _>(second, Code::TableRow, message, remedy).cell("contract_months", &months.to_string()))
}

/// Whether of two rows that apply only one counts.
fn compete(one: &Shape, other: &Shape) -> bool {
    match (one, other) {
        (Shape::Points(_), Shape::Points(_)) | (Shape::Uplift(..), Shape::Uplift(..)) => true,
        (Shape::NoEntitlement, other) | (other, Shape::NoEntitlement) => !matches!(other, Shape::Points(_)),
        _ => one.family().is_some() && one.family() == other.family(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::small_book::found;

    const HEADER: &str =
        "component,plan,product,programme,tier,competency,term,contract_months,effective_from,recorded_on,shape,value,reference";
    const COMPETENCY: (&str, &str, &[&str]) = (
        "rulebook/competencies",
        "competency,effective_from,recorded_on,name,reference",
        &["phone,2022-01-01,2022-01-01,Phone,x", "volume,2022-01-01,2022-01-01,Volume,x"],
    );

    /// Rows `product,competency,term,contract_months,effective_from,shape,value` behind a general one.
    fn said(rows: &[&str]) -> Vec<String> {
        let row = |row: &&str| {
            let [product, competency, term, months, from, shape, value] = row.split(',').collect::<Vec<_>>()[..] else {
                panic!("{row}")
            };
            format!("commission,sub-agent,{product},*,*,{competency},{term},{months},{from},2022-01-01,{shape},{value},x")
        };
        let general = "commission,sub-agent,*,*,*,*,*,*,2022-01-01,2022-01-01,percent,10,x".to_owned();
        let rows: Vec<String> = std::iter::once(general).chain(rows.iter().map(row)).collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let told = super::super::small_book::found_with(&[COMPETENCY, ("rulebook/rates", HEADER, &rows)]);
        told.into_iter().filter(|finding| finding.starts_with("table-row")).collect()
    }

    fn tie(line: u32, day: &str, other: u32) -> String {
        let what = "is as specific, and months of the term are in both";
        format!("table-row rates.csv:{line} contract_months: on {day} the row of line {other} {what}")
    }

    #[test]
    fn ranges_of_one_length_that_overlap_tie() {
        let rows = ["*,*,1,1-12,2022-01-01,percent,5", "*,*,1,12-23,2022-07-01,percent,6"];
        assert_eq!(said(&rows), [tie(4, "2022-07-01", 3)], "from the first day on which both stand");
        let turned = ["*,*,1,12-23,2022-07-01,percent,6", "*,*,1,1-12,2022-01-01,percent,5"];
        assert_eq!(said(&turned), [tie(4, "2022-07-01", 3)], "the later line is blamed");
        assert_eq!(said(&["ZP,*,2+,1-2,2022-01-01,tenure,5", "ZP,*,2+,2-3,2022-01-01,percent,6"]).len(), 1);
    }

    #[test]
    fn what_is_narrower_or_elsewhere_does_not_tie() {
        for other in [
            "*,*,1,13-24,2022-01-01,percent,6",
            "*,*,1,12-24,2022-01-01,percent,6",
            "*,*,1,12+,2022-01-01,percent,6",
            "*,*,2+,12-23,2022-01-01,percent,6",
            "*,*,*,12-23,2022-01-01,percent,6",
            "ZP,*,1,12-23,2022-01-01,percent,6",
            "*,phone,1,12-23,2022-01-01,percent,6",
        ] {
            assert_eq!(said(&["*,*,1,1-12,2022-01-01,percent,5", other]), Vec::<String>::new(), "{other}");
        }
        let competencies = ["*,phone,1,1-12,2022-01-01,percent,5", "*,volume,1,12-23,2022-01-01,percent,6"];
        assert_eq!(said(&competencies), Vec::<String>::new(), "of several competencies the higher counts");
    }

    #[test]
    fn rows_that_are_never_in_force_together_do_not_tie() {
        let rows = ["*,*,1,1-12,2022-01-01,percent,5", "*,*,1,1-12,2022-07-01,closed,", "*,*,1,12-23,2022-07-01,percent,6"];
        assert_eq!(said(&rows), Vec::<String>::new());
    }

    #[test]
    fn only_what_competes_ties() {
        let told = |one: &str, other: &str| {
            said(&[&format!("*,phone,1,1-12,2022-01-01,{one}"), &format!("*,phone,1,2-13,2022-01-01,{other}")])
        };
        let shapes = ["percent,5", "multiple,2", "fixed,15 EUR", "points,2", "none,"];
        let competing =
            |one: &str, other: &str| one == other || [one, other].contains(&"none,") && ![one, other].contains(&"points,2");
        for one in shapes {
            for other in shapes {
                let expected = if competing(one, other) { vec![tie(4, "2022-01-01", 3)] } else { vec![] };
                assert_eq!(told(one, other), expected, "{one} and {other}");
            }
        }
        let uplifts = ["uplift,sub-agent,*,*,*,*,1,1-2,2022-01-01,2022-01-01,uplift,2 of commission,x"; 2];
        let uplifts = [uplifts[0].to_owned(), uplifts[1].replace("1-2,", "2-3,")];
        let told = found(HEADER, "rulebook/rates", &uplifts.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(told.contains(&tie(3, "2022-01-01", 2)), "{told:?}");
    }
}
