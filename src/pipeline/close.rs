//! Closing a period: settled, sealed, and never again changed.

use chrono::NaiveDate;

use super::{Before, Edition, Inputs, Past, Refusal, Run, Summary, compute, judge, line_up, paper, shelves::Current};
use crate::{
    basics::{Finding, Month},
    book::{
        Book, Chapter, Closing, Founding, InputFile, Manifest, Question, Sealed, write_balances, write_inputs, write_positions,
    },
    files::{Digest, Durable, Folder, Shelf, Workspace},
    render::State,
};

/// The program that seals, as the log says.
pub const PROGRAM: &str = concat!("courtage ", env!("CARGO_PKG_VERSION"));

/// How a close ended.
pub enum Closed {
    /// The period is sealed now.
    Now(Box<Summary>, Sealed),
    /// It was closed before, with the same content.
    Already(Sealed),
}

/// Why a period was not closed.
pub enum NotClosed {
    /// It cannot be asked for, or the disk or the book stands in the way.
    Refused(Refusal),
    /// Rows are held that nobody waived, or something stops the run.
    Findings(Box<Summary>, Vec<Finding>),
    /// It is closed with another content.
    Differs {
        /// The fingerprint of what is sealed.
        sealed: Digest,
        /// … and of what was asked for.
        asked: Digest,
        /// The files that differ.
        files: Vec<String>,
    },
    /// It is not what was reviewed.
    Unexpected {
        /// The fingerprint that was expected, or its beginning.
        expected: String,
        /// … and that of what would be sealed.
        found: Digest,
    },
}

impl<R: Into<Refusal>> From<R> for NotClosed {
    fn from(refusal: R) -> Self {
        NotClosed::Refused(refusal.into())
    }
}

/// What a person asks to be closed.
pub struct Asked {
    /// The period.
    pub period: Month,
    /// How much may be seen; by default all that became known.
    pub known_on: Option<NaiveDate>,
    /// The fingerprint of the draft that was reviewed, or its beginning.
    pub expect: Option<String>,
}

/// Closes a period. Nothing is written while a reason against it is known.
pub fn close(workspace: &Workspace, asked: &Asked) -> Result<Closed, NotClosed> {
    let past = Past::of(workspace)?;
    if let Some(sealed) = past.closed(asked.period) {
        return again(workspace, &past, sealed, asked);
    }
    let earlier = past.earlier(asked.period)?;
    let shelf = Current { workspace, book: past.book.as_ref(), earlier: &earlier, closely: false };
    let inputs = shelf.inputs(asked.known_on, &earlier)?;
    in_order(&past, &inputs, asked.period)?;
    if inputs.stopped() {
        let found = inputs.findings.clone().sorted();
        return Err(NotClosed::Findings(Box::new(Summary::stopped(&inputs, asked.period, found.clone())), found));
    }
    // The lock is held while the period is computed; a book is founded only when nothing stands against the close.
    let held = if past.book.is_some() { Some(begin(workspace, &inputs, &past)?) } else { None };
    let before = past.before(&inputs, asked.period)?;
    let items = line_up(&inputs);
    let standings = judge(&inputs, &items, asked.period);
    let run = compute(&inputs, &before, &standings, &items, (asked.period, past.former(asked.period)))?;
    let blocking: Vec<Finding> = paper::findings(&inputs, &run).into_iter().filter(Finding::blocks_a_close).collect();
    if !blocking.is_empty() {
        return Err(NotClosed::Findings(Box::new(Summary::of(&inputs, &run)), blocking));
    }
    if let Some(expected) = &asked.expect {
        let found = fingerprint(&inputs, &run, &before)?;
        if !found.to_string().starts_with(expected) {
            return Err(NotClosed::Unexpected { expected: expected.clone(), found });
        }
    }
    let mut closing = match held {
        Some(closing) => closing,
        None => begin(workspace, &inputs, &past)?,
    };
    if closing.book().last().is_none() {
        open(&mut closing, &shelf, &inputs)?;
    }
    let (sealed, summary) = seal(&mut closing, &shelf, &inputs, &run, &before)?;
    Ok(Closed::Now(Box::new(summary), sealed))
}

/// Takes the lock, and makes sure that the book is still the one that was read.
fn begin(workspace: &Workspace, inputs: &Inputs, past: &Past) -> Result<Closing, NotClosed> {
    let closing = Closing::begin(workspace.root(), &founding(inputs))?;
    let (head, seen) = (closing.book().head(), past.book.as_ref().and_then(Book::head));
    if head == seen {
        return Ok(closing);
    }
    let reason = "another close was faster: the book has a new record; run the command again";
    Err(NotClosed::Refused(Refusal::Words(reason.to_owned())))
}

/// The first day on which a waiver for a period may be recorded: its end is over, and the last close did not see the day.
pub fn waivable_from(workspace: &Workspace, period: Month) -> Result<NaiveDate, Refusal> {
    let closed = Past::of(workspace)?.earlier(period)?.known_on;
    let behind = closed.and_then(|day| day.succ_opt());
    Ok(behind.into_iter().chain([period.next().first_day()]).max().expect("there is at least one"))
}

/// What the book of a workspace is founded on.
#[must_use]
pub fn founding(inputs: &Inputs) -> Founding {
    let config = &inputs.config;
    Founding { name: config.name.clone(), principal: config.principal.to_string(), first_month: config.first_month }
}

/// Periods close in order, from the first month on.
fn in_order(past: &Past, inputs: &Inputs, period: Month) -> Result<(), NotClosed> {
    let next = past.last_period().map_or(inputs.config.first_month, Month::next);
    if period == next || inputs.stopped() {
        return Ok(());
    }
    let reason = format!("periods close in order: the next is {next}, not {period}");
    Err(NotClosed::Refused(Refusal::Words(reason)))
}

