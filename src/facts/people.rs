//! People and what they can do, competencies that partners hold, and the tiers they elect.

use chrono::NaiveDate;

use rust_decimal::Decimal;

use super::{Points, held};
use crate::{
    basics::{Checked, CompetencyName, Findings, PartyId, PersonId, SubjectName, TierName, TrackName},
    sheets::dated::{CellError, Cells, Column, DatedRows, DatedTable, Dates},
};

/// `facts/people`: who employs whom. The accreditation belongs to the person; a leaver takes it along.
pub struct People;

impl DatedTable for People {
    const NAME: &'static str = "facts/people";
    const ABOUT: &'static str = "Who employs whom. An accreditation belongs to the person: a leaver takes it along.";
    const KEYS: &'static [Column] = &[("person", "an id, never a name")];
    const VALUES: &'static [Column] = &[("employer", "the partner that employs the person from that day on; closed = has left")];
    type Key = PersonId;
    type Value = PartyId;

    fn key(cells: &Cells) -> Result<PersonId, CellError> {
        cells.get("person")
    }

    fn value(cells: &Cells) -> Result<PartyId, CellError> {
        cells.get("employer")
    }
}

/// `facts/accreditations`
pub struct Accreditations;

impl DatedTable for Accreditations {
    const NAME: &'static str = "facts/accreditations";
    const ABOUT: &'static str = "Which person is accredited for which track.";
    const KEYS: &'static [Column] =
        &[("person", "the person's id"), ("track", "sales, technical or another that a requirement names")];
    const VALUES: &'static [Column] = &[("status", "held from that day on; closed = expired or withdrawn")];
    type Key = (PersonId, TrackName);
    type Value = ();

    fn key(cells: &Cells) -> Result<Self::Key, CellError> {
        Ok((cells.get("person")?, cells.get("track")?))
    }

    fn value(cells: &Cells) -> Result<(), CellError> {
        cells.read_with("status", held)
    }
}

/// `facts/competencies_held`
pub struct CompetenciesHeld;

impl DatedTable for CompetenciesHeld {
    const NAME: &'static str = "facts/competencies_held";
    const ABOUT: &'static str = "Which partner holds which competency.";
    const KEYS: &'static [Column] = &[("party", "the partner"), ("competency", "as listed in rulebook/competencies")];
    const VALUES: &'static [Column] = &[("status", "held from that day on; closed = no longer")];
    type Key = (PartyId, CompetencyName);
    type Value = ();

    fn key(cells: &Cells) -> Result<Self::Key, CellError> {
        Ok((cells.get("party")?, cells.get("competency")?))
    }

    fn value(cells: &Cells) -> Result<(), CellError> {
        cells.read_with("status", held)
    }
}

/// `facts/elections`
pub struct Elections;

impl DatedTable for Elections {
    const NAME: &'static str = "facts/elections";
    const ABOUT: &'static str = "Which tier a partner chose for a programme whose evidence is election.";
    const KEYS: &'static [Column] = &[("party", "the partner")];
    const VALUES: &'static [Column] = &[("tier", "the tier it chose")];
    type Key = PartyId;
    type Value = TierName;

    fn key(cells: &Cells) -> Result<PartyId, CellError> {
        cells.get("party")
    }

    fn value(cells: &Cells) -> Result<TierName, CellError> {
        cells.get("tier")
    }
}

/// Everything that standing is judged by, whenever it became known.
pub struct PeopleTables {
    /// Who employs whom.
    pub people: DatedRows<People>,
    /// Who is accredited.
    pub accreditations: DatedRows<Accreditations>,
    /// Which competencies are held.
    pub competencies_held: DatedRows<CompetenciesHeld>,
    /// Which tiers were chosen.
    pub elections: DatedRows<Elections>,
    /// How many points partners have.
    pub points: DatedRows<Points>,
}

