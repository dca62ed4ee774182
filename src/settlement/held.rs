//! What is said about records that stay out, and about those for which nothing is owed.

use std::collections::BTreeMap;

use super::{ItemFacts, Target, Unresolved, World};
use crate::{
    basics::{Code, Currency, Finding},
    facts::{Term, TermProblem},
    sheets::dated::Ruled,
};

pub(super) fn about(world: &World, row: u32, code: Code, message: String, remedy: &str) -> Finding {
    let record = &world.records[row as usize];
    let subject = format!("{}/{}", record.contract, record.item);
    Finding::new(code, world.sources.file(record.source), message, remedy)
        .line(record.source.line)
        .about(subject)
        .amount(Some((record.amount, record.currency)))
}

pub(super) fn repeated(world: &World, row: u32) -> Finding {
    about(
        world,
        row,
        Code::Repeated,
        "the delivery has this row word for word a second time".to_owned(),
        "nothing; the first counts",
    )
}

pub(super) fn held_row(world: &World, row: u32, code: Code) -> Finding {
    match code {
        Code::Doubled => about(
            world,
            row,
            code,
            "the delivery says something else about the same contract, line, term and day".to_owned(),
            "ask the distributor which row is right and for a delivery with that one",
        ),
        _ => about(
            world,
            row,
            code,
            "quantity or amount changed, and no column says from which day".to_owned(),
            "ask the distributor for the row again with the day from which it holds",
        ),
    }
}

pub(super) fn hand_held(world: &World, row: u32, hold: &Ruled<()>) -> Finding {
    let message = format!("held by hand since {}: {}", hold.effective_from, hold.reference);
    about(world, row, Code::HeldByHand, message, "release the contract with a row in facts/holds.csv whose status is closed")
}

pub(super) fn term_problem(world: &World, problem: TermProblem) -> Finding {
    let expected = problem.expected;
    match problem.code {
        Code::PhaseMissing => about(
            world,
            problem.row,
            problem.code,
            format!("the term begins on {expected}, but the first known amount holds later"),
            "ask the distributor for the row from the term's start",
        ),
        code => about(
            world,
            problem.row,
            code,
            format!("the renewal does not start on {expected}, where the term before it ends"),
            "ask the distributor for the right dates of the renewal",
        ),
    }
}

pub(super) fn unresolved(world: &World, term: &Term, why: &Unresolved) -> Finding {
    about(world, term.row, why.code, why.message.clone(), &why.remedy)
}

pub(super) fn vanished(world: &World, item: &ItemFacts, row: u32, held: &[Target], goes_on: bool) -> Option<Finding> {
    let missing_since = item.missing_since?;
    let last_listed = item.last_listed;
    let missing = format!("missing from the full delivery of {missing_since}, last listed on {last_listed}");
    let remedy = "ask the distributor: a contract that ended is delivered once more as cancelled, one that was forgotten is delivered again";
    match held {
        [] if goes_on => Some(about(world, row, Code::VanishedLater, missing, remedy)),
        [] => None,
        held => {
            let mut sums: BTreeMap<Currency, i64> = BTreeMap::new();
            held.iter().for_each(|target| *sums.entry(target.key.currency).or_default() += target.minor);
            let sums: Vec<String> =
                sums.iter().map(|(currency, minor)| format!("{} {currency}", currency.major(*minor))).collect();
            let message = format!("{missing}; what is held would be {}", sums.join(" and "));
            Some(about(world, row, Code::Vanished, message, remedy))
        }
    }
}

pub(super) fn no_entitlement(world: &World, row: u32, priced: bool, refused: bool) -> Finding {
    let reason = match (priced, refused) {
        (true, true) => "the rate that applies says none".to_owned(),
        (true, false) => "the amount is zero".to_owned(),
        (false, _) => {
            format!("none of its days lies in {} through {}, the months that are settled", world.first_month, world.period())
        }
    };
    about(world, row, Code::NoEntitlement, reason, "nothing, if that is as agreed")
}
