//! `positions.csv`: what stands settled for each key, run-length over consecutive earned months.

use compact_str::CompactString;

use super::party;
use crate::{
    basics::PartyId,
    settlement::{Position, Positions},
    sheets::{
        dated::{Column, whole},
        own,
    },
};

/// The columns of `positions.csv`, each with what stands in it.
pub const POSITION_COLUMNS: [Column; 11] = [
    ("distributor", "through whom, by its id"),
    ("contract", "the contract's number at the distributor"),
    ("item", "the line of the contract"),
    ("term", "1 is the initial term"),
    ("component", "what kind of money"),
    ("payee", "who was owed, by its id"),
    ("currency", "of the amount"),
    ("from", "the first earned month"),
    ("months", "how many consecutive months"),
    ("amount", "settled so far for each of them, in major units"),
    ("first_settled", "the period in which each was first settled; empty where that was its own month"),
];

/// The bytes of `positions.csv`. `parties` are the ids that positions number.
#[must_use]
pub fn write_positions(positions: &Positions, parties: &[PartyId]) -> Vec<u8> {
    let mut sheet = own::begin(&POSITION_COLUMNS);
    for row in positions.rows() {
        sheet.cell(parties[row.distributor as usize].as_str());
        sheet.cell(&row.contract);
        sheet.cell(&row.item);
        sheet.cell(&row.term.to_string());
        sheet.cell(row.component.as_str());
        sheet.cell(parties[row.payee as usize].as_str());
        sheet.cell(row.currency.code());
        sheet.cell(&row.from.to_string());
        sheet.cell(&row.months.to_string());
        sheet.cell(&row.currency.major(row.minor).to_string());
        sheet.cell(&row.first_settled.map_or(String::new(), |period| period.to_string()));
        sheet.end_row();
    }
    sheet.into_bytes()
}

/// Reads `positions.csv` back; its parties must be among `parties`.
pub fn read_positions(bytes: Vec<u8>, parties: &[PartyId]) -> Result<Positions, String> {
    let rows = own::read(bytes, &POSITION_COLUMNS, |cells| {
        let currency = cells.get("currency")?;
        Ok(Position {
            distributor: party(cells, "distributor", parties)?,
            contract: CompactString::from(cells.text("contract")),
            item: CompactString::from(cells.text("item")),
            term: cells.read_with("term", whole)?,
            component: cells.get("component")?,
            payee: party(cells, "payee", parties)?,
            currency,
            from: cells.get("from")?,
            months: cells.read_with("months", whole)?,
            minor: cells.money("amount", currency)?,
            first_settled: cells.optional("first_settled")?,
        })
    })?;
    Ok(Positions::of(rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "distributor,contract,item,term,component,payee,currency,from,months,amount,first_settled\n\
                        nuvias,\"C,1\",ZP,1,commission,nuvias,EUR,2022-09,3,12.50,\n\
                        nuvias,\"C,1\",ZP,1,commission,tonwerk,JPY,2022-08,1,-500,2022-11\n";

    #[test]
    fn positions_come_back_as_they_were_written() {
        let parties: Vec<PartyId> = ["fjordvik", "nuvias", "tonwerk"].map(|id| id.parse().unwrap()).to_vec();
        let read = |parties: &[PartyId]| read_positions(TEXT.as_bytes().to_vec(), parties);
        let positions = read(&parties).unwrap();
        assert_eq!(positions.rows().iter().map(|row| (row.payee, row.minor)).collect::<Vec<_>>(), [(1, 1_250), (2, -500)]);
        assert_eq!(String::from_utf8(write_positions(&positions, &parties)).unwrap(), TEXT);
        let refused = read(&parties[..2]).unwrap_err();
        assert!(refused.starts_with("line 3: payee \"tonwerk\": no row of rulebook/parties"), "{refused}");
    }
}
