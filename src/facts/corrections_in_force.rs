//! The corrections of facts as they are known on a day, and the cells that are read by them.

use chrono::NaiveDate;

use super::corrections::{Correct, FactKey};
use crate::{
    basics::{PartyId, Source},
    sheets::dated::{Dates, Ruled},
};

/// A correction in force.
#[derive(Clone, Debug)]
pub struct Correction {
    /// The cell that it is about.
    pub key: FactKey,
    /// What is right.
    pub correct: Correct,
    /// The day it became known.
    pub recorded_on: NaiveDate,
    /// Where the row stands.
    pub source: Source,
    /// The authority it names.
    pub reference: String,
}

/// A cell of a feed that is read by its correction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corrected {
    /// Which correction, by its place among those in force.
    pub correction: usize,
    /// The row of the feed.
    pub source: Source,
    /// The day of its delivery.
    pub delivered_on: NaiveDate,
    /// The cell as delivered.
    pub delivered: String,
}

/// The corrections as known on a day, in the order of their keys.
#[derive(Clone, Debug, Default)]
pub struct CorrectionsInForce(Vec<Correction>);

impl CorrectionsInForce {
    /// Those that are not withdrawn: of each key, the row recorded last.
    #[must_use]
    pub fn of(dates: &Dates<FactKey, Correct>) -> Self {
        let last = dates.iter().filter_map(|(key, line)| {
            let row = line.rows().max_by_key(|row| (row.recorded_on, row.effective_from))?;
            let Ruled { value, source, recorded_on, reference, .. } = row.value.clone()?;
            Some(Correction { key: key.clone(), correct: value, recorded_on, source, reference })
        });
        CorrectionsInForce(last.collect())
    }

    /// All of them, in the order of their keys.
    #[must_use]
    pub fn all(&self) -> &[Correction] {
        &self.0
    }

    /// Whether a distributor's deliveries are corrected anywhere.
    #[must_use]
    pub fn correct(&self, distributor: &PartyId) -> bool {
        self.0.iter().any(|own| own.key.distributor == *distributor)
    }

    /// The places of those of a contract.
    #[must_use]
    pub fn of_contract(&self, distributor: &PartyId, contract: &str) -> std::ops::Range<usize> {
        let place =
            |own: &Correction| (own.key.distributor.cmp(distributor)).then_with(|| own.key.contract.as_str().cmp(contract));
        self.0.partition_point(|own| place(own).is_lt())..self.0.partition_point(|own| place(own).is_le())
    }

    /// Whether both correct the same cells to the same values, whoever says so.
    #[must_use]
    pub fn same(&self, other: &CorrectionsInForce) -> bool {
        let told = |own: &CorrectionsInForce| {
            own.0.iter().map(|own| (own.key.clone(), own.correct.value.clone(), own.recorded_on)).collect::<Vec<_>>()
        };
        told(self) == told(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{facts::Corrections, sheets::dated::DatedRows};

    const HEADER: &str = "distributor,contract,item,term,valid_from,field,effective_from,recorded_on,value,by,reason,reference\n";

    #[test]
    fn corrections_are_found_by_contract_and_told_apart_by_what_they_change() {
        let of = |rows: &str| {
            let (table, _) = DatedRows::<Corrections>::read("corrections", 0, format!("{HEADER}{rows}").into_bytes());
            CorrectionsInForce::of(&table.known_on("2022-12-31".parse().unwrap()).0)
        };
        let row = |distributor: &str, contract: &str, value: &str, by: &str| {
            format!("{distributor},{contract},10,,,amount,2022-10-01,2022-10-01,{value},{by},typing error,mail\n")
        };
        let all = [row("stern", "C-2", "3", "a"), row("nuvias", "C-2", "2", "a"), row("nuvias", "C-1", "1", "a")].concat();
        let known = of(&all);
        let values = |distributor: &str, contract: &str| {
            let range = known.of_contract(&distributor.parse().unwrap(), contract);
            known.all()[range].iter().map(|own| own.correct.value.clone()).collect::<Vec<_>>()
        };
        assert_eq!([values("nuvias", "C-1"), values("nuvias", "C-2"), values("stern", "C-2")], [["1"], ["2"], ["3"]]);
        assert!(values("stern", "C-1").is_empty() && values("other", "C-1").is_empty());
        assert!(known.correct(&"stern".parse().unwrap()) && !known.correct(&"other".parse().unwrap()));
        let one = of(&row("nuvias", "C-1", "1", "a"));
        assert!(one.same(&of(&row("nuvias", "C-1", "1", "b"))), "whoever says so");
        assert!(!one.same(&of(&row("nuvias", "C-1", "2", "a"))) && !one.same(&known) && !one.same(&of("")));
    }
}
