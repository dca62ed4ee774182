//! Bases once more, naively: day by day and contract month by contract month, in fractions of its own, from the design.

use chrono::{Datelike, NaiveDate};
use proptest::prelude::*;

use super::super::{Case, deal::Deal};
use crate::{
    basics::Month,
    settlement::{ResolvedTerm, Silent, month_base, pieces, term_base},
};

/// A random deal: days are offsets from its start.
#[derive(Clone, Debug)]
struct Told {
    method: &'static str,
    per: &'static str,
    start: NaiveDate,
    months: u32,
    days: i64,
    renews_by: u32,
    amounts: Vec<(i64, i64)>,
    cancelled: Option<i64>,
    cuts: Vec<i64>,
}

fn told() -> impl Strategy<Value = Told> {
    let start = (0_i64..3_000, any::<bool>()).prop_map(|(offset, month_end)| {
        let day = plus(NaiveDate::from_ymd_opt(2019, 1, 1).unwrap(), offset);
        if month_end { day.with_day(length(day.year(), day.month())).unwrap() } else { day }
    });
    let term = prop_oneof![(1_u32..15, Just(0_i64)), (0_u32..4, 1_i64..28), (1_u32..=120, Just(0_i64))];
    let amounts = (0_i64..300_000, prop::collection::vec((1_i64..500, 0_i64..300_000), 0..4));
    let method = prop::sample::select(vec!["daily", "anniversary", "begun", "completed"]);
    let per = prop::sample::select(vec!["month", "year", "term"]);
    (method, per, start, term, 0_u32..14, amounts, prop::option::of(0_i64..700), prop::collection::vec(0_i64..500, 0..4))
        .prop_map(|(method, per, start, (months, days), renews_by, (first, later), cancelled, cuts)| {
            let amounts = std::iter::once((0, first)).chain(later);
            let mut amounts: Vec<(i64, i64)> = amounts.collect();
            amounts.sort_unstable();
            amounts.dedup_by_key(|(day, _)| *day);
            Told { method, per, start, months, days, renews_by, amounts, cancelled, cuts }
        })
}

fn plus(day: NaiveDate, days: i64) -> NaiveDate {
    day + chrono::Duration::days(days)
}

