//! One contract, before a distributor puts it into its own words.
//!
//! Holds true: its current term begins between 1 June and 30 September 2022 (the rules begin on 1 June), no term begins
//! or ends within September except the first, so that September has one line.

use chrono::{Days, Months, NaiveDate};

use super::{dice::Dice, partners::Partner};

/// One contract with one item.
pub struct Contract<'a> {
    /// Who brought or resells it.
    pub partner: &'a Partner,
    /// Referral or resale.
    pub model: &'static str,
    /// Product line.
    pub product: &'static str,
    /// The customer's company name.
    pub customer: String,
    /// The day it was ordered.
    pub signed_on: NaiveDate,
    /// The first day of the initial term.
    pub starts_on: NaiveDate,
    /// The length of the initial term.
    pub months: u32,
    /// By how many months it renews; `None` leaves it to the agreement.
    pub renewal_months: Option<u32>,
    /// Seats.
    pub seats: u32,
    /// Price of a seat and month in cents.
    pub price: u32,
    /// The first day no longer covered, and whether the vendor caused it.
    pub cancelled: Option<(NaiveDate, bool)>,
}

const PRODUCTS: [(&str, u32, u32); 5] = [
    ("ZM-BIZ", 1_299, 1_999),
    ("ZM-ENT", 1_799, 2_499),
    ("ZP-PRO", 899, 1_699),
    ("ZR-ROOM", 3_900, 4_990),
    ("ZW-500", 6_900, 7_990),
];
const FIRMS: [&str; 12] = [
    "Molkerei",
    "Druckerei",
    "Kliniken",
    "Stadtwerke",
    "Spedition",
    "Brauerei",
    "Möbelwerke",
    "Hörgeräte",
    "Bürgerstiftung",
    "Überlandwerk",
    "Süßwaren",
    "Zahnärzte",
];
const PLACES: [&str; 12] = [
    "Grünthal",
    "Köhler",
    "Vordereifel",
    "Ellerbach",
    "Hölscher",
    "Maßholder",
    "Störtebek",
    "Lauscher",
    "Hümmling",
    "Fränkische Höhe",
    "Öztürk",
    "Nordheide",
];
const FORMS: [&str; 10] = [
    "GmbH",
    "GmbH & Co. KG",
    "eG",
    "AG",
    "e. V.",
    "OHG",
    "KG – Familienbesitz",
    "gGmbH, Anstalt des öffentlichen Rechts",
    "mbH; Werk II",
    "\"Zur Linde\" e. K.",
];

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day of the calendar")
}

/// `months` before or behind a day that every month has.
fn earlier(day: NaiveDate, months: u32) -> NaiveDate {
    day - Months::new(months)
}

impl<'a> Contract<'a> {
    /// Some contract that one of these partners brought to a distributor.
    pub fn some(dice: &mut Dice, sellers: &[(&'a Partner, &'static str)]) -> Self {
        let (partner, model) = *dice.pick(sellers);
        let (product, least, most) = *dice.pick(&PRODUCTS);
        let june = day(2022, 6, 2);
        let (starts_on, months, renewal_months) = match dice.below(100) {
            0..60 => (june + Days::new(u64::from(dice.below(91))), initial_months(dice), any_renewal(dice)),
            60..70 => (day(2022, 9, 1), initial_months(dice), any_renewal(dice)),
            70..78 => (day(2022, 9, dice.within(2, 30)), initial_months(dice), any_renewal(dice)),
            _ => renewed(dice, partner),
        };
        let before = Days::new(u64::from(dice.within(1, 20)));
        let signed_on = if starts_on < june { starts_on - before } else { (starts_on - before).max(day(2022, 6, 1)) };
        let cancelled = (starts_on < day(2022, 9, 1) && dice.happens(2)).then(|| {
            let on = if dice.happens(50) { day(2022, 9, dice.within(3, 29)) } else { day(2022, 10, dice.within(1, 3)) };
            (on, dice.happens(30))
        });
        let customer = format!("{} {} {}", dice.pick(&FIRMS), dice.pick(&PLACES), dice.pick(&FORMS));
        let customer = if dice.below(1000) == 0 { format!("={customer}") } else { customer };
        Contract {
            partner,
            model,
            product,
            customer,
            signed_on,
            starts_on,
            months,
            renewal_months,
            seats: dice.within(1, 250),
            price: dice.within(least, most),
            cancelled,
        }
    }

    /// The day after the last of the initial term.
    pub fn ends_on(&self) -> NaiveDate {
        self.starts_on + Months::new(self.months)
    }
}

fn initial_months(dice: &mut Dice) -> u32 {
    *dice.pick(&[12, 12, 12, 12, 24, 36, 36, 6])
}

fn any_renewal(dice: &mut Dice) -> Option<u32> {
    *dice.pick(&[Some(12), Some(12), None, Some(0)])
}

/// Start, months and renewal of a contract that has renewed by itself, between 1 July and 1 September 2022.
fn renewed(dice: &mut Dice, partner: &Partner) -> (NaiveDate, u32, Option<u32>) {
    let current = if dice.happens(30) { day(2022, 9, 1) } else { day(2022, dice.within(7, 8), dice.within(1, 28)) };
    let months = *dice.pick(&[12, 24, 36]);
    let every = *dice.pick(&[12, 12, 12, 3]);
    let renewals = dice.within(1, 3);
    let told = if every == 12 && partner.renewal_months() == Some(12) && dice.happens(50) { None } else { Some(every) };
    (earlier(current, months + (renewals - 1) * every), months, told)
}
