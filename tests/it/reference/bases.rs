//! The base of each month of a term, rounded once to minor units (design §4, §5).

use chrono::NaiveDate;

use super::{
    calendar::Month,
    exact::{ALL, Fraction, NOTHING},
    rules::Proration,
    story::{Item, Per, Phase},
    terms::{Stretch, Term, stretches},
};

/// An item's phases that have begun by a day, and what is in force.
pub struct InForce {
    phases: Vec<Phase>,
    pub changes: Vec<NaiveDate>,
}

impl InForce {
    pub fn through(item: &Item, last_day: NaiveDate) -> Self {
        let phases: Vec<Phase> =
            item.phases.iter().copied().filter(|phase| phase.from <= last_day || phase.from == item.start).collect();
        let changes = phases.iter().map(|phase| phase.from).collect();
        InForce { phases, changes }
    }

    fn on(&self, day: NaiveDate) -> &Phase {
        self.phases.iter().rev().find(|phase| phase.from <= day).unwrap()
    }

    pub fn amount(&self, day: NaiveDate) -> Fraction {
        Fraction::whole(self.on(day).amount)
    }

    pub fn seats(&self, day: NaiveDate) -> i128 {
        self.on(day).seats
    }
}

/// What an amount per month, year or term gives for a month of weight one.
fn monthly(per: Per, term: &Term, stretches: &[Stretch]) -> Fraction {
    let weight = stretches.iter().fold(NOTHING, |sum, stretch| sum.plus(stretch.weight()));
    match (per, term.months) {
        (Per::Month, _) => ALL,
        (Per::Year, None) => Fraction::of(1, 12),
        (Per::Year, Some(months)) => Fraction::of(i128::from(months), 12).by(weight),
        (Per::Term, _) => ALL.by(weight),
    }
}

/// The unprorated monthly amount on the term's first day, in minor units.
pub fn first_monthly(in_force: &InForce, per: Per, term: &Term, proration: Proration) -> Fraction {
    let monthly = match (per, term.months) {
        (Per::Month, _) => ALL,
        (Per::Year, _) => Fraction::of(1, 12),
        (Per::Term, Some(months)) => Fraction::of(1, i128::from(months)),
        // The amount of a term of less than a month is that of its month.
        (Per::Term, None) => {
            let weight = stretches(term, proration).iter().fold(NOTHING, |sum, stretch| sum.plus(stretch.weight()));
            ALL.by(weight.at_least(ALL))
        }
    };
    in_force.amount(term.start).times(monthly)
}

/// The base of each stretch that is covered at all, for the months through one.
pub fn bases(
    in_force: &InForce,
    per: Per,
    term: &Term,
    proration: Proration,
    covered: NaiveDate,
    through: Month,
) -> Vec<(Stretch, i128)> {
    let agreed = stretches(term, proration);
    let monthly = monthly(per, term, &agreed);
    let (mut run, mut before) = (NOTHING, 0);
    let mut months = Vec::new();
    for stretch in agreed.into_iter().take_while(|stretch| stretch.from < covered && stretch.month <= through) {
        let part = stretch.part(covered, &in_force.changes, &|day| in_force.amount(day)).times(monthly);
        let base = if per == Per::Month {
            part.round(1)
        } else {
            run = run.plus(part);
            run.round(1) - before
        };
        before += base;
        months.push((stretch, base));
    }
    months
}
