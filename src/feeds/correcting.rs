//! Rows of feeds with what is right instead of what they say wrongly.
//!
//! Owns which corrections a row is read with, and for how long each goes on holding: until a delivery made on the day it
//! was recorded or later says the same by itself. Holds true: what a delivery newly says, and is neither what was corrected
//! nor what it was corrected to, is held and not corrected; the order of a delivery's files and rows has no effect.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use compact_str::CompactString;

use super::{
    record::Held,
    row::{Refused, RowReader},
};
use crate::{
    basics::{Code, FeedField, Finding, PartyId, UndatedChange},
    facts::{Corrected, Correction, Corrections, CorrectionsInForce, Record},
    sheets::{Row, dated::DatedTable},
};

/// A row that was read, and the cells of it that corrections are about.
pub(super) struct Told {
    pub row: Result<Record, Box<Held>>,
    pub touched: Vec<Touched>,
}

/// A cell that a correction is about.
pub(super) struct Touched {
    cell: Corrected,
    /// What the cell says, in our words; nothing where it cannot be read.
    says: Option<String>,
    /// Whether that is what is right.
    right: bool,
    /// Whether it was read by its correction.
    applied: bool,
    /// Whether another value in a later delivery would be a change from then on, not another word about the same days.
    steps: bool,
}

/// What deliveries have said so far about the cell of a correction.
#[derive(Clone, Default)]
struct Heard {
    /// What the last delivery said that was made before the correction, or the first behind it.
    base: BTreeSet<Option<String>>,
    base_on: Option<NaiveDate>,
    /// The first delivery since the correction that said what is right.
    right_on: Option<NaiveDate>,
    known: bool,
    /// What deliveries said before the correction, where each is about days of its own; with the day of the first.
    stepped: BTreeMap<String, NaiveDate>,
}

/// The corrections, while one delivery after the other is read.
pub(super) struct Correcting<'a> {
    corrections: &'a CorrectionsInForce,
    heard: Vec<Heard>,
    /// Of each correction the row that it corrected last.
    last: Vec<Option<Corrected>>,
}

impl<'a> Correcting<'a> {
    pub fn new(corrections: &'a CorrectionsInForce) -> Self {
        let count = corrections.all().len();
        Correcting { corrections, heard: vec![Heard::default(); count], last: vec![None; count] }
    }

    /// Whether rows of this distributor may be read otherwise than they say.
    pub fn concern(&self, distributor: &PartyId) -> bool {
        self.corrections.correct(distributor)
    }

    /// Reads a row of a distributor's delivery of this day. `ids` are the partners by their ids alone.
    pub fn read(
        &self,
        reader: &RowReader,
        ids: &HashMap<&str, u32>,
        row: &Row,
        (distributor, delivered_on): (&PartyId, NaiveDate),
    ) -> Told {
        let fact = reader.fact(row);
        let own = fact.as_ref().map_or_else(Vec::new, |fact| self.about(distributor, fact));
        if own.is_empty() {
            return Told { row: reader.read(row), touched: Vec::new() };
        }
        let undated = fact.is_some_and(|fact| fact.valid_from.is_none());
        let undated = undated && reader.map.undated_change == UndatedChange::FromDelivery;
        let right = reader.with_right(own.iter().map(|at| self.told(*at)), ids);
        let mut touched = Vec::with_capacity(own.len());
        let mut doubted = None;
        for at in own {
            let correction = &self.corrections.all()[at];
            let field = correction.key.field;
            let says = reader.says(row, field);
            let is_right = says.is_some() && says == right.says(row, field);
            let applied = self.heard[at].right_on.is_none_or(|day| delivered_on <= day);
            if applied && !is_right && self.is_new(at, says.as_ref(), delivered_on) {
                doubted = doubted.or(Some(correction));
            }
            let delivered = reader.cell(row, field).to_owned();
            let steps = undated && matches!(field, FeedField::Quantity | FeedField::Amount);
            let cell = Corrected { correction: at, source: reader.place(row), delivered_on, delivered };
            touched.push(Touched { cell, says, right: is_right, applied, steps });
        }
        if let Some(correction) = doubted {
            touched.iter_mut().for_each(|own| own.applied = false);
            let unreadable = reader.unreadable(row, &doubt(correction));
            return Told { row: Err(Box::new(Held { unreadable, written_otherwise: None, cells_refused: 0 })), touched };
        }
        let applied: Vec<usize> = touched.iter().filter(|own| own.applied).map(|own| own.cell.correction).collect();
        let row = match applied.len() {
            0 => reader.read(row),
            _ => reader.with_right(applied.into_iter().map(|at| self.told(at)), ids).read(row),
        };
        Told { row, touched }
    }

    fn told(&self, at: usize) -> (FeedField, &'a str) {
        let Correction { key, correct, .. } = &self.corrections.all()[at];
        (key.field, &correct.value)
    }

