//! A lint of plans: settings that contradict each other, or that nothing supports.

use super::{at, rows};
use crate::{
    basics::{Code, Findings},
    rulebook::{Plans, Rules},
};

/// Adds what is wrong with plans.
pub(super) fn lint(rules: &Rules, found: &mut Findings) {
    basis(rules, found);
}

fn basis(rules: &Rules, found: &mut Findings) {
    for line in rules.plans.values() {
        let rows: Vec<_> = rows(line).collect();
        if let Some(second) = rows.iter().find(|row| row.value.basis_date != rows[0].value.basis_date) {
            let message = format!("the plan had basis_date {} before", rows[0].value.basis_date.as_str());
            found.add(at::<Plans, _>(second, Code::TableRow, message, "a new basis is a new plan: give it its own name"));
        }
    }
}
