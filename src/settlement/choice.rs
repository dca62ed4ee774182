//! Which rate applies to an earned month: the day that governs, the standing on it, the row that wins.
//!
//! Owns the plan's `basis_date` (design §4). Holds true: a term that finds no rate is held, never paid zero.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{ResolvedTerm, Standing, Standings, Unresolved};
use crate::{
    basics::{Code, Month, add_months},
    rulebook::{BasisDate, RateQuestion, RateRow, Rules, Shape},
};

/// The rate that applies to an earned month, and what picked it.
pub struct Choice<'a> {
    /// The day that governs.
    pub day: NaiveDate,
    /// Where the partner stood on it.
    pub standing: Option<&'a Standing>,
    /// The row that won; it gives a percentage or says that nothing is owed.
    pub row: RateRow<'a>,
    /// Its percentage, 0 without entitlement.
    pub percent: Decimal,
    /// Percentage points on top, after the plan's cap.
    pub points: Decimal,
    /// The rows that gave them.
    pub points_rows: Vec<RateRow<'a>>,
}

impl<'a> ResolvedTerm<'a> {
    /// The rate for an earned month. Of several days that may govern, the one with the highest rate; of equal ones the
    /// first as they stand in [`BasisDate`].
    pub fn choose(&self, month: Month, rules: &'a Rules, standings: &'a Standings) -> Result<Choice<'a>, Unresolved> {
        let mut days = self.governing_days(month).into_iter().map(|day| self.choose_on(day, rules, standings));
        let first = days.next().expect("some day governs");
        days.fold(first, |best, next| match (&best, &next) {
            (Ok(ours), Ok(other)) if other.rate() > ours.rate() => next,
            (Err(_), Ok(_)) => next,
            _ => best,
        })
    }

    /// The days that may pick rate and standing for an earned month.
    fn governing_days(&self, month: Month) -> Vec<NaiveDate> {
        let (signed_on, starts_on, earned) = (self.term.signed_on, self.term.span.from, self.service(month).from);
        match self.plan.value.basis_date {
            BasisDate::SignedOn => vec![signed_on],
            BasisDate::StartsOn => vec![starts_on],
            BasisDate::Earned => vec![earned],
            BasisDate::LastAnniversary => vec![last_anniversary(starts_on, earned)],
            BasisDate::BestOf => vec![signed_on, starts_on, earned, last_anniversary(starts_on, earned)],
        }
    }

    /// The rate of one day.
    fn choose_on(&self, day: NaiveDate, rules: &'a Rules, standings: &'a Standings) -> Result<Choice<'a>, Unresolved> {
        let standing = standings.at(self.payee.id, &self.agreement.value.tier_policy, day);
        let ask = RateQuestion {
            component: self.component,
            plan: &self.agreement.value.plan,
            product: &self.record.product,
            programme: standing.and_then(|standing| standing.programme.as_ref()),
            tier: standing.and_then(|standing| standing.tier.as_ref()),
            competencies: standing.map_or(&[][..], |standing| &standing.competencies),
            term: self.term.number,
            day,
        };
        let Some(row) = rules.rates.percent(&ask) else {
            let tier = ask.tier.map_or_else(|| "no tier".to_owned(), |tier| format!("tier {tier}"));
            return Err(Unresolved {
                code: Code::NoRate,
                message: format!(
                    "no row gives {} of plan {} for product {}, {tier}, term {} on {day}",
                    self.component, ask.plan, ask.product, ask.term
                ),
                remedy: "add a row to rulebook/rates.csv; shape none says that nothing is owed".to_owned(),
            });
        };
        let (percent, points_rows) = match row.rule.value {
            Shape::Percent(value) => (value, self.points_rows(rules, &ask)),
            Shape::Points(_) | Shape::NoEntitlement => (Decimal::ZERO, Vec::new()),
        };
        let sum: Decimal =
            points_rows.iter().map(|row| if let Shape::Points(value) = row.rule.value { value } else { Decimal::ZERO }).sum();
        let points = sum.min(self.plan.value.points_cap.unwrap_or(Decimal::ZERO));
        Ok(Choice { day, standing, row, percent, points, points_rows })
    }

    fn points_rows(&self, rules: &'a Rules, ask: &RateQuestion) -> Vec<RateRow<'a>> {
        if self.plan.value.points_cap.is_none() {
            return Vec::new();
        }
        rules.rates.points(ask).into_iter().map(|(_, row)| row).collect()
    }
}

impl Choice<'_> {
    /// Percent and points together.
    #[must_use]
    pub fn rate(&self) -> Decimal {
        self.percent + self.points
    }
}

/// The last anniversary of `start` on or before `day`, counted from `start` itself.
fn last_anniversary(start: NaiveDate, day: NaiveDate) -> NaiveDate {
    let years = u32::try_from(Month::of(day).since(Month::of(start)) / 12).unwrap_or(0);
    let this_year = add_months(start, years * 12);
    if this_year > day { add_months(start, (years - 1) * 12) } else { this_year }
}
