//! What partners sold, as programmes ask for it: net revenue, seats and contracts of the twelve months before.
//!
//! Sums per partner and calendar month, over all its distributors. Revenue is the sum of month bases in one currency;
//! seats and contracts count in the month in which their first term starts, seats as they are on its first day.
//! Holds true: a day sees only whole months before its own, so that no month decides about itself; currencies are never
//! added together.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::RangeInclusive,
};

use chrono::{Months, NaiveDate};
use rust_decimal::Decimal;

use crate::{
    basics::{Currency, Month, PartyId, add_months},
    rulebook::{Asked, Rules},
};

/// How many calendar months before its own a day looks back at.
const LOOKS_BACK: u32 = 12;

/// What every partner sold. Empty where no programme asks for it.
#[derive(Default)]
pub struct Measures(BTreeMap<PartyId, Sold>);

/// What one partner sold.
#[derive(Default)]
struct Sold {
    /// Minor units of net bases.
    revenue: BTreeMap<(Currency, Month), i64>,
    seats: BTreeMap<Month, Decimal>,
    contracts: BTreeMap<Month, u64>,
}

/// Whether any programme asks for what partners sold, so that it has to be measured.
#[must_use]
pub fn rules_ask_for_measures(rules: &Rules) -> bool {
    let sold = |asked: &Asked| matches!(asked, Asked::Volume(_) | Asked::Revenue(_));
    rules.requirements.iter().any(|((.., asked), line)| sold(asked) && line.rows().any(|row| row.value.is_some()))
}

impl Measures {
    /// Adds an item's base of an earned month, in minor units of its currency.
    pub fn add_revenue(&mut self, party: &PartyId, currency: Currency, month: Month, minor: i64) {
        *self.sold(party).revenue.entry((currency, month)).or_default() += minor;
    }

    /// Adds the seats of an item whose first term starts in `month`, as they are on its first day.
    pub fn add_seats(&mut self, party: &PartyId, month: Month, seats: Decimal) {
        *self.sold(party).seats.entry(month).or_default() += seats;
    }

    /// Adds a contract whose first term starts in `month`: once, however many items it has.
    pub fn add_contract(&mut self, party: &PartyId, month: Month) {
        *self.sold(party).contracts.entry(month).or_default() += 1;
    }

    /// Adds what was measured elsewhere, such as by another core. The order does not matter.
    pub fn add_all(&mut self, other: Measures) {
        for (party, theirs) in other.0 {
            let ours = self.sold(&party);
            for (key, minor) in theirs.revenue {
                *ours.revenue.entry(key).or_default() += minor;
            }
            for (month, seats) in theirs.seats {
                *ours.seats.entry(month).or_default() += seats;
            }
            for (month, contracts) in theirs.contracts {
                *ours.contracts.entry(month).or_default() += contracts;
            }
        }
    }

    fn sold(&mut self, party: &PartyId) -> &mut Sold {
        if !self.0.contains_key(party) {
            self.0.insert(party.clone(), Sold::default());
        }
        self.0.get_mut(party).expect("it has just been put there")
    }

    /// A partner's net revenue in a currency over the twelve calendar months before the month of `day`, in minor units.
    #[must_use]
    pub fn revenue(&self, party: &PartyId, currency: Currency, day: NaiveDate) -> i64 {
        let (first, last) = before(day).into_inner();
        self.0.get(party).map_or(0, |sold| sold.revenue.range((currency, first)..=(currency, last)).map(|(_, minor)| minor).sum())
    }

    /// A partner's newly begun seats over the twelve calendar months before the month of `day`.
    #[must_use]
    pub fn seats(&self, party: &PartyId, day: NaiveDate) -> Decimal {
        self.0.get(party).map_or(Decimal::ZERO, |sold| sold.seats.range(before(day)).map(|(_, seats)| *seats).sum())
    }

    /// A partner's newly begun contracts over the twelve calendar months before the month of `day`.
    #[must_use]
    pub fn contracts(&self, party: &PartyId, day: NaiveDate) -> u64 {
        self.0.get(party).map_or(0, |sold| sold.contracts.range(before(day)).map(|(_, contracts)| *contracts).sum())
    }

    /// The days on which a partner's sums may change: where a month comes into view, and where it leaves it.
    pub(super) fn days(&self, party: &PartyId) -> BTreeSet<NaiveDate> {
        let Some(sold) = self.0.get(party) else { return BTreeSet::new() };
        let revenue = sold.revenue.keys().map(|(_, month)| month);
        let months = revenue.chain(sold.seats.keys()).chain(sold.contracts.keys());
        let seen = months.map(|month| month.next().first_day());
        seen.flat_map(|first| [first, add_months(first, LOOKS_BACK)]).collect()
    }
}

