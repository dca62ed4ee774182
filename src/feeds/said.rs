//! What a row says, cell by cell: the fact that it is about, and a field's value in our words.

use super::{
    correcting::Fact,
    row::RowReader,
    values::{number, whole},
};
use crate::{
    basics::{CancelledBy, Currency, EndIs, FeedField, Model, Source, Status},
    sheets::Row,
};

impl RowReader<'_> {
    /// Where a row stands.
    pub(super) fn place(&self, row: &Row) -> Source {
        Source { file: self.file_no, line: row.line }
    }

    /// The fact that a row tells; nothing where it cannot be read which.
    pub(super) fn fact(&self, row: &Row) -> Option<Fact> {
        use FeedField as F;
        let item = if self.is_told(F::Item) { F::Item } else { F::Product };
        let valid_from = self.day(row, F::ValidFrom).ok()?;
        let starts_on = self.day(row, F::StartsOn).ok().flatten();
        Some(Fact {
            contract: self.needed_id(row, F::Contract).ok()?,
            item: self.needed_id(row, item).ok()?,
            term: self.optional(row, F::Term, whole).ok()?.unwrap_or(1),
            valid_from,
            opens_term: valid_from.is_none_or(|day| starts_on.is_some_and(|start| day <= start)),
        })
    }

    /// What a cell says, alike however it is written; nothing where it cannot be read.
    pub(super) fn says(&self, row: &Row, field: FeedField) -> Option<String> {
        use FeedField as F;
        if self.cell(row, field).is_empty() && field != F::Status {
            return Some(String::new());
        }
        let last_day = |told: EndIs| {
            let day = self.day(row, field).ok()??;
            match self.end_is(field, told) {
                EndIs::LastDay => Some(day.to_string()),
                EndIs::DayAfter => Some(day.pred_opt()?.to_string()),
            }
        };
        match field {
            F::Quantity | F::Amount => {
                let told = self.with(row, field, |text| number(text, self.grammar(field))).ok()?;
                Some(told.normalize().to_string())
            }
            F::Months | F::RenewalMonths | F::Term => self.with(row, field, whole).ok().map(|told| told.to_string()),
            F::EndsOn => last_day(self.map.end_is),
            F::CancelledOn => last_day(self.map.cancelled_is),
            F::SignedOn | F::StartsOn | F::NoticeOn | F::ValidFrom => self.day(row, field).ok()?.map(|day| day.to_string()),
            F::Partner => self.partners.get(self.cell(row, field)).map(u32::to_string),
            F::Model => self.word::<Model>(row, field).ok().map(|told| told.as_str().to_owned()),
            F::Status => self.told_status(row).ok().map(|told: Status| told.as_str().to_owned()),
            F::CancelledBy => self.word::<CancelledBy>(row, field).ok().map(|told| told.as_str().to_owned()),
            F::Currency => self.with(row, field, str::parse::<Currency>).ok().map(|told| told.code().to_owned()),
            F::Contract | F::Item | F::Product | F::Customer | F::CustomerName | F::OrderNo => {
                Some(self.cell(row, field).to_owned())
            }
        }
    }
}
