//! What a world consists of: partners with what they hold, contracts with their items, exchange rates.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{calendar::Month, rules::Plan};

/// What an amount is for; each has its distributor, in the order of their names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Per {
    Term,
    Month,
    Year,
}

impl Per {
    pub const ALL: [Per; 3] = [Per::Term, Per::Month, Per::Year];

    pub fn distributor(self) -> &'static str {
        match self {
            Per::Term => "by-term",
            Per::Month => "monthly",
            Per::Year => "yearly",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    Customer,
    Principal,
    Neither,
}

impl Cause {
    pub fn word(self) -> &'static str {
        match self {
            Cause::Customer => "customer",
            Cause::Principal => "principal",
            Cause::Neither => "neither",
        }
    }
}

/// What an item costs from a day on, in minor units, and for how many seats.
#[derive(Clone, Copy, Debug)]
pub struct Phase {
    pub from: NaiveDate,
    pub amount: i128,
    pub seats: i128,
}

/// What an invoice says from a day on: sums so far, in minor units.
#[derive(Clone, Debug)]
pub struct Invoice {
    pub number: String,
    pub on: NaiveDate,
    pub first: Month,
    pub last: Month,
    pub invoiced: i128,
    pub paid: i128,
}

#[derive(Clone, Debug)]
pub struct Item {
    pub id: &'static str,
    pub product: &'static str,
    pub signed: Option<NaiveDate>,
    pub start: NaiveDate,
    pub end: NaiveDate,
    /// The first term in whole months, where it has them.
    pub months: Option<u32>,
    pub renewal: u32,
    pub phases: Vec<Phase>,
    /// The first day no longer covered.
    pub cancelled: Option<(NaiveDate, Cause)>,
    pub invoices: Vec<Invoice>,
}

#[derive(Clone, Debug)]
pub struct Contract {
    pub number: String,
    pub per: Per,
    pub referral: bool,
    pub currency: &'static str,
    pub items: Vec<Item>,
}

#[derive(Clone, Debug)]
pub struct Partner {
    pub id: String,
    /// Tier from a day on.
    pub elections: Vec<(NaiveDate, &'static str)>,
    /// Competency, from a day on, until a day.
    pub competencies: Vec<(&'static str, NaiveDate, Option<NaiveDate>)>,
    /// Plans of agreements for referrals, from a day on.
    pub referral: Vec<(NaiveDate, Plan)>,
    pub resale: Plan,
    /// The agreements' currency.
    pub currency: &'static str,
    pub contracts: Vec<Contract>,
}

/// 1 EUR is so many units from a day on.
#[derive(Clone, Debug)]
pub struct ExchangeRate {
    pub currency: &'static str,
    pub on: NaiveDate,
    pub rate: Decimal,
    pub fixed: bool,
}

/// Minor units of a currency: how many digits.
pub fn digits(currency: &str) -> u32 {
    match currency {
        "JPY" => 0,
        "KWD" => 3,
        _ => 2,
    }
}

/// A step in minor units, no finer than one.
pub fn step_in(step: Decimal, currency: &str) -> i128 {
    let scale = 10_i128.pow(step.scale());
    (step.mantissa() * 10_i128.pow(digits(currency)) / scale).max(1)
}

/// The programmes, each from a day on, and their tiers from below.
pub const PROGRAMMES: [(&str, (i32, u32, u32)); 2] = [("ladder", (2018, 1, 1)), ("summit", (2022, 7, 1))];
pub const TIERS: [&str; 3] = ["entry", "gold", "top"];
pub const COMPETENCIES: [&str; 3] = ["phone", "rooms", "success"];
pub const PRODUCTS: [&str; 4] = ["PA", "PB", "PC", "PD"];

impl Partner {
    pub fn tier(&self, day: NaiveDate) -> &'static str {
        self.elections.iter().filter(|(from, _)| *from <= day).max_by_key(|(from, _)| *from).map_or("entry", |(_, tier)| tier)
    }

    pub fn holds(&self, competency: &str, day: NaiveDate) -> bool {
        self.competencies
            .iter()
            .any(|(own, from, until)| *own == competency && *from <= day && until.is_none_or(|until| day < until))
    }

    pub fn programme(day: NaiveDate) -> &'static str {
        let from = |(year, month, day): (i32, u32, u32)| super::calendar::day(year, month, day);
        PROGRAMMES.iter().rfind(|(_, began)| from(*began) <= day).unwrap().0
    }
}
