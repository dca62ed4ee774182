//! Payouts: from which balance on an account is paid, and what is kept back from it.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{Role, Rules, check};
use crate::{
    basics::{Any, Currency, Findings, Model, PartyId},
    sheets::dated::{CellError, Cells, Column, DatedTable, Ruled, decimal, whole, yes_no},
};

/// Part of what a period brings, kept for some periods as security against cancellations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reserve {
    /// Percent of the period's lines; above 0, at most 100.
    pub percent: Decimal,
    /// How many whole periods later it is released; at least one.
    pub months: u32,
}

/// On which terms an account is paid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PayoutTerms {
    /// The smallest payout in minor units; exactly as much is paid.
    pub minimum: i64,
    /// Whether the minimum falls away when the party has no agreement with the distributor any more.
    pub sweep: bool,
    /// What is kept back.
    pub reserve: Option<Reserve>,
}

/// `rulebook/payouts`
pub struct Payouts;

impl DatedTable for Payouts {
    const NAME: &'static str = "rulebook/payouts";
    const ABOUT: &'static str =
        "From which balance on a payee is paid, and what is kept in reserve. The most specific row counts; no row: all is paid.";
    const KEYS: &'static [Column] = &[
        ("party", "the payee, or *"),
        ("distributor", "through whom, or *; a row that names the party comes before one that names the distributor"),
        ("currency", "the account's currency, an ISO code"),
    ];
    const VALUES: &'static [Column] = &[
        ("minimum", "the smallest payout: 30.00; exactly as much is paid, less is carried; 0 = no minimum"),
        ("sweep", "yes = the rest is paid whatever the minimum once the party has no agreement with the distributor; empty = no"),
        ("reserve_percent", "percent of a period's lines that is kept, where their sum is positive; empty = no reserve"),
        ("reserve_months", "after how many periods it is released: 12; empty = no reserve"),
    ];
    const OPTIONAL: &'static [&'static str] = &["sweep", "reserve_percent", "reserve_months"];
    type Key = (Any<PartyId>, Any<PartyId>, Currency);
    type Value = PayoutTerms;

    fn key(cells: &Cells) -> Result<Self::Key, CellError> {
        Ok((cells.get("party")?, cells.get("distributor")?, cells.get("currency")?))
    }

    fn value(cells: &Cells) -> Result<PayoutTerms, CellError> {
        let minimum = cells.money("minimum", cells.get("currency")?)?;
        if minimum < 0 {
            cells.read_with("minimum", |_| -> Result<(), String> { Err("expected 0 or more".to_owned()) })?;
        }
        let sweep = cells.read_with("sweep", |text| if text.is_empty() { Ok(false) } else { yes_no(text) })?;
        let percent = cells.read_with("reserve_percent", |text| if text.is_empty() { Ok(None) } else { part(text).map(Some) })?;
        let months = cells.read_with("reserve_months", |text| match (percent, text) {
            (None, "") => Ok(None),
            (None, _) => Err("expected nothing: reserve_percent is empty".to_owned()),
            (Some(_), text) => match whole(text) {
                Ok(months) if months > 0 => Ok(Some(months)),
                _ => Err("expected after how many periods the reserve is released, such as 12".to_owned()),
            },
        })?;
        let reserve = percent.zip(months).map(|(percent, months)| Reserve { percent, months });
        Ok(PayoutTerms { minimum, sweep, reserve })
    }
}

/// A part in percent: above 0, at most 100.
fn part(text: &str) -> Result<Decimal, String> {
    decimal(text)
        .ok()
        .filter(|percent| *percent > Decimal::ZERO && *percent <= Decimal::ONE_HUNDRED)
        .ok_or_else(|| "expected a percentage above 0 and at most 100".to_owned())
}

impl Rules {
    /// The row that an account is paid by on a day: the most specific, the party compared before the distributor.
    #[must_use]
    pub fn payout_terms(
        &self,
        party: &PartyId,
        distributor: &PartyId,
        currency: Currency,
        day: NaiveDate,
    ) -> Option<&Ruled<PayoutTerms>> {
        let (party, distributor) = (Any::Only(party.clone()), Any::Only(distributor.clone()));
        let specific_first = [
            (party.clone(), distributor.clone(), currency),
            (party, Any::Any, currency),
            (Any::Any, distributor, currency),
            (Any::Any, Any::Any, currency),
        ];
        specific_first.iter().find_map(|key| self.payouts.get(key)?.at(day))
    }

    /// Whether a party has a role, on whichever day.
    #[must_use]
    pub fn has_role(&self, party: &PartyId, role: Role) -> bool {
        check::is_party(self, party, role)
    }

    /// Whether a party has an agreement with a distributor in force on a day, in whichever model.
    #[must_use]
    pub fn has_agreement(&self, party: &PartyId, distributor: &PartyId, day: NaiveDate) -> bool {
        let in_force = |model: &Model| {
            self.agreements.get(&(party.clone(), distributor.clone(), *model)).is_some_and(|line| line.at(day).is_some())
        };
        Model::ALL.iter().any(in_force)
    }
}

/// Names that nothing explains.
pub(super) fn lint(rules: &Rules, found: &mut Findings) {
    for ((party, distributor, _), line) in &rules.payouts {
        for row in line.rows().filter_map(|row| row.value.as_ref()) {
            if let Some(party) = party.named().filter(|party| !rules.parties.contains_key(*party)) {
                found.add(check::unknown::<Payouts, _>(row, "party", party.as_str(), "rulebook/parties.csv"));
            }
            if let Some(own) = distributor.named().filter(|own| !check::is_party(rules, own, Role::Distributor)) {
                found.add(check::unknown::<Payouts, _>(row, "distributor", own.as_str(), "rulebook/parties.csv"));
            }
        }
    }
}
