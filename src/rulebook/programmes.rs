//! Programmes: regimes of tiers, what each tier asks for, and the open list of competencies.

use crate::{
    basics::{CompetencyName, ProgrammeName, TierName, TrackName, words},
    sheets::dated::{CellError, Cells, Column, DatedTable, whole, yes_no},
};

words! {
    /// What makes a tier count.
    pub enum Evidence {
        Election = "election": "The partner's own choice counts, without evidence, until the programme ends.",
        Checklist = "checklist": "The requirements of the tier, day by day.",
    }
}

/// A regime of tiers.
#[derive(Clone, Copy, Debug)]
pub struct Programme {
    /// What makes a tier count.
    pub evidence: Evidence,
    /// Whether one person counts in one track only.
    pub distinct_people: bool,
}

/// `rulebook/programmes`
pub struct Programmes;

impl DatedTable for Programmes {
    const NAME: &'static str = "rulebook/programmes";
    const ABOUT: &'static str = "Regimes of tiers. The one that began last is in force.";
    const KEYS: &'static [Column] = &[("programme", "the regime's name")];
    const VALUES: &'static [Column] = &[
        (
            "evidence",
            "election = the tier a partner chose counts without evidence; checklist = its requirements count, day by day",
        ),
        ("distinct_people", "yes = a person counts in one track only (3 for sales and two further for technical are 5 people)"),
    ];
    type Key = ProgrammeName;
    type Value = Programme;

    fn key(cells: &Cells) -> Result<ProgrammeName, CellError> {
        cells.get("programme")
    }

    fn value(cells: &Cells) -> Result<Programme, CellError> {
        Ok(Programme { evidence: cells.get("evidence")?, distinct_people: cells.read_with("distinct_people", yes_no)? })
    }
}

/// A level of a programme.
#[derive(Clone, Copy, Debug)]
pub struct Tier {
    /// Its place on the ladder; 1 is the lowest and asks for nothing.
    pub rank: u32,
    /// Days for which it is kept after the last day its requirements were met.
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
        ("grace_days", "days for which the tier is kept after the last day its requirements were met"),
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

/// What a tier can ask for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asked {
    /// Employees accredited in a track.
    AccreditedPeople(TrackName),
    /// That another tier's requirements are met.
    Tier(TierName),
    /// Competencies held: a named one, or any.
    Competencies(Option<CompetencyName>),
}

/// `rulebook/requirements`: at least how many.
pub struct Requirements;

impl DatedTable for Requirements {
    const NAME: &'static str = "rulebook/requirements";
    const ABOUT: &'static str = "What each tier asks for; all its rows must be met.";
    const KEYS: &'static [Column] = &[
        ("programme", "the regime"),
        ("tier", "the level that asks"),
        ("requirement", "accredited_people, tier or competencies"),
        ("subject", "the track; the other tier; a competency or *"),
    ];
    const VALUES: &'static [Column] = &[("at_least", "how many")];
    type Key = (ProgrammeName, TierName, Asked);
    type Value = u32;

    fn key(cells: &Cells) -> Result<Self::Key, CellError> {
        let asked = match cells.text("requirement") {
            "accredited_people" => Asked::AccreditedPeople(cells.get("subject")?),
            "tier" => Asked::Tier(cells.get("subject")?),
            "competencies" if cells.text("subject") == "*" => Asked::Competencies(None),
            "competencies" => Asked::Competencies(Some(cells.get("subject")?)),
            _ => cells.read_with("requirement", |_| Err("expected accredited_people, tier or competencies".to_owned()))?,
        };
        Ok((cells.get("programme")?, cells.get("tier")?, asked))
    }

    fn value(cells: &Cells) -> Result<u32, CellError> {
        cells.read_with("at_least", whole)
    }
}

/// `rulebook/competencies`: the open list.
pub struct Competencies;

impl DatedTable for Competencies {
    const NAME: &'static str = "rulebook/competencies";
    const ABOUT: &'static str = "The open list of competencies; a new one is a row here and a row in rates.";
    const KEYS: &'static [Column] = &[("competency", "the name that other tables use")];
    const VALUES: &'static [Column] = &[("name", "the name people read")];
    type Key = CompetencyName;
    type Value = String;

    fn key(cells: &Cells) -> Result<CompetencyName, CellError> {
        cells.get("competency")
    }

    fn value(cells: &Cells) -> Result<String, CellError> {
        Ok(cells.text("name").to_owned())
    }
}
