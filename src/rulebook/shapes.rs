//! What a rate row gives: the shapes, and how their values are written in a cell.
//!
//! Owns the grammar of the columns `shape` and `value` (design §6: shapes live in code, numbers in data). Leaves what a
//! shape comes to, to `settlement`. Holds true: every word of the list is read here and nowhere else; a value that the
//! grammar does not know is refused with what was expected.

use rust_decimal::Decimal;

use super::PercentSteps;
use crate::{
    basics::{BandName, Component, Currency, words},
    sheets::dated::{CellError, Cells, decimal, percentage},
};

words! {
    /// The words of the column `shape`.
    pub enum ShapeWord {
        Percent = "percent": "Percent of the month's base.",
        Points = "points": "Percentage points on top, for each competency held.",
        Tenure = "tenure": "Percent of the month's base in steps by the customer's tenure.",
        Band = "band": "By volume: the name of a table in bands.",
        Multiple = "multiple": "Times the unprorated monthly amount on the term's first day, once per term.",
        PercentOfTerm = "percent_of_term": "Percent of the base of the whole term, once per term.",
        Fixed = "fixed": "An amount per item or seat, once per term or per month.",
        Uplift = "uplift": "Percent of another component's rounded amount.",
        NoEntitlement = "none": "No entitlement.",
    }

    /// Rows of one family compete for a month; families add up (design §6).
    pub enum Family {
        OfBase = "of_base": "`percent`, `tenure`, `band`.",
        Once = "once": "`multiple`, `percent_of_term`.",
        Fixed = "fixed": "`fixed`.",
    }
}

/// Rows of one lane take over from each other in the course of time; `none` and `closed` take over in every lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lane {
    /// `none` and `closed`.
    All,
    /// A family.
    Family(Family),
    /// `points`.
    Points,
    /// `uplift`.
    Uplift,
}

impl Lane {
    /// Reads the column `shape` for its lane; what is no shape is refused with the value.
    pub(super) fn read(cells: &Cells) -> Lane {
        match cells.text("shape").parse() {
            Ok(ShapeWord::Percent | ShapeWord::Tenure | ShapeWord::Band) => Lane::Family(Family::OfBase),
            Ok(ShapeWord::Multiple | ShapeWord::PercentOfTerm) => Lane::Family(Family::Once),
            Ok(ShapeWord::Fixed) => Lane::Family(Family::Fixed),
            Ok(ShapeWord::Points) => Lane::Points,
            Ok(ShapeWord::Uplift) => Lane::Uplift,
            Ok(ShapeWord::NoEntitlement) | Err(_) => Lane::All,
        }
    }

    /// Whether a row of this lane says `shape` itself; a `none` of the lane of all stands in the others too.
    pub(super) fn is_of(self, shape: &Shape) -> bool {
        *shape != Shape::NoEntitlement || self == Lane::All
    }
}

/// What a rate row gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Percent of the month's base.
    Percent(Decimal),
    /// Percentage points on top, for each competency held.
    Points(Decimal),
    /// Percent of the month's base by tenure.
    Tenure(PercentSteps),
    /// By volume, as this table says.
    Band(BandName),
    /// Times the unprorated monthly amount on the term's first day, once per term.
    Multiple(Decimal),
    /// Percent of the base of the whole term, once per term.
    PercentOfTerm(Decimal),
    /// An amount per item or seat.
    Fixed(Fixed),
    /// Percent of another component's rounded amount.
    Uplift(Decimal, Component),
    /// No entitlement, and the row says so.
    NoEntitlement,
}

/// An amount that does not depend on the price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fixed {
    /// In minor units.
    pub minor: i64,
    /// In which currency the contract must be.
    pub currency: Currency,
    /// Times the seats.
    pub per_seat: bool,
    /// Each month instead of once per term.
    pub per_month: bool,
}

impl Shape {
    /// In which family the row competes; `none` competes in all, `points` and `uplift` in none.
    #[must_use]
    pub fn family(&self) -> Option<Family> {
        match self {
            Shape::Percent(_) | Shape::Tenure(_) | Shape::Band(_) => Some(Family::OfBase),
            Shape::Multiple(_) | Shape::PercentOfTerm(_) => Some(Family::Once),
            Shape::Fixed(_) => Some(Family::Fixed),
            Shape::Points(_) | Shape::Uplift(..) | Shape::NoEntitlement => None,
        }
    }

    /// Of rows that ask for different competencies the higher counts: what of the row is compared.
    #[must_use]
    pub fn worth(&self) -> Decimal {
        match self {
            Shape::Percent(value)
            | Shape::Points(value)
            | Shape::Multiple(value)
            | Shape::PercentOfTerm(value)
            | Shape::Uplift(value, _) => *value,
            Shape::Tenure(steps) => steps.first_within(|limit| limit >= 1).percent,
            Shape::Fixed(fixed) => Decimal::from(fixed.minor),
            Shape::Band(_) => Decimal::ZERO,
            Shape::NoEntitlement => Decimal::NEGATIVE_ONE,
        }
    }

