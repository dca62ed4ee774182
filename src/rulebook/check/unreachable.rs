//! A lint of rates that never apply, because narrower rows cover every term and month that they are for.
//!
//! Only rows for the same product, programme, tier and competency can cover one: any other leaves out somebody. Whoever
//! such rows apply to, they all apply to; so it is decided by terms and contract months alone, day by day.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{
    at,
    places::{self, Place},
};
use crate::{
    basics::{Code, Findings, Timeline},
    rulebook::{ContractMonths, Lane, RateKey, Rates, Rules, Shape, Terms},
    sheets::dated::Ruled,
};

type Line<'a> = (&'a RateKey, &'a Timeline<Ruled<Shape>>);

/// Adds the rows that other rows cover on every day on which they are in force.
pub(super) fn lint(rules: &Rules, found: &mut Findings) {
    let mut alike: BTreeMap<RateKey, Vec<Line>> = BTreeMap::new();
    for (key, line) in rules.rates.keys() {
        let standing = RateKey { terms: Terms::All, contract_months: ContractMonths::ALL, lane: Lane::All, ..key.clone() };
        alike.entry(standing).or_default().push((key, line));
    }
    for lines in alike.values().filter(|lines| lines.len() > 1) {
        let days: BTreeSet<NaiveDate> = lines.iter().flat_map(|(_, line)| line.days()).collect();
        let places = places::of(lines.iter().map(|(key, _)| *key));
        for line in lines {
            covered(*line, lines, &days, &places, found);
        }
    }
}

fn covered((key, line): Line, lines: &[Line], days: &BTreeSet<NaiveDate>, places: &[Place], found: &mut Findings) {
    let mut applies: BTreeMap<_, (&Ruled<Shape>, bool)> = BTreeMap::new();
    for (day, row) in days.iter().filter_map(|day| Some((*day, line.at(day.to_owned())?))) {
        let beaten = |place: &Place| {
            let mut narrower = lines.iter().filter(|(other, _)| narrowness(other) > narrowness(key) && place.is_in(other));
            narrower.any(|(_, line)| line.at(day).is_some_and(|other| replaces(&other.value, &row.value)))
        };
        let free = places.iter().filter(|place| place.is_in(key)).any(|place| !beaten(place));
        applies.entry(row.source).or_insert((row, false)).1 |= free;
    }
    for (row, _) in applies.into_values().filter(|(row, free)| !free && key.lane.is_of(&row.value)) {
        let message = "narrower rows cover every term and month that this row is for".to_owned();
        found.add(at::<Rates, _>(row, Code::Unreachable, message, "close the row, or correct the terms or months of the others"));
    }
}

fn narrowness(key: &RateKey) -> (u32, u32) {
    (key.terms.narrowness(), key.contract_months.narrowness())
}

