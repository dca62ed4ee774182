//! Shares of one amount along a chain, from the agent upwards.
//!
//! Owns the four formulas of design §6. Leaves to the rulebook which chain applies. Holds true: what is divided is the
//! rounded amount of an item, never a line; shares of −x are the negated shares of x; no share falls below zero for a
//! positive amount; all shares together are no more than the amount.

use rust_decimal::Decimal;

use super::{Recorder, Step};
use crate::{
    basics::{Component, Currency, Exact, PartyId, allocate},
    rulebook::{AboveGross, ShareFormula, Split, SplitRow, within_gross},
    sheets::dated::Ruled,
};

/// An item's amount of one component before sharing.
#[derive(Clone, Copy, Debug)]
pub struct Gross<'a> {
    /// The partner, who gets all of it where no chain applies.
    pub partner: &'a PartyId,
    /// What kind of money it is.
    pub component: Component,
    /// The amount in minor units of `currency`, rounded.
    pub minor: i64,
    /// Its currency.
    pub currency: Currency,
    /// The plan's rounding step in minor units.
    pub step_minor: i64,
}

/// What one party gets of it.
#[derive(Clone, Copy, Debug)]
pub struct Share<'a> {
    /// Its place in the chain.
    pub position: u32,
    /// Who gets it.
    pub payee: &'a PartyId,
    /// The component as which it is paid.
    pub paid_as: Component,
    /// The share in minor units of the amount's currency.
    pub minor: i64,
    /// The row that gives it; none where the partner gets all because no chain applies.
    pub rule: Option<&'a Ruled<Split>>,
}

