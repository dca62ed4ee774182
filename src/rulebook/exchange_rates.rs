//! Exchange rates: how many units of a currency one euro is.
//!
//! Owns the rows and the choice of the rate of a day (design §5). Leaves conversion to `settlement`. Holds true: a rate is
//! the last one on or before the day and at most seven days old; a rate fixed by law wins from its day and never ages;
//! nothing is guessed from later days.

use std::{collections::BTreeMap, fmt};

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::{
    basics::{Currency, words},
    sheets::dated::{CellError, Cells, Column, DatedTable, Dates, Ruled, decimal},
};

words! {
    /// What makes a rate hold.
    pub enum RateKind {
        Reference = "reference": "Published for its day, such as the ECB's.",
        Fixed = "fixed": "Irrevocable from its day, by a Council regulation.",
    }
}

/// The rate of a currency: 1 EUR is so many units of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExchangeRate {
    /// Units of the currency; positive.
    pub rate: Decimal,
    /// What makes it hold.
    pub kind: RateKind,
}

/// The euro, which every rate is against.
pub const EURO: &str = "EUR";

/// How old a reference rate may be, in days: over holidays, not over a forgotten file.
const OLDEST: i64 = 7;

/// `rulebook/exchange_rates`
pub struct ExchangeRates;

impl DatedTable for ExchangeRates {
    const NAME: &'static str = "rulebook/exchange_rates";
    const ABOUT: &'static str = "How many units of a currency one euro is. The last reference rate on or before a day counts if it is at most seven days old; a fixed rate counts from its day on.";
    const KEYS: &'static [Column] = &[("currency", "ISO 4217 code, not EUR")];
    const VALUES: &'static [Column] = &[
        ("rate", "1 EUR = so many units; effective_from is the day the rate is of; closed = no rate from that day on"),
        (
            "kind",
            "reference (or empty) = published for its day; fixed = irrevocable from its day, exactly six significant figures",
        ),
    ];
    const OPTIONAL: &'static [&'static str] = &["kind"];
    type Key = Currency;
    type Value = ExchangeRate;

    fn key(cells: &Cells) -> Result<Currency, CellError> {
        cells.read_with("currency", |text| match text {
            EURO => Err("expected another currency than EUR: one euro is one euro".to_owned()),
            code => code.parse(),
        })
    }

    fn value(cells: &Cells) -> Result<ExchangeRate, CellError> {
        let kind = cells.optional("kind")?.unwrap_or(RateKind::Reference);
        let rate = |text: &str| {
            let rate = decimal(text)?;
            let figures = if rate > Decimal::ZERO { rate.mantissa().to_string().len() } else { 0 };
            match kind {
                RateKind::Reference if (1..=12).contains(&figures) => Ok(rate),
                RateKind::Fixed if figures == 6 => Ok(rate),
                RateKind::Reference => Err("expected a rate above 0 with at most twelve figures, such as 1.1172".to_owned()),
                RateKind::Fixed => Err("expected a fixed rate with exactly six significant figures, such as 7.53450".to_owned()),
            }
        };
        Ok(ExchangeRate { rate: cells.read_with("rate", rate)?, kind })
    }
}

/// The rate that counts on a day.
#[derive(Clone, Copy, Debug)]
pub struct Quote<'a> {
    /// Of which currency.
    pub currency: Currency,
    /// 1 EUR = so many units of it.
    pub rate: Decimal,
    /// The day the rate is of, printed on the line; from which it is fixed.
    pub day: NaiveDate,
    /// Whether it is fixed by law.
    pub fixed: bool,
    /// The row, with its place and authority; none for the euro itself.
    pub rule: Option<&'a Ruled<ExchangeRate>>,
}

impl fmt::Display for Quote<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let since = if self.fixed { "fixed from" } else { "of" };
        write!(f, "1 EUR = {} {} {since} {}", self.rate, self.currency, self.day)
    }
}

/// The rates as known on a day.
#[derive(Clone, Default)]
pub struct ExchangeTable(BTreeMap<Currency, Vec<Stretch>>);

/// From a day on, the row that counts; none behind a row that closes.
#[derive(Clone)]
struct Stretch {
    from: NaiveDate,
    row: Option<Ruled<ExchangeRate>>,
}

