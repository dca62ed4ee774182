//! Why a cell cannot be read, in words for who wrote it: the end of a message that begins with what was expected.
//!
//! Holds true: hints change nothing about what is read. A cell is refused first; then it is looked at once more.

use crate::{
    basics::{
        Currency,
        shown::{code_point, is_hidden, is_invisible},
    },
    rulebook::Grammar,
};

/// What was expected, and the reason where one is known.
pub fn because(expected: &str, reason: Option<String>) -> String {
    reason.map_or_else(|| expected.to_owned(), |reason| format!("{expected}: {reason}"))
}

/// What no cell but free text may have: blanks around it, line ends, characters that nobody sees.
pub fn stray(text: &str) -> Option<String> {
    if text.contains(['\n', '\r']) {
        return Some("a line end stands in it".to_owned());
    }
    if let Some(hidden) = text.chars().find(|character| is_hidden(*character)) {
        let kind = if is_invisible(hidden) { "an invisible character" } else { "a control character" };
        return Some(format!("{kind} {} stands in it", code_point(hidden)));
    }
    let outer = [text.chars().next(), text.chars().next_back()];
    let blank = outer.into_iter().flatten().find(|character| character.is_whitespace())?;
    let kind = if blank == ' ' { "a blank".to_owned() } else { format!("a blank of the kind {}", code_point(blank)) };
    Some(format!("{kind} stands around it"))
}

/// Words that people and programs write for nothing.
fn is_nothing(text: &str) -> bool {
    let small = text.to_ascii_lowercase();
    matches!(small.as_str(), "null" | "n/a" | "na" | "none" | "nil" | "-" | "--" | "–" | "—" | "k.a." | "entfällt")
}

/// Why a text is no number of this grammar. Nothing where its groups are not of three digits: what was expected says so.
pub fn number(text: &str, grammar: &Grammar) -> Option<String> {
    if text.is_empty() {
        return Some("the cell is empty, and empty is never 0".to_owned());
    }
    stray(text).or_else(|| spreadsheet_error(text)).or_else(|| {
        if is_nothing(text) {
            return Some("it is a word for nothing, and nothing is never 0".to_owned());
        }
        foreign_digit(text).or_else(|| sign(text)).or_else(|| money(text)).or_else(|| form(text)).or_else(|| marks(text, grammar))
    })
}

fn spreadsheet_error(text: &str) -> Option<String> {
    text.starts_with('#').then(|| "a spreadsheet's error stands in place of the value".to_owned())
}

fn foreign_digit(text: &str) -> Option<String> {
    let foreign = text.chars().find(|character| character.is_numeric() && !character.is_ascii())?;
    Some(format!("{} is none of the digits 0 to 9", code_point(foreign)))
}

fn sign(text: &str) -> Option<String> {
    let long = text.chars().find(|character| matches!(character, '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE63}' | '\u{FF0D}'));
    if let Some(dash) = long {
        return Some(format!("{} is no minus here: - is written in front", code_point(dash)));
    }
    let small = text.to_ascii_lowercase();
    if text.starts_with('+') {
        Some("a plus sign stands in front: it is left out".to_owned())
    } else if text.ends_with('-') && text.len() > 1 {
        Some("the minus stands behind: it is written in front".to_owned())
    } else if text.starts_with('(') && text.ends_with(')') {
        Some("it stands in parentheses: a minus is written as - in front".to_owned())
    } else if [" cr", " dr", " s", " h"].iter().any(|end| small.ends_with(end)) {
        Some("a word for debit or credit stands behind: a minus is written as - in front".to_owned())
    } else {
        None
    }
}

/// A currency, or a percent sign, beside the figure.
fn money(text: &str) -> Option<String> {
    let signs = |character: char| matches!(character, '$' | '£' | '¥' | '€' | '¢' | '\u{20A0}'..='\u{20CF}');
    let word = |word: &str| word.parse::<Currency>().is_ok();
    if text.contains(signs) || text.split_whitespace().any(word) || word(text.trim_matches(|c: char| !c.is_ascii_uppercase())) {
        return Some("a currency stands beside the figure: it has a field of its own".to_owned());
    }
    text.contains('%').then(|| "a percent sign stands beside the figure".to_owned())
}

/// Ways to write numbers that programs know and feeds do not.
fn form(text: &str) -> Option<String> {
    let small = text.trim_start_matches('-').to_ascii_lowercase();
    let is_exponent = small.split_once('e').is_some_and(|(before, behind)| {
        before.contains(|c: char| c.is_ascii_digit()) && behind.trim_start_matches(['+', '-']).bytes().all(|b| b.is_ascii_digit())
    });
    if is_exponent {
        Some("it has an exponent: a spreadsheet or a program shortened it".to_owned())
    } else if small.starts_with("0x") {
        Some("it is hexadecimal".to_owned())
    } else if small.contains('_') {
        Some("an underscore stands in it".to_owned())
    } else if matches!(small.as_str(), "nan" | "inf" | "infinity" | "∞") {
        Some("it is the word of a program for no number".to_owned())
    } else {
        None
    }
}

