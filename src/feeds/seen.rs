//! A row of a file, before it is known what the file is worth: a contract, the header once more, or the trailer.

use rust_decimal::Decimal;

use super::{
    correcting::{Told, Touched},
    record::Held,
    row::{Place, RowReader},
    text::{Odd, Oddities},
    values::number,
};
use crate::{
    basics::{Currency, Excerpt},
    facts::Record,
    rulebook::FeedField,
    sheets::Row,
};

/// A row as it was met.
pub struct Seen {
    /// Its physical line.
    pub line: u32,
    /// What it is.
    pub what: What,
    /// Its customer's name, where something is odd about it.
    pub odd: Option<Box<(Odd, String)>>,
    /// The cells of it that corrections are about.
    pub touched: Vec<Touched>,
    /// What it adds to the sum of amounts, where that is announced.
    pub worth: Option<Box<Worth>>,
}

/// What a row is.
pub enum What {
    /// A contract's row that is taken.
    Taken(Box<Record>),
    /// One that is held.
    Held(Box<Held>),
    /// The header once more.
    Header,
    /// The row that ends the file.
    Trailer(Box<TrailerRow>),
}

/// The amount of a row whatever else is wrong with it; nothing where it cannot be read.
pub type Worth = Option<(Currency, Decimal)>;

/// What the trailer says: heading and text.
#[derive(Debug)]
pub struct TrailerRow {
    /// The cell with the number of rows.
    pub count: Option<TrailerCell>,
    /// The cell with the sum of amounts.
    pub amount: Option<TrailerCell>,
}

/// A cell of the trailer.
#[derive(Debug)]
pub struct TrailerCell {
    /// The heading above it.
    pub heading: String,
    /// What stands there.
    pub text: String,
    /// … in its line.
    pub excerpt: Option<Excerpt>,
}

/// What is odd about the names in a file.
pub fn oddities(rows: &[Seen]) -> Oddities {
    let mut all = Oddities::default();
    for row in rows {
        if let Some((odd, text)) = row.odd.as_deref() {
            all.add(row.line, *odd, text);
        }
    }
    all
}

/// The contracts' rows: those that are taken, and those that are held.
pub fn sorted(rows: Vec<Seen>) -> (Vec<Record>, Vec<Held>) {
    let mut records = Vec::with_capacity(rows.len());
    let mut held = Vec::new();
    for row in rows {
        match row.what {
            What::Taken(record) => records.push(*record),
            What::Held(own) => held.push(*own),
            What::Header | What::Trailer(_) => {}
        }
    }
    (records, held)
}

impl RowReader<'_> {
    /// Looks at a row; one of a contract is read by `read`. `sums` asks for its worth.
    pub fn look(&self, row: &Row, headings: &[String], sums: bool, read: impl Fn(&Row) -> Told) -> Seen {
        let line = row.line;
        let plain = |what: What| Seen { line, what, odd: None, touched: Vec::new(), worth: None };
        if headings.iter().enumerate().all(|(at, heading)| row.cell(at) == heading) {
            return plain(What::Header);
        }
        if let Some(trailer) = self.trailer(row, headings) {
            return plain(What::Trailer(Box::new(trailer)));
        }
        let Told { row: told, touched } = read(row);
        let what = match told {
            Ok(record) => What::Taken(Box::new(record)),
            Err(held) => What::Held(held),
        };
        let name = self.cell(row, FeedField::CustomerName);
        let odd = Odd::of(name);
        let odd = (odd != Odd::default()).then(|| Box::new((odd, name.to_owned())));
        Seen { line, what, odd, touched, worth: sums.then(|| Box::new(self.worth(row))) }
    }

    fn worth(&self, row: &Row) -> Worth {
        let currency = self.with(row, FeedField::Currency, str::parse).ok()?;
        let amount = self.with(row, FeedField::Amount, |text| number(text, &self.map.grammar)).ok()?;
        Some((currency, amount))
    }

    fn trailer(&self, row: &Row, headings: &[String]) -> Option<TrailerRow> {
        let trailer = self.map.announced.trailer.as_ref()?;
        let contract = self.cell(row, FeedField::Contract);
        let is_trailer = match self.fields[FeedField::Contract as usize].place {
            Place::Column(..) if !contract.is_empty() => contract == trailer.word,
            _ => row.cell(0) == trailer.word,
        };
        let cell = |heading: &Option<String>| {
            let heading = heading.as_ref()?;
            let at = headings.iter().position(|own| own == heading)?;
            Some(TrailerCell { heading: heading.clone(), text: row.cell(at).to_owned(), excerpt: row.excerpt(at) })
        };
        is_trailer.then(|| TrailerRow { count: cell(&trailer.count), amount: cell(&trailer.amount) })
    }
}
