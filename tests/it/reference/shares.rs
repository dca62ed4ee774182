//! Who gets what of an item's rounded amount (design §6, Splits), and in which currency (§5).

use chrono::NaiveDate;

use super::{
    calendar::{first_day, last_day},
    due::Due,
    exact::{Fraction, shared_out},
    rules::{Component, Formula, PaidIn, RateDay, Split},
    story::{ExchangeRate, Partner, digits, step_in},
};

/// A payee's part of a due.
#[derive(Clone)]
pub struct Share<'a> {
    pub due: &'a Due<'a>,
    pub payee: String,
    pub component: Component,
    pub currency: &'static str,
    pub amount: i128,
}

/// The rows that hold for a due: those of its contract, else of its distributor, else of all; each until the next of
/// the same place and payee.
fn rows<'a>(due: &Due<'a>, day: NaiveDate) -> Vec<&'a Split> {
    let (distributor, contract) = (due.contract.per.distributor(), Some(&due.contract.number));
    let all = &due.rules.splits;
    let began: Vec<&Split> = all.iter().filter(|row| row.from <= day).collect();
    let levels = [(Some(distributor), contract), (Some(distributor), None), (None, None)];
    let of = |level: (Option<&str>, Option<&String>)| -> Vec<&'a Split> {
        let own = began.iter().copied().filter(|row| (row.distributor, row.contract.as_ref()) == level);
        let own: Vec<&Split> = own.collect();
        let same = |a: &Split, b: &Split| (a.position, &a.payee) == (b.position, &b.payee);
        own.iter().copied().filter(|row| !own.iter().any(|next| same(row, next) && next.from > row.from)).collect()
    };
    levels.into_iter().map(of).find(|rows| !rows.is_empty()).unwrap_or_default()
}

/// Position, payee, component and amount of each share of a due.
pub fn shared<'a>(due: &Due<'a>, partner: &Partner) -> Vec<(String, Component, i128)> {
    let payee = |row: &Split| match row.payee.as_str() {
        "partner" => partner.id.clone(),
        "distributor" => due.contract.per.distributor().to_owned(),
        party => party.to_owned(),
    };
    let mut rows: Vec<(u32, String, &'a Split)> =
        rows(due, due.day).into_iter().map(|row| (row.position, payee(row), row)).collect();
    rows.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    if rows.is_empty() {
        return vec![(partner.id.clone(), due.rules.component, due.amount)];
    }
    let of: Vec<(u32, Formula, Fraction)> =
        rows.iter().map(|(position, _, row)| (*position, row.formula, Fraction::percent(row.percent))).collect();
    let amounts = parts(due.amount, &of, step_in(due.rules.step, due.contract.currency));
    let named =
        |((_, payee, row), amount): ((u32, String, &Split), i128)| (payee, row.paid_as.unwrap_or(due.rules.component), amount);
    rows.into_iter().zip(amounts).map(named).collect()
}

/// The parts of a gross amount, in the order of positions.
pub fn parts(gross: i128, rows: &[(u32, Formula, Fraction)], step: i128) -> Vec<i128> {
    assert!(gross >= 0, "this world has no negative commission");
    if gross == 0 {
        return vec![0; rows.len()];
    }
    // One allocation for all shares of the gross and the rest that they leave.
    let of_gross = rows.iter().filter(|(_, formula, _)| *formula == Formula::OfGross).map(|(.., percent)| *percent);
    let mut weights: Vec<Fraction> = of_gross.collect();
    let rest = weights.iter().fold(Fraction::whole(1), |rest, weight| rest.minus(*weight));
    weights.push(rest);
    let mut allocated = shared_out(gross, step, &weights).into_iter();
    let mut amounts: Vec<i128> = Vec::new();
    for (_, formula, _) in rows {
        amounts.push(if *formula == Formula::OfGross { allocated.next().unwrap() } else { 0 });
    }
    for at in 0..rows.len() {
        let (position, formula, percent) = rows[at];
        let agent: i128 = (0..rows.len()).filter(|other| rows[*other].0 < position).map(|other| amounts[other]).sum();
        let exact = match formula {
            Formula::OfGross => continue,
            Formula::OfAgent => percent.times_whole(agent),
            Formula::OfRest => percent.times_whole(gross - agent),
            Formula::Differential => percent.times_whole(gross).minus(Fraction::whole(agent)),
        };
        amounts[at] = exact.round(step).max(0);
    }
    assert!(amounts.iter().sum::<i128>() <= gross, "shares above gross: {gross} in {amounts:?}");
    amounts
}

/// The currency that a due is paid in.
pub fn currency(due: &Due, partner: &Partner) -> &'static str {
    match due.rules.paid_in {
        PaidIn::Contract => due.contract.currency,
        PaidIn::Payee => partner.currency,
        PaidIn::Book(currency) => currency,
    }
}

/// An amount of a due's contract in another currency, rounded once to the plan's step there.
pub fn converted(amount: i128, due: &Due, to: &'static str, rates: &[ExchangeRate]) -> i128 {
    let from = due.contract.currency;
    if from == to {
        return amount;
    }
    let day = match due.rules.rate_day.unwrap() {
        RateDay::SignedOn => due.term.signed,
        RateDay::StartsOn => due.term.start,
        RateDay::MonthFirst => first_day(due.month),
        RateDay::MonthLast => last_day(due.month),
    };
    exchanged(amount, (from, to), day, rates).round(step_in(due.rules.step, to))
}

/// Minor units of one currency in minor units of another.
pub fn exchanged(amount: i128, (from, to): (&str, &str), day: NaiveDate, rates: &[ExchangeRate]) -> Fraction {
    let major = Fraction::of(amount, 10_i128.pow(digits(from)));
    let of = |currency| rate(currency, day, rates).unwrap_or_else(|| panic!("{currency} on {day}"));
    major.by(of(from)).times(of(to)).times_whole(10_i128.pow(digits(to)))
}

/// 1 EUR in a currency on a day; none where the last rate is older than a week.
pub fn rate(currency: &str, day: NaiveDate, rates: &[ExchangeRate]) -> Option<Fraction> {
    if currency == "EUR" {
        return Some(Fraction::whole(1));
    }
    let told = rates.iter().filter(|row| row.currency == currency && row.on <= day);
    let last = told.max_by_key(|row| (row.fixed, row.on))?;
    let good = last.fixed || (day - last.on).num_days() <= 7;
    good.then(|| Fraction::decimal(last.rate))
}
