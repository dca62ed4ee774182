//! What a file of lines adds up to, read back by its own layout.

use std::{collections::BTreeMap, fmt};

use super::{Field, Stationery};
use crate::{
    basics::Currency,
    settlement::Line,
    sheets::{Row, Sheet, dated::decimal},
};

/// Rows and amounts by currency. What a layout leaves out is not compared: without a currency, or an amount, rows alone
/// are counted.
#[derive(Debug, Default)]
pub struct Footing {
    rows: usize,
    amounts: Option<BTreeMap<Currency, i64>>,
}

impl Footing {
    /// What lines add up to.
    #[must_use]
    pub fn of(lines: &[&Line]) -> Footing {
        let mut amounts = BTreeMap::new();
        lines.iter().for_each(|line| *amounts.entry(line.currency()).or_default() += line.minor);
        Footing { rows: lines.len(), amounts: Some(amounts) }
    }
}

/// Two footings agree where both tell.
impl PartialEq for Footing {
    fn eq(&self, other: &Self) -> bool {
        let both = self.amounts.as_ref().zip(other.amounts.as_ref());
        self.rows == other.rows && both.is_none_or(|(one, other)| one == other)
    }
}

impl fmt::Display for Footing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} rows", self.rows)?;
        let amounts = self.amounts.iter().flatten();
        amounts.into_iter().try_for_each(|(currency, minor)| write!(f, ", {} {currency}", currency.major(*minor)))
    }
}

impl Stationery {
    /// Reads a file of lines back and foots it.
    pub fn read_back(&self, bytes: Vec<u8>) -> Result<Footing, String> {
        let sheet = Sheet::read(bytes, self.dialect).map_err(|problem| problem.message)?;
        if !sheet.headings().iter().eq(self.columns.iter().map(|(heading, _)| heading)) {
            return Err("its headings are not those of the layout".to_owned());
        }
        let place = |wanted: Field| self.columns.iter().position(|(_, field)| *field == wanted);
        let places = place(Field::Amount).zip(place(Field::Currency));
        let mark = self.decimal_mark.to_string();
        let amount = |row: &Row| -> Result<Option<(Currency, i64)>, String> {
            let Some((amount, currency)) = places else { return Ok(None) };
            let currency: Currency = row.cell(currency).parse()?;
            let minor = currency.minor(decimal(&row.cell(amount).replace(&mark, "."))?)?;
            Ok(Some((currency, minor)))
        };
        let rows = sheet.rows(amount).map_err(|problem| problem.message)?;
        let mut footing = Footing { rows: rows.len(), amounts: places.map(|_| BTreeMap::new()) };
        for row in rows {
            if let (Some((currency, minor)), Some(amounts)) = (row?, &mut footing.amounts) {
                *amounts.entry(currency).or_default() += minor;
            }
        }
        Ok(footing)
    }
}
