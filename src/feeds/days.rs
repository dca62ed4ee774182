//! Days in the form that a feed map declares, and why a text is none.

use chrono::NaiveDate;

use super::hints::{because, stray};

/// The order of day, month and year in a feed's days, with two characters between them.
#[derive(Clone, Debug)]
pub struct DayForm {
    day: usize,
    month: usize,
    year: usize,
    marks: [(usize, u8); 2],
    form: String,
}

impl DayForm {
    /// Reads a form such as `%d.%m.%Y`; the feed map has checked it.
    #[must_use]
    pub fn new(form: &str) -> Self {
        let (mut day, mut month, mut year, mut at) = (0, 0, 0, 0);
        let mut marks = Vec::new();
        let mut bytes = form.bytes();
        while let Some(byte) = bytes.next() {
            match (byte, if byte == b'%' { bytes.next() } else { None }) {
                (_, Some(b'd')) => (day, at) = (at, at + 2),
                (_, Some(b'm')) => (month, at) = (at, at + 2),
                (_, Some(_)) => (year, at) = (at, at + 4),
                (mark, None) => {
                    marks.push((at, mark));
                    at += 1;
                }
            }
        }
        let marks = marks.try_into().expect("the feed map has checked the form");
        DayForm { day, month, year, marks, form: form.to_owned() }
    }

    /// A day of exactly that form, from 1990 to 2199.
    pub fn read(&self, text: &str) -> Result<NaiveDate, String> {
        let parts = self.parts(text.as_bytes());
        let day = parts
            .filter(|(year, ..)| (1990..2200).contains(year))
            .and_then(|(year, month, day)| NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day));
        day.ok_or_else(|| {
            let expected = format!("expected a day written as {} that is in the calendar, from 1990 to 2199", self.form);
            because(&expected, parts.map_or_else(|| self.shape(text), |(year, month, day)| Some(no_such_day(year, month, day))))
        })
    }

    /// Year, month and day, where they are written in this form.
    fn parts(&self, text: &[u8]) -> Option<(u32, u32, u32)> {
        if text.len() != 10 || self.marks.iter().any(|(at, mark)| text[*at] != *mark) {
            return None;
        }
        let digits = |from: usize, count: usize| -> Option<u32> {
            text[from..from + count]
                .iter()
                .try_fold(0, |value, byte| byte.is_ascii_digit().then(|| value * 10 + u32::from(byte - b'0')))
        };
        Some((digits(self.year, 4)?, digits(self.month, 2)?, digits(self.day, 2)?))
    }

    /// Why a text is not written in this form.
    fn shape(&self, text: &str) -> Option<String> {
        if text.is_empty() {
            return Some("the cell is empty".to_owned());
        }
        if let Some(reason) = stray(text) {
            return Some(reason);
        }
        if let Some(foreign) = text.chars().find(|own| own.is_numeric() && !own.is_ascii()) {
            return Some(format!("{} is none of the digits 0 to 9", crate::basics::shown::code_point(foreign)));
        }
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let serial = text.split(['.', ',']).next().is_some_and(|whole| whole.len() == 5 && digits(whole));
        if serial && text.split(['.', ',']).count() <= 2 && text.split(['.', ',']).all(digits) {
            return Some("it looks like the number by which a spreadsheet keeps a day".to_owned());
        }
        if digits(text) {
            return Some("nothing stands between day, month and year".to_owned());
        }
        if text.contains(':') {
            return Some("a time of day stands with it: the day alone is expected, in the time zone of the contract".to_owned());
        }
        if text.starts_with(['+', '-']) {
            return Some("a sign stands in front".to_owned());
        }
        let marks: Vec<char> = self.marks.iter().map(|(_, mark)| char::from(*mark)).collect();
        let parts: Vec<&str> = text.split(['.', '-', '/']).collect();
        let found: Vec<char> = text.chars().filter(|own| matches!(own, '.' | '-' | '/')).collect();
        if parts.len() != 3 || !parts.iter().all(|part| digits(part)) {
            return Some("it is no day in digits".to_owned());
        }
        // The order of the three parts is that of their places.
        let mut order = [(self.year, 4), (self.month, 2), (self.day, 2)];
        order.sort_unstable();
        let year = order.iter().position(|(_, width)| *width == 4).unwrap_or(0);
        let fits = parts.iter().zip(order).all(|(part, (_, width))| part.len() == width);
        if found != marks {
            Some(format!("{:?} stands between its parts, or they stand in another order", found[0]))
        } else if parts[year].len() == 2 && parts.iter().all(|part| part.len() <= 2) {
            Some("the year has two digits: the century is not guessed".to_owned())
        } else if parts[year].len() > 4 {
            Some("the year has more than four digits".to_owned())
        } else if fits {
            None
        } else if parts[year].len() < 4 && parts.iter().any(|part| part.len() == 4) {
            Some("day, month and year stand in another order".to_owned())
        } else {
            Some("day and month have two digits each, the year has four".to_owned())
        }
    }
}

