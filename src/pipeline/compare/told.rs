//! What the `lines.csv` of a folder, a draft or a sealed period tells.

use std::{collections::BTreeMap, path::Path};

use super::super::{Refusal, paper::LINES};
use crate::{
    basics::{Component, Currency, Month},
    book::{Book, Sealed},
    files,
    settlement::Cause,
    sheets::{Dialect, Row, Sheet, dated::decimal},
};

/// The word for what is settled in its own month.
const REGULAR: &str = "regular";

/// The lines of one side.
#[derive(Debug, Default)]
pub struct Told {
    /// Where they stand.
    pub place: String,
    /// By key.
    pub lines: BTreeMap<String, ToldLine>,
}

/// A line as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldLine {
    /// Through whom, by id.
    pub distributor: String,
    /// What kind of money.
    pub component: Component,
    /// Of the amount.
    pub currency: Currency,
    /// The amount.
    pub minor: i64,
    /// Its parts by cause.
    pub causes: Vec<(String, i64)>,
}

impl ToldLine {
    /// Why it is settled, with the parts where there are several.
    #[must_use]
    pub fn cause(&self) -> String {
        match self.causes.as_slice() {
            [(cause, _)] => cause.clone(),
            many => {
                let one = |(cause, minor): &(String, i64)| format!("{cause} {}", self.currency.major(*minor));
                many.iter().map(one).collect::<Vec<_>>().join("; ")
            }
        }
    }
}

/// Reads what a person named: a folder with a `lines.csv`, or a period of a workspace, sealed or else as its draft.
pub fn told(workspace: &Path, named: &str) -> Result<Told, Refusal> {
    if let Some(bytes) = files::read_in(Path::new(named), LINES)? {
        return read(named.trim_end_matches('/'), bytes);
    }
    let Ok(period) = named.parse::<Month>() else {
        return Err(Refusal::Words(format!("{named} is neither a period such as 2022-09 nor a folder with {LINES}")));
    };
    let book = Book::open(workspace)?;
    if let Some((book, sealed)) = book.as_ref().and_then(|book| Some((book, book.of(period)?))) {
        return told_by(book, sealed);
    }
    let draft = format!("drafts/{period}");
    match files::read_in(&workspace.join(&draft), LINES)? {
        Some(bytes) => read(&draft, bytes),
        None => Err(Refusal::Words(format!(
            "{period} is neither closed nor settled in {}: `courtage settle {period}` writes its draft",
            workspace.display()
        ))),
    }
}

/// The lines of a closed period, checked against the log.
pub fn told_by(book: &Book, sealed: &Sealed) -> Result<Told, Refusal> {
    read(&format!("book/{}", sealed.chapter()), book.read(sealed, LINES)?)
}

fn read(place: &str, bytes: Vec<u8>) -> Result<Told, Refusal> {
    let lines = lines(bytes).map_err(|why| Refusal::Words(format!("{place}/{LINES}: {why}")))?;
    Ok(Told { place: place.to_owned(), lines })
}

/// The columns that are looked at.
const COLUMNS: [&str; 6] = ["line_id", "kind", "cause", "component", "currency", "amount"];

/// The lines of a file, each key once.
fn lines(bytes: Vec<u8>) -> Result<BTreeMap<String, ToldLine>, String> {
    let problem = |problem: crate::sheets::Problem| format!("line {}: {}", problem.line, problem.message);
    let sheet = Sheet::read(bytes, Dialect::OURS).map_err(problem)?;
    let place =
        |name: &str| sheet.headings().iter().position(|own| own == name).ok_or_else(|| format!("it has no column {name}"));
    let places = COLUMNS.iter().map(|name| place(name)).collect::<Result<Vec<_>, _>>()?;
    let read = |row: &Row| line(row, &places).map_err(|why| format!("line {}: {why}", row.line));
    let mut lines = BTreeMap::new();
    for row in sheet.rows(read).map_err(problem)? {
        let (key, line) = row?;
        if lines.contains_key(&key) {
            return Err(format!("{key} stands twice"));
        }
        lines.insert(key, line);
    }
    Ok(lines)
}

fn line(row: &Row, places: &[usize]) -> Result<(String, ToldLine), String> {
    let cell = |at: usize| row.cell(places[at]);
    let (key, currency) = (cell(0), cell(4).parse::<Currency>()?);
    let minor = decimal(cell(5)).and_then(|amount| currency.minor(amount)).map_err(|expected| format!("amount: {expected}"))?;
    let causes = if cell(1) == REGULAR { vec![(REGULAR.to_owned(), minor)] } else { causes(cell(2), minor, currency)? };
    let (distributor, _) = key.split_once('/').ok_or("line_id: expected a key")?;
    let line = ToldLine { distributor: distributor.to_owned(), component: cell(3).parse()?, currency, minor, causes };
    Ok((key.to_owned(), line))
}

/// The parts of an adjustment: one cause without its amount, or several with theirs.
fn causes(cell: &str, minor: i64, currency: Currency) -> Result<Vec<(String, i64)>, String> {
    if let Ok(cause) = cell.parse::<Cause>() {
        return Ok(vec![(cause.to_string(), minor)]);
    }
    let part = |part: &str| -> Option<(String, i64)> {
        let (cause, amount) = part.rsplit_once(' ')?;
        Some((cause.parse::<Cause>().ok()?.to_string(), currency.minor(decimal(amount).ok()?).ok()?))
    };
    let parts: Vec<(String, i64)> = cell
        .split("; ")
        .map(|text| part(text).ok_or_else(|| format!("cause {text:?}: expected a cause and its amount")))
        .collect::<Result<_, _>>()?;
    let sum: i64 = parts.iter().map(|(_, minor)| minor).sum();
    if sum == minor { Ok(parts) } else { Err(format!("cause: the parts are {}, the amount is not", currency.major(sum))) }
}
