//! Feed maps: how a distributor's file reads, as rows.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use regex::Regex;

use super::{Announced, Trailer};
use crate::{
    basics::{AmountPer, Code, DeliveryKind, EndIs, FeedField, Finding, UndatedChange, expected_one_of},
    sheets::{
        Dialect,
        dated::{CellError, Cells, Column, DatedTable, Dates, Ruled},
    },
};

/// A row of a feed map: which part of the file it is about, and the name within that part.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FeedMapKey {
    /// A setting of the file as a whole.
    File(String),
    /// The heading under which a field stands.
    Column(FeedField),
    /// A value that all rows share.
    Constant(FeedField),
    /// One of their words for one of ours.
    Word(FeedField, String),
    /// The pattern of an id.
    Pattern(FeedField),
    /// A heading that may be present and is not read.
    Allow(String),
}

/// `rulebook/feed-maps/<distributor>`
pub struct FeedMaps;

impl DatedTable for FeedMaps {
    const NAME: &'static str = "rulebook/feed-maps/<distributor>";
    const ABOUT: &'static str =
        "How a distributor's file reads. Dated against the delivery: last year's files keep last year's map.";
    const KEYS: &'static [Column] = &[
        ("part", "file, column, constant, values:<field>, pattern or allow"),
        ("name", "the setting; the field; their word; the heading that is allowed"),
    ];
    const VALUES: &'static [Column] =
        &[("value", "the setting's value; their heading; the fixed value; our word; a regular expression; ignored")];
    type Key = FeedMapKey;
    type Value = String;

    fn key(cells: &Cells) -> Result<FeedMapKey, CellError> {
        let name = cells.text("name").to_owned();
        let part = cells.text("part");
        if let Some(field) = part.strip_prefix("values:") {
            let field = cells.read_with("part", |_| field.parse())?;
            return Ok(FeedMapKey::Word(field, name));
        }
        match part {
            "file" => cells.read_with("name", |name| {
                if SETTINGS.iter().any(|(setting, _)| *setting == name) {
                    Ok(FeedMapKey::File(name.to_owned()))
                } else {
                    Err(expected_one_of(&SETTINGS.map(|(setting, _)| setting)))
                }
            }),
            "column" => cells.get("name").map(FeedMapKey::Column),
            "constant" => cells.get("name").map(FeedMapKey::Constant),
            "pattern" => cells.get("name").map(FeedMapKey::Pattern),
            "allow" => Ok(FeedMapKey::Allow(name)),
            _ => cells.read_with("part", |_| Err("expected file, column, constant, values:<field>, pattern or allow".to_owned())),
        }
    }

    fn value(cells: &Cells) -> Result<String, CellError> {
        Ok(cells.text("value").to_owned())
    }
}

/// The settings of a file as a whole, each with its meaning.
pub const SETTINGS: [(&str, &str); 16] = [
    ("encoding", "utf-8 or windows-1252"),
    ("delimiter", "what stands between two fields: , or ; or the word tab"),
    ("decimal_mark", ". or ,"),
    ("group_mark", "what may stand between groups of three digits; empty = nothing may"),
    ("date_form", "%d.%m.%Y or %Y-%m-%d or another order of %d, %m and %Y"),
    ("delivery", "full = every contract is listed; changes = only what changed"),
    ("amount_per", "month, year or term"),
    ("end_is", "last_day or day_after"),
    ("cancelled_is", "last_day or day_after"),
    ("undated_change", "how a changed row without a day is read: start, from_delivery or hold"),
    ("sheet", "which sheet of a workbook is read; leave out = the only one that has cells"),
    ("every", "month = a missing delivery is a finding; leave out = deliveries come as they come"),
    (
        "trailer",
        "the word in the contract's column, or in the first, of the row that ends each file and is checked; such as TOTAL",
    ),
    ("trailer_count", "the heading of the column where the trailer says how many rows there are; leave out = it does not"),
    ("trailer_amount", "the heading of the column where the trailer says the sum of amounts; leave out = it does not"),
    ("control", "file = each file is announced in a <day>*.control.csv beside it (file,rows,amount,currency,sha256)"),
];

/// How numbers and days are written in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grammar {
    /// Between whole and fraction.
    pub decimal_mark: char,
    /// Between groups of three digits, where that is allowed.
    pub group_mark: Option<char>,
    /// The order of day, month and year, with their separators.
    pub date_form: String,
}

/// Where a field's value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The column with this heading.
    Column(String),
    /// This value in every row.
    Constant(String),
}

