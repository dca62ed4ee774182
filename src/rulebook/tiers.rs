//! Ladders: the tiers of a programme, and what each of them asks for.

use crate::{
    basics::{CompetencyName, Currency, ProgrammeName, SubjectName, TierName, TrackName, words},
    sheets::dated::{CellError, Cells, Column, DatedTable, whole},
};

/// A level of a programme.
#[derive(Clone, Copy, Debug)]
pub struct Tier {
    /// Its place on the ladder; 1 is the lowest and asks for nothing.
    pub rank: u32,
    /// Days for which it is kept after the last day its requirements were met; standing by points knows no grace.
    pub grace_days: u32,
}

/// `rulebook/tiers`
pub struct Tiers;

impl DatedTable for Tiers {
    const NAME: &'static str = "rulebook/tiers";
    const ABOUT: &'static str = "The ladder of each programme.";
    const KEYS: &'static [Column] = &[("programme", "the regime"), ("tier", "the level's name")];
    const VALUES: &'static [Column] = &[
        ("rank", "place on the ladder; 1 is the lowest and asks for nothing"),
        ("grace_days", "days for which the tier is kept after the last day its requirements were met; without effect for points"),
    ];
    type Key = (ProgrammeName, TierName);
    type Value = Tier;

    fn key(cells: &Cells) -> Result<Self::Key, CellError> {
        Ok((cells.get("programme")?, cells.get("tier")?))
    }

    fn value(cells: &Cells) -> Result<Tier, CellError> {
        let rank =
            |text: &str| whole(text).and_then(|rank| if rank == 0 { Err("expected a rank from 1".to_owned()) } else { Ok(rank) });
        Ok(Tier { rank: cells.read_with("rank", rank)?, grace_days: cells.read_with("grace_days", whole)? })
    }
}

words! {
    /// How what a partner sold is counted.
    pub enum SoldAs {
        Seats = "seats": "The seats of lines whose first term began.",
        Contracts = "contracts": "The contracts whose first term began.",
    }
}

/// What a tier can ask for. Sales are those of the twelve calendar months before the month of the day.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asked {
    /// Employees accredited in a track.
    AccreditedPeople(TrackName),
    /// That another tier's requirements are met.
    Tier(TierName),
    /// Competencies held: a named one, or any.
    Competencies(Option<CompetencyName>),
    /// Points for a subject, or for all together.
    Points(Option<SubjectName>),
    /// New business, counted in seats or contracts.
    Volume(SoldAs),
    /// Net revenue in a currency, in major units.
    Revenue(Currency),
}

/// The words for what a tier can ask for.
const ASKED: &str = "accredited_people, tier, competencies, points, volume or revenue";

/// `rulebook/requirements`: at least how many.
pub struct Requirements;

impl DatedTable for Requirements {
    const NAME: &'static str = "rulebook/requirements";
    const ABOUT: &'static str = "What each tier asks for; all its rows must be met.";
    const KEYS: &'static [Column] = &[
        ("programme", "the regime"),
        ("tier", "the level that asks"),
        ("requirement", ASKED),
        (
            "subject",
            "the track; the other tier; a competency or *; a subject of points or *; seats or contracts (volume); a currency (revenue). Volume and revenue are those of the twelve calendar months before the month of the day",
        ),
    ];
    const VALUES: &'static [Column] = &[("at_least", "how many; for a tier 1; for revenue whole major units")];
    type Key = (ProgrammeName, TierName, Asked);
    type Value = u64;

    fn key(cells: &Cells) -> Result<Self::Key, CellError> {
        Ok((cells.get("programme")?, cells.get("tier")?, asked(cells)?))
    }

    fn value(cells: &Cells) -> Result<u64, CellError> {
        let least = cells.read_with("at_least", up_to_twelve_digits)?;
        match asked(cells)? {
            Asked::Tier(_) if least != 1 => cells.read_with("at_least", |_| Err("expected 1 beside tier".to_owned())),
            _ => Ok(least),
        }
    }
}

