//! Percentages by steps of time: `0 until 3; 50 until 6; 80`.
//!
//! Holds true: limits rise; a limit belongs to the earlier step; the last step has none.

use std::{fmt, str::FromStr};

use rust_decimal::Decimal;

use crate::sheets::dated::{percentage, whole};

/// One step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PercentStep {
    /// From 0 to 100.
    pub percent: Decimal,
    /// The last month it is for; none for the last step.
    pub until: Option<u32>,
}

/// Steps in the order of their limits, at least one, the last one open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PercentSteps(Vec<PercentStep>);

impl PercentSteps {
    /// The first step that `within` says is not passed; the last one where all others are.
    #[must_use]
    pub fn first_within(&self, within: impl Fn(u32) -> bool) -> PercentStep {
        let reached = self.0.iter().find(|step| step.until.is_none_or(&within));
        *reached.expect("the last step has no limit")
    }

    /// The limits, rising.
    pub fn limits(&self) -> impl Iterator<Item = u32> {
        self.0.iter().filter_map(|step| step.until)
    }

    /// The highest limit; none of a single step.
    #[must_use]
    pub fn last_limit(&self) -> Option<u32> {
        self.limits().max()
    }
}

impl FromStr for PercentSteps {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let steps: Vec<PercentStep> = text.split(';').map(|part| step(part.trim())).collect::<Result<_, _>>()?;
        let (last, limited) = steps.split_last().expect("a split text has parts");
        let rising = limited.windows(2).all(|pair| pair[0].until < pair[1].until);
        if last.until.is_some() || limited.iter().any(|step| step.until.is_none()) || !rising {
            return Err("expected limits that rise, and a last step without one, such as 0 until 3; 50 until 6; 80".to_owned());
        }
        Ok(PercentSteps(steps))
    }
}

fn step(text: &str) -> Result<PercentStep, String> {
    let (percent, until) = match text.split_once(" until ") {
        Some((percent, limit)) => (percent, Some(whole(limit)?)),
        None => (text, None),
    };
    if until == Some(0) {
        return Err("expected a limit of at least one month".to_owned());
    }
    Ok(PercentStep { percent: percentage(percent)?, until })
}

impl fmt::Display for PercentSteps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = |step: &PercentStep| match step.until {
            Some(limit) => format!("{} until {limit}", step.percent.normalize()),
            None => step.percent.normalize().to_string(),
        };
        f.write_str(&self.0.iter().map(part).collect::<Vec<_>>().join("; "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_limit_belongs_to_the_earlier_step() {
        let steps: PercentSteps = "0 until 3; 50.0 until 6;80".parse().unwrap();
        let at = |months: u32| steps.first_within(|limit| months <= limit).percent.normalize().to_string();
        assert_eq!([0, 3, 4, 6, 7, 99].map(at), ["0", "0", "50", "50", "80", "80"]);
        assert_eq!((steps.to_string().as_str(), steps.last_limit()), ("0 until 3; 50 until 6; 80", Some(6)));
        let single: PercentSteps = "80".parse().unwrap();
        assert_eq!((single.first_within(|_| false).percent, single.last_limit()), (Decimal::from(80), None));
    }

    #[test]
    fn steps_out_of_order_are_refused() {
        for text in [
            "",
            "80;",
            "0 until 3",
            "0 until 6; 50 until 3; 80",
            "0 until 3; 50 until 3; 80",
            "80; 0 until 3; 90",
            "0 until 0; 80",
            "0 until x; 80",
            "101 until 3; 80",
            "0 until 3; x",
            "0  until 3; 80",
        ] {
            assert!(text.parse::<PercentSteps>().is_err(), "{text:?}");
        }
    }
}
