//! What feeds tell wrongly: cells of facts that somebody who may corrects, since a feed file is never edited.
//!
//! Owns which cell of which fact a row is about, and which row of a cell counts. Leaves the rows of feeds to `feeds`.
//! Holds true: a value is written as our tables write values, whatever the grammar of the distributor's files.

use chrono::{Datelike, NaiveDate};
use compact_str::CompactString;

use super::named;
use crate::{
    basics::{CancelledBy, Currency, FeedField, Model, PartyId, Status},
    sheets::dated::{CellError, Cells, Column, DatedTable, decimal, iso_day, whole},
};

/// A cell of a fact: the fact by its key, and the field.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FactKey {
    /// Who tells it.
    pub distributor: PartyId,
    /// The contract's number at its distributor.
    pub contract: CompactString,
    /// The line of the contract.
    pub item: CompactString,
    /// Which term, from 1.
    pub term: u32,
    /// From which day its quantity and amount hold; `None` is the term's start.
    pub valid_from: Option<NaiveDate>,
    /// The cell.
    pub field: FeedField,
}

/// What is right, and who says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correct {
    /// The right value, as our tables write it; empty where the cell is to be empty.
    pub value: String,
    /// Who decided it.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// `facts/corrections`
pub struct Corrections;

impl DatedTable for Corrections {
    const NAME: &'static str = "facts/corrections";
    const ABOUT: &'static str = "Cells that feeds tell wrongly. A correction is read instead of the cell, in every delivery of that fact, until a \
                                 delivery says the same by itself. The row recorded last counts, whatever day it is effective from. What it changes \
                                 of closed months is posted with the cause \"correction of a fact\".";
    const KEYS: &'static [Column] = &[
        ("distributor", "whose deliveries tell the fact"),
        ("contract", "the contract's number at the distributor"),
        ("item", "the line of the contract; its product as delivered where the files have no items"),
        ("term", "the term, from 1; empty = 1"),
        ("valid_from", "from which day the row's quantity and amount hold, as delivered; empty = the term's start"),
        ("field", "the field of the feed map that is wrong; not contract, item, term or valid_from, which name the fact"),
    ];
    const VALUES: &'static [Column] = &[
        (
            "value",
            "what is right, as our tables write it: 1250.00, 2022-09-30, our words, a party's id as the partner; ends_on and cancelled_on are \
             the last day; amount per month, year or term as the feed map says; empty = the cell is to be empty; closed = the correction \
             is withdrawn",
        ),
        ("by", "who decided it"),
        ("reason", "why the delivery is wrong"),
    ];
    type Key = FactKey;
    type Value = Correct;

    fn key(cells: &Cells) -> Result<FactKey, CellError> {
        let term = |text: &str| match text {
            "" => Ok(1),
            _ => whole(text).and_then(|term| if term == 0 { Err("expected a term from 1".to_owned()) } else { Ok(term) }),
        };
        let day = |text: &str| if text.is_empty() { Ok(None) } else { iso_day(text).map(Some) };
        Ok(FactKey {
            distributor: cells.get("distributor")?,
            contract: cells.read_with("contract", named)?,
            item: cells.read_with("item", named)?,
            term: cells.read_with("term", term)?,
            valid_from: cells.read_with("valid_from", day)?,
            field: cells.read_with("field", field)?,
        })
    }

    fn value(cells: &Cells) -> Result<Correct, CellError> {
        let field = cells.read_with("field", field)?;
        let told = |text: &str| if text.trim().is_empty() { Err("expected words".to_owned()) } else { Ok(text.to_owned()) };
        Ok(Correct {
            value: cells.read_with("value", |text| right(field, text).map(|()| text.to_owned()))?,
            by: cells.read_with("by", told)?,
            reason: cells.read_with("reason", told)?,
        })
    }
}

/// A field that may be corrected.
fn field(text: &str) -> Result<FeedField, String> {
    match text.parse()? {
        FeedField::Contract | FeedField::Item | FeedField::Term | FeedField::ValidFrom => {
            Err("expected a field that does not name the fact; ask the distributor for a delivery that names it rightly"
                .to_owned())
        }
        own => Ok(own),
    }
}

/// Whether a field can have this value.
fn right(field: FeedField, text: &str) -> Result<(), String> {
    use FeedField as F;
    let or_empty = |read: fn(&str) -> Result<(), String>| {
        if text.is_empty() { Ok(()) } else { read(text).map_err(|expected| format!("{expected}, or nothing")) }
    };
    match field {
        F::Product => id(text).and_then(|()| if text.is_empty() { Err("expected a product".to_owned()) } else { Ok(()) }),
        F::Partner => text.parse::<PartyId>().map(drop),
        F::Model => text.parse::<Model>().map(drop),
        F::Status => text.parse::<Status>().map(drop),
        F::Currency => text.parse::<Currency>().map(drop),
        F::CancelledBy => or_empty(|text| text.parse::<CancelledBy>().map(drop)),
        F::StartsOn => day(text),
        F::EndsOn | F::SignedOn | F::NoticeOn | F::CancelledOn => or_empty(day),
        F::Months => or_empty(|text| match whole(text)? {
            1..=600 => Ok(()),
            _ => Err("expected 1 to 600 months".to_owned()),
        }),
        F::RenewalMonths => or_empty(|text| whole(text).map(drop)),
        F::Quantity => or_empty(|text| decimal(text).map(drop)),
        F::Amount => match decimal(text)? {
            amount if amount.is_sign_negative() => Err("expected an amount that is not negative".to_owned()),
            _ => Ok(()),
        },
        F::Customer | F::OrderNo => id(text),
        F::CustomerName => Ok(()),
        F::Contract | F::Item | F::Term | F::ValidFrom => Err("expected another field".to_owned()),
    }
}

