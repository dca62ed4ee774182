//! When standing by points is assessed, and how long what was found holds.
//!
//! A fixed yearly assessment: on the programme's first day, then on `assessed_on` of each year. Holds true: the stretches
//! leave no day out between the first assessment and the programme's end.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::Programme;
use crate::{
    basics::{Span, Timeline},
    sheets::dated::Ruled,
};

/// The assessments of a programme through a day. Each begins on the day on which it is made and holds until the next, or
/// until the programme ends or goes by other evidence. Another `assessed_on` counts from its row's day on: it assesses
/// when its day comes.
#[must_use]
pub fn assessments(line: &Timeline<Ruled<Programme>>, through: NaiveDate) -> Vec<Span> {
    // A year behind the last day asked for, so that its assessment has an end.
    let end = NaiveDate::from_ymd_opt(through.year() + 2, 1, 1).expect("days of this world have years behind them");
    let steps: Vec<NaiveDate> = line.days().collect();
    // On each day either an assessment begins or there is none any more.
    let mut begins: BTreeMap<NaiveDate, bool> = BTreeMap::new();
    let mut by_points = false;
    for (at, step) in steps.iter().enumerate() {
        let until = steps.get(at + 1).copied().unwrap_or(end);
        let yearly = line.at(*step).and_then(|row| row.value.assessed_on);
        if yearly.is_some() != by_points {
            begins.insert(*step, yearly.is_some());
        }
        by_points = yearly.is_some();
        if let Some(yearly) = yearly {
            let days = (step.year()..=until.year()).map(|year| yearly.of_year(year));
            begins.extend(days.filter(|day| (*step..until).contains(day)).map(|day| (day, true)));
        }
    }
    let ends = begins.keys().copied().skip(1).chain([end]);
    let spans = begins.iter().zip(ends).filter(|((from, begins), _)| **begins && **from <= through);
    spans.map(|((from, _), until)| Span::new(*from, until)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        basics::{Dated, Source},
        rulebook::Evidence,
    };

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Rows of a programme: from when, and its yearly day (`-` for a checklist, `closed`).
    fn held(rows: &[(&str, &str)], through: &str) -> Vec<String> {
        let mut line = Timeline::default();
        for (at, (from, on)) in rows.iter().enumerate() {
            let assessed_on = on.parse().ok();
            let evidence = if assessed_on.is_some() { Evidence::Points } else { Evidence::Checklist };
            let value = Ruled {
                value: Programme { evidence, distinct_people: false, assessed_on },
                source: Source { file: 0, line: 0 },
                effective_from: day(from),
                recorded_on: day("2020-01-01"),
                reference: String::new(),
            };
            let recorded_on = day("2020-01-01") + chrono::Days::new(at as u64);
            let value = (*on != "closed").then_some(value);
            line.add(Dated { effective_from: day(from), recorded_on, value }).unwrap();
        }
        let spans = assessments(&line, day(through));
        spans.iter().map(|span| format!("{} {}", span.from, span.last_day())).collect()
    }

    #[test]
    fn the_first_day_and_each_yearly_day_assess() {
        let october = [("2026-10-01", "10-01")];
        assert_eq!(held(&october, "2026-09-30"), [""; 0]);
        assert_eq!(held(&october, "2026-10-01"), ["2026-10-01 2027-09-30"]);
        assert_eq!(held(&october, "2027-09-30"), ["2026-10-01 2027-09-30"]);
        assert_eq!(held(&october, "2027-10-01"), ["2026-10-01 2027-09-30", "2027-10-01 2028-09-30"]);
        let mid = [("2026-07-15", "02-28")];
        assert_eq!(held(&mid, "2028-03-01"), ["2026-07-15 2027-02-27", "2027-02-28 2028-02-27", "2028-02-28 2029-02-27"]);
        assert_eq!(held(&[("2026-07-15", "01-01")], "2026-12-31"), ["2026-07-15 2026-12-31"]);
        assert_eq!(held(&[("2026-07-15", "12-31")], "2026-12-31"), ["2026-07-15 2026-12-30", "2026-12-31 2027-12-30"]);
    }

    #[test]
    fn another_yearly_day_assesses_when_it_comes() {
        let moved = [("2026-10-01", "10-01"), ("2027-03-01", "04-01")];
        assert_eq!(held(&moved, "2027-03-31"), ["2026-10-01 2027-03-31"]);
        assert_eq!(held(&moved, "2027-12-31"), ["2026-10-01 2027-03-31", "2027-04-01 2028-03-31"]);
        let on_its_day = [("2026-10-01", "10-01"), ("2027-10-01", "10-01")];
        assert_eq!(held(&on_its_day, "2027-10-01"), ["2026-10-01 2027-09-30", "2027-10-01 2028-09-30"]);
    }

    #[test]
    fn points_that_follow_a_checklist_or_a_gap_assess_on_their_first_day() {
        let after = [("2022-09-01", "-"), ("2026-03-01", "10-01")];
        assert_eq!(held(&after, "2026-12-31"), ["2026-03-01 2026-09-30", "2026-10-01 2027-09-30"]);
        let ended = [("2026-10-01", "10-01"), ("2027-03-01", "closed"), ("2027-06-01", "10-01")];
        assert_eq!(held(&ended, "2027-07-01"), ["2026-10-01 2027-02-28", "2027-06-01 2027-09-30"]);
        let ended_after = [("2026-07-15", "01-31"), ("2027-03-01", "closed")];
        assert_eq!(held(&ended_after, "2027-12-31"), ["2026-07-15 2027-01-30", "2027-01-31 2027-02-28"]);
        let ended_on = [("2026-07-15", "01-31"), ("2027-01-31", "closed")];
        assert_eq!(held(&ended_on, "2027-12-31"), ["2026-07-15 2027-01-30"]);
        let back = [("2026-10-01", "10-01"), ("2027-03-01", "-")];
        assert_eq!(held(&back, "2030-01-01"), ["2026-10-01 2027-02-28"]);
    }

    #[test]
    fn of_two_rows_of_one_day_the_later_recorded_assesses() {
        let corrected = [("2026-10-01", "-"), ("2026-10-01", "01-01")];
        assert_eq!(held(&corrected, "2026-12-31"), ["2026-10-01 2026-12-31"]);
        let withdrawn = [("2026-10-01", "01-01"), ("2026-10-01", "-")];
        assert_eq!(held(&withdrawn, "2026-12-31"), [""; 0]);
    }
}
