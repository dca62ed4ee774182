//! `facts.csv`: what feeds have told so far, a row per fact that counts.
//!
//! A period goes on from here and reads new deliveries alone. Days of ends are exclusive, as everywhere inside.

use chrono::NaiveDate;
use compact_str::CompactString;

use super::{InputFile, party, told_by};
use crate::{
    basics::{CancelledBy, Code, Currency, PartyId, Place, Source, Sources},
    facts::{Carried, Delivery, Record},
    sheets::{
        Dialect, LineEnd, SheetWriter,
        dated::{CellError, Cells, Column, decimal, iso_day, whole},
        own,
    },
};

/// The columns of `facts.csv`, each with what stands in it.
pub const FACT_COLUMNS: [Column; 28] = [
    ("distributor", "who told it, by its id"),
    ("contract", "the contract's number at the distributor"),
    ("item", "the line of the contract"),
    ("delivered_on", "the day of the delivery that told it last"),
    ("file", "the file of that delivery"),
    ("line", "the line of the file"),
    ("partner", "who brought or resells it, by its id"),
    ("product", "product line or SKU"),
    ("model", "referral or resale"),
    ("term", "1 is the initial term"),
    ("signed_on", "signed or ordered; empty counts as signed on its start"),
    ("starts_on", "the first day of the term"),
    ("ends_on", "the day after its last"),
    ("months", "its length in whole months, where it has one"),
    ("renewal_months", "by how many months it renews; empty leaves it to the agreement"),
    ("notice_on", "the first day on which it can be ended"),
    ("valid_from", "from which day quantity and amount hold, as the file says; empty is the term's start"),
    ("quantity", "seats"),
    ("amount", "net, in major units, per month, year or term as deliveries.csv says"),
    ("currency", "of the amount"),
    ("status", "active, pending or cancelled"),
    ("cancelled_on", "the first day no longer covered"),
    ("cancelled_by", "customer, principal or neither"),
    ("customer", "the customer's number, name and order, as told: number"),
    ("customer_name", "… company name"),
    ("order_no", "… the order's number"),
    (
        "phase",
        "the first day of the phase it opens; `undated` behind it where the row did not name that day; `term` where the row tells the term too",
    ),
    (
        "place",
        "where the row ended: settled, not due, no entitlement, held; and held with the code of its finding where the row itself cannot be taken",
    ),
];

/// The bytes of `facts.csv` without its heading, for some rows that count.
#[must_use]
pub fn fact_rows(
    standing: &[(u32, Carried)],
    records: &[Record],
    deliveries: &[Delivery],
    parties: &[PartyId],
    sources: &Sources,
) -> Vec<u8> {
    let mut sheet = SheetWriter::part(Dialect::OURS, LineEnd::Lf, standing.len() * 256);
    for (row, carried) in standing {
        let record = &records[*row as usize];
        let delivery = &deliveries[record.delivery as usize];
        let day = |day: Option<NaiveDate>| day.map_or(String::new(), |day| day.to_string());
        let number = |number: Option<u32>| number.map_or(String::new(), |number| number.to_string());
        sheet.cell(delivery.distributor.as_str());
        sheet.cell(&record.contract);
        sheet.cell(&record.item);
        sheet.cell(&delivery.delivered_on.to_string());
        sheet.cell(sources.file(record.source));
        sheet.cell(&record.source.line.to_string());
        sheet.cell(parties[record.partner as usize].as_str());
        sheet.cell(&record.product);
        sheet.cell(record.model.as_str());
        sheet.cell(&record.term.to_string());
        sheet.cell(&day(record.signed_on));
        sheet.cell(&record.starts_on.to_string());
        sheet.cell(&record.ends_on.to_string());
        sheet.cell(&number(record.months));
        sheet.cell(&number(record.renewal_months));
        sheet.cell(&day(record.notice_on));
        sheet.cell(&day(record.valid_from));
        sheet.cell(&record.quantity.map_or(String::new(), |quantity| quantity.to_string()));
        sheet.cell(&record.currency.major(record.amount).to_string());
        sheet.cell(record.currency.code());
        sheet.cell(record.status.as_str());
        sheet.cell(&day(record.cancelled.map(|(day, _)| day)));
        sheet.cell(record.cancelled.map_or("", |(_, by)| by.as_str()));
        sheet.cell(&record.customer);
        sheet.cell(&record.customer_name);
        sheet.cell(&record.order_no);
        sheet.cell(&phase(*carried));
        sheet.cell(&place(*carried));
        sheet.end_row();
    }
    sheet.into_bytes()
}

fn phase(carried: Carried) -> String {
    let undated = if carried.dated { "" } else { " undated" };
    let term = if carried.tells_term { " term" } else { "" };
    format!("{}{undated}{term}", carried.from)
}

fn place(carried: Carried) -> String {
    match carried.held {
        Some(code) => format!("held {}", code.as_str()),
        None => carried.place.words().to_owned(),
    }
}

