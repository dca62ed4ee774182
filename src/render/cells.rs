//! Values as a dialect writes them.

use std::fmt::Write as _;

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use crate::{
    basics::Currency,
    sheets::{SheetWriter, neutralised},
};

/// Writes typed values into the cells of a table.
pub struct CellWriter<'a> {
    sheet: &'a mut SheetWriter,
    decimal_mark: char,
    date_form: &'a str,
    scratch: String,
}

impl<'a> CellWriter<'a> {
    /// Writes into `sheet` with this decimal mark and form of days.
    #[must_use]
    pub fn new(sheet: &'a mut SheetWriter, decimal_mark: char, date_form: &'a str) -> Self {
        CellWriter { sheet, decimal_mark, date_form, scratch: String::with_capacity(64) }
    }

    /// Text from outside or from a table: neutralised.
    pub fn text(&mut self, text: &str) {
        self.sheet.cell(&neutralised(text));
    }

    /// Nothing.
    pub fn nothing(&mut self) {
        self.sheet.cell("");
    }

    /// A whole number.
    pub fn whole(&mut self, number: u32) {
        self.formatted(format_args!("{number}"));
    }

    /// Anything that is shown as it displays itself; our own words only.
    pub fn formatted(&mut self, words: std::fmt::Arguments) {
        self.scratch.clear();
        let _ = self.scratch.write_fmt(words);
        self.sheet.cell(&self.scratch);
    }

    /// An amount in minor units, with all digits of its currency.
    pub fn money(&mut self, minor: i64, currency: Currency) {
        self.scratch.clear();
        let digits = currency.digits();
        let unit = 10_u64.pow(digits);
        let size = minor.unsigned_abs();
        let sign = if minor < 0 { "-" } else { "" };
        let _ = write!(self.scratch, "{sign}{}", size / unit);
        if digits > 0 {
            let _ = write!(self.scratch, "{}{:0width$}", self.decimal_mark, size % unit, width = digits as usize);
        }
        self.sheet.cell(&self.scratch);
    }

    /// A decimal without idle zeros.
    pub fn decimal(&mut self, value: Decimal) {
        self.scratch.clear();
        let _ = write!(self.scratch, "{}", value.normalize());
        if self.decimal_mark != '.'
            && let Some(at) = self.scratch.find('.')
        {
            self.scratch.replace_range(at..=at, self.decimal_mark.encode_utf8(&mut [0; 4]));
        }
        self.sheet.cell(&self.scratch);
    }

    /// A day in the dialect's form.
    pub fn day(&mut self, day: NaiveDate) {
        self.scratch.clear();
        let mut form = self.date_form.chars();
        while let Some(character) = form.next() {
            let _ = match (character, if character == '%' { form.next() } else { None }) {
                (_, Some('d')) => write!(self.scratch, "{:02}", day.day()),
                (_, Some('m')) => write!(self.scratch, "{:02}", day.month()),
                (_, Some('Y')) => write!(self.scratch, "{:04}", day.year()),
                (other, _) => write!(self.scratch, "{other}"),
            };
        }
        self.sheet.cell(&self.scratch);
    }

    /// A day, or nothing.
    pub fn day_or_nothing(&mut self, day: Option<NaiveDate>) {
        match day {
            Some(day) => self.day(day),
            None => self.nothing(),
        }
    }

    /// Ends the row.
    pub fn end_row(&mut self) {
        self.sheet.end_row();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheets::{Dialect, LineEnd};

    #[test]
    fn values_are_written_in_the_dialect() {
        let mut sheet = SheetWriter::new(Dialect { delimiter: b';', ..Dialect::OURS }, LineEnd::Lf);
        let mut cells = CellWriter::new(&mut sheet, ',', "%d.%m.%Y");
        cells.money(-5, "EUR".parse().unwrap());
        cells.money(1_234_567, "KWD".parse().unwrap());
        cells.money(100, "JPY".parse().unwrap());
        cells.decimal("12.500".parse().unwrap());
        cells.day("2022-09-01".parse().unwrap());
        cells.text("=1+1");
        cells.end_row();
        assert_eq!(String::from_utf8(sheet.into_bytes()).unwrap(), "-0,05;1234,567;100;12,5;01.09.2022;'=1+1\n");
    }
}