impl PeopleTables {
    /// The latest day on which any row became known.
    #[must_use]
    pub fn latest_recorded(&self) -> Option<NaiveDate> {
        let tables = [
            self.people.latest_recorded(),
            self.accreditations.latest_recorded(),
            self.competencies_held.latest_recorded(),
            self.elections.latest_recorded(),
            self.points.latest_recorded(),
        ];
        tables.into_iter().flatten().max()
    }

    /// The facts as they were known on a day.
    #[must_use]
    pub fn known_on(&self, day: NaiveDate) -> Checked<PeopleFacts> {
        let mut found = Findings::default();
        let facts = PeopleFacts {
            people: found.take(self.people.known_on(day)),
            accreditations: found.take(self.accreditations.known_on(day)),
            competencies_held: found.take(self.competencies_held.known_on(day)),
            elections: found.take(self.elections.known_on(day)),
            points: found.take(self.points.known_on(day)),
        };
        (facts, found.sorted())
    }
}

/// Everything that standing is judged by, as known on a day.
pub struct PeopleFacts {
    /// Who employs whom.
    pub people: Dates<PersonId, PartyId>,
    /// Who is accredited.
    pub accreditations: Dates<(PersonId, TrackName), ()>,
    /// Which competencies are held.
    pub competencies_held: Dates<(PartyId, CompetencyName), ()>,
    /// Which tiers were chosen.
    pub elections: Dates<PartyId, TierName>,
    /// How many points partners have.
    pub points: Dates<(PartyId, SubjectName), Decimal>,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The facts of an accreditation and of points, and how many cells were refused.
    fn tables(accreditations: &str, points: &str) -> (PeopleTables, usize) {
        let (people, found) = DatedRows::read(
            "people",
            0,
            b"person,effective_from,recorded_on,employer,reference\np-1,2022-01-01,2022-03-01,almtal,x\n".to_vec(),
        );
        let header = "person,track,effective_from,recorded_on,status,reference\n";
        let (accredited, refused) = DatedRows::read("accreditations", 1, format!("{header}{accreditations}").into_bytes());
        let header = "party,subject,effective_from,recorded_on,points,reference\n";
        let (points, no_number) = DatedRows::read("points", 2, format!("{header}{points}").into_bytes());
        let tables = PeopleTables {
            people,
            accreditations: accredited,
            competencies_held: DatedRows::absent(),
            elections: DatedRows::absent(),
            points,
        };
        (tables, found.len() + refused.len() + no_number.len())
    }

    #[test]
    fn holding_is_held_or_closed_and_known_since_a_day() {
        let (facts, refused) = tables("p-1,sales,2022-01-01,2022-05-01,held,x\np-1,sales,2022-06-01,2022-05-02,closed,x\n", "");
        assert_eq!(refused, 0);
        assert_eq!(facts.latest_recorded().map(|day| day.to_string()), Some("2022-05-02".to_owned()));
        let known = |day: &str| facts.known_on(day.parse().unwrap()).0.accreditations.len();
        assert_eq!((known("2022-04-30"), known("2022-05-01")), (0, 1));
        assert_eq!(tables("p-1,sales,2022-01-01,2022-05-01,maybe,x\n", "").1, 1);
    }

    #[test]
    fn points_are_numbers_known_since_a_day() {
        let (facts, refused) =
            tables("", "almtal,sales,2026-01-01,2026-02-01,12.5,x\nalmtal,sales,2026-03-01,2026-03-02,closed,x\n");
        assert_eq!(refused, 0);
        assert_eq!(facts.latest_recorded().map(|day| day.to_string()), Some("2026-03-02".to_owned()));
        let (known, _) = facts.known_on("2026-03-02".parse().unwrap());
        let line = &known.points[&("almtal".parse().unwrap(), "sales".parse().unwrap())];
        let points = |day: &str| line.at(day.parse().unwrap()).map(|row| row.value.to_string());
        assert_eq!((points("2026-02-28"), points("2026-03-01")), (Some("12.5".to_owned()), None));
        assert!(facts.known_on("2026-01-31".parse().unwrap()).0.points.is_empty());
        assert_eq!(tables("", "almtal,sales,2026-01-01,2026-02-01,many,x\n").1, 1);
    }
}
