//! Parts that do not follow the month's base: multiple and percent of term, once per term; fixed amounts, once or per month.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{Making, Part, Rule, Times};
use crate::{
    basics::{Code, Exact, Month, Span},
    rulebook::{Family, Fixed, RateRow, Shape},
    settlement::{Recorder, Silent, Unresolved, fixed_between, fixed_per_month, monthly_on_start, term_base},
};

impl<'a> Making<'_, 'a> {
    /// The first day of the term, where this month is the one it begins in.
    fn first_day(&self) -> Option<NaiveDate> {
        let first = self.term.term.span.from;
        (Month::of(first) == self.month).then_some(first)
    }

    /// Multiple and percent of term: due once, in the month in which the term begins. Whether a row stands at all.
    pub(super) fn once(&self, parts: &mut Vec<Part<'a>>) -> bool {
        let start = self.term.term.span.from;
        let Some(row) = self.row(Family::Once, start).filter(|row| row.rule.value.family().is_some()) else { return false };
        if let Some(first) = self.first_day() {
            let (of, times) = match row.rule.value {
                Shape::Multiple(factor) => (monthly_on_start(self.term, &mut Silent), Times::Factor(factor)),
                Shape::PercentOfTerm(percent) => {
                    (Exact::minor(term_base(self.term, &mut Silent)), Times::Percent(percent, Decimal::ZERO))
                }
                _ => (Exact::zero(), Times::Nothing),
            };
            parts.push(Part {
                rule: Rule::of(row),
                days: Span::new(first, self.term.term.span.until),
                of,
                times,
                once: true,
                band: None,
            });
        }
        true
    }

    /// Fixed amounts. Marks the stretches in which a row stands.
    pub(super) fn fixed(&self, stretches: &[Span], stands: &mut [bool], parts: &mut Vec<Part<'a>>) -> Result<(), Unresolved> {
        // Amounts per month of all stretches together are rounded once, cumulatively.
        let (mut run, mut given) = (Exact::zero(), 0);
        for (at, days) in stretches.iter().enumerate() {
            let Some(row) = self.row(Family::Fixed, days.from) else { continue };
            let Shape::Fixed(fixed) = row.rule.value else { continue };
            stands[at] = true;
            if fixed.currency != self.term.record.currency {
                return Err(self.other_currency(&row, fixed));
            }
            if fixed.per_month {
                let own = fixed_between(self.term, *days, fixed.minor, fixed.per_seat).map_err(|_| Self::no_seats(&row))?;
                run = run.plus(own);
                let of = Exact::minor(run.round(1) - given);
                given = run.round(1);
                parts.push(Part { rule: Rule::of(row), days: *days, of, times: Times::Whole, once: false, band: None });
            } else if let Some(first) = self.first_day().filter(|first| days.from == *first) {
                let times = match (fixed.per_seat, self.seats_on_start()) {
                    (false, _) => Times::Whole,
                    (true, Some(seats)) => Times::Factor(seats),
                    (true, None) => return Err(Self::no_seats(&row)),
                };
                let days = Span::new(first, self.term.term.span.until);
                parts.push(Part { rule: Rule::of(row), days, of: Exact::minor(fixed.minor), times, once: true, band: None });
            }
        }
        Ok(())
    }

    fn seats_on_start(&self) -> Option<Decimal> {
        self.term.phases.first().and_then(|(_, record)| record.quantity)
    }

    fn other_currency(&self, row: &RateRow, fixed: Fixed) -> Unresolved {
        Unresolved {
            code: Code::NoRate,
            message: format!(
                "{} is an amount in {}, the contract is in {}",
                row.label, fixed.currency, self.term.record.currency
            ),
            remedy: "give the other currency a plan or a product of its own in rulebook/rates.csv".to_owned(),
        }
    }

    fn no_seats(row: &RateRow) -> Unresolved {
        Unresolved {
            code: Code::NoRate,
            message: format!("{} is an amount per seat, and the contract says no seats", row.label),
            remedy: "ask the distributor for the quantity, and name its column in the feed map".to_owned(),
        }
    }

    /// Takes down how what such a part applies to came about.
    pub fn explain(&self, part: &Part, recorder: &mut impl Recorder) {
        let (term, source) = (self.term, part.rule.source);
        let once = self.row(Family::Once, term.term.span.from).filter(|row| row.rule.source == source);
        match once.map(|row| &row.rule.value) {
            Some(Shape::Multiple(_)) => drop(monthly_on_start(term, recorder)),
            Some(Shape::PercentOfTerm(_)) => drop(term_base(term, recorder)),
            _ => {}
        }
        let fixed = self.row(Family::Fixed, part.days.from).filter(|row| row.rule.source == source);
        if let Some(Shape::Fixed(fixed)) = fixed.map(|row| &row.rule.value).filter(|_| !part.once) {
            // Missing seats were refused when the part was made.
            let _ = fixed_per_month(term, self.month, fixed.minor, fixed.per_seat, recorder);
        }
    }
}
