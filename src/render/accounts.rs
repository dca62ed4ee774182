//! `accounts.csv`: what every payee is paid and what stays, and the fund balances.

use super::CellWriter;
use crate::{
    basics::{Currency, PartyRef, Sources},
    settlement::{AccountRow, Accounts, FundRow},
    sheets::{Dialect, LineEnd, SheetWriter},
};

/// The columns of `accounts.csv`, each with what stands in it. From `opening` to `closing` a row reads as a sum: opening +
/// lines − reserve kept + reserve released + reserve drawn − written off − payout = closing.
pub const ACCOUNT_COLUMNS: [(&str, &str); 19] = [
    ("kind", "account = of a payee, paid out; fund = of a fund, accrues and is never paid out"),
    ("distributor", "through whom, by its id"),
    ("payee", "who is owed, or whose fund it is, by its id"),
    ("payee_name", "the same by its registered name on the period's last day"),
    ("currency", "of every amount of the row"),
    ("opening", "what was carried into the period; below zero where the payee owed"),
    ("lines", "the sum of the period's payable lines; of a fund: what accrued"),
    ("reserve_kept", "part of the lines that is kept back"),
    ("reserve_released", "what was kept back earlier and is due now"),
    ("reserve_drawn", "what a negative balance took from the reserve, the oldest first"),
    ("written_off", "given up by a row of facts/write_offs; below zero where a debit is forgiven"),
    ("payout", "what is paid"),
    ("closing", "what is carried into the next period"),
    ("carried_because", "debit (the payee owes it), below-minimum, or on-hold (held by hand); empty where nothing is carried"),
    ("reserve", "all that is kept back now"),
    ("reserve_releases", "the same by the period in which it is released"),
    ("minimum", "the smallest payout of the row of rulebook/payouts that applies"),
    ("terms_from", "since when that row holds"),
    ("terms_source", "table and line of that row; empty where none applies and all is paid"),
];

/// The bytes of `accounts.csv`. `names` are the registered names of the parties by number.
#[must_use]
pub fn accounts(accounts: &Accounts, names: &[&str], sources: &Sources) -> Vec<u8> {
    let mut sheet = SheetWriter::new(Dialect::OURS, LineEnd::Lf);
    sheet.row(ACCOUNT_COLUMNS.map(|(name, _)| name));
    let mut cells = CellWriter::new(&mut sheet, '.', "%Y-%m-%d");
    accounts.payees.iter().for_each(|row| account(row, names, sources, &mut cells));
    accounts.funds.iter().for_each(|row| fund(row, names, &mut cells));
    sheet.into_bytes()
}

fn whose(kind: &str, distributor: PartyRef, party: PartyRef, currency: Currency, names: &[&str], cells: &mut CellWriter) {
    for cell in [kind, distributor.id.as_str(), party.id.as_str(), names[party.number as usize], currency.code()] {
        cells.text(cell);
    }
}

fn account(row: &AccountRow, names: &[&str], sources: &Sources, cells: &mut CellWriter) {
    let AccountRow { distributor, payee, currency, account, terms } = row;
    whose("account", *distributor, *payee, *currency, names, cells);
    for minor in [
        account.opening,
        account.lines,
        account.reserve_kept,
        account.reserve_released,
        account.reserve_drawn,
        account.written_off,
        account.payout,
        account.closing.carried,
    ] {
        cells.money(minor, *currency);
    }
    cells.text(account.carried.map_or("", |why| why.as_str()));
    cells.money(account.closing.reserved(), *currency);
    let release = |(month, minor): (_, &i64)| format!("{month}: {}", currency.major(*minor));
    cells.text(&account.closing.reserve.iter().map(release).collect::<Vec<_>>().join("; "));
    match terms {
        Some(row) => {
            cells.money(row.value.minimum, *currency);
            cells.day(row.effective_from);
            cells.text(&sources.place(row.source));
        }
        None => (0..3).for_each(|_| cells.nothing()),
    }
    cells.end_row();
}

fn fund(row: &FundRow, names: &[&str], cells: &mut CellWriter) {
    whose("fund", row.distributor, row.party, row.currency, names, cells);
    for minor in [Some(row.opening), Some(row.accrued), None, None, None, None, None, Some(row.closing)] {
        match minor {
            Some(minor) => cells.money(minor, row.currency),
            None => cells.nothing(),
        }
    }
    (0..6).for_each(|_| cells.nothing());
    cells.end_row();
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::{
        basics::{PartyId, Source},
        rulebook::PayoutTerms,
        settlement::{Account, Balance, Carried},
        sheets::dated::Ruled,
    };

    #[test]
    fn a_row_shows_every_movement_and_what_stays() {
        let parties: [PartyId; 2] = ["almtal", "nuvias"].map(|id| id.parse().unwrap());
        let [almtal, nuvias] = [0, 1].map(|number| PartyRef { number, id: &parties[number as usize] });
        let currency: Currency = "EUR".parse().unwrap();
        let [october, november] = ["2022-10", "2022-11"].map(|month| month.parse().unwrap());
        let account = Account {
            opening: 1,
            lines: 200,
            reserve_kept: 20,
            reserve_released: 4,
            reserve_drawn: 0,
            written_off: 5,
            payout: 0,
            closing: Balance { carried: 180, reserve: BTreeMap::from([(october, 1_000), (november, 20)]) },
            carried: Some(Carried::BelowMinimum),
        };
        let mut sources = Sources::default();
        sources.add("rulebook/payouts.csv");
        let day = "2022-06-01".parse().unwrap();
        let terms = Ruled {
            value: PayoutTerms { minimum: 3_000, sweep: false, reserve: None },
            source: Source { file: 0, line: 7 },
            effective_from: day,
            recorded_on: day,
            reference: String::new(),
        };
        let row = AccountRow { distributor: nuvias, payee: almtal, currency, account, terms: Some(&terms) };
        let paid = Account { payout: 180, closing: Balance::default(), carried: None, ..row.account.clone() };
        let without = AccountRow { terms: None, account: paid, ..row.clone() };
        let fund = FundRow { distributor: nuvias, party: almtal, currency, opening: -100, accrued: 250, closing: 150 };
        let all = Accounts { payees: vec![row, without], funds: vec![fund] };
        let text = String::from_utf8(accounts(&all, &["Almtal AG", "Nuvias UC"], &sources)).unwrap();
        let rows: Vec<&str> = text.lines().skip(1).collect();
        assert_eq!(
            rows,
            [
                "account,nuvias,almtal,Almtal AG,EUR,0.01,2.00,0.20,0.04,0.00,0.05,0.00,1.80,below-minimum,10.20,2022-10: 10.00; 2022-11: 0.20,30.00,2022-06-01,rulebook/payouts.csv:7",
                "account,nuvias,almtal,Almtal AG,EUR,0.01,2.00,0.20,0.04,0.00,0.05,1.80,0.00,,0.00,,,,",
                "fund,nuvias,almtal,Almtal AG,EUR,-1.00,2.50,,,,,,1.50,,,,,,",
            ]
        );
        let columns = text.lines().next().unwrap().split(',').count();
        assert!(rows.iter().all(|row| row.split(',').count() == columns));
    }
}
