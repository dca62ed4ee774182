//! Settings that no sample says: what an amount is for, what an end means, what a delivery contains.
//!
//! Holds true: each is a doubt; those that would change money are left out, with what the sample hints at.

use chrono::NaiveDate;

use super::{
    Proposal, add_row,
    columns::Columns,
    headings,
    sample::{Sample, shown},
};
use crate::{
    feeds::days::DayForm,
    rulebook::{FeedField as F, SETTINGS},
};

/// The value of a setting that stops `check` until a person has written another: for what may otherwise be left out.
pub const UNDECIDED: &str = "?";

/// Lists what must be decided, and proposes what is safe.
pub fn settings(sample: &Sample, columns: &Columns, proposal: &mut Proposal) {
    left_out("delivery", "", proposal);
    left_out("amount_per", &amount_hint(sample, columns), proposal);
    left_out("end_is", &end_hint(sample, columns, proposal), proposal);
    if columns.place(F::CancelledOn).is_some() {
        proposal.add("file", "cancelled_is", UNDECIDED);
        proposal.doubt(format!(
            "cancelled_is ({}): the sample does not say. The row says {UNDECIDED}, at which check stops: write the value there.",
            about("cancelled_is")
        ));
    }
    proposal.add("file", "undated_change", "hold");
    proposal.doubt(format!(
        "undated_change ({}): hold is proposed, so that such a row stays out until somebody says from when it holds.",
        about("undated_change")
    ));
    proposal.doubt(format!("every ({}): left out. Add {} where it is so.", about("every"), add_row("file", "every", "month")));
}

fn about(setting: &str) -> &'static str {
    SETTINGS.iter().find(|(name, _)| *name == setting).map_or("", |(_, about)| *about)
}

fn left_out(setting: &str, hint: &str, proposal: &mut Proposal) {
    proposal.doubt(format!(
        "{setting} ({}): the sample does not say{hint}. It changes money, so it is left out: add the row file,{setting}; check names \
         it missing until then.",
        about(setting)
    ));
}

/// What the heading of the amount sounds like.
fn amount_hint(sample: &Sample, columns: &Columns) -> String {
    let Some(at) = columns.place(F::Amount) else { return String::new() };
    let words = headings::folded(&sample.headings[at]);
    let sounds = [
        ("month", ["month", "monat"]),
        ("year", ["annual", "jahr"]),
        ("year", ["year", "yearly"]),
        ("term", ["term", "laufzeit"]),
    ];
    let sound = sounds.iter().find(|(_, stems)| stems.iter().any(|stem| words.contains(stem)));
    sound.map_or(String::new(), |(per, _)| format!("; the heading {} sounds like {per}", shown(&sample.headings[at])))
}

/// How many terms are whole months by either reading of their end, if days can be read yet.
fn end_hint(sample: &Sample, columns: &Columns, proposal: &Proposal) -> String {
    let form = proposal.rows.iter().find(|row| row.part == "file" && row.name == "date_form");
    let (Some(start), Some(end), Some(form)) = (columns.place(F::StartsOn), columns.place(F::EndsOn), form) else {
        return String::new();
    };
    let form = DayForm::new(&form.value);
    let days = |cells: &[compact_str::CompactString]| -> Option<(NaiveDate, NaiveDate)> {
        Some((form.read(&cells[start]).ok()?, form.read(&cells[end]).ok()?))
    };
    let terms: Vec<(NaiveDate, NaiveDate)> = sample.rows.iter().filter_map(|(_, cells)| days(cells)).collect();
    let day_after = terms.iter().filter(|(start, end)| same_day(*start, *end)).count();
    let last_day = terms.iter().filter(|(start, end)| end.succ_opt().is_some_and(|next| same_day(*start, next))).count();
    format!("; of {} terms {last_day} are whole months by last_day and {day_after} by day_after", terms.len())
}

fn same_day(one: NaiveDate, other: NaiveDate) -> bool {
    use chrono::Datelike;
    one.day() == other.day()
}