    /// The corrections of a fact, by their places. What names the day comes before what names the term's start.
    fn about(&self, distributor: &PartyId, fact: &Fact) -> Vec<usize> {
        let all = self.corrections.all();
        let own = |day: Option<NaiveDate>| {
            let same = move |at: &usize| {
                let key = &all[*at].key;
                key.item == fact.item && key.term == fact.term && key.valid_from == day
            };
            self.corrections.of_contract(distributor, &fact.contract).filter(same)
        };
        let mut found: Vec<usize> = Vec::new();
        let days = [fact.valid_from, None];
        let days = if fact.valid_from.is_some() && fact.opens_term { &days[..] } else { &days[..1] };
        for at in days.iter().flat_map(|day| own(*day)) {
            if !found.iter().any(|before| all[*before].key.field == all[at].key.field) {
                found.push(at);
            }
        }
        found
    }

    /// Whether a delivery made after a correction says what none said when it was recorded.
    fn is_new(&self, at: usize, says: Option<&String>, delivered_on: NaiveDate) -> bool {
        let Heard { base, base_on, .. } = &self.heard[at];
        let behind = delivered_on > self.corrections.all()[at].recorded_on && base_on.is_some_and(|day| day < delivered_on);
        behind && says.is_some() && !base.contains(&says.cloned())
    }

    /// Takes down what the rows of a file said.
    pub fn hear(&mut self, touched: Vec<Touched>) {
        for Touched { cell, says, right, applied, steps } in touched {
            let Corrected { correction: at, delivered_on, .. } = cell;
            let recorded_on = self.corrections.all()[at].recorded_on;
            let heard = &mut self.heard[at];
            heard.known = true;
            if let Some(says) = says.clone().filter(|_| steps && !right && delivered_on <= recorded_on) {
                heard.stepped.entry(says).or_insert(delivered_on);
            }
            let day = heard.base_on;
            if day.is_none() || day == Some(delivered_on) || delivered_on <= recorded_on {
                if day != Some(delivered_on) {
                    heard.base.clear();
                }
                heard.base_on = Some(delivered_on);
                heard.base.insert(says);
            }
            if right && delivered_on >= recorded_on {
                heard.right_on = heard.right_on.or(Some(delivered_on));
            }
            let order = |own: &Corrected| (own.delivered_on, own.source);
            let later = self.last[at].as_ref().is_none_or(|last| order(last) <= order(&cell));
            if applied && !right && later {
                self.last[at] = Some(cell);
            }
        }
    }

    /// What corrections change, and the corrections that change nothing any more.
    pub fn into_parts(self) -> (Vec<Corrected>, Vec<Finding>) {
        let unclear = self.corrections.all().iter().zip(&self.heard).filter_map(|(correction, heard)| unclear(correction, heard));
        let unclear: Vec<Finding> = unclear.collect();
        let all = self.corrections.all().iter();
        let idle = all.zip(&self.heard).filter_map(|(correction, heard)| {
            let (message, remedy) = match (heard.known, heard.right_on) {
                (false, _) => (
                    "no delivery tells this fact".to_owned(),
                    "compare distributor, contract, item, term and valid_from with the delivered row; withdraw the row and record it anew",
                ),
                (true, Some(day)) => (
                    format!("the delivery of {day} says what the correction says"),
                    "nothing is to be done: later deliveries are read as they are; close the row only if the delivery is wrong after all",
                ),
                (true, None) => return None,
            };
            let file = format!("{}.csv", Corrections::NAME);
            let key = &correction.key;
            Some(
                Finding::new(Code::CorrectionIdle, &file, message, remedy)
                    .line(correction.source.line)
                    .cell("value", &correction.correct.value)
                    .about(format!("{}/{}", key.contract, key.item)),
            )
        });
        let idle = idle.chain(unclear).collect();
        (self.last.into_iter().flatten().collect(), idle)
    }
}

/// A correction of what changed by itself before it was recorded: it cannot be said which of the values it is about.
fn unclear(correction: &Correction, heard: &Heard) -> Option<Finding> {
    if heard.stepped.len() < 2 {
        return None;
    }
    let mut told: Vec<(&NaiveDate, &String)> = heard.stepped.iter().map(|(says, day)| (day, says)).collect();
    told.sort_unstable();
    let told: Vec<String> = told.into_iter().map(|(day, says)| format!("{says:?} on {day}")).collect();
    let key = &correction.key;
    let message = format!("deliveries said {}, each from its day on: which of them is corrected cannot be said", told.join(", "));
    let remedy = "withdraw the row; ask the distributor for a delivery that dates the change, and correct the row of one day";
    Some(
        Finding::new(Code::TableRow, &format!("{}.csv", Corrections::NAME), message, remedy)
            .line(correction.source.line)
            .cell("value", &correction.correct.value)
            .about(format!("{}/{}", key.contract, key.item)),
    )
}

fn doubt(correction: &Correction) -> Refused {
    let Correction { correct, recorded_on, .. } = correction;
    let expected = format!(
        "the delivery says something new; {} corrected this cell to {:?} on {recorded_on}: {}",
        correct.by, correct.value, correct.reason
    );
    Refused::new(correction.key.field, Code::CorrectionDoubted, expected)
}

/// The fact that a row tells, by what it says itself.
pub(super) struct Fact {
    pub contract: CompactString,
    pub item: CompactString,
    pub term: u32,
    pub valid_from: Option<NaiveDate>,
    /// Whether its day is no later than the term's start.
    pub opens_term: bool,
}
