//! The months of a contract: counted from an anchor day, each from one monthly anniversary to the next.
//!
//! Owns where they begin (design §4: from the original anchor, clamped to the month's end, restored after) and how far a
//! contract has come by a day. Holds true: exactly one contract month begins in every calendar month from the anchor's on.

use chrono::NaiveDate;

use super::{Month, Span, WHOLE_MONTH, add_months};

/// Contract months from an anchor day on. The first is number 0 here; a statement counts from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContractMonths {
    /// The first day of month 0.
    pub anchor: NaiveDate,
}

impl ContractMonths {
    /// The days of a month.
    #[must_use]
    pub fn span(self, number: u32) -> Span {
        Span::new(self.begins(number), self.begins(number + 1))
    }

    /// The first day of a month.
    #[must_use]
    pub fn begins(self, number: u32) -> NaiveDate {
        add_months(self.anchor, number)
    }

    /// The number of the month that begins in a calendar month; 0 for those before the anchor.
    #[must_use]
    pub fn beginning_in(self, month: Month) -> u32 {
        u32::try_from(month.since(Month::of(self.anchor))).unwrap_or(0)
    }

    /// How many months lie wholly before `day`. The anchor is the earliest day to ask for.
    #[must_use]
    pub fn completed(self, day: NaiveDate) -> u32 {
        let number = self.beginning_in(Month::of(day));
        if self.begins(number) > day { number - 1 } else { number }
    }

    /// How many months begin before `day`: one that `day` cuts counts.
    #[must_use]
    pub fn begun(self, day: NaiveDate) -> u32 {
        let number = self.beginning_in(Month::of(day));
        if self.begins(number) < day { number + 1 } else { number }
    }

    /// How far the contract has come by `day`, the month that `day` cuts by its days, in units of 1/[`WHOLE_MONTH`].
    #[must_use]
    pub fn come(self, day: NaiveDate) -> i64 {
        let number = self.completed(day);
        let cut = self.span(number);
        i64::from(number) * WHOLE_MONTH + Span::new(cut.from, day).days() * (WHOLE_MONTH / cut.days())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn months_are_counted_by_their_anniversary_day() {
        let months = ContractMonths { anchor: day("2022-09-15") };
        for (asked, completed, begun) in [
            ("2022-09-15", 0, 0),
            ("2022-09-16", 0, 1),
            ("2022-10-14", 0, 1),
            ("2022-10-15", 1, 1),
            ("2022-10-16", 1, 2),
            ("2022-11-01", 1, 2),
            ("2022-11-15", 2, 2),
        ] {
            assert_eq!((months.completed(day(asked)), months.begun(day(asked))), (completed, begun), "{asked}");
        }
        assert_eq!(months.come(day("2022-10-05")), WHOLE_MONTH / 30 * 20);
        assert_eq!(months.come(day("2022-11-01")), WHOLE_MONTH + WHOLE_MONTH / 31 * 17);
        assert_eq!(months.beginning_in("2022-08".parse().unwrap()), 0);
        assert_eq!(months.beginning_in("2022-11".parse().unwrap()), 2);
    }

    #[test]
    fn month_ends_come_back() {
        let months = ContractMonths { anchor: day("2024-01-31") };
        assert_eq!(months.span(1), Span::new(day("2024-02-29"), day("2024-03-31")));
        assert_eq!(months.span(13), Span::new(day("2025-02-28"), day("2025-03-31")));
        assert_eq!((months.completed(day("2025-02-27")), months.completed(day("2025-02-28"))), (12, 13));
        assert_eq!(months.come(day("2024-03-30")), WHOLE_MONTH + WHOLE_MONTH / 31 * 30);
    }

    proptest! {
        #[test]
        fn a_day_lies_behind_the_completed_months_and_within_the_begun(start in 0_i64..20_000, length in 0_i64..4_000) {
            let anchor = day("1990-01-01") + chrono::Duration::days(start);
            let (months, asked) = (ContractMonths { anchor }, anchor + chrono::Duration::days(length));
            let (completed, begun) = (months.completed(asked), months.begun(asked));
            prop_assert!(months.begins(completed) <= asked && asked < months.begins(completed + 1));
            prop_assert_eq!(begun, completed + u32::from(months.begins(completed) < asked));
            prop_assert!((28..=31).contains(&months.span(completed).days()));
            let by_day: i64 = (0..length).map(|n| {
                let at = anchor + chrono::Duration::days(n);
                let own = (0..200).find(|number| at < months.begins(number + 1)).unwrap();
                WHOLE_MONTH / months.span(own).days()
            }).sum();
            prop_assert_eq!(months.come(asked), by_day);
        }
    }
}