/// Reads `facts.csv` back. Sources number the files as `files` does, deliveries as `deliveries` does; both in order.
pub fn read_facts(
    bytes: Vec<u8>,
    parties: &[PartyId],
    deliveries: &[Delivery],
    files: &[InputFile],
) -> Result<Vec<Record>, String> {
    own::read(bytes, &FACT_COLUMNS, |cells| {
        let currency: Currency = cells.get("currency")?;
        let text = |column: &'static str| CompactString::from(cells.text(column));
        let (delivery, file) = told_by(cells, deliveries, files)?;
        Ok(Record {
            source: Source { file, line: cells.read_with("line", line)? },
            delivery,
            partner: party(cells, "partner", parties)?,
            contract: text("contract"),
            item: text("item"),
            product: text("product"),
            model: cells.get("model")?,
            term: cells.read_with("term", whole)?,
            signed_on: optional(cells, "signed_on", iso_day)?,
            starts_on: cells.read_with("starts_on", iso_day)?,
            ends_on: cells.read_with("ends_on", iso_day)?,
            months: optional(cells, "months", whole)?,
            renewal_months: optional(cells, "renewal_months", whole)?,
            notice_on: optional(cells, "notice_on", iso_day)?,
            valid_from: optional(cells, "valid_from", iso_day)?,
            quantity: optional(cells, "quantity", decimal)?,
            amount: cells.money("amount", currency)?,
            currency,
            status: cells.get("status")?,
            cancelled: optional(cells, "cancelled_on", iso_day)?.zip(cells.optional::<CancelledBy>("cancelled_by")?),
            customer: text("customer"),
            customer_name: text("customer_name"),
            order_no: text("order_no"),
            carried: Some(carried(cells)?),
        })
    })
}

/// A line of a file; there may be more than four digits can count.
pub(super) fn line(text: &str) -> Result<u32, String> {
    text.parse().map_err(|_| "expected the number of a line".to_owned())
}

fn optional<T>(cells: &Cells, column: &'static str, read: fn(&str) -> Result<T, String>) -> Result<Option<T>, CellError> {
    if cells.text(column).is_empty() { Ok(None) } else { cells.read_with(column, read).map(Some) }
}

fn carried(cells: &Cells) -> Result<Carried, CellError> {
    let (from, dated, tells_term) = cells.read_with("phase", |text| {
        let mut words = text.split(' ');
        let from = iso_day(words.next().unwrap_or_default())?;
        let rest: Vec<&str> = words.collect();
        match rest.as_slice() {
            [] => Ok((from, true, false)),
            ["undated"] => Ok((from, false, false)),
            ["term"] => Ok((from, true, true)),
            ["undated", "term"] => Ok((from, false, true)),
            _ => Err("expected a day, then undated or term or both".to_owned()),
        }
    })?;
    let (held, place) = cells.read_with("place", |text| match text.strip_prefix("held ") {
        Some(code) => Ok((Some(Code::named(code)?), Place::Held)),
        None => Ok((None, Place::named(text)?)),
    })?;
    Ok(Carried { from, dated, tells_term, held, place })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        basics::{AmountPer, DeliveryKind, UndatedChange},
        files::Digest,
    };

    const ROWS: &str = "\
nuvias,C-1,ZP,2022-10-05,feeds/nuvias/a.csv,12345,tonwerk,ZP-9,referral,2,,2022-01-01,2023-01-01,12,24,2022-10-31,2022-03-01,12.5,1250.00,EUR,cancelled,2022-09-15,customer,K-1,\"Müller, \"\"M\"\"\",B-7,2022-03-01 term,settled
nuvias,C-2,ZP,2022-10-05,feeds/nuvias/a.csv,3,tonwerk,ZP,resale,1,2021-12-30,2022-01-01,2023-01-15,,,,,,500,JPY,active,,,,,,2022-01-01 undated term,no entitlement
nuvias,C-3,ZP,2022-10-05,feeds/nuvias/a.csv,4,tonwerk,ZP,resale,1,,2022-01-01,2023-01-01,12,,,,,5.00,EUR,pending,,,,,,2022-01-01 undated,held doubled
nuvias,C-4,ZP,2022-10-05,feeds/nuvias/a.csv,5,tonwerk,ZP,resale,1,,2022-01-01,2023-01-01,12,,,,,5.00,EUR,active,,,,,,2022-02-01,not due
";

    #[test]
    fn facts_come_back_as_they_were_written() {
        let parties: Vec<PartyId> = ["nuvias", "tonwerk"].map(|id| id.parse().unwrap()).to_vec();
        let deliveries = [Delivery {
            distributor: parties[0].clone(),
            distributor_no: 0,
            delivered_on: "2022-10-05".parse().unwrap(),
            kind: DeliveryKind::Full,
            amount_per: AmountPer::Month,
            undated_change: UndatedChange::Hold,
        }];
        let file = InputFile { name: "feeds/nuvias/a.csv".to_owned(), sha256: Digest::NONE, bytes: 0 };
        let mut sources = Sources::default();
        sources.add(&file.name);
        let heading = String::from_utf8(own::begin(&FACT_COLUMNS).into_bytes()).unwrap();
        let read =
            |text: &str| read_facts(format!("{heading}{text}").into_bytes(), &parties, &deliveries, std::slice::from_ref(&file));
        let records = read(ROWS).unwrap();
        assert_eq!(records[2].carried.unwrap().held, Some(Code::Doubled));
        assert_eq!(records.iter().filter(|record| record.carried.unwrap().place == Place::Held).count(), 1);
        let standing: Vec<(u32, Carried)> = (0..).zip(&records).map(|(row, record)| (row, record.carried.unwrap())).collect();
        assert_eq!(String::from_utf8(fact_rows(&standing, &records, &deliveries, &parties, &sources)).unwrap(), ROWS);
        for (from, to, column) in [
            ("feeds/nuvias/a.csv,3", "feeds/nuvias/b.csv,3", "file"),
            ("2022-10-05,feeds/nuvias/a.csv,4", "2022-10-06,feeds/nuvias/a.csv,4", "distributor"),
            ("undated,held", "dated,held", "phase"),
            ("held doubled", "held up", "place"),
            ("not due", "due", "place"),
        ] {
            let refused = read(&ROWS.replacen(from, to, 1)).unwrap_err();
            assert!(refused.contains(&format!(": {column} ")), "{to}: {refused}");
        }
    }
}
