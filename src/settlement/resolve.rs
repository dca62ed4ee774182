//! A term with everything looked up: agreement, plan, phases, what is covered.
//!
//! Owns the lookups that a term needs once (design §4): the plan is that of the agreement in force when the term was
//! signed; the day that governs picks standing and rate. Leaves arithmetic to [`super::price()`].

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{Standing, Standings};
use crate::{
    basics::{AmountPer, CancelledBy, Code, Component, Model, Month, PartyRef, Span, add_months, months_between},
    facts::{Delivery, Phase, Record, Term},
    rulebook::{Agreement, BasisDate, PlanSettings, RateQuestion, RateRow, Rules, Shape},
    sheets::dated::Ruled,
};

/// A term with everything looked up that its amounts need.
pub struct ResolvedTerm<'a> {
    /// The term.
    pub term: Term,
    /// The row that tells it.
    pub record: &'a Record,
    /// What is owed for it.
    pub component: Component,
    /// Who is owed.
    pub payee: PartyRef<'a>,
    /// The agreement in force when it was signed.
    pub agreement: &'a Ruled<Agreement>,
    /// How the plan computes.
    pub plan: &'a Ruled<PlanSettings>,
    /// The agreed days, less those behind a cancellation that counts.
    pub covered: Span,
    /// Its quantities and amounts in order, each with its days within the term.
    pub phases: Vec<(Span, &'a Record)>,
    /// What the amounts are for.
    pub amount_per: AmountPer,
}

/// Why a term could not be resolved: it is held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unresolved {
    /// What kind.
    pub code: Code,
    /// Why, in a sentence without its full stop.
    pub message: String,
    /// What to do.
    pub remedy: String,
}

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

/// Looks up agreement and plan, and lays the phases over the term.
pub fn resolve<'a>(
    term: Term,
    phases: &[Phase],
    records: &'a [Record],
    payee: PartyRef<'a>,
    deliveries: &[Delivery],
    rules: &'a Rules,
) -> Result<ResolvedTerm<'a>, Unresolved> {
    let record = &records[term.row as usize];
    let Delivery { distributor, amount_per, .. } = &deliveries[record.delivery as usize];
    let agreement = rules
        .agreements
        .get(&(payee.id.clone(), distributor.clone(), record.model))
        .and_then(|line| line.at(term.signed_on))
        .ok_or_else(|| Unresolved {
            code: Code::NoAgreement,
            message: format!(
                "{payee} has no {} agreement through {distributor} on {}, when the term was signed",
                record.model, term.signed_on
            ),
            remedy: "add the agreement to rulebook/agreements.csv, or ask the distributor for the right partner".to_owned(),
        })?;
    let component = match record.model {
        Model::Referral => Component::Commission,
        Model::Resale => Component::Discount,
    };
    let plan = rules.plans.get(&(agreement.value.plan.clone(), component)).and_then(|line| line.at(term.signed_on)).ok_or_else(
        || Unresolved {
            code: Code::NoRate,
            message: format!("plan {} says nothing about {component} on {}", agreement.value.plan, term.signed_on),
            remedy: "add a row to rulebook/plans.csv".to_owned(),
        },
    )?;
    if *amount_per == AmountPer::Term && term.months != term.told_months {
        return Err(Unresolved {
            code: Code::RenewalAmount,
            message: "the amount is for a whole term, and the renewal has another length".to_owned(),
            remedy: "ask the distributor for a row of its own for the renewal".to_owned(),
        });
    }
    let phases = laid_over(term, phases, records);
    let alike =
        |phase: &Record| phase.currency == record.currency && deliveries[phase.delivery as usize].amount_per == *amount_per;
    if let Some((span, phase)) = phases.iter().find(|(_, phase)| !alike(phase)) {
        let told = deliveries[phase.delivery as usize].amount_per;
        return Err(Unresolved {
            code: Code::CurrencyChanged,
            message: format!(
                "the term is in {} per {amount_per}, from {} on in {} per {told}",
                record.currency, span.from, phase.currency
            ),
            remedy: "ask the distributor to end the contract and begin another, or to deliver the older row again".to_owned(),
        });
    }
    Ok(ResolvedTerm {
        term,
        record,
        component,
        payee,
        agreement,
        plan,
        covered: covered(term, record, component),
        phases,
        amount_per: *amount_per,
    })
}

/// With cause `principal` a commission runs to the term's agreed end (§ 87a (3) HGB); a resale simply ends.
fn covered(term: Term, record: &Record, component: Component) -> Span {
    match record.cancelled {
        Some((_, CancelledBy::Principal)) if component == Component::Commission => term.span,
        Some((day, _)) => Span::new(term.span.from, term.span.until.min(day)),
        None => term.span,
    }
}

/// The phases of an item that fall into a term.
fn laid_over<'a>(term: Term, phases: &[Phase], records: &'a [Record]) -> Vec<(Span, &'a Record)> {
    let mut laid = Vec::with_capacity(1);
    for (at, phase) in phases.iter().enumerate() {
        let until = phases.get(at + 1).map_or(NaiveDate::MAX, |next| next.from);
        let span = Span::new(phase.from, until).intersect(term.span);
        if !span.is_empty() {
            laid.push((span, &records[phase.row as usize]));
        }
    }
    laid
}

impl<'a> ResolvedTerm<'a> {
    /// The covered days of a calendar month.
    #[must_use]
    pub fn service(&self, month: Month) -> Span {
        self.covered.intersect(month.span())
    }

    /// The day that picks rate and standing for an earned month.
    #[must_use]
    pub fn governing_day(&self, month: Month) -> NaiveDate {
        let first_covered = self.service(month).from;
        match self.plan.value.basis_date {
            BasisDate::SignedOn => self.term.signed_on,
            BasisDate::StartsOn => self.term.span.from,
            BasisDate::Earned => first_covered,
            BasisDate::LastAnniversary => {
                let start = self.term.span.from;
                let years = u32::try_from(Month::of(first_covered).since(Month::of(start)) / 12).unwrap_or(0);
                let this_year = add_months(start, years * 12);
                if this_year > first_covered { add_months(start, (years - 1) * 12) } else { this_year }
            }
        }
    }

    /// The rate for an earned month: a term that finds none is held, never paid zero.
    pub fn choose(&self, month: Month, rules: &'a Rules, standings: &'a Standings) -> Result<Choice<'a>, Unresolved> {
        let day = self.governing_day(month);
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

    /// Month n of N, for the statement; N only where the term has whole months.
    #[must_use]
    pub fn month_of_term(&self, month: Month) -> (u32, Option<u32>) {
        let since = month.since(Month::of(self.term.span.from));
        let number = u32::try_from(since).unwrap_or(0) + 1;
        (number, self.term.months.or_else(|| months_between(self.term.span.from, self.term.span.until)))
    }
}
