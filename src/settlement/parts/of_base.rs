//! Parts of the month's base: percent, tenure, band; and the points on top.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{Making, Part, Rule, Times, cut};
use crate::{
    basics::{BandName, Code, Exact, Span, add_months},
    rulebook::{Family, PercentSteps, RateRow, Shape},
    settlement::Unresolved,
};

impl<'a> Making<'_, 'a> {
    /// Percent, tenure and band, of the month's base. Marks the stretches in which a row stands.
    pub(super) fn of_base(&self, stretches: &[Span], stands: &mut [bool], parts: &mut Vec<Part<'a>>) -> Result<(), Unresolved> {
        let mut laid: Vec<(Span, Option<(RateRow<'a>, Times)>)> = Vec::with_capacity(1);
        for (days, stands) in stretches.iter().zip(stands) {
            let row = self.row(Family::OfBase, days.from);
            *stands |= row.is_some();
            match row.map(|row| (row, &row.rule.value)) {
                None => laid.push((*days, None)),
                Some((row, Shape::Percent(percent))) => {
                    laid.push((*days, Some((row, Times::Percent(*percent, self.points(days.from))))));
                }
                Some((row, Shape::Tenure(steps))) => {
                    let piece = |(days, percent)| (days, Some((row, Times::Percent(percent, Decimal::ZERO))));
                    laid.extend(self.tenure(*days, steps).into_iter().map(piece));
                }
                Some((row, Shape::Band(_))) => laid.push((*days, Some((row, Times::Whole)))),
                Some((row, _)) => laid.push((*days, Some((row, Times::Nothing)))),
            }
        }
        let shares = self.by_stretch(self.base, &laid.iter().map(|(days, _)| *days).collect::<Vec<_>>());
        for ((days, row), minor) in laid.into_iter().zip(shares) {
            let (Some((row, times)), Some(minor)) = (row, minor) else { continue };
            let part = Part { rule: Rule::of(row), days, of: Exact::minor(minor), times, once: false, band: None };
            match &row.rule.value {
                Shape::Band(band) => self.by_volume(part, band, parts)?,
                _ => parts.push(part),
            }
        }
        Ok(())
    }

    /// A part by volume. While volumes are still being counted it is the base that claims; then the item's share of what
    /// the payee gets, for all stretches of the month together.
    fn by_volume(&self, part: Part<'a>, band: &'a BandName, parts: &mut Vec<Part<'a>>) -> Result<(), Unresolved> {
        if self.grounds.rules.bands.on(band, self.governing.day).is_none() {
            return Err(Unresolved {
                code: Code::NoRate,
                message: format!("band {band} has no row on {}", self.governing.day),
                remedy: "add the rows of the band to rulebook/bands.csv".to_owned(),
            });
        }
        let Some(shares) = &self.grounds.bands else {
            parts.push(Part { times: Times::Nothing, band: Some(band), ..part });
            return Ok(());
        };
        if parts.iter().all(|own| own.band != Some(band)) {
            parts.push(Part { of: shares.share(self.term, self.month, band)?, band: Some(band), ..part });
        }
        Ok(())
    }

    /// A stretch cut where the customer's tenure passes a step, with the percentage of each piece.
    fn tenure(&self, days: Span, steps: &PercentSteps) -> Vec<(Span, Decimal)> {
        let passed = |months: u32| add_months(self.term.tenure_from, months);
        let pieces = cut(days, steps.limits().map(passed));
        pieces.iter().map(|piece| (*piece, steps.first_within(|limit| piece.from < passed(limit)).percent)).collect()
    }

    /// Percentage points for the competencies held, after the plan's cap.
    fn points(&self, in_force: NaiveDate) -> Decimal {
        let Some(cap) = self.term.plan.value.points_cap else { return Decimal::ZERO };
        let sum: Decimal = self.points_rows(in_force).iter().map(|row| row.rule.value.worth()).sum();
        sum.min(cap)
    }

    /// The rows that add points.
    pub fn points_rows(&self, in_force: NaiveDate) -> Vec<RateRow<'a>> {
        if self.term.plan.value.points_cap.is_none() {
            return Vec::new();
        }
        let rows = self.grounds.rules.rates.points(&self.term.ask(&self.governing, in_force));
        rows.into_iter().map(|(_, row)| row).collect()
    }
}
