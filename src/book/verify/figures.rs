//! Amounts as they stand in the files of a chapter, whatever their currency.

use rust_decimal::Decimal;

use super::{
    super::{Book, Chapter, Manifest},
    Report,
};
use crate::{
    basics::Month,
    sheets::{
        dated::{CellError, Cells},
        own,
    },
};

/// A chapter whose files are looked into.
#[derive(Clone, Copy)]
pub(super) struct Pages<'a> {
    pub book: &'a Book,
    pub chapter: Chapter,
    pub manifest: &'a Manifest,
}

impl Pages<'_> {
    /// The path of a file of the chapter.
    pub(super) fn path(&self, file: &str) -> String {
        format!("{}/{file}", self.chapter)
    }

    /// Some columns of a table of the chapter. The opening may do without it.
    pub(super) fn table<T: Send>(
        &self,
        report: &mut Report,
        file: &str,
        columns: &[&'static str],
        read: impl Fn(&Cells) -> Result<T, CellError> + Sync,
    ) -> Option<Vec<T>> {
        let path = self.path(file);
        if self.manifest.output(file).is_none() {
            if self.chapter == Chapter::Opening {
                return Some(Vec::new());
            }
            report.problem(path, "a closed period has this table, and the manifest names none");
            return None;
        }
        let bytes = report.read(&path, self.book.archive.read(&path))?;
        own::read_some(bytes, columns, read).map_err(|what| report.problem(path, what)).ok()
    }
}

/// Whose money it is: kind of account, distributor, party, currency.
pub(super) type Whose = (String, String, String, String);

/// A settled key but for its earned month: distributor, contract, item, term, component, payee, currency.
pub(super) type Key = [String; 7];

/// A line, as far as sums need it.
pub(super) struct LineRow {
    pub key: Key,
    pub earned: Month,
    pub base: Decimal,
    pub base_currency: String,
    pub amount: Decimal,
}

impl LineRow {
    pub(super) const COLUMNS: [&'static str; 11] = [
        "line_id",
        "component",
        "sub_agent_id",
        "contract",
        "item",
        "term_no",
        "earned_month",
        "base",
        "base_currency",
        "currency",
        "amount",
    ];

    pub(super) fn read(cells: &Cells) -> Result<LineRow, CellError> {
        let distributor = cells.text("line_id").split('/').next().unwrap_or_default();
        let texts = ["contract", "item", "term_no", "component", "sub_agent_id", "currency"].map(|column| cells.text(column));
        let mut key = Key::default();
        distributor.clone_into(&mut key[0]);
        key[1..].iter_mut().zip(texts).for_each(|(to, text)| text.clone_into(to));
        Ok(LineRow {
            key,
            earned: cells.get("earned_month")?,
            base: cells.read_with("base", figure)?,
            base_currency: cells.text("base_currency").to_owned(),
            amount: cells.read_with("amount", figure)?,
        })
    }

    pub(super) fn distributor(&self) -> &str {
        &self.key[0]
    }

    pub(super) fn component(&self) -> &str {
        &self.key[4]
    }

    pub(super) fn payee(&self) -> &str {
        &self.key[5]
    }

    pub(super) fn currency(&self) -> &str {
        &self.key[6]
    }
}

/// An amount or a sum of amounts; where nothing can stand, an empty cell is nothing.
pub(super) fn figure(text: &str) -> Result<Decimal, String> {
    if text.is_empty() {
        return Ok(Decimal::ZERO);
    }
    let digits = text.strip_prefix('-').unwrap_or(text);
    let good = digits.starts_with(|c: char| c.is_ascii_digit()) && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let value = good.then(|| Decimal::from_str_exact(text).ok()).flatten();
    value.filter(|value| value.scale() <= 6).ok_or_else(|| "expected an amount such as 1250.00".to_owned())
}
