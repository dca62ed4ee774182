//! A value that steps over time, known in versions.

use chrono::NaiveDate;

/// One row of a dated table: what holds from a day on, and since when that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated<T> {
    /// The first day it holds.
    pub effective_from: NaiveDate,
    /// The day it became known.
    pub recorded_on: NaiveDate,
    /// The value; nothing where the row says `closed`.
    pub value: Option<T>,
}

/// The rows of one key. A row holds until the next; at the same day the later recorded counts (design §6).
#[derive(Clone, Debug)]
pub struct Timeline<T>(Vec<Dated<T>>);

impl<T> Default for Timeline<T> {
    fn default() -> Self {
        Timeline(Vec::new())
    }
}

impl<T> Timeline<T> {
    /// Adds a row. Rows may come in any order; a row that repeats both days of another is handed back.
    pub fn add(&mut self, row: Dated<T>) -> Result<(), Dated<T>> {
        let days = |row: &Dated<T>| (row.effective_from, row.recorded_on);
        match self.0.binary_search_by_key(&days(&row), days) {
            Ok(_) => Err(row),
            Err(place) => {
                self.0.insert(place, row);
                Ok(())
            }
        }
    }

    /// The row that holds on `day`: `None` before the first and after one that closes.
    #[must_use]
    pub fn row_at(&self, day: NaiveDate) -> Option<&Dated<T>> {
        let after = self.0.partition_point(|row| row.effective_from <= day);
        self.0[..after].last().filter(|row| row.value.is_some())
    }

    /// The value that holds on `day`.
    #[must_use]
    pub fn at(&self, day: NaiveDate) -> Option<&T> {
        self.row_at(day).and_then(|row| row.value.as_ref())
    }

    /// Every row, in order of effect and then of knowledge.
    pub fn rows(&self) -> impl Iterator<Item = &Dated<T>> {
        self.0.iter()
    }

    /// The days on which the value may change.
    pub fn days(&self) -> impl Iterator<Item = NaiveDate> {
        self.0.iter().map(|row| row.effective_from)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(n: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2022, 1, 1).unwrap() + chrono::Duration::days(i64::from(n))
    }

    fn row(effective: u32, recorded: u32, value: Option<u32>) -> Dated<u32> {
        Dated { effective_from: day(effective), recorded_on: day(recorded), value }
    }

    #[test]
    fn a_row_holds_until_the_next_and_the_later_knowledge_wins() {
        let mut line = Timeline::default();
        for given in [row(20, 15, Some(2)), row(10, 5, Some(1)), row(20, 30, Some(3)), row(40, 35, None)] {
            line.add(given).unwrap();
        }
        let seen: Vec<_> = [9, 10, 19, 20, 39, 40].iter().map(|n| line.at(day(*n)).copied()).collect();
        assert_eq!(seen, [None, Some(1), Some(1), Some(3), Some(3), None]);
    }

    #[test]
    fn the_same_days_twice_are_handed_back() {
        let mut line = Timeline::default();
        line.add(row(1, 1, Some(1))).unwrap();
        assert_eq!(line.add(row(1, 1, Some(2))), Err(row(1, 1, Some(2))));
    }

    proptest! {
        #[test]
        fn any_order_of_rows_gives_the_same_history(rows in prop::collection::vec((0_u32..50, 0_u32..50, prop::option::of(0_u32..9)), 1..12), probe in 0_u32..60) {
            let build = |rows: &[(u32, u32, Option<u32>)]| {
                let mut line = Timeline::default();
                rows.iter().for_each(|(from, known, value)| { let _ = line.add(row(*from, *known, *value)); });
                line.at(day(probe)).copied()
            };
            let mut unique = rows.clone();
            unique.sort_by_key(|(from, known, _)| (*from, *known));
            unique.dedup_by_key(|(from, known, _)| (*from, *known));
            let naive = unique.iter().filter(|(from, _, _)| *from <= probe).max_by_key(|(from, known, _)| (*from, *known)).and_then(|(_, _, value)| *value);
            let mut turned = unique.clone();
            turned.reverse();
            prop_assert_eq!(build(&unique), naive);
            prop_assert_eq!(build(&turned), naive);
        }
    }
}
