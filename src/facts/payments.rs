//! What customers were invoiced and have paid: the months an invoice covers, and how much of it came in.

use std::{fmt, str::FromStr};

use chrono::NaiveDate;
use compact_str::CompactString;
use rust_decimal::Decimal;

use super::named;
use crate::{
    basics::{Month, PartyId},
    sheets::dated::{CellError, Cells, Column, DatedTable, Dates, Ruled, decimal},
};

/// The calendar months that an invoice covers, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Months {
    first: Month,
    last: Month,
}

impl Months {
    /// Whether a month is one of them.
    #[must_use]
    pub fn contain(self, month: Month) -> bool {
        self.first <= month && month <= self.last
    }
}

impl FromStr for Months {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let expected = "expected a month such as 2022-09, or the first and the last such as 2022-09..2022-11";
        let (first, last) = text.split_once("..").unwrap_or((text, text));
        match (first.parse(), last.parse()) {
            (Ok(first), Ok(last)) if first <= last => Ok(Months { first, last }),
            _ => Err(expected.to_owned()),
        }
    }
}

impl fmt::Display for Months {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last { self.first.fmt(f) } else { write!(f, "{}..{}", self.first, self.last) }
    }
}

/// An invoice to the customer as it stands on a day. Amounts are net, in major units of the item's currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invoice {
    /// What it is for.
    pub months: Months,
    /// What it asks for; below zero for a credit note.
    pub invoiced: Decimal,
    /// What came in through that day, all payments together.
    pub paid: Decimal,
}

/// An invoice's place: distributor, contract, item, and its number.
pub type InvoiceKey = (PartyId, CompactString, CompactString, CompactString);

/// `facts/payments`
pub struct Payments;

impl DatedTable for Payments {
    const NAME: &'static str = "facts/payments";
    const ABOUT: &'static str = "What customers were invoiced and have paid, for plans that are earned when the customer has paid. A further payment is a further row.";
    const KEYS: &'static [Column] = &[
        ("distributor", "through whom the contract came"),
        ("contract", "the contract's number at the distributor"),
        ("item", "the line of the contract"),
        ("invoice", "the invoice's number"),
    ];
    const VALUES: &'static [Column] = &[
        ("months", "the months it covers: 2022-09, or 2022-09..2022-11; closed = the invoice does not count"),
        ("invoiced", "its net amount in the item's currency: 1250.00"),
        ("paid", "what has been paid on it through effective_from, all payments together, net"),
    ];
    type Key = InvoiceKey;
    type Value = Invoice;

    fn key(cells: &Cells) -> Result<InvoiceKey, CellError> {
        let own = |column| cells.read_with(column, named);
        Ok((cells.get("distributor")?, own("contract")?, own("item")?, own("invoice")?))
    }

    fn value(cells: &Cells) -> Result<Invoice, CellError> {
        Ok(Invoice {
            months: cells.get("months")?,
            invoiced: cells.read_with("invoiced", net)?,
            paid: cells.read_with("paid", net)?,
        })
    }
}

/// An amount of any currency: none has more than four decimals.
fn net(text: &str) -> Result<Decimal, String> {
    let amount = decimal(text)?;
    if amount.normalize().scale() > 4 || amount.abs() > Decimal::from(10_000_000_000_i64) {
        return Err("expected an amount of at most 10,000,000,000 with at most four decimals".to_owned());
    }
    Ok(amount)
}

