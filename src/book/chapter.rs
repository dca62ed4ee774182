//! What a folder of the book is about: the opening, or one period.

use std::{fmt, str::FromStr};

use crate::basics::Month;

/// A sealed part of the book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Chapter {
    /// What stood before the first month.
    Opening,
    /// A closed period.
    Period(Month),
}

impl Chapter {
    const OPENING: &'static str = "opening";

    /// What kind of record seals it.
    #[must_use]
    pub fn kind(self) -> &'static str {
        match self {
            Chapter::Opening => Self::OPENING,
            Chapter::Period(_) => "close",
        }
    }

    /// Its period as text; the opening has none.
    #[must_use]
    pub fn period(self) -> String {
        self.month().map_or(String::new(), |month| month.to_string())
    }

    /// Its period.
    #[must_use]
    pub fn month(self) -> Option<Month> {
        match self {
            Chapter::Opening => None,
            Chapter::Period(month) => Some(month),
        }
    }

    /// The chapter of this kind and period.
    #[must_use]
    pub fn of(kind: &str, period: &str) -> Option<Chapter> {
        let chapter = if period.is_empty() { Chapter::Opening } else { Chapter::Period(period.parse().ok()?) };
        (chapter.kind() == kind).then_some(chapter)
    }

    /// Whether it may stand behind `last`: the opening is the first, periods follow each other month by month.
    #[must_use]
    pub fn follows(self, last: Option<Chapter>) -> bool {
        match (last, self) {
            (None, _) | (Some(Chapter::Opening), Chapter::Period(_)) => true,
            (Some(Chapter::Period(last)), Chapter::Period(month)) => last.next() == month,
            (Some(_), Chapter::Opening) => false,
        }
    }
}

/// The name of its folder.
impl fmt::Display for Chapter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Chapter::Opening => f.write_str(Self::OPENING),
            Chapter::Period(month) => fmt::Display::fmt(month, f),
        }
    }
}

impl FromStr for Chapter {
    type Err = String;

    fn from_str(folder: &str) -> Result<Self, String> {
        if folder == Self::OPENING { Ok(Chapter::Opening) } else { folder.parse().map(Chapter::Period) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chapters_follow_each_other_month_by_month() {
        let chapter = |text: &str| text.parse::<Chapter>().unwrap();
        for text in ["opening", "2022-12"] {
            assert_eq!(chapter(text).to_string(), text);
            assert_eq!(Chapter::of(chapter(text).kind(), &chapter(text).period()), Some(chapter(text)));
        }
        assert_eq!((Chapter::of("close", ""), Chapter::of("opening", "2022-12"), Chapter::of("close", "x")), (None, None, None));
        assert!("log".parse::<Chapter>().is_err());
        let follows = |last: &str, next: &str| chapter(next).follows(Some(chapter(last)));
        assert!(follows("opening", "2022-12") && follows("2022-12", "2023-01") && chapter("2022-12").follows(None));
        assert!(!follows("2022-12", "2022-12") && !follows("2022-12", "2023-02") && !follows("2022-12", "opening"));
    }
}
