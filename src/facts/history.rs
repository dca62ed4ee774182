//! The history of one item: which rows hold, from when, after all deliveries.
//!
//! Owns supersession by fact key (design §4): facts are keyed by term and `valid_from`, per key the latest delivery
//! counts, other keys stay. Leaves the calendar of terms to [`super::terms`].
//! Holds true: the order of rows within a delivery and of files has no effect; a row that cannot be taken leaves the
//! item as last known.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Carried, Delivery, Record};
use crate::basics::{Code, Place, UndatedChange};

/// A stretch of an item's life with one quantity and one amount, told by one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Phase {
    /// The term whose row opened it.
    pub term: u32,
    /// Its first day; it holds until the next phase.
    pub from: NaiveDate,
    /// The row, by its place among the records.
    pub row: u32,
    /// Whether the row named the day itself.
    dated: bool,
}

/// What is known of an item after all deliveries.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// The row that tells a term's dates, status and partner: of its latest delivery. By term number.
    pub terms: BTreeMap<u32, u32>,
    /// Quantities and amounts, in order of their first day.
    pub phases: Vec<Phase>,
    /// Rows that a later row, or an identical one, took over.
    pub superseded: Vec<u32>,
    /// Rows that word for word repeat another of their delivery; among the superseded too.
    pub repeated: Vec<u32>,
    /// Rows of the latest delivery that could not be taken, and why: the item stays as last known.
    pub held: Vec<(u32, Code)>,
}

/// Follows one item through its deliveries. `rows` are its places among `records`, in order of delivery, term,
/// `valid_from` and place.
#[must_use]
pub fn item_history(rows: &[u32], records: &[Record], deliveries: &[Delivery]) -> History {
    let record = |row: u32| &records[row as usize];
    // What earlier periods read stands before what this one reads.
    let (carried, rows) = rows.split_at(rows.partition_point(|row| record(*row).carried.is_some()));
    let mut history = History::carried(carried, records);
    for delivered in rows.chunk_by(|a, b| record(*a).delivery == record(*b).delivery) {
        // What an earlier delivery could not bring in, this one tells again.
        history.superseded.extend(history.held.drain(..).map(|(row, _)| row));
        let delivery = &deliveries[record(delivered[0]).delivery as usize];
        for alike in delivered.chunk_by(|a, b| fact_key(record(*a)) == fact_key(record(*b))) {
            let (first, others) = alike.split_first().expect("a chunk has a first row");
            if others.iter().all(|other| record(*other).repeats(record(*first))) {
                history.repeated.extend(others);
                history.superseded.extend(others);
                history.take(*first, records, delivery);
            } else {
                history.held.extend(alike.iter().map(|row| (*row, Code::Doubled)));
            }
        }
    }
    history.phases.sort_by_key(|phase| (phase.from, phase.term));
    history
}

/// An item's history as the last close left it: nothing that this period reads is in it.
#[must_use]
pub fn carried_history(rows: &[u32], records: &[Record]) -> History {
    let carried = rows.partition_point(|row| records[*row as usize].carried.is_some());
    History::carried(&rows[..carried], records)
}

/// Term and `valid_from`; a day no later than the term's start is its start.
pub(super) fn fact_key(record: &Record) -> (u32, Option<NaiveDate>) {
    (record.term, record.valid_from.filter(|day| *day > record.starts_on))
}

impl History {
    /// The history as the last close left it.
    fn carried(rows: &[u32], records: &[Record]) -> History {
        let mut history = History::default();
        for row in rows {
            let record = &records[*row as usize];
            let Some(Carried { from, dated, tells_term, held, .. }) = record.carried else { continue };
            match held {
                Some(code) => history.held.push((*row, code)),
                None => history.phases.push(Phase { term: record.term, from, row: *row, dated }),
            }
            if tells_term {
                history.terms.insert(record.term, *row);
            }
        }
        history.phases.sort_by_key(|phase| (phase.from, phase.term));
        history
    }

    /// Every row that counts, with how it stands now. `place` says where each ended.
    pub fn standing(&self, place: impl Fn(u32) -> Place, records: &[Record]) -> Vec<(u32, Carried)> {
        let phases = self.phases.iter().map(|phase| {
            let tells_term = self.terms.get(&phase.term) == Some(&phase.row);
            (phase.row, Carried { from: phase.from, dated: phase.dated, tells_term, held: None, place: place(phase.row) })
        });
        let held = self.held.iter().map(|(row, code)| {
            let from = records[*row as usize].starts_on;
            (*row, Carried { from, dated: false, tells_term: false, held: Some(*code), place: Place::Held })
        });
        phases.chain(held).collect()
    }

