//! A world of contracts and rates, made from a seed.

use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;

use super::history::{days_of_month, months_later};

/// What an amount is for; each has its distributor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    Month,
    Year,
    Term,
}

/// Which day governs; each distributor's plan for referrals has its own, resale plans go by the anniversary.
#[derive(Clone, Copy, Debug)]
pub enum Basis {
    SignedOn,
    StartsOn,
    Earned,
    LastAnniversary,
}

/// A contract as it really is.
#[derive(Debug)]
pub struct Contract {
    pub id: String,
    pub per: Per,
    pub referral: bool,
    pub currency: &'static str,
    pub signed: Option<NaiveDate>,
    pub start: NaiveDate,
    pub end: NaiveDate,
    pub months: Option<u32>,
    pub renewal: u32,
    /// Amounts in minor units from a day on.
    pub phases: Vec<(NaiveDate, i128)>,
    pub cancelled: Option<(NaiveDate, &'static str)>,
}

impl Contract {
    pub fn digits(&self) -> u32 {
        match self.currency {
            "JPY" => 0,
            "KWD" => 3,
            _ => 2,
        }
    }

    pub fn basis(&self) -> Basis {
        match (self.referral, self.per) {
            (false, _) => Basis::LastAnniversary,
            (true, Per::Month) => Basis::Earned,
            (true, Per::Year) => Basis::StartsOn,
            (true, Per::Term) => Basis::SignedOn,
        }
    }

    /// The rounding step in minor units, no finer than one.
    pub fn step(&self) -> i128 {
        let step = PLANS.iter().find(|(plan, ..)| *plan == self.plan()).unwrap().3;
        let hundredths: i128 = match step {
            "0.10" => 10,
            "0.05" => 5,
            _ => 1,
        };
        (hundredths * 10_i128.pow(self.digits()) / 100).max(1)
    }

    pub fn plan(&self) -> &'static str {
        match self.basis() {
            Basis::SignedOn => "by-signing",
            Basis::StartsOn => "by-start",
            Basis::Earned => "by-month",
            Basis::LastAnniversary => "by-anniversary",
        }
    }
}

/// Contracts and rates: plan, term pattern, first day, percent.
pub struct World {
    pub contracts: Vec<Contract>,
    pub rates: Vec<(&'static str, &'static str, NaiveDate, Decimal)>,
}

/// splitmix64
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % below
    }

    fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[usize::try_from(self.roll(choices.len() as u64)).unwrap()]
    }

    fn within(&mut self, percent: u64) -> bool {
        self.roll(100) < percent
    }
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// Plan, component, basis and step.
pub const PLANS: [(&str, &str, &str, &str); 4] = [
    ("by-signing", "commission", "signed_on", "0.01"),
    ("by-start", "commission", "starts_on", "0.05"),
    ("by-month", "commission", "earned", "0.01"),
    ("by-anniversary", "discount", "last_anniversary", "0.10"),
];

impl World {
    pub fn new(seed: u64, contracts: u64) -> World {
        let mut dice = Dice(seed);
        let mut rates = Vec::new();
        for (plan, ..) in PLANS {
            for terms in ["1", "2+"] {
                let mut from = day(2019, 1, 1);
                for _ in 0..5 {
                    rates.push((plan, terms, from, Decimal::new(dice.one_of(&[5000, 7500, 12_250, 10_000, 3_333]), 3)));
                    from = from + Days::new(100 + dice.roll(300));
                }
            }
        }
        let contracts = (0..contracts).map(|number| contract(number, &mut dice)).collect();
        World { contracts, rates }
    }

    /// The percentage of a contract's plan for a term on a day.
    pub fn rate(&self, contract: &Contract, term: u32, day: NaiveDate) -> Decimal {
        let terms = if term == 1 { "1" } else { "2+" };
        let rows = self.rates.iter().filter(|(plan, own, from, _)| (*plan, *own) == (contract.plan(), terms) && *from <= day);
        rows.max_by_key(|(_, _, from, _)| *from).unwrap().3
    }
}

fn contract(number: u64, dice: &mut Dice) -> Contract {
    let per = dice.one_of(&[Per::Month, Per::Year, Per::Term]);
    let mut start = day(2020, 2, 1) + Days::new(dice.roll(1_300));
    if dice.within(30) {
        let (year, month) = (dice.one_of(&[2020, 2021, 2022, 2023]), dice.one_of(&[1, 3, 5, 8, 12]));
        start = day(year, month, dice.one_of(&[29, 30, 31]).min(days_of_month(year, month)));
    } else if dice.within(5) {
        start = day(2020, 2, 29);
    }
    let mut months = Some(dice.one_of(&[1, 1, 2, 3, 6, 12, 12, 24, 36, 60]));
    let mut end = months_later(start, months.unwrap());
    if dice.within(10) {
        end = start + Days::new(dice.one_of(&[1, 5, 45, 100, 400]));
        months = (1..80).find(|months| months_later(start, *months) == end);
    }
    let renewal = match (per, months) {
        (Per::Term, None) => 0,
        (Per::Term, Some(months)) => dice.one_of(&[0, months]),
        _ => dice.one_of(&[0, 1, 3, 12]),
    };
    let amount = |dice: &mut Dice| {
        let size = 10_u64.pow(3 + u32::try_from(dice.roll(5)).unwrap());
        i128::from(1 + dice.roll(size))
    };
    let mut phases = vec![(start, amount(dice))];
    while dice.within(25) {
        let from = start + Days::new(1 + dice.roll(500));
        if phases.iter().all(|(own, _)| *own != from) {
            phases.push((from, amount(dice)));
        }
    }
    phases.sort_unstable();
    let cancelled =
        dice.within(25).then(|| (start + Days::new(dice.roll(700)), dice.one_of(&["customer", "principal", "neither"])));
    let signed = dice.within(50).then(|| start - Days::new(dice.roll(60)));
    let currency = dice.one_of(&["EUR", "USD", "JPY", "KWD"]);
    Contract {
        id: format!("C-{number:06}"),
        per,
        referral: dice.within(60),
        currency,
        signed,
        start,
        end,
        months,
        renewal,
        phases,
        cancelled,
    }
}
