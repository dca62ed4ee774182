//! What a row tells: a record, or why it is held.

use chrono::NaiveDate;
use compact_str::CompactString;

use super::{
    row::{Place, Read, Refused, RowReader},
    values::{number, whole},
};
use crate::{
    basics::{CancelledBy, Code, Currency, EndIs, FeedField, Finding, Model, Source, Status, add_months, months_between},
    facts::{Record, Unreadable},
    sheets::Row,
};

impl RowReader<'_> {
    /// Reads one row, or says why it is held.
    pub fn read(&self, row: &Row) -> Result<Record, Box<Unreadable>> {
        self.record(row).map_err(|refused| Box::new(self.unreadable(row, &refused)))
    }

    fn record(&self, row: &Row) -> Read<Record> {
        use FeedField as F;
        let contract = self.needed_id(row, F::Contract)?;
        let product = self.needed_id(row, F::Product)?;
        let item = if self.is_told(F::Item) { self.needed_id(row, F::Item)? } else { product.clone() };
        let partner = self.with(row, F::Partner, |text| {
            self.partners.get(text).copied().ok_or_else(|| "expected a partner that rulebook/aliases.csv explains".to_owned())
        });
        let partner = partner.map_err(|refused| Refused { code: Code::UnknownPartner, ..refused })?;
        let model: Model = self.word(row, F::Model)?;
        let term = self
            .optional(row, F::Term, |text| {
                whole(text).and_then(|term| if term == 0 { Err("expected a term from 1".to_owned()) } else { Ok(term) })
            })?
            .unwrap_or(1);
        let (starts_on, ends_on, months) = self.dates(row)?;
        let currency: Currency = self.with(row, F::Currency, str::parse)?;
        let amount =
            self.with(row, F::Amount, |text| number(text, self.grammar(F::Amount)).and_then(|value| currency.minor(value)))?;
        if amount < 0 {
            return Err(Refused {
                field: F::Amount,
                code: Code::Value,
                expected: "expected an amount that is not negative".to_owned(),
            });
        }
        let quantity = self.optional(row, F::Quantity, |text| number(text, self.grammar(F::Quantity)))?;
        let (status, cancelled) = self.status(row)?;
        let text = |field: F| CompactString::from(self.cell(row, field));
        Ok(Record {
            source: Source { file: self.file_no, line: row.line },
            delivery: self.delivery,
            partner,
            contract,
            item,
            product,
            model,
            term,
            signed_on: self.day(row, F::SignedOn)?,
            starts_on,
            ends_on,
            months,
            renewal_months: self.optional(row, F::RenewalMonths, whole)?,
            notice_on: self.day(row, F::NoticeOn)?,
            valid_from: self.day(row, F::ValidFrom)?,
            quantity,
            amount,
            currency,
            status,
            cancelled,
            customer: self.optional_id(row, F::Customer)?,
            customer_name: text(F::CustomerName),
            order_no: self.optional_id(row, F::OrderNo)?,
            carried: None,
        })
    }

    /// Start, exclusive end and whole months of the term. Dates and a stated length that disagree are held.
    fn dates(&self, row: &Row) -> Read<(NaiveDate, NaiveDate, Option<u32>)> {
        use FeedField::{EndsOn, Months, StartsOn};
        let missing = |field: FeedField, expected: &str| Refused { field, code: Code::Value, expected: expected.to_owned() };
        let starts_on = self.day(row, StartsOn)?.ok_or_else(|| missing(StartsOn, "expected a day, found nothing"))?;
        let told = self.day(row, EndsOn)?.map(|day| exclusive(day, self.end_is(EndsOn, self.map.end_is)));
        let stated = self.optional(row, Months, |text| {
            whole(text).and_then(|months| {
                if (1..=600).contains(&months) { Ok(months) } else { Err("expected 1 to 600 months".to_owned()) }
            })
        })?;
        let (ends_on, months) = match (told, stated) {
            (Some(end), None) => (end, months_between(starts_on, end)),
            (None, Some(months)) => (add_months(starts_on, months), Some(months)),
            (Some(end), Some(months)) if add_months(starts_on, months) == end => (end, Some(months)),
            (Some(end), Some(months)) => {
                let dates = match months_between(starts_on, end) {
                    Some(span) => format!("{span} months"),
                    None => format!("{} days, which is no whole number of months", (end - starts_on).num_days()),
                };
                return Err(Refused {
                    field: Months,
                    code: Code::TermDisagrees,
                    expected: format!("the term is stated as {months} months, its dates span {dates}"),
                });
            }
            (None, None) => return Err(missing(EndsOn, "expected an end or a length, found neither")),
        };
        if ends_on <= starts_on {
            return Err(missing(EndsOn, "expected an end behind the start"));
        }
        Ok((starts_on, ends_on, months))
    }

    /// Where the contract stands by its own word; active where there is none.
    pub(super) fn told_status(&self, row: &Row) -> Read<Status> {
        let field = FeedField::Status;
        let says_nothing =
            self.cell(row, field).is_empty() && !self.map.words.keys().any(|(own, word)| *own == field && word.is_empty());
        if says_nothing { Ok(Status::Active) } else { self.word(row, field) }
    }

    fn status(&self, row: &Row) -> Read<(Status, Option<(NaiveDate, CancelledBy)>)> {
        use FeedField::{CancelledBy as By, CancelledOn as On, Status as Field};
        let contradicts = |field: FeedField, expected: &str| Refused { field, code: Code::Status, expected: expected.to_owned() };
        let status = self.told_status(row)?;
        let day = self.day(row, On)?.map(|day| exclusive(day, self.end_is(On, self.map.cancelled_is)));
        let by: Option<CancelledBy> = if self.cell(row, By).is_empty() { None } else { Some(self.word(row, By)?) };
        match (status, day, by) {
            (Status::Cancelled, None, _) => Err(contradicts(On, "the contract is cancelled, but no day says from when")),
            (_, Some(_), None) => Err(contradicts(
                By,
                "a cancellation needs its cause: § 87a (3) HGB keeps the commission where the vendor caused it",
            )),
            (Status::Active | Status::Pending, Some(_), _) if self.is_told(Field) => {
                Err(contradicts(Field, "a day of cancellation is given, but the contract is not cancelled"))
            }
            (status, day, by) => Ok((status, day.zip(by))),
        }
    }

    pub(super) fn unreadable(&self, row: &Row, refused: &Refused) -> Unreadable {
        use FeedField as F;
        let contract = self.needed_id(row, F::Contract).ok();
        let item = self.needed_id(row, if self.is_told(F::Item) { F::Item } else { F::Product }).ok();
        let currency = self.with(row, F::Currency, str::parse::<Currency>).ok();
        let amount = currency.and_then(|currency| {
            let minor =
                self.with(row, F::Amount, |text| number(text, self.grammar(F::Amount)).and_then(|value| currency.minor(value)));
            minor.ok().map(|minor| (minor, currency))
        });
        let (heading, excerpt) = match self.fields[refused.field as usize].place {
            Place::Column(at, heading) => (heading, row.excerpt(at)),
            Place::Constant(_) | Place::Nowhere => (refused.field.as_str(), None),
        };
        let remedy = match refused.code {
            Code::UnknownPartner => "add a row to rulebook/aliases.csv, or ask the distributor for the right partner",
            Code::CorrectionDoubted => {
                "where the correction still holds, record it anew in facts/corrections.csv; where the delivery is right, record what it says"
            }
            Code::TermDisagrees | Code::Status => "ask the distributor which of the two is right and for a delivery with that",
            _ => "ask the distributor to correct the cell and deliver again; the feed map says how it reads",
        };
        let subject = match (&contract, &item) {
            (Some(contract), Some(item)) => format!("{contract}/{item}"),
            (Some(contract), None) => contract.to_string(),
            _ => String::new(),
        };
        let finding = Finding::new(refused.code, self.file, refused.expected.clone(), remedy)
            .line(row.line)
            .cell(heading, self.cell(row, refused.field))
            .excerpt(excerpt)
            .about(subject)
            .amount(amount);
        Unreadable { file: self.file_no, delivery: self.delivery, contract, item, currency, finding }
    }
}

fn exclusive(day: NaiveDate, reading: EndIs) -> NaiveDate {
    match reading {
        EndIs::LastDay => day.succ_opt().expect("days of feeds have a day behind them"),
        EndIs::DayAfter => day,
    }
}
