//! A feed map proposed from a sample of a distributor's file, for a person to complete and confirm.
//!
//! Owns what a sample can tell: encoding, delimiter, marks, form of days, columns and words. Leaves every decision to a
//! person. Holds true: settling never guesses, it reads by the map alone; what would change money without a word is left
//! out of the proposal, so that `check` names it missing; each thing that the sample does not decide is a doubt.

mod columns;
mod grammar;
mod headings;
mod meanings;
mod sample;
mod shape;
#[cfg(test)]
mod tests;
mod vocabulary;

use chrono::NaiveDate;

use self::columns::Columns;
use crate::{
    basics::Finding,
    rulebook::FeedField,
    sheets::{Dialect, LineEnd, SheetWriter, dated::iso_day},
};

/// How many bytes of a file are looked at.
const LOOKED_AT: usize = 16 << 20;

/// A row of a feed map: part, name and value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposed {
    /// Which part of the file it is about.
    pub part: String,
    /// The name within that part.
    pub name: String,
    /// What it says.
    pub value: String,
}

/// A feed map as far as a sample tells, and what it does not tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposal {
    /// The rows that the sample bears out.
    pub rows: Vec<Proposed>,
    /// What a person must decide or look at, each a sentence or two.
    pub doubts: Vec<String>,
}

impl Proposal {
    fn add(&mut self, part: &str, name: &str, value: &str) {
        self.rows.push(Proposed { part: part.to_owned(), name: name.to_owned(), value: value.to_owned() });
    }

    fn doubt(&mut self, text: impl Into<String>) {
        self.doubts.push(text.into());
    }

    /// The rows as a table in the shape of `rulebook/feed-maps/<distributor>.csv`; it holds from `day` and is known since.
    #[must_use]
    pub fn table(&self, day: NaiveDate, file: &str) -> Vec<u8> {
        let mut sheet = SheetWriter::new(Dialect::OURS, LineEnd::Lf);
        sheet.row(["part", "name", "effective_from", "recorded_on", "value", "reference"]);
        let (day, reference) = (day.to_string(), format!("proposed from {file}: to be confirmed"));
        for row in &self.rows {
            sheet.row([&row.part, &row.name, &day, &day, &row.value, &reference]);
        }
        sheet.into_bytes()
    }
}

/// The day of delivery with which a file's name begins.
#[must_use]
pub fn day_in_name(file: &str) -> Option<NaiveDate> {
    file.get(..10).and_then(|day| iso_day(day).ok())
}

/// Proposes a map from a file, which messages call `file`. Where no rows can be made out it is refused, with the reason.
pub fn propose(bytes: Vec<u8>, file: &str) -> Result<Proposal, Finding> {
    within(bytes, LOOKED_AT, file)
}

/// Proposes a map from the first bytes of a file.
fn within(bytes: Vec<u8>, most: usize, file: &str) -> Result<Proposal, Finding> {
    let mut proposal = Proposal::default();
    let sample = shape::read(bytes, most, file, &mut proposal)?;
    let columns = columns::find(&sample, &mut proposal);
    grammar::numbers(&sample, &columns, &mut proposal);
    grammar::days(&sample, &columns, &mut proposal);
    meanings::settings(&sample, &columns, &mut proposal);
    columns.propose(&sample, &mut proposal);
    vocabulary::words(&sample, &columns, &mut proposal);
    absent(&columns, &mut proposal);
    Ok(proposal)
}

/// Fields that no column gives: what is needed is decided by a person, what is not has a meaning where it is absent.
fn absent(columns: &Columns, proposal: &mut Proposal) {
    use FeedField as F;
    let missing = |field: &&FeedField| columns.place(**field).is_none();
    for field in [F::Contract, F::Product, F::Partner, F::Model, F::StartsOn, F::Amount, F::Currency].iter().filter(missing) {
        let constant = match field {
            F::Currency | F::Model | F::Partner | F::Product => format!(", or a row constant,{field} where all rows share it"),
            _ => String::new(),
        };
        proposal.doubt(format!(
            "No column was made out for {field} ({}), which is needed. Add a row column,{field} with its heading{constant}; \
             check names it missing until then.",
            field.about()
        ));
    }
    if missing(&&F::EndsOn) && missing(&&F::Months) {
        proposal.doubt(
            "No column was made out for ends_on or months; one of them is needed. Add a row column,ends_on or column,months.",
        );
    }
    let optional = [F::Item, F::SignedOn, F::RenewalMonths, F::Quantity, F::ValidFrom, F::Term, F::Status, F::CancelledOn];
    let told: Vec<String> = optional.iter().filter(missing).map(|field| format!("{field} ({})", field.about())).collect();
    if !told.is_empty() {
        proposal.doubt(format!("No column was made out for what a file may leave out: {}. Is that meant?", told.join("; ")));
    }
    proposal.doubt(
        "No pattern rows are proposed: one sample does not say which ids are possible. Add pattern rows for contract, product \
         and the like, so that a shifted or mistyped id is held.",
    );
}

/// What is said of a row that a person must write.
fn add_row(part: &str, name: &str, value: &str) -> String {
    format!("the row {part},{name} with the value {value}")
}
