//! A term with everything looked up: agreement, plan, phases, what is covered.
//!
//! Owns the lookups that a term needs once (design §4): the plan is that of the agreement in force when the term was
//! signed, and each component that it names is owed; the day that governs picks standing and rate. Leaves arithmetic to
//! [`super::price()`]. Holds true: what is dated after the period's last day does not count in it (design §3).

use chrono::NaiveDate;

use crate::{
    basics::{AmountPer, CancelledBy, Code, Component, Month, PartyRef, Span, months_between},
    facts::{Delivery, Phase, Record, Term},
    rulebook::{AfterPrincipal, Agreement, PlanSettings, Rules},
    sheets::dated::Ruled,
};

/// One component of a term, with everything looked up that its amounts need.
#[derive(Clone)]
pub struct ResolvedTerm<'a> {
    /// The term.
    pub term: Term,
    /// The row that tells it.
    pub record: &'a Record,
    /// What is owed for it.
    pub component: Component,
    /// Who brought or resells it.
    pub partner: PartyRef<'a>,
    /// Through whom.
    pub distributor: PartyRef<'a>,
    /// The agreement in force when it was signed.
    pub agreement: &'a Ruled<Agreement>,
    /// How the plan computes.
    pub plan: &'a Ruled<PlanSettings>,
    /// Since when the customer has had the item without a gap.
    pub tenure_from: NaiveDate,
    /// The first day no longer in force and by whom, as far as that has happened.
    pub cancelled: Option<(NaiveDate, CancelledBy)>,
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

/// The item that a term belongs to, as far as its terms have it in common.
#[derive(Clone, Copy)]
pub struct Setting<'t, 'a> {
    /// Its quantities and amounts over time.
    pub phases: &'t [Phase],
    /// The feed records.
    pub records: &'a [Record],
    /// The deliveries they came in.
    pub deliveries: &'a [Delivery],
    /// The rules as known.
    pub rules: &'a Rules,
    /// Who brought or resells it.
    pub partner: PartyRef<'a>,
    /// Since when the customer has had the item without a gap.
    pub tenure_from: NaiveDate,
    /// The period's last day.
    pub last_day: NaiveDate,
}

/// Looks up agreement and plan, and lays the phases over the term: one answer per component that the plan names, uplifts
/// behind what they are uplifts of.
pub fn resolve<'a>(term: Term, item: Setting<'_, 'a>) -> Result<Vec<ResolvedTerm<'a>>, Unresolved> {
    let Setting { records, deliveries, rules, partner, .. } = item;
    let record = &records[term.row as usize];
    let Delivery { distributor, distributor_no, amount_per, .. } = &deliveries[record.delivery as usize];
    let agreement = rules
        .agreements
        .get(&(partner.id.clone(), distributor.clone(), record.model))
        .and_then(|line| line.at(term.signed_on))
        .ok_or_else(|| Unresolved {
            code: Code::NoAgreement,
            message: format!(
                "{partner} has no {} agreement through {distributor} on {}, when the term was signed",
                record.model, term.signed_on
            ),
            remedy: "add the agreement to rulebook/agreements.csv, or ask the distributor for the right partner".to_owned(),
        })?;
    let plans = components(&agreement.value, term.signed_on, rules);
    if plans.is_empty() {
        return Err(Unresolved {
            code: Code::NoRate,
            message: format!("plan {} says nothing on {}", agreement.value.plan, term.signed_on),
            remedy: "add a row to rulebook/plans.csv".to_owned(),
        });
    }
    if *amount_per == AmountPer::Term && term.months != term.told_months {
        return Err(Unresolved {
            code: Code::RenewalAmount,
            message: "the amount is for a whole term, and the renewal has another length".to_owned(),
            remedy: "ask the distributor for a row of its own for the renewal".to_owned(),
        });
    }
    let phases = laid_over(term, item);
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
    let happened = |(day, _): &(NaiveDate, CancelledBy)| day.pred_opt().is_some_and(|last| last <= item.last_day);
    let cancelled = record.cancelled.filter(happened);
    let each = |(component, plan): (Component, &'a Ruled<PlanSettings>)| ResolvedTerm {
        term,
        record,
        component,
        partner,
        distributor: PartyRef { number: *distributor_no, id: distributor },
        agreement,
        plan,
        tenure_from: item.tenure_from,
        cancelled,
        covered: covered(term, cancelled, plan.value.after_principal),
        phases: phases.clone(),
        amount_per: *amount_per,
    };
    Ok(plans.into_iter().map(each).collect())
}

/// The components of an agreement's plan on a day, uplifts last.
fn components<'a>(agreement: &Agreement, day: NaiveDate, rules: &'a Rules) -> Vec<(Component, &'a Ruled<PlanSettings>)> {
    let first = (agreement.plan.clone(), Component::Commission);
    let own = rules.plans.range(first..).take_while(|((plan, _), _)| *plan == agreement.plan);
    let mut components: Vec<_> = own.filter_map(|((_, component), line)| Some((*component, line.at(day)?))).collect();
    components.sort_by_key(|(component, _)| (rules.rates.has_uplift(*component, &agreement.plan), *component));
    components
}

/// Behind a cancellation that the vendor caused, a commission runs to the term's agreed end (§ 87a (3) HGB) unless the
/// plan says otherwise; a discount simply ends.
fn covered(term: Term, cancelled: Option<(NaiveDate, CancelledBy)>, after_principal: AfterPrincipal) -> Span {
    match cancelled {
        Some((_, CancelledBy::Principal)) if after_principal == AfterPrincipal::RunsOn => term.span,
        Some((day, _)) => Span::new(term.span.from, term.span.until.min(day)),
        None => term.span,
    }
}

/// The phases of an item that fall into a term, as far as they have begun.
fn laid_over<'a>(term: Term, item: Setting<'_, 'a>) -> Vec<(Span, &'a Record)> {
    let begun = &item.phases[..item.phases.partition_point(|phase| phase.from <= item.last_day)];
    let mut laid = Vec::with_capacity(1);
    for (at, phase) in begun.iter().enumerate() {
        let until = begun.get(at + 1).map_or(NaiveDate::MAX, |next| next.from);
        let span = Span::new(phase.from, until).intersect(term.span);
        if !span.is_empty() {
            laid.push((span, &item.records[phase.row as usize]));
        }
    }
    laid
}

impl ResolvedTerm<'_> {
    /// In which month of the term a day lies, from 1: months begin on the anniversary days of its start.
    #[must_use]
    pub fn contract_month(&self, day: NaiveDate) -> u32 {
        let months = self.term.counted_from;
        months.completed(day) - months.completed(self.term.span.from) + 1
    }

    /// The day on which month n of the term begins.
    #[must_use]
    pub fn contract_month_starts(&self, month: u32) -> NaiveDate {
        let months = self.term.counted_from;
        months.begins(months.completed(self.term.span.from) + month - 1)
    }

    /// Month n of N, for the statement; N only where the term has whole months.
    #[must_use]
    pub fn month_of_term(&self, month: Month) -> (u32, Option<u32>) {
        let since = month.since(Month::of(self.term.span.from));
        let number = u32::try_from(since).unwrap_or(0) + 1;
        (number, self.term.months.or_else(|| months_between(self.term.span.from, self.term.span.until)))
    }
}