    fn take(&mut self, row: u32, records: &[Record], delivery: &Delivery) {
        let told = &records[row as usize];
        let term = told.term;
        let own: Vec<usize> = (0..self.phases.len()).filter(|at| self.phases[*at].term == term).collect();
        let start = own.iter().copied().find(|at| self.opens_term(*at, told, records));
        let same_day = |from: NaiveDate| own.iter().copied().find(|at| self.phases[*at].from == from);
        let place = match told.valid_from {
            Some(day) if day <= told.starts_on => Ok((told.starts_on, true, start)),
            Some(day) => Ok((day, true, same_day(day))),
            None => self.undated(told, &own, records, delivery),
        };
        match place {
            Ok((from, dated, taken_over)) => {
                let phase = Phase { term, from, row, dated };
                match taken_over {
                    Some(at) => self.superseded.push(std::mem::replace(&mut self.phases[at], phase).row),
                    None => self.phases.push(phase),
                }
                self.terms.insert(term, row);
            }
            Err(code) => self.held.push((row, code)),
        }
    }

    /// Whether a phase holds from its term's start, as its own row or the new one tells that.
    fn opens_term(&self, at: usize, told: &Record, records: &[Record]) -> bool {
        let phase = &self.phases[at];
        phase.from <= told.starts_on || fact_key(&records[phase.row as usize]).1.is_none()
    }

