//! Names in the facts that nothing explains: a mistyped one would cost a partner its tier in silence.

use crate::{
    basics::{Code, Finding, PartyId},
    facts::{Accreditations, CompetenciesHeld, Elections, People, PeopleFacts, Points},
    rulebook::Rules,
    sheets::dated::{DatedTable, Dates, Ruled},
};

/// The rows of the facts whose names no other table explains.
#[must_use]
pub fn check_names(facts: &PeopleFacts, rules: &Rules) -> Vec<Finding> {
    let party = |party: &PartyId| rules.parties.contains_key(party);
    let mut found = unknown::<People>(&facts.people, "employer", "rulebook/parties.csv", |_, employer| {
        (party(employer), employer.to_string())
    });
    found.extend(unknown::<Accreditations>(&facts.accreditations, "person", "facts/people.csv", |(person, _), ()| {
        (facts.people.contains_key(person), person.to_string())
    }));
    found.extend(unknown::<CompetenciesHeld>(&facts.competencies_held, "party", "rulebook/parties.csv", |(own, _), ()| {
        (party(own), own.to_string())
    }));
    found.extend(unknown::<CompetenciesHeld>(
        &facts.competencies_held,
        "competency",
        "rulebook/competencies.csv",
        |(_, competency), ()| (rules.competencies.contains_key(competency), competency.to_string()),
    ));
    found.extend(unknown::<Elections>(&facts.elections, "party", "rulebook/parties.csv", |own, _| (party(own), own.to_string())));
    found.extend(unknown::<Points>(&facts.points, "party", "rulebook/parties.csv", |(own, _), _| (party(own), own.to_string())));
    found.extend(unknown::<Elections>(&facts.elections, "tier", "rulebook/tiers.csv", |_, tier| {
        (rules.tiers.keys().any(|(_, own)| own == tier), tier.to_string())
    }));
    found
}

/// The rows of a table of facts with a name that is not known.
pub(super) fn unknown<T: DatedTable>(
    dates: &Dates<T::Key, T::Value>,
    column: &str,
    explained_in: &str,
    name: impl Fn(&T::Key, &T::Value) -> (bool, String),
) -> Vec<Finding> {
    let rows = dates.iter().flat_map(|(key, line)| line.rows().filter_map(move |row| row.value.as_ref().map(|row| (key, row))));
    let finding = |(key, row): (&T::Key, &Ruled<T::Value>)| {
        let (known, name) = name(key, &row.value);
        let message = format!("no row of {explained_in} explains {name}");
        let remedy = format!("add a row to {explained_in}, or correct the name");
        (!known).then(|| {
            Finding::new(Code::UnknownName, &format!("{}.csv", T::NAME), message, remedy)
                .line(row.source.line)
                .cell(column, &name)
        })
    };
    rows.filter_map(finding).collect()
}
