//! What is kept of an amount due once when a cancellation cuts its term, and what share of a month the customer has paid.

use chrono::NaiveDate;

use super::{
    calendar::{Month, days_between},
    exact::{ALL, Fraction, NOTHING},
    rules::{Clawback, Method, Precision, Rules},
    story::{Cause, Item},
    terms::{Term, cancelled},
};

/// The share of amounts due once that is kept (design §6, Clawback). `day` picks the row.
pub fn kept_share(item: &Item, term: &Term, rules: &Rules, day: NaiveDate, last_day: NaiveDate) -> Fraction {
    let row = rules.clawbacks.iter().filter(|row| row.from <= day).max_by_key(|row| row.from);
    let cut = cancelled(item, last_day).filter(|(first, _)| *first < term.end);
    let (Some(row), Some((first, cause))) = (row, cut) else { return ALL };
    let runs_on = cause == Cause::Principal && rules.runs_on();
    if runs_on || !row.causes.contains(&cause) { ALL } else { kept(row, term, first) }
}

fn kept(row: &Clawback, term: &Term, cancelled: NaiveDate) -> Fraction {
    let months = row.window.or(term.months);
    let window_ends = row.window.map_or(term.end, |months| term.months_in(months));
    // What was served, what was to be served, and whether a step that ends after so many months is still open.
    let (served, window) = match row.precision {
        Precision::Day => (days_between(term.start, cancelled), days_between(term.start, window_ends)),
        precision => (i128::from(months_served(term, cancelled, precision)), i128::from(months.unwrap())),
    };
    let within = |limit: u32| match row.precision {
        Precision::Day => cancelled <= term.months_in(limit),
        _ => served <= i128::from(limit),
    };
    match row.method {
        Method::KeepsAll => ALL,
        _ if served > window => ALL,
        Method::Full => NOTHING,
        Method::ProRata => Fraction::of(served, window).at_most(ALL),
        Method::Stepped => {
            let step = row.steps.iter().find(|(_, limit)| limit.is_none_or(within)).unwrap();
            Fraction::percent(step.0)
        }
    }
}

/// Contract months begun or completed before a day.
fn months_served(term: &Term, cancelled: NaiveDate, precision: Precision) -> u32 {
    let completed = (1..1_200).take_while(|months| term.months_in(*months) <= cancelled).count();
    let completed = u32::try_from(completed).unwrap();
    let begun_besides = precision == Precision::MonthBegun && term.months_in(completed) < cancelled;
    completed + u32::from(begun_besides)
}

/// Paid ÷ invoiced, of the invoices that cover a month, as known on the period's last day (design §4, `earned_when`).
pub fn paid_share(item: &Item, month: Month, last_day: NaiveDate) -> Fraction {
    let told = item.invoices.iter().filter(|row| row.on <= last_day);
    let latest =
        told.filter(|row| !item.invoices.iter().any(|next| next.number == row.number && next.on > row.on && next.on <= last_day));
    let covering = latest.filter(|row| row.first <= month && month <= row.last);
    let (paid, invoiced) = covering.fold((0, 0), |(paid, invoiced), row| (paid + row.paid, invoiced + row.invoiced));
    if invoiced <= 0 { NOTHING } else { Fraction::of(paid, invoiced).at_least(NOTHING).at_most(ALL) }
}
