//! The calendar of an item: its initial term and the renewals behind it.
//!
//! Owns term boundaries (design §4): counted from the original anchor, so that month ends come back after a short
//! month; a renewal starts where the term before it ends. Holds true: terms never overlap.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::Record;
use crate::basics::{CancelledBy, Code, ContractMonths, Span, add_months, months_between};

/// One agreed stretch of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// 1 is the initial term.
    pub number: u32,
    /// Its days, as agreed: a cancellation does not shorten it here.
    pub span: Span,
    /// Its length in whole months, where it has one.
    pub months: Option<u32>,
    /// The same of the last term that has a row of its own: what an amount per term is for.
    pub told_months: Option<u32>,
    /// Where its contract months are counted from: its first day, or that of an earlier term on whose months it lies.
    pub counted_from: ContractMonths,
    /// The day it counts as signed.
    pub signed_on: NaiveDate,
    /// The row that tells its dates and status, by its place among the records.
    pub row: u32,
}

/// Why an item has no calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TermProblem {
    /// What kind.
    pub code: Code,
    /// The row concerned.
    pub row: u32,
    /// The day at which the term before it ends.
    pub expected: NaiveDate,
}

/// The terms that begin on or before `last_day`. `told` are the rows of terms by number; `renewal_months` is the
/// agreement's, for rows that leave it open.
pub fn terms_through(
    told: &BTreeMap<u32, u32>,
    records: &[Record],
    renewal_months: impl Fn(&Record) -> Option<u32>,
    last_day: NaiveDate,
) -> Result<Vec<Term>, TermProblem> {
    let mut terms: Vec<Term> = Vec::new();
    // Where months are counted from: the start of the last term that has a row, and months agreed since.
    let mut anchor = NaiveDate::MIN;
    let mut counted = 0;
    let Some(first) = told.keys().next().copied() else { return Ok(terms) };
    for number in first.. {
        let before = terms.last().copied();
        let next = if let Some(row) = told.get(&number) {
            let record = &records[*row as usize];
            if let Some(before) = before.filter(|before| ends(*before, records) != record.starts_on) {
                return Err(TermProblem { code: Code::TermOverlap, row: *row, expected: ends(before, records) });
            }
            // A row that begins and ends on the grid of the original anchor keeps it: month ends come back.
            let continues = before.is_some() && add_months(anchor, counted) == record.starts_on;
            let on_grid = continues.then(|| months_between(anchor, record.ends_on)).flatten();
            let (months, counted_from) = match on_grid {
                Some(total) => (Some(total - std::mem::replace(&mut counted, total)), anchor),
                None => {
                    (anchor, counted) = record.months.map_or((record.ends_on, 0), |months| (record.starts_on, months));
                    (record.months, record.starts_on)
                }
            };
            let counted_from = ContractMonths { anchor: counted_from };
            let span = Span::new(record.starts_on, record.ends_on);
            let signed_on = record.signed_on.unwrap_or(record.starts_on);
            Term { number, span, months, told_months: months, counted_from, signed_on, row: *row }
        } else {
            let before = before.expect("the first number has a row");
            let record = &records[before.row as usize];
            let months = record.renewal_months.or_else(|| renewal_months(record)).unwrap_or(0);
            let ended = record.cancelled.is_some_and(|(day, _)| day <= before.span.until);
            if months == 0 || ended {
                if let Some((_, row)) = told.range(number..).next() {
                    return Err(TermProblem { code: Code::TermOverlap, row: *row, expected: before.span.until });
                }
                return Ok(terms);
            }
            counted += months;
            let span = Span::new(before.span.until, add_months(anchor, counted));
            Term {
                number,
                span,
                months: Some(months),
                told_months: before.told_months,
                counted_from: ContractMonths { anchor },
                signed_on: span.from,
                row: before.row,
            }
        };
        if next.span.from > last_day {
            break;
        }
        terms.push(next);
    }
    Ok(terms)
}

