//! Free text of a feed: a customer's name. It is kept as it was written, and looked at.
//!
//! Holds true: no control character but a line end gets into a record. What merely looks odd is counted, never changed.

use crate::basics::{
    Code, Finding,
    shown::{code_point, is_invisible},
};

/// Free text without control characters; lines may end in it.
pub fn free(text: &str) -> Result<(), String> {
    let control = text.chars().find(|character| character.is_control() && !matches!(character, '\n' | '\r'));
    control.map_or(Ok(()), |control| {
        Err(format!("expected text without control characters: a control character {} stands in it", code_point(control)))
    })
}

/// What is odd about a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Odd {
    /// It has characters that cannot be seen.
    pub invisible: bool,
    /// It reads as UTF-8 that was taken for Windows-1252 and encoded once more.
    pub doubled: bool,
}

impl Odd {
    /// What is odd about this text.
    pub fn of(text: &str) -> Odd {
        if text.is_ascii() {
            return Odd::default();
        }
        Odd { invisible: text.contains(is_invisible), doubled: is_doubled(text) }
    }
}

/// Whether the text, written as Windows-1252, is UTF-8 with a character beyond ASCII: `MÃ¼ller`.
fn is_doubled(text: &str) -> bool {
    let bytes: Option<Vec<u8>> = text.chars().map(windows_1252).collect();
    bytes.is_some_and(|bytes| !bytes.is_ascii() && std::str::from_utf8(&bytes).is_ok())
}

/// The byte of a character in Windows-1252.
fn windows_1252(character: char) -> Option<u8> {
    const UPPER: [u16; 32] = [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D, 0x8F,
        0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E,
        0x0178,
    ];
    let number = u32::from(character);
    match u8::try_from(number) {
        Ok(byte) => Some(byte),
        Err(_) => {
            let at = UPPER.iter().position(|own| u32::from(*own) == number)?;
            u8::try_from(at).ok().map(|at| 0x80 + at)
        }
    }
}

/// The rows of a file whose text is odd in one way: how many, and the first with its text.
#[derive(Default)]
pub struct Oddities {
    invisible: Option<Oddity>,
    doubled: Option<Oddity>,
}

struct Oddity {
    count: u64,
    line: u32,
    text: String,
}

impl Oddities {
    /// The text of the row on this line.
    pub fn add(&mut self, line: u32, odd: Odd, text: &str) {
        for (own, is_so) in [(&mut self.invisible, odd.invisible), (&mut self.doubled, odd.doubled)] {
            match own {
                Some(own) if is_so => own.count += 1,
                None if is_so => *own = Some(Oddity { count: 1, line, text: text.to_owned() }),
                _ => {}
            }
        }
    }

    /// One note for each way, for a file as a whole.
    pub fn notes(self, file: &str, heading: &str) -> Vec<Finding> {
        let note = |code: Code, own: Oddity, what: &str, remedy: &str| {
            let rows = if own.count == 1 { "1 row has".to_owned() } else { format!("{} rows have", own.count) };
            Finding::new(code, file, format!("{rows} a name {what}; the first stands here"), remedy)
                .line(own.line)
                .cell(heading, &own.text)
        };
        let invisible = self.invisible.map(|own| {
            let what = own.text.chars().find(|character| is_invisible(*character)).map_or_else(String::new, |hidden| {
                format!("with characters that cannot be seen, such as {}", code_point(hidden))
            });
            let remedy = "nothing for the amounts; ask the distributor to leave them out: names that look alike differ by them";
            note(Code::InvisibleCharacter, own, &what, remedy)
        });
        let doubled = self.doubled.map(|own| {
            let remedy = "the names stay as they are; ask the distributor to export the file once more, encoded once";
            note(Code::DoubleEncoded, own, "that looks like UTF-8 encoded twice", remedy)
        });
        invisible.into_iter().chain(doubled).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers 10 and 35 of the catalogue of bad inputs.
    #[test]
    fn control_characters_are_refused_and_line_ends_are_not() {
        for (number, text, says) in [
            (10, "Praxis\u{1b}[2J", "a control character U+001B stands in it"),
            (10, "Praxis\0", "U+0000"),
            (10, "Praxis\u{9b}2J", "U+009B"),
            (10, "Praxis\t", "U+0009"),
        ] {
            assert!(free(text).unwrap_err().contains(says), "{number} {text:?}");
        }
        for text in ["Praxis\r\nDr. Öztürk", "Müller\u{a0}& Söhne", "M\u{200b}x", ""] {
            assert_eq!(free(text), Ok(()), "35 {text:?}");
        }
    }

    /// Numbers 7 and 12.
    #[test]
    fn odd_text_is_counted_and_its_first_row_named() {
        for text in ["MÃ¼ller", "GruÃŸ", "â‚¬", "Ã–ztÃ¼rk", "Å½iÅ¾ek"] {
            assert_eq!(Odd::of(text), Odd { invisible: false, doubled: true }, "7 {text}");
        }
        for text in ["Müller", "São Paulo", "ÃÕ", "李", "Ä", "Muller"] {
            assert_eq!(Odd::of(text), Odd::default(), "{text}");
        }
        let mut all = Oddities::default();
        for (line, text) in [(2, "Müller"), (3, "MÃ¼ller"), (4, "GruÃŸ"), (5, "Ge\u{200b}heim")] {
            all.add(line, Odd::of(text), text);
        }
        let notes = all.notes("feeds/x/2022-10-05.csv", "Kunde");
        let told: Vec<_> = notes.iter().map(|note| (note.code, note.line, note.value.as_str(), note.message.as_str())).collect();
        assert_eq!(
            told,
            [
                (
                    Code::InvisibleCharacter,
                    5,
                    "Ge\u{200b}heim",
                    "1 row has a name with characters that cannot be seen, such as U+200B; the first stands here"
                ),
                (
                    Code::DoubleEncoded,
                    3,
                    "MÃ¼ller",
                    "2 rows have a name that looks like UTF-8 encoded twice; the first stands here"
                ),
            ]
        );
    }
}
