//! What changed since the last close, so that items on which nothing bears are computed for the period alone.

use super::Inputs;
use crate::{
    basics::Month,
    settlement::{Changed, Measures, Standings, rules_ask_for_measures, rules_have_bands},
};

/// What changed since the close of the period before; none where every item is to be computed from its first month on:
/// where amounts look at other items (volumes, limits, tiers that ask for sales), or a rule changed for days that are closed.
pub fn changed(inputs: &Inputs, standings: &Standings, period: Month) -> Option<Changed> {
    let since = inputs.since.as_ref().filter(|since| since.period == period.previous())?;
    let last_day = period.previous().last_day();
    let look_at_others = [&since.rules, &inputs.rules]
        .into_iter()
        .any(|rules| rules_have_bands(rules) || rules_ask_for_measures(rules) || !rules.limits.is_empty());
    if look_at_others || since.news.rules.is_some_and(|day| day <= last_day) {
        return None;
    }
    let then = Standings::judge(&since.rules, &since.people, &Measures::default());
    let mut partners = standings.differing(&then, last_day);
    let agreements = since.news.agreements.iter().filter(|(_, day)| *day <= last_day);
    partners.extend(agreements.map(|(party, _)| party.clone()));
    let paid = inputs.facts.payments.keys().map(|(distributor, contract, ..)| (distributor.clone(), contract.clone())).collect();
    Some(Changed { partners, paid })
}
