//! A worksheet, read cell by cell.

use std::io::Read;

use super::{
    body::Cells,
    palette::{Palette, within},
    values::{self, Forms},
    xml::{Node, Tag, Xml},
};
use crate::{
    basics::Code,
    sheets::{Problem, packed},
};

/// The most rows and columns that a sheet has.
const ROWS: u32 = 1_048_576;
const COLUMNS: u32 = 16_384;
/// The most merged areas; one among the rows is too many.
const MERGED: usize = 100_000;

/// What a worksheet says: its headings, and the cells below them.
pub(super) struct Page {
    pub headings: Vec<String>,
    pub cells: Cells,
}

/// A worksheet while it is read.
pub(super) struct PageReader<'a> {
    pub name: &'a str,
    pub palette: &'a Palette,
    pub forms: Forms<'a>,
    pub from_1904: bool,
    /// How many bytes of text its cells may have.
    pub allowed: u64,
}

/// Whether any cell has something in it.
pub(super) fn has_cells(mut xml: Xml<impl Read>) -> Result<bool, Problem> {
    loop {
        match xml.next()? {
            Node::Start(tag) if matches!(tag.name.as_str(), "v" | "f" | "is") => return Ok(true),
            Node::Done => return Ok(false),
            _ => {}
        }
    }
}

