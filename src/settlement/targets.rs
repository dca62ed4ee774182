//! From an item's amount to what each payee is owed: shared along the chain, then converted.
//!
//! Owns the order of these steps (design §5): the rounded amount is shared, each share is converted. Limits come last and
//! look at many items at once; see [`super::limited()`]. Holds true: a payee that has two shares under one key has one
//! target.

#[cfg(test)]
mod tests;

use chrono::NaiveDate;

use super::{
    Conversion, Converted, Gross, Grounds, Key, MissingRate, Priced, Recorder, ResolvedTerm, Share, Target, Unresolved, Worked,
    convert, share,
};
use crate::{
    basics::{Code, Currency, Month, PartyId, PartyRef},
    rulebook::{AboveGross, PaidIn, RateDay, SplitQuestion},
};

/// What each payee is owed for an item's earned month, in order of position and payee.
pub(super) fn targets<'a>(
    term: &ResolvedTerm<'a>,
    month: Month,
    priced: Priced<'a>,
    grounds: &Grounds<'a>,
    recorder: &mut impl Recorder,
) -> Result<Vec<Target<'a>>, Unresolved> {
    let currency = term.record.currency;
    let ask = SplitQuestion {
        plan: &term.agreement.value.plan,
        component: term.component,
        partner: term.partner.id,
        distributor: term.distributor.id,
        contract: &term.record.contract,
        day: priced.governing.day,
    };
    let chain = grounds.rules.splits.chain(&ask);
    let gross = Gross {
        partner: term.partner.id,
        component: term.component,
        minor: priced.minor,
        currency,
        step_minor: term.plan.value.step.minor(currency),
    };
    let shares = share(&gross, &chain, recorder).map_err(|above| above_gross(&above))?;
    let (wanted, day) = (paid_in(term)?, rate_day(term, month));
    let mut priced = Some(priced);
    let mut targets: Vec<Target> = Vec::with_capacity(shares.len());
    let last = shares.len().saturating_sub(1);
    for (at, share) in shares.into_iter().enumerate() {
        let conversion = Conversion { from: currency, to: wanted, day, step: term.plan.value.step };
        let converted =
            convert(share.minor, &conversion, &grounds.rules.exchange_rates, recorder).map_err(|missing| no_rate(&missing))?;
        let own = if at == last { priced.take() } else { priced.clone() };
        let worked = worked(term, month, own.expect("taken at the last share alone"), share, converted);
        add(
            &mut targets,
            Target { key: key(term, month, &share, wanted, grounds), minor: converted.minor, worked: Box::new(worked) },
        );
    }
    Ok(targets)
}

/// Two shares of one key are one target.
fn add<'a>(targets: &mut Vec<Target<'a>>, target: Target<'a>) {
    match targets.iter_mut().find(|own| own.key == target.key) {
        Some(own) => own.minor += target.minor, // the amount is the same, shared twice
        None => targets.push(target),
    }
}

fn key<'a>(term: &ResolvedTerm<'a>, month: Month, share: &Share<'a>, currency: Currency, grounds: &Grounds<'a>) -> Key<'a> {
    Key {
        distributor: term.distributor,
        contract: &term.record.contract,
        item: &term.record.item,
        term: term.term.number,
        component: share.paid_as,
        earned: month,
        payee: payee(term, share.payee, grounds),
        currency,
    }
}

/// A payee with its number: mostly the partner or the distributor.
fn payee<'a>(term: &ResolvedTerm<'a>, id: &'a PartyId, grounds: &Grounds<'a>) -> PartyRef<'a> {
    [term.partner, term.distributor].into_iter().find(|own| own.id == id).unwrap_or_else(|| {
        let number = grounds.parties.binary_search(id).expect("the lint refuses a share for nobody");
        PartyRef { number: u32::try_from(number).expect("a workspace has fewer than four billion parties"), id }
    })
}

/// The currency that a term's plan owes in.
fn paid_in(term: &ResolvedTerm) -> Result<Currency, Unresolved> {
    match term.plan.value.paid_in {
        PaidIn::Contract => Ok(term.record.currency),
        PaidIn::Book(currency) => Ok(currency),
        PaidIn::Payee => term.agreement.value.currency.ok_or_else(|| Unresolved {
            code: Code::NoExchangeRate,
            message: format!("plan {} owes in the payee's currency, and the agreement names none", term.agreement.value.plan),
            remedy: "name the currency in rulebook/agreements.csv".to_owned(),
        }),
    }
}

/// The day whose rate converts; never the day of the run.
fn rate_day(term: &ResolvedTerm, month: Month) -> NaiveDate {
    match term.plan.value.rate_day.unwrap_or(RateDay::MonthLast) {
        RateDay::SignedOn => term.term.signed_on,
        RateDay::StartsOn => term.term.span.from,
        RateDay::MonthFirst => month.first_day(),
        RateDay::MonthLast => month.last_day(),
    }
}

fn above_gross(above: &AboveGross) -> Unresolved {
    Unresolved {
        code: Code::SplitAboveGross,
        message: above.to_string(),
        remedy: "correct the rows of rulebook/splits.csv: a chain shares out at most all of an amount".to_owned(),
    }
}

fn no_rate(missing: &MissingRate) -> Unresolved {
    Unresolved {
        code: Code::NoExchangeRate,
        message: missing.to_string(),
        remedy: "add the rate of that day to rulebook/exchange_rates.csv".to_owned(),
    }
}

fn worked<'a>(
    term: &ResolvedTerm<'a>,
    month: Month,
    priced: Priced<'a>,
    share: Share<'a>,
    converted: Converted<'a>,
) -> Worked<'a> {
    let (month_of_term, months_in_term) = term.month_of_term(month);
    let service = term.earned_days(month);
    let in_force = term.phases.iter().rev().find(|(span, _)| !span.intersect(service).is_empty());
    Worked {
        record: term.record,
        phase: in_force.map_or(term.record, |(_, phase)| phase),
        term: term.term,
        plan: &term.agreement.value.plan,
        month_of_term,
        months_in_term,
        service,
        base: priced.base.minor,
        governing: priced.governing,
        parts: priced.parts,
        kept: priced.kept,
        paid: priced.paid,
        unrounded: priced.unrounded,
        gross: priced.minor,
        share,
        converted,
        limited: Vec::new(),
    }
}
