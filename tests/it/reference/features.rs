//! Which rules a world exercises. `REFERENCE_FEATURES=points,bands` has these alone, `-bands` all but this one.

use std::collections::BTreeSet;

/// Everything that can be left out of a world.
pub const ALL: [&str; 22] = [
    "after_principal", // plans that say what becomes of the months behind a cancellation by the principal
    "bands",           // volume tables
    "best_of",         // the day that pays most
    "bonus",           // a second component with its own rules
    "clawbacks",       // amounts due once are taken back in part
    "contract_months", // rates for a range of months of the term
    "conversion",      // payee's and book currency
    "customer_paid",   // a month is due as far as it is paid
    "fixed",           // sums once, per seat, per month
    "fund",            // marketing funds accrue
    "items",           // several lines of one contract
    "limits",          // floors and caps
    "multiple",        // so many monthly amounts, once
    "new_plans",       // an agreement that changes its plan
    "none",            // rows without entitlement
    "opening",         // positions from before the first month
    "percent_of_term", // percent of the term's bases, once
    "points",          // percentage points for competencies
    "prorations",      // whole contract months
    "splits",          // sub-agents and distributors share
    "tenure",          // steps over all terms
    "uplift",          // percent of the commission
];

/// What the first engine could do: percent by any column, points, daily proration, four days that govern, items.
pub const FIRST: [&str; 3] = ["items", "none", "points"];

#[derive(Clone, Debug)]
pub struct Features(BTreeSet<&'static str>);

impl Features {
    pub fn named(words: &str) -> Features {
        let known = |word: &str| *ALL.iter().find(|own| **own == word).unwrap_or_else(|| panic!("no feature is called {word}"));
        let words: Vec<&str> = words.split(',').map(str::trim).filter(|word| !word.is_empty()).collect();
        let only: BTreeSet<&str> =
            words.iter().filter(|word| !word.starts_with('-') && **word != "first").map(|word| known(word)).collect();
        let without: BTreeSet<&str> = words.iter().filter_map(|word| word.strip_prefix('-')).map(known).collect();
        let mut chosen: BTreeSet<&'static str> =
            ALL.iter().copied().filter(|own| only.is_empty() || only.contains(own)).collect();
        if words.contains(&"first") {
            chosen = FIRST.into_iter().chain(only).collect();
        }
        Features(chosen.difference(&without).copied().collect())
    }

    pub fn from_environment() -> Features {
        Features::named(&std::env::var("REFERENCE_FEATURES").unwrap_or_default())
    }

    pub fn has(&self, feature: &str) -> bool {
        assert!(ALL.contains(&feature), "no feature is called {feature}");
        self.0.contains(feature)
    }
}

#[test]
fn features_are_chosen_by_name() {
    assert!(ALL.iter().all(|feature| Features::named("").has(feature)));
    assert!(Features::named("bands").has("bands") && !Features::named("bands").has("points"));
    assert!(!Features::named("-bands").has("bands") && Features::named("-bands").has("points"));
    assert!(Features::named("first,bands").has("bands") && Features::named("first,bands").has("points"));
    assert!(!Features::named("first").has("bands"));
}