/// Divides an amount along a chain, which is in the order of its positions. What nobody is given stays with the
/// principal. A chain that gives away more than all is refused, whatever the amount.
pub fn share<'a>(gross: &Gross<'a>, chain: &[SplitRow<'a>], recorder: &mut impl Recorder) -> Result<Vec<Share<'a>>, AboveGross> {
    let Gross { partner, component, minor, .. } = *gross;
    if chain.is_empty() {
        return Ok(vec![Share { position: 1, payee: partner, paid_as: component, minor, rule: None }]);
    }
    within_gross(chain.iter().map(|row| (row.position, &row.rule.value)))?;
    let (size, sign) = (minor.abs(), minor.signum());
    let parts = parts_of_gross(size, gross.step_minor, chain);
    let mut left = size - parts.iter().sum::<i64>();
    let mut shares: Vec<Share> = Vec::with_capacity(chain.len());
    for (row, part) in chain.iter().zip(parts) {
        let below = shares.iter().filter(|share| share.position < row.position);
        let agent: i64 = below.map(|share| share.minor * sign).sum();
        let mut own = part;
        if row.rule.value.formula != ShareFormula::OfGross {
            // Within all by its percentages, a chain can only exceed the amount by rounding up: the last one waits.
            own = unrounded(&row.rule.value, size, agent).round(gross.step_minor).clamp(0, left);
            left -= own;
        }
        recorder.step(|| explained(gross, row, agent * sign, own * sign));
        let (position, payee, paid_as) = (row.position, row.payee, row.rule.value.paid_as);
        shares.push(Share { position, payee, paid_as, minor: own * sign, rule: Some(row.rule) });
    }
    Ok(shares)
}

/// The shares that are percentages of the whole, allocated together with the rest that they leave, in steps of the
/// plan where the amount is made of them; nothing for the others.
fn parts_of_gross(size: i64, step_minor: i64, chain: &[SplitRow]) -> Vec<i64> {
    let weight = |row: &SplitRow| match row.rule.value.formula {
        ShareFormula::OfGross => row.rule.value.millionths(),
        ShareFormula::OfAgent | ShareFormula::OfRest | ShareFormula::Differential => 0,
    };
    let mut weights: Vec<i64> = chain.iter().map(weight).collect();
    weights.push(Split::ALL_MILLIONTHS - weights.iter().sum::<i64>());
    let unit = if size % step_minor == 0 { step_minor } else { 1 };
    let mut parts = allocate(size / unit, &weights).expect("parts and rest are all of it");
    parts.pop();
    parts.into_iter().map(|part| part * unit).collect()
}

/// A share that is rounded on its own, of an amount of which the positions below get `agent`.
fn unrounded(split: &Split, size: i64, agent: i64) -> Exact {
    match split.formula {
        ShareFormula::OfGross => Exact::minor(size).percent(split.percent),
        ShareFormula::OfAgent => Exact::minor(agent).percent(split.percent),
        ShareFormula::OfRest => Exact::minor(size - agent).percent(split.percent),
        ShareFormula::Differential => Exact::minor(size).percent(split.percent).plus(Exact::minor(-agent)),
    }
}

fn explained(gross: &Gross, row: &SplitRow, agent: i64, own: i64) -> Step {
    let major = |minor: i64| gross.currency.major(minor);
    let (whole, agent, percent): (Decimal, Decimal, Decimal) =
        (major(gross.minor), major(agent), row.rule.value.percent.normalize());
    let how = match row.rule.value.formula {
        ShareFormula::OfGross => format!("{percent} % of {whole}, allocated so that the parts add up"),
        ShareFormula::OfAgent => format!("{percent} % of {agent}, which the positions below get"),
        ShareFormula::OfRest => format!("{percent} % of ({whole} − {agent}), which the positions below leave"),
        ShareFormula::Differential => format!("({percent} % of {whole}) − {agent}, which the positions below get"),
    };
    Step {
        what: format!("share of {} as {}, position {}: {how}", row.payee, row.rule.value.paid_as, row.position),
        result: major(own).to_string(),
        source: Some(row.rule.source),
        authority: row.rule.reference.clone(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{basics::Source, settlement::Silent};

    fn ruled(formula: ShareFormula, percent: i64) -> Ruled<Split> {
        let day = "2022-01-01".parse().unwrap();
        let value = Split { formula, percent: Decimal::new(percent, 2), paid_as: Component::Commission };
        Ruled { value, source: Source { file: 0, line: 2 }, effective_from: day, recorded_on: day, reference: String::new() }
    }

    /// The shares of an amount, one position above the other; nothing of a chain that is refused.
    fn shares_of(minor: i64, step_minor: i64, rules: &[Ruled<Split>]) -> Option<Vec<i64>> {
        let partner: PartyId = "tonwerk".parse().unwrap();
        let row = |(position, rule)| SplitRow { position, payee: &partner, rule };
        let chain: Vec<SplitRow> = (1..).zip(rules).map(row).collect();
        let currency = "EUR".parse().unwrap();
        let gross = Gross { partner: &partner, component: Component::Commission, minor, currency, step_minor };
        let shares = share(&gross, &chain, &mut Silent).ok()?;
        Some(shares.iter().map(|share| share.minor).collect())
    }

    fn formula() -> impl Strategy<Value = ShareFormula> {
        prop::sample::select(ShareFormula::ALL)
    }

    proptest! {
        #[test]
        fn shares_mirror_and_stay_between_nothing_and_all(
            minor in 0_i64..1_000_000_000, step in 1_i64..20, rows in prop::collection::vec((formula(), 0_i64..=10_000), 1..6)
        ) {
            let rules: Vec<Ruled<Split>> = rows.iter().map(|(formula, percent)| ruled(*formula, *percent)).collect();
            let Some(shares) = shares_of(minor, step, &rules) else { return Ok(()) };
            prop_assert!(shares.iter().all(|share| *share >= 0), "{:?}", shares);
            prop_assert!(shares.iter().sum::<i64>() <= minor, "{:?}", shares);
            let mirrored: Vec<i64> = shares_of(-minor, step, &rules).unwrap().iter().map(|share| -share).collect();
            prop_assert_eq!(shares, mirrored);
        }

        #[test]
        fn shares_of_the_whole_are_within_a_step_of_their_percentage(
            steps in 0_i64..1_000_000_000, step in 1_i64..20, percents in prop::collection::vec(0_i64..=2_500, 1..=4)
        ) {
            let rules: Vec<Ruled<Split>> = percents.iter().map(|percent| ruled(ShareFormula::OfGross, *percent)).collect();
            let shares = shares_of(steps * step, step, &rules).unwrap();
            for (share, percent) in shares.iter().zip(&percents) {
                prop_assert_eq!(share % step, 0);
                prop_assert!((share * 10_000 - steps * step * percent).abs() < step * 10_000);
            }
            let all: i64 = percents.iter().sum();
            let given: i64 = shares.iter().sum();
            prop_assert!((given * 10_000 - steps * step * all).abs() < step * 10_000, "the rest is one of the parts");
        }
    }
}
