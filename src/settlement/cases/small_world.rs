//! A small world to judge and settle in: rules and people as short tables in the workspace's own format.
//!
//! One vendor, one distributor, two partners, `tonwerk` and `fjordvik`. Compact cells of the case tables become rows of
//! the tables of people here; everything is read by the readers that a run reads with.

use std::fmt::Write;

use chrono::NaiveDate;

use crate::{
    basics::{Checked, PartyId},
    facts::{Accreditations, CompetenciesHeld, Elections, People, PeopleFacts, PeopleTables},
    rulebook::{
        Agreements, Competencies, Layouts, Parties, Plans, Programmes, Rates, Requirements, Rulebook, Rules, TableFile, Tiers,
    },
    sheets::dated::{DatedRows, DatedTable, SHARED_COLUMNS, iso_day},
};

/// The partner that a case is about, where it names no other.
pub const PARTNER: &str = "tonwerk";
/// Through whom it sells.
pub const DISTRIBUTOR: &str = "nuvias";
/// Since when a row holds and is known that names no day.
const ALWAYS: &str = "2000-01-01";
/// Everything is known by then.
pub const LATE: &str = "2099-12-31";

/// A day in a test's own words.
pub fn day(text: &str) -> NaiveDate {
    iso_day(text).unwrap_or_else(|expected| panic!("{text:?}: {expected}"))
}

/// The value, which must have come without a finding.
pub fn sound<T>((value, found): Checked<T>) -> T {
    assert!(found.is_empty(), "{found:?}");
    value
}

/// The regimes of tiers.
pub enum Regimes {
    /// Transition by election from June 2022, 3 + 2 distinct people with 14 days of grace from September 2022; from
    /// 2025 a person may count in both tracks, without grace, and performance asks for zoom-phone and two competencies.
    Dated,
    /// `zoom-up-transition` and `zoom-up-2022` side by side, tiers as elected: for cases about rates.
    Elected,
}

/// What rules say beyond names.
pub struct Setting<'a> {
    /// The regimes of tiers.
    pub regimes: Regimes,
    /// The agreements' tier policy.
    pub tier_policy: &'a str,
    /// The plans' basis date.
    pub basis_date: &'a str,
    /// The plans' proration.
    pub proration: &'a str,
    /// The plans' rounding step.
    pub step: &'a str,
    /// The plans' cap of points; empty = no points.
    pub points_cap: &'a str,
    /// The text of the table of rates.
    pub rates: String,
    /// How much of it is seen.
    pub known_on: NaiveDate,
}

