//! Months and days. A month is a number: twelve times its year, and January is none (design §4).

use chrono::{Datelike, NaiveDate};

pub type Month = i32;

pub fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

pub fn month_of(day: NaiveDate) -> Month {
    day.year() * 12 + day.month0().cast_signed()
}

/// `2022-09`
pub fn month_named(name: &str) -> Month {
    let (year, month) = name.split_once('-').unwrap();
    year.parse::<i32>().unwrap() * 12 + month.parse::<i32>().unwrap() - 1
}

pub fn name_of(month: Month) -> String {
    format!("{:04}-{:02}", month.div_euclid(12), month.rem_euclid(12) + 1)
}

pub fn first_day(month: Month) -> NaiveDate {
    day(month.div_euclid(12), month.rem_euclid(12).cast_unsigned() + 1, 1)
}

pub fn last_day(month: Month) -> NaiveDate {
    first_day(month + 1).pred_opt().unwrap()
}

/// `start` + months, on the last day where the month is too short.
pub fn months_later(start: NaiveDate, months: u32) -> NaiveDate {
    let month = month_of(start) + months.cast_signed();
    let last = last_day(month);
    last.with_day(start.day().min(last.day())).unwrap()
}

/// Days from the one to the other, none where it is not later.
pub fn days_between(from: NaiveDate, until: NaiveDate) -> i128 {
    i128::from((until - from).num_days().max(0))
}

#[test]
fn a_months_end_comes_back() {
    let start = day(2022, 1, 31);
    assert_eq!((months_later(start, 1), months_later(start, 2)), (day(2022, 2, 28), day(2022, 3, 31)));
    assert_eq!(name_of(month_of(day(2021, 12, 31))), "2021-12");
    assert_eq!(month_named("2022-09"), month_of(day(2022, 9, 15)));
    assert_eq!(last_day(month_named("2024-02")), day(2024, 2, 29));
}
