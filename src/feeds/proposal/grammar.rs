//! How numbers and days are written, by what reads every one of them.
//!
//! Holds true: a mark or an order is proposed only where no other would read the sample too.

use super::{
    Proposal, add_row,
    columns::Columns,
    sample::{Sample, shown},
};
use crate::{
    feeds::{days::DayForm, values::number},
    rulebook::{FeedField, Grammar},
};

/// The forms of days that are tried.
const FORMS: [&str; 9] =
    ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%m.%d.%Y", "%Y/%m/%d", "%Y.%m.%d"];

/// What may stand between groups of three digits, besides the mark that is not the decimal mark.
const GROUPS: [char; 5] = [' ', '\u{a0}', '\u{202f}', '\'', '’'];

fn marks(decimal_mark: char, group_mark: Option<char>) -> Grammar {
    Grammar { decimal_mark, group_mark, date_form: FORMS[0].to_owned() }
}

/// Every way to write numbers, the plainest of each decimal mark first.
fn grammars() -> impl Iterator<Item = Grammar> {
    [('.', ','), (',', '.')].into_iter().flat_map(|(decimal, other)| {
        let groups = [None, Some(other)].into_iter().chain(GROUPS.into_iter().map(Some));
        groups.map(move |group| marks(decimal, group))
    })
}

/// Whether a text is a number in any way that a map can declare.
pub fn is_number(text: &str) -> bool {
    grammars().any(|grammar| number(text, &grammar).is_ok())
}

/// Whether a text is a day in any form that a map can declare.
pub fn is_day(text: &str) -> bool {
    FORMS.iter().any(|form| DayForm::new(form).read(text).is_ok())
}

/// Decimal mark and group mark, from amounts and quantities.
pub fn numbers(sample: &Sample, columns: &Columns, proposal: &mut Proposal) {
    let places = [FeedField::Amount, FeedField::Quantity].into_iter().filter_map(|field| columns.place(field));
    let cells: Vec<(u32, &str)> = places.flat_map(|at| sample.filled(at)).filter(|(_, cell)| is_number(cell)).collect();
    let stand: Vec<Grammar> = grammars().filter(|grammar| cells.iter().all(|(_, cell)| number(cell, grammar).is_ok())).collect();
    let left_out = "decimal_mark and group_mark are left out";
    let decide =
        format!("Add {} or \",\", and file,group_mark where thousands have a mark", add_row("file", "decimal_mark", "\".\""));
    let marked = cells.iter().find(|(_, cell)| cell.contains(['.', ',']));
    let both = [',', '.'].iter().all(|mark| stand.iter().any(|grammar| grammar.decimal_mark == *mark));
    match (marked, stand.first()) {
        (None, _) => proposal.doubt(format!("decimal_mark: no amount of the sample has a mark, so {left_out}. {decide}.")),
        (Some(_), None) => {
            let odd = |mark: char| {
                let reads = |cell: &str| grammars().any(|own| own.decimal_mark == mark && number(cell, &own).is_ok());
                cells.iter().find(|(_, cell)| !reads(cell)).map(|(line, cell)| format!("{} in line {line}", shown(cell)))
            };
            let odd: Vec<String> = ['.', ','].into_iter().filter_map(odd).collect();
            let which = if odd.is_empty() { String::new() } else { format!(" ({})", odd.join(" against ")) };
            proposal.doubt(format!("decimal_mark: no one way of writing numbers reads all amounts{which}, so {left_out}. {decide}."));
        }
        (Some((line, cell)), Some(_)) if both => proposal.doubt(format!(
            "decimal_mark: {} in line {line} can be read as whole number or as fraction, and nothing in the sample decides it, so \
             {left_out}. {decide}.",
            shown(cell)
        )),
        (Some(_), Some(grammar)) => {
            proposal.add("file", "decimal_mark", &grammar.decimal_mark.to_string());
            proposal.add("file", "group_mark", &grammar.group_mark.map_or(String::new(), String::from));
            if grammar.group_mark.is_none() {
                proposal.doubt(
                    "group_mark: no amount of the sample has thousands with a mark; none is proposed, so that a number with one \
                     would be held.",
                );
            }
        }
    }
}

/// The fields that are days.
pub const DAYS: [FeedField; 6] = [
    FeedField::SignedOn,
    FeedField::StartsOn,
    FeedField::EndsOn,
    FeedField::NoticeOn,
    FeedField::ValidFrom,
    FeedField::CancelledOn,
];

/// The form of days, from every day of a field: a column beside them may be written otherwise and decides nothing.
pub fn days(sample: &Sample, columns: &Columns, proposal: &mut Proposal) {
    let readers: Vec<(&str, DayForm)> = FORMS.iter().map(|form| (*form, DayForm::new(form))).collect();
    let mut stand: Vec<&(&str, DayForm)> = readers.iter().collect();
    let mut first: Option<(u32, &str)> = None;
    let mut apart: Option<(u32, &str)> = None;
    for column in DAYS.into_iter().filter_map(|field| columns.place(field)) {
        for (line, cell) in sample.filled(column).filter(|(_, cell)| is_day(cell)) {
            first.get_or_insert((line, cell));
            let still: Vec<_> = stand.iter().copied().filter(|(_, form)| form.read(cell).is_ok()).collect();
            if still.is_empty() {
                apart.get_or_insert((line, cell));
            } else {
                stand = still;
            }
        }
    }
    let decide = |forms: &[&str]| format!("Add {}", add_row("file", "date_form", &forms.join(" or ")));
    let forms: Vec<&str> = stand.iter().map(|(form, _)| *form).collect();
    match (first, apart, &forms[..]) {
        (None, ..) => proposal.doubt(format!(
            "date_form: no column that was made out has a day with a year of four digits and a month and a day of two, so date_form is left out. {}.",
            decide(&["%d.%m.%Y", "%Y-%m-%d", "another order"])
        )),
        (Some((line, cell)), Some((other, odd)), _) => proposal.doubt(format!(
            "date_form: {} in line {line} and {} in line {other} are not written in one form, so date_form is left out. Ask the \
             distributor for one form.",
            shown(cell),
            shown(odd)
        )),
        (_, _, [form]) => proposal.add("file", "date_form", form),
        (Some((line, cell)), None, many) => proposal.doubt(format!(
            "date_form: day and month of {} in line {line}, and of every other day that is read, can be exchanged, so date_form is \
             left out. {}.",
            shown(cell),
            decide(many)
        )),
    }
}