/// Where a term ends for the one behind it: at a cancellation that cuts it, else as agreed.
fn ends(term: Term, records: &[Record]) -> NaiveDate {
    match records[term.row as usize].cancelled {
        Some((day, by)) if by != CancelledBy::Principal => term.span.until.min(day.max(term.span.from)),
        _ => term.span.until,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        basics::{CancelledBy, Model, Source, Status},
        facts::Record,
    };

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn record(starts_on: &str, ends_on: &str, renewal_months: Option<u32>, cancelled: Option<&str>) -> Record {
        Record {
            source: Source { file: 0, line: 2 },
            delivery: 0,
            partner: 0,
            contract: "C-1".into(),
            item: "ZP".into(),
            product: "ZP".into(),
            model: Model::Referral,
            term: 1,
            signed_on: Some(day("2021-12-01")),
            starts_on: day(starts_on),
            ends_on: day(ends_on),
            months: months_between(day(starts_on), day(ends_on)),
            renewal_months,
            notice_on: None,
            valid_from: None,
            quantity: None,
            amount: 1,
            currency: "EUR".parse().unwrap(),
            status: Status::Active,
            cancelled: cancelled.map(|text| (day(text), CancelledBy::Customer)),
            customer: "".into(),
            customer_name: "".into(),
            order_no: "".into(),
            carried: None,
        }
    }

    fn spans(records: &[Record], through: &str) -> Result<Vec<String>, Code> {
        let told = records.iter().enumerate().map(|(at, record)| (record.term, u32::try_from(at).unwrap())).collect();
        terms_through(&told, records, |_| None, day(through))
            .map(|terms| {
                terms
                    .iter()
                    .map(|term| format!("{} {}..{} signed {}", term.number, term.span.from, term.span.until, term.signed_on))
                    .collect()
            })
            .map_err(|problem| problem.code)
    }

    #[test]
    fn an_item_without_renewal_ends_with_its_term() {
        assert_eq!(
            spans(&[record("2022-01-01", "2023-01-01", None, None)], "2025-01-31").unwrap(),
            ["1 2022-01-01..2023-01-01 signed 2021-12-01"]
        );
    }

    #[test]
    fn renewals_count_from_the_original_anchor() {
        let monthly = [record("2022-01-31", "2022-02-28", Some(1), None)];
        let ends: Vec<String> = spans(&monthly, "2022-05-31").unwrap();
        assert_eq!(
            ends,
            [
                "1 2022-01-31..2022-02-28 signed 2021-12-01",
                "2 2022-02-28..2022-03-31 signed 2022-02-28",
                "3 2022-03-31..2022-04-30 signed 2022-03-31",
                "4 2022-04-30..2022-05-31 signed 2022-04-30",
                "5 2022-05-31..2022-06-30 signed 2022-05-31"
            ]
        );
    }

    #[test]
    fn a_cancelled_item_does_not_renew() {
        let cancelled = [record("2022-01-01", "2022-07-01", Some(6), Some("2022-07-01"))];
        assert_eq!(spans(&cancelled, "2022-12-31").unwrap().len(), 1);
        let later = [record("2022-01-01", "2022-07-01", Some(6), Some("2022-07-02"))];
        assert_eq!(spans(&later, "2022-12-31").unwrap().len(), 2);
    }

    #[test]
    fn a_renewal_with_its_own_row_keeps_the_grid_of_the_anchor() {
        let first = record("2022-11-30", "2023-02-28", None, None);
        let own_row = Record { term: 2, ..record("2023-02-28", "2023-05-30", Some(3), None) };
        let told = BTreeMap::from([(1, 0), (2, 1)]);
        let terms = terms_through(&told, &[first, own_row], |_| None, day("2023-12-31")).unwrap();
        let shown: Vec<_> = terms.iter().map(|term| (term.span.until.to_string(), term.months, term.told_months)).collect();
        assert_eq!(shown[0], ("2023-02-28".to_owned(), Some(3), Some(3)));
        assert_eq!(shown[1], ("2023-05-30".to_owned(), Some(3), Some(3)), "91 days, and three months of the anchor");
        assert_eq!(shown[2], ("2023-08-30".to_owned(), Some(3), Some(3)));
        assert_eq!(shown[3], ("2023-11-30".to_owned(), Some(3), Some(3)));
        // A row off the grid sets an anchor of its own.
        let off_grid = Record { term: 2, ..record("2023-02-28", "2023-03-28", Some(1), None) };
        let terms =
            terms_through(&told, &[record("2022-11-30", "2023-02-28", None, None), off_grid], |_| None, day("2023-04-27"))
                .unwrap();
        assert_eq!(terms.iter().map(|term| term.months).collect::<Vec<_>>(), [Some(3), Some(1), Some(1)]);
        assert_eq!(terms[2].span.until, day("2023-04-28"));
    }

    #[test]
    fn a_term_that_was_cut_short_may_be_followed_at_once() {
        let renewal = Record { term: 2, ..record("2022-07-01", "2023-07-01", None, None) };
        let cut = |by| Record { cancelled: Some((day("2022-07-01"), by)), ..record("2022-01-01", "2023-01-01", None, None) };
        assert_eq!(spans(&[cut(CancelledBy::Customer), renewal.clone()], "2022-12-31").unwrap().len(), 2);
        assert_eq!(spans(&[cut(CancelledBy::Principal), renewal], "2022-12-31"), Err(Code::TermOverlap));
    }

    #[test]
    fn contract_months_are_counted_from_the_original_anchor() {
        let counted_from = |records: &[Record]| {
            let told = records.iter().enumerate().map(|(at, record)| (record.term, u32::try_from(at).unwrap())).collect();
            let terms = terms_through(&told, records, |_| None, day("2023-12-31")).unwrap();
            terms.iter().map(|term| (term.counted_from.anchor.to_string(), term.months)).collect::<Vec<_>>()
        };
        let own_row = |start: &str, end: &str| Record { term: 2, ..record(start, end, Some(3), None) };
        let anchored = |day: &str, months: u32| (day.to_owned(), Some(months));
        let quarter = record("2022-11-30", "2023-02-28", Some(3), None);
        let first = anchored("2022-11-30", 3);
        assert_eq!(counted_from(std::slice::from_ref(&quarter))[..2], [first.clone(), first.clone()]);
        let (on_grid, off_grid) = (own_row("2023-02-28", "2023-05-30"), own_row("2023-02-28", "2023-05-28"));
        assert_eq!(counted_from(&[quarter.clone(), on_grid])[..3], [first.clone(), first.clone(), first.clone()]);
        let second = anchored("2023-02-28", 3);
        assert_eq!(counted_from(&[quarter, off_grid])[..3], [first, second.clone(), second]);
        // Without whole months the next term is counted from where it begins.
        let days = record("2022-11-30", "2023-02-27", Some(3), None);
        assert_eq!(counted_from(&[days])[..2], [("2022-11-30".to_owned(), None), anchored("2023-02-27", 3)]);
    }

    #[test]
    fn a_renewal_behind_a_cancellation_is_counted_from_its_own_start() {
        let cut = Record {
            cancelled: Some((day("2022-07-15"), CancelledBy::Customer)),
            ..record("2022-01-01", "2023-01-01", None, None)
        };
        // It ends 18 months behind the anchor, and is 11 months and a half long.
        let renewal = Record { term: 2, ..record("2022-07-15", "2023-07-01", None, None) };
        let told = BTreeMap::from([(1, 0), (2, 1)]);
        let terms = terms_through(&told, &[cut, renewal], |_| None, day("2022-12-31")).unwrap();
        assert_eq!((terms[1].months, terms[1].counted_from.anchor), (None, day("2022-07-15")));
    }

    #[test]
    fn a_renewal_with_its_own_row_starts_where_the_term_before_ends() {
        let renewal = |start: &str| Record { term: 2, ..record(start, "2024-01-01", None, None) };
        let first = record("2022-01-01", "2023-01-01", None, None);
        assert_eq!(spans(&[first.clone(), renewal("2023-01-01")], "2023-12-31").unwrap().len(), 2);
        for start in ["2022-12-01", "2023-02-01"] {
            assert_eq!(spans(&[first.clone(), renewal(start)], "2023-12-31"), Err(Code::TermOverlap));
        }
    }
}
