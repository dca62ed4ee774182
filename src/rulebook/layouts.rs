//! Layouts: how a statement is written, as rows.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::{
    basics::{Code, Finding},
    sheets::{
        Dialect, Encoding,
        dated::{CellError, Cells, Column, DatedTable, Dates, Ruled},
    },
};

/// A row of a layout.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LayoutKey {
    /// A setting of the file as a whole.
    File(String),
    /// A column, by its place from left to right.
    Column(u32),
    /// A word of ours that is written otherwise.
    Word(String),
}

/// `rulebook/layouts/<layout>`: heading and value.
pub struct Layouts;

impl DatedTable for Layouts {
    const NAME: &'static str = "rulebook/layouts/<layout>";
    const ABOUT: &'static str = "How a statement is written. Dated against the period's last day.";
    const KEYS: &'static [Column] = &[
        ("part", "file, column or word"),
        ("name", "encoding, delimiter, decimal_mark, date_form; the column's place such as 010; our word"),
    ];
    const VALUES: &'static [Column] = &[
        ("heading", "the column's heading; empty for the other parts"),
        ("value", "the setting; the field that stands in the column; their word"),
    ];
    type Key = LayoutKey;
    type Value = (String, String);

    fn key(cells: &Cells) -> Result<LayoutKey, CellError> {
        let name = cells.text("name").to_owned();
        match cells.text("part") {
            "file" => Ok(LayoutKey::File(name)),
            "column" => cells.read_with("name", crate::sheets::dated::whole).map(LayoutKey::Column),
            "word" => Ok(LayoutKey::Word(name)),
            _ => cells.read_with("part", |_| Err("expected file, column or word".to_owned())),
        }
    }

    fn value(cells: &Cells) -> Result<Self::Value, CellError> {
        Ok((cells.text("heading").to_owned(), cells.text("value").to_owned()))
    }
}

/// A column of a statement.
#[derive(Clone, Debug)]
pub struct LayoutColumn {
    /// What stands on top.
    pub heading: String,
    /// The word for what stands below; `render` knows them.
    pub field: String,
    /// The line of the layout table, for messages.
    pub line: u32,
}

/// A layout as it stands on a day.
#[derive(Clone, Debug)]
pub struct Layout {
    /// Encoding and delimiter.
    pub dialect: Dialect,
    /// Between whole and fraction.
    pub decimal_mark: char,
    /// The form of days.
    pub date_form: String,
    /// Columns from left to right.
    pub columns: Vec<LayoutColumn>,
    /// Our words as they are written here.
    pub words: BTreeMap<String, String>,
}

impl Layout {
    /// The layout that holds on `day`, or what it lacks.
    pub fn on(dates: &Dates<LayoutKey, (String, String)>, day: NaiveDate, file: &str) -> Result<Layout, Vec<Finding>> {
        let mut found = Vec::new();
        let mut layout = Layout {
            dialect: Dialect { encoding: Encoding::Utf8, delimiter: b',' },
            decimal_mark: '.',
            date_form: "%Y-%m-%d".to_owned(),
            columns: Vec::new(),
            words: BTreeMap::new(),
        };
        for (key, row) in dates.iter().filter_map(|(key, line)| line.at(day).map(|row| (key, row))) {
            if let Err(expected) = layout.take(key, row) {
                let remedy = "correct the row of the layout";
                found.push(
                    Finding::new(Code::TableValue, file, expected, remedy).line(row.source.line).cell("value", &row.value.1),
                );
            }
        }
        if layout.columns.is_empty() {
            found.push(Finding::new(
                Code::TableValue,
                file,
                format!("the layout has no column on {day}"),
                "add rows with part column",
            ));
        }
        if found.is_empty() { Ok(layout) } else { Err(found) }
    }

    fn take(&mut self, key: &LayoutKey, row: &Ruled<(String, String)>) -> Result<(), String> {
        let (heading, value) = &row.value;
        match key {
            LayoutKey::File(setting) => match (setting.as_str(), value.as_str()) {
                ("encoding", "windows-1252") => {
                    return Err("expected utf-8 or utf-8-bom: names of customers need not fit windows-1252".to_owned());
                }
                ("encoding", text) => self.dialect.encoding = text.parse()?,
                ("delimiter", text) => self.dialect.delimiter = Dialect::delimiter(text)?,
                ("decimal_mark", ".") => self.decimal_mark = '.',
                ("decimal_mark", ",") => self.decimal_mark = ',',
                ("decimal_mark", _) => return Err("expected . or ,".to_owned()),
                ("date_form", text) => text.clone_into(&mut self.date_form),
                (other, _) => {
                    return Err(format!(
                        "the setting {other} is unknown; expected encoding, delimiter, decimal_mark or date_form"
                    ));
                }
            },
            LayoutKey::Column(_) => {
                self.columns.push(LayoutColumn { heading: heading.clone(), field: value.clone(), line: row.source.line })
            }
            LayoutKey::Word(word) => drop(self.words.insert(word.clone(), value.clone())),
        }
        Ok(())
    }

    /// A word of ours as this layout writes it.
    #[must_use]
    pub fn word<'a>(&'a self, ours: &'a str) -> &'a str {
        self.words.get(ours).map_or(ours, String::as_str)
    }
}
