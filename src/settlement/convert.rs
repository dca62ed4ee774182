//! From one currency to another: ÷ the rate of the one × the rate of the other.
//!
//! Owns conversion (design §5): one fraction, rounded once at the plan's step in the target currency. Leaves to the rulebook
//! which rate counts on a day, and to the plan which day that is. Holds true: no amount is converted at a rate that is
//! missing or stale; a reversal converts to the reversed amount.

use std::fmt;

use chrono::NaiveDate;

use super::{Recorder, Step};
use crate::{
    basics::{self, Currency, Exact},
    rulebook::{EURO, ExchangeTable, Quote},
};

/// What is converted into what, and at which day's rates.
#[derive(Clone, Copy, Debug)]
pub struct Conversion {
    /// The currency of the amount.
    pub from: Currency,
    /// The currency it is wanted in.
    pub to: Currency,
    /// The plan's rate day: never the run's.
    pub day: NaiveDate,
    /// The plan's rounding step, taken in the target currency.
    pub step: basics::Step,
}

/// An amount in another currency, and the rates that took it there.
#[derive(Clone, Copy, Debug)]
pub struct Converted<'a> {
    /// Minor units of the target currency.
    pub minor: i64,
    /// The rate divided by; none where the amount was in euros, or needed no conversion.
    pub from_quote: Option<Quote<'a>>,
    /// The rate multiplied by; none where euros were wanted, or no conversion was needed.
    pub to_quote: Option<Quote<'a>>,
}

impl<'a> Converted<'a> {
    /// The rates that count, as the line prints them.
    pub fn quotes(&self) -> impl Iterator<Item = Quote<'a>> {
        self.from_quote.into_iter().chain(self.to_quote)
    }
}

/// No rate counts on the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MissingRate {
    /// Of this currency.
    pub currency: Currency,
    /// On this day.
    pub day: NaiveDate,
    /// The day of the last rate before it, where there is one: it is too old.
    pub last: Option<NaiveDate>,
}

impl fmt::Display for MissingRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let MissingRate { currency, day, last } = self;
        match last {
            Some(last) => write!(f, "the last exchange rate of {currency} before {day} is of {last}, more than seven days old"),
            None => write!(f, "there is no exchange rate of {currency} on or before {day}"),
        }
    }
}

/// Converts `minor` units of one currency. An amount that is in the wanted currency stays as it is and needs no rate.
pub fn convert<'a>(
    minor: i64,
    conversion: &Conversion,
    table: &'a ExchangeTable,
    recorder: &mut impl Recorder,
) -> Result<Converted<'a>, MissingRate> {
    let Conversion { from, to, day, step } = *conversion;
    if from == to {
        return Ok(Converted { minor, from_quote: None, to_quote: None });
    }
    let quote = |currency: Currency| {
        let last = || table.last_on(currency, day).map(|quote| quote.day);
        table.on(currency, day).ok_or_else(|| MissingRate { currency, day, last: last() })
    };
    let (ours, theirs) = (quote(from)?, quote(to)?);
    let units = |currency: Currency| 10_i64.pow(currency.digits());
    let exact = Exact::minor(minor).divided_by(ours.rate).times(theirs.rate).times_fraction(units(to), units(from));
    let foreign = |quote: Quote<'a>| (quote.currency.code() != EURO).then_some(quote);
    let converted = Converted { minor: exact.round(step.minor(to)), from_quote: foreign(ours), to_quote: foreign(theirs) };
    for quote in converted.quotes() {
        recorder.step(|| rate(&quote, day));
    }
    recorder.step(|| Step {
        what: format!("{} {from} = {} {to}", from.major(minor), exact.shown(to, 8)),
        result: to.major(converted.minor).to_string(),
        source: None,
        authority: format!("divided and multiplied in one step, rounded half away from zero to {step}"),
    });
    Ok(converted)
}

fn rate(quote: &Quote, day: NaiveDate) -> Step {
    Step {
        what: format!("exchange rate on {day}: {quote}"),
        result: String::new(),
        source: quote.rule.map(|rule| rule.source),
        authority: quote.rule.map_or_else(String::new, |rule| rule.reference.clone()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    use super::*;
    use crate::{rulebook::ExchangeRates, settlement::Silent, sheets::dated::DatedRows};

    fn table(rates: &[(&str, Decimal)]) -> ExchangeTable {
        let row = |(currency, rate): &(&str, Decimal)| format!("{currency},2022-09-01,2022-09-01,{rate},x\n");
        let text = format!("currency,effective_from,recorded_on,rate,reference\n{}", rates.iter().map(row).collect::<String>());
        let (rows, found) = DatedRows::<ExchangeRates>::read("rates", 0, text.into_bytes());
        assert!(found.is_empty(), "{found:?}");
        ExchangeTable::new(&rows.known_on("2022-09-01".parse().unwrap()).0)
    }

    fn into(minor: i64, from: &str, to: &str, table: &ExchangeTable) -> i64 {
        let [from, to]: [Currency; 2] = [from, to].map(|code| code.parse().unwrap());
        let step = basics::Step::new(Decimal::new(1, 6)).unwrap();
        let conversion = Conversion { from, to, day: "2022-09-05".parse().unwrap(), step };
        convert(minor, &conversion, table, &mut Silent).unwrap().minor
    }

    proptest! {
        #[test]
        fn there_and_back_loses_less_than_a_unit_and_mirrors(
            minor in -1_000_000_000_000_i64..1_000_000_000_000, millionths in 1_000_000_i64..1_000_000_000
        ) {
            let rate = Decimal::new(millionths, 6);
            let table = table(&[("USD", rate), ("GBP", Decimal::new(86_473, 5))]);
            let dollars = into(minor, "EUR", "USD", &table);
            prop_assert_eq!(into(-minor, "EUR", "USD", &table), -dollars);
            prop_assert!((into(dollars, "USD", "EUR", &table) - minor).abs() <= 1);
            let crossed = into(dollars, "USD", "GBP", &table);
            let exact = i128::from(dollars) * 86_473 * 1_000_000 - i128::from(crossed) * 100_000 * i128::from(millionths);
            prop_assert!(exact.abs() * 2 <= 100_000 * i128::from(millionths), "within half a unit of the exact fraction");
        }
    }
}
