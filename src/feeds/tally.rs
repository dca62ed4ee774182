//! What a file holds, counted and added up from its rows as they stand there, whether they are settled or held.
//!
//! Holds true: sums are exact; where one amount cannot be read there is no sum.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::seen::{Seen, What};
use crate::basics::Currency;

/// Decimals of a sum: no currency has as many.
const SCALE: u32 = 9;

/// An amount in thousand millionths of its currency.
pub type Sum = i128;

/// The rows of a file, or of one currency in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// How many.
    pub rows: u64,
    /// What they add up to.
    pub sum: Sum,
}

/// What a file holds.
#[derive(Debug, Default)]
pub struct Tally {
    /// How many rows, without header and trailer.
    pub rows: u64,
    /// The same by currency.
    pub parts: BTreeMap<Currency, Part>,
    /// The line of the first row whose amount or currency cannot be read: there is no sum then.
    pub unread: Option<u32>,
}

impl Tally {
    /// Counts and adds up.
    pub fn of(rows: &[Seen]) -> Tally {
        let mut tally = Tally::default();
        for row in rows {
            if !matches!(row.what, What::Taken(_) | What::Held(_)) {
                continue;
            }
            tally.rows += 1;
            let Some(worth) = &row.worth else { continue };
            let read = (**worth).and_then(|(currency, amount)| {
                let part = tally.parts.entry(currency).or_default();
                part.rows += 1;
                part.sum = part.sum.checked_add(exact(amount)?)?;
                Some(())
            });
            if read.is_none() && tally.unread.is_none() {
                tally.unread = Some(row.line);
            }
        }
        tally
    }
}

/// An amount as a sum; nothing where it has more decimals than a sum.
pub fn exact(amount: Decimal) -> Option<Sum> {
    let amount = amount.normalize();
    let missing = SCALE.checked_sub(amount.scale())?;
    amount.mantissa().checked_mul(10_i128.pow(missing))
}

/// A sum as it is written: at least two decimals.
pub fn written(sum: Sum) -> String {
    let digits = format!("{:010}", sum.unsigned_abs());
    let (whole, fraction) = digits.split_at(digits.len() - 9);
    let (cents, rest) = fraction.split_at(2);
    format!("{}{whole}.{cents}{}", if sum < 0 { "-" } else { "" }, rest.trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::{
        super::{record::Held, seen::Worth},
        *,
    };
    use crate::{
        basics::{Code, Finding},
        facts::Unreadable,
    };

    #[test]
    fn sums_are_exact_or_there_are_none() {
        let sum = |text: &str| exact(text.parse().unwrap());
        assert_eq!(sum("0.000000001").map(written), Some("0.000000001".to_owned()));
        assert_eq!(sum("-1234.5").map(written), Some("-1234.50".to_owned()));
        assert_eq!(sum("0").map(written), Some("0.00".to_owned()));
        assert_eq!(sum("999999999999999999").map(written), Some("999999999999999999.00".to_owned()));
        assert_eq!(sum("0.0000000001"), None, "more decimals than a sum has");
    }

    fn row(line: u32, worth: Worth) -> Seen {
        Seen { line, what: What::Held(Box::new(held())), odd: None, touched: Vec::new(), worth: Some(Box::new(worth)) }
    }

    /// Number 75 of the catalogue of bad inputs: sums beyond 64 bits are exact or refused, never wrapped.
    #[test]
    fn a_sum_never_wraps() {
        let eur: Currency = "EUR".parse().unwrap();
        let large = Some((eur, "999999999999999999".parse().unwrap()));
        let rows: Vec<Seen> = (2..1002).map(|line| row(line, large)).collect();
        let tally = Tally::of(&rows);
        assert_eq!((tally.rows, tally.parts[&eur].rows, tally.unread), (1000, 1000, None));
        assert_eq!(written(tally.parts[&eur].sum), "999999999999999999000.00");
        let with_a_hole = Tally::of(&[row(2, large), row(3, None), row(4, None)]);
        assert_eq!((with_a_hole.rows, with_a_hole.unread), (3, Some(3)), "a row that is held counts all the same");
    }

    fn held() -> Held {
        let finding = Finding::new(Code::Value, "feeds/x/2022-10-05.csv", "what", "remedy");
        let unreadable = Unreadable { file: 0, delivery: 0, contract: None, item: None, currency: None, finding };
        Held { unreadable, written_otherwise: None, cells_refused: 0 }
    }
}
