//! Names that the rulebook gives: parties, plans, tiers. One type each, so that none is taken for another.

use std::{fmt, str::FromStr};

use compact_str::CompactString;

/// A rulebook name is lower-case ASCII, digits and hyphens: it may become part of a file's name.
fn checked(text: &str) -> Result<CompactString, String> {
    let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    let good = text.len() <= 60 && text.bytes().all(inner) && text.bytes().next().is_some_and(|b| b != b'-');
    good.then(|| CompactString::from(text)).ok_or_else(|| "expected a name of a-z, 0-9 and - such as stern-kelly".to_owned())
}

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(CompactString);

        impl $name {
            /// The name as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                checked(text).map($name)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

names! {
    /// A distributor, partner or principal, under its canonical id: a takeover changes names, never this.
    PartyId,
    /// A set of commission or discount rules that agreements refer to.
    PlanName,
    /// A regime of tiers.
    ProgrammeName,
    /// A level of a programme.
    TierName,
    /// A skill area; the list is open and grows by rows.
    CompetencyName,
    /// What a person can be accredited for: sales, technical.
    TrackName,
    /// What points are given for; the list is open, as that of tracks.
    SubjectName,
    /// An employee of a partner, by an id that is no personal name.
    PersonId,
    /// A table of bands.
    BandName,
    /// How a statement is written.
    LayoutName,
}

/// A party by its number among the parties of a run, which are in the order of their ids. Compared by the number.
#[derive(Clone, Copy, Debug)]
pub struct PartyRef<'a> {
    /// Its place among the parties.
    pub number: u32,
    /// Its id.
    pub id: &'a PartyId,
}

impl PartialEq for PartyRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl Eq for PartyRef<'_> {}

impl Ord for PartyRef<'_> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.number.cmp(&other.number)
    }
}

impl PartialOrd for PartyRef<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for PartyRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.id.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parties_of_a_run_are_compared_by_number_and_shown_by_id() {
        let [a, b]: [PartyId; 2] = ["almtal", "buehler"].map(|id| id.parse().unwrap());
        let [first, second] = [PartyRef { number: 0, id: &a }, PartyRef { number: 1, id: &b }];
        assert!(first < second && first == PartyRef { number: 0, id: &b } && first != second);
        assert_eq!((first.to_string(), a.to_string(), a.as_str()), ("almtal".to_owned(), "almtal".to_owned(), "almtal"));
        assert_eq!(first.partial_cmp(&second), Some(std::cmp::Ordering::Less));
    }

    #[test]
    fn a_name_cannot_become_a_path() {
        assert!("stern-kelly".parse::<PartyId>().is_ok());
        for text in ["", "-x", "../x", "a/b", "Müller", "A", "a b", &"x".repeat(61)] {
            assert!(text.parse::<PartyId>().is_err(), "{text}");
        }
    }
}
