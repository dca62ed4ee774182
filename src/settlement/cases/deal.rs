//! One deal: an item of one partner with the rules it is settled by.
//!
//! Shared columns of the case tables: `model` (empty = referral), `amount`, `currency` (empty = EUR), `per` (empty =
//! month), `seats`, `starts_on`, `last_day` or `months` (both empty = 12 months), `signed_on`, `renews_by` (months),
//! `later_amounts` (`150.00 2022-09-16; 175.00 USD 2022-11-01`: another amount, and from when), `last_day_in_force` and
//! `cancelled_by` of a cancellation. Last days belong to the term; inside, ends are exclusive.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{
    Case,
    small_world::{DISTRIBUTOR, LATE, PARTNER, Setting, day, rules},
};
use crate::{
    basics::{
        AmountPer, CancelledBy, Currency, DeliveryKind, Model, Month, PartyId, PartyRef, Source, Status, UndatedChange,
        add_months, months_between,
    },
    facts::{Delivery, Facts, PeopleFacts, Record, Term, item_history, terms_through},
    rulebook::Rules,
    settlement::{
        Grounds, Measures, Part, Priced, Recorder, ResolvedTerm, Setting as Resolving, Standings, Times, price, resolve,
    },
    sheets::dated::{decimal, whole},
};

/// An item with everything it is settled by.
pub struct Deal {
    rules: Rules,
    facts: Facts,
    standings: Standings,
    partner: PartyId,
    delivery: Delivery,
    records: Vec<Record>,
}

/// The percentage and the points of an amount that is one percentage of its base.
pub fn percent(priced: &Priced) -> (Decimal, Decimal) {
    match priced.parts[..] {
        [Part { times: Times::Percent(percent, points), .. }] => (percent, points),
        [Part { times: Times::Nothing, .. }] => (Decimal::ZERO, Decimal::ZERO),
        _ => panic!("the amount is one percentage"),
    }
}

/// `held`, with the code of why.
pub fn held(code: crate::basics::Code) -> String {
    format!("held: {}", code.as_str())
}

fn minor(currency: Currency, text: &str) -> Result<i64, String> {
    decimal(text).and_then(|amount| currency.minor(amount))
}

/// The day after a last day: inside, ends are exclusive.
pub fn behind(last_day: NaiveDate) -> NaiveDate {
    last_day.succ_opt().expect("days of cases have a day behind them")
}

/// The row that tells the first term of a case.
pub fn record(case: &Case) -> Record {
    let currency: Currency = case.optional("currency", str::parse).unwrap_or_else(|| "EUR".parse().unwrap());
    let starts_on = case.day("starts_on");
    let stated = case.optional("months", whole);
    let ends_on =
        case.optional("last_day", |text| Ok(behind(day(text)))).unwrap_or_else(|| add_months(starts_on, stated.unwrap_or(12)));
    let cancelled = case.optional("last_day_in_force", |text| Ok((behind(day(text)), case.get::<CancelledBy>("cancelled_by"))));
    Record {
        source: Source { file: 0, line: case.line },
        delivery: 0,
        partner: 0,
        contract: "C-1".into(),
        item: "1".into(),
        product: case.optional("product", |text| Ok(text.into())).unwrap_or_else(|| "ZP".into()),
        model: case.optional("model", str::parse).unwrap_or(Model::Referral),
        term: 1,
        signed_on: case.optional("signed_on", |text| Ok(day(text))),
        starts_on,
        ends_on,
        months: stated.or_else(|| months_between(starts_on, ends_on)),
        renewal_months: case.optional("renews_by", whole),
        notice_on: None,
        valid_from: None,
        quantity: case.optional("seats", decimal),
        amount: case.optional("amount", |text| minor(currency, text)).unwrap_or(10_000),
        currency,
        status: if cancelled.is_some() { Status::Cancelled } else { Status::Active },
        cancelled,
        customer: "".into(),
        customer_name: "".into(),
        order_no: "".into(),
        carried: None,
    }
}

/// Each later amount as a row of its own, dated.
fn later(case: &Case, first: &Record) -> Vec<Record> {
    let parts = case.text("later_amounts").split(';').map(str::trim).filter(|part| !part.is_empty());
    let row = |part: &str| {
        let words: Vec<&str> = part.split_whitespace().collect();
        let (amount, currency, from) = match words[..] {
            [amount, from] => (amount, first.currency, from),
            [amount, currency, from] => (amount, currency.parse().expect("a currency"), from),
            _ => panic!("later_amounts {part:?}: expected an amount and a day"),
        };
        let amount = minor(currency, amount).unwrap_or_else(|why| panic!("later_amounts {amount:?}: {why}"));
        Record { valid_from: Some(day(from)), amount, currency, ..first.clone() }
    };
    parts.map(row).collect()
}