impl ExchangeTable {
    /// Lays out which row counts from which day.
    #[must_use]
    pub fn new(dates: &Dates<Currency, ExchangeRate>) -> Self {
        let mut table = ExchangeTable::default();
        for (currency, timeline) in dates {
            let stretches = table.0.entry(*currency).or_default();
            let mut days: Vec<NaiveDate> = timeline.days().collect();
            days.dedup();
            for from in days {
                let fixed =
                    stretches.last().and_then(|before| before.row.as_ref()).filter(|row| row.value.kind == RateKind::Fixed);
                let row = match (timeline.at(from), fixed) {
                    // A reference rate that is still published beside a fixed one does not count.
                    (Some(row), Some(fixed)) if row.value.kind == RateKind::Reference => Some(fixed.clone()),
                    (row, _) => row.cloned(),
                };
                stretches.push(Stretch { from, row });
            }
        }
        table
    }

    /// Whether any row is of this currency. The euro needs none.
    #[must_use]
    pub fn knows(&self, currency: Currency) -> bool {
        currency.code() == EURO || self.0.contains_key(&currency)
    }

    /// The last rate on or before a day, however old.
    #[must_use]
    pub fn last_on(&self, currency: Currency, day: NaiveDate) -> Option<Quote<'_>> {
        if currency.code() == EURO {
            return Some(Quote { currency, rate: Decimal::ONE, day, fixed: true, rule: None });
        }
        let stretches = self.0.get(&currency)?;
        let begun = stretches.partition_point(|stretch| stretch.from <= day);
        let rule = stretches[..begun].last()?.row.as_ref()?;
        let fixed = rule.value.kind == RateKind::Fixed;
        Some(Quote { currency, rate: rule.value.rate, day: rule.effective_from, fixed, rule: Some(rule) })
    }

    /// The rate that counts on a day; none where the last one is more than seven days old.
    #[must_use]
    pub fn on(&self, currency: Currency, day: NaiveDate) -> Option<Quote<'_>> {
        self.last_on(currency, day).filter(|quote| quote.fixed || (day - quote.day).num_days() <= OLDEST)
    }
}

#[cfg(test)]
mod tests {
    use crate::rulebook::check::small_book::found;

    fn said(currency: &str, values: &str) -> Vec<String> {
        let row = format!("{currency},2022-01-01,2022-01-01,{values},x");
        found("currency,effective_from,recorded_on,rate,kind,reference", "rulebook/exchange_rates", &[&row])
    }

    #[test]
    fn a_rate_that_can_be_meant_is_taken() {
        for (currency, values) in [
            ("USD", "1.1172,"),
            ("USD", "0.000001,reference"),
            ("USD", "999999.999999,"),
            ("HRK", "7.53450,fixed"),
            ("HRK", "0.702804,fixed"),
            ("HRK", "1936.27,fixed"),
            ("HRK", "closed,"),
        ] {
            assert_eq!(said(currency, values), Vec::<String>::new(), "{values}");
        }
    }

    #[test]
    fn a_rate_that_cannot_be_meant_is_refused() {
        let few = "rate: expected a rate above 0 with at most twelve figures, such as 1.1172";
        let six = "rate: expected a fixed rate with exactly six significant figures, such as 7.53450";
        for (currency, values, says) in [
            ("EUR", "1,", "currency: expected another currency than EUR: one euro is one euro"),
            (
                "XXX",
                "1,",
                "currency: expected an ISO 4217 currency code such as EUR: this one is for tests or stands for no currency",
            ),
            ("USD", "0,", few),
            ("USD", "-1.1172,", few),
            ("USD", "9999999.000001,", few),
            ("USD", "1;1172,", "rate: expected a number such as 12.5"),
            ("USD", "1.1172,legal", "kind: expected reference or fixed"),
            ("HRK", "7.5345,fixed", six),
            ("HRK", "17.53450,fixed", six),
            ("HRK", "-7.53450,fixed", six),
            ("HRK", "0.00000,fixed", six),
        ] {
            assert_eq!(said(currency, values), [format!("table-value exchange_rates.csv:2 {says}")], "{values}");
        }
    }
}
