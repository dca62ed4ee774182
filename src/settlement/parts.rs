//! The parts of a component's amount for a month: which rows apply, to what, and how often.
//!
//! Owns the shapes (design §6): rows of one family compete, families add; a step that falls inside a month cuts the
//! month's base at its day. Leaves rounding to [`super::price()`]. Holds true: a month for which no row of any family
//! stands is held, never priced at nothing.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{
    Governing, Grounds, Kept, Recorder, ResolvedTerm, Silent, Unresolved, fixed_between, kept, monthly_on_start, pieces,
    term_base,
};
use crate::{
    basics::{BandName, Code, Component, Exact, Month, Source, Span, add_months},
    rulebook::{EarnedWhen, Family, Fixed, PercentSteps, RateRow, Shape},
    sheets::dated::Ruled,
};

/// The row that a part rests on.
#[derive(Clone, Copy, Debug)]
pub struct Rule<'a> {
    /// What it is for, in a word.
    pub label: &'a str,
    /// Where it stands.
    pub source: Source,
    /// The authority it names.
    pub reference: &'a str,
    /// The first day it holds.
    pub effective_from: NaiveDate,
    /// The day it became known.
    pub recorded_on: NaiveDate,
}

impl<'a> Rule<'a> {
    fn of(row: RateRow<'a>) -> Self {
        Rule::new(row.label, row.rule)
    }

    fn new<V>(label: &'a str, rule: &'a Ruled<V>) -> Self {
        Rule {
            label,
            source: rule.source,
            reference: &rule.reference,
            effective_from: rule.effective_from,
            recorded_on: rule.recorded_on,
        }
    }
}

/// How often a part takes what it applies to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// Percent, with percentage points on top.
    Percent(Decimal, Decimal),
    /// So many times.
    Factor(Decimal),
    /// Once.
    Whole,
    /// Not at all: the row says that nothing is owed.
    Nothing,
}

/// One part of an amount.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    /// The row it rests on.
    pub rule: Rule<'a>,
    /// The days it is for.
    pub days: Span,
    /// What it applies to.
    pub of: Exact,
    /// How often.
    pub times: Times,
    /// Whether it is due once per term, so that a clawback can lower it.
    pub once: bool,
    /// The band that it is by volume of, where it is.
    pub band: Option<&'a BandName>,
}

impl Part<'_> {
    /// What it comes to.
    #[must_use]
    pub fn exact(&self) -> Exact {
        match self.times {
            Times::Percent(percent, points) => self.of.percent(percent + points),
            Times::Factor(factor) => self.of.times(factor),
            Times::Whole => self.of,
            Times::Nothing => Exact::zero(),
        }
    }
}

/// What a component's parts are made from: a term, an earned month, and the day that governs.
pub(super) struct Making<'t, 'a> {
    pub term: &'t ResolvedTerm<'a>,
    pub month: Month,
    pub governing: Governing<'a>,
    pub base: i64,
    pub grounds: &'t Grounds<'a>,
    /// What the components priced before came to in this month, for an uplift.
    pub before: &'t [(Component, i64)],
}

