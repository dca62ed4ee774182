//! A small world to judge and settle in: rules and people as short tables in the workspace's own format.
//!
//! One vendor, one distributor, two partners, `tonwerk` and `fjordvik`. Compact cells of the case tables become rows of
//! the tables of people here; everything is read by the readers that a run reads with.

use std::fmt::Write;

use chrono::NaiveDate;

use super::regimes::{Ladders, Regimes};
use crate::{
    basics::{Checked, PartyId, Severity},
    facts::{Accreditations, CompetenciesHeld, Elections, People, PeopleFacts, PeopleTables, Points},
    rulebook::{
        Agreements, Benefits, Competencies, Layouts, Parties, Plans, Programmes, Rates, Requirements, Rulebook, Rules, TableFile,
        Tiers,
    },
    sheets::dated::{DatedRows, DatedTable, SHARED_COLUMNS, iso_day},
};

/// The partner that a case is about, where it names no other.
pub const PARTNER: &str = "tonwerk";
/// Through whom it sells.
pub const DISTRIBUTOR: &str = "nuvias";
/// Since when a row holds and is known that names no day.
pub const ALWAYS: &str = "2000-01-01";
/// Everything is known by then.
pub const LATE: &str = "2099-12-31";

/// A day in a test's own words.
pub fn day(text: &str) -> NaiveDate {
    iso_day(text).unwrap_or_else(|expected| panic!("{text:?}: {expected}"))
}

/// The value, which nothing may stand against. Small worlds leave out what a note would miss.
pub fn sound<T>((value, found): Checked<T>) -> T {
    assert!(found.iter().all(|finding| finding.code.severity() == Severity::Note), "{found:?}");
    value
}

/// What rules say beyond names.
pub struct Setting<'a> {
    /// The regimes of tiers.
    pub regimes: Regimes,
    /// The agreements' tier policy.
    pub tier_policy: &'a str,
    /// The agreements' currency; empty = none.
    pub payee_currency: &'a str,
    /// The partners that have an agreement.
    pub partners: &'a [&'a str],
    /// Further agreements.
    pub more_agreements: Vec<RowText>,
    /// The plans' basis date.
    pub basis_date: &'a str,
    /// The plans' proration.
    pub proration: &'a str,
    /// The plans' rounding step.
    pub step: &'a str,
    /// The plans' cap of points; empty = no points.
    pub points_cap: &'a str,
    /// What the plan sub-agent says of its commission in the columns that may be left out, as the file has them:
    /// `currency,rate_day,earned_when,after_principal`; empty = the columns are not there.
    pub plan_says: &'a str,
    /// Further components of the plan sub-agent: rows of the table of plans.
    pub components: Vec<RowText>,
    /// The text of the table of rates.
    pub rates: String,
    /// The text of the table of benefits.
    pub benefits: String,
    /// Further tables, each by its name.
    pub tables: Vec<(&'static str, String)>,
    /// How much of it is seen.
    pub known_on: NaiveDate,
}

impl Default for Setting<'_> {
    fn default() -> Self {
        Setting {
            regimes: Regimes::Elected,
            tier_policy: "zoom-up-2022",
            payee_currency: "",
            partners: &["tonwerk", "fjordvik"],
            more_agreements: Vec::new(),
            basis_date: "earned",
            proration: "daily",
            step: "0.01",
            points_cap: "",
            plan_says: "",
            components: Vec::new(),
            rates: text_of::<Rates>([]),
            benefits: text_of::<Benefits>([]),
            tables: Vec::new(),
            known_on: day(LATE),
        }
    }
}

/// A row: keys, the day from which it holds, values; both as the file has them.
pub type RowText = (String, String, String);

/// A row that holds always.
pub fn always(keys: &str, values: &str) -> RowText {
    (keys.to_owned(), ALWAYS.to_owned(), values.to_owned())
}

