//! The amount of a payee's month: the steps it touches, what each gives, and the sum, rounded once.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{
    super::{Recorder, Step},
    BandHold, Claim, Counted,
};
use crate::{
    basics::{Currency, Exact, Month},
    rulebook::{Band, BandGives, BandMethod, BandMetric, BandScope, BandStep, BandWindow},
};

/// What a step of the band gives to a month.
#[derive(Clone, Debug)]
pub struct Rung<'a> {
    /// The step.
    pub step: &'a BandStep,
    /// To how much its value is applied: major units, contracts or seats.
    pub quantity: Decimal,
    /// Paid on entry, in minor units.
    pub plus: i64,
}

/// How the amount of a payee's month came about.
#[derive(Clone, Debug)]
pub struct BandMonth<'a> {
    /// The version of the band that counts.
    pub band: &'a Band,
    /// The governing day that picked it.
    pub day: NaiveDate,
    /// Whether claims of the month pick other versions too.
    pub several: bool,
    /// The month.
    pub month: Month,
    /// The last month that was counted.
    pub through: Month,
    /// What was counted from the window's start through that month; it picks the step.
    pub reached: Decimal,
    /// What the month adds to it.
    pub quantity: Decimal,
    /// The sum of the month's bases, in minor units.
    pub volume: i64,
    /// The steps that give something.
    pub rungs: Vec<Rung<'a>>,
    /// The amount before rounding.
    pub unrounded: Exact,
    /// The step it is rounded to, in minor units.
    pub step_minor: i64,
    /// The amount in minor units.
    pub minor: i64,
}

impl<'a> BandMonth<'a> {
    /// The amount of the month in which `counted` was counted; `last` is the window's last month.
    pub(super) fn priced<K>(claims: &[&Claim<'a, K>], counted: &Counted, last: &Counted) -> Result<Self, BandHold> {
        // The version of the latest governing day counts for all; of equal days the coarser rounding.
        let ruling = claims.iter().max_by_key(|claim| (claim.day, claim.step_minor)).expect("a month has a claim");
        let (band, day, step_minor) = (ruling.band, ruling.day, ruling.step_minor);
        let re_rates = band.terms.method == BandMethod::Flat && band.terms.window != BandWindow::YearToDate;
        let up_to = if re_rates { last } else { counted };
        let rungs = match band.terms.method {
            BandMethod::Flat => flat(band, counted, up_to.after)?,
            BandMethod::Graduated => graduated(band, counted)?,
        };
        let unrounded = rungs.iter().map(|rung| rung.gives(band)).fold(Exact::zero(), Exact::plus);
        Ok(BandMonth {
            band,
            day,
            several: claims.iter().any(|claim| claim.band.since != band.since),
            month: counted.month,
            through: up_to.month,
            reached: up_to.after,
            quantity: counted.quantity(),
            volume: counted.volume,
            rungs,
            unrounded,
            step_minor,
            minor: unrounded.round(step_minor),
        })
    }

    /// Takes down how it came about.
    pub fn explain(&self, recorder: &mut impl Recorder) {
        let BandMonth { band, month, through, .. } = self;
        let currency = band.terms.currency;
        let by = if band.terms.scope == BandScope::Payee { "through this distributor" } else { "through all distributors" };
        recorder.step(|| Step {
            what: format!(
                "{} {by}, {} through {through}; {month} adds {}",
                band.terms.metric,
                band.terms.window,
                shown(band, self.quantity)
            ),
            result: shown(band, self.reached),
            source: None,
            authority: String::new(),
        });
        if self.several {
            recorder.step(|| Step {
                what: format!(
                    "the month's items pick several versions of band {}; that of the latest day, {}, counts",
                    band.name, self.day
                ),
                result: String::new(),
                source: None,
                authority: String::new(),
            });
        }
        for rung in &self.rungs {
            recorder.step(|| rung.explained(band));
        }
        recorder.step(|| Step {
            what: format!(
                "{} rounded half away from zero to {}",
                self.unrounded.shown(currency, 8),
                currency.major(self.step_minor)
            ),
            result: currency.major(self.minor).to_string(),
            source: None,
            authority: "once for the payee's month".to_owned(),
        });
    }
}

impl Rung<'_> {
    /// Its part of the amount.
    fn gives(&self, band: &Band) -> Exact {
        let (currency, value) = (band.terms.currency, self.step.rule.value.value);
        let given = match band.terms.gives {
            BandGives::Percent => money(currency, self.quantity).percent(value.normalize()),
            BandGives::PerUnit => money(currency, value).times(self.quantity),
        };
        given.plus(Exact::minor(self.plus))
    }

