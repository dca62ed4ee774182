//! A lint of rates and benefits that still name what has been closed: tiers, competencies, programmes and bands.
//!
//! All are notes: nothing contradicts. The end of a programme ends the effect of its rows, and nobody closes them one by
//! one: only a row that begins behind it is named. A competency that is closed goes on to count for those who hold it, so
//! its rows are worth a look. What a band without a row would give is held, whether it is closed or has not begun.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{at, rows};
use crate::{
    basics::{BandName, Code, CompetencyName, Finding, Findings, ProgrammeName, TierName, Timeline},
    rulebook::{Any, Benefits, Rates, Rules, Shape},
    sheets::dated::{DatedTable, Ruled},
};

const REMEDY: &str = "close the row too, or open what it names";

/// Adds the rows that are in force while what they name is not.
pub(super) fn lint(rules: &Rules, found: &mut Findings) {
    for (key, line) in rules.rates.keys() {
        let named = named::<Rates, _>(rules, line, &key.programme, &key.tier, &key.competency);
        named.into_iter().chain(bands(rules, line)).for_each(|finding| found.add(finding));
    }
    for (key, line) in rules.benefits.keys() {
        let named = named::<Benefits, _>(rules, line, &key.programme, &key.tier, &key.competency);
        named.into_iter().for_each(|finding| found.add(finding));
    }
}

/// What of the standing that a row asks for is closed.
fn named<T: DatedTable, V>(
    rules: &Rules,
    line: &Timeline<Ruled<V>>,
    programme: &Any<ProgrammeName>,
    tier: &Any<TierName>,
    competency: &Any<CompetencyName>,
) -> Vec<Finding> {
    let closed = |column: &str, name: &str, (day, row): (NaiveDate, &Ruled<V>)| {
        at::<T, _>(row, Code::Closed, format!("{name} is closed on {day}"), REMEDY).cell(column, name)
    };
    let ended = |name: &ProgrammeName| {
        let own = rules.programmes.get(name)?;
        let row = rows(line).find(|row| is_closed(own, row.effective_from) && in_force(line, row))?;
        Some(closed("programme", name.as_str(), (row.effective_from, row)))
    };
    let unheld = |name: &CompetencyName| {
        let own = rules.competencies.get(name)?;
        first(line, own.days(), |day| is_closed(own, day)).map(|place| closed("competency", name.as_str(), place))
    };
    let findings = [
        programme.named().and_then(ended),
        tier.named()
            .and_then(|name| first_without(rules, line, programme, name).map(|place| closed("tier", name.as_str(), place))),
        competency.named().and_then(unheld),
    ];
    findings.into_iter().flatten().collect()
}

/// Where a tier stands in no ladder any more, though a programme that had it goes on.
fn first_without<'a, V>(
    rules: &Rules,
    line: &'a Timeline<Ruled<V>>,
    programme: &Any<ProgrammeName>,
    tier: &TierName,
) -> Option<(NaiveDate, &'a Ruled<V>)> {
    let ladders = rules.tiers.iter().filter(|((own, name), _)| name == tier && programme.admits(Some(own)));
    let ladders: Vec<_> = ladders.filter_map(|((own, _), line)| Some((rules.programmes.get(own)?, line))).collect();
    let goes_on = |day: NaiveDate| ladders.iter().any(|(programme, tier)| programme.at(day).is_some() && is_closed(tier, day));
    first(line, ladders.iter().flat_map(|(_, tier)| tier.days()), |day| {
        goes_on(day) && ladders.iter().all(|(_, tier)| tier.at(day).is_none())
    })
}

/// Bands that have no row while a rate names them.
fn bands(rules: &Rules, line: &Timeline<Ruled<Shape>>) -> Vec<Finding> {
    let names: BTreeSet<&BandName> = rows(line).filter_map(|row| band(&row.value)).collect();
    let bare = |name: &BandName| {
        let days = rules.bands.days(name);
        let mut days: BTreeSet<NaiveDate> = days.chain(line.days()).collect();
        days.retain(|day| rules.bands.on(name, *day).is_none());
        let (day, row) =
            days.into_iter().filter_map(|day| Some((day, line.at(day)?))).find(|(_, row)| band(&row.value) == Some(name))?;
        let message = format!("band {name} has no row on {day}: what falls there is held");
        let remedy = "add the rows of the band to rulebook/bands.csv, or close the rate";
        Some(at::<Rates, _>(row, Code::RateGap, message, remedy).cell("value", name.as_str()))
    };
    names.into_iter().filter(|name| rules.bands.explains(name)).filter_map(bare).collect()
}

