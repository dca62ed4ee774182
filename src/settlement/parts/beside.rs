//! Parts beside the families of rates: an uplift of another component, and what accrues in a fund.

use rust_decimal::Decimal;

use super::{Making, Part, Rule, Times};
use crate::{basics::Exact, rulebook::Shape};

impl<'a> Making<'_, 'a> {
    /// What accrues in the partner's fund, by the table of benefits.
    pub(super) fn fund(&self) -> Option<Part<'a>> {
        let (standing, day) = (self.governing.standing, self.governing.day);
        let row = self.grounds.rules.benefits.fund_percent(
            standing.and_then(|standing| standing.programme.as_ref()),
            standing.and_then(|standing| standing.tier.as_ref()),
            standing.map_or(&[][..], |standing| &standing.competencies),
            day,
        )?;
        let rule = Rule::new(row.label, row.rule);
        let times = Times::Percent(row.rule.value, Decimal::ZERO);
        Some(Part { rule, days: self.term.earned_days(self.month), of: Exact::minor(self.base), times, once: false, band: None })
    }

    /// Percent of another component's rounded amount. Whether a row stands at all.
    pub(super) fn uplift(&self, parts: &mut Vec<Part<'a>>) -> bool {
        let service = self.term.earned_days(self.month);
        let Some(row) = self.grounds.rules.rates.uplift(&self.term.ask(&self.governing, service.from)) else { return false };
        let (of, times) = match row.rule.value {
            Shape::Uplift(percent, of) => {
                let minor = self.before.iter().find(|(own, _)| *own == of).map_or(0, |(_, minor)| *minor);
                (Exact::minor(minor), Times::Percent(percent, Decimal::ZERO))
            }
            // Said already, by whichever family asked first.
            _ => return true,
        };
        parts.push(Part { rule: Rule::of(row), days: service, of, times, once: false, band: None });
        true
    }
}
