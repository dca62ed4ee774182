//! What was agreed: programmes, plans, rates, and how files are read and written.
//!
//! Owns the rulebook's tables and the choice of the row that applies. Leaves what happened to `facts` and what is owed
//! to `settlement`. Holds true: rows are dated twice (when they hold, when they were known); the rulebook is read
//! whole or the run stops.

mod announced;
mod assessments;
mod bands;
mod benefits;
mod check;
mod clawbacks;
mod exchange_rates;
mod feed_maps;
mod layouts;
mod limits;
mod parties;
mod payouts;
mod plans;
mod programmes;
mod rate_key;
mod rates;
mod shapes;
mod split_total;
mod splits;
mod steps;
mod tiers;

use std::collections::BTreeMap;

use chrono::NaiveDate;

pub use crate::basics::FeedField;
pub use announced::{Announced, Trailer};
pub use assessments::assessments;
pub use bands::{Band, BandGives, BandMethod, BandMetric, BandRow, BandScope, BandStep, BandTable, BandTerms, BandWindow, Bands};
pub use benefits::{Benefit, BenefitKey, BenefitRow, BenefitTable, Benefits};
pub use clawbacks::{Clawback, Clawbacks, Keeps, Method, ServedIn, Window};
pub use exchange_rates::{EURO, ExchangeRate, ExchangeRates, ExchangeTable, Quote, RateKind};
pub use feed_maps::{FeedMap, FeedMapKey, FeedMaps, Grammar, Origin, SETTINGS};
pub use layouts::{Layout, LayoutColumn, LayoutKey, Layouts};
pub use limits::{Limit, LimitKey, LimitKind, LimitPer, LimitScope, LimitTable, Limits};
pub use parties::{AgentClass, Agreement, Agreements, Aliases, Parties, Party, Role, TierPolicy};
pub use payouts::{PayoutTerms, Payouts, Reserve};
pub use plans::{AfterPrincipal, BasisDate, EarnedWhen, PaidIn, PlanSettings, Plans, RateDay};
pub use programmes::{Competencies, Evidence, Programme, Programmes, YearDay, begun_on};
pub use rate_key::{Any, ContractMonths, RateKey, Terms};
pub use rates::{RateQuestion, RateRow, RateTable, Rates};
pub use shapes::{Family, Fixed, Lane, Shape, ShapeWord};
pub use split_total::{AboveGross, within_gross};
pub use splits::{ChainScope, Member, ShareFormula, SharePayee, Split, SplitKey, SplitQuestion, SplitRow, SplitTable, Splits};
pub use steps::{PercentStep, PercentSteps};
pub use tiers::{Asked, Requirements, SoldAs, Tier, Tiers};

use crate::{
    basics::{
        Checked, Code, CompetencyName, Component, Currency, Finding, Findings, LayoutName, Model, PartyId, PlanName,
        ProgrammeName, TierName,
    },
    sheets::dated::{DatedRows, DatedTable, Dates},
};