/// The text of a dated table without the columns that may be left out; each row was recorded on the day from which it
/// holds.
pub fn text_of<T: DatedTable>(rows: impl IntoIterator<Item = RowText>) -> String {
    text_with::<T>(&[], rows)
}

/// The same with some of the columns that may be left out.
pub fn text_with<T: DatedTable>(optional: &[&str], rows: impl IntoIterator<Item = RowText>) -> String {
    let names = |columns: &[(&'static str, &str)]| {
        let written = columns.iter().map(|(name, _)| *name).filter(|name| !T::OPTIONAL.contains(name) || optional.contains(name));
        written.collect::<Vec<_>>().join(",")
    };
    let mut text = format!("{},{},{},{}\n", names(T::KEYS), names(&SHARED_COLUMNS[..2]), names(T::VALUES), SHARED_COLUMNS[2].0);
    for (keys, from, values) in rows {
        writeln!(text, "{keys},{from},{from},{values},case table").expect("text takes every line");
    }
    text
}

/// A file of the rulebook.
pub fn file(name: &str, text: String) -> TableFile {
    TableFile { name: format!("{name}.csv"), number: 0, bytes: text.into_bytes() }
}

/// The rules of a case, in which nothing is wrong.
pub fn rules(setting: &Setting) -> Rules {
    sound(linted(setting))
}

/// The rules of a case, and what the lint finds. That plans and rates leave something out is no fault of a small world.
pub fn linted(setting: &Setting) -> Checked<Rules> {
    let agreement = |(party, model, plan): (&str, &str, &str)| {
        let currency = if setting.payee_currency.is_empty() { String::new() } else { format!(",{}", setting.payee_currency) };
        always(&format!("{party},{DISTRIBUTOR},{model}"), &format!("{plan},{},{currency}", setting.tier_policy))
    };
    let models = [("referral", "sub-agent"), ("resale", "reseller")];
    let agreements = setting.partners.iter().flat_map(|party| models.map(|(model, plan)| (*party, model, plan)));
    let settled = format!("{},{},{},{}", setting.basis_date, setting.proration, setting.step, setting.points_cap);
    let more = |says: &str| if setting.plan_says.is_empty() { String::new() } else { format!(",{says}") };
    let plans = [("sub-agent,commission", setting.plan_says), ("reseller,discount", ",,,")]
        .map(|(plan, says)| always(plan, &format!("{settled}{}", more(says))));
    let components =
        setting.components.iter().map(|(keys, from, values)| (keys.clone(), from.clone(), values.clone() + &more(",,,")));
    let plan_columns = if setting.plan_says.is_empty() { &[][..] } else { Plans::OPTIONAL };
    let agreement_columns = if setting.payee_currency.is_empty() { &[][..] } else { &["currency"][..] };
    let parties = [
        always("zoom", "Zoom,principal,"),
        always(DISTRIBUTOR, "Nuvias,distributor,plain"),
        always("tonwerk", "Tonwerk,partner,plain"),
        always("fjordvik", "Fjordvik,partner,plain"),
    ];
    let competencies = ["zoom-phone", "customer-success", "volume", "contact-center", "events", "webinars"];
    let Ladders { programmes, tiers, requirements, competencies: more } = setting.regimes.ladders();
    let mut files = vec![
        file(Parties::NAME, text_of::<Parties>(parties)),
        file("rulebook/layouts/plain", text_of::<Layouts>([always("file,encoding", ",utf-8")])),
        file(
            Agreements::NAME,
            text_with::<Agreements>(agreement_columns, agreements.map(agreement).chain(setting.more_agreements.clone())),
        ),
        file(Plans::NAME, text_with::<Plans>(plan_columns, plans.into_iter().chain(components))),
        file(Programmes::NAME, text_with::<Programmes>(&["assessed_on"], programmes)),
        file(Tiers::NAME, text_of::<Tiers>(tiers)),
        file(Requirements::NAME, text_of::<Requirements>(requirements)),
        file(Competencies::NAME, text_of::<Competencies>(competencies.map(|name| always(name, name)).into_iter().chain(more))),
        file(Rates::NAME, setting.rates.clone()),
        file(Benefits::NAME, setting.benefits.clone()),
    ];
    files.extend(setting.tables.iter().map(|(name, text)| file(name, text.clone())));
    let (rules, mut found) = sound(Rulebook::read(files)).known_on(setting.known_on);
    let small = [Agreements::NAME, Plans::NAME, Rates::NAME].map(|name| format!("{name}.csv"));
    found.retain(|finding| finding.code.severity() != Severity::Note || !small.contains(&finding.file));
    (rules, found)
}

/// The entries of a compact cell, parted by `;`: words, and perhaps behind them the day from which they hold.
pub fn entries(cell: &str) -> Vec<(Vec<&str>, String)> {
    let mut found = Vec::new();
    for part in cell.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        let mut words: Vec<&str> = part.split_whitespace().collect();
        let from = words.pop_if(|word| word.starts_with(|first: char| first.is_ascii_digit()));
        found.push((words, from.unwrap_or(ALWAYS).to_owned()));
    }
    found
}

