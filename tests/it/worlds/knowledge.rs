//! Rows of tables that become known late: rates, tiers, competencies, clawbacks, exchange rates, payments, holds.

use chrono::{Days, NaiveDate};

use super::{MONTHS, shelf::Memory, telling::delivered_on};
use crate::reference::{dice::Dice, story::Contract};

/// Tables whose rows may come late, and how many in a hundred do.
const LATE: [(&str, u64); 7] = [
    ("rulebook/rates", 30),
    ("rulebook/clawbacks", 20),
    ("rulebook/benefits", 20),
    ("rulebook/exchange_rates", 10),
    ("facts/elections", 40),
    ("facts/competencies_held", 40),
    ("facts/payments", 40),
];

const HOLDS: &str = "distributor,contract,party,effective_from,recorded_on,status,reference\n";
const PAYOUTS: &str =
    "party,distributor,currency,effective_from,recorded_on,minimum,sweep,reserve_percent,reserve_months,reference\n";

/// Moves the days on which rows became known, and none behind the last delivery where it counts in the last month.
/// In a calm world no rule does.
pub fn comes_late(tables: &mut Memory, calm: bool, dice: &mut Dice) {
    for (table, percent) in LATE.into_iter().filter(|(table, _)| !calm || !table.starts_with("rulebook/")) {
        let name = format!("{table}.csv");
        if let Some(bytes) = tables.0.get(&name) {
            let later = recorded_later(bytes, percent, dice);
            tables.0.insert(name, later);
        }
    }
    let mut payouts = PAYOUTS.to_owned();
    for (distributor, currency) in [("by-term", "EUR"), ("monthly", "EUR"), ("yearly", "EUR"), ("monthly", "USD")] {
        let terms = dice.one_of(&["500.00,,,", "0,,10,3", "30.00,yes,25,12", "100.00,,5.5,1"]);
        payouts += &format!("*,{distributor},{currency},2018-01-01,2018-01-01,{terms},r\n");
    }
    tables.write("rulebook/payouts.csv", payouts);
}

fn recorded_later(table: &[u8], percent: u64, dice: &mut Dice) -> Vec<u8> {
    let (first, last) = (delivered_on(0), delivered_on(MONTHS - 1));
    let mut reader = csv::Reader::from_reader(table);
    let heading = reader.headers().unwrap().clone();
    let at = |name: &str| heading.iter().position(|own| own == name).unwrap();
    let (effective_from, recorded_on) = (at("effective_from"), at("recorded_on"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&heading).unwrap();
    for row in reader.records() {
        let mut cells: Vec<String> = row.unwrap().iter().map(str::to_owned).collect();
        let from: NaiveDate = cells[effective_from].parse().unwrap();
        // A row that has always held is known from the beginning, mostly.
        let percent = if from < first { percent / 3 } else { percent };
        if dice.within(percent) && from <= last {
            let day = from.max(first) + Days::new(dice.roll(150));
            cells[recorded_on] = day.min(last).to_string();
        }
        writer.write_record(&cells).unwrap();
    }
    writer.into_inner().unwrap()
}

/// Some contracts are held by hand for some months, and released before the last.
pub fn holds<'c>(tables: &mut Memory, contracts: impl Iterator<Item = &'c Contract>, dice: &mut Dice) {
    let mut rows = String::new();
    for contract in contracts {
        if dice.within(8) {
            let from = delivered_on(usize::try_from(dice.roll(18)).unwrap()) - Days::new(dice.roll(20));
            let (until, key) =
                (from + Days::new(20 + dice.roll(60)), format!("{},{},*", contract.per.distributor(), contract.number));
            rows += &format!("{key},{from},{from},held,r\n{key},{until},{until},closed,r\n");
        }
    }
    if !rows.is_empty() {
        tables.write("facts/holds.csv", format!("{HOLDS}{rows}"));
    }
}
