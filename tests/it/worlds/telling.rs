//! What deliveries tell of a world, month by month, until the last one tells the truth.

use chrono::NaiveDate;

use super::{FIRST_MONTH, MONTHS, features, first_month, is_calm, knowledge, shelf::Memory};
use crate::reference::{
    calendar::{first_day, month_of, name_of},
    dice::Dice,
    feeds::{FIELDS, dialect, rows},
    story::{Contract, Per},
    workspace,
    world::World,
};

/// The last delivery: it tells the truth.
const LAST: usize = MONTHS - 1;

/// The day of a delivery, which is also how much a run of the month before knows.
pub fn delivered_on(at: usize) -> NaiveDate {
    first_day(first_month() + i32::try_from(at).unwrap() + 1).checked_add_days(chrono::Days::new(4)).unwrap()
}

/// When a contract's distributor tells what of it. Numbers are of deliveries: from or until which.
#[derive(Clone, Debug)]
struct Told {
    partner: String,
    contract: Contract,
    listed_from: usize,
    /// Deliveries that forget it.
    forgotten: Option<(usize, usize)>,
    /// A delivery whose amounts cannot be read.
    illegible: Option<usize>,
    /// Until when it is told as pending.
    pending_until: usize,
    /// Until when amounts are wrong, and by how much.
    wrong: (usize, i128),
    /// Until when another partner is named.
    other_partner: Option<(usize, String)>,
    /// From when each phase of each item is told.
    phases: Vec<Vec<usize>>,
    /// From when each item's cancellation is told.
    cancelled: Vec<usize>,
}

/// A world, and how it comes to be known.
#[derive(Clone)]
pub struct Telling {
    pub world: std::sync::Arc<World>,
    /// Everything but feeds.
    tables: Memory,
    told: Vec<Told>,
}

impl Telling {
    pub fn of(seed: u64) -> Telling {
        let mut dice = Dice::new(seed ^ 0x5eed_0f0f_7e11_1a7e);
        let last_month = first_month() + i32::try_from(MONTHS).unwrap() - 1;
        let partners = 2 + usize::try_from(dice.roll(3)).unwrap();
        let world = World::small(seed, partners, 4, features(seed), (first_month(), last_month));
        let mut tables = Memory::of(&workspace::laid_out(&world));
        tables.0.retain(|name, _| !name.starts_with("feeds/"));
        knowledge::comes_late(&mut tables, is_calm(seed), &mut dice);
        let ids: Vec<String> = world.partners.iter().map(|partner| partner.id.clone()).collect();
        let mut told = Vec::new();
        for partner in &world.partners {
            for contract in &partner.contracts {
                told.push(Told::of(&partner.id, contract, &ids, &mut dice));
            }
        }
        knowledge::holds(&mut tables, told.iter().map(|own| &own.contract), &mut dice);
        Telling { world: std::sync::Arc::new(world), tables, told }
    }

    /// The same world, where some contracts are told a month later than they are here.
    pub fn later(&self, dice: &mut Dice) -> Telling {
        let mut later = self.clone();
        for own in &mut later.told {
            if dice.within(40) {
                own.listed_from = (own.listed_from + 1).min(LAST);
            }
            let all = own.phases.iter_mut().flatten().chain(&mut own.cancelled);
            all.for_each(|at| *at = (*at + usize::from(dice.within(40))).min(LAST));
        }
        later
    }

    /// The workspace with all its deliveries, and how many records each distributor's have.
    pub fn workspace(&self) -> Memory {
        let mut workspace = self.tables.clone();
        for (per, at) in Per::ALL.into_iter().flat_map(|per| (0..MONTHS).map(move |at| (per, at))) {
            let delimiter = dialect(per).0;
            let rows: String = self.rows(per, at).iter().map(|row| format!("{}\n", row.join(delimiter))).collect();
            let name = format!("feeds/{}/{}.csv", per.distributor(), delivered_on(at));
            workspace.write(&name, format!("{}\n{rows}", FIELDS.join(delimiter)));
        }
        workspace
    }

    /// How many rows a distributor has delivered with a delivery and all before it.
    pub fn delivered(&self, per: Per, until: usize) -> usize {
        (0..=until).map(|at| self.rows(per, at).len()).sum()
    }