/// Why three numbers are no day that is taken.
fn no_such_day(year: u32, month: u32, day: u32) -> String {
    match (year, month, day) {
        (9999, ..) => "the year 9999 is no open end: a cell without an end stays empty".to_owned(),
        (0..1990 | 2200.., ..) => format!("the year {year} lies outside 1990 to 2199"),
        (_, 13.., 1..=12) => format!("there is no month {month}: day and month may be the other way round in this file"),
        (_, 0 | 13.., _) => format!("there is no month {month}"),
        (_, 1..=12, _) => format!("month {month} of {year} has no day {day}"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn days_follow_the_declared_form_exactly() {
        for (form, text, day) in [
            ("%d.%m.%Y", "29.02.2024", "2024-02-29"),
            ("%m/%d/%Y", "12/31/2022", "2022-12-31"),
            ("%Y-%m-%d", "2199-12-31", "2199-12-31"),
            ("%d.%m.%Y", "01.01.1990", "1990-01-01"),
        ] {
            assert_eq!(DayForm::new(form).read(text).map(|day| day.to_string()), Ok(day.to_owned()));
        }
    }

    /// Number of the catalogue of bad inputs, form, cell, reason.
    #[test]
    fn a_refused_day_says_its_reason() {
        let (german, american, iso) = ("%d.%m.%Y", "%m/%d/%Y", "%Y-%m-%d");
        for (number, form, text, says) in [
            (79, german, "31.02.2025", "month 2 of 2025 has no day 31"),
            (79, german, "29.02.2023", "month 2 of 2023 has no day 29"),
            (79, german, "31.04.2025", "month 4 of 2025 has no day 31"),
            (79, german, "00.01.2025", "month 1 of 2025 has no day 0"),
            (79, german, "01.00.2025", "there is no month 0"),
            (82, american, "13/04/2025", "there is no month 13: day and month may be the other way round"),
            (81, german, "03/04/2025", "'/' stands between its parts"),
            (83, german, "01.02.25", "the year has two digits"),
            (83, iso, "25-02-01", "the year has two digits"),
            (84, german, "1.2.2025", "two digits each"),
            (84, iso, "2025-1-2", "two digits each"),
            (84, german, " 01.02.2025", "a blank stands around it"),
            (84, german, "01.02.2025 ", "a blank stands around it"),
            (84, iso, "20250102", "nothing stands between"),
            (84, iso, "01-02-2025", "another order"),
            (84, german, "2025-02-01", "'-' stands between its parts"),
            (84, german, "1. Februar 2025", "no day in digits"),
            (85, german, "45690", "a spreadsheet keeps a day"),
            (85, german, "44927.5", "a spreadsheet keeps a day"),
            (86, iso, "2025-01-31T23:30:00-05:00", "a time of day"),
            (86, german, "31.01.2025 00:00", "a time of day"),
            (88, german, "01.01.0000", "the year 0 lies outside 1990 to 2199"),
            (88, german, "31.12.1899", "the year 1899 lies outside"),
            (88, german, "01.01.2200", "the year 2200 lies outside"),
            (88, iso, "+12025-01-01", "a sign"),
            (88, iso, "12025-01-01", "more than four digits"),
            (89, german, "31.12.9999", "no open end"),
            (35, german, "01.02.\n2025", "a line end"),
            (68, german, "０1.02.2025", "U+FF10 is none of the digits"),
            (79, german, "", "the cell is empty"),
        ] {
            let refused = DayForm::new(form).read(text).unwrap_err();
            let expected = format!("expected a day written as {form} that is in the calendar, from 1990 to 2199: ");
            assert!(refused.starts_with(&expected) && refused.contains(says), "{number} {text:?}: {refused}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_a_reader_panic(text in "\\PC{0,24}", plain in "[0-9./: T-]{0,12}") {
            for form in ["%Y-%m-%d", "%d.%m.%Y"] {
                let _ = DayForm::new(form).read(&text);
                let _ = DayForm::new(form).read(&plain);
            }
        }
    }
}
