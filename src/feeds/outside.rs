//! Rows with a day behind their term. Such a day has no effect where the term does not renew: that is noted, since a row
//! that says so may mean another term. Where it leaves a contract without an amount, settling holds the contract.

use crate::{
    basics::{Code, Finding},
    facts::Record,
    rulebook::FeedField,
};

/// The note about the rows of a file, where there are any. `heading` names the column of a field.
pub fn note<'a>(file: &str, records: &[Record], heading: impl Fn(FeedField) -> &'a str) -> Option<Finding> {
    let mut outside = records.iter().filter_map(|record| Some((record, outside(record)?)));
    let (first, (field, day)) = outside.next()?;
    let rows = match outside.count() {
        0 => "1 row has".to_owned(),
        more => format!("{} rows have", more + 1),
    };
    let last = first.ends_on.pred_opt().unwrap_or(first.ends_on);
    let message =
        format!("{rows} a day behind a term that does not renew, where it has no effect; here the term's last day is {last}");
    let remedy = "nothing, if that is meant; else ask the distributor which term the day belongs to";
    let subject = format!("{}/{}", first.contract, first.item);
    let line = first.source.line;
    Some(Finding::new(Code::OutsideTerm, file, message, remedy).line(line).cell(heading(field), &day).about(subject))
}

/// The day of a row that lies behind its term. What lies before the start is about the start.
fn outside(record: &Record) -> Option<(FeedField, String)> {
    if record.renewal_months != Some(0) {
        return None;
    }
    let begins = record.valid_from.filter(|day| *day >= record.ends_on);
    let ends = record.cancelled.map(|(day, _)| day).filter(|day| *day > record.ends_on);
    match (begins, ends) {
        (Some(day), _) => Some((FeedField::ValidFrom, day.to_string())),
        (None, Some(day)) => Some((FeedField::CancelledOn, day.pred_opt().unwrap_or(day).to_string())),
        (None, None) => None,
    }
}
