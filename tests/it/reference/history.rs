//! One contract, day by day: what of its amount falls into each month.

use chrono::{Datelike, NaiveDate};

use super::world::{Basis, Contract, Per};

/// Contract, term and earned month.
pub type Key = (String, u32, (i32, u32));

/// An exact fraction, kept short.
#[derive(Clone, Copy, Debug)]
pub struct Fraction(i128, i128);

impl Fraction {
    pub fn whole(number: i128) -> Self {
        Fraction(number, 1)
    }

    pub fn times(self, numerator: i128, denominator: i128) -> Self {
        Fraction(self.0 * numerator, self.1 * denominator).short()
    }

    pub fn plus(self, other: Fraction) -> Self {
        Fraction(self.0 * other.1 + other.0 * self.1, self.1 * other.1).short()
    }

    /// Half away from zero, to a multiple of `step`.
    pub fn round(self, step: i128) -> i128 {
        let Fraction(numerator, denominator) = self.times(1, step);
        let steps = (2 * numerator.abs() + denominator) / (2 * denominator);
        steps * step * numerator.signum()
    }

    fn short(self) -> Self {
        let (mut a, mut b) = (self.0.abs(), self.1);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        Fraction(self.0 / a.max(1), self.1 / a.max(1))
    }
}

pub fn month_of(day: NaiveDate) -> (i32, u32) {
    (day.year(), day.month())
}

pub fn days_of_month(year: i32, month: u32) -> u32 {
    (28..=31).rev().find(|day| NaiveDate::from_ymd_opt(year, month, *day).is_some()).unwrap()
}

/// `start` + months, on the last day where the month is too short.
pub fn months_later(start: NaiveDate, months: u32) -> NaiveDate {
    let count = start.year() * 12 + start.month0().cast_signed() + months.cast_signed();
    let (year, month) = (count.div_euclid(12), count.rem_euclid(12).cast_unsigned() + 1);
    NaiveDate::from_ymd_opt(year, month, start.day().min(days_of_month(year, month))).unwrap()
}

/// The terms that begin through a day: number, days, whole months, signing.
fn terms(contract: &Contract, last_day: NaiveDate) -> Vec<(u32, NaiveDate, NaiveDate, Option<u32>, NaiveDate)> {
    let signed = contract.signed.unwrap_or(contract.start);
    let mut terms = vec![(1, contract.start, contract.end, contract.months, signed)];
    let (anchor, mut counted) = contract.months.map_or((contract.end, 0), |months| (contract.start, months));
    loop {
        let (number, _, end, _, _) = *terms.last().unwrap();
        if contract.renewal == 0 || end > last_day || contract.cancelled.is_some_and(|(day, _)| day <= end) {
            break;
        }
        counted += contract.renewal;
        terms.push((number + 1, end, months_later(anchor, counted), Some(contract.renewal), end));
    }
    terms.retain(|(_, start, ..)| *start <= last_day);
    terms
}

/// What each day counts, summed by month: the month, its first day in the span, the sum.
fn by_month(start: NaiveDate, until: NaiveDate, counts: impl Fn(NaiveDate) -> i128) -> Vec<((i32, u32), NaiveDate, i128)> {
    let mut months: Vec<((i32, u32), NaiveDate, i128)> = Vec::new();
    for day in start.iter_days().take_while(|day| *day < until) {
        match months.last_mut().filter(|(month, ..)| *month == month_of(day)) {
            Some((_, _, sum)) => *sum += counts(day),
            None => months.push((month_of(day), day, counts(day))),
        }
    }
    months
}

/// Term, month, base and governing day of every month that is due through a day.
pub fn due(contract: &Contract, last_day: NaiveDate) -> Vec<(u32, (i32, u32), i128, NaiveDate)> {
    let mut all = Vec::new();
    for (number, start, end, months, signed) in terms(contract, last_day) {
        let runs_on = contract.referral && contract.cancelled.is_some_and(|(_, by)| by == "principal");
        let covered = contract.cancelled.filter(|_| !runs_on).map_or(end, |(day, _)| end.min(day));
        let part_of_month = |(year, month), days: i128| Fraction::whole(days).times(1, i128::from(days_of_month(year, month)));
        // The weight of the term as agreed: each day counts one part of its month.
        let months_agreed = by_month(start, end, |_| 1);
        let weight =
            months_agreed.iter().fold(Fraction::whole(0), |sum, (month, _, days)| sum.plus(part_of_month(*month, *days)));
        let in_force = |day: NaiveDate| contract.phases.iter().rev().find(|(from, _)| *from <= day).unwrap().1;
        let spread = by_month(start, covered, in_force);
        let mut run = Fraction::whole(0);
        for (month, first, amount) in spread {
            let amount = part_of_month(month, amount);
            let part = match (contract.per, months) {
                (Per::Month, _) => amount,
                (Per::Year, None) => amount.times(1, 12),
                (Per::Year, Some(months)) => amount.times(i128::from(months), 12).times(weight.1, weight.0),
                (Per::Term, _) => amount.times(weight.1, weight.0),
            };
            let before = run.round(1);
            run = run.plus(part);
            let base = if contract.per == Per::Month { part.round(1) } else { run.round(1) - before };
            if month <= month_of(last_day) {
                let day = match contract.basis() {
                    Basis::SignedOn => signed,
                    Basis::StartsOn => start,
                    Basis::Earned => first,
                    Basis::LastAnniversary => {
                        (0..100).map(|years| months_later(start, 12 * years)).take_while(|day| *day <= first).last().unwrap()
                    }
                };
                all.push((number, month, base, day));
            }
        }
    }
    all
}