    fn rows(&self, per: Per, at: usize) -> Vec<Vec<String>> {
        self.told.iter().filter(|own| own.contract.per == per).flat_map(|own| own.rows(at)).collect()
    }
}

impl Told {
    fn of(partner: &str, contract: &Contract, partners: &[String], dice: &mut Dice) -> Told {
        let start = contract.items.iter().map(|item| item.start).min().unwrap();
        let listed_from = after(start, dice.one_of(&[0, 0, 0, 1, 1, 2, 5]));
        let mut soon = |percent: u64, at_most: u64| {
            let some = dice.within(percent).then(|| listed_from + 1 + usize::try_from(dice.roll(at_most)).unwrap());
            some.filter(|at| *at < LAST)
        };
        let (illegible, pending, wrong, other) = (soon(10, 10), soon(10, 2), soon(25, 8), soon(12, 6));
        let forgotten = soon(15, 12);
        let forgotten = forgotten.map(|from| (from, (from + 1 + usize::try_from(dice.roll(3)).unwrap()).min(LAST)));
        let other_partner =
            other.map(|until| (until, partners[usize::try_from(dice.roll(partners.len() as u64)).unwrap()].clone()));
        let phases = contract.items.iter().map(|item| {
            let known = |phase: &crate::reference::story::Phase| after(phase.from, dice.one_of(&[0, 0, 1, 2, 4]));
            item.phases.iter().map(known).collect()
        });
        let phases = phases.collect();
        let cancelled =
            contract.items.iter().map(|item| item.cancelled.map_or(0, |(until, _)| after(until, dice.one_of(&[0, 0, 1, 3]))));
        Told {
            partner: partner.to_owned(),
            contract: contract.clone(),
            listed_from,
            forgotten,
            illegible,
            pending_until: pending.unwrap_or(0),
            cancelled: cancelled.collect(),
            wrong: (wrong.unwrap_or(0), 7),
            other_partner,
            phases,
        }
    }

    /// Its rows in a delivery.
    fn rows(&self, at: usize) -> Vec<Vec<String>> {
        if at < self.listed_from || self.forgotten.is_some_and(|(from, until)| from <= at && at < until) {
            return Vec::new();
        }
        let mut contract = self.contract.clone();
        for (item, (phases, cancelled)) in contract.items.iter_mut().zip(self.phases.iter().zip(&self.cancelled)) {
            let mut known = phases.iter().enumerate().map(|(number, from)| number == 0 || *from <= at);
            // Amounts of a phase that is undated, and that another follows, are right from the beginning.
            let alone = item.phases.len() == 1;
            item.phases.retain(|_| known.next().unwrap());
            if at < self.wrong.0 {
                let wrong = self.wrong.1;
                item.phases
                    .iter_mut()
                    .enumerate()
                    .filter(|(number, _)| *number > 0 || alone)
                    .for_each(|(_, own)| own.amount += wrong);
            }
            if *cancelled > at {
                item.cancelled = None;
            }
        }
        let partner = self.other_partner.as_ref().filter(|(until, _)| at < *until).map_or(&self.partner, |(_, other)| other);
        let mut rows = rows(partner, &contract, 0);
        for row in &mut rows {
            let cell = |name: &str| FIELDS.iter().position(|field| *field == name).unwrap();
            if self.illegible == Some(at) {
                // Nothing at all: a small file whose amounts are all written in another way would be refused whole.
                row[cell("amount")].clear();
            }
            if at < self.pending_until && row[cell("status")] == "active" {
                "pending".clone_into(&mut row[cell("status")]);
            }
        }
        rows
    }
}

/// The delivery that tells what happens on a day, or one so many later; never behind the last.
fn after(day: NaiveDate, later: usize) -> usize {
    let months = usize::try_from(month_of(day) - first_month()).unwrap_or(0);
    (months + later).min(LAST)
}

#[test]
fn the_last_delivery_follows_the_last_month() {
    assert_eq!(delivered_on(0).to_string(), "2021-12-05");
    assert_eq!(delivered_on(LAST).to_string(), "2023-11-05");
    assert_eq!((name_of(first_month()), FIRST_MONTH), ("2021-11".to_owned(), FIRST_MONTH));
}
