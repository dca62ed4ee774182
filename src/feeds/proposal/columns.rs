//! Which column gives which field: by the heading where it names one, by the values where only a currency can be meant.

use std::collections::BTreeMap;

use super::{
    Proposal, grammar, headings,
    sample::{Sample, shown},
};
use crate::{
    basics::Currency,
    feeds::values::whole,
    rulebook::FeedField::{self as F},
};

/// The columns that were made out, by field.
#[derive(Default)]
pub struct Columns(BTreeMap<F, usize>);

impl Columns {
    /// Where a field stands.
    pub fn place(&self, field: F) -> Option<usize> {
        self.0.get(&field).copied()
    }

    /// Adds a row for each column, and doubts of what in them is not read.
    pub fn propose(&self, sample: &Sample, proposal: &mut Proposal) {
        for (field, at) in &self.0 {
            proposal.add("column", field.as_str(), &sample.headings[*at]);
        }
        for (field, at) in &self.0 {
            doubt_values(*field, &sample.headings[*at], sample, *at, proposal);
        }
    }
}

/// Finds the columns; what is not recognised, or recognised twice, is left out and told.
pub fn find(sample: &Sample, proposal: &mut Proposal) -> Columns {
    let mut candidates: BTreeMap<F, Vec<usize>> = BTreeMap::new();
    let mut unknown = Vec::new();
    for (at, heading) in sample.headings.iter().enumerate() {
        match headings::said(heading) {
            Some(field) => candidates.entry(field).or_default().push(at),
            None => unknown.push(at),
        }
    }
    if !candidates.contains_key(&F::Currency) {
        by_values(sample, &mut unknown, &mut candidates, proposal);
    }
    let mut columns = Columns::default();
    for (field, places) in candidates {
        if let [one] = places[..] {
            columns.0.insert(field, one);
            continue;
        }
        let named: Vec<String> = places.iter().map(|at| shown(&sample.headings[*at])).collect();
        proposal.doubt(format!(
            "Several columns could be {field} ({}): {}. None is proposed: add a row column,{field} with the one that is meant, and \
             an allow row for each other; the file is refused until then.",
            field.about(),
            named.join(", ")
        ));
    }
    for at in unknown {
        proposal.doubt(not_recognised(sample, at));
    }
    columns
}

/// A column of nothing but ISO codes is the currency, whatever its heading.
fn by_values(sample: &Sample, unknown: &mut Vec<usize>, candidates: &mut BTreeMap<F, Vec<usize>>, proposal: &mut Proposal) {
    let all_codes = |at: usize| {
        let mut cells = sample.filled(at).peekable();
        cells.peek().is_some() && cells.all(|(_, cell)| cell.parse::<Currency>().is_ok())
    };
    let plain = |at: usize| sample.headings[at].starts_with(char::is_alphanumeric);
    let found: Vec<usize> = unknown.iter().copied().filter(|at| plain(*at) && all_codes(*at)).collect();
    if let [one] = found[..] {
        unknown.retain(|at| *at != one);
        candidates.entry(F::Currency).or_default().push(one);
        proposal.doubt(format!(
            "currency: the heading {} is not known; it is proposed, since all its cells are codes of currencies.",
            shown(&sample.headings[one])
        ));
    }
}

fn not_recognised(sample: &Sample, at: usize) -> String {
    let heading = &sample.headings[at];
    let cells = match sample.filled(at).next() {
        None => "all its cells are empty".to_owned(),
        Some((line, cell)) => format!("line {line} has {}", shown(cell)),
    };
    let fields: Vec<String> = headings::hinted(heading).into_iter().map(|field| format!("{field} ({})", field.about())).collect();
    let perhaps = if fields.is_empty() { String::new() } else { format!("; it may be {}", fields.join(" or ")) };
    format!(
        "The heading {} is not recognised ({cells}){perhaps}. Add a column row for its field, or an allow row for it if it does not \
         matter; the file is refused until then.",
        shown(heading)
    )
}

/// What a cell looks like, in words, and whether one does.
type Look = (&'static str, fn(&str) -> bool);

/// What the cells of a field look like, where they are not any text.
fn looks(field: F) -> Option<Look> {
    match field {
        field if grammar::DAYS.contains(&field) => Some(("a day", grammar::is_day)),
        F::Amount | F::Quantity => Some(("a number", grammar::is_number)),
        F::Months | F::RenewalMonths | F::Term => Some(("a whole number", |text| whole(text).is_ok())),
        F::Currency => Some(("the code of a currency", |text| text.parse::<Currency>().is_ok())),
        F::Contract | F::Item | F::Product | F::Customer | F::OrderNo => {
            Some(("an id of printable ASCII", |text| text.bytes().all(|b| (0x20..0x7F).contains(&b)) && text.trim() == text))
        }
        _ => None,
    }
}

fn doubt_values(field: F, heading: &str, sample: &Sample, at: usize, proposal: &mut Proposal) {
    let Some((what, reads)) = looks(field) else { return };
    let odd: Vec<(u32, &str)> = sample.filled(at).filter(|(_, cell)| !reads(cell)).collect();
    if let Some((line, cell)) = odd.first() {
        proposal.doubt(format!(
            "{field}: {} of the cells under {} are not {what}, the first is {} in line {line}; such rows are held. Is it the right \
             column?",
            odd.len(),
            shown(heading),
            shown(cell)
        ));
    }
}