impl PageReader<'_> {
    /// Reads the sheet to its end.
    pub fn read(&self, mut xml: Xml<impl Read>) -> Result<Page, Problem> {
        let mut page = Page { headings: Vec::new(), cells: Cells::within(self.allowed) };
        let (mut line, mut hidden_columns, mut merged) = (0, Vec::new(), Vec::new());
        loop {
            match xml.next()? {
                Node::Start(tag) if tag.name == "row" => {
                    line = tag
                        .get("r")
                        .map_or(Some(line + 1), |text| text.parse().ok())
                        .and_then(|told| behind(told, line, ROWS))
                        .ok_or_else(|| xml.wrong("its rows are out of order"))?;
                    self.row(&mut xml, line, &mut page)?;
                    let is_filled = if line == 1 { !page.headings.is_empty() } else { page.cells.last_line() == line };
                    if tag.is("hidden") && is_filled {
                        page.cells.hidden.row(line);
                    }
                }
                Node::Start(tag) if tag.name == "col" && tag.is("hidden") => {
                    if hidden_columns.len() == COLUMNS as usize {
                        return Err(xml.wrong("it has more columns than a sheet has"));
                    }
                    let place = |name: &str| tag.get(name).and_then(|text| text.parse::<usize>().ok());
                    hidden_columns.push((place("min").unwrap_or(1), place("max").unwrap_or(usize::MAX)));
                }
                Node::Start(tag) if tag.name == "mergeCell" => {
                    let area = tag.get("ref").unwrap_or_default();
                    let first = area.split(':').next().and_then(place_of).ok_or_else(|| xml.wrong("a merged area is wrong"))?;
                    if merged.len() == MERGED {
                        return Err(packed::beyond(&format!("the sheet {} has more than {MERGED} merged areas", self.name)));
                    }
                    merged.push((first, area.to_owned()));
                }
                Node::Done => break,
                _ => {}
            }
        }
        let width = page.headings.len();
        let inside = |(row, column): (u32, u32)| row <= page.cells.last_line() && (column as usize) < width;
        if let Some(((row, _), area)) = merged.iter().find(|(first, _)| inside(*first)) {
            return Err(self.refused(*row, area, "cells are merged: it cannot be said which rows they are about"));
        }
        let hides = |column: &usize| hidden_columns.iter().any(|(from, to)| (*from..=*to).contains(column));
        page.cells.hidden.columns = u32::try_from((1..=width).filter(hides).count()).unwrap_or(u32::MAX);
        Ok(page)
    }

    /// Reads the cells of a row.
    fn row(&self, xml: &mut Xml<impl Read>, line: u32, page: &mut Page) -> Result<(), Problem> {
        let mut column = 0;
        loop {
            let tag = match xml.next()? {
                Node::Start(tag) if tag.name == "c" => tag,
                Node::Start(_) => {
                    xml.skip()?;
                    continue;
                }
                Node::End(_) => return Ok(()),
                Node::Text(text) if text.trim().is_empty() => continue,
                Node::Text(_) => return Err(xml.wrong("text stands between cells")),
                Node::Done => return Err(xml.wrong("it ends within a row")),
            };
            let told = match tag.get("r").map(place_of) {
                Some(Some((row, own))) if row == line => own + 1,
                Some(_) => return Err(xml.wrong("a cell stands in another row than it says")),
                None => column + 1,
            };
            column = behind(told, column, COLUMNS).ok_or_else(|| xml.wrong("its cells are out of order"))?;
            let place = format!("{}{line}", letters(column - 1));
            let text = self.cell(xml, &tag, line, &place)?;
            if !text.is_empty() {
                self.keep(page, line, column - 1, &place, text)?;
            }
        }
    }

    /// Keeps a cell, or takes it for a heading.
    fn keep(&self, page: &mut Page, line: u32, column: u32, place: &str, text: String) -> Result<(), Problem> {
        let width = page.headings.len();
        if line == 1 && column as usize == width {
            page.headings.push(text);
            return Ok(());
        }
        let header =
            |what: String| Problem::new(Code::Header, 1, what, "name the column, or leave it out; headings stand in row 1");
        if line == 1 {
            return Err(header(format!(
                "column {} of the sheet {} has no heading",
                letters(u32::try_from(width).unwrap_or(0)),
                self.name
            )));
        }
        if width == 0 {
            return Err(header(format!("the first row of the sheet {} is empty", self.name)));
        }
        if column as usize >= width {
            let message = format!("the header has {width} fields, the cell {}!{place} stands beyond them", self.name);
            return Err(Problem::new(Code::FieldCount, line, message, "name the column in row 1, or empty the cell"));
        }
        page.cells.keep(line, column, &text)
    }

    /// The text of a cell whose tag has just opened.
    fn cell(&self, xml: &mut Xml<impl Read>, tag: &Tag, line: u32, place: &str) -> Result<String, Problem> {
        let (mut value, mut inline, mut computed) = (None, None, false);
        loop {
            match xml.next()? {
                Node::Start(own) if own.name == "v" && value.is_none() => value = Some(xml.text()?),
                Node::Start(own) if own.name == "is" && inline.is_none() => inline = Some(xml.pieces()?),
                Node::Start(own) if own.name == "f" => {
                    computed = true;
                    xml.skip()?;
                }
                Node::Start(own) if own.name == "extLst" => xml.skip()?,
                Node::Start(_) => return Err(xml.wrong("a cell has what no cell has")),
                Node::End(_) => break,
                Node::Text(text) if text.trim().is_empty() => {}
                Node::Text(_) => return Err(xml.wrong("text stands in a cell outside its value")),
                Node::Done => return Err(xml.wrong("it ends within a cell")),
            }
        }
        let kind = tag.get("t").unwrap_or("n");
        let value = match (kind, value, inline) {
            ("inlineStr", None, Some(text)) | ("str", Some(text), None) => return within(values::unescaped(&text)),
            (_, Some(value), None) if !value.is_empty() => value,
            (_, _, Some(_)) => return Err(xml.wrong("a cell has two values")),
            _ if computed => return Err(self.refused(line, place, "its formula has no value: it was never computed")),
            _ => return Ok(String::new()),
        };
        let refused = |what: String| self.refused(line, place, &what);
        match kind {
            "n" => {
                let is_day = self.palette.is_day(tag.get("s")).ok_or_else(|| xml.wrong("a cell has an unknown format"))?;
                if is_day {
                    values::day(&value, self.from_1904, self.forms.date_form).map_err(refused)
                } else {
                    values::number(&value, self.forms.decimal_mark).map_err(refused)
                }
            }
            "s" => self.palette.text(&value).map(ToOwned::to_owned).ok_or_else(|| xml.wrong("a cell has an unknown text")),
            "b" if value == "1" || value == "true" => Ok("TRUE".to_owned()),
            "b" if value == "0" || value == "false" => Ok("FALSE".to_owned()),
            "d" => Ok(values::written_day(&value, self.forms.date_form)),
            "e" => Err(refused(format!("it shows the error {value}"))),
            _ => Err(xml.wrong("a cell has a value of an unknown kind")),
        }
    }

    fn refused(&self, line: u32, place: &str, what: &str) -> Problem {
        let remedy = "ask for the workbook again with plain values there, or for a .csv";
        Problem::new(Code::Workbook, line, format!("{}!{place}: {what}", self.name), remedy)
    }
}

/// A place that comes behind the last one.
fn behind(place: u32, last: u32, most: u32) -> Option<u32> {
    (last + 1..=most).contains(&place).then_some(place)
}

/// Row from 1 and column from 0 of a place such as `B7`.
fn place_of(text: &str) -> Option<(u32, u32)> {
    let digits = text.find(|character: char| character.is_ascii_digit())?;
    let (letters, row) = text.split_at(digits);
    if letters.is_empty() || letters.len() > 3 || row.len() > 7 || !row.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let column = letters
        .bytes()
        .try_fold(0, |column, byte| byte.is_ascii_uppercase().then(|| column * 26 + u32::from(byte - b'A') + 1))?;
    let row = row.parse().ok()?;
    ((1..=ROWS).contains(&row) && (1..=COLUMNS).contains(&column)).then(|| (row, column - 1))
}

/// The letters of a column, counted from 0.
fn letters(column: u32) -> String {
    let (mut rest, mut letters) = (column + 1, String::new());
    while rest > 0 {
        letters.insert(0, char::from(b'A' + u8::try_from((rest - 1) % 26).unwrap_or(0)));
        rest = (rest - 1) / 26;
    }
    letters
}
