//! How a base came about, in steps that a reader can multiply out.
//!
//! Owns the words of `explain` for everything in this folder. Holds true: the numbers in a step give its result to the
//! cent; whole months stand as a number, cut ones as days / days of that month (`16/30 + 2`).

use rust_decimal::Decimal;

use super::{
    Piece, pieces,
    spread::{due_by, undivided},
};
use crate::{
    basics::{AmountPer, Exact, Month, Proration, Span, WHOLE_MONTH},
    facts::Record,
    settlement::{ResolvedTerm, Step},
};

/// The steps to a month's base.
pub(super) fn month(term: &ResolvedTerm, month: Month, minor: i64) -> Vec<Step> {
    let pieces = pieces(term, month, minor, &[]);
    let mut steps: Vec<Step> = pieces.iter().map(|piece| piece_step(term, month, piece)).collect();
    if pieces.is_empty() && term.plan.value.proration != Proration::Daily {
        steps.push(worked_out(term, format!("no contract month in force begins in {month}"), minor));
    }
    match term.amount_per {
        AmountPer::Month if pieces.len() > 1 => steps.push(together(term, &pieces, minor)),
        AmountPer::Month => {}
        AmountPer::Year | AmountPer::Term => steps.push(spread(term, month, minor)),
    }
    steps
}

/// The step to the sum of all months as agreed.
pub(super) fn whole_term(term: &ResolvedTerm, bases: &[(Month, i64)], sum: i64) -> Vec<Step> {
    let agreed = term.term.span;
    let currency = term.record.currency;
    let months = match term.amount_per {
        AmountPer::Month => {
            let alike = bases.chunk_by(|(_, one), (_, next)| one == next).map(|run| match run {
                [(_, minor)] => currency.major(*minor).to_string(),
                _ => format!("{} × {}", run.len(), currency.major(run[0].1)),
            });
            alike.collect::<Vec<_>>().join(" + ")
        }
        AmountPer::Year | AmountPer::Term => due_in_words(term, agreed, Month::of(agreed.last_day())),
    };
    vec![worked_out(term, format!("agreed from {} to {}: {months}", agreed.from, agreed.last_day()), sum)]
}

/// The step to a month's amount on the term's first day.
pub(super) fn on_start(term: &ResolvedTerm, first: &Record, monthly: Exact) -> Step {
    let currency = first.currency;
    let parts = match (term.amount_per, term.term.months) {
        (AmountPer::Month, _) => String::new(),
        (AmountPer::Year, _) => " / 12".to_owned(),
        (AmountPer::Term, Some(months)) => format!(" / {months}"),
        (AmountPer::Term, None) if term.weight(term.term.span) < WHOLE_MONTH => " of less than a month".to_owned(),
        (AmountPer::Term, None) => format!(" / {}", in_months(term, term.term.span)),
    };
    Step {
        what: format!(
            "{} {currency} per {} on {}, the term's first day{parts}",
            currency.major(first.amount),
            term.amount_per,
            term.term.span.from
        ),
        result: monthly.shown(currency, 8).to_string(),
        source: Some(first.source),
        authority: String::new(),
    }
}

/// The steps to a month of a fixed amount, given with whether it is per seat.
pub(super) fn fixed(
    term: &ResolvedTerm,
    month: Month,
    (amount, per_seat): (i64, bool),
    parts: &[(Span, &Record, Exact)],
    sum: i64,
) -> Vec<Step> {
    let currency = term.record.currency;
    let part = |(days, record, part): &(Span, &Record, Exact)| {
        let seats = if per_seat { seats(record, " × ") } else { String::new() };
        Step {
            what: format!("{seats}{} {currency} per month, {}", currency.major(amount), in_force(term, month, *days)),
            result: part.shown(currency, 8).to_string(),
            source: Some(record.source),
            authority: String::new(),
        }
    };
    let mut steps: Vec<Step> = parts.iter().map(part).collect();
    steps.push(worked_out(term, format!("for {month}, rounded once"), sum));
    steps
}

fn piece_step(term: &ResolvedTerm, month: Month, piece: &Piece) -> Step {
    let record = piece.record;
    let currency = record.currency;
    let amount = format!("{}{} {currency} per {}", seats(record, ", "), currency.major(record.amount), term.amount_per);
    Step {
        what: format!("{amount}, {}", in_force(term, month, piece.days)),
        result: currency.major(piece.minor).to_string(),
        source: Some(record.source),
        authority: String::new(),
    }
}

/// `62 seats` and what stands behind them; nothing where none are told.
fn seats(record: &Record, behind: &str) -> String {
    record
        .quantity
        .map_or_else(String::new, |seats| format!("{seats} {}{behind}", if seats == Decimal::ONE { "seat" } else { "seats" }))
}

