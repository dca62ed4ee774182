//! What a distributor calls partners on the day of a delivery, and how its files of that day are read.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use crate::{
    basics::PartyId,
    rulebook::{FeedMap, Role, Rules},
};

/// How a distributor's files of a day are read: two that are alike give the same records.
#[derive(PartialEq)]
pub struct Reading<'a> {
    map: Option<FeedMap>,
    partners: BTreeMap<&'a str, &'a PartyId>,
}

impl<'a> Reading<'a> {
    /// How they are read by these rules.
    #[must_use]
    pub fn on(distributor: &'a PartyId, day: NaiveDate, rules: &'a Rules) -> Self {
        let map = rules.feed_maps.get(distributor).and_then(|rows| FeedMap::on(rows, day, "").ok());
        Reading { map, partners: partner_names(distributor, day, rules).collect() }
    }
}

/// What a distributor calls partners on the day of a delivery, by their numbers.
pub(super) fn partners_of<'a>(
    distributor: &PartyId,
    day: NaiveDate,
    rules: &'a Rules,
    parties: &'a [PartyId],
) -> HashMap<&'a str, u32> {
    numbered_by(partner_names(distributor, day, rules), parties)
}

/// The names with the numbers of their partners.
pub(super) fn numbered_by<'a>(
    names: impl Iterator<Item = (&'a str, &'a PartyId)>,
    parties: &'a [PartyId],
) -> HashMap<&'a str, u32> {
    let numbers: BTreeMap<&PartyId, u32> = parties.iter().zip(0..).collect();
    names.filter_map(|(name, party)| Some((name, *numbers.get(party)?))).collect()
}

/// The partners of a day by their own ids.
pub(super) fn by_id(day: NaiveDate, rules: &Rules) -> impl Iterator<Item = (&str, &PartyId)> {
    let is_partner = move |party: &PartyId| {
        rules.parties.get(party).and_then(|line| line.at(day)).is_some_and(|row| row.value.role == Role::Partner)
    };
    rules.parties.keys().filter(move |party| is_partner(party)).map(|party| (party.as_str(), party))
}

/// … its aliases, and the ids themselves.
fn partner_names<'a>(distributor: &PartyId, day: NaiveDate, rules: &'a Rules) -> impl Iterator<Item = (&'a str, &'a PartyId)> {
    let by_id = by_id(day, rules);
    let aliases = rules.aliases.iter().filter(move |((own, _), _)| own == distributor);
    by_id.chain(aliases.filter_map(move |((_, alias), line)| Some((alias.as_str(), &line.at(day)?.value))))
}
