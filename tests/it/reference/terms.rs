//! The terms of an item, and the stretches of time in them that a month's amount is for (design §4).

use chrono::NaiveDate;

use super::{
    calendar::{Month, days_between, first_day, month_of, months_later},
    exact::{Fraction, NOTHING},
    rules::{Proration, Rules},
    story::{Cause, Item},
};

#[derive(Clone, Copy, Debug)]
pub struct Term {
    pub number: u32,
    pub start: NaiveDate,
    pub end: NaiveDate,
    /// Whole months, where it has them.
    pub months: Option<u32>,
    pub signed: NaiveDate,
    /// From where its months are counted, and how many lie before it.
    anchor: NaiveDate,
    before: u32,
}

impl Term {
    /// The start of the term and so many months: counted from the anchor, so that month ends come back.
    pub fn months_in(&self, months: u32) -> NaiveDate {
        months_later(self.anchor, self.before + months)
    }

    /// Which month of the contract a day lies in, from 1.
    pub fn contract_month(&self, day: NaiveDate) -> u32 {
        let same_month = (month_of(day) - month_of(self.anchor)).cast_unsigned() - self.before;
        if day < self.months_in(same_month) { same_month } else { same_month + 1 }
    }
}

/// The cancellation, where its last day in force lies within the period.
pub fn cancelled(item: &Item, last_day: NaiveDate) -> Option<(NaiveDate, Cause)> {
    item.cancelled.filter(|(day, _)| day.pred_opt().unwrap() <= last_day)
}

/// The terms that begin through a day.
pub fn terms(item: &Item, last_day: NaiveDate) -> Vec<Term> {
    let signed = item.signed.unwrap_or(item.start);
    let first = Term { number: 1, start: item.start, end: item.end, months: item.months, signed, anchor: item.start, before: 0 };
    let mut terms = vec![first];
    // Behind a term of days, months are counted from its end.
    let (anchor, mut counted) = item.months.map_or((item.end, 0), |months| (item.start, months));
    loop {
        let last = *terms.last().unwrap();
        if item.renewal == 0 || last.end > last_day || item.cancelled.is_some_and(|(day, _)| day <= last.end) {
            break;
        }
        let (start, before) = (last.end, counted);
        counted += item.renewal;
        let end = months_later(anchor, counted);
        terms.push(Term { number: last.number + 1, start, end, months: Some(item.renewal), signed: start, anchor, before });
    }
    terms.retain(|term| term.start <= last_day);
    terms
}

/// The first day of a term that is not covered, for one component.
pub fn covered_until(item: &Item, term: &Term, rules: &Rules, last_day: NaiveDate) -> NaiveDate {
    match cancelled(item, last_day) {
        Some((_, Cause::Principal)) if rules.runs_on() => term.end,
        Some((day, _)) => day.clamp(term.start, term.end),
        None => term.end,
    }
}

/// What one earned month of a term is for: days of that month, or a contract month that begins in it.
#[derive(Clone, Copy, Debug)]
pub struct Stretch {
    pub month: Month,
    pub from: NaiveDate,
    pub until: NaiveDate,
    /// The days of the whole month that it is, or is a part of.
    pub whole: i128,
    /// Whether it is a whole month as agreed.
    pub is_whole: bool,
    proration: Proration,
}

impl Stretch {
    /// What it weighs in its term as agreed.
    pub fn weight(&self) -> Fraction {
        match self.proration {
            Proration::Daily | Proration::Anniversary => Fraction::of(days_between(self.from, self.until), self.whole),
            Proration::Begun => Fraction::whole(1),
            Proration::Completed => Fraction::whole(i128::from(self.is_whole)),
        }
    }

    /// The amount that counts on a day of it, of the amounts in force.
    pub fn counts(&self, day: NaiveDate, in_force: &impl Fn(NaiveDate) -> Fraction) -> Fraction {
        match self.proration {
            Proration::Daily | Proration::Anniversary => in_force(day),
            Proration::Begun => in_force(self.from),
            Proration::Completed => in_force(self.until.pred_opt().unwrap()),
        }
    }

    /// The amount of the days from the one to the other, times the days: day by day, where `changes` are the only days
    /// on which the amount changes.
    pub fn over(
        &self,
        from: NaiveDate,
        until: NaiveDate,
        changes: &[NaiveDate],
        in_force: &impl Fn(NaiveDate) -> Fraction,
    ) -> Fraction {
        let mut days: Vec<NaiveDate> = changes.iter().copied().filter(|day| from < *day && *day < until).collect();
        days.extend([from, until]);
        days.sort_unstable();
        let amounts = days.windows(2).map(|pair| self.counts(pair[0], in_force).times_whole(days_between(pair[0], pair[1])));
        amounts.fold(NOTHING, Fraction::plus)
    }

    /// What falls into it of an amount per month, where cover ends on a day behind its start.
    pub fn part(&self, covered: NaiveDate, changes: &[NaiveDate], in_force: &impl Fn(NaiveDate) -> Fraction) -> Fraction {
        let until = self.until.min(covered);
        match self.proration {
            Proration::Daily | Proration::Anniversary => {
                self.over(self.from, until, changes, in_force).times(Fraction::of(1, self.whole))
            }
            Proration::Begun => in_force(self.from),
            Proration::Completed if self.is_whole && until == self.until => in_force(until.pred_opt().unwrap()),
            Proration::Completed => NOTHING,
        }
    }

    /// The days that its amount is for: a month that counts whole though cut counts to its end.
    pub fn served(&self, covered: NaiveDate) -> NaiveDate {
        if self.proration == Proration::Begun { self.until } else { self.until.min(covered) }
    }
}

/// The stretches of a term as agreed.
pub fn stretches(term: &Term, proration: Proration) -> Vec<Stretch> {
    let mut all = Vec::new();
    let mut from = term.start;
    while from < term.end {
        let (begins, ends) = if proration == Proration::Daily {
            (first_day(month_of(from)), first_day(month_of(from) + 1))
        } else {
            (from, term.months_in(u32::try_from(all.len()).unwrap() + 1))
        };
        let until = ends.min(term.end);
        let (whole, is_whole) = (days_between(begins, ends), (begins, ends) == (from, until));
        all.push(Stretch { month: month_of(from), from, until, whole, is_whole, proration });
        from = until;
    }
    all
}