/// Who is accredited for what and works where, in the compact cells of a case.
#[derive(Default)]
pub struct PeopleCells<'a> {
    /// `p1 p2 tonwerk; p2 closed 2022-09-20`: persons, their employer or `closed`, and from when.
    pub people: &'a str,
    /// `p1 p2 sales; p2 sales closed 2022-10-01`: persons, a track, perhaps `closed`, and from when.
    pub accreditations: &'a str,
    /// `zoom-phone volume; volume closed 2022-10-01`: the partner's competencies.
    pub competencies: &'a str,
    /// `sales; performance 2022-08-01`: the tiers that the partner elected.
    pub elections: &'a str,
    /// `120 sales; 80 services 2026-08-01; closed sales 2027-01-01`: the partner's points for a subject, and from when.
    pub points: &'a str,
}

impl PeopleCells<'_> {
    /// The facts they tell about a partner.
    pub fn facts(&self, partner: &PartyId) -> PeopleFacts {
        let status = |words: &mut Vec<&str>| {
            if words.last() == Some(&"closed") {
                words.pop();
                "closed"
            } else {
                "held"
            }
        };
        let mut people = Vec::new();
        for (words, from) in entries(self.people) {
            let (employer, persons) = words.split_last().expect("an entry has words");
            people.extend(persons.iter().map(|person| ((*person).to_owned(), from.clone(), (*employer).to_owned())));
        }
        let mut accreditations = Vec::new();
        for (mut words, from) in entries(self.accreditations) {
            let status = status(&mut words);
            let (track, persons) = words.split_last().expect("an entry has words");
            accreditations.extend(persons.iter().map(|person| (format!("{person},{track}"), from.clone(), status.to_owned())));
        }
        let mut competencies = Vec::new();
        for (mut words, from) in entries(self.competencies) {
            let status = status(&mut words);
            competencies.extend(words.iter().map(|own| (format!("{partner},{own}"), from.clone(), status.to_owned())));
        }
        let elections = entries(self.elections).into_iter().map(|(words, from)| (partner.to_string(), from, words.join(" ")));
        let points = entries(self.points).into_iter().map(|(words, from)| {
            let (points, subject) = words.split_first().expect("an entry has words");
            (format!("{partner},{}", subject.join(" ")), from, (*points).to_owned())
        });
        let tables = PeopleTables {
            people: read::<People>(people),
            accreditations: read::<Accreditations>(accreditations),
            competencies_held: read::<CompetenciesHeld>(competencies),
            elections: read::<Elections>(elections),
            points: read::<Points>(points),
        };
        sound(tables.known_on(day(LATE)))
    }
}

/// A table of these rows.
pub fn read<T: DatedTable>(rows: impl IntoIterator<Item = RowText>) -> DatedRows<T> {
    sound(DatedRows::read(T::NAME, 0, text_of::<T>(rows).into_bytes()))
}