/// A distributor's map as it stands on the day of a delivery.
#[derive(Clone, Debug)]
pub struct FeedMap {
    /// Encoding and delimiter.
    pub dialect: Dialect,
    /// Numbers and days.
    pub grammar: Grammar,
    /// Whether every contract is listed.
    pub delivery: DeliveryKind,
    /// What an amount is for.
    pub amount_per: AmountPer,
    /// What an end date means.
    pub end_is: EndIs,
    /// What a cancellation date means.
    pub cancelled_is: EndIs,
    /// How a changed row without a day is read.
    pub undated_change: UndatedChange,
    /// Which sheet of a workbook is read, where more than one has cells.
    pub sheet: Option<String>,
    /// Whether a delivery is expected each month.
    pub monthly: bool,
    /// What is announced about a file.
    pub announced: Announced,
    /// Where each field's value comes from.
    pub fields: BTreeMap<FeedField, Origin>,
    /// Their words for ours.
    pub words: BTreeMap<(FeedField, String), String>,
    /// The patterns of ids.
    pub patterns: BTreeMap<FeedField, Regex>,
    /// Headings that are not read.
    pub allowed: BTreeSet<String>,
}

/// Two maps are the same where they read alike.
impl PartialEq for FeedMap {
    fn eq(&self, other: &Self) -> bool {
        let settings =
            |map: &FeedMap| (map.delivery, map.amount_per, map.end_is, map.cancelled_is, map.undated_change, map.monthly);
        let patterns =
            |map: &FeedMap| map.patterns.iter().map(|(field, own)| (*field, own.as_str().to_owned())).collect::<Vec<_>>();
        self.dialect == other.dialect
            && self.grammar == other.grammar
            && self.sheet == other.sheet
            && settings(self) == settings(other)
            && self.announced == other.announced
            && (&self.fields, &self.words, &self.allowed) == (&other.fields, &other.words, &other.allowed)
            && patterns(self) == patterns(other)
    }
}

impl FeedMap {
    /// The map that holds on `day`, or what it lacks. `file` is its own name in messages.
    pub fn on(dates: &Dates<FeedMapKey, String>, day: NaiveDate, file: &str) -> Result<FeedMap, Vec<Finding>> {
        let rows: Vec<(&FeedMapKey, &Ruled<String>)> =
            dates.iter().filter_map(|(key, line)| line.at(day).map(|row| (key, row))).collect();
        let mut reading = Reading { rows, file, day, found: Vec::new() };
        let map = reading.map();
        if reading.found.is_empty() { Ok(map) } else { Err(reading.found) }
    }
}

/// A map being put together; what is missing or wrong is collected.
struct Reading<'a> {
    rows: Vec<(&'a FeedMapKey, &'a Ruled<String>)>,
    file: &'a str,
    day: NaiveDate,
    found: Vec<Finding>,
}

