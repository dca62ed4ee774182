//! Everything a run reads, read once.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rayon::prelude::*;
use tracing::{info, info_span};

use super::{
    Refusal,
    carry::{self, Delivered},
    config::{Config, config},
    delivered::{changed, deliveries, delivery_changed, twins},
    past::Earlier,
};
use crate::{
    basics::{Code, Finding, Findings, Month, PartyId, Severity, Sources, Waived},
    book::InputFile,
    facts::{CorrectionsInForce, FactTables, Facts, PeopleFacts, PeopleTables},
    feeds::{self, FeedFile, Feeds},
    files::{Failure, Shelf, Workspace},
    rulebook::{News, Role, Rulebook, Rules, TableFile, table},
    settlement::{check_account_names, check_corrections, check_months, check_names},
};

/// Everything a run knows.
pub struct Inputs {
    /// What `courtage.toml` says.
    pub config: Config,
    /// How much of the workspace the run may see.
    pub known_on: NaiveDate,
    /// The files that were read, by number.
    pub sources: Sources,
    /// The same with their digests, in the order of their numbers.
    pub files: Vec<InputFile>,
    /// The rules as known.
    pub rules: Rules,
    /// What happened beside the feeds, as known.
    pub facts: Facts,
    /// The parties in order of their ids; records number them.
    pub parties: Vec<PartyId>,
    /// The deliveries as known.
    pub feeds: Feeds,
    /// What was found while reading.
    pub findings: Findings,
    /// What the close before knew, and what became known since; none before the first.
    pub since: Option<Since>,
}

/// What the close before knew, and what became known since.
pub struct Since {
    /// The period that was closed.
    pub period: Month,
    /// The rules as it knew them.
    pub rules: Rules,
    /// Who stood where, as it knew.
    pub people: PeopleFacts,
    /// What feeds told wrongly, as it knew.
    pub corrections: CorrectionsInForce,
    /// The rows of rules that are new.
    pub news: News,
}

impl Inputs {
    /// Whether nothing may be settled.
    #[must_use]
    pub fn stopped(&self) -> bool {
        self.findings.stopped()
    }

    /// The last month that had ended when the inputs became known; the first month of all before that.
    #[must_use]
    pub fn latest_period(&self) -> Month {
        Month::of(self.known_on).previous().max(self.config.first_month)
    }
}

/// Reads a workspace as known on a day; by default on the latest day on which anything in it became known. It sees no less
/// than an `earlier` close did, and the same deliveries.
pub fn read(shelf: &dyn Shelf, known_on: Option<NaiveDate>, earlier: &Earlier) -> Result<Inputs, Refusal> {
    read_corrected(shelf, known_on, earlier, None)
}

