//! What a row tells: a record, or why it is held.

use chrono::NaiveDate;

use super::{
    hints::{self, because},
    ids::meant,
    row::{Place, Read, Refused, RowReader},
    text::free,
    values::{number, whole},
};
use crate::{
    basics::{CancelledBy, Code, Currency, EndIs, FeedField, Finding, Model, Source, Status, add_months, months_between},
    facts::{Record, Unreadable},
    sheets::Row,
};

/// A row that is held because it cannot be read.
pub struct Held {
    /// The row, and what is wrong with it.
    pub unreadable: Unreadable,
    /// The field where a number or a day is written in another way than the map says.
    pub written_otherwise: Option<FeedField>,
    /// How many of its cells with numbers and days cannot be read.
    pub cells_refused: usize,
}

impl RowReader<'_> {
    /// Reads one row, or says why it is held.
    pub fn read(&self, row: &Row) -> Result<Record, Box<Held>> {
        self.record(row).map_err(|refused| {
            Box::new(Held {
                unreadable: self.unreadable(row, &refused),
                written_otherwise: refused.written_otherwise.then_some(refused.field),
                cells_refused: self.cells_refused(row),
            })
        })
    }

    /// How many cells say something that is no number or no day.
    fn cells_refused(&self, row: &Row) -> usize {
        use FeedField as F;
        let days = [F::SignedOn, F::StartsOn, F::EndsOn, F::NoticeOn, F::ValidFrom, F::CancelledOn];
        let numbers = [F::Quantity, F::Amount].into_iter().filter(|field| !self.cell(row, *field).is_empty());
        let wholes = [F::Months, F::RenewalMonths, F::Term];
        days.into_iter().filter(|field| self.day(row, *field).is_err()).count()
            + numbers.filter(|field| self.with(row, *field, |text| number(text, self.grammar(*field))).is_err()).count()
            + wholes.into_iter().filter(|field| self.optional(row, *field, whole).is_err()).count()
    }

    fn record(&self, row: &Row) -> Read<Record> {
        use FeedField as F;
        let contract = self.needed_id(row, F::Contract)?;
        let product = self.needed_id(row, F::Product)?;
        let item = if self.is_told(F::Item) { self.needed_id(row, F::Item)? } else { product.clone() };
        let partner = self.with(row, F::Partner, |text| self.partners.get(text).copied().ok_or_else(|| self.no_partner(text)));
        let partner = partner.map_err(|refused| Refused { code: Code::UnknownPartner, ..refused })?;
        let model: Model = self.word(row, F::Model)?;
        let term = self
            .optional(row, F::Term, |text| {
                whole(text).and_then(|term| if term == 0 { Err("expected a term from 1".to_owned()) } else { Ok(term) })
            })?
            .unwrap_or(1);
        let (starts_on, ends_on, months) = self.dates(row)?;
        let currency: Currency = self.with(row, F::Currency, str::parse)?;
        let amount = self.written(row, F::Amount, |text| self.minor(text, currency))?;
        if amount < 0 {
            return Err(Refused::new(F::Amount, Code::Value, "expected an amount that is not negative"));
        }
        let quantity = if self.cell(row, F::Quantity).is_empty() {
            None
        } else {
            Some(self.written(row, F::Quantity, |text| number(text, self.grammar(F::Quantity)))?)
        };
        let (status, cancelled) = self.status(row)?;
        let valid_from = self.day(row, F::ValidFrom)?;
        let renewal_months = self.optional(row, F::RenewalMonths, whole)?;
        self.with(row, F::CustomerName, free)?;
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
            renewal_months,
            notice_on: self.day(row, F::NoticeOn)?,
            valid_from,
            quantity,
            amount,
            currency,
            status,
            cancelled,
            customer: self.optional_id(row, F::Customer)?,
            customer_name: self.cell(row, F::CustomerName).into(),
            order_no: self.optional_id(row, F::OrderNo)?,
            carried: None,
        })
    }

    /// The minor units of an amount as the map says they are written.
    fn minor(&self, text: &str, currency: Currency) -> Result<i64, String> {
        let grammar = self.grammar(FeedField::Amount);
        let value = number(text, grammar)?;
        currency.minor(value).map_err(|refused| because(&refused, hints::scale(text, grammar)))
    }

    fn no_partner(&self, text: &str) -> String {
        let meant = meant(text, self.partners.keys().copied()).map(|known| format!("did you mean {known:?}?"));
        because("expected a partner that rulebook/aliases.csv explains", meant.or_else(|| hints::stray(text)))
    }

    /// Start, exclusive end and whole months of the term. Dates and a stated length that disagree are held.
    fn dates(&self, row: &Row) -> Read<(NaiveDate, NaiveDate, Option<u32>)> {
        use FeedField::{EndsOn, Months, StartsOn};
        let missing = |field: FeedField, expected: &str| Refused::new(field, Code::Value, expected);
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
                let expected = format!("the term is stated as {months} months, its dates span {dates}");
                return Err(Refused::new(Months, Code::TermDisagrees, expected));
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
        let contradicts = |field: FeedField, expected: &str| Refused::new(field, Code::Status, expected);
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
            let minor = self.with(row, F::Amount, |text| self.minor(text, currency));
            minor.ok().map(|minor| (minor, currency))
        });
        let excerpt = match self.fields[refused.field as usize].place {
            Place::Column(at, _) => row.excerpt(at),
            Place::Constant(_) | Place::Nowhere => None,
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
            .cell(self.heading(refused.field), self.cell(row, refused.field))
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