fn asked(cells: &Cells) -> Result<Asked, CellError> {
    let all = cells.text("subject") == "*";
    match cells.text("requirement") {
        "accredited_people" => Ok(Asked::AccreditedPeople(cells.get("subject")?)),
        "tier" => Ok(Asked::Tier(cells.get("subject")?)),
        "competencies" if all => Ok(Asked::Competencies(None)),
        "competencies" => Ok(Asked::Competencies(Some(cells.get("subject")?))),
        "points" if all => Ok(Asked::Points(None)),
        "points" => Ok(Asked::Points(Some(cells.get("subject")?))),
        "volume" => Ok(Asked::Volume(cells.get("subject")?)),
        "revenue" => Ok(Asked::Revenue(cells.get("subject")?)),
        _ => cells.read_with("requirement", |_| Err(format!("expected {ASKED}"))),
    }
}

/// A whole number as revenue needs it: up to 999,999,999,999.
fn up_to_twelve_digits(text: &str) -> Result<u64, String> {
    let good = (1..=12).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    good.then(|| text.parse().ok()).flatten().ok_or_else(|| "expected a whole number such as 12".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheets::dated::DatedRows;

    /// How a row is read: at least how many of what, or what was expected.
    fn read(requirement: &str, subject: &str, at_least: &str) -> String {
        let header = "programme,tier,requirement,subject,effective_from,recorded_on,at_least,reference";
        let text = format!("{header}\nzoom-up,gold,{requirement},{subject},2026-10-01,2026-01-01,{at_least},x\n");
        let (table, refused) = DatedRows::<Requirements>::read("requirements", 0, text.into_bytes());
        let (dates, _) = table.known_on(chrono::NaiveDate::MAX);
        let rows = dates.iter().flat_map(|((_, _, asked), line)| line.rows().map(move |row| (asked, row)));
        let rows = rows.map(|(asked, row)| format!("{asked:?} {}", row.value.as_ref().map_or(0, |row| row.value)));
        let refused = refused.iter().map(|finding| format!("{}: {}", finding.column, finding.message));
        rows.chain(refused).collect()
    }

    #[test]
    fn each_requirement_has_its_subject() {
        assert_eq!(read("points", "*", "100"), "Points(None) 100");
        assert_eq!(read("points", "sales", "100"), "Points(Some(SubjectName(\"sales\"))) 100");
        assert_eq!(read("volume", "seats", "0"), "Volume(Seats) 0");
        assert_eq!(read("volume", "contracts", "12"), "Volume(Contracts) 12");
        assert_eq!(read("revenue", "JPY", "999999999999"), format!("{:?} 999999999999", Asked::Revenue("JPY".parse().unwrap())));
        assert_eq!(read("competencies", "*", "2"), "Competencies(None) 2");
        assert_eq!(read("tier", "sales", "1"), "Tier(TierName(\"sales\")) 1");
        assert_eq!(read("volume", "*", "1"), "subject: expected seats or contracts");
        assert!(read("revenue", "XXX", "1").starts_with("subject: expected an ISO 4217 currency code such as EUR: "));
        assert_eq!(read("revenue", "*", "1"), "subject: expected an ISO 4217 currency code such as EUR");
        assert_eq!(read("turnover", "EUR", "1"), format!("requirement: expected {ASKED}"));
    }

    #[test]
    fn at_least_is_a_whole_number_of_up_to_twelve_digits() {
        for none in ["", "1000000000000", "1.5", "-1", "+1", "1e3", "1_000"] {
            assert_eq!(read("revenue", "EUR", none), "at_least: expected a whole number such as 12", "{none:?}");
        }
        assert_eq!(read("tier", "sales", "2"), "at_least: expected 1 beside tier");
        assert_eq!(read("tier", "sales", "0"), "at_least: expected 1 beside tier");
    }
}