/// A file of the rulebook or of the facts, read and not yet understood.
pub struct TableFile {
    /// Its name in the workspace, such as `rulebook/rates.csv`.
    pub name: String,
    /// Its number among the sources.
    pub number: u32,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Takes the table `T` out of `files`, or an empty one where it is absent.
pub fn table<T: DatedTable>(files: &mut Vec<TableFile>, found: &mut Findings) -> DatedRows<T> {
    let name = format!("{}.csv", T::NAME);
    match files.iter().position(|file| file.name == name) {
        Some(at) => {
            let file = files.remove(at);
            found.take(DatedRows::read(&file.name, file.number, file.bytes))
        }
        None => DatedRows::absent(),
    }
}

/// What became known between two days, of what amounts rest on. Standings are compared by themselves.
#[derive(Clone, Debug, Default)]
pub struct News {
    /// The first day of effect of a row that any item may rest on.
    pub rules: Option<NaiveDate>,
    /// The partners of new agreements, each with its first day of effect.
    pub agreements: Vec<(PartyId, NaiveDate)>,
}

/// Every row ever recorded.
pub struct Rulebook {
    /// Whether every row could be read; a lint of half a table would blame the other half.
    whole: bool,
    parties: DatedRows<Parties>,
    aliases: DatedRows<Aliases>,
    agreements: DatedRows<Agreements>,
    plans: DatedRows<Plans>,
    programmes: DatedRows<Programmes>,
    tiers: DatedRows<Tiers>,
    requirements: DatedRows<Requirements>,
    competencies: DatedRows<Competencies>,
    rates: DatedRows<Rates>,
    splits: DatedRows<Splits>,
    clawbacks: DatedRows<Clawbacks>,
    exchange_rates: DatedRows<ExchangeRates>,
    benefits: DatedRows<Benefits>,
    bands: DatedRows<Bands>,
    limits: DatedRows<Limits>,
    payouts: DatedRows<Payouts>,
    feed_maps: BTreeMap<PartyId, DatedRows<FeedMaps>>,
    layouts: BTreeMap<LayoutName, DatedRows<Layouts>>,
}

impl Rulebook {
    /// Reads all tables of `rulebook/`. A file that is no table of ours is a finding.
    #[must_use]
    pub fn read(mut files: Vec<TableFile>) -> Checked<Rulebook> {
        let mut found = Findings::default();
        let mut book = Rulebook {
            whole: true,
            parties: table(&mut files, &mut found),
            aliases: table(&mut files, &mut found),
            agreements: table(&mut files, &mut found),
            plans: table(&mut files, &mut found),
            programmes: table(&mut files, &mut found),
            tiers: table(&mut files, &mut found),
            requirements: table(&mut files, &mut found),
            competencies: table(&mut files, &mut found),
            rates: table(&mut files, &mut found),
            splits: table(&mut files, &mut found),
            clawbacks: table(&mut files, &mut found),
            exchange_rates: table(&mut files, &mut found),
            benefits: table(&mut files, &mut found),
            bands: table(&mut files, &mut found),
            limits: table(&mut files, &mut found),
            payouts: table(&mut files, &mut found),
            feed_maps: BTreeMap::new(),
            layouts: BTreeMap::new(),
        };
        for file in files {
            let named =
                |folder: &str| file.name.strip_prefix(folder).and_then(|name| name.strip_suffix(".csv")).map(str::to_owned);
            if let Some(Ok(distributor)) = named("rulebook/feed-maps/").map(|name| name.parse()) {
                book.feed_maps.insert(distributor, found.take(DatedRows::read(&file.name, file.number, file.bytes)));
            } else if let Some(Ok(layout)) = named("rulebook/layouts/").map(|name| name.parse()) {
                book.layouts.insert(layout, found.take(DatedRows::read(&file.name, file.number, file.bytes)));
            } else {
                let remedy = "take it out of rulebook/, or give it the name of a table (see the workspace's README)";
                found.add(Finding::new(Code::TableRow, &file.name, "this file is no table of the rulebook", remedy));
            }
        }
        book.whole = !found.stopped();
        (book, found.sorted())
    }

    /// The latest day on which any row became known.
    #[must_use]
    pub fn latest_recorded(&self) -> Option<NaiveDate> {
        let tables = [
            self.parties.latest_recorded(),
            self.aliases.latest_recorded(),
            self.agreements.latest_recorded(),
            self.plans.latest_recorded(),
            self.programmes.latest_recorded(),
            self.tiers.latest_recorded(),
            self.requirements.latest_recorded(),
            self.competencies.latest_recorded(),
            self.rates.latest_recorded(),
            self.splits.latest_recorded(),
            self.clawbacks.latest_recorded(),
            self.exchange_rates.latest_recorded(),
            self.benefits.latest_recorded(),
            self.bands.latest_recorded(),
            self.limits.latest_recorded(),
            self.payouts.latest_recorded(),
        ];
        let maps = self.feed_maps.values().map(DatedRows::latest_recorded);
        let layouts = self.layouts.values().map(DatedRows::latest_recorded);
        tables.into_iter().chain(maps).chain(layouts).flatten().max()
    }

    /// What became known after a day and not after another, of what amounts rest on.
    #[must_use]
    pub fn news(&self, after: NaiveDate, through: NaiveDate) -> News {
        fn first<T: DatedTable>(rows: &DatedRows<T>, (after, through): (NaiveDate, NaiveDate)) -> Option<NaiveDate> {
            rows.news(after, through).map(|(_, day)| day).min()
        }
        let days = (after, through);
        let rules = [
            first(&self.plans, days),
            first(&self.rates, days),
            first(&self.splits, days),
            first(&self.clawbacks, days),
            first(&self.exchange_rates, days),
            first(&self.benefits, days),
            first(&self.bands, days),
            first(&self.limits, days),
        ];
        let agreements = self.agreements.news(after, through).map(|((party, ..), day)| (party.clone(), day)).collect();
        News { rules: rules.into_iter().flatten().min(), agreements }
    }

