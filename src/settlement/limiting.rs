//! Limits over the targets of a run.
//!
//! Hands to [`limited`] what is in force, with the rows that its governing day picks, and takes the limited amounts back.

#[cfg(test)]
mod tests;

use super::{Entry, Key, Target, limited};
use crate::rulebook::Rules;

/// Applies floors and caps to the targets of a run, those of months before the first included.
pub fn limit<'a>(targets: &mut [Target<'a>], rules: &'a Rules) {
    if rules.limits.is_empty() {
        return;
    }
    let entries: Vec<Entry<Key<'a>>> = targets.iter().filter_map(|target| entry(target, rules)).collect();
    let mut limits = limited(&entries);
    for target in targets {
        if let Some(limit) = limits.remove(&target.key) {
            target.minor = limit.minor;
            target.worked.limited = limit.applied;
        }
    }
}

/// A target that limits look at: one that is in force and that some limit is about.
fn entry<'a>(target: &Target<'a>, rules: &'a Rules) -> Option<Entry<'a, Key<'a>>> {
    let Target { key, minor, worked } = target;
    if worked.is_refused() {
        return None;
    }
    let limits = rules.limits.on(worked.plan, key.component, key.currency, worked.governing.day);
    (!limits.is_empty()).then_some(Entry {
        key: *key,
        payee: key.payee.number,
        distributor: key.distributor.number,
        contract: key.contract,
        item: key.item,
        term: key.term,
        earned: key.earned,
        base: worked.base,
        minor: *minor,
        limits,
    })
}
