//! What a payee keeps of an amount due once, when a cancellation cuts the term.
//!
//! Owns the share kept (design §6): served ÷ window, steps, all or nothing, as one fraction that is rounded with the
//! amount. Leaves amounts per month alone: they just end. Holds true: only a cancellation whose first day no longer
//! covered lies before the term's end cuts it; no row, or a cause that does not count, keeps all; a limit belongs to the
//! earlier step.

use std::fmt;

use chrono::NaiveDate;

use super::{Recorder, Step};
use crate::{
    basics::{CancelledBy, ContractMonths, Span},
    rulebook::{Clawback, Keeps, ServedIn, Window},
    sheets::dated::Ruled,
};

/// The share kept of an amount due once, as a fraction from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Above the line.
    pub numerator: i64,
    /// Below it; positive.
    pub denominator: i64,
    /// Why so much.
    pub why: KeptWhy,
}

/// Why a payee keeps what it keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeptWhy {
    /// No cancellation, or one at the term's end.
    NotCut,
    /// No row takes anything back.
    NoClawback,
    /// The row does not count this cause.
    OtherCause(CancelledBy),
    /// The window was served.
    WindowOver(Served),
    /// The cancellation lies within the window.
    WithinWindow(Served),
}

/// Time served of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Served {
    /// Days or contract months from the term's start to the cancellation.
    pub time: i64,
    /// Days or contract months of the window.
    pub window: i64,
    /// Which of them.
    pub unit: ServedIn,
}

impl fmt::Display for KeptWhy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            KeptWhy::NotCut => f.write_str("no cancellation cuts the term"),
            KeptWhy::NoClawback => f.write_str("nothing is taken back"),
            KeptWhy::OtherCause(cause) => write!(f, "a cancellation with cause {cause} takes nothing back"),
            KeptWhy::WindowOver(served) => write!(f, "the window is over: {served}"),
            KeptWhy::WithinWindow(served) => write!(f, "within the window: {served}"),
        }
    }
}

impl fmt::Display for Served {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            ServedIn::Day => "days",
            ServedIn::MonthBegun => "months begun",
            ServedIn::MonthCompleted => "months completed",
        };
        write!(f, "{} of {} {unit}", self.time, self.window)
    }
}

impl Kept {
    fn all(why: KeptWhy) -> Self {
        Kept { numerator: 1, denominator: 1, why }
    }
}

/// The share kept of an amount due once for a `term`, whose months are counted from their own anchor and are `months` where
/// they are whole. A cancellation is its first day no longer covered, and who caused it.
pub fn kept(
    rule: Option<&Ruled<Clawback>>,
    term: Span,
    (counted_from, months): (ContractMonths, Option<u32>),
    cancelled: Option<(NaiveDate, CancelledBy)>,
    recorder: &mut impl Recorder,
) -> Kept {
    let Some((day, cause)) = cancelled.filter(|(day, _)| *day < term.until) else { return Kept::all(KeptWhy::NotCut) };
    let kept = match rule.map(|rule| &rule.value) {
        None | Some(Clawback::Never) => Kept::all(KeptWhy::NoClawback),
        Some(Clawback::Within { causes, .. }) if !causes.contains(&cause) => Kept::all(KeptWhy::OtherCause(cause)),
        Some(Clawback::Within { window, served_in, keeps, .. }) => {
            let clock = Clock { unit: *served_in, from: term.from, months: counted_from };
            let served = served(clock, *window, term, months, day);
            within(served, keeps, |limit| clock.length(limit))
        }
    };
    recorder.step(|| Step {
        what: format!("cancelled with cause {cause}, no longer covered from {day}: {}", kept.why),
        result: format!("kept {}/{}", kept.numerator, kept.denominator),
        source: rule.map(|rule| rule.source),
        authority: rule.map_or_else(String::new, |rule| rule.reference.clone()),
    });
    kept
}

/// What is kept after some of a window was served; `length` measures a limit in months.
fn within(served: Served, keeps: &Keeps, length: impl Fn(u32) -> i64) -> Kept {
    let fraction = |numerator, denominator| Kept { numerator, denominator, why: KeptWhy::WithinWindow(served) };
    match keeps {
        _ if served.time > served.window => Kept::all(KeptWhy::WindowOver(served)),
        Keeps::Nothing => fraction(0, 1),
        Keeps::ServedPart => fraction(served.time, served.window),
        Keeps::Steps(steps) => {
            let percent = steps.first_within(|limit| served.time <= length(limit)).percent;
            let digits = 10_i64.pow(percent.scale());
            fraction(i64::try_from(percent.mantissa()).expect("a percentage is at most 100"), 100 * digits)
        }
    }
}

