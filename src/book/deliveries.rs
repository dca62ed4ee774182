//! `deliveries.csv` and `unreadable.csv`: what was delivered so far, and the rows of it that still cannot be read.

use compact_str::CompactString;

use super::{InputFile, facts::line, party, told_by};
use crate::{
    basics::{Code, Currency, Excerpt, Finding, PartyId, Source, Sources},
    facts::{Delivery, Unreadable},
    sheets::{
        dated::{Column, iso_day},
        own,
    },
};

/// The columns of `deliveries.csv`, each with what stands in it.
pub const DELIVERY_COLUMNS: [Column; 5] = [
    ("distributor", "who delivered, by its id"),
    ("delivered_on", "when"),
    ("delivery", "full or changes: whether every contract is listed"),
    ("amount_per", "what its amounts are for: month, year or term"),
    ("undated_change", "how its changed rows without a day are read"),
];

/// The bytes of `deliveries.csv`.
#[must_use]
pub fn write_deliveries(deliveries: &[Delivery]) -> Vec<u8> {
    let mut sheet = own::begin(&DELIVERY_COLUMNS);
    for own in deliveries {
        let day = own.delivered_on.to_string();
        let words = [own.kind.as_str(), own.amount_per.as_str(), own.undated_change.as_str()];
        sheet.row([own.distributor.as_str(), &day, words[0], words[1], words[2]]);
    }
    sheet.into_bytes()
}

/// Reads `deliveries.csv` back.
pub fn read_deliveries(bytes: Vec<u8>, parties: &[PartyId]) -> Result<Vec<Delivery>, String> {
    own::read(bytes, &DELIVERY_COLUMNS, |cells| {
        let distributor_no = party(cells, "distributor", parties)?;
        Ok(Delivery {
            distributor: parties[distributor_no as usize].clone(),
            distributor_no,
            delivered_on: cells.read_with("delivered_on", iso_day)?,
            kind: cells.get("delivery")?,
            amount_per: cells.get("amount_per")?,
            undated_change: cells.get("undated_change")?,
        })
    })
}

/// The columns of `unreadable.csv`, each with what stands in it.
pub const UNREADABLE_COLUMNS: [Column; 17] = [
    ("distributor", "who delivered it, by its id"),
    ("delivered_on", "when"),
    ("file", "the file"),
    ("line", "the line of the file"),
    ("contract", "the contract's number, where it can be read"),
    ("item", "the line of the contract, where it can be read"),
    ("currency", "the currency, where it can be read"),
    ("amount", "the amount as delivered, in major units, where it can be read"),
    ("code", "what is wrong with it"),
    ("column", "in which column"),
    ("subject", "what it is about"),
    ("value", "the value as it was read"),
    ("message", "what was expected"),
    ("remedy", "what to do about it"),
    ("character", "the place in the line, where it is known"),
    ("excerpt", "what stands around it"),
    ("caret", "how many characters of that stand before the place"),
];

/// The bytes of `unreadable.csv`.
#[must_use]
pub fn write_unreadable<'a>(rows: impl Iterator<Item = &'a Unreadable>, deliveries: &[Delivery], sources: &Sources) -> Vec<u8> {
    let mut sheet = own::begin(&UNREADABLE_COLUMNS);
    for row in rows {
        let (delivery, finding) = (&deliveries[row.delivery as usize], &row.finding);
        let source = Source { file: row.file, line: finding.line };
        let amount = finding.amount.map_or(String::new(), |(minor, currency)| currency.major(minor).to_string());
        sheet.cell(delivery.distributor.as_str());
        sheet.cell(&delivery.delivered_on.to_string());
        sheet.cell(sources.file(source));
        sheet.cell(&finding.line.to_string());
        sheet.cell(row.contract.as_deref().unwrap_or_default());
        sheet.cell(row.item.as_deref().unwrap_or_default());
        sheet.cell(row.currency.map_or("", Currency::code));
        sheet.cell(&amount);
        sheet.cell(finding.code.as_str());
        for text in [&finding.column, &finding.subject, &finding.value, &finding.message, &finding.remedy] {
            sheet.cell(text);
        }
        let excerpt = finding.excerpt.as_ref();
        sheet.cell(&excerpt.map_or(String::new(), |own| own.character.to_string()));
        sheet.cell(excerpt.map_or("", |own| &own.text));
        sheet.cell(&excerpt.map_or(String::new(), |own| own.caret.to_string()));
        sheet.end_row();
    }
    sheet.into_bytes()
}

/// Reads `unreadable.csv` back; deliveries and files are numbered as these are.
pub fn read_unreadable(bytes: Vec<u8>, deliveries: &[Delivery], files: &[InputFile]) -> Result<Vec<Unreadable>, String> {
    own::read(bytes, &UNREADABLE_COLUMNS, |cells| {
        let id = |column: &'static str| Some(CompactString::from(cells.text(column))).filter(|id| !id.is_empty());
        let currency: Option<Currency> = cells.optional("currency")?;
        let amount = match currency.filter(|_| !cells.text("amount").is_empty()) {
            Some(currency) => Some((cells.money("amount", currency)?, currency)),
            None => None,
        };
        let (delivery, file) = told_by(cells, deliveries, files)?;
        let code = cells.read_with("code", Code::named)?;
        let excerpt = match cells.text("character") {
            "" => None,
            _ => Some(Excerpt {
                character: cells.read_with("character", line)?,
                text: cells.text("excerpt").to_owned(),
                caret: cells.read_with("caret", line)?,
            }),
        };
        let finding = Finding::new(code, cells.text("file"), cells.text("message"), cells.text("remedy"))
            .line(cells.read_with("line", line)?)
            .cell(cells.text("column"), cells.text("value"))
            .about(cells.text("subject"))
            .amount(amount)
            .excerpt(excerpt);
        Ok(Unreadable { file, delivery, contract: id("contract"), item: id("item"), currency, finding })
    })
}