fn marks(text: &str, grammar: &Grammar) -> Option<String> {
    let Grammar { decimal_mark, group_mark, .. } = *grammar;
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    if unsigned.matches(decimal_mark).count() > 1 {
        return Some(format!("the decimal mark {decimal_mark:?} stands more than once"));
    }
    let (whole, fraction) = unsigned.split_once(decimal_mark).unwrap_or((unsigned, "0"));
    if whole.is_empty() || fraction.is_empty() {
        let where_ = if whole.is_empty() { "in front of" } else { "behind" };
        return Some(format!("no digit stands {where_} the decimal mark {decimal_mark:?}"));
    }
    let is_mark = |character: &char| matches!(character, '.' | ',' | '\'' | '’' | '·') || character.is_whitespace();
    if let Some(mark) = fraction.chars().find(|mark| Some(*mark) == group_mark || is_mark(mark)) {
        return Some(format!(
            "the mark {mark:?} stands behind the decimal mark {decimal_mark:?}: the file may be written the other way"
        ));
    }
    if let Some(mark) = whole.chars().find(|mark| is_mark(mark) && Some(*mark) != group_mark) {
        let named = if mark.is_ascii() { format!("{mark:?}") } else { code_point(mark) };
        return Some(format!("the mark {named} is not declared as group_mark"));
    }
    if let Some(mark) = group_mark
        && !unsigned.contains(decimal_mark)
        && whole.matches(mark).count() == 1
    {
        return Some(format!("the mark {mark:?} stands for groups of three digits here"));
    }
    if let Some(other) = unsigned.chars().find(|own| !own.is_ascii_digit() && *own != decimal_mark && Some(*own) != group_mark) {
        return Some(format!("{other:?} is no digit"));
    }
    (whole.len() > 1 && whole.starts_with('0')).then(|| "a zero stands in front".to_owned())
}

/// Why an amount has more digits than its currency, where that can be told by its looks.
pub fn scale(text: &str, grammar: &Grammar) -> Option<String> {
    let fraction = text.split_once(grammar.decimal_mark)?.1;
    match fraction.len() {
        10.. => Some("such digits are noise of a spreadsheet's arithmetic, to be rounded where it was computed".to_owned()),
        3 => Some(format!("{:?} may stand for groups of three digits in this file", grammar.decimal_mark)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{super::values, *};

    fn grammar(decimal_mark: char, group_mark: Option<char>) -> Grammar {
        Grammar { decimal_mark, group_mark, date_form: "%d.%m.%Y".to_owned() }
    }

    /// Number of the catalogue of bad inputs, cell, reason.
    type Case = (u32, &'static str, &'static str);

    const GERMAN: &[Case] = &[
        (62, "1.2345", "the mark '.' stands for groups"),
        (63, "1,234.56", "the mark '.' stands behind the decimal mark ','"),
        (64, "1'234,50", "the mark '\\'' is not declared"),
        (64, "1 234,50", "the mark ' ' is not declared"),
        (64, "1\u{a0}234,50", "the mark U+00A0 is not declared"),
        (64, "1\u{202f}234,50", "the mark U+202F is not declared"),
        (65, "\u{2212}5", "U+2212 is no minus"),
        (65, "–5", "U+2013 is no minus"),
        (65, "5-", "the minus stands behind"),
        (65, "(5)", "parentheses"),
        (65, "5 CR", "debit or credit"),
        (65, "5,00 H", "debit or credit"),
        (66, "+5", "a plus sign"),
        (66, ",5", "no digit stands in front of"),
        (66, "5,", "no digit stands behind"),
        (66, "00", "a zero stands in front"),
        (66, "007,50", "a zero stands in front"),
        (67, "1e3", "an exponent"),
        (67, "1E400", "an exponent"),
        (67, "0x10", "hexadecimal"),
        (67, "1_000", "an underscore"),
        (67, "NaN", "no number"),
        (67, "inf", "no number"),
        (67, "-Infinity", "no number"),
        (68, "１２", "U+FF11 is none of the digits"),
        (68, "٣", "U+0663 is none of the digits"),
        (69, "", "empty is never 0"),
        (69, "-", "a word for nothing"),
        (69, "NULL", "a word for nothing"),
        (69, "n/a", "a word for nothing"),
        (69, "#REF!", "a spreadsheet's error"),
        (69, "#N/A", "a spreadsheet's error"),
        (69, "0,00 €", "a currency"),
        (69, "EUR 5", "a currency"),
        (69, "5EUR", "a currency"),
        (69, "19 %", "a percent sign"),
        (35, "5\n0", "a line end"),
        (11, "5\u{200b}0", "an invisible character U+200B"),
        (10, "5\u{1b}", "a control character U+001B"),
        (64, " 5", "a blank stands around it"),
        (64, "5\u{a0}", "a blank of the kind U+00A0"),
        (63, "1,2,3", "stands more than once"),
        (63, "fünf", "'f' is no digit"),
    ];

    #[test]
    fn a_refused_number_says_its_reason() {
        for (number, text, says) in GERMAN {
            let refused = values::number(text, &grammar(',', Some('.'))).unwrap_err();
            let expected = "expected a number with decimal mark ',', groups of three marked by '.': ";
            assert!(refused.starts_with(expected) && refused.contains(says), "{number} {text:?}: {refused}");
        }
        let english = |text: &str| values::number(text, &grammar('.', None)).unwrap_err();
        assert!(english("1,234").ends_with("the mark ',' is not declared as group_mark"), "62");
        assert!(english("1.234,56").contains("the file may be written the other way"), "63");
        assert_eq!(values::number("-0", &grammar('.', None)).map(|zero| zero.to_string()), Ok("0".to_owned()), "66");
    }

    #[test]
    fn digits_behind_the_mark_that_no_currency_has_are_looked_at() {
        let plain = grammar('.', None);
        assert!(scale("0.30000000000000004", &plain).is_some_and(|own| own.contains("spreadsheet")), "78");
        assert!(scale("1.234", &plain).is_some_and(|own| own.contains("groups of three")), "62");
        assert_eq!(scale("1.0051", &plain), None, "70");
    }
}
