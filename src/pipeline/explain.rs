//! One contract, explained: the same computation as the run's, with every step taken down.

use super::{Inputs, listings::Listings, run};
use crate::{
    basics::{Month, Source, Status},
    facts::item_history,
    settlement::{Standings, Target, Workings, listing},
    tables,
};

/// What became of one covered month of a contract.
pub struct ExplainedMonth {
    /// The item's key: distributor, contract and item.
    pub item: String,
    /// The line's key, the same as in `lines.csv`.
    pub key: String,
    /// A heading for people: month, component, payee, term.
    pub title: String,
    /// The row that tells the term.
    pub source: Source,
    /// The amount, with its currency.
    pub amount: String,
    /// What happened to it in this period.
    pub fate: String,
    /// Every step; none for a month that is only listed.
    pub workings: Workings,
}

/// Everything about one contract.
pub struct Explanation {
    /// Its months, in order of item, term and month.
    pub months: Vec<ExplainedMonth>,
    /// What stands in the way of an amount: place and reason.
    pub obstacles: Vec<(Source, String)>,
    /// How many records tell it.
    pub records: usize,
}

/// Explains every line of a contract that the period settles, and lists the months before `first_month`.
#[must_use]
pub fn explain(inputs: &Inputs, standings: &Standings, contract: &str, period: Month) -> Explanation {
    let feeds = &inputs.feeds;
    let own: Vec<_> = feeds.records.iter().filter(|record| record.contract == contract).cloned().collect();
    let world = run::world(inputs, standings, period, &own);
    let items = tables::line_up(&own, &feeds.deliveries);
    let listings = Listings::new(inputs);
    let mut explained = Explanation { months: Vec::new(), obstacles: Vec::new(), records: own.len() };
    for row in feeds.unreadable.iter().filter(|row| row.contract.as_deref() == Some(contract) && !listings.is_healed(row)) {
        let source = Source { file: row.file, line: row.finding.line };
        explained.records += 1;
        explained
            .obstacles
            .push((source, format!("held: {} {:?}: {}", row.finding.column, row.finding.shown_value(), row.finding.message)));
    }
    for item in 0..items.len() {
        let facts = listings.facts(items.rows(item), &world);
        let history = item_history(items.rows(item), &own, &feeds.deliveries);
        explained
            .obstacles
            .extend(history.held.iter().map(|(row, code)| (own[*row as usize].source, format!("held: {}", code.about()))));
        let pending = |row: &&u32| own[**row as usize].status == Status::Pending;
        let not_due = history
            .terms
            .values()
            .filter(pending)
            .map(|row| (own[*row as usize].source, "not due: ordered, not active yet".to_owned()));
        explained.obstacles.extend(not_due);
        match listing::<Workings>(&world, &facts, &history, Month::EARLIEST) {
            Err(problem) => {
                explained.obstacles.push((own[problem.row as usize].source, format!("held: {}", problem.code.about())))
            }
            Ok(listing) => {
                let past = |unresolved: &&(crate::facts::Term, _)| unresolved.0.span.until > world.first_month.first_day();
                explained.obstacles.extend(
                    listing
                        .unresolved
                        .iter()
                        .filter(past)
                        .map(|(term, why)| (own[term.row as usize].source, format!("held: {}", why.message))),
                );
                let frozen = facts.unreadable || !history.held.is_empty();
                let held = |target: &Target| match (frozen, facts.missing_since) {
                    (true, _) => Some("a row of it cannot be taken".to_owned()),
                    (false, Some(day)) if listing.held_from.is_some_and(|month| target.key.earned >= month) => {
                        Some(format!("missing from the full delivery of {day}"))
                    }
                    _ => None,
                };
                let months = listing.months.iter();
                explained
                    .months
                    .extend(months.map(|(target, workings)| month(target, workings, held(target), world.first_month, period)));
            }
        }
    }
    explained
}

fn month(target: &Target, workings: &Workings, held: Option<String>, first_month: Month, period: Month) -> ExplainedMonth {
    let Target { key, minor, worked } = target;
    let listed = key.earned < first_month;
    let fate = match (listed, held) {
        (true, _) => format!("listed, never posted: before first_month {first_month}"),
        (false, Some(why)) => format!("held: nothing is posted; {why}"),
        (false, None) if *minor == 0 => "zero: nothing is posted".to_owned(),
        (false, None) if key.earned == period => format!("settled in {period}"),
        (false, None) => format!("settled in {period} as an adjustment: late contract"),
    };
    let months = worked.months_in_term.map_or(String::new(), |months| format!(" of {months}"));
    ExplainedMonth {
        item: format!("{}/{}/{}", key.distributor, key.contract, key.item),
        key: key.to_string(),
        title: format!(
            "{} · {} for {} · term {} ({} to {}), month {}{months}",
            key.earned,
            key.component,
            key.payee,
            key.term,
            worked.term.span.from,
            worked.term.span.last_day(),
            worked.month_of_term
        ),
        source: worked.record.source,
        amount: format!("{} {}", key.currency.major(*minor), key.currency),
        fate,
        workings: if listed { Workings::default() } else { workings.clone() },
    }
}