    /// The rules as they were known on a day, and what a lint of them finds.
    #[must_use]
    pub fn known_on(&self, day: NaiveDate) -> Checked<Rules> {
        let mut found = Findings::default();
        let rules = Rules {
            parties: found.take(self.parties.known_on(day)),
            aliases: found.take(self.aliases.known_on(day)),
            agreements: found.take(self.agreements.known_on(day)),
            plans: found.take(self.plans.known_on(day)),
            programmes: found.take(self.programmes.known_on(day)),
            tiers: found.take(self.tiers.known_on(day)),
            requirements: found.take(self.requirements.known_on(day)),
            competencies: found.take(self.competencies.known_on(day)),
            rates: {
                let rows = found.take(self.rates.known_on(day));
                found.take(RateTable::new(rows))
            },
            splits: SplitTable::new(found.take(self.splits.known_on(day))),
            clawbacks: found.take(self.clawbacks.known_on(day)),
            exchange_rates: ExchangeTable::new(&found.take(self.exchange_rates.known_on(day))),
            benefits: BenefitTable::new(found.take(self.benefits.known_on(day))),
            bands: BandTable::new(found.take(self.bands.known_on(day))),
            limits: LimitTable::new(found.take(self.limits.known_on(day))),
            payouts: found.take(self.payouts.known_on(day)),
            feed_maps: self.feed_maps.iter().map(|(name, rows)| (name.clone(), found.take(rows.known_on(day)))).collect(),
            layouts: self.layouts.iter().map(|(name, rows)| (name.clone(), found.take(rows.known_on(day)))).collect(),
        };
        if self.whole {
            check::lint(&rules, &mut found);
        }
        (rules, found.sorted())
    }
}

/// The rules as known on a day.
#[derive(Clone)]
pub struct Rules {
    /// Who there is.
    pub parties: Dates<PartyId, Party>,
    /// What distributors call them.
    pub aliases: Dates<(PartyId, String), PartyId>,
    /// On which plan they sell.
    pub agreements: Dates<(PartyId, PartyId, Model), Agreement>,
    /// How plans compute.
    pub plans: Dates<(PlanName, Component), PlanSettings>,
    /// Regimes of tiers.
    pub programmes: Dates<ProgrammeName, Programme>,
    /// Their ladders.
    pub tiers: Dates<(ProgrammeName, TierName), Tier>,
    /// What tiers ask for.
    pub requirements: Dates<(ProgrammeName, TierName, Asked), u64>,
    /// The open list of competencies.
    pub competencies: Dates<CompetencyName, String>,
    /// What is paid or granted.
    pub rates: RateTable,
    /// How amounts are shared along chains.
    pub splits: SplitTable,
    /// What is kept of amounts due once.
    pub clawbacks: Dates<(PlanName, Component), Clawback>,
    /// How currencies are converted.
    pub exchange_rates: ExchangeTable,
    /// Marketing funds and demo licences.
    pub benefits: BenefitTable,
    /// Steps of volume.
    pub bands: BandTable,
    /// Floors and caps.
    pub limits: LimitTable,
    /// From which balance on payees are paid.
    pub payouts: Dates<(Any<PartyId>, Any<PartyId>, Currency), PayoutTerms>,
    /// How files are read.
    pub feed_maps: BTreeMap<PartyId, Dates<FeedMapKey, String>>,
    /// How statements are written.
    pub layouts: BTreeMap<LayoutName, Dates<LayoutKey, (String, String)>>,
}

impl Rules {
    /// A party's registered name on a day; its id where it has none.
    #[must_use]
    pub fn party_name<'a>(&'a self, party: &'a PartyId, day: NaiveDate) -> &'a str {
        self.parties.get(party).and_then(|line| line.at(day)).map_or(party.as_str(), |row| &row.value.name)
    }

    /// The programme in force on a day: the one that began last. Two that begin on one day are refused where somebody's
    /// tier depends on it; elsewhere the later name stands.
    #[must_use]
    pub fn programme_in_force(&self, day: NaiveDate) -> Option<&ProgrammeName> {
        let begun = self.programmes.iter().filter_map(|(name, line)| Some((begun_on(line, day)?, name)));
        begun.max().map(|(_, name)| name)
    }
}
