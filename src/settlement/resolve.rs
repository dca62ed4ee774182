//! A term with everything looked up: agreement, plan, phases, what is covered.
//!
//! Owns the lookups that a term needs once (design §4): the plan is that of the agreement in force when the term was
//! signed; the day that governs picks standing and rate. Leaves arithmetic to [`super::price()`].

use chrono::NaiveDate;

use crate::{
    basics::{AmountPer, CancelledBy, Code, Component, Model, Month, PartyRef, Span, months_between},
    facts::{Delivery, Phase, Record, Term},
    rulebook::{Agreement, PlanSettings, Rules},
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

impl ResolvedTerm<'_> {
    /// The covered days of a calendar month.
    #[must_use]
    pub fn service(&self, month: Month) -> Span {
        self.covered.intersect(month.span())
    }

    /// Month n of N, for the statement; N only where the term has whole months.
    #[must_use]
    pub fn month_of_term(&self, month: Month) -> (u32, Option<u32>) {
        let since = month.since(Month::of(self.term.span.from));
        let number = u32::try_from(since).unwrap_or(0) + 1;
        (number, self.term.months.or_else(|| months_between(self.term.span.from, self.term.span.until)))
    }
}