/// How much of a month's amount counts, and for which days.
fn in_force(term: &ResolvedTerm, month: Month, days: Span) -> String {
    let months = term.counted_months();
    let number = months.beginning_in(month);
    let own = months.span(number);
    let nth = number - months.beginning_in(Month::of(term.term.span.from)) + 1;
    let contract_month = format!("contract month {nth} ({} to {})", own.from, own.last_day());
    let of_days =
        |whole: &str| format!("in force {} of {} days{whole} ({} to {})", days.days(), own.days(), days.from, days.last_day());
    match term.plan.value.proration {
        Proration::Daily => of_days(""),
        Proration::Anniversary => of_days(&format!(" of contract month {nth}")),
        Proration::Begun => format!("{contract_month} has begun and counts whole"),
        Proration::Completed if undivided(term, term.covered).is_some() => {
            "the term is shorter than a month and is completed".to_owned()
        }
        Proration::Completed if term.covered.until >= own.until => format!("{contract_month} is completed and counts whole"),
        Proration::Completed => format!("{contract_month} is not completed and counts nothing"),
    }
}

/// The months of some days, as the method counts them: a number, or a sum in brackets.
fn in_months(term: &ResolvedTerm, days: Span) -> String {
    let weight = term.weight(days);
    if weight % WHOLE_MONTH == 0 {
        return (weight / WHOLE_MONTH).to_string();
    }
    let months = term.counted_months();
    let (first, last) = (months.completed(days.from), months.completed(days.until));
    let share = |number: u32| {
        let own = months.span(number);
        let cut = own.intersect(days);
        (cut != own && !cut.is_empty()).then(|| format!("{}/{}", cut.days(), own.days()))
    };
    let head = share(first);
    let whole = (last - first).saturating_sub(u32::from(head.is_some()));
    let tail = share(last).filter(|_| last > first);
    let parts: Vec<String> = head.into_iter().chain((whole > 0).then(|| whole.to_string())).chain(tail).collect();
    if parts.len() == 1 { parts.concat() } else { format!("({})", parts.join(" + ")) }
}

/// What is due of the term's total by the end of a month, unrounded: `1000.00 / 12 × 2`.
fn due_in_words(term: &ResolvedTerm, covered: Span, month: Month) -> String {
    let days = Span::new(term.term.span.from, term.counted_through(month)).intersect(covered);
    let whole = term.weight(term.term.span);
    let phase = |(span, record): &(Span, &Record)| {
        let days = span.intersect(days);
        let amount = term.record.currency.major(record.amount);
        let part = in_months(term, days);
        match (term.amount_per, term.term.months) {
            _ if term.weight(days) == 0 => None,
            (AmountPer::Term, _) => Some(format!("{amount} / {} × {part}", in_months(term, term.term.span))),
            (_, Some(months)) if i64::from(months) * WHOLE_MONTH != whole => {
                Some(format!("{amount} × {months}/12 / {} × {part}", in_months(term, term.term.span)))
            }
            _ => Some(format!("{amount} / 12 × {part}")),
        }
    };
    let phases: Vec<String> = term.phases.iter().filter_map(phase).collect();
    match undivided(term, days) {
        Some(record) => format!("{} undivided", record.currency.major(record.amount)),
        None if phases.is_empty() => "nothing".to_owned(),
        None => phases.join(" + "),
    }
}

/// Why several pieces add up to the base: they are rounded together, not one by one.
fn together(term: &ResolvedTerm, pieces: &[Piece], minor: i64) -> Step {
    let unrounded = |piece: &Piece| {
        let share = Exact::minor(piece.record.amount).times_fraction(term.weight(piece.days), WHOLE_MONTH);
        share.shown(piece.record.currency, 8).to_string()
    };
    let parts = pieces.iter().map(unrounded).collect::<Vec<_>>().join(" + ");
    worked_out(term, format!("{parts}, rounded once and shared by largest remainder"), minor)
}

fn spread(term: &ResolvedTerm, month: Month, minor: i64) -> Step {
    let currency = term.record.currency;
    let due = |month: Month| {
        let rounded = currency.major(due_by(term, term.covered, month).round(1));
        format!("by the end of {month} {} = {rounded}", due_in_words(term, term.covered, month))
    };
    Step {
        authority: "rounded cumulatively, so that the term's months add up to its total".to_owned(),
        ..worked_out(term, format!("due {}, {}", due(month), due(month.previous())), minor)
    }
}

/// A step that rests on the steps before it.
fn worked_out(term: &ResolvedTerm, what: String, minor: i64) -> Step {
    Step { what, result: term.record.currency.major(minor).to_string(), source: None, authority: String::new() }
}