fn band(shape: &Shape) -> Option<&BandName> {
    match shape {
        Shape::Band(name) => Some(name),
        _ => None,
    }
}

/// Whether a row of a line is ever in force: a correction of the same day takes its place.
fn in_force<V>(line: &Timeline<Ruled<V>>, row: &Ruled<V>) -> bool {
    line.at(row.effective_from).is_some_and(|own| own.source == row.source)
}

/// Whether something is closed on a day on or before which it was open.
fn is_closed<V>(line: &Timeline<Ruled<V>>, day: NaiveDate) -> bool {
    line.at(day).is_none() && rows(line).any(|row| row.effective_from <= day)
}

/// The first day, of those on which the line or what it names may change, on which a row is in force and `closed` holds.
fn first<V>(
    line: &Timeline<Ruled<V>>,
    changes: impl Iterator<Item = NaiveDate>,
    closed: impl Fn(NaiveDate) -> bool,
) -> Option<(NaiveDate, &Ruled<V>)> {
    let days: BTreeSet<NaiveDate> = line.days().chain(changes).collect();
    days.into_iter().filter(|day| closed(*day)).find_map(|day| Some((day, line.at(day)?)))
}

#[cfg(test)]
mod tests {
    use super::super::small_book::found_with;

    const RATES: &str = "component,plan,product,programme,tier,competency,term,effective_from,recorded_on,shape,value,reference";
    const BENEFITS: &str = "benefit,programme,tier,competency,effective_from,recorded_on,value,reference";
    const PROGRAMMES: &str = "programme,effective_from,recorded_on,evidence,distinct_people,reference";
    const TIERS: &str = "programme,tier,effective_from,recorded_on,rank,grace_days,reference";
    const BANDS: &str = "band,from,effective_from,recorded_on,to,metric,scope,currency,window,method,gives,value,reference";

    /// What is found of rows `programme,tier,competency,effective_from,shape` where gold is closed in April 2022, the
    /// competency phone in May and the programme old in July; the programme new has only basic.
    fn said(rows: &[&str]) -> Vec<String> {
        let row = |row: &&str| {
            let [programme, tier, competency, from, shape] = row.split(',').collect::<Vec<_>>()[..] else { panic!("{row}") };
            let value = match shape {
                "percent" => "5",
                "band" => "volume",
                _ => "",
            };
            format!("commission,sub-agent,*,{programme},{tier},{competency},*,{from},2022-01-01,{shape},{value},x")
        };
        let general = "commission,sub-agent,*,*,*,*,*,2022-01-01,2022-01-01,percent,10,x".to_owned();
        let rows: Vec<String> = std::iter::once(general).chain(rows.iter().map(row)).collect();
        with(&[("rulebook/rates", RATES, &rows.iter().map(String::as_str).collect::<Vec<_>>())])
    }

    fn with(tables: &[super::super::small_book::Faulty]) -> Vec<String> {
        let agreements = "party,distributor,model,effective_from,recorded_on,plan,tier_policy,renewal_months,reference";
        let mut all: Vec<super::super::small_book::Faulty> = vec![
            ("rulebook/agreements", agreements, &["tonwerk,nuvias,referral,2022-01-01,2022-01-01,sub-agent,current,12,x"]),
            (
                "rulebook/programmes",
                PROGRAMMES,
                &[
                    "old,2022-01-01,2022-01-01,election,no,x",
                    "old,2022-07-01,2022-01-01,closed,,x",
                    "new,2022-06-01,2022-01-01,election,no,x",
                ],
            ),
            (
                "rulebook/tiers",
                TIERS,
                &[
                    "old,basic,2022-01-01,2022-01-01,1,0,x",
                    "old,gold,2022-01-01,2022-01-01,2,0,x",
                    "old,gold,2022-04-01,2022-01-01,closed,,x",
                    "new,basic,2022-06-01,2022-01-01,1,0,x",
                ],
            ),
            (
                "rulebook/competencies",
                "competency,effective_from,recorded_on,name,reference",
                &["phone,2022-01-01,2022-01-01,Phone,x", "phone,2022-05-01,2022-01-01,closed,x"],
            ),
            (
                "rulebook/bands",
                BANDS,
                &[
                    "volume,0,2022-02-01,2022-01-01,,volume,payee,EUR,year,flat,percent,1,x",
                    "volume,0,2022-03-01,2022-01-01,closed,,,,,,,,x",
                ],
            ),
        ];
        all.extend(tables.iter().copied());
        found_with(&all)
    }

