//! What is worth knowing about a file of a delivery, though it can be read.

use crate::{
    basics::{Code, Finding},
    sheets::Blanks,
};

/// Notes on one file: its blank lines, and what it hides, in words.
pub(super) fn of_file(name: &str, blanks: Blanks, hidden: Option<String>) -> Vec<Finding> {
    let remedy = "look at what is hidden in the workbook: it may not have been meant to be delivered";
    let hidden = hidden.map(|hidden| Finding::new(Code::Hidden, name, hidden, remedy));
    blank_lines(name, blanks).into_iter().chain(hidden).collect()
}

fn blank_lines(name: &str, blanks: Blanks) -> Option<Finding> {
    let message = match blanks.between {
        0 => return None,
        1 => "one blank line stands between the rows, this one".to_owned(),
        count => format!("{count} blank lines stand between the rows, the first is this one"),
    };
    let remedy = "look whether rows are missing there; blank lines are passed over";
    Some(Finding::new(Code::BlankLines, name, message, remedy).line(blanks.first))
}
