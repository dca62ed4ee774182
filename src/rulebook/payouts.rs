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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        basics::Code,
        rulebook::{Rulebook, TableFile},
    };

    const HEADER: &str =
        "party,distributor,currency,effective_from,recorded_on,minimum,sweep,reserve_percent,reserve_months,reference";

    fn rules(payouts: &str) -> (Rules, Vec<(Code, u32, String)>) {
        let file =
            |name: &str, text: String| TableFile { name: format!("rulebook/{name}.csv"), number: 0, bytes: text.into_bytes() };
        let parties = "party,effective_from,recorded_on,name,role,layout,reference\n\
                       nuvias,2022-01-01,2022-01-01,Nuvias,distributor,plain,x\n\
                       stern,2022-01-01,2022-01-01,Stern,distributor,plain,x\n\
                       almtal,2022-01-01,2022-01-01,Almtal,partner,plain,x\n\
                       buehler,2022-01-01,2022-01-01,Buehler,partner,plain,x\n";
        let agreements = "party,distributor,model,effective_from,recorded_on,plan,tier_policy,renewal_months,reference\n\
                          almtal,nuvias,referral,2022-01-01,2022-01-01,sub-agent,none,,x\n\
                          almtal,nuvias,referral,2022-10-01,2022-09-01,closed,,,x\n\
                          almtal,stern,resale,2022-10-01,2022-01-01,sub-agent,none,,x\n";
        let plans = "plan,component,effective_from,recorded_on,basis_date,proration,step,points_cap,reference\n\
                     sub-agent,commission,2022-01-01,2022-01-01,earned,daily,0.01,,x\n";
        let rates = "component,plan,product,programme,tier,competency,term,effective_from,recorded_on,shape,value,reference\n\
                     commission,sub-agent,*,*,*,*,*,2022-01-01,2022-01-01,percent,10,x\n";
        let layout =
            "part,name,effective_from,recorded_on,heading,value,reference\nfile,encoding,2022-01-01,2022-01-01,,utf-8,x\n";
        let (book, found) = Rulebook::read(vec![
            file("parties", parties.to_owned()),
            file("agreements", agreements.to_owned()),
            file("plans", plans.to_owned()),
            file("rates", rates.to_owned()),
            file("layouts/plain", layout.to_owned()),
            file("payouts", format!("{HEADER}\n{payouts}")),
        ]);
        let (rules, lints) = book.known_on("2022-12-31".parse().unwrap());
        let said = |finding: crate::basics::Finding| (finding.code, finding.line, finding.column);
        (rules, found.into_iter().chain(lints).map(said).collect())
    }

    fn refused(cells: &str) -> Vec<String> {
        rules(&format!("{cells},x\n")).1.into_iter().map(|(_, _, column)| column).collect()
    }

    #[test]
    fn the_most_specific_row_counts_and_the_party_comes_before_the_distributor() {
        let (rules, found) = rules(
            "*,*,EUR,2022-01-01,2022-01-01,1.00,,,,x\n\
             *,nuvias,EUR,2022-01-01,2022-01-01,2.00,,,,x\n\
             almtal,*,EUR,2022-01-01,2022-01-01,3.00,,,,x\n\
             almtal,nuvias,EUR,2022-01-01,2022-01-01,4.00,,,,x\n\
             almtal,nuvias,EUR,2022-10-01,2022-01-01,closed,,,,x\n\
             *,*,JPY,2022-02-01,2022-01-01,500,,,,x\n",
        );
        assert_eq!(found, []);
        let minimum = |party: &str, distributor: &str, currency: &str, day: &str| {
            let [party, distributor] = [party, distributor].map(|id| id.parse().unwrap());
            let row = rules.payout_terms(&party, &distributor, currency.parse().unwrap(), day.parse().unwrap());
            row.map(|row| row.value.minimum)
        };
        assert_eq!(minimum("almtal", "nuvias", "EUR", "2022-09-30"), Some(400));
        assert_eq!(minimum("almtal", "stern", "EUR", "2022-09-30"), Some(300));
        assert_eq!(minimum("buehler", "nuvias", "EUR", "2022-09-30"), Some(200));
        assert_eq!(minimum("buehler", "stern", "EUR", "2022-09-30"), Some(100));
        assert_eq!(minimum("almtal", "nuvias", "EUR", "2022-10-01"), Some(300), "closed: the next less specific");
        assert_eq!(["2022-01-31", "2022-02-01"].map(|day| minimum("almtal", "nuvias", "JPY", day)), [None, Some(500)]);
        assert_eq!(minimum("almtal", "nuvias", "GBP", "2022-09-30"), None);
    }

    #[test]
    fn an_agreement_counts_in_either_model_from_day_to_day() {
        let (rules, _) = rules("");
        let agreed = |party: &str, distributor: &str, day: &str| {
            rules.has_agreement(&party.parse().unwrap(), &distributor.parse().unwrap(), day.parse().unwrap())
        };
        assert!(agreed("almtal", "nuvias", "2022-09-30") && !agreed("almtal", "nuvias", "2022-10-01"));
        assert!(!agreed("almtal", "stern", "2022-09-30") && agreed("almtal", "stern", "2022-10-01"));
        assert!(!agreed("buehler", "nuvias", "2022-09-30"));
    }

    #[test]
    fn terms_are_whole_or_refused() {
        let cells = |values: &str| format!("almtal,nuvias,EUR,2022-01-01,2022-01-01,{values}");
        for sound in ["30.00,,,", "0,yes,,", "0,no,10,12", "0.01,,0.5,1", "5,,100,9999", "closed,,,"] {
            assert_eq!(refused(&cells(sound)), Vec::<String>::new(), "{sound}");
        }
        for (values, column) in [
            (",,,", "minimum"),
            ("-0.01,,,", "minimum"),
            ("1.005,,,", "minimum"),
            ("30.00,maybe,,", "sweep"),
            ("30.00,,0,12", "reserve_percent"),
            ("30.00,,-1,12", "reserve_percent"),
            ("30.00,,100.01,12", "reserve_percent"),
            ("30.00,,10 %,12", "reserve_percent"),
            ("30.00,,10,", "reserve_months"),
            ("30.00,,10,0", "reserve_months"),
            ("30.00,,,12", "reserve_months"),
        ] {
            assert_eq!(refused(&cells(values)), [column], "{values}");
        }
    }

    #[test]
    fn names_that_nothing_explains_stop() {
        let (_, found) = rules(
            "almtall,nuvias,EUR,2022-01-01,2022-01-01,1.00,,,,x\n\
             almtal,nuvia,EUR,2022-01-01,2022-01-01,1.00,,,,x\n\
             *,almtal,EUR,2022-01-01,2022-01-01,1.00,,,,x\n\
             nuvias,*,EUR,2022-01-01,2022-01-01,1.00,,,,x\n",
        );
        let unknown = |line, column: &str| (Code::UnknownName, line, column.to_owned());
        assert_eq!(found, [unknown(2, "party"), unknown(3, "distributor"), unknown(4, "distributor")]);
    }
}
