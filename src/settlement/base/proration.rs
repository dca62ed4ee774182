//! The four methods of proration, as two questions to a term: which days a month's amount is for, and how much of a month
//! some days are.
//!
//! Owns design §4's setting of the plan. `daily` counts by calendar months: covered days / days of that month. The others
//! count whole contract months, each in the calendar month it begins in, and differ only in one that is cut, by a
//! cancellation, by a phase that begins inside, or because the term has no whole number of months:
//!
//! | method | a cut contract month | how far a contract has come by a day |
//! | --- | --- | --- |
//! | `anniversary` | by its days / days of that contract month | months and days |
//! | `begun` | whole, at the amount of its first day | months begun |
//! | `completed` | nothing; cut by a phase: whole, at the amount of its last day | months completed |
//!
//! What a stretch of days counts is how far the contract has come by its end, less how far by its start. So the phases of a
//! term add up whatever the method, and the last column is the whole difference.

use chrono::NaiveDate;

use crate::{
    basics::{ContractMonths, Month, Proration, Span, WHOLE_MONTH, weight},
    settlement::ResolvedTerm,
};

impl ResolvedTerm<'_> {
    /// The days that the amount of an earned month is for, in force or not: those of the calendar month, or of the contract
    /// month that begins in it.
    pub(super) fn days_of(&self, month: Month) -> Span {
        Span::new(self.counted_through(month.previous()), self.counted_through(month))
    }

    /// The covered days that the base of an earned month is for. Under contract months they may reach into the next
    /// calendar month, and a calendar month in which none begins has no such day and no base.
    #[must_use]
    pub fn earned_days(&self, month: Month) -> Span {
        self.days_of(month).intersect(self.covered)
    }

    /// The day behind all days that months through `month` are for.
    pub(super) fn counted_through(&self, month: Month) -> NaiveDate {
        match self.plan.value.proration {
            Proration::Daily => month.next().first_day(),
            Proration::Anniversary | Proration::Begun | Proration::Completed => {
                let months = self.term.counted_from;
                months.begins(months.beginning_in(month.next()))
            }
        }
    }

    /// How much some days of the term are, in units of 1/[`WHOLE_MONTH`] of a month.
    pub(super) fn weight(&self, days: Span) -> i64 {
        let months = self.term.counted_from;
        let whole = |from: u32, until: u32| i64::from(until - from) * WHOLE_MONTH;
        match self.plan.value.proration {
            Proration::Daily => weight(days),
            Proration::Anniversary => months.come(days.until) - months.come(days.from),
            Proration::Begun => whole(months.begun(days.from), months.begun(days.until)),
            Proration::Completed => whole(months.completed(days.from), months.completed(days.until)),
        }
    }

    /// The months by whose boundaries the method counts.
    pub(super) fn counted_months(&self) -> ContractMonths {
        match self.plan.value.proration {
            Proration::Daily => ContractMonths { anchor: Month::of(self.term.span.from).first_day() },
            Proration::Anniversary | Proration::Begun | Proration::Completed => self.term.counted_from,
        }
    }
}
