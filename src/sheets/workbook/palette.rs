//! What cells of a workbook share: texts, and the formats by which a number is a day.

use std::collections::HashMap;

use super::{container::Container, parts::Parts, values::unescaped, xml::Node};
use crate::sheets::{Problem, limits, packed};

/// Texts and formats, which cells refer to by number.
pub(super) struct Palette {
    /// All texts behind each other, and where each ends.
    texts: String,
    ends: Vec<usize>,
    days: Vec<bool>,
}

impl Palette {
    /// Reads them, where the workbook has them.
    pub fn read(container: &mut Container, parts: &Parts) -> Result<Palette, Problem> {
        let mut palette = Palette { texts: String::new(), ends: Vec::new(), days: Vec::new() };
        if let Some(part) = &parts.strings {
            palette.fill(container, part)?;
        }
        if let Some(part) = &parts.styles {
            palette.days = days(container, part)?;
        }
        Ok(palette)
    }

    /// A shared text.
    pub fn text(&self, at: &str) -> Option<&str> {
        let at: usize = at.parse().ok()?;
        let end = *self.ends.get(at)?;
        let begin = if at == 0 { 0 } else { self.ends[at - 1] };
        self.texts.get(begin..end)
    }

    /// Reads the shared texts.
    fn fill(&mut self, container: &mut Container, part: &str) -> Result<(), Problem> {
        let mut xml = container.needed(part)?;
        loop {
            match xml.next()? {
                Node::Start(tag) if tag.name == "si" => {
                    self.texts.push_str(&within(unescaped(&xml.pieces()?))?);
                    self.ends.push(self.texts.len());
                }
                Node::Done => return Ok(()),
                _ => {}
            }
        }
    }

    /// Whether a format shows a number as a day or a time; nothing where there is no such format.
    pub fn is_day(&self, style: Option<&str>) -> Option<bool> {
        let at = style.map_or(Some(0), |style| style.parse::<usize>().ok())?;
        match self.days.get(at) {
            Some(is_day) => Some(*is_day),
            None if at == 0 => Some(false),
            None => None,
        }
    }
}

/// A text that is not longer than a field may be.
pub(super) fn within(text: String) -> Result<String, Problem> {
    if text.len() <= limits::FIELD {
        return Ok(text);
    }
    Err(packed::beyond(&format!("a text has {} bytes, {} at most are read", text.len(), limits::FIELD)))
}

fn days(container: &mut Container, part: &str) -> Result<Vec<bool>, Problem> {
    let mut xml = container.needed(part)?;
    let (mut own, mut days, mut inside) = (HashMap::new(), Vec::new(), false);
    loop {
        match xml.next()? {
            Node::Start(tag) if tag.name == "numFmt" => {
                if let (Some(id), Some(code)) = (tag.get("numFmtId"), tag.get("formatCode")) {
                    own.insert(id.to_owned(), shows_day(code));
                }
            }
            Node::Start(tag) if tag.name == "cellXfs" => inside = true,
            Node::End(name) if name == "cellXfs" => inside = false,
            Node::Start(tag) if tag.name == "xf" && inside => {
                let id = tag.get("numFmtId").unwrap_or("0");
                days.push(own.get(id).copied().unwrap_or_else(|| is_built_in_day(id)));
            }
            Node::Done => return Ok(days),
            _ => {}
        }
    }
}

/// The built-in formats of days and times, those of East Asia among them.
fn is_built_in_day(id: &str) -> bool {
    matches!(id.parse(), Ok(14_u32..=22 | 27..=36 | 45..=47 | 50..=58))
}

/// Whether a format code shows days or times: what is quoted, escaped or in brackets is not part of the pattern, but for
/// `[h]`, `[m]` and `[s]`, which count hours, minutes and seconds.
fn shows_day(code: &str) -> bool {
    let mut characters = code.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' | '_' | '*' => drop(characters.next()),
            '"' => drop(characters.by_ref().find(|own| *own == '"')),
            '[' => {
                let inside: String = characters.by_ref().take_while(|own| *own != ']').collect();
                let counts = !inside.is_empty() && inside.chars().all(|own| matches!(own.to_ascii_lowercase(), 'h' | 'm' | 's'));
                if counts {
                    return true;
                }
            }
            'd' | 'D' | 'm' | 'M' | 'y' | 'Y' | 'h' | 'H' | 's' | 'S' => return true,
            // The word for no format at all has none of the letters above; what follows is for other signs of a number.
            ';' => return false,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_shows_a_day_where_its_pattern_does() {
        for code in ["DD/MM/YY", "H:MM:SS;@", "m\"M\"d\"D\";@", "[h]:mm:ss", "[ss]", "*-yyyy-mm-dd", "[$-407]d. mmmm yyyy;@"] {
            assert!(shows_day(code), "{code}");
        }
        for code in [
            "General",
            "#,##0.00\\ [$€-407]",
            "\"$\"#,##0_);[Red](\"$\"#,##0)",
            "0_ ;[Red]\\-0\\ ",
            "\\Y000000",
            "#,##0.0####\" YMD\"",
            "#,##0*y",
            "[>=100][Magenta]General",
            "0.00E+00",
            "@",
            "",
        ] {
            assert!(!shows_day(code), "{code}");
        }
        assert!(is_built_in_day("14") && is_built_in_day("57") && !is_built_in_day("4") && !is_built_in_day("x"));
    }
}
