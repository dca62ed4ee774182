//! `fixtures/rules/payments.csv`: how much of a month is due where a plan is earned when the customer has paid.
//!
//! Given: the `invoices` of item 1 of contract C-1, parted by `;` (`R-1 2022-09 1250.00 600.00 2022-10-05`: number, months,
//! invoiced, paid, and since when that is so; a second entry of a number is its later state, `R-1 closed 2022-10-05`
//! withdraws it; `C-2/1/R-9` is an invoice of another contract or item), the earned `month`, the day `on` which they are
//! looked at, and the `amount` that is due when all is paid, in EUR. Comes out: the paid `share` and what is `due`.

use super::{
    Case, Table,
    small_world::{DISTRIBUTOR, LATE, RowText, day, read, sound},
};
use crate::{
    basics::{Currency, Exact, PartyId},
    facts::{Payments, invoices_of},
    settlement::paid_share,
    sheets::dated::decimal,
};

const TABLE: Table = Table {
    name: "fixtures/rules/payments.csv",
    text: include_str!("../../../fixtures/rules/payments.csv"),
    given: &["invoices", "month", "on", "amount"],
    expected: &["share", "due"],
};

/// The rows that a compact cell of invoices tells of.
pub fn invoices(cell: &str) -> Vec<RowText> {
    cell.split(';').map(str::trim).filter(|entry| !entry.is_empty()).map(invoice).collect()
}

fn invoice(entry: &str) -> RowText {
    let words: Vec<&str> = entry.split_whitespace().collect();
    let (number, values, from) = match words[..] {
        [number, "closed", from] => (number, "closed,,".to_owned(), from),
        [number, months, invoiced, paid, from] => (number, format!("{months},{invoiced},{paid}"), from),
        _ => panic!("invoices {entry:?}: expected a number, months, invoiced, paid and a day"),
    };
    let place = if number.contains('/') { number.replace('/', ",") } else { format!("C-1,1,{number}") };
    (format!("{DISTRIBUTOR},{place}"), from.to_owned(), values)
}

fn answer(case: &Case) -> Vec<String> {
    let eur: Currency = "EUR".parse().unwrap();
    let payments = sound(read::<Payments>(invoices(case.text("invoices"))).known_on(day(LATE)));
    let distributor: PartyId = DISTRIBUTOR.parse().unwrap();
    let invoices = invoices_of(&payments, &distributor, "C-1", "1", case.day("on"));
    let (paid, invoiced) = paid_share(invoices.map(|row| &row.value), case.get("month"));
    let amount = case.read("amount", |text| decimal(text).and_then(|amount| eur.minor(amount)));
    let due = Exact::minor(amount).times_fraction(paid, invoiced).round(1);
    vec![format!("{paid}/{invoiced}"), eur.major(due).to_string()]
}

#[test]
fn paid_shares_follow_their_table() {
    TABLE.holds(answer);
}
