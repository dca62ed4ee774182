//! Items to be settled in the small world: everything that the settlement of an item looks at, in one delivery.

use super::{
    deal,
    small_world::{DISTRIBUTOR, PARTNER, Setting, always, day, linted, text_of},
};
use crate::{
    basics::{
        AmountPer, Currency, DeliveryKind, Model, Month, PartyId, PartyRef, Severity, Source, Sources, Status, UndatedChange,
        add_months,
    },
    facts::{Delivery, Facts, Record},
    rulebook::{Rates, Rules},
    settlement::{Grounds, ItemFacts, ItemOutcome, Measures, Standings, Target, World, settle_item},
};

/// Who there is, in the order of ids.
const PARTIES: [&str; 4] = ["fjordvik", DISTRIBUTOR, PARTNER, "zoom"];

/// The number of a party.
pub fn number(party: &str) -> u32 {
    let place = PARTIES.iter().position(|own| *own == party).unwrap_or_else(|| panic!("nobody is called {party}"));
    u32::try_from(place).expect("there are four")
}

/// Everybody, in the order of ids.
pub fn parties() -> Vec<PartyId> {
    PARTIES.iter().map(|party| party.parse().unwrap()).collect()
}

/// The row of an item of the partner: 12 months from `starts_on`, an amount of minor units of a euro per month.
pub fn record(contract: &str, item: &str, starts_on: &str, amount: i64) -> Record {
    let starts_on = day(starts_on);
    Record {
        source: Source { file: 0, line: 2 },
        delivery: 0,
        partner: number(PARTNER),
        contract: contract.into(),
        item: item.into(),
        product: "ZP".into(),
        model: Model::Referral,
        term: 1,
        signed_on: None,
        starts_on,
        ends_on: add_months(starts_on, 12),
        months: Some(12),
        renewal_months: None,
        notice_on: None,
        valid_from: None,
        quantity: None,
        amount,
        currency: euro(),
        status: Status::Active,
        cancelled: None,
        customer: "".into(),
        customer_name: "".into(),
        order_no: "".into(),
        carried: None,
    }
}

/// Commission at the rates of these shapes and values, by product: `("*", "percent,10")`.
pub fn paying(rates: &[(&str, &str)]) -> String {
    let row = |(product, gives): &(&str, &str)| always(&format!("commission,sub-agent,{product},*,*,*,*"), gives);
    text_of::<Rates>(rates.iter().map(row))
}

/// A month in a test's own words.
pub fn month(text: &str) -> Month {
    text.parse().unwrap_or_else(|expected| panic!("{text:?}: {expected}"))
}

/// The currency of most cases.
pub fn euro() -> Currency {
    "EUR".parse().expect("the euro is a currency")
}

/// A run of one delivery, with all that it rests on.
pub struct SmallRun {
    rules: Rules,
    facts: Facts,
    standings: Standings,
    parties: Vec<PartyId>,
    deliveries: Vec<Delivery>,
    records: Vec<Record>,
    sources: Sources,
}

impl SmallRun {
    /// The run of records with amounts per month. The rules may have notes.
    pub fn of(records: Vec<Record>, setting: &Setting, facts: Facts) -> Self {
        let (rules, found) = linted(setting);
        assert!(found.iter().all(|finding| finding.code.severity() == Severity::Note), "{found:?}");
        let delivery = Delivery {
            distributor: DISTRIBUTOR.parse().unwrap(),
            distributor_no: number(DISTRIBUTOR),
            delivered_on: day("2022-01-01"),
            kind: DeliveryKind::Full,
            amount_per: AmountPer::Month,
            undated_change: UndatedChange::Hold,
        };
        let mut sources = Sources::default();
        sources.add("feeds/nuvias/2022-01-01.csv");
        SmallRun {
            standings: Standings::judge(&rules, &facts.people, &Measures::default()),
            rules,
            facts,
            parties: parties(),
            deliveries: vec![delivery],
            records,
            sources,
        }
    }

    /// The run of what a case tells in the columns of a deal.
    pub(super) fn of_case(case: &super::Case, setting: &Setting, facts: Facts) -> Self {
        SmallRun::of(vec![Record { partner: number(PARTNER), ..deal::record(case) }], setting, facts)
    }

    /// What the settlement of a period looks at; every month of it is priced and posted.
    pub fn world(&self, period: Month) -> World<'_> {
        World {
            grounds: Grounds {
                rules: &self.rules,
                facts: &self.facts,
                parties: &self.parties,
                standings: &self.standings,
                period,
                last_day: period.last_day(),
                bands: None,
            },
            records: &self.records,
            deliveries: &self.deliveries,
            parties: &self.parties,
            sources: &self.sources,
            first_month: Month::EARLIEST,
            priced_from: Month::EARLIEST,
            changed: None,
        }
    }

    /// The same with what a later delivery tells.
    pub(super) fn told_again(mut self, delivered_on: &str, rows: impl IntoIterator<Item = Record>) -> Self {
        let no = u32::try_from(self.deliveries.len()).expect("a case has few deliveries");
        let delivered_on = day(delivered_on);
        self.sources.add(&format!("feeds/nuvias/{delivered_on}.csv"));
        self.deliveries.push(Delivery { delivered_on, ..self.deliveries[0].clone() });
        let own = |row: Record| Record { delivery: no, source: Source { file: no, ..row.source }, ..row };
        self.records.extend(rows.into_iter().map(own));
        self
    }

    /// What is due through a period, each row an item of its own.
    pub fn targets(&self, period: Month) -> Vec<Target<'_>> {
        let (world, mut out) = (self.world(period), ItemOutcome::default());
        for row in (0..).take(self.records.len()) {
            settle_item(&world, &item(&[row]), &mut out);
        }
        assert!(out.frozen.is_empty(), "{:?}", out.findings);
        out.targets
    }

    /// A party with its number.
    pub fn party(&self, party: &str) -> PartyRef<'_> {
        let number = number(party);
        PartyRef { number, id: &self.parties[number as usize] }
    }
}

/// An item of these rows that its distributor goes on listing.
pub fn item(rows: &[u32]) -> ItemFacts<'_> {
    ItemFacts { rows, last_listed: day("2022-01-01"), missing_since: None, unreadable: false }
}
