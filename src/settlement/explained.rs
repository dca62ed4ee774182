//! What `explain` says of an amount, step by step; the run never comes here.

use rust_decimal::Decimal;

use super::{
    Grounds, Kept, Part, Priced, Recorder, ResolvedTerm, Step,
    parts::{Making, Rule, Times},
};
use crate::{
    basics::{Component, Currency, Month, SettledAs, Source},
    facts::Invoice,
};

/// The steps from a month's base to the amount of an item.
pub(super) fn amount<'a>(
    term: &ResolvedTerm<'a>,
    month: Month,
    priced: &Priced<'a>,
    before: &[(Component, i64)],
    grounds: &Grounds<'a>,
    recorder: &mut impl Recorder,
) {
    recorder.step(|| {
        step(
            format!(
                "plan {}: agreement in force on {}, when term {} was signed",
                term.agreement.value.plan, term.term.signed_on, term.term.number
            ),
            "",
            Some(term.agreement.source),
            &term.agreement.reference,
        )
    });
    recorder.step(|| {
        step(
            format!("the day that governs is {} ({})", priced.governing.day, term.plan.value.basis_date),
            "",
            Some(term.plan.source),
            &term.plan.reference,
        )
    });
    if let Some(standing) = priced.governing.standing {
        let tier = standing.tier.as_ref().map_or("no tier", |tier| tier.as_str());
        recorder.step(|| step(format!("standing on that day: {tier}, since {}", standing.since), "", None, &standing.reason));
    }
    let currency = term.record.currency;
    let making = Making { term, month, governing: priced.governing, base: priced.base.minor, grounds, before };
    for part in &priced.parts {
        rate(part, &making, recorder);
    }
    if priced.kept.is_some() {
        making.kept(recorder);
    }
    if let Some((paid, invoiced)) = priced.paid {
        for invoice in grounds.invoices(term).filter(|row| row.value.months.contain(month)) {
            let Invoice { invoiced, paid, .. } = invoice.value;
            let what = format!("invoiced {invoiced} {currency}, paid {paid} {currency}, on {}", invoice.effective_from);
            recorder.step(|| step(what, "", Some(invoice.source), &invoice.reference));
        }
        let so_far = format!("on {}", grounds.last_day);
        recorder.step(|| step("of the month the customer has paid".to_owned(), &format!("{paid}/{invoiced}"), None, &so_far));
    }
    recorder.step(|| {
        step(
            format!(
                "{} = {}",
                calculation(&priced.parts, priced.kept, priced.paid, currency),
                priced.unrounded.shown(currency, 8)
            ),
            "",
            None,
            "",
        )
    });
    recorder.step(|| {
        step(
            format!("rounded half away from zero to {}", term.plan.value.step),
            &currency.major(priced.minor).to_string(),
            Some(term.plan.source),
            &term.plan.reference,
        )
    });
    if term.component.settled_as() == SettledAs::Shown {
        recorder.step(|| {
            step("net = list − discount".to_owned(), &currency.major(priced.base.minor - priced.minor).to_string(), None, "")
        });
    }
}

/// The row that a part rests on, and the rows that add points to it.
fn rate<'a>(part: &Part<'a>, making: &Making<'_, 'a>, recorder: &mut impl Recorder) {
    let Rule { label, source, reference, effective_from, .. } = part.rule;
    making.explain(part, recorder);
    let (what, result) = match part.times {
        Times::Nothing => (format!("no entitlement, from {effective_from}"), "0 %".to_owned()),
        Times::Percent(percent, _) => {
            let days = if part.once || part.days == making.term.earned_days(making.month) {
                String::new()
            } else {
                let currency = making.term.record.currency;
                let of = money(part.of.shown(currency, 8), currency);
                format!(", {} to {}, {of} of the base", part.days.from, part.days.last_day())
            };
            (format!("rate from {effective_from}: {label}{days}"), format!("{} %", percent.normalize()))
        }
        Times::Factor(factor) => (format!("from {effective_from}: {label}"), format!("× {}", factor.normalize())),
        Times::Whole => (format!("from {effective_from}: {label}"), part.of.shown(making.term.record.currency, 8).to_string()),
    };
    recorder.step(|| step(what, &result, Some(source), reference));
    if let (Some(band), Some(shares)) = (part.band, &making.grounds.bands) {
        shares.explain(making.term, making.month, band, recorder);
    }
    let Times::Percent(_, points) = part.times else { return };
    let rows = making.points_rows(part.days.from);
    for row in &rows {
        let result = format!("+ {} %", row.rule.value.worth().normalize());
        recorder.step(|| {
            step(
                format!("points from {}: {}", row.rule.effective_from, row.label),
                &result,
                Some(row.rule.source),
                &row.rule.reference,
            )
        });
    }
    if !rows.is_empty() {
        let plan = making.term.plan;
        let cap = plan.value.points_cap.unwrap_or_default().normalize();
        let result = format!("+ {} %", points.normalize());
        recorder.step(|| step(format!("points together, at most {cap}"), &result, Some(plan.source), &plan.reference));
    }
}

/// The arithmetic of an item's amount, as a reader can repeat it: `666.67 × 10 %`, `500.00 × 3 % + 2 × 500.00 × 6/12`. Parts
/// that are due once are times what a clawback leaves, all of it times what the customer has paid.
#[must_use]
pub fn calculation(parts: &[Part], kept: Option<Kept>, paid: Option<(i64, i64)>, currency: Currency) -> String {
    let own = |part: &Part| {
        let of = money(part.of.shown(currency, 8), currency);
        let own = match part.times {
            Times::Percent(percent, points) => format!("{of} × {} %", (percent + points).normalize()),
            Times::Factor(factor) => format!("{} × {of}", factor.normalize()),
            Times::Whole => of,
            Times::Nothing => format!("{of} × 0 %"),
        };
        kept.filter(|kept| part.once && kept.numerator != kept.denominator)
            .map_or(own.clone(), |kept| format!("{own} × {}/{}", kept.numerator, kept.denominator))
    };
    let sum = parts.iter().map(own).collect::<Vec<_>>().join(" + ");
    match paid {
        None => sum,
        Some((paid, invoiced)) if parts.len() == 1 => format!("{sum} × {paid}/{invoiced}"),
        Some((paid, invoiced)) => format!("({sum}) × {paid}/{invoiced}"),
    }
}

/// An amount with at least the digits of its currency.
fn money(amount: Decimal, currency: Currency) -> String {
    let mut shown = amount;
    shown.rescale(amount.scale().max(currency.digits()));
    shown.to_string()
}

fn step(what: String, result: &str, source: Option<Source>, authority: &str) -> Step {
    Step { what, result: result.to_owned(), source, authority: authority.to_owned() }
}
