//! Values of hostile text: what is taken is written in one way alone.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::choice;
use crate::{
    feeds::{DayForm, number as read_number},
    rulebook::Grammar,
};

/// Decimal mark and group mark.
const MARKS: [(char, Option<char>); 5] = [('.', None), (',', Some('.')), (',', None), ('.', Some(',')), ('.', Some('\''))];

const FORMS: [&str; 4] = ["%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y"];

/// Reads the text behind the first byte as a number. One that is taken and shown is read as the same number, and its digits
/// are those of the text.
pub fn number(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = number_of(text);
    }
}

pub(super) fn number_of(text: &str) -> Option<Decimal> {
    let (marks, from) = choice(text.as_bytes(), &MARKS)?;
    let text = text.get(from..)?;
    let grammar = Grammar { decimal_mark: marks.0, group_mark: marks.1, date_form: FORMS[0].to_owned() };
    let number = read_number(text, &grammar).ok()?;
    let shown = number.to_string();
    let again = read_number(&shown.replace('.', &grammar.decimal_mark.to_string()), &grammar);
    assert_eq!(again.as_ref().map(Decimal::to_string), Ok(shown.clone()), "{text:?} is shown as {shown}");
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    assert_eq!(digits(text), digits(&shown), "{text:?} is shown as {shown}");
    let negative = text.starts_with('-') && !number.is_zero();
    assert_eq!(number.is_sign_negative(), negative, "{text:?} is shown as {shown}");
    Some(number)
}

/// Reads the text behind the first byte as a day. One that is taken is written so and in no other way.
pub fn day(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = day_of(text);
    }
}

pub(super) fn day_of(text: &str) -> Option<NaiveDate> {
    let (form, from) = choice(text.as_bytes(), &FORMS)?;
    let text = text.get(from..)?;
    let day = DayForm::new(form).read(text).ok()?;
    assert_eq!(day.format(form).to_string(), text, "a day has one spelling in the form {form}");
    Some(day)
}
