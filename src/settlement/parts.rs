//! The parts of a component's amount for a month: which rows apply, to what, and how often.
//!
//! Owns the shapes (design §6): rows of one family compete, families add; a step that falls inside a month cuts the
//! month's base at its day. Leaves rounding to [`super::price()`]. Holds true: a month for which no row of any family
//! stands is held, never priced at nothing.

mod beside;
mod of_base;
mod once;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{Governing, Grounds, Kept, Recorder, ResolvedTerm, Unresolved, kept, pieces};
use crate::{
    basics::{BandName, Code, Component, Exact, Month, Source, Span},
    rulebook::{EarnedWhen, Family, RateRow},
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
            parts.push(self.fund().ok_or_else(|| self.no_rate(self.term.earned_days(self.month).from))?);
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
        (term.covered != term.term.span).then(|| {
            let rows = self.grounds.rules.clawbacks.get(&(term.agreement.value.plan.clone(), term.component));
            kept(
                rows.and_then(|line| line.at(self.governing.day)),
                term.term.span,
                (term.term.counted_from, term.term.months),
                term.cancelled,
                recorder,
            )
        })
    }

    /// What of the month the customer has paid, where the plan asks.
    pub fn paid(&self) -> Option<(i64, i64)> {
        (self.term.plan.value.earned_when == EarnedWhen::CustomerPaid).then(|| self.grounds.paid_share(self.term, self.month))
    }
    fn row(&self, family: Family, in_force: NaiveDate) -> Option<RateRow<'a>> {
        self.grounds.rules.rates.of_family(&self.term.ask(&self.governing, in_force), family)
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