/// A day that feeds can tell.
fn day(text: &str) -> Result<(), String> {
    let told = iso_day(text).ok().filter(|day| (1990..2200).contains(&day.year()));
    told.map(drop).ok_or_else(|| "expected a day such as 2022-09-01, from 1990 to 2199".to_owned())
}

fn id(text: &str) -> Result<(), String> {
    let printable = text.bytes().all(|byte| (0x20..0x7F).contains(&byte)) && text.trim() == text;
    if printable { Ok(()) } else { Err("expected an id of printable ASCII without blanks around it".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        facts::{Correction, CorrectionsInForce},
        sheets::dated::DatedRows,
    };

    const HEADER: &str = "distributor,contract,item,term,valid_from,field,effective_from,recorded_on,value,by,reason,reference\n";

    fn known(rows: &str, day: &str) -> Vec<String> {
        let (table, found) = DatedRows::<Corrections>::read("corrections", 0, format!("{HEADER}{rows}").into_bytes());
        assert!(found.is_empty(), "{found:?}");
        let (known, doubled) = table.known_on(day.parse().unwrap());
        assert!(doubled.is_empty(), "{doubled:?}");
        let told = |own: &Correction| {
            format!("{}/{}/{} {} {}", own.key.contract, own.key.item, own.key.term, own.key.field.as_str(), own.correct.value)
        };
        CorrectionsInForce::of(&known).all().iter().map(told).collect()
    }

    #[test]
    fn the_row_recorded_last_counts_until_it_is_withdrawn() {
        let rows = "nuvias,C-1,10,,,amount,2022-12-01,2022-10-01,5.00,m.weber,typing error,mail\n\
                    nuvias,C-1,10,1,,amount,2022-10-02,2022-10-02,6.00,m.weber,typing error,mail\n\
                    nuvias,C-1,10,1,,amount,2022-10-03,2022-10-03,closed,,,mail\n\
                    nuvias,C-1,10,2,,amount,2022-10-01,2022-10-01,7.00,m.weber,typing error,mail\n";
        assert_eq!(known(rows, "2022-10-01"), ["C-1/10/1 amount 5.00", "C-1/10/2 amount 7.00"]);
        assert_eq!(known(rows, "2022-10-02"), ["C-1/10/1 amount 6.00", "C-1/10/2 amount 7.00"]);
        assert_eq!(known(rows, "2022-10-03"), ["C-1/10/2 amount 7.00"]);
    }

    #[test]
    fn each_field_takes_what_it_can_have_and_no_more() {
        let refused = |field: &str, value: &str| {
            let text = format!("{HEADER}nuvias,C-1,10,,,{field},2022-10-01,2022-10-01,{value},m.weber,typing error,\n");
            let (_, found) = DatedRows::<Corrections>::read("corrections", 0, text.into_bytes());
            found.first().map(|finding| finding.column.clone())
        };
        for (field, values) in [
            ("product", "ZM-BIZ"),
            ("partner", "almtal"),
            ("model", "resale"),
            ("starts_on", "2022-09-01"),
            ("ends_on", "2023-08-31 "),
            ("months", "12 "),
            ("renewal_months", "0 "),
            ("quantity", "25 12.5 "),
            ("amount", "1250.00 0 7"),
            ("currency", "EUR"),
            ("status", "cancelled"),
            ("cancelled_on", "2022-12-31 "),
            ("cancelled_by", "customer "),
            ("customer", "C-7 "),
            ("customer_name", "Käthe "),
            ("order_no", "PO-1"),
        ] {
            values.split(' ').for_each(|value| assert_eq!(refused(field, value), None, "{field} {value:?}"));
        }
        for (field, values) in [
            ("product", " Zöe"),
            ("partner", "Almtal "),
            ("model", " Resale"),
            ("starts_on", " 01.09.2022 2022-02-30 1989-12-31"),
            ("ends_on", "2023-8-31"),
            ("months", "0 601 twelve"),
            ("quantity", "1.250.0"),
            ("amount", " -1 1250.00EUR 1e3"),
            ("currency", "Euro "),
            ("status", " gone"),
            ("cancelled_by", "me"),
            ("customer", "Zöe"),
        ] {
            values.split(' ').for_each(|value| assert_eq!(refused(field, value).as_deref(), Some("value"), "{field} {value:?}"));
        }
        for field in ["contract", "item", "term", "valid_from", "price", ""] {
            assert_eq!(refused(field, "1").as_deref(), Some("field"), "{field}");
        }
    }

    #[test]
    fn a_correction_without_author_or_reason_is_refused() {
        for (row, column) in [
            ("nuvias,C-1,10,,,amount,2022-10-01,2022-10-01,5.00,,typing error,", "by"),
            ("nuvias,C-1,10,,,amount,2022-10-01,2022-10-01,5.00,m.weber,,", "reason"),
            ("nuvias,C-1,10,0,,amount,2022-10-01,2022-10-01,5.00,m.weber,typing error,", "term"),
            ("nuvias,C-1,10,,soon,amount,2022-10-01,2022-10-01,5.00,m.weber,typing error,", "valid_from"),
            ("nuvias,,10,,,amount,2022-10-01,2022-10-01,5.00,m.weber,typing error,", "contract"),
        ] {
            let (_, found) = DatedRows::<Corrections>::read("corrections", 0, format!("{HEADER}{row}\n").into_bytes());
            assert_eq!(found.iter().map(|finding| finding.column.as_str()).collect::<Vec<_>>(), [column], "{row}");
        }
    }
}
