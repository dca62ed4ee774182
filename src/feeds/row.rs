//! The cells of a feed's row, by its distributor's map.

use std::collections::HashMap;

use chrono::NaiveDate;
use compact_str::CompactString;
use regex::Regex;

use super::{days::DayForm, ids};
use crate::{
    basics::{Code, EndIs, FeedField, Finding},
    rulebook::{FeedMap, Grammar, Origin},
    sheets::Row,
};

/// A map made ready for one file: every field has its place, its pattern and its words.
pub struct RowReader<'a> {
    pub(super) map: &'a FeedMap,
    pub(super) fields: Vec<Reading<'a>>,
    day_form: DayForm,
    ours: Ours,
    pub(super) partners: &'a HashMap<&'a str, u32>,
    pub(super) file: &'a str,
    pub(super) file_no: u32,
    pub(super) delivery: u32,
}

/// How our own tables write numbers and days.
#[derive(Clone)]
struct Ours {
    grammar: Grammar,
    day_form: DayForm,
}

impl Ours {
    fn new() -> Self {
        let form = "%Y-%m-%d";
        Ours {
            grammar: Grammar { decimal_mark: '.', group_mark: None, date_form: form.to_owned() },
            day_form: DayForm::new(form),
        }
    }
}

/// How one field is read.
#[derive(Clone, Default)]
pub(super) struct Reading<'a> {
    pub(super) place: Place<'a>,
    pattern: Option<&'a Regex>,
    words: Vec<(&'a str, &'a str)>,
    /// Whether the value is written as our tables write it.
    pub(super) ours: bool,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Place<'a> {
    Column(usize, &'a str),
    Constant(&'a str),
    #[default]
    Nowhere,
}

/// A cell that could not be read: the field, and what was expected.
pub(super) struct Refused {
    pub field: FeedField,
    pub code: Code,
    pub expected: String,
    /// Whether something stands there that is no number or day as the map says they are written.
    pub written_otherwise: bool,
}

impl Refused {
    pub(super) fn new(field: FeedField, code: Code, expected: impl Into<String>) -> Self {
        Refused { field, code, expected: expected.into(), written_otherwise: false }
    }
}

/// What may stand between two fields.
const DELIMITERS: [char; 3] = [',', ';', '\t'];

/// What to do where all headings are one: they stand between another delimiter than the map says.
fn other_delimiter(heading: &str) -> String {
    let count = |delimiter: &char| heading.matches(*delimiter).count();
    let most = DELIMITERS.into_iter().max_by_key(count).map_or("", |mark| match mark {
        '\t' => "tab",
        ';' => ";",
        _ => ",",
    });
    format!(
        "the file has {heading} as one column: if the delimiter {most} is the right one, say so in the feed map's row delimiter"
    )
}

pub(super) type Read<T> = Result<T, Refused>;

impl<'a> RowReader<'a> {
    /// Finds the columns of the map among the headings of a file.
    pub fn new(
        map: &'a FeedMap,
        headings: &[String],
        file: &'a str,
        file_no: u32,
        delivery: u32,
        partners: &'a HashMap<&'a str, u32>,
    ) -> Result<Self, Finding> {
        let problem = |column: &str, message: &str, remedy: String| {
            Finding::new(Code::Header, file, message, remedy).line(1).cell(column, "")
        };
        let mut fields = vec![Reading::default(); FeedField::ALL.len()];
        for (field, origin) in &map.fields {
            let place = match origin {
                Origin::Constant(value) => Place::Constant(value),
                Origin::Column(heading) => match headings.iter().position(|own| own == heading) {
                    Some(at) => Place::Column(at, heading),
                    None => {
                        let remedy = match headings {
                            [alone] if alone.contains(DELIMITERS) => other_delimiter(alone),
                            _ => format!(
                                "the file has {}; correct the feed map's column row for {} if the distributor renamed it",
                                headings.join(", "),
                                field.as_str()
                            ),
                        };
                        return Err(problem(heading, "this column is missing", remedy));
                    }
                },
            };
            fields[*field as usize].place = place;
        }
        for (field, pattern) in &map.patterns {
            fields[*field as usize].pattern = Some(pattern);
        }
        for ((field, theirs), ours) in &map.words {
            fields[*field as usize].words.push((theirs, ours));
        }
        if let Some(missing) = map.announced.headings().find(|own| !headings.iter().any(|heading| heading == own)) {
            let remedy = "the trailer is checked by it; correct trailer_count or trailer_amount in the feed map".to_owned();
            return Err(problem(missing, "this column is missing", remedy));
        }
        let read = |heading: &String| map.fields.values().any(|origin| matches!(origin, Origin::Column(own) if own == heading));
        let known = |heading: &&String| read(heading) || map.allowed.contains(*heading) || map.announced.reads(heading);
        if let Some(unknown) = headings.iter().find(|heading| !known(heading)) {
            let remedy = "if it does not matter, add an allow row for it to the feed map; it could be a second amount".to_owned();
            return Err(problem(unknown, "this column is unknown", remedy));
        }
        Ok(RowReader {
            map,
            fields,
            day_form: DayForm::new(&map.grammar.date_form),
            ours: Ours::new(),
            partners,
            file,
            file_no,
            delivery,
        })
    }

    pub(super) fn cell<'r>(&self, row: &'r Row, field: FeedField) -> &'r str
    where
        'a: 'r,
    {
        match self.fields[field as usize].place {
            Place::Column(at, _) => row.cell(at),
            Place::Constant(value) => value,
            Place::Nowhere => "",
        }
    }

    pub(super) fn with<T>(&self, row: &Row, field: FeedField, read: impl Fn(&str) -> Result<T, String>) -> Read<T> {
        read(self.cell(row, field)).map_err(|expected| Refused::new(field, Code::Value, expected))
    }

    /// A number or a day, in the grammar of the map.
    pub(super) fn written<T>(&self, row: &Row, field: FeedField, read: impl Fn(&str) -> Result<T, String>) -> Read<T> {
        let written_otherwise = !self.cell(row, field).is_empty();
        self.with(row, field, read).map_err(|refused| Refused { written_otherwise, ..refused })
    }

    pub(super) fn optional<T>(&self, row: &Row, field: FeedField, read: impl Fn(&str) -> Result<T, String>) -> Read<Option<T>> {
        if self.cell(row, field).is_empty() { Ok(None) } else { self.with(row, field, read).map(Some) }
    }

    pub(super) fn day(&self, row: &Row, field: FeedField) -> Read<Option<NaiveDate>> {
        let form = if self.is_ours(field) { &self.ours.day_form } else { &self.day_form };
        if self.cell(row, field).is_empty() {
            return Ok(None);
        }
        self.written(row, field, |text| form.read(text)).map(Some)
    }

    fn is_ours(&self, field: FeedField) -> bool {
        self.fields[field as usize].ours
    }

    /// The grammar of a field's numbers.
    pub(super) fn grammar(&self, field: FeedField) -> &Grammar {
        if self.is_ours(field) { &self.ours.grammar } else { &self.map.grammar }
    }

    /// How a field's days of an end are meant.
    pub(super) fn end_is(&self, field: FeedField, told: EndIs) -> EndIs {
        if self.is_ours(field) { EndIs::LastDay } else { told }
    }

    /// The same with what is right in some fields, as our tables write it.
    pub(super) fn with_right<'r>(
        &'r self,
        right: impl Iterator<Item = (FeedField, &'r str)>,
        ids: &'r HashMap<&'r str, u32>,
    ) -> RowReader<'r> {
        let RowReader { map, file, file_no, delivery, mut partners, .. } = *self;
        let mut fields: Vec<Reading<'r>> = self.fields.clone();
        for (field, value) in right {
            fields[field as usize] = Reading { place: Place::Constant(value), pattern: None, words: Vec::new(), ours: true };
            if field == FeedField::Partner {
                partners = ids;
            }
        }
        RowReader { map, fields, day_form: self.day_form.clone(), ours: self.ours.clone(), partners, file, file_no, delivery }
    }

    /// An id by its pattern, where one is declared.
    fn id(&self, row: &Row, field: FeedField) -> Read<CompactString> {
        self.with(row, field, |text| ids::id(text, self.fields[field as usize].pattern))
    }

    /// An id that may be absent.
    pub(super) fn optional_id(&self, row: &Row, field: FeedField) -> Read<CompactString> {
        if self.cell(row, field).is_empty() { Ok(CompactString::default()) } else { self.id(row, field) }
    }

    /// The heading of a field; its own name where it has no column.
    pub(super) fn heading(&self, field: FeedField) -> &'a str {
        match self.fields[field as usize].place {
            Place::Column(_, heading) => heading,
            Place::Constant(_) | Place::Nowhere => field.as_str(),
        }
    }

    pub(super) fn is_told(&self, field: FeedField) -> bool {
        self.fields[field as usize].place != Place::Nowhere
    }

    pub(super) fn needed_id(&self, row: &Row, field: FeedField) -> Read<CompactString> {
        let id = self.id(row, field)?;
        if id.is_empty() { Err(Refused::new(field, Code::Value, "expected an id, found nothing")) } else { Ok(id) }
    }

    /// One of the distributor's words for one of ours; without words in the map, one of ours.
    pub(super) fn word<T: std::str::FromStr<Err = String>>(&self, row: &Row, field: FeedField) -> Read<T> {
        let words = &self.fields[field as usize].words;
        self.with(row, field, |text| match words.iter().find(|(theirs, _)| *theirs == text) {
            Some((_, ours)) => ours.parse(),
            None if words.is_empty() => text.parse(),
            None => Err(format!("expected {}", words.iter().map(|(theirs, _)| *theirs).collect::<Vec<_>>().join(" or "))),
        })
    }
}
