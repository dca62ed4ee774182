//! Stretches of days, half-open, and how much of their calendar months they cover.

use chrono::{Months, NaiveDate};

use super::Month;

/// Days from `from` up to, not including, `until`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first day.
    pub from: NaiveDate,
    /// The day after the last.
    pub until: NaiveDate,
}

impl Span {
    /// From `from` until `until`; empty if they meet or cross.
    #[must_use]
    pub fn new(from: NaiveDate, until: NaiveDate) -> Self {
        Span { from, until: until.max(from) }
    }

    /// Whether no day lies in it.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.from == self.until
    }

    /// Number of days.
    #[must_use]
    pub fn days(self) -> i64 {
        (self.until - self.from).num_days()
    }

    /// The days in both; empty where they do not meet.
    #[must_use]
    pub fn intersect(self, other: Span) -> Span {
        Span::new(self.from.max(other.from), self.until.min(other.until))
    }

    /// The last day. Only of a span that is not empty.
    #[must_use]
    pub fn last_day(self) -> NaiveDate {
        self.until.pred_opt().expect("days of this world have a day before them")
    }

    /// The calendar months that it touches. Only of a span that is not empty.
    pub fn months(self) -> impl Iterator<Item = Month> {
        Month::of(self.from).through(Month::of(self.last_day()))
    }
}

/// `start` + `months`, clamped to the month's end. Always counted from the original anchor (design §4), so that a
/// boundary of the 31st comes back after a short month.
#[must_use]
pub fn add_months(start: NaiveDate, months: u32) -> NaiveDate {
    start.checked_add_months(Months::new(months)).expect("terms end within the calendar")
}

/// The whole months n with `start` + n months = `end`, where there is such an n.
#[must_use]
pub fn months_between(start: NaiveDate, end: NaiveDate) -> Option<u32> {
    let months = u32::try_from(Month::of(end).since(Month::of(start))).ok()?;
    (add_months(start, months) == end).then_some(months)
}

/// The weight of one whole calendar month: divisible by 28, 29, 30 and 31, so that any days of any month are whole.
pub const WHOLE_MONTH: i64 = 377_580;

/// How much of its calendar months a span covers under `daily` proration: the sum over its months of covered days /
/// days of that month, in units of 1/[`WHOLE_MONTH`].
#[must_use]
pub fn weight(span: Span) -> i64 {
    if span.is_empty() {
        return 0;
    }
    let (first, last) = (Month::of(span.from), Month::of(span.last_day()));
    let part = |month: Month| {
        let whole = month.span();
        span.intersect(whole).days() * (WHOLE_MONTH / whole.days())
    };
    if first == last {
        return part(first);
    }
    part(first) + part(last) + i64::from(last.since(first) - 1) * WHOLE_MONTH
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn month_ends_do_not_drift() {
        let anchor = day("2024-01-31");
        assert_eq!(add_months(anchor, 1), day("2024-02-29"));
        assert_eq!(add_months(anchor, 2), day("2024-03-31"));
        assert_eq!(months_between(anchor, day("2024-02-29")), Some(1));
        assert_eq!(months_between(day("2022-09-09"), day("2029-09-08")), None);
        assert_eq!(months_between(day("2022-09-09"), day("2029-09-09")), Some(84));
    }

    #[test]
    fn a_span_touches_the_months_of_its_first_through_its_last_day() {
        let months = |from, until| Span::new(day(from), day(until)).months().map(|month| month.to_string()).collect::<Vec<_>>();
        assert_eq!(months("2022-09-30", "2022-11-02"), ["2022-09", "2022-10", "2022-11"]);
        assert_eq!(months("2022-09-01", "2022-10-01"), ["2022-09"]);
    }

    #[test]
    fn sixteen_of_thirty_days() {
        let from_the_15th = Span::new(day("2022-09-15"), day("2022-10-01"));
        assert_eq!(weight(from_the_15th), WHOLE_MONTH / 30 * 16);
        assert_eq!(weight(Span::new(day("2024-02-29"), day("2024-03-01"))), WHOLE_MONTH / 29);
    }

    proptest! {
        #[test]
        fn a_span_weighs_what_its_days_weigh(start in 0_i64..20_000, length in 0_i64..900) {
            let from = day("1990-01-01") + chrono::Duration::days(start);
            let span = Span::new(from, from + chrono::Duration::days(length));
            let by_day: i64 = (0..length).map(|n| WHOLE_MONTH / Month::of(from + chrono::Duration::days(n)).span().days()).sum();
            prop_assert_eq!(weight(span), by_day);
        }

        #[test]
        fn terms_tile_without_gap_or_overlap(start in 0_i64..20_000, months in 1_u32..37, terms in 1_u32..6) {
            let anchor = day("1990-01-01") + chrono::Duration::days(start);
            for term in 0..terms {
                let (from, until) = (add_months(anchor, months * term), add_months(anchor, months * (term + 1)));
                prop_assert!(from < until);
                prop_assert_eq!(months_between(anchor, until), Some(months * (term + 1)));
            }
        }

        #[test]
        fn an_intersection_lies_in_both(a in 0_i64..400, b in 0_i64..400, c in 0_i64..400, d in 0_i64..400) {
            let at = |n: i64| day("2022-01-01") + chrono::Duration::days(n);
            let (x, y) = (Span::new(at(a), at(b)), Span::new(at(c), at(d)));
            let both = x.intersect(y);
            for n in 0..400 {
                let inside = |s: Span| s.from <= at(n) && at(n) < s.until;
                prop_assert_eq!(inside(both), inside(x) && inside(y));
            }
        }
    }
}
