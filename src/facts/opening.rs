//! Where everything stood before the first month: what had been settled, what was owed, kept and accrued.

use compact_str::CompactString;

use super::named;
use crate::{
    basics::{Component, Currency, Month, PartyId, words},
    sheets::dated::{CellError, Cells, Column, DatedTable, whole},
};

words! {
    /// What an opening row says.
    pub enum OpeningKind {
        Position = "position": "What was settled for an earned month of a contract's item.",
        Balance = "balance": "What stood in a payee's account; below zero where the payee owes.",
        Reserve = "reserve": "What is kept in reserve, and released in a period.",
        Fund = "fund": "What stood in a fund balance.",
    }
}

/// An account or a fund: party, distributor, currency.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OpeningAccount {
    /// Whose it is.
    pub party: PartyId,
    /// Through whom.
    pub distributor: PartyId,
    /// In which currency.
    pub currency: Currency,
}

/// The amount of an item that was settled before courtage was.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SettledBefore {
    /// The contract's number at its distributor.
    pub contract: CompactString,
    /// The line of the contract.
    pub item: CompactString,
    /// Which term, from 1.
    pub term: u32,
    /// What kind of money.
    pub component: Component,
    /// The month it was earned in.
    pub earned: Month,
}

/// What an opening row is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OpeningOf {
    /// What was settled for a key.
    Position(SettledBefore),
    /// The account's balance.
    Balance,
    /// A reserve that is released in this period.
    Reserve(Month),
    /// The fund's balance.
    Fund,
}

/// `facts/opening`: minor units by account and what they are about.
pub struct Opening;

impl DatedTable for Opening {
    const NAME: &'static str = "facts/opening";
    const ABOUT: &'static str =
        "Where everything stood before first_month. An earned month before it is posted only where it has a position.";
    const KEYS: &'static [Column] = &[
        (
            "kind",
            "position = settled for an earned month of an item; balance = of an account; reserve = kept, with its release; fund = of a fund",
        ),
        ("party", "the payee, or whose fund it is"),
        ("distributor", "through whom"),
        ("currency", "of the amount"),
        ("contract", "of a position: the contract's number; else empty"),
        ("item", "of a position: the line of the contract; else empty"),
        ("term", "of a position: the term, from 1; else empty"),
        ("component", "of a position: commission, override, uplift, bonus, discount or fund; else empty"),
        ("month", "of a position: the month it was earned in; of a reserve: the period it is released in; else empty"),
    ];
    const VALUES: &'static [Column] =
        &[("amount", "in major units: 1250.00; a balance below zero is what the payee owes; closed = the row is withdrawn")];
    type Key = (OpeningAccount, OpeningOf);
    type Value = i64;

    fn key(cells: &Cells) -> Result<Self::Key, CellError> {
        let account = OpeningAccount {
            party: cells.get("party")?,
            distributor: cells.get("distributor")?,
            currency: cells.get("currency")?,
        };
        let kind: OpeningKind = cells.get("kind")?;
        let of_position: &[&'static str] = &["contract", "item", "term", "component"];
        let of_none: &[&'static str] = &["contract", "item", "term", "component", "month"];
        let (of, idle) = match kind {
            OpeningKind::Position => (OpeningOf::Position(settled_before(cells)?), &[][..]),
            OpeningKind::Balance => (OpeningOf::Balance, of_none),
            OpeningKind::Reserve => (OpeningOf::Reserve(cells.get("month")?), of_position),
            OpeningKind::Fund => (OpeningOf::Fund, of_none),
        };
        for column in idle {
            let empty =
                |text: &str| if text.is_empty() { Ok(()) } else { Err(format!("expected nothing in a row of kind {kind}")) };
            cells.read_with(column, empty)?;
        }
        Ok((account, of))
    }

    fn value(cells: &Cells) -> Result<i64, CellError> {
        let amount = cells.money("amount", cells.get("currency")?)?;
        if cells.text("kind") == OpeningKind::Reserve.as_str() && amount < 0 {
            cells.read_with("amount", |_| -> Result<(), String> { Err("expected 0 or more: a reserve is kept".to_owned()) })?;
        }
        Ok(amount)
    }
}

fn settled_before(cells: &Cells) -> Result<SettledBefore, CellError> {
    let term = |text: &str| match whole(text) {
        Ok(term) if term > 0 => Ok(term),
        _ => Err("expected a term such as 1".to_owned()),
    };
    Ok(SettledBefore {
        contract: cells.read_with("contract", named)?,
        item: cells.read_with("item", named)?,
        term: cells.read_with("term", term)?,
        component: cells.get("component")?,
        earned: cells.get("month")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheets::dated::DatedRows;

    fn refused(cells: &str) -> Vec<String> {
        let header =
            "kind,party,distributor,currency,contract,item,term,component,month,effective_from,recorded_on,amount,reference";
        let (keys, amount) = cells.rsplit_once(' ').unwrap();
        let text = format!("{header}\n{keys},2022-08-31,2022-08-31,{amount},x\n");
        let (_, found) = DatedRows::<Opening>::read("opening", 0, text.into_bytes());
        found.into_iter().map(|finding| finding.column).collect()
    }

    #[test]
    fn each_kind_has_its_columns_and_no_others() {
        for sound in [
            "position,almtal,nuvias,EUR,C-1,10,1,commission,2022-08 12.50",
            "position,almtal,nuvias,EUR,C-1,10,2,discount,2022-08 -12.50",
            "balance,almtal,nuvias,EUR,,,,, -80.00",
            "reserve,almtal,nuvias,EUR,,,,,2023-04 12.00",
            "reserve,almtal,nuvias,EUR,,,,,2023-04 0",
            "fund,almtal,nuvias,JPY,,,,, 500",
            "balance,almtal,nuvias,EUR,,,,, closed",
        ] {
            assert_eq!(refused(sound), Vec::<String>::new(), "{sound}");
        }
        for (cells, column) in [
            ("position,almtal,nuvias,EUR,,10,1,commission,2022-08 12.50", "contract"),
            ("position,almtal,nuvias,EUR,C-1,,1,commission,2022-08 12.50", "item"),
            ("position,almtal,nuvias,EUR,C-1,10,0,commission,2022-08 12.50", "term"),
            ("position,almtal,nuvias,EUR,C-1,10,1,,2022-08 12.50", "component"),
            ("position,almtal,nuvias,EUR,C-1,10,1,commission, 12.50", "month"),
            ("balance,almtal,nuvias,EUR,C-1,,,, 1.00", "contract"),
            ("balance,almtal,nuvias,EUR,,,,,2022-08 1.00", "month"),
            ("reserve,almtal,nuvias,EUR,,,,, 1.00", "month"),
            ("reserve,almtal,nuvias,EUR,,10,,,2023-04 1.00", "item"),
            ("reserve,almtal,nuvias,EUR,,,,,2023-04 -1.00", "amount"),
            ("fund,almtal,nuvias,EUR,,,1,, 1.00", "term"),
            ("fund,almtal,nuvias,JPY,,,,, 1.50", "amount"),
            ("loan,almtal,nuvias,EUR,,,,, 1.00", "kind"),
        ] {
            assert_eq!(refused(cells), [column], "{cells}");
        }
    }
}
