//! Calendar months: the earned month of an amount, the period of a run.

use std::{fmt, str::FromStr};

use chrono::{Datelike, Days, NaiveDate};
use serde::{Serialize, Serializer};

use super::Span;

/// A calendar month, counted from year 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

impl Month {
    /// Before any month that a feed can tell of.
    pub const EARLIEST: Month = Month(1900 * 12);

    /// Behind any month that a feed can tell of.
    pub const LATEST: Month = Month(9999 * 12);

    /// The month that `day` lies in.
    #[must_use]
    pub fn of(day: NaiveDate) -> Self {
        Month(day.year() * 12 + i32::try_from(day.month0()).expect("a month is below twelve"))
    }

    /// Its first day.
    #[must_use]
    pub fn first_day(self) -> NaiveDate {
        let month = u32::try_from(self.0.rem_euclid(12)).expect("a remainder is positive") + 1;
        NaiveDate::from_ymd_opt(self.0.div_euclid(12), month, 1).expect("months come from days or are checked when read")
    }

    /// Its last day.
    #[must_use]
    pub fn last_day(self) -> NaiveDate {
        self.next().first_day() - Days::new(1)
    }

    /// The month after.
    #[must_use]
    pub fn next(self) -> Self {
        Month(self.0 + 1)
    }

    /// The month before.
    #[must_use]
    pub fn previous(self) -> Self {
        Month(self.0 - 1)
    }

    /// The first month of its calendar quarter.
    #[must_use]
    pub fn quarter(self) -> Self {
        Month(self.0 - self.0.rem_euclid(3))
    }

    /// The first month of its calendar year.
    #[must_use]
    pub fn january(self) -> Self {
        Month(self.0 - self.0.rem_euclid(12))
    }

    /// The month so many months later.
    #[must_use]
    pub fn plus(self, months: u32) -> Self {
        Month(self.0 + i32::try_from(months).expect("months are counted in four digits"))
    }

    /// First day to first day of the month after.
    #[must_use]
    pub fn span(self) -> Span {
        Span::new(self.first_day(), self.next().first_day())
    }

    /// Months from `earlier` to this one.
    #[must_use]
    pub fn since(self, earlier: Month) -> i32 {
        self.0 - earlier.0
    }

    /// Every month from this one through `last`.
    pub fn through(self, last: Month) -> impl Iterator<Item = Month> {
        (self.0..=last.0).map(Month)
    }

    /// The month in words, for a heading: September 2022.
    #[must_use]
    pub fn title(self) -> String {
        self.first_day().format("%B %Y").to_string()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.div_euclid(12), self.0.rem_euclid(12) + 1)
    }
}

impl FromStr for Month {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let shape =
            text.len() == 7 && text.bytes().enumerate().all(|(at, b)| if at == 4 { b == b'-' } else { b.is_ascii_digit() });
        shape
            .then(|| NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d").ok())
            .flatten()
            .map(Month::of)
            .ok_or_else(|| "expected a month such as 2022-09".to_owned())
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_count_and_have_titles() {
        let month = |text: &str| text.parse::<Month>().unwrap();
        assert_eq!(month("2023-01").since(month("2022-11")), 2);
        assert_eq!(
            month("2022-12").through(month("2023-02")).map(|month| month.to_string()).collect::<Vec<_>>(),
            ["2022-12", "2023-01", "2023-02"]
        );
        assert_eq!(month("2022-11").plus(3), month("2023-02"));
        assert_eq!(month("2022-09").title(), "September 2022");
        assert_eq!(serde_json::to_string(&month("2022-09")).unwrap(), "\"2022-09\"");
        assert_eq!(month("2024-02").span().days(), 29);
        assert_eq!((Month::EARLIEST, Month::LATEST), (month("1900-01"), month("9999-01")));
        for (own, quarter) in [("2022-01", "2022-01"), ("2022-03", "2022-01"), ("2022-04", "2022-04"), ("2022-12", "2022-10")] {
            assert_eq!((month(own).quarter(), month(own).january()), (month(quarter), month("2022-01")));
        }
    }

    #[test]
    fn a_month_reads_and_writes_itself() {
        for text in ["2022-09", "2024-02", "1999-12", "2022-01"] {
            let month: Month = text.parse().unwrap();
            assert_eq!(month.to_string(), text);
            assert_eq!(Month::of(month.last_day()), month);
            assert_eq!(month.next().previous(), month);
        }
        for text in ["2022-13", "2022-9", "2022-00", "22-09", "2022-09-01", "+022-09"] {
            assert!(text.parse::<Month>().is_err(), "{text}");
        }
    }
}