/// The same with other corrections of facts than were known, where there are any.
pub fn read_corrected(
    shelf: &dyn Shelf,
    known_on: Option<NaiveDate>,
    earlier: &Earlier,
    corrections: Option<&CorrectionsInForce>,
) -> Result<Inputs, Refusal> {
    let mut found = Findings::default();
    let mut sources = Sources::default();
    let tables = info_span!("read tables").in_scope(|| tables(shelf, &mut sources))?;
    let mut files: Vec<InputFile> = tables.iter().map(|table| InputFile::of(&table.name, &table.bytes)).collect();
    let mut tables = tables.into_iter();
    let config = config(&tables.next().expect("the configuration is read first").bytes, &mut found);
    let (rulebook, facts) = tables.partition(|table| table.name.starts_with("rulebook/"));
    let book = info_span!("read rulebook").in_scope(|| found.take(Rulebook::read(rulebook)));
    let facts = fact_tables(facts, &mut found);
    let deliveries = deliveries(shelf, &mut found)?;
    let latest = [book.latest_recorded(), facts.latest_recorded(), deliveries.iter().map(|(_, _, day)| *day).max()];
    let latest = latest.into_iter().chain([earlier.known_on]).flatten().max();
    let known_on = known_on.or(latest).unwrap_or(config.first_month.last_day());
    if let Some(closed) = earlier.known_on.filter(|closed| known_on < *closed) {
        return Err(Refusal::Words(format!("the last close knew all of {closed}: a later period cannot know less")));
    }
    let since = earlier.closed().map(|(period, closed)| {
        let Facts { people, corrections, .. } = facts.known_on(closed).0;
        Since { period, rules: book.known_on(closed).0, people, corrections, news: book.news(closed, known_on) }
    });
    if let Some((closed, _)) = earlier.closed().zip(facts.opening.news(earlier.known_on.unwrap_or(known_on), known_on).next()) {
        found.add(late_opening(closed.0));
    }
    let rules = found.take(book.known_on(known_on));
    let mut facts = found.take(facts.known_on(known_on));
    facts.corrections = corrections.cloned().unwrap_or(facts.corrections);
    if !found.stopped() {
        check_names(&facts.people, &rules).into_iter().for_each(|finding| found.add(finding));
        check_account_names(&facts, &rules).into_iter().for_each(|finding| found.add(finding));
        check_corrections(&facts, &rules).into_iter().for_each(|finding| found.add(finding));
        check_months(&facts, config.first_month).into_iter().for_each(|finding| found.add(finding));
    }
    if !rules.parties.contains_key(&config.principal) && !found.stopped() {
        let message = format!("the principal {} is no party", config.principal);
        found.add(Finding::new(
            Code::UnknownName,
            Workspace::CONFIG,
            message,
            "add it to rulebook/parties.csv with the role principal",
        ));
    }
    let parties: Vec<PartyId> = rules.parties.keys().cloned().collect();
    let mut feeds = Feeds::default();
    if !found.stopped() {
        let delivered: Vec<Delivered> = deliveries.into_iter().filter(|(_, _, day)| *day <= known_on).collect();
        let distributors = match &since {
            Some(since) => {
                let then = (&since.rules, &since.corrections);
                carry::carried(earlier, &delivered, then, (&rules, &facts.corrections))
            }
            None => BTreeSet::new(),
        };
        for file in carry::files(earlier, &delivered, &distributors) {
            sources.add(&file.name);
            files.push(file.clone());
            if shelf.differs(&file.name, file.sha256, file.bytes)? {
                found.add(delivery_changed(&file.name));
            }
        }
        let carried = info_span!("carry forward").in_scope(|| carry::carry(earlier, &distributors, &parties, &sources))?;
        let new = delivered
            .into_iter()
            .filter(|(name, distributor, _)| !distributors.contains(distributor) || earlier.file(name).is_none());
        let new = new.map(|(name, distributor, delivered_on)| {
            let number = sources.add(&name);
            Ok(FeedFile { bytes: shelf.read(&name)?, name, number, distributor, delivered_on })
        });
        let new = info_span!("read feeds").in_scope(|| new.collect::<Result<Vec<_>, Failure>>())?;
        files.par_extend(new.par_iter().map(|file| InputFile::of(&file.name, &file.bytes)));
        files.iter().filter_map(|file| changed(file, earlier)).for_each(|finding| found.add(finding));
        twins(&files, |file| earlier.file(&file.name).is_none()).into_iter().for_each(|note| found.add(note));
        feeds =
            info_span!("parse feeds").in_scope(|| found.take(feeds::read(new, carried, &rules, &facts.corrections, &parties)));
        info!(
            records = feeds.records.len(),
            unreadable = feeds.unreadable.len(),
            deliveries = feeds.deliveries.len(),
            "feeds read"
        );
    }
    Ok(Inputs { config, known_on, sources, files, rules, facts, parties, feeds, findings: found, since })
}

/// What stood before the first month was sealed with the first close.
fn late_opening(closed: Month) -> Finding {
    let message = format!("a row became known after {closed} was closed, and the opening was sealed with the first close");
    let remedy =
        "take the row out; what it should have said is settled by rows of rules and facts, or given up in facts/write_offs.csv";
    Finding::new(Code::TableRow, "facts/opening.csv", message, remedy)
}

/// The configuration, the rulebook and the tables of facts, in this order.
fn tables(shelf: &dyn Shelf, sources: &mut Sources) -> Result<Vec<TableFile>, Failure> {
    let names = [vec![Workspace::CONFIG.to_owned()], shelf.list("rulebook")?, shelf.list("facts")?].concat();
    names.into_iter().map(|name| Ok(TableFile { number: sources.add(&name), bytes: shelf.read(&name)?, name })).collect()
}

fn fact_tables(mut files: Vec<TableFile>, found: &mut Findings) -> FactTables {
    let people = PeopleTables {
        people: table(&mut files, found),
        accreditations: table(&mut files, found),
        competencies_held: table(&mut files, found),
        elections: table(&mut files, found),
        points: table(&mut files, found),
    };
    let tables = FactTables {
        people,
        payments: table(&mut files, found),
        holds: table(&mut files, found),
        write_offs: table(&mut files, found),
        corrections: table(&mut files, found),
        waivers: table(&mut files, found),
        opening: table(&mut files, found),
    };
    for file in files {
        let remedy = "take it out of facts/, or give it the name of a table (see the workspace's README)";
        found.add(Finding::new(Code::TableRow, &file.name, "this file is no table of facts", remedy));
    }
    tables
}

impl Inputs {
    /// The waiver of a held row, as known.
    #[must_use]
    pub fn waiver(&self, finding: &Finding) -> Option<Waived> {
        if finding.code.severity() != Severity::Hold || self.facts.waivers.is_empty() {
            return None;
        }
        let row = self.facts.waiver(&finding.id(), self.known_on)?;
        Some(Waived { by: row.value.clone(), place: self.sources.place(row.source) })
    }

    /// The distributors of a period, in the order of their ids.
    pub fn distributors(&self, period: Month) -> impl Iterator<Item = &PartyId> {
        self.parties.iter().filter(move |party| self.is_distributor(party, period))
    }

    fn is_distributor(&self, party: &PartyId, period: Month) -> bool {
        let row = self.rules.parties.get(party).and_then(|line| line.at(period.last_day()));
        row.is_some_and(|row| row.value.role == Role::Distributor)
    }
}
