//! How a summary and its findings look on a terminal.

use serde::Serialize;

use super::{Exit, Format};
use crate::{
    basics::{Code, Excerpt, Finding, Place, Severity, shown::visible},
    pipeline::{Refusal, Summary},
};

/// Which findings are printed besides the summary.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// What stops a run; the rest is in `findings.csv`.
    Stops,
    /// All of them.
    Everything,
}

/// Findings on one screen; the rest is counted.
const FINDINGS_SHOWN: usize = 100;

/// Prints a summary.
pub fn print(summary: &Summary, format: Format, shown: Shown) {
    print!("{}", words(summary, format, shown));
}

/// A summary as it is printed.
pub fn words(summary: &Summary, format: Format, shown: Shown) -> String {
    match format {
        Format::Json => json(summary) + "\n",
        Format::Text => text(summary, shown),
    }
}

/// How the run ended.
pub fn exit(summary: &Summary) -> Exit {
    if summary.findings.contains_key(&Severity::Stop) {
        Exit::Stopped
    } else if summary.records.get(&Place::Held).is_some_and(|held| *held > 0) {
        Exit::Held
    } else {
        Exit::Done
    }
}

/// A refusal as an exit: words that make no sense here, or the disk.
pub fn refused(refusal: Refusal) -> Exit {
    match refusal {
        Refusal::Words(reason) => Exit::Words(reason),
        Refusal::Files(failure) => Exit::Files(failure),
        Refusal::Book(trouble) => Exit::Book(trouble),
    }
}

#[derive(Serialize)]
struct JsonReport<'a> {
    schema: u32,
    #[serde(flatten)]
    summary: &'a Summary,
    listed: Vec<JsonFinding<'a>>,
}

#[derive(Serialize)]
struct JsonFinding<'a> {
    id: String,
    severity: Severity,
    code: &'a str,
    place: String,
    character: Option<u32>,
    column: &'a str,
    subject: &'a str,
    value: String,
    excerpt: Option<&'a str>,
    message: &'a str,
    remedy: &'a str,
}

fn json(summary: &Summary) -> String {
    let listed = summary.found.iter().map(|finding| JsonFinding {
        id: finding.id(),
        severity: finding.code.severity(),
        code: finding.code.as_str(),
        place: finding.place(),
        character: finding.excerpt.as_ref().map(|excerpt| excerpt.character),
        column: &finding.column,
        subject: &finding.subject,
        value: finding.shown_value(),
        excerpt: finding.excerpt.as_ref().map(|excerpt| excerpt.text.as_str()),
        message: &finding.message,
        remedy: &finding.remedy,
    });
    let report = JsonReport { schema: 1, summary, listed: listed.collect() };
    serde_json::to_string_pretty(&report).expect("a summary is made of text and numbers")
}

fn text(summary: &Summary, shown: Shown) -> String {
    let mut out = heading(summary);
    let stopped = summary.findings.contains_key(&Severity::Stop);
    if !stopped {
        out += &table(summary);
        out += &records(summary);
        if shown == Shown::Everything {
            out += &unannounced(summary);
        }
    }
    out += &found(summary, shown);
    if stopped {
        let stops = summary.findings[&Severity::Stop];
        out += &format!("stopped by {stops} {}: nothing is settled", plural(stops, "finding"));
        out += &summary.draft.as_ref().map_or("\n".to_owned(), |draft| format!("; {draft}/findings.csv\n"));
    } else if let Some(draft) = &summary.draft {
        out += &format!(
            "{draft}/: statements/<distributor>.csv sub-agents/<payee>.csv accounts.csv lines.csv findings.csv controls.csv\n"
        );
        out += &summary.fingerprint.as_ref().map_or(String::new(), |fingerprint| format!("fingerprint {fingerprint}\n"));
    }
    out
}

fn heading(summary: &Summary) -> String {
    let kind = match (&summary.record, &summary.draft) {
        (Some(_), _) => "CLOSED",
        (None, Some(_)) => "DRAFT",
        (None, None) => "CHECK",
    };
    format!("{} · {} · {kind} · known on {}\n", summary.name, summary.period.title(), summary.known_on)
}

