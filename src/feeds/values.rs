//! Numbers in the grammar that a feed map declares. Nothing is guessed, nothing is trimmed.

use rust_decimal::Decimal;

use super::hints::{self, because};
use crate::rulebook::Grammar;

/// A number: digits, perhaps in groups of exactly three behind the declared mark, perhaps a decimal mark and more digits,
/// perhaps a `-` in front. No zero stands before other digits. At most 18 digits.
pub fn number(text: &str, grammar: &Grammar) -> Result<Decimal, String> {
    let expected = || {
        let group = grammar.group_mark.map_or(String::new(), |mark| format!(", groups of three marked by {mark:?}"));
        let expected = format!("expected a number with decimal mark {:?}{group}", grammar.decimal_mark);
        because(&expected, hints::number(text, grammar))
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
    if whole.is_empty() || (whole.len() > 1 && whole.starts_with('0')) {
        return Err(expected());
    }
    let scale = u32::try_from(fraction.len()).expect("at most 18 digits");
    Ok(Decimal::new(if negative { -mantissa } else { mantissa }, scale))
}

/// A whole number without marks or signs, of at most four digits.
pub fn whole(text: &str) -> Result<u32, String> {
    crate::sheets::dated::whole(text)
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

    proptest! {
        #[test]
        fn no_text_makes_a_reader_panic(text in "\\PC{0,24}") {
            let _ = number(&text, &grammar(',', Some('.')));
            let _ = number(&text, &grammar('.', None));
        }

        #[test]
        fn a_number_reads_as_it_is_written(minor in -1_000_000_000_000_i64..1_000_000_000_000, scale in 0_u32..6) {
            let value = Decimal::new(minor, scale);
            prop_assert_eq!(number(&value.to_string(), &grammar('.', None)), Ok(value));
        }
    }
}