    /// Reads the columns `shape` and `value`.
    pub(super) fn read(cells: &Cells) -> Result<Shape, CellError> {
        let word: ShapeWord = cells.get("shape").map_err(|error: CellError| error.or_also("closed"))?;
        Ok(match word {
            ShapeWord::Percent => Shape::Percent(cells.read_with("value", percentage)?),
            ShapeWord::Points => Shape::Points(cells.read_with("value", percentage)?),
            ShapeWord::Tenure => Shape::Tenure(cells.get("value")?),
            ShapeWord::Band => Shape::Band(cells.get("value")?),
            ShapeWord::Multiple => Shape::Multiple(cells.read_with("value", positive)?),
            ShapeWord::PercentOfTerm => Shape::PercentOfTerm(cells.read_with("value", percentage)?),
            ShapeWord::Fixed => Shape::Fixed(cells.read_with("value", fixed)?),
            ShapeWord::Uplift => {
                let (value, of) = cells.read_with("value", uplift)?;
                Shape::Uplift(value, of)
            }
            ShapeWord::NoEntitlement => cells.read_with("value", |text| {
                if text.is_empty() { Ok(Shape::NoEntitlement) } else { Err("expected nothing beside none".to_owned()) }
            })?,
        })
    }
}

fn positive(text: &str) -> Result<Decimal, String> {
    match decimal(text) {
        Ok(value) if value > Decimal::ZERO && value <= Decimal::ONE_THOUSAND => Ok(value),
        _ => Err("expected a number above 0, at most 1000, such as 2 or 0.84".to_owned()),
    }
}

/// `15.00 EUR`, perhaps `per seat`, perhaps `per month`.
fn fixed(text: &str) -> Result<Fixed, String> {
    let expected = || "expected an amount such as 15.00 EUR, 15.00 EUR per seat, or either with per month behind it".to_owned();
    let words: Vec<&str> = text.split(' ').collect();
    let [amount, code, per @ ..] = &words[..] else { return Err(expected()) };
    let (per_seat, per_month) = match per {
        [] => (false, false),
        ["per", "seat"] => (true, false),
        ["per", "month"] => (false, true),
        ["per", "seat", "per", "month"] => (true, true),
        _ => return Err(expected()),
    };
    let currency: Currency = code.parse()?;
    let minor = decimal(amount).and_then(|amount| currency.minor(amount))?;
    if minor < 0 {
        return Err("expected an amount that is not negative".to_owned());
    }
    Ok(Fixed { minor, currency, per_seat, per_month })
}

/// `20.19 of commission`
fn uplift(text: &str) -> Result<(Decimal, Component), String> {
    let expected = || "expected a percentage of a component such as 20.19 of commission".to_owned();
    let (value, of) = text.split_once(" of ").ok_or_else(expected)?;
    Ok((percentage(value)?, of.parse()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_amount_says_its_currency_and_what_it_is_for() {
        let eur: Currency = "EUR".parse().unwrap();
        let of = |per_seat, per_month| Ok(Fixed { minor: 1550, currency: eur, per_seat, per_month });
        assert_eq!(fixed("15.50 EUR"), of(false, false));
        assert_eq!(fixed("15.50 EUR per seat"), of(true, false));
        assert_eq!(fixed("15.50 EUR per month"), of(false, true));
        assert_eq!(fixed("15.50 EUR per seat per month"), of(true, true));
        assert_eq!(fixed("0.00 EUR").map(|fixed| fixed.minor), Ok(0));
        for text in ["15.50", "15.50 XXX", "-1 EUR", "15.505 EUR", "15 EUR per year", "15 EUR per month per seat", "", "15  EUR"]
        {
            assert!(fixed(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn percentages_and_factors_have_bounds() {
        assert!(positive("0.84").is_ok() && positive("1000").is_ok() && positive("0").is_err() && positive("1000.1").is_err());
        assert_eq!(
            uplift("20.19 of commission").map(|(value, of)| (value.to_string(), of)),
            Ok(("20.19".to_owned(), Component::Commission))
        );
        assert!(uplift("20.19").is_err() && uplift("20.19 of sales").is_err() && uplift("120 of commission").is_err());
    }

    #[test]
    fn families_and_worth() {
        let percent = Shape::Percent(Decimal::TEN);
        assert_eq!((percent.family(), percent.worth()), (Some(Family::OfBase), Decimal::TEN));
        assert_eq!(Shape::NoEntitlement.family(), None);
        assert!(Shape::NoEntitlement.worth() < Shape::Percent(Decimal::ZERO).worth());
        let steps = "30 until 36; 20".parse().unwrap();
        assert_eq!(Shape::Tenure(steps).worth().to_string(), "30");
        assert_eq!(Shape::Multiple(Decimal::TWO).family(), Some(Family::Once));
        assert_eq!(Shape::PercentOfTerm(Decimal::TWO).worth(), Decimal::TWO);
        assert_eq!(Shape::Fixed(fixed("15.50 EUR").unwrap()).worth(), Decimal::from(1550));
        assert_eq!(Shape::Fixed(fixed("15.50 EUR").unwrap()).family(), Some(Family::Fixed));
        assert_eq!(Shape::Uplift(Decimal::TWO, Component::Commission).worth(), Decimal::TWO);
    }
}
