//! What people hold back by hand: a contract that nothing is posted for, a payee that nothing is paid to.

use chrono::NaiveDate;
use compact_str::CompactString;

use super::{held, named};
use crate::{
    basics::{Any, PartyId},
    sheets::dated::{CellError, Cells, Column, DatedTable, Dates, Ruled},
};

/// What a hold is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HoldOn {
    /// A contract, at one distributor or whichever has this number: its items post nothing.
    Contract(Any<PartyId>, CompactString),
    /// A payee, through one distributor or all: its accounts are not paid out.
    Payee(Any<PartyId>, PartyId),
}

/// `facts/holds`
pub struct Holds;

impl DatedTable for Holds {
    const NAME: &'static str = "facts/holds";
    const ABOUT: &'static str = "What is held by hand. A contract: its items post nothing, and stay as last settled. A payee: its accounts are not paid out, what it earns is carried.";
    const KEYS: &'static [Column] = &[
        ("distributor", "through whom, or *"),
        ("contract", "the contract's number at the distributor; * where a payee is held"),
        ("party", "the payee; * where a contract is held"),
    ];
    const VALUES: &'static [Column] = &[("status", "held from that day on; closed = released")];
    type Key = HoldOn;
    type Value = ();

    fn key(cells: &Cells) -> Result<HoldOn, CellError> {
        let distributor: Any<PartyId> = cells.get("distributor")?;
        let contract = match cells.text("contract") {
            "*" => None,
            _ => Some(cells.read_with("contract", named)?),
        };
        let party: Any<PartyId> = cells.get("party")?;
        match (contract, party) {
            (Some(contract), Any::Any) => Ok(HoldOn::Contract(distributor, contract)),
            (None, Any::Only(party)) => Ok(HoldOn::Payee(distributor, party)),
            (Some(_), Any::Only(_)) => cells.read_with("party", |_| Err("expected *: the row holds a contract".to_owned())),
            (None, Any::Any) => cells.read_with("party", |_| Err("expected a payee: the row names no contract".to_owned())),
        }
    }

    fn value(cells: &Cells) -> Result<(), CellError> {
        cells.read_with("status", held)
    }
}

/// The holds as known on a day.
#[derive(Default)]
pub struct HoldsInForce(pub Dates<HoldOn, ()>);

impl HoldsInForce {
    /// The row that holds a contract on a day. The one that names the distributor comes first.
    #[must_use]
    pub fn contract_is_held(&self, distributor: &PartyId, contract: &str, day: NaiveDate) -> Option<&Ruled<()>> {
        self.row(distributor, day, |through| HoldOn::Contract(through, contract.into()))
    }

    /// The row that holds what a payee is paid through a distributor on a day.
    #[must_use]
    pub fn payee_is_held(&self, party: &PartyId, distributor: &PartyId, day: NaiveDate) -> Option<&Ruled<()>> {
        self.row(distributor, day, |through| HoldOn::Payee(through, party.clone()))
    }

    fn row(&self, distributor: &PartyId, day: NaiveDate, key: impl Fn(Any<PartyId>) -> HoldOn) -> Option<&Ruled<()>> {
        if self.0.is_empty() {
            return None;
        }
        let specific_first = [Any::Only(distributor.clone()), Any::Any];
        specific_first.into_iter().find_map(|through| self.0.get(&key(through))?.at(day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheets::dated::DatedRows;

    const HEADER: &str = "distributor,contract,party,effective_from,recorded_on,status,reference\n";

    #[test]
    fn a_row_holds_a_contract_or_a_payee_until_it_is_released() {
        let text = format!(
            "{HEADER}nuvias,C-1,*,2022-09-10,2022-09-10,held,x\n\
             nuvias,C-1,*,2022-10-01,2022-10-01,closed,x\n\
             *,C-2,*,2022-09-10,2022-09-10,held,x\n\
             nuvias,*,almtal,2022-09-10,2022-09-10,held,x\n\
             *,*,buehler,2022-09-10,2022-09-10,held,x\n\
             *,C-3,*,2022-09-10,2022-09-10,held,x\n\
             nuvias,C-3,*,2022-09-20,2022-09-20,held,x\n\
             nuvias,C-3,*,2022-09-30,2022-09-30,closed,x\n"
        );
        let (rows, found) = DatedRows::<Holds>::read("holds", 0, text.into_bytes());
        let (known, doubled) = rows.known_on("2022-12-31".parse().unwrap());
        assert!(found.is_empty() && doubled.is_empty(), "{found:?} {doubled:?}");
        let holds = HoldsInForce(known);
        let [nuvias, stern, almtal, buehler]: [PartyId; 4] =
            ["nuvias", "stern", "almtal", "buehler"].map(|id| id.parse().unwrap());
        let contract = |distributor, contract, day: &str| {
            holds.contract_is_held(distributor, contract, day.parse().unwrap()).map(|row| row.source.line)
        };
        let payee = |party, distributor, day: &str| {
            holds.payee_is_held(party, distributor, day.parse().unwrap()).map(|row| row.source.line)
        };
        assert_eq!(["2022-09-09", "2022-09-10", "2022-10-01"].map(|day| contract(&nuvias, "C-1", day)), [None, Some(2), None]);
        assert_eq!((contract(&stern, "C-1", "2022-09-10"), contract(&stern, "C-2", "2022-09-10")), (None, Some(4)));
        assert_eq!(
            ["2022-09-19", "2022-09-20", "2022-09-30"].map(|day| contract(&nuvias, "C-3", day)),
            [Some(7), Some(8), Some(7)],
            "the row of the distributor first; what holds everywhere is not released at one"
        );
        assert_eq!((payee(&almtal, &nuvias, "2022-09-10"), payee(&almtal, &stern, "2022-09-10")), (Some(5), None));
        assert_eq!((payee(&buehler, &nuvias, "2022-09-10"), payee(&buehler, &stern, "2022-09-09")), (Some(6), None));
        assert!(HoldsInForce::default().payee_is_held(&buehler, &nuvias, "2022-09-10".parse().unwrap()).is_none());
    }

    #[test]
    fn a_row_about_both_or_neither_is_refused() {
        for (cells, column) in [
            ("nuvias,C-1,almtal", "party"),
            ("nuvias,*,*", "party"),
            ("nuvias,,*", "contract"),
            ("nuvias,C-1,", "party"),
            ("nuvias,*,Almtal", "party"),
        ] {
            let text = format!("{HEADER}{cells},2022-09-10,2022-09-10,held,x\n");
            let (_, found) = DatedRows::<Holds>::read("holds", 0, text.into_bytes());
            assert_eq!(found.iter().map(|finding| finding.column.as_str()).collect::<Vec<_>>(), [column], "{cells}");
        }
        let text = format!("{HEADER}nuvias,C-1,*,2022-09-10,2022-09-10,yes,x\n");
        assert_eq!(DatedRows::<Holds>::read("holds", 0, text.into_bytes()).1.len(), 1);
    }
}