/// Whether a row takes the place of a broader one wherever both apply.
fn replaces(narrow: &Shape, broad: &Shape) -> bool {
    match (narrow, broad) {
        (Shape::Points(_), Shape::Points(_)) | (Shape::Uplift(..), Shape::Uplift(..)) => true,
        (Shape::NoEntitlement, broad) => !matches!(broad, Shape::Points(_)),
        _ => narrow.family().is_some() && narrow.family() == broad.family(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::small_book::found;

    const HEADER: &str =
        "component,plan,product,programme,tier,competency,term,contract_months,effective_from,recorded_on,shape,value,reference";

    /// Rows `product,term,contract_months,effective_from,shape,value`; the lines of those that never apply.
    fn idle(rows: &[&str]) -> Vec<String> {
        let row = |row: &&str| {
            let [product, term, months, from, shape, value] = row.split(',').collect::<Vec<_>>()[..] else { panic!("{row}") };
            format!("commission,sub-agent,{product},*,*,*,{term},{months},{from},2022-01-01,{shape},{value},x")
        };
        let rows: Vec<String> = rows.iter().map(row).collect();
        let told = found(HEADER, "rulebook/rates", &rows.iter().map(String::as_str).collect::<Vec<_>>());
        let says = ": narrower rows cover every term and month that this row is for";
        let own = told.iter().filter_map(|finding| finding.strip_suffix(says));
        own.map(|place| place.trim_start_matches("unreachable rates.csv:").trim().to_owned()).collect()
    }

    const GENERAL: &str = "*,*,*,2022-01-01,percent,10";

    #[test]
    fn a_row_that_first_and_later_terms_cover_never_applies() {
        assert_eq!(idle(&[GENERAL, "*,1,*,2022-01-01,percent,8", "*,2+,*,2022-01-01,percent,5"]), ["2"]);
        assert_eq!(idle(&[GENERAL, "*,1,*,2022-01-01,percent,8", "*,3+,*,2022-01-01,percent,5"]), [""; 0], "term 2");
        assert_eq!(idle(&[GENERAL, "*,1,*,2022-01-01,percent,8"]), [""; 0]);
        assert_eq!(idle(&[GENERAL, "*,1+,*,2022-01-01,percent,8"]), ["2"]);
        assert_eq!(idle(&["*,2+,*,2022-01-01,percent,5", "*,2,*,2022-01-01,percent,5", "*,3+,*,2022-01-01,percent,5"]), ["2"]);
    }

    #[test]
    fn a_row_that_ranges_of_months_cover_never_applies() {
        assert_eq!(idle(&[GENERAL, "*,*,1-12,2022-01-01,percent,8", "*,*,13+,2022-01-01,percent,5"]), ["2"]);
        assert_eq!(idle(&[GENERAL, "*,*,1-12,2022-01-01,percent,8", "*,*,14+,2022-01-01,percent,5"]), [""; 0], "month 13");
        assert_eq!(idle(&["*,1,*,2022-01-01,percent,8", "*,*,1-12,2022-01-01,percent,8", "*,2+,*,2022-01-01,percent,5"]), ["3"]);
    }

    #[test]
    fn rows_for_others_cover_nothing() {
        assert_eq!(idle(&[GENERAL, "ZP,1,*,2022-01-01,percent,8", "ZP,2+,*,2022-01-01,percent,5"]), [""; 0]);
        assert_eq!(idle(&[GENERAL, "*,1+,*,2022-01-01,multiple,2"]), [""; 0], "families add up");
        assert_eq!(idle(&[GENERAL, "*,1+,*,2022-01-01,none,"]), ["2"]);
        assert_eq!(idle(&["*,*,*,2022-01-01,points,1", "*,1+,*,2022-01-01,none,"]), [""; 0], "points go by themselves");
        assert_eq!(idle(&["*,*,*,2022-01-01,points,1", "*,1+,*,2022-01-01,points,2"]), ["2"]);
        assert_eq!(idle(&["*,*,*,2022-01-01,none,", "*,1+,*,2022-01-01,percent,8"]), [""; 0], "none stands in every family");
        let uplifts = ["*,*,*,2022-01-01,uplift,5 of commission", "*,1+,*,2022-01-01,uplift,6 of commission"];
        assert_eq!(idle(&uplifts), ["2"]);
    }

    #[test]
    fn one_day_on_which_a_row_applies_is_enough() {
        let covers = |from: &str| format!("*,1+,*,{from},percent,8");
        assert_eq!(idle(&[GENERAL, &covers("2022-01-01")]), ["2"]);
        assert_eq!(idle(&[GENERAL, &covers("2022-01-02")]), [""; 0]);
        assert_eq!(idle(&[GENERAL, &covers("2022-01-01"), "*,1+,*,2022-06-01,closed,"]), [""; 0]);
        let raised = [GENERAL, "*,*,*,2023-01-01,percent,12", &covers("2022-06-01")];
        assert_eq!(idle(&raised), ["3"], "the later row of the same keys");
    }
}
