//! A distributor's words for ours, where they are well known.

use super::{
    Proposal,
    columns::Columns,
    sample::{Sample, shown},
};
use crate::rulebook::FeedField as F;

/// Words in small letters, with ours.
const KNOWN: &[(F, &str, &[&str])] = &[
    (F::Model, "referral", &["referral", "vermittlung"]),
    (F::Model, "resale", &["resale", "resell", "wiederverkauf"]),
    (F::Status, "active", &["active", "aktiv"]),
    (F::Status, "pending", &["pending", "in prüfung", "in pruefung"]),
    (F::Status, "cancelled", &["cancelled", "canceled", "gekündigt", "gekuendigt"]),
    (F::CancelledBy, "customer", &["customer", "kunde"]),
    (F::CancelledBy, "principal", &["principal", "vendor", "manufacturer", "hersteller"]),
    (F::CancelledBy, "neither", &["neither", "keiner"]),
];

/// More different words than this are no words of a closed list.
const MOST: usize = 20;

/// Proposes a row for each word that is known, and a doubt for each other.
pub fn words(sample: &Sample, columns: &Columns, proposal: &mut Proposal) {
    for field in [F::Model, F::Status, F::CancelledBy] {
        let Some(at) = columns.place(field) else { continue };
        let heading = shown(&sample.headings[at]);
        let (found, more) = sample.distinct(at, MOST);
        if more {
            proposal.doubt(format!(
                "{field}: {heading} has more than {MOST} different words, so no values:{field} rows are proposed. Is it the right column?"
            ));
            continue;
        }
        let ours: Vec<&str> = KNOWN.iter().filter(|(own, ..)| *own == field).map(|(_, ours, _)| *ours).collect();
        let mut met = Vec::new();
        for (word, line, count) in found {
            let small = word.to_lowercase();
            match KNOWN.iter().find(|(own, _, theirs)| *own == field && theirs.contains(&small.as_str())) {
                Some((_, our, _)) => {
                    proposal.add(&format!("values:{field}"), word, our);
                    met.push(*our);
                }
                None => proposal.doubt(format!(
                    "{field}: the word {} ({count} times, first in line {line}) is not known. Add a row values:{field} for it with {}; \
                     its rows are held until then.",
                    shown(word),
                    ours.join(" or ")
                )),
            }
        }
        let unmet: Vec<&str> = ours.into_iter().filter(|our| !met.contains(our)).collect();
        if !unmet.is_empty() {
            proposal.doubt(format!(
                "{field}: the sample has no known word for {}. Add values:{field} rows where the distributor has words for that; \
                 rows with a word that is not in the map are held.",
                unmet.join(" or ")
            ));
        }
    }
}
