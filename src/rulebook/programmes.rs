//! Programmes: regimes of tiers, what makes a tier count in them, and the open list of competencies.

use chrono::{Datelike, NaiveDate};

use crate::{
    basics::{CompetencyName, ProgrammeName, Timeline, words},
    sheets::dated::{CellError, Cells, Column, DatedTable, Ruled, yes_no},
};

words! {
    /// What makes a tier count.
    pub enum Evidence {
        Election = "election": "The partner's own choice counts, without evidence, until the programme ends.",
        Checklist = "checklist": "The requirements of the tier, day by day.",
        Points = "points": "The requirements of the tier on one day of the year; what stood then holds until the next.",
    }
}

/// A day that every year has, such as 10-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YearDay {
    month: u32,
    day: u32,
}

impl YearDay {
    /// That day of a year.
    #[must_use]
    pub fn of_year(self, year: i32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, self.month, self.day).expect("a day that every year has, checked when read")
    }
}

impl std::str::FromStr for YearDay {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        // 29 February is refused: in three years of four nobody would be assessed.
        let common_year = crate::sheets::dated::iso_day(&format!("2023-{text}"));
        common_year
            .map(|day| YearDay { month: day.month(), day: day.day() })
            .map_err(|_| "expected a day that every year has, such as 10-01".to_owned())
    }
}

/// A regime of tiers.
#[derive(Clone, Copy, Debug)]
pub struct Programme {
    /// What makes a tier count.
    pub evidence: Evidence,
    /// Whether one person counts in one track only.
    pub distinct_people: bool,
    /// The day of each year on which standing by points is assessed; there with evidence `points`, and only there.
    pub assessed_on: Option<YearDay>,
}

/// `rulebook/programmes`
pub struct Programmes;

impl DatedTable for Programmes {
    const NAME: &'static str = "rulebook/programmes";
    const ABOUT: &'static str = "Regimes of tiers. The one that began last is in force.";
    const KEYS: &'static [Column] = &[("programme", "the regime's name")];
    const VALUES: &'static [Column] = &[
        (
            "evidence",
            "election = the tier a partner chose counts without evidence; checklist = its requirements count, day by day; points = its requirements count as they stand on assessed_on, for a year",
        ),
        ("distinct_people", "yes = a person counts in one track only (3 for sales and two further for technical are 5 people)"),
        (
            "assessed_on",
            "with evidence points: the day of each year on which standing is assessed, such as 10-01 (the programme's first day assesses too); empty otherwise",
        ),
    ];
    const OPTIONAL: &'static [&'static str] = &["assessed_on"];
    type Key = ProgrammeName;
    type Value = Programme;

    fn key(cells: &Cells) -> Result<ProgrammeName, CellError> {
        cells.get("programme")
    }

    fn value(cells: &Cells) -> Result<Programme, CellError> {
        let evidence = cells.get("evidence")?;
        let assessed_on = match evidence {
            Evidence::Points => Some(cells.get("assessed_on")?),
            Evidence::Election | Evidence::Checklist => cells.read_with("assessed_on", |text| {
                if text.is_empty() { Ok(None) } else { Err(format!("expected nothing beside evidence {evidence}")) }
            })?,
        };
        Ok(Programme { evidence, distinct_people: cells.read_with("distinct_people", yes_no)?, assessed_on })
    }
}

/// When a programme that is in force on `day` began: the first day of its rows without a gap. A later row that changes a
/// setting does not begin it anew.
#[must_use]
pub fn begun_on(line: &Timeline<Ruled<Programme>>, day: NaiveDate) -> Option<NaiveDate> {
    let steps = line.days().filter(|step| *step <= day);
    steps.fold(None, |begun, step| line.at(step).map(|_| begun.unwrap_or(step)))
}

/// `rulebook/competencies`: the open list.
pub struct Competencies;

impl DatedTable for Competencies {
    const NAME: &'static str = "rulebook/competencies";
    const ABOUT: &'static str = "The open list of competencies; a new one is a row here and a row in rates.";
    const KEYS: &'static [Column] = &[("competency", "the name that other tables use")];
    const VALUES: &'static [Column] = &[("name", "the name people read")];
    type Key = CompetencyName;
    type Value = String;

    fn key(cells: &Cells) -> Result<CompetencyName, CellError> {
        cells.get("competency")
    }

    fn value(cells: &Cells) -> Result<String, CellError> {
        Ok(cells.text("name").to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheets::dated::DatedRows;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn read(rows: &str) -> (Timeline<Ruled<Programme>>, Vec<String>) {
        let text = format!("programme,effective_from,recorded_on,evidence,distinct_people,assessed_on,reference\n{rows}");
        let (table, refused) = DatedRows::<Programmes>::read("programmes", 0, text.into_bytes());
        let (mut dates, doubled) = table.known_on(NaiveDate::MAX);
        assert!(doubled.is_empty());
        let said = refused.iter().map(|finding| format!("{}: {}", finding.column, finding.message)).collect();
        (dates.remove(&"zoom-up".parse().unwrap()).unwrap_or_default(), said)
    }

    #[test]
    fn points_and_only_points_are_assessed_on_a_day_of_the_year() {
        let said = |evidence: &str, on: &str| read(&format!("zoom-up,2026-10-01,2026-01-01,{evidence},no,{on},x\n")).1.concat();
        assert_eq!((said("points", "10-01"), said("checklist", ""), said("election", "")), Default::default());
        for none in ["", "02-29", "02-30", "13-01", "1-1", "10/01", "10-1", "2026-10-01"] {
            assert_eq!(said("points", none), "assessed_on: expected a day that every year has, such as 10-01", "{none:?}");
        }
        assert_eq!(said("checklist", "10-01"), "assessed_on: expected nothing beside evidence checklist");
        assert_eq!(said("election", "10-01"), "assessed_on: expected nothing beside evidence election");
        assert_eq!("02-28".parse::<YearDay>().unwrap().of_year(2024), day("2024-02-28"));
    }

    #[test]
    fn a_change_of_settings_does_not_begin_a_programme_anew() {
        let (line, said) = read(
            "zoom-up,2022-09-01,2022-01-01,checklist,yes,,x\nzoom-up,2023-01-01,2022-01-01,checklist,no,,x\n\
             zoom-up,2024-01-01,2022-01-01,closed,,,x\nzoom-up,2025-01-01,2022-01-01,checklist,no,,x\n",
        );
        assert!(said.is_empty(), "{said:?}");
        let begun = |on: &str| begun_on(&line, day(on)).map(|day| day.to_string()).unwrap_or_default();
        assert_eq!([begun("2022-08-31"), begun("2022-09-01"), begun("2022-12-31")], ["", "2022-09-01", "2022-09-01"]);
        assert_eq!([begun("2023-01-01"), begun("2023-12-31"), begun("2024-01-01")], ["2022-09-01", "2022-09-01", ""]);
        assert_eq!([begun("2024-12-31"), begun("2025-01-01"), begun("2026-01-01")], ["", "2025-01-01", "2025-01-01"]);
    }
}