fn length(year: i32, month: u32) -> u32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The same day `months` later, or the last one that its month has.
fn later(day: NaiveDate, months: u32) -> NaiveDate {
    let (mut year, mut month) = (day.year(), day.month());
    for _ in 0..months {
        (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    }
    NaiveDate::from_ymd_opt(year, month, day.day().min(length(year, month))).unwrap()
}

/// A fraction, not negative.
#[derive(Clone, Copy)]
struct Part(i128, i128);

impl Part {
    fn and(self, other: Part) -> Part {
        let (n, d) = (self.0 * other.1 + other.0 * self.1, self.1 * other.1);
        let (mut common, mut rest) = (n, d);
        while rest != 0 {
            (common, rest) = (rest, common % rest);
        }
        Part(n / common, d / common)
    }

    fn times(self, n: i128, d: i128) -> Part {
        Part(self.0 * n, self.1 * d).and(Part(0, 1))
    }

    fn rounded(self) -> i64 {
        i64::try_from((self.0 * 2 + self.1).div_euclid(self.1 * 2)).unwrap()
    }
}

/// A month of a term: when it is earned, how much of a month it is as agreed, and what amounts count for how much.
struct Counted {
    earned: Month,
    agreed: Part,
    parts: Vec<(i64, Part)>,
}

impl Told {
    fn case(&self) -> Case {
        let end = plus(later(self.start, self.months), self.days);
        let major = |minor: i64| format!("{}.{:02}", minor / 100, minor % 100);
        let amounts = self.amounts[1..].iter().map(|(day, minor)| format!("{} {}", major(*minor), plus(self.start, *day)));
        let mut cells = vec![
            ("amount", major(self.amounts[0].1)),
            ("per", self.per.to_owned()),
            ("proration", self.method.to_owned()),
            ("starts_on", self.start.to_string()),
            ("last_day", plus(end, -1).to_string()),
            ("renews_by", self.renews_by.to_string()),
            ("later_amounts", amounts.collect::<Vec<_>>().join("; ")),
        ];
        if let Some(day) = self.cancelled {
            cells.extend([("last_day_in_force", plus(self.start, day - 1).to_string()), ("cancelled_by", "customer".to_owned())]);
        }
        Case { line: 2, cells: cells.into_iter().collect() }
    }

    fn amount(&self, day: NaiveDate) -> i64 {
        self.amounts.iter().rev().find(|(from, _)| plus(self.start, *from) <= day).unwrap().1
    }

    /// The months of a term, one after the other, if it ends early at `end`.
    fn counted(&self, term: &ResolvedTerm, anchor: NaiveDate, end: NaiveDate) -> Vec<Counted> {
        let span = term.term.span;
        let mut all = Vec::new();
        let calendar = NaiveDate::from_ymd_opt(span.from.year(), span.from.month(), 1).unwrap();
        let anchor = if self.method == "daily" { calendar } else { anchor };
        for number in 0.. {
            let (from, until) = (later(anchor, number), later(anchor, number + 1));
            if from >= span.until {
                return all;
            }
            if until <= span.from {
                continue;
            }
            let days: Vec<NaiveDate> = (0..(until - from).num_days()).map(|n| plus(from, n)).collect();
            let one = Part(1, i128::try_from(days.len()).unwrap());
            let of_term = days.iter().filter(|day| span.from <= **day && **day < span.until).count();
            let in_force: Vec<NaiveDate> = days.iter().copied().filter(|day| span.from <= *day && *day < end).collect();
            let whole = |counts: bool| Part(i128::from(counts), 1);
            let (agreed, parts) = match self.method {
                "daily" | "anniversary" => (
                    one.times(i128::try_from(of_term).unwrap(), 1),
                    in_force.iter().map(|day| (self.amount(*day), one)).collect(),
                ),
                "begun" => (whole(true), in_force.first().map(|day| (self.amount(*day), whole(true))).into_iter().collect()),
                _ => {
                    let last = in_force.last().filter(|_| in_force.len() == days.len());
                    (whole(of_term == days.len()), last.map(|day| (self.amount(*day), whole(true))).into_iter().collect())
                }
            };
            all.push(Counted { earned: Month::of(from), agreed, parts });
        }
        all
    }

    /// The base of every month of a term that has one.
    fn bases(&self, term: &ResolvedTerm, anchor: NaiveDate, end: NaiveDate) -> Vec<(Month, i64)> {
        let mut counted = self.counted(term, anchor, end);
        let mut whole = counted.iter().fold(Part(0, 1), |sum, month| sum.and(month.agreed));
        if self.per == "term" && whole.0 == 0 {
            whole = Part(1, 1);
            let last = plus(term.term.span.until, -1);
            let parts = if end > last { vec![(self.amount(last), whole)] } else { Vec::new() };
            counted = vec![Counted { earned: counted[0].earned, agreed: whole, parts }];
        }
        let mut run = Part(0, 1);
        let mut bases = Vec::new();
        for month in counted {
            let before = if self.per == "month" { Part(0, 1) } else { run };
            run = before;
            for (amount, weight) in month.parts {
                let share = weight.times(i128::from(amount), 1);
                run = run.and(match (self.per, term.term.months) {
                    ("month", _) => share,
                    ("term", _) => share.times(whole.1, whole.0),
                    (_, Some(months)) => share.times(whole.1 * i128::from(months), whole.0 * 12),
                    (_, None) => share.times(1, 12),
                });
            }
            bases.push((month.earned, run.rounded() - before.rounded()));
        }
        bases
    }
}

proptest! {
    #[test]
    fn bases_are_those_of_day_by_day_arithmetic(told in told()) {
        let deal = super::deal(&told.case());
        let end = plus(later(told.start, told.months), told.days);
        let anchor = if told.days == 0 { told.start } else { end };
        for (number, anchor) in [(1, told.start), (2, anchor)] {
            holds_for(&told, &deal, number, anchor)?;
        }
    }

    #[test]
    fn begun_counts_no_less_than_days_and_completed_no_more(told in told()) {
        let sum = |method: &'static str| {
            let told = Told { method, per: "month", amounts: told.amounts[..1].to_vec(), ..told.clone() };
            let deal = super::deal(&told.case());
            let term = deal.term(1, Month::of(told.start)).unwrap();
            term.term.span.months().map(|month| month_base(&term, month, &mut Silent).minor).sum::<i64>()
        };
        let (completed, anniversary, begun) = (sum("completed"), sum("anniversary"), sum("begun"));
        prop_assert!(completed <= anniversary && anniversary <= begun, "{completed} {anniversary} {begun}");
        if told.days == 0 && told.cancelled.is_none() {
            prop_assert_eq!(completed, begun, "nothing is cut");
        }
    }
}

fn holds_for(told: &Told, deal: &Deal, number: u32, anchor: NaiveDate) -> Result<(), TestCaseError> {
    let far = Month::of(plus(told.start, 20_000));
    let exists = deal.terms(None, plus(told.start, 5_000)).unwrap().iter().any(|term| term.number == number);
    let Some(term) = exists.then(|| deal.term(number, far).ok()).flatten() else { return Ok(()) };
    let span = term.term.span;
    let end = told.cancelled.map_or(span.until, |day| plus(told.start, day).max(span.from).min(span.until));
    let expected = told.bases(&term, anchor, end);
    let of = |bases: &[(Month, i64)], month: Month| bases.iter().find(|(own, _)| *own == month).map_or(0, |(_, base)| *base);
    let cuts: Vec<NaiveDate> = told.cuts.iter().map(|day| plus(span.from, *day)).collect();
    for month in Month::of(span.from).previous().through(Month::of(span.until).next()) {
        let base = month_base(&term, month, &mut Silent).minor;
        prop_assert_eq!(base, of(&expected, month), "term {} in {}", number, month);
        let pieces = pieces(&term, month, base, &cuts);
        prop_assert_eq!(pieces.iter().map(|piece| piece.minor).sum::<i64>(), base, "pieces of {}", month);
        prop_assert!(pieces.iter().all(|piece| piece.days.intersect(term.earned_days(month)) == piece.days));
        prop_assert!(pieces.is_sorted_by(|one, next| one.days.until <= next.days.from));
        prop_assert!(base == 0 || pieces.iter().all(|piece| !piece.days.is_empty()), "a base has days");
    }
    let agreed: i64 = told.bases(&term, anchor, span.until).iter().map(|(_, base)| base).sum();
    prop_assert_eq!(term_base(&term, &mut Silent), agreed);
    Ok(())
}
