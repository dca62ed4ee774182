//! A lint of names: two parties whose names look the same to a person and are not.
//!
//! Leaves alone names that are letter for letter the same: a firm may be a party twice, and anybody sees that.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;
use unicode_security::confusable_detection::skeleton;

use super::{at, rows};
use crate::{
    basics::{Code, Findings, PartyId, shown::brief},
    rulebook::{Parties, Party, Rules},
    sheets::dated::Ruled,
};

/// Adds a note for each name that looks like one of another party.
pub(super) fn lint(rules: &Rules, found: &mut Findings) {
    let mut alike: BTreeMap<String, Vec<(&PartyId, &Ruled<Party>)>> = BTreeMap::new();
    for (party, line) in &rules.parties {
        for row in rows(line) {
            alike.entry(looks(&row.value.name)).or_default().push((party, row));
        }
    }
    for mut group in alike.into_values().filter(|group| group.len() > 1) {
        group.sort_by_key(|(_, row)| row.source.line);
        for (at_row, (party, row)) in group.iter().enumerate() {
            let twin = group[..at_row].iter().find(|(other, own)| other != party && own.value.name != row.value.name);
            let Some((other, twin)) = twin else { continue };
            let how = if nfc(&twin.value.name) == nfc(&row.value.name) {
                "the same letters, put together in another way"
            } else {
                "other letters that look alike"
            };
            let message = format!("{party} looks like {other} on line {}, whose name is spelled with {how}", twin.source.line);
            let remedy = "find out which of the two is meant where they are named; nothing, if both are right";
            found.add(at::<Parties, _>(row, Code::LookAlike, message, remedy).cell("name", &brief(&row.value.name)));
        }
    }
}

fn nfc(name: &str) -> String {
    name.nfc().collect()
}

/// What a name looks like, by the tables of Unicode (UTS 39), whatever is between its words.
fn looks(name: &str) -> String {
    let visible: String = name.chars().filter(|character| !crate::basics::shown::is_hidden(*character)).collect();
    let words = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    skeleton(&words).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rulebook::{Rulebook, TableFile};

    fn notes(names: &[&str]) -> Vec<(u32, String)> {
        let rows: String =
            names.iter().enumerate().map(|(at, name)| format!("p{at},{name},2022-01-01,2022-01-01,partner,,x\n")).collect();
        let text = format!("party,name,effective_from,recorded_on,role,layout,reference\n{rows}");
        let file = TableFile { name: "rulebook/parties.csv".to_owned(), number: 0, bytes: text.into_bytes() };
        let (book, _) = Rulebook::read(vec![file]);
        let (_, found) = book.known_on("2022-12-31".parse().unwrap());
        found.into_iter().filter(|own| own.code == Code::LookAlike).map(|own| (own.line, own.message)).collect()
    }

    /// Numbers 14 and 15 of the catalogue of bad inputs.
    #[test]
    fn names_that_look_the_same_are_noted() {
        for (number, other, says) in [
            (14, "\u{410}lmtal GmbH", "other letters that look alike"),
            (14, "Almtal GmbΗ", "other letters that look alike"),
            (14, "Almtal\u{200b} GmbH", "other letters that look alike"),
            (14, "Almtal\u{a0}GmbH", "other letters that look alike"),
        ] {
            let found = notes(&["Almtal GmbH", "Dahlem AG", other]);
            assert_eq!(found.len(), 1, "{number} {other:?}: {found:?}");
            assert!(found[0].0 == 4 && found[0].1.contains(says), "{number} {other:?}: {found:?}");
            assert!(found[0].1.starts_with("p2 looks like p0 on line 2"), "{found:?}");
        }
        let found = notes(&["Müller KG", "Mu\u{308}ller KG"]);
        assert!(found.len() == 1 && found[0].1.contains("put together in another way"), "15 {found:?}");
        assert_eq!(notes(&["Almtal GmbH", "Almtal GmbH", "Almthal GmbH", "Müller", "Muller", "ALMTAL GMBH"]), []);
    }
}
