//! Demo licences of partners on a day, each with the standing and the row that give them.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Standing, Standings};
use crate::{
    basics::PartyId,
    rulebook::{BenefitRow, Rules},
};

/// The demo licences of a partner.
pub struct LicenceRow<'a> {
    /// The partner.
    pub party: &'a PartyId,
    /// How many.
    pub licences: u32,
    /// Where it stands; `None` outside all tiers.
    pub standing: Option<&'a Standing>,
    /// The row that says how many.
    pub row: BenefitRow<'a>,
}

/// The demo licences of every partner with an agreement in force on `day`, in order of their ids. A partner for whom no
/// row says anything is left out. Licences belong to the partner, not to an agreement: where its agreements give it
/// several standings, the one with most licences counts.
#[must_use]
pub fn licences<'a>(rules: &'a Rules, standings: &'a Standings, day: NaiveDate) -> Vec<LicenceRow<'a>> {
    let mut most: BTreeMap<&PartyId, LicenceRow> = BTreeMap::new();
    for ((party, _, _), line) in &rules.agreements {
        let Some(agreement) = line.at(day) else { continue };
        let standing = standings.at(party, &agreement.value.tier_policy, day);
        let (programme, tier, competencies) =
            standing.map_or((None, None, &[][..]), |own| (own.programme.as_ref(), own.tier.as_ref(), &own.competencies));
        let Some(row) = rules.benefits.demo_licences(programme, tier, competencies, day) else { continue };
        let own = LicenceRow { party, licences: row.licences(), standing, row };
        if most.get(party).is_none_or(|other| other.licences < own.licences) {
            most.insert(party, own);
        }
    }
    most.into_values().collect()
}