    /// Where an undated row belongs: the phase's first day, whether it is dated, and the phase it takes over.
    fn undated(
        &self,
        told: &Record,
        own: &[usize],
        records: &[Record],
        delivery: &Delivery,
    ) -> Result<(NaiveDate, bool, Option<usize>), Code> {
        let Some(start) = own.iter().copied().find(|at| self.opens_term(*at, told, records)) else {
            return Ok((told.starts_on, false, None));
        };
        let latest = own.iter().copied().max_by_key(|at| self.phases[*at].from).unwrap_or(start);
        let repeats = |at: usize| told.same_values(&records[self.phases[at].row as usize]);
        let start_day = if self.phases[start].dated { self.phases[start].from } else { told.starts_on };
        // A file that dates its phases lists the start beside them; elsewhere an undated row is about the latest.
        if latest != start && self.phases[latest].dated && repeats(start) {
            return Ok((start_day, self.phases[start].dated, Some(start)));
        }
        if repeats(latest) {
            let from = if latest == start { start_day } else { self.phases[latest].from };
            return Ok((from, self.phases[latest].dated, Some(latest)));
        }
        match delivery.undated_change {
            UndatedChange::Start if own.len() == 1 => Ok((start_day, false, Some(start))),
            UndatedChange::FromDelivery if delivery.delivered_on <= told.starts_on && own.len() == 1 => {
                Ok((told.starts_on, false, Some(start)))
            }
            UndatedChange::FromDelivery if self.phases[latest].from <= delivery.delivered_on => {
                let same_day = (self.phases[latest].from == delivery.delivered_on).then_some(latest);
                Ok((delivery.delivered_on, false, same_day))
            }
            _ => Err(Code::UndatedChange),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        basics::{AmountPer, DeliveryKind, Model, Source, Status},
        facts::Record,
    };

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// A row: delivery, `valid_from`, amount.
    fn row(delivery: u32, valid_from: &str, amount: i64) -> Record {
        Record {
            source: Source { file: delivery, line: 2 },
            delivery,
            partner: 0,
            contract: "C-1".into(),
            item: "ZP".into(),
            product: "ZP".into(),
            model: Model::Referral,
            term: 1,
            signed_on: None,
            starts_on: day("2022-01-01"),
            ends_on: day("2023-01-01"),
            months: Some(12),
            renewal_months: None,
            notice_on: None,
            valid_from: (!valid_from.is_empty()).then(|| day(valid_from)),
            quantity: None,
            amount,
            currency: "EUR".parse().unwrap(),
            status: Status::Active,
            cancelled: None,
            customer: "".into(),
            customer_name: "".into(),
            order_no: "".into(),
            carried: None,
        }
    }

    /// The phases as `from: amount`, and what is held, after deliveries on the 5th of January, February, …
    fn told(policy: UndatedChange, records: &[Record]) -> (Vec<String>, Vec<Code>) {
        let deliveries: Vec<Delivery> = (1..=6)
            .map(|month| Delivery {
                distributor: "d".parse().unwrap(),
                distributor_no: 0,
                delivered_on: NaiveDate::from_ymd_opt(2022, month, 5).unwrap(),
                kind: DeliveryKind::Full,
                amount_per: AmountPer::Month,
                undated_change: policy,
            })
            .collect();
        let rows: Vec<u32> = (0..u32::try_from(records.len()).unwrap()).collect();
        let history = item_history(&rows, records, &deliveries);
        let placed = history.phases.len() + history.superseded.len() + history.held.len();
        assert_eq!(placed, records.len(), "each row is in exactly one place");
        let phases =
            history.phases.iter().map(|phase| format!("{}: {}", phase.from, records[phase.row as usize].amount)).collect();
        (phases, history.held.into_iter().map(|(_, code)| code).collect())
    }

    #[test]
    fn a_repeated_row_changes_nothing() {
        let (phases, held) = told(UndatedChange::Hold, &[row(0, "", 100), row(1, "", 100), row(2, "", 100)]);
        assert_eq!((phases, held), (vec!["2022-01-01: 100".to_owned()], vec![]));
    }

    #[test]
    fn an_undated_change_is_read_as_the_map_says() {
        let rows = [row(0, "", 100), row(1, "", 150), row(2, "", 150), row(3, "", 100)];
        assert_eq!(told(UndatedChange::Start, &rows).0, ["2022-01-01: 100"]);
        assert_eq!(told(UndatedChange::FromDelivery, &rows).0, ["2022-01-01: 100", "2022-02-05: 150", "2022-04-05: 100"]);
        let (phases, held) = told(UndatedChange::Hold, &rows[..3]);
        assert_eq!((phases, held), (vec!["2022-01-01: 100".to_owned()], vec![Code::UndatedChange]));
    }

    #[test]
    fn dated_rows_open_phases_and_their_start_stays_listed() {
        let rows = [row(0, "", 100), row(1, "", 100), row(1, "2022-02-10", 150), row(2, "", 100), row(2, "2022-02-10", 160)];
        assert_eq!(told(UndatedChange::Hold, &rows), (vec!["2022-01-01: 100".to_owned(), "2022-02-10: 160".to_owned()], vec![]));
    }

    #[test]
    fn a_day_no_later_than_the_start_is_the_start() {
        for day in ["2022-01-01", "2021-12-01"] {
            let (phases, held) = told(UndatedChange::Hold, &[row(0, "", 100), row(1, day, 120), row(2, "", 120)]);
            assert_eq!((phases, held), (vec!["2022-01-01: 120".to_owned()], vec![]), "{day}");
        }
        let late_start = [row(0, "2022-03-01", 150), row(1, "", 150), row(1, "2022-03-01", 150)];
        assert_eq!(told(UndatedChange::Hold, &late_start).0, ["2022-01-01: 150", "2022-03-01: 150"]);
        let dated = [row(0, "2022-01-01", 100), row(0, "2022-03-01", 150), row(1, "", 100), row(1, "2022-03-01", 150)];
        assert_eq!(told(UndatedChange::Hold, &dated).0, ["2022-01-01: 100", "2022-03-01: 150"]);
    }

    #[test]
    fn a_change_delivered_before_the_start_holds_from_the_start() {
        let early = |delivery, amount| Record { starts_on: day("2022-03-01"), ..row(delivery, "", amount) };
        assert_eq!(told(UndatedChange::FromDelivery, &[early(0, 100), early(1, 150)]).0, ["2022-03-01: 150"]);
        assert_eq!(told(UndatedChange::FromDelivery, &[early(0, 100), early(2, 150)]).0, ["2022-03-01: 100", "2022-03-05: 150"]);
    }

    #[test]
    fn a_row_said_twice_in_one_delivery_counts_once() {
        let (phases, held) = told(UndatedChange::Hold, &[row(0, "", 100), row(0, "", 100), row(1, "", 100)]);
        assert_eq!((phases, held), (vec!["2022-01-01: 100".to_owned()], vec![]));
        let twice = [row(0, "", 100), Record { source: Source { file: 9, line: 9 }, ..row(0, "", 100) }];
        assert!(twice[0].repeats(&twice[1]) && twice[0].repeats(&row(3, "", 100)) && !twice[0].repeats(&row(0, "", 101)));
    }

    #[test]
    fn an_undated_change_under_a_later_phase_is_held() {
        let rows = [row(0, "", 100), row(0, "2022-05-01", 150), row(1, "", 90)];
        for policy in [UndatedChange::Start, UndatedChange::FromDelivery] {
            assert_eq!(told(policy, &rows).1, [Code::UndatedChange], "{policy}");
        }
    }

    #[test]
    fn one_delivery_that_contradicts_itself_is_held_until_the_next() {
        let rows = [row(0, "", 100), row(1, "", 110), row(1, "", 120)];
        assert_eq!(told(UndatedChange::Start, &rows), (vec!["2022-01-01: 100".to_owned()], vec![Code::Doubled, Code::Doubled]));
        let healed = [row(0, "", 100), row(1, "", 110), row(1, "", 120), row(2, "", 120)];
        assert_eq!(told(UndatedChange::Start, &healed), (vec!["2022-01-01: 120".to_owned()], vec![]));
    }
}