impl Default for Setting<'_> {
    fn default() -> Self {
        Setting {
            regimes: Regimes::Elected,
            tier_policy: "zoom-up-2022",
            basis_date: "earned",
            proration: "daily",
            step: "0.01",
            points_cap: "",
            rates: text_of::<Rates>([]),
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

/// The rules of a case.
pub fn rules(setting: &Setting) -> Rules {
    let agreement = |(party, model, plan): (&str, &str, &str)| {
        always(&format!("{party},{DISTRIBUTOR},{model}"), &format!("{plan},{},", setting.tier_policy))
    };
    let models = [("referral", "sub-agent"), ("resale", "reseller")];
    let agreements = ["tonwerk", "fjordvik"].into_iter().flat_map(|party| models.map(|(model, plan)| (party, model, plan)));
    let settled = format!("{},{},{},{}", setting.basis_date, setting.proration, setting.step, setting.points_cap);
    let parties = [
        always("zoom", "Zoom,principal,"),
        always(DISTRIBUTOR, "Nuvias,distributor,plain"),
        always("tonwerk", "Tonwerk,partner,plain"),
        always("fjordvik", "Fjordvik,partner,plain"),
    ];
    let competencies = ["zoom-phone", "customer-success", "volume", "contact-center", "events", "webinars"];
    let (programmes, tiers, requirements) = regimes(&setting.regimes);
    let files = vec![
        file(Parties::NAME, text_of::<Parties>(parties)),
        file("rulebook/layouts/plain", text_of::<Layouts>([always("file,encoding", ",utf-8")])),
        file(Agreements::NAME, text_of::<Agreements>(agreements.map(agreement))),
        file(Plans::NAME, text_of::<Plans>(["sub-agent,commission", "reseller,discount"].map(|plan| always(plan, &settled)))),
        file(Programmes::NAME, text_of::<Programmes>(programmes)),
        file(Tiers::NAME, text_of::<Tiers>(tiers)),
        file(Requirements::NAME, text_of::<Requirements>(requirements)),
        file(Competencies::NAME, text_of::<Competencies>(competencies.map(|name| always(name, name)))),
        file(Rates::NAME, setting.rates.clone()),
    ];
    sound(sound(Rulebook::read(files)).known_on(setting.known_on))
}

fn regimes(regimes: &Regimes) -> (Vec<RowText>, Vec<RowText>, Vec<RowText>) {
    let row = |keys: &str, from: &str, values: &str| (keys.to_owned(), from.to_owned(), values.to_owned());
    let ladder = |programme: &str, from: &str, grace: u32| {
        [("enrolled", 1, 0), ("sales", 2, grace), ("performance", 3, grace)]
            .map(|(tier, rank, grace)| row(&format!("{programme},{tier}"), from, &format!("{rank},{grace}")))
    };
    let three_and_two = |programme: &str, from: &str| {
        [
            row(&format!("{programme},sales,accredited_people,sales"), from, "3"),
            row(&format!("{programme},sales,accredited_people,technical"), from, "2"),
            row(&format!("{programme},performance,tier,sales"), from, "1"),
        ]
    };
    match regimes {
        Regimes::Dated => {
            let programmes = vec![
                row("zoom-up-transition", "2022-06-01", "election,no"),
                row("zoom-up-2022", "2022-09-01", "checklist,yes"),
                row("zoom-up-2025", "2025-01-01", "checklist,no"),
            ];
            let mut tiers = Vec::new();
            tiers.extend(ladder("zoom-up-transition", "2022-06-01", 0));
            tiers.extend(ladder("zoom-up-2022", "2022-09-01", 14));
            tiers.extend(ladder("zoom-up-2025", "2025-01-01", 0));
            let mut requirements = three_and_two("zoom-up-2022", "2022-09-01").to_vec();
            requirements.push(row("zoom-up-2022,performance,competencies,*", "2022-09-01", "1"));
            requirements.extend(three_and_two("zoom-up-2025", "2025-01-01"));
            requirements.push(row("zoom-up-2025,performance,competencies,zoom-phone", "2025-01-01", "1"));
            requirements.push(row("zoom-up-2025,performance,competencies,*", "2025-01-01", "2"));
            (programmes, tiers, requirements)
        }
        Regimes::Elected => {
            let both = ["zoom-up-transition", "zoom-up-2022"];
            let tiers = both.iter().flat_map(|programme| ladder(programme, ALWAYS, 0)).collect();
            (both.map(|programme| always(programme, "election,no")).to_vec(), tiers, Vec::new())
        }
    }
}

/// The entries of a compact cell, parted by `;`: words, and perhaps behind them the day from which they hold.
fn entries(cell: &str) -> Vec<(Vec<&str>, String)> {
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
        let tables = PeopleTables {
            people: read::<People>(people),
            accreditations: read::<Accreditations>(accreditations),
            competencies_held: read::<CompetenciesHeld>(competencies),
            elections: read::<Elections>(elections),
        };
        sound(tables.known_on(day(LATE)))
    }
}

/// A table of these rows.
pub fn read<T: DatedTable>(rows: impl IntoIterator<Item = RowText>) -> DatedRows<T> {
    sound(DatedRows::read(T::NAME, 0, text_of::<T>(rows).into_bytes()))
}
