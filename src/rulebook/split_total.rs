//! How much of an amount a chain of splits gives away: never more than all of it (design §6).
//!
//! Asked of the percentages, not of rounded shares: a chain is wrong or right whatever the amount is, and a cent of
//! rounding stops no run. Parts are counted in 1/10^18 of the amount, cut off below that: a billionth of a minor unit of
//! the largest amount.

use std::fmt;

use rust_decimal::Decimal;

use super::{ShareFormula, Split};

/// All of an amount, in the parts that are counted here.
const ALL: i128 = 1_000_000_000_000_000_000;

/// A chain that gives away more than there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AboveGross {
    /// The position at which it does.
    pub position: u32,
    /// What is given away with it, in per cent of the amount.
    pub percent: Decimal,
}

impl fmt::Display for AboveGross {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the shares up to position {} come to {} % of the amount", self.position, self.percent.normalize())
    }
}

impl Split {
    /// The percentage in millionths of one per cent: a whole number, since tables have at most six decimals.
    #[must_use]
    pub fn millionths(&self) -> i64 {
        let finer = 10_i128.pow(6 - self.percent.scale());
        i64::try_from(self.percent.mantissa() * finer).expect("a percentage is at most 100")
    }

    /// All of an amount in millionths of one per cent.
    pub const ALL_MILLIONTHS: i64 = 100_000_000;

    /// Its part of an amount of which the positions below it get `below`.
    fn part(&self, below: i128) -> i128 {
        let of = |parts: i128| parts * i128::from(self.millionths()) / i128::from(Split::ALL_MILLIONTHS);
        match self.formula {
            ShareFormula::OfGross => of(ALL),
            ShareFormula::OfAgent => of(below),
            ShareFormula::OfRest => of(ALL - below),
            ShareFormula::Differential => (of(ALL) - below).max(0),
        }
    }
}

/// Whether a chain, in the order of its positions, gives away no more than all.
pub fn within_gross<'a>(chain: impl IntoIterator<Item = (u32, &'a Split)>) -> Result<(), AboveGross> {
    let (mut current, mut below, mut given) = (0, 0, 0);
    for (position, split) in chain {
        if position != current {
            (current, below) = (position, given);
        }
        given += split.part(below);
        if given > ALL {
            return Err(AboveGross { position, percent: Decimal::from_i128_with_scale(given, 16).normalize() });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::Component;

    /// `1 percent_of_gross 60; 2 percent_of_rest 100`
    fn total(chain: &str) -> Option<String> {
        let split = |part: &str| {
            let words: Vec<&str> = part.split_whitespace().collect();
            let percent = Decimal::from_str_exact(words[2]).unwrap();
            (words[0].parse().unwrap(), Split { formula: words[1].parse().unwrap(), percent, paid_as: Component::Commission })
        };
        let chain: Vec<(u32, Split)> = chain.split(';').map(split).collect();
        within_gross(chain.iter().map(|(position, split)| (*position, split))).err().map(|above| above.to_string())
    }

    #[test]
    fn a_chain_may_give_away_all_and_no_more() {
        for chain in [
            "1 percent_of_gross 60; 2 percent_of_gross 40",
            "1 percent_of_gross 60; 2 percent_of_rest 100",
            "1 percent_of_gross 60; 2 differential 100",
            "1 percent_of_gross 60; 2 differential 50; 3 percent_of_rest 100",
            "1 percent_of_gross 50; 2 percent_of_agent 100",
            "1 percent_of_gross 60; 2 percent_of_rest 50; 2 percent_of_rest 50",
            "1 percent_of_gross 33.333333; 1 percent_of_gross 33.333333; 1 percent_of_gross 33.333334",
        ] {
            assert_eq!(total(chain), None, "{chain}");
        }
    }

    #[test]
    fn a_chain_above_all_names_the_position_and_the_sum() {
        for (chain, position, percent) in [
            ("1 percent_of_gross 60; 2 percent_of_gross 40.000001", 2, "100.000001"),
            ("1 percent_of_gross 60; 3 percent_of_agent 75", 3, "105"),
            ("1 percent_of_gross 60; 2 percent_of_rest 60; 2 percent_of_rest 50", 2, "104"),
            ("1 percent_of_gross 60; 2 differential 70; 2 differential 95", 2, "105"),
            ("1 percent_of_gross 100; 2 percent_of_rest 100; 3 percent_of_gross 0.5; 4 percent_of_agent 10", 3, "100.5"),
        ] {
            assert_eq!(total(chain), Some(format!("the shares up to position {position} come to {percent} % of the amount")));
        }
    }
}