/// How much of the window a term has served that is no longer covered from `day` on. A window that is the term cannot
/// be over while the term is cut.
fn served(clock: Clock, window: Window, term: Span, months: Option<u32>, day: NaiveDate) -> Served {
    let Clock { unit, .. } = clock;
    let time = clock.time_until(day);
    match window {
        Window::Months(months) => Served { time, window: clock.length(months), unit },
        Window::Term => {
            let whole = match (unit, months) {
                (ServedIn::Day, _) => term.days(),
                (_, Some(months)) => i64::from(months),
                // A term of no whole months ends with a month that has begun.
                (_, None) => Clock { unit: ServedIn::MonthBegun, ..clock }.time_until(term.until),
            };
            Served { time: time.min(whole), window: whole, unit }
        }
    }
}

/// How time is counted from a term's start: in days, or in contract months, which go by their original anchor (design §4):
/// a term that a short month lets begin on the 30th has its months on the 31st again.
#[derive(Clone, Copy)]
struct Clock {
    unit: ServedIn,
    from: NaiveDate,
    months: ContractMonths,
}

impl Clock {
    /// So many contract months from the start, in days or in months.
    fn length(self, months: u32) -> i64 {
        match self.unit {
            ServedIn::Day => (self.months.begins(self.months.completed(self.from) + months) - self.from).num_days(),
            ServedIn::MonthBegun | ServedIn::MonthCompleted => i64::from(months),
        }
    }

    /// Time from the start until, not including, `day`; nothing where that lies before.
    fn time_until(self, day: NaiveDate) -> i64 {
        let day = day.max(self.from);
        let before = i64::from(self.months.completed(self.from));
        match self.unit {
            ServedIn::Day => (day - self.from).num_days(),
            ServedIn::MonthBegun => i64::from(self.months.begun(day)) - before,
            ServedIn::MonthCompleted => i64::from(self.months.completed(day)) - before,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        basics::{Source, add_months},
        settlement::Silent,
    };

    fn ruled(window: Window, served_in: ServedIn, keeps: Keeps) -> Ruled<Clawback> {
        let day = "2022-01-01".parse().unwrap();
        let value = Clawback::Within { window, served_in, causes: vec![CancelledBy::Customer], keeps };
        Ruled { value, source: Source { file: 0, line: 2 }, effective_from: day, recorded_on: day, reference: String::new() }
    }

    fn window() -> impl Strategy<Value = Window> {
        prop_oneof![Just(Window::Term), (1_u32..40).prop_map(Window::Months)]
    }

    fn keeps() -> impl Strategy<Value = Keeps> {
        let rising = "0 until 3; 50 until 6; 80".parse().unwrap();
        prop_oneof![Just(Keeps::Nothing), Just(Keeps::ServedPart), Just(Keeps::Steps(rising))]
    }

    proptest! {
        #[test]
        fn who_serves_longer_keeps_no_less(
            start in 0_i64..4_000, months in 1_u32..37, odd in 0_i64..20, days in 0_i64..1_200,
            window in window(), unit in prop::sample::select(ServedIn::ALL), keeps in keeps()
        ) {
            let from: NaiveDate = "2019-01-01".parse::<NaiveDate>().unwrap() + chrono::Duration::days(start);
            let term = Span::new(from, add_months(from, months) + chrono::Duration::days(odd));
            let whole = (odd == 0).then_some(months);
            let rule = ruled(window, unit, keeps);
            let at = |days: i64| {
                let day = from + chrono::Duration::days(days);
                kept(Some(&rule), term, (ContractMonths { anchor: from }, whole), Some((day, CancelledBy::Customer)), &mut Silent)
            };
            let (earlier, later) = (at(days), at(days + 1));
            prop_assert!((0..=later.denominator).contains(&later.numerator) && later.denominator > 0);
            prop_assert!(earlier.numerator * later.denominator <= later.numerator * earlier.denominator);
        }

        #[test]
        fn begun_is_completed_or_one_more(start in 0_i64..4_000, days in 0_i64..1_200) {
            let from: NaiveDate = "2019-01-01".parse::<NaiveDate>().unwrap() + chrono::Duration::days(start);
            let day = from + chrono::Duration::days(days);
            let months = ContractMonths { anchor: from };
            let at = |unit| u32::try_from(Clock { unit, from, months }.time_until(day)).unwrap();
            let (begun, completed) = (at(ServedIn::MonthBegun), at(ServedIn::MonthCompleted));
            prop_assert!(add_months(from, completed) <= day && day < add_months(from, completed + 1));
            prop_assert_eq!(begun == completed, add_months(from, completed) == day);
            prop_assert!(begun == completed || begun == completed + 1);
        }
    }
}
