//! Numbers and days in the grammar that a feed map declares. Nothing is guessed, nothing is trimmed.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::rulebook::Grammar;

/// A number: digits, perhaps in groups of exactly three behind the declared mark, perhaps a decimal mark and more digits,
/// perhaps a `-` in front. At most 18 digits.
pub fn number(text: &str, grammar: &Grammar) -> Result<Decimal, String> {
    let expected = || {
        let group = grammar.group_mark.map_or(String::new(), |mark| format!(", groups of three marked by {mark:?}"));
        format!("expected a number with decimal mark {:?}{group}", grammar.decimal_mark)
    };
    let (negative, unsigned) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, fraction) = match unsigned.split_once(grammar.decimal_mark) {
        Some((_, "")) => return Err(expected()),
        Some((whole, fraction)) => (whole, fraction),
        None => (unsigned, ""),
    };
    let grouped = grammar.group_mark.filter(|mark| whole.contains(*mark));
    if let Some(mark) = grouped {
        let mut groups = whole.split(mark);
        let first = groups.next().map_or(0, str::len);
        if !(1..=3).contains(&first) || groups.any(|group| group.len() != 3) {
            return Err(expected());
        }
    }
    let mut mantissa: i64 = 0;
    let mut digits = 0;
    for character in whole.chars().filter(|character| Some(*character) != grouped).chain(fraction.chars()) {
        let digit = character.to_digit(10).filter(|_| character.is_ascii()).ok_or_else(expected)?;
        digits += 1;
        if digits > 18 {
            return Err("expected at most 18 digits".to_owned());
        }
        mantissa = mantissa * 10 + i64::from(digit);
    }
    if whole.is_empty() {
        return Err(expected());
    }
    let scale = u32::try_from(fraction.len()).expect("at most 18 digits");
    Ok(Decimal::new(if negative { -mantissa } else { mantissa }, scale))
}

/// A whole number without marks or signs, of at most four digits.
pub fn whole(text: &str) -> Result<u32, String> {
    crate::sheets::dated::whole(text)
}

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
        self.parse(text.as_bytes())
            .ok_or_else(|| format!("expected a day written as {} that is in the calendar, from 1990 to 2199", self.form))
    }

    fn parse(&self, text: &[u8]) -> Option<NaiveDate> {
        if text.len() != 10 || self.marks.iter().any(|(at, mark)| text[*at] != *mark) {
            return None;
        }
        let digits = |from: usize, count: usize| -> Option<u32> {
            text[from..from + count]
                .iter()
                .try_fold(0, |value, byte| byte.is_ascii_digit().then(|| value * 10 + u32::from(byte - b'0')))
        };
        let year = i32::try_from(digits(self.year, 4)?).ok().filter(|year| (1990..2200).contains(year))?;
        NaiveDate::from_ymd_opt(year, digits(self.month, 2)?, digits(self.day, 2)?)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn grammar(decimal_mark: char, group_mark: Option<char>) -> Grammar {
        Grammar { decimal_mark, group_mark, date_form: "%d.%m.%Y".to_owned() }
    }

    #[test]
    fn numbers_follow_the_declared_marks_exactly() {
        let german = grammar(',', Some('.'));
        for (text, value) in
            [("1.250,00", "1250.00"), ("1250,5", "1250.5"), ("-0,01", "-0.01"), ("0", "0"), ("12.345.678,9", "12345678.9")]
        {
            assert_eq!(number(text, &german).unwrap().to_string(), value, "{text}");
        }
        for text in [
            "1.25,00", "1,250.00", "1250.00", ".250,00", "1.2500", "1,", ",5", "", "-", "+5", "5-", "1e3", "1_000", "１２", "٣",
            " 1", "1 ", "NaN", "1..250", "0,00 €",
        ] {
            assert!(number(text, &german).is_err(), "{text:?}");
        }
        let plain = grammar('.', None);
        assert!(number("1,234", &plain).is_err());
        assert_eq!(number("1.234", &plain).unwrap().to_string(), "1.234");
        assert!(number("1234567890123456789", &plain).is_err());
    }

    #[test]
    fn days_follow_the_declared_form_exactly() {
        let german = DayForm::new("%d.%m.%Y");
        assert_eq!(german.read("29.02.2024").unwrap().to_string(), "2024-02-29");
        for text in [
            "31.02.2025",
            "29.02.2023",
            "1.2.2025",
            "01.02.25",
            "2025-02-01",
            " 01.02.2025",
            "01.02.2025 ",
            "01/02/2025",
            "31.12.9999",
            "00.01.2025",
            "",
        ] {
            assert!(german.read(text).is_err(), "{text:?}");
        }
        assert_eq!(DayForm::new("%m/%d/%Y").read("12/31/2022").unwrap().to_string(), "2022-12-31");
    }

    proptest! {
        #[test]
        fn no_text_makes_a_reader_panic(text in "\\PC{0,24}") {
            let _ = number(&text, &grammar(',', Some('.')));
            let _ = DayForm::new("%Y-%m-%d").read(&text);
        }

        #[test]
        fn a_number_reads_as_it_is_written(minor in -1_000_000_000_000_i64..1_000_000_000_000, scale in 0_u32..6) {
            let value = Decimal::new(minor, scale);
            prop_assert_eq!(number(&value.to_string(), &grammar('.', None)), Ok(value));
        }
    }
}
