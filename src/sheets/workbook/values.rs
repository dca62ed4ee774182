//! The values of cells as text, in the grammar that a feed map declares.
//!
//! A workbook keeps numbers as binary floats. They are never computed with: a number's shortest text that reads back as the
//! same float is what was typed, and a sum that went wrong in the last digit shows it.

use chrono::{Days, NaiveDate};

/// How days and numbers are written where text is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Forms<'a> {
    /// Between whole and fraction.
    pub decimal_mark: char,
    /// The order of day, month and year, such as `%d.%m.%Y`.
    pub date_form: &'a str,
    /// The sheet that is read; nothing for the only one with cells.
    pub sheet: Option<&'a str>,
}

/// The serial number of 9999-12-31.
const LAST: u64 = 2_958_465;

/// The shortest decimal that is the number of a cell, without groups or exponent.
pub(super) fn number(raw: &str, decimal_mark: char) -> Result<String, String> {
    shortest(raw).map(|text| text.replace('.', decimal_mark.encode_utf8(&mut [0; 4])))
}

/// … with a point. Beyond fifteen digits a workbook no longer keeps every one.
#[expect(clippy::disallowed_types, reason = "what a workbook keeps is a float; it is read and written, never computed with")]
fn shortest(raw: &str) -> Result<String, String> {
    let plain = raw.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b'e' | b'E'));
    let value = raw.parse::<f64>().ok().filter(|value| plain && value.is_finite());
    let value = value.ok_or_else(|| format!("{raw:?} is no number"))?;
    if value.abs() >= 1e15 {
        return Err("a number of more than 15 digits is not kept exactly".to_owned());
    }
    let text = value.to_string();
    Ok(if text == "-0" { "0".to_owned() } else { text })
}

/// The day of a serial number, in the form of the feed map; with its time where it has one, or where no day of a contract
/// can be meant, so that no form reads it.
pub(super) fn day(raw: &str, from_1904: bool, form: &str) -> Result<String, String> {
    let none = || format!("{raw} is no day");
    let text = shortest(raw)?;
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let serial: u64 = whole.parse().ok().filter(|serial| *serial <= LAST).ok_or_else(none)?;
    let (base, passed) = match (from_1904, serial) {
        (true, _) => ((1904, 1, 1), serial),
        // The count from 1900 has a 29th of February that never was, its sixtieth day.
        (false, 0..60) => ((1899, 12, 31), serial),
        (false, _) => ((1899, 12, 30), serial),
    };
    let base = NaiveDate::from_ymd_opt(base.0, base.1, base.2).ok_or_else(none)?;
    let day = base.checked_add_days(Days::new(passed)).ok_or_else(none)?;
    if fraction.is_empty() && serial > 60 {
        return Ok(day.format(form).to_string());
    }
    let digits = fraction.bytes().chain(std::iter::repeat(b'0')).take(12);
    let part = digits.fold(0_u64, |part, digit| part * 10 + u64::from(digit - b'0'));
    let second = ((part * 86_400 + 500_000_000_000) / 1_000_000_000_000).min(86_399);
    Ok(format!("{day}T{:02}:{:02}:{:02}", second / 3_600, second / 60 % 60, second % 60))
}

/// A day that is written out as the standard says, in the form of the feed map; one with a time stays as it is.
pub(super) fn written_day(raw: &str, form: &str) -> String {
    let midnight = raw.strip_suffix("T00:00:00").unwrap_or(raw);
    crate::sheets::dated::iso_day(midnight).map_or_else(|_| raw.to_owned(), |day| day.format(form).to_string())
}

/// Text with its control characters, which a workbook writes as `_x000D_`.
pub(super) fn unescaped(text: &str) -> String {
    let (mut plain, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find("_x") {
        let code = rest.get(at + 2..at + 6).filter(|_| rest.as_bytes().get(at + 6) == Some(&b'_'));
        let hex = code.filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let character = hex.and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32);
        let (next, length) = character.map_or(('_', 1), |character| (character, 7));
        plain.push_str(&rest[..at]);
        plain.push(next);
        rest = &rest[at + length..];
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_its_shortest_decimal() {
        for (raw, expected) in [
            ("150", "150"),
            ("1250.5", "1250,5"),
            ("1.1000000000000001", "1,1"),
            ("0.30000000000000004", "0,30000000000000004"),
            ("-0.01", "-0,01"),
            ("-0", "0"),
            ("1.5E3", "1500"),
            ("1E-7", "0,0000001"),
            ("999999999999999", "999999999999999"),
        ] {
            assert_eq!(number(raw, ',').as_deref(), Ok(expected), "{raw}");
        }
        for raw in ["", "NaN", "inf", "infinity", "1e400", "12 ", "1,5", "0x10", "1_000", "1000000000000000", "-1e15"] {
            assert!(number(raw, ',').is_err(), "{raw}");
        }
    }

    #[test]
    fn a_serial_number_is_a_day_by_its_epoch_and_a_time_shows() {
        let german = |raw: &str, from_1904| day(raw, from_1904, "%d.%m.%Y");
        assert_eq!(german("44805.0", false).as_deref(), Ok("01.09.2022"));
        assert_eq!(german("43343.0", true).as_deref(), Ok("01.09.2022"));
        assert_eq!(german("45690.0", false).as_deref(), Ok("02.02.2025"));
        assert_eq!(german("61.0", false).as_deref(), Ok("01.03.1900"));
        assert_eq!(german("44805.5625", false).as_deref(), Ok("2022-09-01T13:30:00"));
        assert_eq!(german("44805.333333333336", false).as_deref(), Ok("2022-09-01T08:00:00"));
        assert_eq!(german("10.0", false).as_deref(), Ok("1900-01-10T00:00:00"), "a number by the form of a day");
        assert_eq!(german("44804.9999999999", false).as_deref(), Ok("2022-08-31T23:59:59"));
        for raw in ["-1", "-0.5", "2958466", "1e14", "x"] {
            assert!(german(raw, false).is_err(), "{raw}");
        }
        assert_eq!(written_day("2022-09-01T00:00:00", "%d.%m.%Y"), "01.09.2022");
        assert_eq!(written_day("2022-09-01T13:30:00", "%d.%m.%Y"), "2022-09-01T13:30:00");
    }

    #[test]
    fn control_characters_are_written_by_their_numbers() {
        assert_eq!(unescaped("a_x000D_b_x005F_x000D_"), "a\rb_x000D_");
        for text in ["_x", "_x12", "_xZZZZ_", "a_x00", "_xD800_", "ü_xü", "plain"] {
            assert_eq!(unescaped(text), text);
        }
    }
}