/// Seals what stood before the first month: record 0.
fn open(closing: &mut Closing, shelf: &dyn Shelf, inputs: &Inputs) -> Result<(), NotClosed> {
    let before = Before::opening(inputs);
    let folder = closing.stage(Chapter::Opening)?;
    let files: Vec<InputFile> = inputs.files.iter().filter(|file| tells_of_the_opening(&file.name)).cloned().collect();
    folder.write(paper::POSITIONS, &write_positions(&before.positions, &inputs.parties))?;
    folder.write(paper::BALANCES, &write_balances(&before.balances))?;
    folder.write(paper::INPUTS, &write_inputs(&files))?;
    keep(closing, shelf, &files)?;
    closing.seal(folder, &Question { chapter: Chapter::Opening, known_on: inputs.known_on }, PROGRAM)?;
    Ok(())
}

fn tells_of_the_opening(name: &str) -> bool {
    [Workspace::CONFIG, "rulebook/parties.csv", "facts/opening.csv"].contains(&name)
}

/// Writes the period into the book and seals it.
fn seal(
    closing: &mut Closing,
    shelf: &dyn Shelf,
    inputs: &Inputs,
    run: &Run,
    before: &Before,
) -> Result<(Sealed, Summary), NotClosed> {
    let chapter = Chapter::Period(run.period);
    let head = closing.book().head().map_or(String::new(), |head| head.to_string());
    let folder = closing.stage(chapter)?;
    let edition = Edition { state: State::Final, book_head: &head };
    let summary = paper::write(inputs, run, before, edition, &folder)?;
    paper::prove(&folder, inputs, run)?;
    keep(closing, shelf, &inputs.files)?;
    let sealed = closing.seal(folder, &Question { chapter, known_on: inputs.known_on }, PROGRAM)?;
    let record = Some(sealed.head().to_string());
    Ok((sealed, Summary { record, ..summary }))
}

/// Keeps what was read, which must still be what it was. What an earlier close kept is not looked at again.
fn keep(closing: &Closing, shelf: &dyn Shelf, files: &[InputFile]) -> Result<(), NotClosed> {
    for file in files {
        if closing.keeps(file.sha256)? {
            continue;
        }
        let bytes = shelf.read(&file.name)?;
        if Digest::of(&bytes) != file.sha256 {
            let reason = format!("{} changed while it was being read; run the command again", file.name);
            return Err(NotClosed::Refused(Refusal::Words(reason)));
        }
        closing.keep_input(&bytes)?;
    }
    Ok(())
}

/// The fingerprint of what would be sealed, without writing it.
fn fingerprint(inputs: &Inputs, run: &Run, before: &Before) -> Result<Digest, NotClosed> {
    let folder = Folder::create(std::path::Path::new(""), Durable::Imagined)?;
    paper::write(inputs, run, before, Edition { state: State::Final, book_head: "" }, &folder)?;
    Ok(paper::manifest(inputs, run.period, None, &folder).fingerprint())
}

/// A period that is closed already: the same question has the same answer, another one is refused.
fn again(workspace: &Workspace, past: &Past, sealed: &Sealed, asked: &Asked) -> Result<Closed, NotClosed> {
    let book = past.book.as_ref().expect("a closed period is in a book");
    let earlier = past.earlier(asked.period)?;
    let known_on = asked.known_on.unwrap_or(sealed.record.known_on);
    let shelf = Current { workspace, book: Some(book), earlier: &earlier, closely: false };
    let inputs = shelf.inputs(Some(known_on), &earlier)?;
    let manifest = book.manifest(sealed)?;
    let recomputed = recomputed(&inputs, past, asked.period)?;
    let files = differing(&manifest, &recomputed);
    if files.is_empty() {
        book.make_last()?;
        return Ok(Closed::Already(sealed.clone()));
    }
    Err(NotClosed::Differs { sealed: manifest.fingerprint(), asked: recomputed.fingerprint(), files })
}

/// What a period comes to from these inputs, standing where the book left off before it.
pub fn recomputed(inputs: &Inputs, past: &Past, period: Month) -> Result<Manifest, NotClosed> {
    if inputs.stopped() {
        let found = inputs.findings.clone().sorted();
        return Err(NotClosed::Findings(Box::new(Summary::stopped(inputs, period, found.clone())), found));
    }
    let folder = Folder::create(std::path::Path::new(""), Durable::Imagined)?;
    write_again(inputs, past, period, &folder)?;
    Ok(paper::manifest(inputs, period, past.before_period(period), &folder))
}

/// Writes a closed period a second time, from these inputs.
pub fn write_again(inputs: &Inputs, past: &Past, period: Month, folder: &Folder) -> Result<Summary, NotClosed> {
    let before = past.before(inputs, period)?;
    let items = line_up(inputs);
    let standings = judge(inputs, &items, period);
    let run = compute(inputs, &before, &standings, &items, (period, past.former(period)))?;
    let head = past.head_before(period);
    Ok(paper::write(inputs, &run, &before, Edition { state: State::Final, book_head: &head }, folder)?)
}

/// The files that two manifests tell differently.
#[must_use]
pub fn differing(one: &Manifest, other: &Manifest) -> Vec<String> {
    let names: std::collections::BTreeSet<&str> =
        one.outputs.iter().chain(&other.outputs).map(|output| output.path.as_str()).collect();
    names.into_iter().filter(|name| one.output(name) != other.output(name)).map(str::to_owned).collect()
}
