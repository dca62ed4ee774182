//! How a text of somebody else is shown to a person.
//!
//! Holds true: nothing that is shown moves a cursor, turns a line around or hides from the eye, none of it is long, and no
//! account number stands in it whole.

/// The text with what cannot be seen written as `\u{..}` and account numbers (IBAN) masked.
#[must_use]
pub fn escaped(text: &str) -> String {
    written_out(masked(text).chars())
}

/// The text with what cannot be seen written out, and nothing masked: for sentences of our own with names of others in them.
#[must_use]
pub fn visible(text: &str) -> String {
    written_out(text.chars())
}

/// What others wrote, escaped, and at most so many characters of it.
#[must_use]
pub fn shortened(text: &str, most: usize) -> String {
    let end = text.char_indices().nth(enough(most)).map_or(text.len(), |(byte, _)| byte);
    let masked = masked(&text[..end]);
    let mut out = written_out(masked.chars().take(most));
    if masked.chars().nth(most).is_some() {
        out.push('…');
    }
    out
}

/// … as a value is shown: at most 80 characters.
#[must_use]
pub fn brief(text: &str) -> String {
    shortened(text, 80)
}

/// Whether a character moves, turns or hides what is shown with it: controls, marks of direction, characters of no width.
#[must_use]
pub fn is_hidden(character: char) -> bool {
    character.is_control() || is_invisible(character)
}

/// Whether a character that is no control cannot be seen, or turns the text behind it around.
#[must_use]
pub fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}' | '\u{E0000}'..='\u{E007F}'
    )
}

/// A character by its number, such as `U+00A0`.
#[must_use]
pub fn code_point(character: char) -> String {
    format!("U+{:04X}", u32::from(character))
}

fn written_out(text: impl Iterator<Item = char>) -> String {
    let mut out = String::new();
    for character in text {
        if is_hidden(character) { out.extend(character.escape_unicode()) } else { out.push(character) }
    }
    out
}

/// How many characters of a long text need be looked at to show so many: an account number takes up to 67, blanks included, and
/// is shown as 9.
pub(super) fn enough(shown: usize) -> usize {
    shown * 8 + 100
}

/// The text with account numbers as their first and last four characters.
pub(super) fn masked(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(character) = characters.get(at) {
        let begins = at == 0 || !characters[at - 1].is_ascii_alphanumeric();
        match begins.then(|| iban(&characters[at..])).flatten() {
            Some((length, own)) => {
                out.extend(own[..4].iter().chain(&['…']).chain(&own[own.len() - 4..]));
                at += length;
            }
            None => {
                out.push(*character);
                at += 1;
            }
        }
    }
    out
}

/// The account number that a text begins with: how many characters it takes up, and those of its own. The longest that ends
/// with a word and whose check digits are right.
fn iban(text: &[char]) -> Option<(usize, Vec<char>)> {
    let mut own = Vec::new();
    let mut found = None;
    for (at, character) in text.iter().enumerate() {
        let next = text.get(at + 1);
        if character.is_ascii_alphanumeric() {
            own.push(*character);
            let shape = match own.len() {
                1 | 2 => character.is_ascii_alphabetic(),
                3 | 4 => character.is_ascii_digit(),
                length => length <= 34,
            };
            if !shape {
                break;
            }
            let ends = next.is_none_or(|next| !next.is_ascii_alphanumeric());
            if ends && own.len() >= 15 && has_check_digits(&own) {
                found = Some((at + 1, own.clone()));
            }
        } else if own.is_empty() || !character.is_whitespace() || next.is_none_or(|next| !next.is_ascii_alphanumeric()) {
            break;
        }
    }
    found
}

/// ISO 7064: the first four characters moved behind the others, letters as 10 to 35, leave 1 when divided by 97.
fn has_check_digits(own: &[char]) -> bool {
    let moved = own[4..].iter().chain(&own[..4]);
    let rest = moved.filter_map(|character| character.to_digit(36)).fold(0, |rest, digit| {
        let shift = if digit < 10 { 10 } else { 100 };
        (rest * shift + digit) % 97
    });
    rest == 1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_cannot_be_seen_is_written_out() {
        for (text, expected) in [
            ("1.25,00 €", "1.25,00 €"),
            ("Müller 李 😀", "Müller 李 😀"),
            ("a\u{1b}[31mb", "a\\u{1b}[31mb"),
            ("a\nb\tc\0", "a\\u{a}b\\u{9}c\\u{0}"),
            ("\u{85}\u{9b}", "\\u{85}\\u{9b}"),
            ("a\u{202e}b\u{2066}c\u{200b}", "a\\u{202e}b\\u{2066}c\\u{200b}"),
            ("\u{2028}\u{2029}\u{2060}\u{2064}", "\\u{2028}\\u{2029}\\u{2060}\\u{2064}"),
            ("\u{feff}V\u{ad}1", "\\u{feff}V\\u{ad}1"),
            ("\u{e0041}", "\\u{e0041}"),
        ] {
            assert_eq!(brief(text), expected);
        }
        assert_eq!(brief(&"x".repeat(80)), "x".repeat(80));
        assert_eq!(brief(&"x".repeat(81)), format!("{}…", "x".repeat(80)));
    }

    #[test]
    fn an_account_number_is_never_shown_whole() {
        for (text, expected) in [
            ("DE89370400440532013000", "DE89…3000"),
            ("de89 3704 0044 0532 0130 00", "de89…3000"),
            ("IBAN: DE89 3704 0044 0532 0130 00, Müller", "IBAN: DE89…3000, Müller"),
            ("DE89\u{a0}3704\u{a0}0044\u{a0}0532\u{a0}0130\u{a0}00 (Praxis)", "DE89…3000 (Praxis)"),
            ("GB82WEST12345698765432 und NO9386011117947", "GB82…5432 und NO93…7947"),
            ("MT84MALT011000012345MTLCAST001S", "MT84…001S"),
        ] {
            assert_eq!(brief(text), expected);
        }
        for id in [
            "DE88370400440532013000",
            "SK-220108",
            "XDE89370400440532013000",
            "DE8937040044",
            "VT2022 0000 1111 2222 333",
            "DE89;3704;0044;0532;0130;00",
        ] {
            assert_eq!(brief(id), id, "no account number: {id}");
        }
        assert_eq!(visible("DE89370400440532013000\u{7}"), "DE89370400440532013000\\u{7}", "a sentence of ours shows it");
    }

    #[test]
    fn of_a_long_text_as_much_is_looked_at_as_the_longest_account_numbers_take_up() {
        let longest = "MT35MALT01100001234512345MTLCAST00"; // 34 characters, with right check digits
        let spaced: String = longest.chars().flat_map(|character| [character, ' ']).collect();
        let many = [spaced.trim_end(); 9].join(",");
        assert_eq!(brief(&many), format!("{}…", "MT35…ST00,".repeat(8)));
        assert!(enough(80) < 1_000, "a line of megabytes is not gone through for the 80 characters that are shown");
    }

    proptest! {
        #[test]
        fn no_text_shows_what_is_hidden(text in "\\PC{0,20}[\\u{0}-\\u{20}\\u{200B}-\\u{202F}A-Z0-9 ]{0,90}") {
            let shown = brief(&text);
            prop_assert!(!shown.contains(is_hidden));
        }
    }
}