/// The twelve calendar months before the month of a day.
fn before(day: NaiveDate) -> RangeInclusive<Month> {
    let month = Month::of(day);
    let first = month.first_day().checked_sub_months(Months::new(LOOKS_BACK)).expect("days of this world have years before them");
    Month::of(first)..=month.previous()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn party(id: &str) -> PartyId {
        id.parse().unwrap()
    }

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn eur() -> Currency {
        "EUR".parse().unwrap()
    }

    #[test]
    fn a_day_looks_back_at_the_twelve_whole_months_before_its_own() {
        let (almtal, mut sold) = (party("almtal"), Measures::default());
        sold.add_revenue(&almtal, eur(), month("2025-09"), 1);
        sold.add_revenue(&almtal, eur(), month("2025-10"), 10);
        sold.add_revenue(&almtal, eur(), month("2026-09"), 100);
        sold.add_revenue(&almtal, eur(), month("2026-10"), 1_000);
        let revenue = |on: &str| sold.revenue(&almtal, eur(), day(on));
        assert_eq!((revenue("2026-09-30"), revenue("2026-10-01"), revenue("2026-10-31")), (11, 110, 110));
        assert_eq!(
            (revenue("2026-11-01"), revenue("2027-09-30"), revenue("2027-10-01"), revenue("2027-11-01")),
            (1_100, 1_100, 1_000, 0)
        );
        assert_eq!((revenue("2025-09-30"), revenue("2025-10-01")), (0, 1));
        let days: Vec<String> = sold.days(&almtal).iter().map(ToString::to_string).collect();
        assert_eq!(
            days,
            ["2025-10-01", "2025-11-01", "2026-10-01", "2026-11-01", "2027-10-01", "2027-11-01"],
            "2026-10-01 and 2026-11-01 are also where 2025-09 and 2025-10 leave"
        );
    }

    #[test]
    fn partners_currencies_and_kinds_are_kept_apart() {
        let (almtal, buehler, mut sold) = (party("almtal"), party("buehler"), Measures::default());
        sold.add_revenue(&almtal, eur(), month("2026-09"), 100);
        sold.add_revenue(&almtal, "USD".parse().unwrap(), month("2026-09"), 7);
        sold.add_seats(&almtal, month("2026-08"), Decimal::new(25, 1));
        sold.add_seats(&almtal, month("2026-08"), Decimal::ONE);
        sold.add_contract(&almtal, month("2026-07"));
        sold.add_contract(&almtal, month("2026-07"));
        let on = day("2026-10-01");
        assert_eq!((sold.revenue(&almtal, eur(), on), sold.revenue(&almtal, "USD".parse().unwrap(), on)), (100, 7));
        assert_eq!((sold.seats(&almtal, on), sold.contracts(&almtal, on)), (Decimal::new(35, 1), 2));
        assert_eq!(
            (sold.revenue(&buehler, eur(), on), sold.seats(&buehler, on), sold.contracts(&buehler, on)),
            (0, Decimal::ZERO, 0)
        );
        let out_of_view = day("2025-07-31");
        assert_eq!((sold.seats(&almtal, out_of_view), sold.contracts(&almtal, out_of_view)), (Decimal::ZERO, 0));
        let days: Vec<String> = sold.days(&almtal).iter().map(ToString::to_string).collect();
        assert_eq!(days, ["2026-08-01", "2026-09-01", "2026-10-01", "2027-08-01", "2027-09-01", "2027-10-01"]);
        assert!(sold.days(&buehler).is_empty());
    }

    proptest! {
        #[test]
        fn what_several_cores_measure_adds_up(
            rows in prop::collection::vec((0_u8..3, 0_usize..2, 0_u32..30, -1_000_i64..1_000), 0..40), cut in 0_usize..40, on in 0_i64..1_200
        ) {
            let parties = [party("almtal"), party("buehler")];
            let add = |sold: &mut Measures, (kind, who, months, minor): &(u8, usize, u32, i64)| {
                let (who, month) = (&parties[*who], Month::of(add_months(day("2024-01-01"), *months)));
                match kind {
                    0 => sold.add_revenue(who, eur(), month, *minor),
                    1 => sold.add_seats(who, month, Decimal::from(*minor)),
                    _ => sold.add_contract(who, month),
                }
            };
            let (mut whole, mut one, mut other) = (Measures::default(), Measures::default(), Measures::default());
            for (at, row) in rows.iter().enumerate() {
                add(&mut whole, row);
                add(if at < cut { &mut one } else { &mut other }, row);
            }
            one.add_all(other);
            let on = day("2024-01-01") + chrono::Duration::days(on);
            let within = |months: u32| {
                let month = Month::of(add_months(day("2024-01-01"), months));
                (1..=12).contains(&Month::of(on).since(month))
            };
            for (number, who) in parties.iter().enumerate() {
                let sums = |sold: &Measures| (sold.revenue(who, eur(), on), sold.seats(who, on), sold.contracts(who, on));
                let of = |kind: u8| rows.iter().filter(move |row| row.0 == kind && row.1 == number && within(row.2));
                let seats: i64 = of(1).map(|row| row.3).sum();
                prop_assert_eq!(sums(&whole), (of(0).map(|row| row.3).sum(), Decimal::from(seats), of(2).count() as u64));
                prop_assert_eq!(sums(&one), sums(&whole));
                prop_assert_eq!(one.days(who), whole.days(who));
            }
        }
    }
}