    fn closed(line: u32, column: &str, name: &str, day: &str) -> Vec<String> {
        vec![format!("closed rates.csv:{line} {column}: {name} is closed on {day}")]
    }

    #[test]
    fn a_rate_for_a_tier_that_left_the_ladder_is_noted() {
        assert_eq!(said(&["old,gold,*,2022-01-01,percent"]), closed(3, "tier", "gold", "2022-04-01"));
        assert_eq!(said(&["*,gold,*,2022-01-01,percent"]), closed(3, "tier", "gold", "2022-04-01"));
        assert_eq!(said(&["*,gold,*,2022-05-15,percent"]), closed(3, "tier", "gold", "2022-05-15"));
        let ended = ["old,gold,*,2022-01-01,percent", "old,gold,*,2022-04-01,closed"];
        assert_eq!(said(&ended), Vec::<String>::new());
        let a_day_late = ["old,gold,*,2022-01-01,percent", "old,gold,*,2022-04-02,closed"];
        assert_eq!(said(&a_day_late), closed(3, "tier", "gold", "2022-04-01"));
        assert_eq!(said(&["*,basic,*,2022-01-01,percent"]), Vec::<String>::new(), "the other programme has it still");
    }

    #[test]
    fn a_rate_for_a_closed_competency_is_noted() {
        assert_eq!(said(&["*,*,phone,2022-01-01,percent"]), closed(3, "competency", "phone", "2022-05-01"));
        assert_eq!(said(&["*,*,phone,2022-01-01,percent", "*,*,phone,2022-05-01,closed"]), Vec::<String>::new());
    }

    #[test]
    fn only_what_begins_behind_the_end_of_its_programme_is_noted() {
        assert_eq!(said(&["old,basic,*,2022-01-01,percent"]), Vec::<String>::new());
        assert_eq!(said(&["old,*,*,2022-06-30,percent"]), Vec::<String>::new());
        assert_eq!(said(&["old,*,*,2022-07-01,percent"]), closed(3, "programme", "old", "2022-07-01"));
        assert_eq!(said(&["new,*,*,2022-01-01,percent"]), Vec::<String>::new(), "one that has not begun is not closed");
    }

    #[test]
    fn a_band_without_a_row_is_noted() {
        let bare = |line: u32, day: &str| {
            vec![format!("rate-gap rates.csv:{line} value: band volume has no row on {day}: what falls there is held")]
        };
        assert_eq!(said(&["*,basic,*,2022-02-01,band", "*,basic,*,2022-03-01,percent"]), Vec::<String>::new());
        assert_eq!(said(&["*,basic,*,2022-01-31,band", "*,basic,*,2022-03-01,percent"]), bare(3, "2022-01-31"));
        assert_eq!(said(&["*,basic,*,2022-02-01,band"]), bare(3, "2022-03-01"));
    }

    #[test]
    fn benefits_of_what_is_closed_are_noted_too() {
        let told = |row: &str| with(&[("rulebook/benefits", BENEFITS, &[&format!("fund,{row},2022-01-01,1,x")])]);
        let closed =
            |column: &str, name: &str, day: &str| vec![format!("closed benefits.csv:2 {column}: {name} is closed on {day}")];
        assert_eq!(told("old,gold,*,2022-01-01"), closed("tier", "gold", "2022-04-01"));
        assert_eq!(told("*,*,phone,2022-06-01"), closed("competency", "phone", "2022-06-01"));
        assert_eq!(told("old,*,*,2022-08-01"), closed("programme", "old", "2022-08-01"));
        assert_eq!(told("new,basic,*,2022-01-01"), Vec::<String>::new());
    }
}
