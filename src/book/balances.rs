//! `balances.csv`: what stands in accounts, reserves and funds when a period is closed.

use super::party;
use crate::{
    basics::{Currency, PartyId, PartyRef},
    facts::OpeningKind,
    settlement::Balances,
    sheets::{
        SheetWriter,
        dated::{CellError, Cells, Column},
        own,
    },
};

/// The columns of `balances.csv`, each with what stands in it.
pub const BALANCE_COLUMNS: [Column; 6] = [
    ("kind", "balance = carried in an account, below zero where the payee owes; reserve = kept back; fund = of a fund"),
    ("distributor", "through whom, by its id"),
    ("party", "whose it is, by its id"),
    ("currency", "of the amount"),
    ("month", "of a reserve: the period it is released in; else empty"),
    ("amount", "in major units; never zero"),
];

/// The bytes of `balances.csv`.
#[must_use]
pub fn write_balances(balances: &Balances) -> Vec<u8> {
    let mut sheet = own::begin(&BALANCE_COLUMNS);
    for ((distributor, party, currency), balance) in &balances.accounts {
        if balance.carried != 0 {
            row(&mut sheet, OpeningKind::Balance, (*distributor, *party, *currency), "", balance.carried);
        }
        for (release, minor) in &balance.reserve {
            row(&mut sheet, OpeningKind::Reserve, (*distributor, *party, *currency), &release.to_string(), *minor);
        }
    }
    for (whose, minor) in &balances.funds {
        row(&mut sheet, OpeningKind::Fund, *whose, "", *minor);
    }
    sheet.into_bytes()
}

fn row(sheet: &mut SheetWriter, kind: OpeningKind, whose: (PartyRef, PartyRef, Currency), month: &str, minor: i64) {
    let (distributor, party, currency) = whose;
    let amount = currency.major(minor).to_string();
    sheet.row([kind.as_str(), distributor.id.as_str(), party.id.as_str(), currency.code(), month, &amount]);
}

/// Reads `balances.csv` back; its parties must be among `parties`.
pub fn read_balances(bytes: Vec<u8>, parties: &[PartyId]) -> Result<Balances<'_>, String> {
    let whose = |cells: &Cells, column: &'static str| -> Result<PartyRef, CellError> {
        let number = party(cells, column, parties)?;
        Ok(PartyRef { number, id: &parties[number as usize] })
    };
    let rows = own::read(bytes, &BALANCE_COLUMNS, |cells| {
        let currency: Currency = cells.get("currency")?;
        let key = (whose(cells, "distributor")?, whose(cells, "party")?, currency);
        let kind: OpeningKind = cells.get("kind")?;
        let release = if kind == OpeningKind::Reserve { Some(cells.get("month")?) } else { None };
        Ok((kind, key, release, cells.money("amount", currency)?))
    })?;
    let mut balances = Balances::default();
    for (kind, key, release, minor) in rows {
        match (kind, release) {
            (OpeningKind::Reserve, Some(release)) => {
                balances.accounts.entry(key).or_default().reserve.insert(release, minor);
            }
            (OpeningKind::Fund, _) => {
                balances.funds.insert(key, minor);
            }
            _ => balances.accounts.entry(key).or_default().carried = minor,
        }
    }
    Ok(balances)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn balances_come_back_as_they_were_written() {
        let text = "kind,distributor,party,currency,month,amount\n\
                    balance,nuvias,fjordvik,EUR,,-0.50\n\
                    reserve,nuvias,fjordvik,EUR,2022-11,2.00\n\
                    reserve,nuvias,fjordvik,EUR,2023-01,3.00\n\
                    reserve,nuvias,tonwerk,JPY,2022-12,7\n\
                    fund,nuvias,tonwerk,EUR,,40.00\n";
        let parties: Vec<PartyId> = ["fjordvik", "nuvias", "tonwerk"].map(|id| id.parse().unwrap()).to_vec();
        let balances = read_balances(text.as_bytes().to_vec(), &parties).unwrap();
        assert_eq!((balances.accounts.len(), balances.funds.len()), (2, 1));
        assert_eq!(String::from_utf8(write_balances(&balances)).unwrap(), text);
        assert!(read_balances(text.replace("2022-12", "soon").into_bytes(), &parties).unwrap_err().starts_with("line 5: month"));
    }
}
