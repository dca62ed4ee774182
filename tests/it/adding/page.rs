//! The recipes of CONTRIBUTING, read from the page: edits, and what must come of them.

use std::{fs, path::Path};

/// What a block of the page is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    Append,
    Create,
    /// A column that the table does not have yet, empty in the rows so far.
    Column,
    /// The draft then has a file with these lines.
    Then,
}

/// A block of a recipe.
#[derive(Debug)]
pub struct Step {
    pub recipe: String,
    pub verb: Verb,
    pub file: String,
    pub block: String,
}

/// The blocks of the page, each with the line that introduces it.
pub fn steps() -> Vec<Step> {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("CONTRIBUTING.md")).unwrap();
    let (mut recipe, mut next, mut steps) = (String::new(), None, Vec::new());
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if let Some(title) = line.strip_prefix("### ").or_else(|| line.strip_prefix("## ")) {
            title.clone_into(&mut recipe);
        } else if line.starts_with("```") {
            let block = lines.by_ref().take_while(|line| *line != "```").fold(String::new(), |block, line| block + line + "\n");
            let (verb, file) = next.take().unwrap_or_else(|| panic!("{recipe}: a block that no line introduces:\n{block}"));
            steps.push(Step { recipe: recipe.clone(), verb, file, block });
        } else if let Some((column, file)) = column(line) {
            steps.push(Step { recipe: recipe.clone(), verb: Verb::Column, file, block: column });
        } else if let Some(found) = introduction(line) {
            assert!(next.replace(found).is_none(), "{recipe}: {line} introduces no block");
        }
    }
    steps
}

/// What a line such as ``Append to `rulebook/rates.csv`:`` introduces.
fn introduction(line: &str) -> Option<(Verb, String)> {
    let verbs = [("Append to `", Verb::Append), ("Create `", Verb::Create), ("Then `", Verb::Then)];
    let (rest, verb) = verbs.iter().find_map(|(words, verb)| Some((line.strip_prefix(words)?, *verb)))?;
    Some((verb, rest.split('`').next()?.to_owned()))
}

/// What ``Add the column `assessed_on` to `rulebook/programmes.csv`.`` says.
fn column(line: &str) -> Option<(String, String)> {
    let (column, rest) = line.strip_prefix("Add the column `")?.split_once("` to `")?;
    Some((column.to_owned(), rest.strip_suffix("`.")?.to_owned()))
}

/// A table with one more column in front of `reference`, empty in every row.
pub fn with_column(text: &str, column: &str) -> String {
    let mut wider = csv::Writer::from_writer(Vec::new());
    for (line, row) in csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes()).records().enumerate() {
        let row = row.unwrap();
        let reference = row.len() - 1;
        let cells = row.iter().take(reference).chain([if line == 0 { column } else { "" }, &row[reference]]);
        wider.write_record(cells).unwrap();
    }
    String::from_utf8(wider.into_inner().unwrap()).unwrap()
}

/// The period whose draft a recipe speaks of, and the name of the file in it.
pub fn in_draft(file: &str) -> (&str, &str) {
    file.strip_prefix("drafts/").unwrap().split_once('/').unwrap()
}