/// The invoices of an item as they stand on a day.
pub fn invoices_of<'a>(
    payments: &'a Dates<InvoiceKey, Invoice>,
    distributor: &'a PartyId,
    contract: &'a str,
    item: &'a str,
    day: NaiveDate,
) -> impl Iterator<Item = &'a Ruled<Invoice>> {
    let first: InvoiceKey = (distributor.clone(), contract.into(), item.into(), CompactString::default());
    payments
        .range(first..)
        .take_while(move |((through, of, line, _), _)| through == distributor && of == contract && line == item)
        .filter_map(move |(_, line)| line.at(day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheets::dated::DatedRows;

    #[test]
    fn months_are_one_or_a_first_and_a_last() {
        for text in ["2022-09", "2022-09..2022-11", "2022-12..2023-01"] {
            assert_eq!(text.parse::<Months>().unwrap().to_string(), text);
        }
        assert_eq!("2022-09..2022-09".parse::<Months>().unwrap().to_string(), "2022-09");
        for text in ["", "..", "2022-09..", "2022-11..2022-09", "2022-09-01", "2022-9", "2022-09 2022-10"] {
            assert!(text.parse::<Months>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn amounts_have_the_decimals_of_some_currency_and_a_bound() {
        for text in ["0", "-120.00", "1.2345", "1.23450", "10000000000", "-10000000000"] {
            assert!(net(text).is_ok(), "{text}");
        }
        for text in ["1.23456", "10000000000.01", "-10000000000.01", "", "1,50"] {
            assert!(net(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_item_has_its_own_invoices_as_they_stand_on_the_day() {
        let text = "distributor,contract,item,invoice,effective_from,recorded_on,months,invoiced,paid,reference\n\
                    nuvias,C-1,10,R-1,2022-09-01,2022-09-01,2022-09,100.00,0,x\n\
                    nuvias,C-1,10,R-1,2022-09-20,2022-09-20,2022-09,100.00,60.00,x\n\
                    nuvias,C-1,10,R-2,2022-09-10,2022-09-10,2022-09,20.00,20.00,x\n\
                    nuvias,C-1,10,R-2,2022-09-15,2022-09-15,closed,,,x\n\
                    nuvias,C-1,20,R-3,2022-09-01,2022-09-01,2022-09,1.00,1.00,x\n\
                    nuvias,C-2,10,R-4,2022-09-01,2022-09-01,2022-09,2.00,2.00,x\n\
                    stern,C-1,10,R-5,2022-09-01,2022-09-01,2022-09,3.00,3.00,x\n";
        let (rows, found) = DatedRows::<Payments>::read("payments", 0, text.as_bytes().to_vec());
        let (payments, doubled) = rows.known_on("2022-12-31".parse().unwrap());
        assert!(found.is_empty() && doubled.is_empty(), "{found:?} {doubled:?}");
        let [nuvias, stern]: [PartyId; 2] = ["nuvias", "stern"].map(|id| id.parse().unwrap());
        let paid = |distributor, contract, item, day: &str| {
            let rows = invoices_of(&payments, distributor, contract, item, day.parse().unwrap());
            rows.map(|row| row.value.paid.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(paid(&nuvias, "C-1", "10", "2022-08-31"), Vec::<String>::new());
        assert_eq!(paid(&nuvias, "C-1", "10", "2022-09-10"), ["0", "20.00"]);
        assert_eq!(paid(&nuvias, "C-1", "10", "2022-09-30"), ["60.00"]);
        assert_eq!(paid(&nuvias, "C-1", "20", "2022-09-30"), ["1.00"]);
        assert_eq!(paid(&nuvias, "C-2", "10", "2022-09-30"), ["2.00"]);
        assert_eq!(paid(&stern, "C-1", "10", "2022-09-30"), ["3.00"]);
        assert_eq!(paid(&stern, "C-2", "10", "2022-09-30"), Vec::<String>::new());
    }

    #[test]
    fn an_invoice_without_a_number_is_refused() {
        let header = "distributor,contract,item,invoice,effective_from,recorded_on,months,invoiced,paid,reference\n";
        for cells in ["nuvias,,10,R-1", "nuvias,C-1,,R-1", "nuvias,C-1,10,", "nuvias,*,10,R-1"] {
            let text = format!("{header}{cells},2022-09-01,2022-09-01,2022-09,1.00,1.00,x\n");
            assert_eq!(DatedRows::<Payments>::read("payments", 0, text.into_bytes()).1.len(), 1, "{cells}");
        }
    }
}