    fn explained(&self, band: &Band) -> Step {
        let (currency, row) = (band.terms.currency, &self.step.rule.value);
        let to = row.to.map_or_else(|| "on".to_owned(), |to| format!("to below {}", to.normalize()));
        let value = row.value.normalize();
        let given = match band.terms.gives {
            BandGives::Percent => format!("{} × {value} %", shown_money(currency, self.quantity)),
            BandGives::PerUnit => format!("{} × {value} {currency}", shown(band, self.quantity)),
        };
        let plus =
            if self.plus == 0 { String::new() } else { format!(", and {} {currency} on entry", currency.major(self.plus)) };
        Step {
            what: format!("band {}, {}, from {} {to}: {given}{plus}", band.name, band.terms.method, self.step.from.normalize()),
            result: self.gives(band).shown(currency, 8).to_string(),
            source: Some(self.step.rule.source),
            authority: self.step.rule.reference.clone(),
        }
    }
}

/// Flat: the whole month at the step reached.
fn flat<'a>(band: &'a Band, counted: &Counted, reached: Decimal) -> Result<Vec<Rung<'a>>, BandHold> {
    let step = band.step(reached).ok_or(BandHold::NoStep(reached))?;
    let quantity = match band.terms.gives {
        BandGives::Percent => band.terms.currency.major(counted.volume),
        BandGives::PerUnit => counted.quantity(),
    };
    Ok(vec![Rung { step, quantity, plus: entry(step, counted) }])
}

/// Graduated: what the month adds inside each step. A month that adds something in a hole is held.
fn graduated<'a>(band: &'a Band, counted: &Counted) -> Result<Vec<Rung<'a>>, BandHold> {
    let rung = |step: &'a BandStep| {
        let quantity = step.part(counted.after) - step.part(counted.before);
        Rung { step, quantity, plus: entry(step, counted) }
    };
    let rungs: Vec<Rung> = band.steps.iter().map(rung).filter(|rung| !rung.quantity.is_zero() || rung.plus != 0).collect();
    let inside: Decimal = rungs.iter().map(|rung| rung.quantity).sum();
    if band.step(counted.after).is_none() {
        return Err(BandHold::NoStep(counted.after));
    }
    if inside != counted.quantity() {
        return Err(BandHold::Hole(counted.before, counted.after));
    }
    Ok(rungs)
}

/// What is paid on entry, where the month is the one that enters the step.
fn entry(step: &BandStep, counted: &Counted) -> i64 {
    if step.is_reached(counted.after) && !step.is_reached(counted.before) { step.rule.value.plus } else { 0 }
}

/// `amount` major units.
fn money(currency: Currency, amount: Decimal) -> Exact {
    Exact::minor(10_i64.pow(currency.digits())).times(amount)
}

/// `amount` major units, which are whole minor units, with the digits of the currency.
fn shown_money(currency: Currency, amount: Decimal) -> String {
    format!("{} {currency}", currency.major(money(currency, amount).round(1)))
}

/// What a band counts, with its unit.
pub(super) fn shown(band: &Band, metric: Decimal) -> String {
    let one = metric == Decimal::ONE;
    match band.terms.metric {
        BandMetric::Volume => shown_money(band.terms.currency, metric),
        BandMetric::Contracts => format!("{} {}", metric.normalize(), if one { "contract" } else { "contracts" }),
        BandMetric::Seats => format!("{} {}", metric.normalize(), if one { "seat" } else { "seats" }),
    }
}
