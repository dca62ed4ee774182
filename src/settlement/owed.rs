//! Lines summed: what each payee is owed through each distributor, per currency.

use std::collections::BTreeMap;

use super::Line;
use crate::basics::{Component, Currency, PartyRef, SettledAs};

/// Sums of lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Control {
    /// Number of lines.
    pub lines: u64,
    /// Sum of bases, in minor units of the contracts' currency.
    pub base: i64,
    /// Sum of amounts, in minor units of the currency they are owed in.
    pub minor: i64,
}

impl Control {
    /// Adds one line.
    pub fn add(&mut self, base: i64, minor: i64) {
        self.join(Control { lines: 1, base, minor });
    }

    /// Adds another sum.
    pub fn join(&mut self, other: Control) {
        let sum = |own: i64, other: i64| own.checked_add(other).expect("the bound on amounts keeps sums within 64 bits");
        self.lines += other.lines;
        self.base = sum(self.base, other.base);
        self.minor = sum(self.minor, other.minor);
    }
}

/// What sums of lines are kept apart by, besides who is owed through whom: amounts of unlike kinds, and bases of unlike
/// currencies, are never added together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SumKey {
    /// What kind of money.
    pub component: Component,
    /// The currency of the amounts.
    pub currency: Currency,
    /// The currency of the bases.
    pub base_currency: Currency,
}

impl SumKey {
    /// The sum of amounts that were not converted.
    #[cfg(test)]
    #[must_use]
    pub fn alike(component: Component, currency: Currency) -> Self {
        SumKey { component, currency, base_currency: currency }
    }

    /// The sum that a line belongs to.
    #[must_use]
    pub fn of(line: &Line) -> Self {
        SumKey { component: line.key.component, currency: line.key.currency, base_currency: line.base().1 }
    }
}

/// What one payee is owed through one distributor in one currency. Currencies are never added together, nor are
/// components: a discount is shown and in no payout (design §6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settlement<'a> {
    /// Through whom.
    pub distributor: PartyRef<'a>,
    /// Who is owed.
    pub payee: PartyRef<'a>,
    /// In which currency.
    pub currency: Currency,
    /// Its sums.
    pub sums: BTreeMap<SumKey, Control>,
}

impl Settlement<'_> {
    /// The sum of the components that settle alike, in minor units; none where there is no such line.
    #[must_use]
    pub fn sum_of(&self, kind: SettledAs) -> Option<i64> {
        let own = self.sums.iter().filter(|(key, _)| key.component.settled_as() == kind);
        own.map(|(_, sum)| sum.minor)
            .reduce(|sum, minor| sum.checked_add(minor).expect("the bound on amounts keeps sums within 64 bits"))
    }
}

/// The settlements of a run, by distributor, payee and currency.
#[must_use]
pub fn settlements<'a>(lines: &[Line<'a>]) -> Vec<Settlement<'a>> {
    let mut sums: BTreeMap<(PartyRef<'a>, PartyRef<'a>, Currency), BTreeMap<SumKey, Control>> = BTreeMap::new();
    for line in lines {
        let own = sums.entry((line.key.distributor, line.key.payee, line.key.currency)).or_default();
        own.entry(SumKey::of(line)).or_default().add(line.base().0, line.minor);
    }
    sums.into_iter().map(|((distributor, payee, currency), sums)| Settlement { distributor, payee, currency, sums }).collect()
}

#[cfg(test)]
mod tests {
    use super::{super::cases, *};
    use crate::{
        facts::Record,
        settlement::{Positions, Posting, difference},
    };
    use cases::{
        fact_texts::FactTexts,
        small_run::{SmallRun, euro, month, number, paying, record},
        small_world::Setting,
    };

    #[test]
    fn lines_are_summed_by_distributor_payee_currency_and_component() {
        let dollars = Record { currency: "USD".parse().unwrap(), ..record("C-3", "1", "2022-09-01", 5_000) };
        let other = Record { partner: number("fjordvik"), ..record("C-4", "1", "2022-10-01", 7_000) };
        let records = vec![record("C-1", "1", "2022-09-01", 100_000), record("C-2", "1", "2022-10-01", 30_010), dollars, other];
        let setting = Setting { rates: paying(&[("*", "percent,10")]), ..Setting::default() };
        let run = SmallRun::of(records, &setting, FactTexts::default().facts());
        let (period, before) = (month("2022-10"), Positions::default());
        let posting = Posting { first_month: month("2022-09"), period, parties: run.world(period).parties, settled_before: &[] };
        let lines = difference(run.targets(period), &before, &[], posting);
        let sums = |own: &Settlement| {
            let control = own.sums[&SumKey::alike(Component::Commission, own.currency)];
            assert_eq!((own.sums.len(), own.sum_of(SettledAs::Paid)), (1, Some(control.minor)));
            format!(
                "{}/{}/{} {} lines: {} of {}",
                own.distributor, own.payee, own.currency, control.lines, control.minor, control.base
            )
        };
        assert_eq!(
            settlements(&lines).iter().map(sums).collect::<Vec<_>>(),
            [
                "nuvias/fjordvik/EUR 1 lines: 700 of 7000",
                "nuvias/tonwerk/EUR 3 lines: 23001 of 230010",
                "nuvias/tonwerk/USD 2 lines: 1000 of 10000"
            ]
        );
    }

    #[test]
    fn what_is_shown_or_accrued_is_in_no_payout() {
        let key = |component| SumKey::alike(component, euro());
        let control = |minor| Control { lines: 1, base: 0, minor };
        let nobody = "tonwerk".parse().unwrap();
        let party = PartyRef { number: 0, id: &nobody };
        let sums = BTreeMap::from([(key(Component::Commission), control(5)), (key(Component::Discount), control(70))]);
        let own = Settlement { distributor: party, payee: party, currency: euro(), sums };
        assert_eq!(
            [SettledAs::Paid, SettledAs::Shown, SettledAs::Accrued].map(|kind| own.sum_of(kind)),
            [Some(5), Some(70), None]
        );
    }
}
