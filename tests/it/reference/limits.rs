//! Floors and caps, used up in the order of earned months (design §6, Limits).

use std::collections::BTreeMap;

use super::{
    calendar::Month,
    exact::{Fraction, shared_out},
    rules::{Each, Limit, Scope},
    shares::Share,
};

/// Applies every limit: item, contract, payee; month before year and term; the cap before the floor.
pub fn limit(shares: &mut [Share]) {
    for scope in [Scope::Item, Scope::Contract, Scope::Payee] {
        for each in [Each::Month, Each::Year, Each::Term] {
            for floor in [false, true] {
                apply(shares, scope, each, floor);
            }
        }
    }
}

/// What is limited together: plan, component, currency, payee, distributor; contract; item; the window.
type Together = (String, &'static str, &'static str, String, &'static str, String, String, i64);

fn together(share: &Share, scope: Scope, each: Each) -> Together {
    let due = share.due;
    let contract = if scope == Scope::Payee { String::new() } else { due.contract.number.clone() };
    let item = if scope == Scope::Item { due.item.id.to_owned() } else { String::new() };
    let window = match each {
        Each::Month => i64::from(due.month),
        Each::Year => i64::from(due.month.div_euclid(12)),
        Each::Term => i64::from(due.term.number),
    };
    let distributor = due.contract.per.distributor();
    (due.plan.name.clone(), share.component.word(), share.currency, share.payee.clone(), distributor, contract, item, window)
}

/// The row that a share is under. It is a row about the component that the share is paid as.
fn row(share: &Share, scope: Scope, each: Each, floor: bool) -> Option<Limit> {
    let rules = share.due.rules;
    let own = |row: &&Limit| (row.scope, row.each, row.floor, row.currency) == (scope, each, floor, share.currency);
    if share.component == rules.component { rules.limits.iter().find(own).copied() } else { None }
}

fn apply(shares: &mut [Share], scope: Scope, each: Each, floor: bool) {
    let mut groups: BTreeMap<Together, BTreeMap<Month, Vec<usize>>> = BTreeMap::new();
    for (at, share) in shares.iter().enumerate() {
        if row(share, scope, each, floor).is_some() {
            let group = groups.entry(together(share, scope, each)).or_default();
            group.entry(share.due.month).or_default().push(at);
        }
    }
    for months in groups.into_values() {
        let (mut sum, mut before) = (0, 0);
        for own in months.into_values() {
            let limit = row(&shares[own[0]], scope, each, floor).unwrap().amount;
            sum += own.iter().map(|at| shares[*at].amount).sum::<i128>();
            let allowed = if floor { sum.max(limit) } else { sum.min(limit) };
            let month = (allowed - before).max(0);
            before = allowed;
            for (at, part) in own.iter().zip(allotted(month, &own, shares)) {
                shares[*at].amount = part;
            }
        }
    }
}

/// A month's amount by what each would have been, or by bases where each would have been nothing.
fn allotted(month: i128, own: &[usize], shares: &[Share]) -> Vec<i128> {
    let weights = |of: &dyn Fn(&Share) -> i128| own.iter().map(|at| Fraction::whole(of(&shares[*at]))).collect::<Vec<_>>();
    if month == 0 {
        vec![0; own.len()]
    } else if own.iter().any(|at| shares[*at].amount != 0) {
        shared_out(month, 1, &weights(&|share| share.amount))
    } else {
        shared_out(month, 1, &weights(&|share| share.due.base))
    }
}