impl Deal {
    /// The deal that a case tells of.
    pub fn of(case: &Case, setting: &Setting, facts: impl FnOnce(&PartyId) -> PeopleFacts) -> Deal {
        let first = record(case);
        let mut records = later(case, &first);
        records.insert(0, first);
        Deal::told(records, case.optional("per", str::parse).unwrap_or(AmountPer::Month), setting, facts)
    }

    /// The deal that rows of one delivery tell of.
    pub fn told(
        records: Vec<Record>,
        amount_per: AmountPer,
        setting: &Setting,
        facts: impl FnOnce(&PartyId) -> PeopleFacts,
    ) -> Deal {
        let partner: PartyId = PARTNER.parse().unwrap();
        let rules = rules(setting);
        let distributor: PartyId = DISTRIBUTOR.parse().unwrap();
        let delivery = Delivery {
            distributor,
            distributor_no: 1,
            delivered_on: records[0].starts_on,
            kind: DeliveryKind::Full,
            amount_per,
            undated_change: UndatedChange::Hold,
        };
        let facts = Facts::of_people(facts(&partner));
        Deal {
            standings: Standings::judge(&rules, &facts.people, &Measures::default()),
            rules,
            facts,
            partner,
            delivery,
            records,
        }
    }

    /// The terms that begin through a day.
    pub fn terms(&self, agreed: Option<u32>, through: NaiveDate) -> Result<Vec<Term>, String> {
        let history = self.history()?;
        terms_through(&history.terms, &self.records, |_| agreed, through)
            .map_err(|problem| format!("{}, expected {}", held(problem.code), problem.expected))
    }

    /// The component of a term that the model's plan names, as it stands in an earned month, with everything looked up.
    pub fn term(&self, number: u32, earned: Month) -> Result<ResolvedTerm<'_>, String> {
        Ok(self.components(number, earned)?.swap_remove(0))
    }

    /// Every component of a term, whatever happens later having happened.
    pub fn components(&self, number: u32, earned: Month) -> Result<Vec<ResolvedTerm<'_>>, String> {
        self.components_through(number, earned, day(LATE))
    }

    /// Every component of a term, as far as things have happened through a day.
    pub fn components_through(&self, number: u32, earned: Month, last_day: NaiveDate) -> Result<Vec<ResolvedTerm<'_>>, String> {
        let terms = self.terms(None, earned.last_day())?;
        let tenure_from = terms.first().map_or(NaiveDate::MAX, |term| term.span.from);
        let term = terms.into_iter().find(|term| term.number == number);
        let term = term.unwrap_or_else(|| panic!("term {number} has not begun by the end of {earned}"));
        let setting = Resolving {
            phases: &self.history()?.phases,
            records: &self.records,
            deliveries: std::slice::from_ref(&self.delivery),
            rules: &self.rules,
            partner: PartyRef { number: 0, id: &self.partner },
            tenure_from,
            last_day,
        };
        resolve(term, setting).map_err(|why| held(why.code))
    }

    /// What an amount rests on besides its term.
    pub fn grounds(&self, period: Month) -> Grounds<'_> {
        Grounds {
            rules: &self.rules,
            facts: &self.facts,
            parties: std::slice::from_ref(&self.partner),
            standings: &self.standings,
            period,
            last_day: period.last_day(),
            bands: None,
        }
    }

    /// What is due for an earned month of a term.
    pub fn price<'a>(&'a self, term: &ResolvedTerm<'a>, earned: Month, steps: &mut impl Recorder) -> Result<Priced<'a>, String> {
        price(term, earned, &[], &self.grounds(earned), steps).map_err(|why| held(why.code))
    }

    fn history(&self) -> Result<crate::facts::History, String> {
        let rows: Vec<u32> = (0..).take(self.records.len()).collect();
        let history = item_history(&rows, &self.records, std::slice::from_ref(&self.delivery));
        history.held.first().map_or(Ok(()), |(_, code)| Err(held(*code)))?;
        Ok(history)
    }
}