fn table(summary: &Summary) -> String {
    let names = summary.rows.iter().map(|row| row.distributor_name.chars().count()).max().unwrap_or(0);
    let funds = summary.rows.iter().any(|row| row.fund.is_some());
    let fund = |cell: &str| if funds { format!("{cell:>14}") } else { String::new() };
    let mut out = format!("{:names$}      contracts  lines         payable        discount{}   held\n", "", fund("fund"));
    let mut before = "";
    for row in &summary.rows {
        let name = if row.distributor == before { "" } else { &row.distributor_name };
        let amount = |amount: &Option<String>| amount.as_deref().map_or("–".to_owned(), grouped);
        let line = format!(
            "{name:names$}  {}{:>10}{:>7}{:>16}{:>16}{}{:>7}\n",
            row.currency,
            row.contracts,
            row.lines,
            amount(&row.payable),
            amount(&row.discount),
            fund(&amount(&row.fund)),
            row.held
        );
        out += &line;
        before = &row.distributor;
    }
    out
}

fn records(summary: &Summary) -> String {
    let read: u64 = summary.records.values().sum();
    let at = |place: Place| summary.records.get(&place).copied().unwrap_or(0);
    let places: Vec<String> = Place::ALL.iter().map(|place| format!("{} {}", at(*place), place.words())).collect();
    let mut out = format!("records: {read} read = {}\n", places.join(" + "));
    let held = at(Place::Held);
    if held > 0 {
        let amounts: Vec<String> =
            summary.held.iter().map(|held| format!("{} {}", grouped(&held.amount), held.currency)).collect();
        let worth = if amounts.is_empty() { String::new() } else { format!(" ({} as delivered)", amounts.join(", ")) };
        out += &format!("{held} {} held{worth}: findings.csv · ", plural(usize::try_from(held).unwrap_or(2), "row"));
    }
    out + &format!("statements due {}\n", summary.statements_due)
}

/// What nobody can see of the deliveries that were read.
fn unannounced(summary: &Summary) -> String {
    match summary.unannounced_deliveries {
        0 => String::new(),
        count => {
            format!("unannounced deliveries: {count}; without a trailer or control file a cut at a row's end cannot be seen\n")
        }
    }
}

fn found(summary: &Summary, shown: Shown) -> String {
    let wanted = |finding: &&Finding| shown == Shown::Everything || finding.code.severity() == Severity::Stop;
    let all: Vec<&Finding> = summary.found.iter().filter(wanted).collect();
    let mut out: String = all.iter().take(FINDINGS_SHOWN).map(|finding| one(finding)).collect();
    if all.len() > FINDINGS_SHOWN {
        out += &format!("… and {} more\n", all.len() - FINDINGS_SHOWN);
    }
    out
}

/// A finding: severity, code and place; what is wrong; what stands there, with a mark below the place; the remedy. Names and
/// headings may be anybody's: nothing of them moves the cursor.
fn one(finding: &Finding) -> String {
    let mut what = String::new();
    if !finding.subject.is_empty() {
        what += &format!("{}: ", visible(&finding.subject));
    }
    if !finding.column.is_empty() {
        let is_about_the_column = finding.value.is_empty() && matches!(finding.code, Code::Header | Code::FileLimit);
        let value = if is_about_the_column { String::new() } else { format!(", value {}", quoted(&finding.shown_value())) };
        what += &format!("column {}{value}: ", quoted(&visible(&finding.column)));
    }
    let place = visible(&finding.place());
    let mut out = format!("\n{}  {}  {place}", finding.code.severity().words(), finding.code.as_str());
    if let Some(excerpt) = &finding.excerpt {
        out += &format!(":{}", excerpt.character);
    }
    out += &format!("\n      {what}{}\n", visible(&finding.message));
    for line in finding.excerpt.iter().flat_map(Excerpt::lines) {
        out += &format!("        | {line}\n");
    }
    out + &format!("      remedy: {}\n", visible(&finding.remedy))
}

/// A text in quotation marks. What cannot be seen is written out already: its backslash stands once.
fn quoted(shown: &str) -> String {
    format!("{shown:?}").replace("\\\\u{", "\\u{")
}

fn plural(count: usize, word: &str) -> String {
    if count == 1 { word.to_owned() } else { format!("{word}s") }
}

/// An amount with commas between groups of three digits.
pub fn grouped(amount: &str) -> String {
    let (sign, rest) = amount.strip_prefix('-').map_or(("", amount), |rest| ("-", rest));
    let (whole, fraction) =
        rest.split_once('.').map_or((rest, String::new()), |(whole, fraction)| (whole, format!(".{fraction}")));
    let digits: Vec<char> = whole.chars().collect();
    let groups: Vec<String> = digits.rchunks(3).rev().map(|group| group.iter().collect()).collect();
    format!("{sign}{}{fraction}", groups.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_grouped_for_the_eye() {
        for (amount, expected) in [("4812.40", "4,812.40"), ("-1234567.00", "-1,234,567.00"), ("0.05", "0.05"), ("100", "100")] {
            assert_eq!(grouped(amount), expected);
        }
    }
}
