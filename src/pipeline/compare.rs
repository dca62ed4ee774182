//! Two periods side by side, by line and cause: drafts or sealed ones, as their `lines.csv` tell them.
//!
//! Holds true: each key of either side is in exactly one place (in both alike, in both and different, in one alone), and
//! the sums of each side are those of its lines.

mod told;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

pub use told::{Told, ToldLine, told, told_by};

use crate::basics::{Component, Currency};

/// Two sides and what sets them apart.
#[derive(Debug, Serialize)]
pub struct Comparison {
    /// Where the first stands.
    pub a: String,
    /// Where the second stands.
    pub b: String,
    /// Lines that both have alike.
    pub alike: usize,
    /// Lines that only one has, or that have another amount or cause, in the order of their keys.
    pub different: Vec<Difference>,
    /// Both sides added up.
    pub sums: Vec<Sum>,
}

/// A line that is not the same on both sides.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Its key.
    pub line: String,
    /// ISO 4217.
    pub currency: String,
    /// How the first side has it.
    pub a: Option<Said>,
    /// How the second side has it.
    pub b: Option<Said>,
    /// The second less the first.
    pub difference: String,
}

/// How a side has a line.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Said {
    /// In major units.
    pub amount: String,
    /// Why it is settled there; `regular` where that is its own month.
    pub cause: String,
}

/// What one kind of money comes to for one cause.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Sum {
    /// Through whom, by id.
    pub distributor: String,
    /// ISO 4217.
    pub currency: String,
    /// What kind of money.
    pub component: String,
    /// Why it is settled; `regular` where that is its own month.
    pub cause: String,
    /// On the first side.
    pub a: String,
    /// On the second side.
    pub b: String,
    /// The second less the first.
    pub difference: String,
}

impl Comparison {
    /// Lays two sides beside each other.
    #[must_use]
    pub fn of(a: &Told, b: &Told) -> Comparison {
        let keys: BTreeSet<&String> = a.lines.keys().chain(b.lines.keys()).collect();
        let count = keys.len();
        let beside = |key: &String| difference(key, a.lines.get(key), b.lines.get(key));
        let different: Vec<Difference> = keys.into_iter().filter_map(beside).collect();
        Comparison { a: a.place.clone(), b: b.place.clone(), alike: count - different.len(), different, sums: sums(a, b) }
    }

    /// Whether both sides have the same lines.
    #[must_use]
    pub fn same(&self) -> bool {
        self.different.is_empty()
    }
}

fn difference(key: &str, a: Option<&ToldLine>, b: Option<&ToldLine>) -> Option<Difference> {
    let currency = a.or(b)?.currency;
    if let (Some(a), Some(b)) = (a, b)
        && (a.minor, &a.causes) == (b.minor, &b.causes)
    {
        return None;
    }
    let said = |line: &ToldLine| Said { amount: currency.major(line.minor).to_string(), cause: line.cause() };
    let minor = |line: Option<&ToldLine>| line.map_or(0, |line| line.minor);
    Some(Difference {
        line: key.to_owned(),
        currency: currency.code().to_owned(),
        a: a.map(said),
        b: b.map(said),
        difference: currency.major(minor(b) - minor(a)).to_string(),
    })
}

/// Distributor, currency, component, cause.
type SumKey<'t> = (&'t str, Currency, Component, &'t str);

/// Both sides by who, what and why.
fn sums(a: &Told, b: &Told) -> Vec<Sum> {
    let mut sums: BTreeMap<SumKey, [i64; 2]> = BTreeMap::new();
    for (side, told) in [a, b].into_iter().enumerate() {
        for line in told.lines.values() {
            for (cause, minor) in &line.causes {
                sums.entry((&line.distributor, line.currency, line.component, cause)).or_default()[side] += minor;
            }
        }
    }
    let sum = |((distributor, currency, component, cause), [a, b]): (SumKey, [i64; 2])| Sum {
        distributor: distributor.to_owned(),
        currency: currency.code().to_owned(),
        component: component.to_string(),
        cause: cause.to_owned(),
        a: currency.major(a).to_string(),
        b: currency.major(b).to_string(),
        difference: currency.major(b - a).to_string(),
    };
    sums.into_iter().map(sum).collect()
}
