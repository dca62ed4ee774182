//! What is worth knowing about a file of a delivery, though it can be read.

use crate::{
    basics::{Code, Finding},
    sheets::Blanks,
};

/// Notes on one file.
pub(super) fn of_file(name: &str, blanks: Blanks) -> Vec<Finding> {
    if blanks.between == 0 {
        return Vec::new();
    }
    let message = match blanks.between {
        1 => "one blank line stands between the rows, this one".to_owned(),
        count => format!("{count} blank lines stand between the rows, the first is this one"),
    };
    let remedy = "look whether rows are missing there; blank lines are passed over";
    vec![Finding::new(Code::BlankLines, name, message, remedy).line(blanks.first)]
}
