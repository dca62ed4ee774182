//! Benefits of tiers and competencies: what accrues for marketing, and licences to demonstrate with (design §6).
//!
//! Holds true: of the rows that fit, the most specific applies; of several competencies the one that gives more.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::Any;
use crate::{
    basics::{CompetencyName, ProgrammeName, TierName, Timeline, words},
    sheets::dated::{CellError, Cells, Column, DatedTable, Dates, Ruled, decimal, whole},
};

words! {
    /// What a partner has beside its discount or commission.
    pub enum Benefit {
        Fund = "fund": "A marketing fund accrues: percent of the month's base.",
        DemoLicences = "demo_licences": "Licences to demonstrate with.",
    }
}

/// What a benefit row is for. The columns behind the benefit are compared left to right.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BenefitKey {
    /// Which benefit.
    pub benefit: Benefit,
    /// The regime of tiers.
    pub programme: Any<ProgrammeName>,
    /// The partner's tier.
    pub tier: Any<TierName>,
    /// A competency that the partner must hold.
    pub competency: Any<CompetencyName>,
}

/// `rulebook/benefits`
pub struct Benefits;

impl DatedTable for Benefits {
    const NAME: &'static str = "rulebook/benefits";
    const ABOUT: &'static str = "Marketing funds and demo licences by tier and competency. The most specific row wins: a named value before *, columns compared left to right.";
    const KEYS: &'static [Column] = &[
        ("benefit", "fund (accrues for each item whose plan has the component fund) or demo_licences (of a partner)"),
        ("programme", "the regime of tiers, or *"),
        ("tier", "the partner's tier, or *"),
        ("competency", "a competency that the partner must hold, or *; of several held the one that gives more"),
    ];
    const VALUES: &'static [Column] = &[("value", "fund: percent of the month's base; demo_licences: how many; closed")];
    type Key = BenefitKey;
    type Value = Decimal;

    fn key(cells: &Cells) -> Result<BenefitKey, CellError> {
        Ok(BenefitKey {
            benefit: cells.get("benefit")?,
            programme: cells.get("programme")?,
            tier: cells.get("tier")?,
            competency: cells.get("competency")?,
        })
    }

    fn value(cells: &Cells) -> Result<Decimal, CellError> {
        match cells.get("benefit")? {
            Benefit::Fund => cells.read_with("value", |text| match decimal(text) {
                Ok(value) if (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(&value) => Ok(value),
                _ => Err("expected a percentage from 0 to 100 such as 1.5".to_owned()),
            }),
            Benefit::DemoLicences => cells.read_with("value", |text| whole(text).map(Decimal::from)),
        }
    }
}

/// A row that applies.
#[derive(Clone, Copy, Debug)]
pub struct BenefitRow<'a> {
    /// What the row is for.
    pub key: &'a BenefitKey,
    /// The key in one word, for statements.
    pub label: &'a str,
    /// What it gives, and its authority: percent for a fund, a whole number of licences.
    pub rule: &'a Ruled<Decimal>,
}

impl BenefitRow<'_> {
    /// A number of licences. Only of a row of `demo_licences`.
    #[must_use]
    pub fn licences(&self) -> u32 {
        u32::try_from(self.rule.value).expect("licences are whole numbers, checked when read")
    }
}

/// The benefits as known on a day.
#[derive(Clone, Default)]
pub struct BenefitTable(Vec<(BenefitKey, String, Timeline<Ruled<Decimal>>)>);

impl BenefitTable {
    /// Takes the rows of the table.
    #[must_use]
    pub fn new(dates: Dates<BenefitKey, Decimal>) -> Self {
        let label = |key: &BenefitKey| format!("{}/{}/{}/{}", key.benefit, key.programme, key.tier, key.competency);
        BenefitTable(dates.into_iter().map(|(key, line)| (key.clone(), label(&key), line)).collect())
    }

    /// Every key of the table.
    pub fn keys(&self) -> impl Iterator<Item = (&BenefitKey, &Timeline<Ruled<Decimal>>)> {
        self.0.iter().map(|(key, _, line)| (key, line))
    }

    /// The row that says which percentage of a month's base accrues in a fund, for a partner of this standing on `day`.
    #[must_use]
    pub fn fund_percent(
        &self,
        programme: Option<&ProgrammeName>,
        tier: Option<&TierName>,
        competencies: &[CompetencyName],
        day: NaiveDate,
    ) -> Option<BenefitRow<'_>> {
        self.most_specific(Benefit::Fund, programme, tier, competencies, day)
    }

    /// The row that says how many demo licences a partner of this standing has on `day`.
    #[must_use]
    pub fn demo_licences(
        &self,
        programme: Option<&ProgrammeName>,
        tier: Option<&TierName>,
        competencies: &[CompetencyName],
        day: NaiveDate,
    ) -> Option<BenefitRow<'_>> {
        self.most_specific(Benefit::DemoLicences, programme, tier, competencies, day)
    }

    fn most_specific(
        &self,
        benefit: Benefit,
        programme: Option<&ProgrammeName>,
        tier: Option<&TierName>,
        competencies: &[CompetencyName],
        day: NaiveDate,
    ) -> Option<BenefitRow<'_>> {
        let fits = |key: &BenefitKey| {
            let competency = key.competency.named().is_none_or(|own| competencies.contains(own));
            key.benefit == benefit && key.programme.admits(programme) && key.tier.admits(tier) && competency
        };
        let rows = self.0.iter().filter(|(key, ..)| fits(key));
        let rows = rows.filter_map(|(key, label, line)| line.at(day).map(|rule| BenefitRow { key, label, rule }));
        // Of rows that are alike in all of this the first by name, so that a statement always names the same.
        rows.max_by_key(|row| {
            let named = (row.key.programme.is_named(), row.key.tier.is_named(), row.key.competency.is_named());
            (named, row.rule.value, std::cmp::Reverse(row.key))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheets::dated::DatedRows;

    /// How a value is read, or what was expected.
    fn read(benefit: &str, value: &str) -> String {
        let header = "benefit,programme,tier,competency,effective_from,recorded_on,value,reference";
        let text = format!("{header}\n{benefit},*,gold,*,2022-09-01,2022-08-15,{value},x\n");
        let (table, refused) = DatedRows::<Benefits>::read("benefits", 0, text.into_bytes());
        assert_eq!(table.latest_recorded().is_some(), refused.is_empty());
        let benefits = BenefitTable::new(table.known_on(NaiveDate::MAX).0);
        let values = benefits.keys().flat_map(|(_, line)| line.rows()).filter_map(|row| row.value.as_ref());
        let refused = refused.iter().map(|finding| format!("{}: {}", finding.column, finding.message));
        values.map(|row| row.value.to_string()).chain(refused).collect()
    }

    #[test]
    fn a_fund_is_a_percentage_and_licences_are_a_whole_number() {
        assert_eq!([read("fund", "0"), read("fund", "1.5"), read("fund", "100")], ["0", "1.5", "100"]);
        assert_eq!([read("demo_licences", "0"), read("demo_licences", "9999")], ["0", "9999"]);
        for none in ["", "-0.1", "100.1", "1.5%", "none"] {
            assert_eq!(read("fund", none), "value: expected a percentage from 0 to 100 such as 1.5", "{none:?}");
        }
        for none in ["", "-1", "1.5", "10000"] {
            assert_eq!(read("demo_licences", none), "value: expected a whole number such as 12", "{none:?}");
        }
        assert_eq!(read("licences", "1"), "benefit: expected fund or demo_licences");
        assert_eq!(read("fund", "closed"), "");
    }
}
