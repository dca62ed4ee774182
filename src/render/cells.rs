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
        self.scratch.clear();
        self.digits(u64::from(number), 1);
        self.sheet.cell(&self.scratch);
    }

    /// Anything that is shown as it displays itself; our own words only.
    pub fn formatted(&mut self, words: std::fmt::Arguments) {
        self.scratch.clear();
        let _ = self.scratch.write_fmt(words);
        self.sheet.cell(&self.scratch);
    }

    /// An amount in minor units, with all digits of its currency.
    pub fn money(&mut self, minor: i64, currency: Currency) {
        self.fixed(i128::from(minor), currency.digits());
    }

    /// A decimal without idle zeros.
    pub fn decimal(&mut self, value: Decimal) {
        let shown = value.normalize();
        self.fixed(shown.mantissa(), shown.scale());
    }

    /// A decimal, or nothing.
    pub fn decimal_or_nothing(&mut self, value: Option<Decimal>) {
        match value {
            Some(value) => self.decimal(value),
            None => self.nothing(),
        }
    }

    /// Arithmetic in words; its numbers are written with the dialect's decimal mark.
    pub fn calculation(&mut self, words: &str) {
        self.scratch.clear();
        self.scratch.extend(words.chars().map(|character| if character == '.' { self.decimal_mark } else { character }));
        self.sheet.cell(&self.scratch);
    }

    /// `mantissa` with `scale` digits behind the decimal mark.
    fn fixed(&mut self, mantissa: i128, scale: u32) {
        self.scratch.clear();
        if mantissa < 0 {
            self.scratch.push('-');
        }
        let unit = 10_u128.pow(scale);
        let size = mantissa.unsigned_abs();
        // Amounts fit 64 bits but for the largest: there alone the slower division is needed.
        let (whole, fraction) = match u64::try_from(size) {
            Ok(size) => (size / 10_u64.pow(scale), size % 10_u64.pow(scale)),
            Err(_) => (in_64_bits(size / unit), in_64_bits(size % unit)),
        };
        self.digits(whole, 1);
        if scale > 0 {
            self.scratch.push(self.decimal_mark);
            self.digits(fraction, scale);
        }
        self.sheet.cell(&self.scratch);
    }

    /// At least `least` digits of `number`.
    fn digits(&mut self, mut number: u64, least: u32) {
        let mut buffer = [b'0'; 20];
        let mut at = buffer.len();
        while number > 0 {
            at -= 1;
            buffer[at] = b'0' + (number % 10) as u8;
            number /= 10;
        }
        let at = at.min(buffer.len() - least as usize);
        self.scratch.extend(buffer[at..].iter().map(|digit| char::from(*digit)));
    }

    /// A day in the dialect's form.
    pub fn day(&mut self, day: NaiveDate) {
        self.scratch.clear();
        let mut form = self.date_form.chars();
        while let Some(character) = form.next() {
            match (character, if character == '%' { form.next() } else { None }) {
                (_, Some('d')) => self.digits(u64::from(day.day()), 2),
                (_, Some('m')) => self.digits(u64::from(day.month()), 2),
                (_, Some('Y')) => self.digits(u64::from(day.year().unsigned_abs()), 4),
                (other, _) => self.scratch.push(other),
            }
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

fn in_64_bits(part: u128) -> u64 {
    u64::try_from(part).expect("amounts have at most 18 digits on either side of the mark")
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
        cells.decimal("100000000000.00000001".parse().unwrap());
        cells.text("=1+1");
        cells.end_row();
        assert_eq!(
            String::from_utf8(sheet.into_bytes()).unwrap(),
            "-0,05;1234,567;100;12,5;01.09.2022;100000000000,00000001;'=1+1\n"
        );
    }
}
