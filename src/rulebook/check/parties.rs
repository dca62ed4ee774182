//! A lint of parties and their names: layouts that do not exist, aliases of nobody.

use super::{at, is_party, rows, unknown};
use crate::{
    basics::{Code, Findings},
    rulebook::{Aliases, Parties, Role, Rules},
};

/// Adds what is wrong with parties and aliases.
pub(super) fn lint(rules: &Rules, found: &mut Findings) {
    for row in rules.parties.values().flat_map(rows) {
        match &row.value.layout {
            Some(layout) if !rules.layouts.contains_key(layout) => {
                found.add(unknown::<Parties, _>(row, "layout", layout.as_str(), &format!("rulebook/layouts/{layout}.csv")));
            }
            None if row.value.role == Role::Distributor => {
                found.add(
                    at::<Parties, _>(
                        row,
                        Code::UnknownName,
                        "a distributor gets a statement, but no layout is named".to_owned(),
                        "name a layout",
                    )
                    .cell("layout", ""),
                );
            }
            _ => {}
        }
    }
    for ((distributor, _), line) in &rules.aliases {
        for row in rows(line) {
            if !is_party(rules, &row.value, Role::Partner) {
                found.add(unknown::<Aliases, _>(row, "party", row.value.as_str(), "rulebook/parties.csv"));
            }
            if !is_party(rules, distributor, Role::Distributor) {
                found.add(unknown::<Aliases, _>(row, "distributor", distributor.as_str(), "rulebook/parties.csv"));
            }
        }
    }
}
