//! What stands in a file where something is wrong, with the place to look at.

use super::shown::{enough, escaped, masked, shortened};

/// Characters shown before and behind the place.
const SHOWN: usize = 60;

/// A piece of a line of text, and the character in it that a finding is about. No control character is in it and no IBAN
/// whole: it may go to a screen and into a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The place in its line, in characters from 1.
    pub character: u32,
    /// The piece, escaped.
    pub text: String,
    /// How many characters of the piece stand before the place.
    pub caret: u32,
}

impl Excerpt {
    /// The piece of `line` around its byte `at`, which begins what is `length` bytes long.
    #[must_use]
    pub fn of(line: &str, at: usize, length: usize) -> Excerpt {
        let at = line.floor_char_boundary(at);
        let until = line.floor_char_boundary((at + length).min(line.len()));
        let (before, own, behind) = (&line[..at], &line[at..until], &line[until..]);
        let ahead = before.chars().count();
        // A line may be as long as its file: what is far from the place is not looked at.
        let near = before.char_indices().rev().nth(enough(SHOWN)).map_or(0, |(byte, _)| byte);
        let before = masked(&before[near..]);
        let skipped = before.char_indices().nth(before.chars().count().saturating_sub(SHOWN)).map_or(0, |(byte, _)| byte);
        let mut text = if skipped > 0 { "…".to_owned() } else { String::new() };
        text += &escaped(&before[skipped..]);
        let caret = text.chars().count();
        text += &shortened(own, SHOWN);
        text += &shortened(behind, SHOWN);
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Excerpt { character: number(ahead + 1), text, caret: number(caret) }
    }

    /// The two lines that show it: the piece, and a mark below the place.
    #[must_use]
    pub fn lines(&self) -> [String; 2] {
        [self.text.clone(), format!("{}^", " ".repeat(self.caret as usize))]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_stands_below_the_place() {
        let excerpt = Excerpt::of("Ü;\u{1b}x;1.25,00;EUR", 6, 7);
        assert_eq!(excerpt.lines(), ["Ü;\\u{1b}x;1.25,00;EUR".to_owned(), "          ^".to_owned()]);
        assert_eq!(excerpt.character, 6);
        let long = Excerpt::of(&format!("{};{}", "a".repeat(100), "b".repeat(100)), 101, 100);
        assert_eq!((long.character, long.caret), (102, 61));
        assert_eq!(long.text, format!("…{};{}…", "a".repeat(59), "b".repeat(60)));
    }

    #[test]
    fn of_a_long_line_the_place_alone_is_looked_at() {
        let (iban, long) = ("DE89 3704 0044 0532 0130 00;", "x".repeat(1_000_000));
        let excerpt =
            Excerpt::of(&format!("{long};{}Y{}{long}", iban.repeat(30), iban.repeat(30)), long.len() + 1 + iban.len() * 30, 1);
        assert_eq!(excerpt.character, 1_000_002 + 840);
        assert!(!excerpt.text.contains("0532") && excerpt.text.chars().count() < 130, "{}", excerpt.text);
        assert!(excerpt.text.starts_with('…') && excerpt.text.ends_with('…') && excerpt.text.contains("DE89…3000;Y"));
    }

    #[test]
    fn a_place_beyond_the_line_is_its_end() {
        let excerpt = Excerpt::of("ab", 9, 4);
        assert_eq!((excerpt.character, excerpt.lines()), (3, ["ab".to_owned(), "  ^".to_owned()]));
        assert_eq!(Excerpt::of("", 0, 0).lines(), [String::new(), "^".to_owned()]);
    }
}
