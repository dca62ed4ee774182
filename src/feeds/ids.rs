//! Ids of a feed: text that names, taken as it is or refused, never trimmed and never a path.

use compact_str::CompactString;
use regex::Regex;
use unicode_security::confusable_detection::skeleton;

use super::hints::stray;
use crate::basics::shown::code_point;

/// The longest id, in characters.
const LONGEST: usize = 100;

/// An id: text that follows its pattern, or without one printable ASCII without blanks around it.
pub fn id(text: &str, pattern: Option<&Regex>) -> Result<CompactString, String> {
    let (good, expected) = match pattern {
        Some(pattern) => (pattern.is_match(text), format!("expected an id that matches {pattern}")),
        None => (true, "expected an id of printable ASCII without blanks around it".to_owned()),
    };
    let plain = text.bytes().all(|byte| (0x20..0x7F).contains(&byte)) && text.trim() == text;
    if good && plain && text.len() <= LONGEST {
        return Ok(text.into());
    }
    match why_not(text) {
        Some(reason) => Err(format!("{expected}: {reason}")),
        None => Err(expected),
    }
}

/// Why a text is no id.
fn why_not(text: &str) -> Option<String> {
    if let Some(reason) = stray(text) {
        return Some(reason);
    }
    if let Some(letter) = text.chars().find(|character| !character.is_ascii()) {
        let alike: String = skeleton(letter.encode_utf8(&mut [0; 4])).collect();
        let looks = if alike.is_ascii() { format!("looks like {alike}, but is") } else { "is".to_owned() };
        return Some(format!("the character {} {looks} none of ASCII", code_point(letter)));
    }
    if text.len() > LONGEST {
        return Some(format!("it has {} characters, at most {LONGEST} are taken", text.len()));
    }
    let damaged = is_power(text) || is_month(text);
    damaged
        .then(|| "a spreadsheet seems to have changed it: format the column as text before the file is opened there".to_owned())
}

/// What a spreadsheet makes of a long number, or of one with an E in it: `4,90E+12`, `1E5`.
fn is_power(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once(['E', 'e']).is_some_and(|(before, behind)| {
        digits(&before.replacen([',', '.'], "", 1)) && digits(behind.trim_start_matches(['+', '-']))
    })
}

/// What a spreadsheet makes of `MARCH1`, `DEC-12` or `3/4`: a day of a month.
fn is_month(text: &str) -> bool {
    const MONTHS: [&str; 18] = [
        "jan", "feb", "mar", "mrz", "mär", "apr", "may", "mai", "jun", "jul", "aug", "sep", "sept", "oct", "okt", "nov", "dec",
        "dez",
    ];
    let small = text.to_lowercase();
    let parts: Vec<&str> = small.split(['.', '-', ' ', '/']).filter(|part| !part.is_empty()).collect();
    let number = |part: &str| part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    match parts[..] {
        [one, other] => (number(one) && MONTHS.contains(&other)) || (MONTHS.contains(&one) && number(other)),
        _ => false,
    }
}

/// The known name that a text may stand for: the same but for zeros in front, blanks around it, and capital letters.
pub fn meant<'a>(text: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let core = |text: &str| text.trim().trim_start_matches('0').to_lowercase();
    let own = core(text);
    if own.is_empty() { None } else { known.filter(|name| core(name) == own).min() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Number of the catalogue of bad inputs, cell, reason; with the pattern `[A-Z0-9-]+`, then without.
    #[test]
    fn a_refused_id_says_its_reason() {
        let pattern = Regex::new("^(?:[A-Z][0-9]{3})$").unwrap();
        let long = "A".repeat(300);
        for (number, text, says) in [
            (11, "A0\u{200b}01", "an invisible character U+200B"),
            (11, "A0\u{202e}01", "an invisible character U+202E"),
            (13, "\u{410}001", "U+0410 looks like A, but is none of ASCII"),
            (15, "A\u{308}001", "U+0308"),
            (35, "A0\n01", "a line end"),
            (59, " A001", "a blank stands around it"),
            (59, "A001\u{a0}", "a blank of the kind U+00A0"),
            (60, &long, "it has 300 characters, at most 100"),
            (10, "A001\u{1b}", "a control character U+001B"),
        ] {
            for pattern in [Some(&pattern), None] {
                let refused = id(text, pattern).unwrap_err();
                assert!(refused.starts_with("expected an id ") && refused.contains(says), "{number} {text:?}: {refused}");
            }
        }
        for (number, text) in [(58, "1E5"), (58, "4,90E+12"), (58, "01.Mrz"), (58, "Mar-01"), (58, "12-Dez")] {
            let refused = id(text, Some(&pattern)).unwrap_err();
            assert!(refused.contains("a spreadsheet seems to have changed it"), "{number} {text}: {refused}");
        }
        for (number, text) in [(60, "../../etc/passwd"), (60, "CON"), (60, "."), (58, "MARCH1")] {
            assert_eq!(id(text, Some(&pattern)), Err(format!("expected an id that matches {pattern}")), "{number} {text}");
            assert_eq!(id(text, None).as_deref(), Ok(text), "{number}: without a pattern it is text like any other");
        }
        assert!(id(&"7".repeat(101), Some(&Regex::new("^(?:[0-9]+)$").unwrap())).is_err(), "a pattern lifts no bound");
    }

    #[test]
    fn a_name_that_a_spreadsheet_cut_is_recognised() {
        let known = ["00123", "AB-7", "20003"];
        for (text, meaning) in [
            ("123", Some("00123")),
            ("0020003", Some("20003")),
            ("ab-7", Some("AB-7")),
            ("AB-7 ", Some("AB-7")),
            ("1230", None),
            ("0", None),
        ] {
            assert_eq!(meant(text, known.into_iter()), meaning, "57 {text}");
        }
    }
}