impl Reading<'_> {
    fn map(&mut self) -> FeedMap {
        let dialect = Dialect {
            encoding: self.setting("encoding", "utf-8", str::parse),
            delimiter: self.setting("delimiter", ",", Dialect::delimiter),
        };
        let mark = |text: &str| match text {
            "." => Ok('.'),
            "," => Ok(','),
            _ => Err("expected . or ,".to_owned()),
        };
        let group = |text: &str| match text.chars().collect::<Vec<_>>()[..] {
            [] => Ok(None),
            [one] if !one.is_ascii_alphanumeric() => Ok(Some(one)),
            _ => Err("expected one character, or nothing".to_owned()),
        };
        let grammar = Grammar {
            decimal_mark: self.setting("decimal_mark", ".", mark),
            group_mark: self.setting_or("group_mark", None, group),
            date_form: self.setting("date_form", "%Y-%m-%d", date_form),
        };
        if self.found.is_empty() && grammar.group_mark == Some(grammar.decimal_mark) {
            self.lacks("decimal_mark and group_mark are the same character".to_owned());
        }
        let mut map =
            FeedMap {
                dialect,
                grammar,
                delivery: self.setting("delivery", "full", str::parse),
                amount_per: self.setting("amount_per", "month", str::parse),
                end_is: self.setting("end_is", "last_day", str::parse),
                cancelled_is: self.setting_or("cancelled_is", EndIs::LastDay, str::parse),
                undated_change: self.setting("undated_change", "hold", str::parse),
                sheet: self.setting_or("sheet", None, |text| Ok(Some(text.to_owned()).filter(|name| !name.is_empty()))),
                monthly: self
                    .setting_or("every", false, |text| if text == "month" { Ok(true) } else { Err("expected month".to_owned()) }),
                announced: self.announced(),
                fields: BTreeMap::new(),
                words: BTreeMap::new(),
                patterns: BTreeMap::new(),
                allowed: BTreeSet::new(),
            };
        self.fill(&mut map);
        map
    }

    /// The trailer and the control file, where they are promised.
    fn announced(&mut self) -> Announced {
        let text = |text: &str| match text {
            "" => Err("expected a word or a heading; leave the row out where there is none".to_owned()),
            text => Ok(Some(text.to_owned())),
        };
        let [word, count, amount] = ["trailer", "trailer_count", "trailer_amount"].map(|name| self.setting_or(name, None, text));
        if word.is_none() && (count.is_some() || amount.is_some()) {
            self.lacks("trailer_count and trailer_amount are about a trailer: the setting trailer is missing".to_owned());
        }
        let file = |text: &str| if text == "file" { Ok(true) } else { Err("expected file".to_owned()) };
        let control = self.setting_or("control", false, file);
        Announced { trailer: word.map(|word| Trailer { word, count, amount }), control }
    }

    fn fill(&mut self, map: &mut FeedMap) {
        use FeedField::{Amount, Contract, Currency, EndsOn, Model, Months, Partner, Product, StartsOn};
        for (key, row) in self.rows.clone() {
            let value = row.value.clone();
            match key {
                FeedMapKey::File(_) => {}
                FeedMapKey::Column(field) => self.origin(map, *field, Origin::Column(value), row),
                FeedMapKey::Constant(field) => self.origin(map, *field, Origin::Constant(value), row),
                FeedMapKey::Word(field, word) => {
                    self.expect(row, field.check_word(&value));
                    map.words.insert((*field, word.clone()), value);
                }
                FeedMapKey::Allow(heading) => drop(map.allowed.insert(heading.clone())),
                FeedMapKey::Pattern(field) => match Regex::new(&format!("^(?:{value})$")) {
                    Ok(pattern) => drop(map.patterns.insert(*field, pattern)),
                    Err(error) => {
                        let text = error.to_string();
                        let reason = text.lines().last().unwrap_or_default().trim_start_matches("error: ");
                        self.expect(row, Err(format!("the pattern of {} is no regular expression: {reason}", field.as_str())));
                    }
                },
            }
        }
        for (key, row) in self.rows.clone() {
            if let FeedMapKey::Constant(field) = key
                && !map.words.contains_key(&(*field, row.value.clone()))
            {
                self.expect(row, field.check_word(&row.value));
            }
        }
        for needed in [Contract, Product, Partner, Model, StartsOn, Amount, Currency] {
            if !map.fields.contains_key(&needed) {
                self.lacks(format!("no column or constant gives {}", needed.as_str()));
            }
        }
        if !map.fields.contains_key(&EndsOn) && !map.fields.contains_key(&Months) {
            self.lacks("no column gives ends_on or months".to_owned());
        }
    }

    /// Where a field comes from: one place alone.
    fn origin(&mut self, map: &mut FeedMap, field: FeedField, origin: Origin, row: &Ruled<String>) {
        if map.fields.insert(field, origin).is_some() {
            self.expect(row, Err(format!("{} comes from a column and from a constant", field.as_str())));
        }
    }

    /// Takes down what is wrong with the value of a row.
    fn expect(&mut self, row: &Ruled<String>, value: Result<(), String>) {
        if let Err(expected) = value {
            let finding = self.finding(expected).line(row.source.line).cell("value", &row.value);
            self.found.push(finding);
        }
    }

    /// A setting that must be there; `otherwise` only keeps the reading going.
    fn setting<T>(&mut self, name: &str, otherwise: &str, read: impl Fn(&str) -> Result<T, String>) -> T {
        if !self.rows.iter().any(|(key, _)| matches!(key, FeedMapKey::File(own) if own == name)) {
            self.lacks(format!("the setting {name} is missing"));
        }
        let fallback = read(otherwise).ok();
        self.setting_or(name, fallback, |text| read(text).map(Some)).expect("the fallback of a setting is well-formed")
    }

    fn setting_or<T>(&mut self, name: &str, otherwise: T, read: impl Fn(&str) -> Result<T, String>) -> T {
        let row = self.rows.iter().find(|(key, _)| matches!(key, FeedMapKey::File(own) if own == name)).map(|(_, row)| *row);
        let Some(row) = row else { return otherwise };
        match read(&row.value) {
            Ok(value) => value,
            Err(expected) => {
                let finding = self.finding(format!("{name}: {expected}")).line(row.source.line).cell("value", &row.value);
                self.found.push(finding);
                otherwise
            }
        }
    }

    fn lacks(&mut self, what: String) {
        let finding = self.finding(what);
        self.found.push(finding);
    }

    fn finding(&self, what: String) -> Finding {
        let remedy = format!("correct the row, or add it; deliveries of {} are read by it", self.day);
        Finding::new(Code::FeedMap, self.file, what, remedy)
    }
}

/// A form of days: each of `%d`, `%m` and `%Y` once, single characters of punctuation between them.
fn date_form(text: &str) -> Result<String, String> {
    let rest = text.replacen("%d", "", 1).replacen("%m", "", 1).replacen("%Y", "", 1);
    let good = text.matches('%').count() == 3 && rest.len() == 2 && rest.bytes().all(|b| matches!(b, b'.' | b'-' | b'/'));
    if good { Ok(text.to_owned()) } else { Err("expected a form such as %d.%m.%Y".to_owned()) }
}