impl<'a> Making<'_, 'a> {
    /// Every part of the month, or why it has none. Each stretch of the month needs a row of some family.
    pub fn parts(&self) -> Result<Vec<Part<'a>>, Unresolved> {
        let mut parts = Vec::with_capacity(1);
        if self.term.component == Component::Fund {
            parts.push(self.fund().ok_or_else(|| self.no_rate(self.governing.day))?);
            return Ok(parts);
        }
        let stretches = self.stretches();
        let mut stands = vec![false; stretches.len()];
        self.of_base(&stretches, &mut stands, &mut parts)?;
        let once = self.once(&mut parts);
        self.fixed(&stretches, &mut stands, &mut parts)?;
        let uplift = self.uplift(&mut parts);
        if let Some(bare) = stands.iter().position(|stands| !stands).filter(|_| !once && !uplift) {
            return Err(self.no_rate(stretches[bare].from));
        }
        let counts = |part: &Part| part.times != Times::Nothing || part.band.is_some();
        if parts.iter().any(counts) {
            parts.retain(counts);
        }
        Ok(parts)
    }

    /// What a clawback leaves of the parts that are due once; nothing where no cancellation cuts the term.
    pub fn kept(&self, recorder: &mut impl Recorder) -> Option<Kept> {
        let term = self.term;
        let cuts = term.cancelled.is_some_and(|(day, _)| day < term.term.span.until);
        let runs_on = term.covered == term.term.span;
        (cuts && !runs_on).then(|| {
            let rows = self.grounds.rules.clawbacks.get(&(term.agreement.value.plan.clone(), term.component));
            kept(rows.and_then(|line| line.at(self.governing.day)), term.term.span, term.term.months, term.cancelled, recorder)
        })
    }

    /// What of the month the customer has paid, where the plan asks.
    pub fn paid(&self) -> Option<(i64, i64)> {
        (self.term.plan.value.earned_when == EarnedWhen::CustomerPaid).then(|| self.grounds.paid_share(self.term, self.month))
    }

    fn row(&self, family: Family, in_force: NaiveDate) -> Option<RateRow<'a>> {
        self.grounds.rules.rates.of_family(&self.term.ask(&self.governing, in_force), family)
    }

    /// What accrues in the partner's fund, by the table of benefits.
    fn fund(&self) -> Option<Part<'a>> {
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

    /// The stretches of the days that the month is for, cut at contract months that rows name.
    fn stretches(&self) -> Vec<Span> {
        let days = self.term.earned_days(self.month);
        let steps = self.grounds.rules.rates.steps(self.term.component, &self.term.agreement.value.plan);
        cut(days, steps.iter().map(|month| self.term.contract_month_starts(*month)))
    }

    /// What of a month's amount falls to each of some stretches; nothing to one that the plan's proration leaves out.
    fn by_stretch(&self, minor: i64, stretches: &[Span]) -> Vec<Option<i64>> {
        if let [_] = stretches {
            return vec![Some(minor)];
        }
        let cuts: Vec<NaiveDate> = stretches.iter().map(|days| days.from).collect();
        let mut shares = vec![None; stretches.len()];
        for piece in pieces(self.term, self.month, minor, &cuts) {
            let own = stretches.iter().rposition(|days| days.from <= piece.days.from).unwrap_or(0);
            *shares[own].get_or_insert(0) += piece.minor;
        }
        shares
    }

    /// Percent, tenure and band, of the month's base. Marks the stretches in which a row stands.
    fn of_base(&self, stretches: &[Span], stands: &mut [bool], parts: &mut Vec<Part<'a>>) -> Result<(), Unresolved> {
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

    /// The first day of the term, where this month is the one it begins in.
    fn first_day(&self) -> Option<NaiveDate> {
        let first = self.term.term.span.from;
        (Month::of(first) == self.month).then_some(first)
    }

    /// Multiple and percent of term: due once, in the month in which the term begins. Whether a row stands at all.
    fn once(&self, parts: &mut Vec<Part<'a>>) -> bool {
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
    fn fixed(&self, stretches: &[Span], stands: &mut [bool], parts: &mut Vec<Part<'a>>) -> Result<(), Unresolved> {
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

    /// Percent of another component's rounded amount. Whether a row stands at all.
    fn uplift(&self, parts: &mut Vec<Part<'a>>) -> bool {
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

    fn no_rate(&self, in_force: NaiveDate) -> Unresolved {
        let ask = self.term.ask(&self.governing, in_force);
        let tier = ask.tier.map_or_else(|| "no tier".to_owned(), |tier| format!("tier {tier}"));
        Unresolved {
            code: Code::NoRate,
            message: format!(
                "no row gives {} of plan {} for product {}, {tier}, term {} on {}",
                self.term.component, ask.plan, ask.product, ask.term, ask.day
            ),
            remedy: format!(
                "add a row to rulebook/{}.csv; {} says that nothing is owed",
                if self.term.component == Component::Fund { "benefits" } else { "rates" },
                if self.term.component == Component::Fund { "the value 0" } else { "shape none" },
            ),
        }
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
}

/// A span cut at each of `days` that lies inside it.
fn cut(span: Span, days: impl Iterator<Item = NaiveDate>) -> Vec<Span> {
    let mut days: Vec<NaiveDate> = days.filter(|day| span.from < *day && *day < span.until).collect();
    days.sort_unstable();
    days.dedup();
    let mut pieces = Vec::with_capacity(days.len() + 1);
    let mut from = span.from;
    for day in days {
        pieces.push(Span::new(from, day));
        from = day;
    }
    pieces.push(Span::new(from, span.until));
    pieces
}
