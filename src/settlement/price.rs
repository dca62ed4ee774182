//! From a month's base to an amount. One function, for the run and for `explain`.
//!
//! The order of steps (design §5): prorate the base and round it, choose the rate, multiply, round once. In between all is
//! one fraction.

use rust_decimal::Decimal;

use super::{Base, Choice, Recorder, ResolvedTerm, Standings, Step, Unresolved, month_base};
use crate::{
    basics::{Component, Exact, Month},
    rulebook::{Rules, Shape},
};

/// What is due for an earned month.
pub struct Priced<'a> {
    /// What the rate applies to.
    pub base: Base,
    /// The rate, and what picked it.
    pub choice: Choice<'a>,
    /// Percent and points together.
    pub rate: Decimal,
    /// The amount before rounding.
    pub unrounded: Exact,
    /// The amount in minor units.
    pub minor: i64,
}

/// What is due for an earned month of a term that covers it.
pub fn price<'a>(
    term: &ResolvedTerm<'a>,
    month: Month,
    rules: &'a Rules,
    standings: &'a Standings,
    recorder: &mut impl Recorder,
) -> Result<Priced<'a>, Unresolved> {
    let base = month_base(term, month, recorder);
    let choice = term.choose(month, rules, standings)?;
    record_choice(term, &choice, recorder);
    let rate = choice.rate();
    let unrounded = Exact::minor(base.minor).percent(rate);
    let currency = term.record.currency;
    let step = term.plan.value.step;
    let minor = unrounded.round(step.minor(currency));
    recorder.step(|| Step {
        what: format!("{} × {} % = {}", currency.major(base.minor), rate.normalize(), unrounded.shown(currency, 8)),
        result: String::new(),
        source: None,
        authority: String::new(),
    });
    recorder.step(|| Step {
        what: format!("rounded half away from zero to {step}"),
        result: currency.major(minor).to_string(),
        source: Some(term.plan.source),
        authority: term.plan.reference.clone(),
    });
    if term.component == Component::Discount {
        recorder.step(|| Step {
            what: "net = list − discount".to_owned(),
            result: currency.major(base.minor - minor).to_string(),
            source: None,
            authority: String::new(),
        });
    }
    Ok(Priced { base, choice, rate, unrounded, minor })
}

fn record_choice(term: &ResolvedTerm, choice: &Choice, recorder: &mut impl Recorder) {
    recorder.step(|| Step {
        what: format!(
            "plan {}: agreement in force on {}, when term {} was signed",
            term.agreement.value.plan, term.term.signed_on, term.term.number
        ),
        result: String::new(),
        source: Some(term.agreement.source),
        authority: term.agreement.reference.clone(),
    });
    recorder.step(|| Step {
        what: format!("the day that governs is {} ({})", choice.day, term.plan.value.basis_date.as_str()),
        result: String::new(),
        source: Some(term.plan.source),
        authority: term.plan.reference.clone(),
    });
    if let Some(standing) = choice.standing {
        let tier = standing.tier.as_ref().map_or("no tier", |tier| tier.as_str());
        recorder.step(|| Step {
            what: format!("standing on that day: {tier}, since {}", standing.since),
            result: String::new(),
            source: None,
            authority: standing.reason.clone(),
        });
    }
    recorder.step(|| Step {
        what: match choice.row.rule.value {
            Shape::NoEntitlement => format!("no entitlement, from {}", choice.row.rule.effective_from),
            Shape::Percent(_) | Shape::Points(_) => format!("rate from {}: {}", choice.row.rule.effective_from, choice.row.label),
        },
        result: format!("{} %", choice.percent.normalize()),
        source: Some(choice.row.rule.source),
        authority: choice.row.rule.reference.clone(),
    });
    for row in &choice.points_rows {
        recorder.step(|| Step {
            what: format!("points from {}: {}", row.rule.effective_from, row.label),
            result: format!("+ {} %", if let Shape::Points(value) = row.rule.value { value.normalize() } else { Decimal::ZERO }),
            source: Some(row.rule.source),
            authority: row.rule.reference.clone(),
        });
    }
    if !choice.points_rows.is_empty() {
        recorder.step(|| Step {
            what: format!("points together, at most {}", term.plan.value.points_cap.unwrap_or_default().normalize()),
            result: format!("+ {} %", choice.points.normalize()),
            source: Some(term.plan.source),
            authority: term.plan.reference.clone(),
        });
    }
}
