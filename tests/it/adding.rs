//! CONTRIBUTING, run: a distributor, a tier, a competency, a layout by rows alone.
//!
//! The edits and the amounts are read from the page itself, so that page and program cannot drift apart. Each recipe must
//! change the lines it names and no other.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use crate::sandbox::Sandbox;

/// The recipes of the page that are run here.
const RECIPES: [&str; 4] = ["A distributor", "A tier", "A competency", "A layout"];
const DRAFT: &str = "drafts/2022-09/";
const LINES: &str = "lines.csv";

/// What a block of the page is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verb {
    Append,
    Create,
    /// The draft then has a file with these lines.
    Then,
}

/// A block of a recipe.
#[derive(Debug)]
struct Step {
    recipe: String,
    verb: Verb,
    file: String,
    block: String,
}

/// The blocks of the page, each with the line that introduces it.
fn steps() -> Vec<Step> {
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

/// A settled September: every file of the draft.
struct Draft(BTreeMap<String, Vec<u8>>);

impl Draft {
    fn of(sandbox: &Sandbox) -> Draft {
        let output = sandbox.run(&["settle", "2022-09"]);
        assert_eq!(output.code, 3, "{}{}", output.stdout, output.stderr);
        Draft(sandbox.files(DRAFT.trim_end_matches('/')).into_iter().collect())
    }

    fn text(&self, file: &str) -> &str {
        std::str::from_utf8(&self.0[file]).unwrap()
    }

    /// The lines by their keys.
    fn lines(&self) -> BTreeMap<String, BTreeMap<String, String>> {
        table(self.text(LINES)).into_iter().map(|row| (row["line_id"].clone(), row)).collect()
    }

    /// What each line comes to: base, rate, amount.
    fn money(&self) -> BTreeSet<(String, [String; 3])> {
        let amounts = |row: &BTreeMap<String, String>| ["base", "rate_total", "amount"].map(|column| row[column].clone());
        self.lines().iter().map(|(key, row)| (key.clone(), amounts(row))).collect()
    }

    /// Whether a control total reads so, whatever the currency of its bases.
    fn has_control(&self, row: &str) -> bool {
        self.text("controls.csv").lines().any(|line| line.rsplit_once(',').is_some_and(|(line, _)| line == row))
    }
}

/// The rows of a table, by heading.
fn table(text: &str) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().collect::<Result<_, _>>().unwrap()
}

/// The drafts without and with a recipe's edits. The lines that the page names are those that differ, and no other.
fn run(recipe: &str) -> (Draft, Draft) {
    let sandbox = Sandbox::of("zoom-up");
    let before = Draft::of(&sandbox);
    let mut promised = Vec::new();
    for step in steps().into_iter().filter(|step| step.recipe == recipe) {
        let exists = sandbox.root().join(&step.file).exists();
        match step.verb {
            Verb::Append => sandbox.edit(&step.file, |text| text + &step.block),
            Verb::Create => {
                assert!(!exists, "{} is new", step.file);
                sandbox.write(&step.file, &step.block);
            }
            Verb::Then => promised.push((step.file.strip_prefix(DRAFT).unwrap().to_owned(), step.block)),
        }
    }
    let after = Draft::of(&sandbox);
    let mut named = BTreeSet::new();
    for (file, block) in promised {
        if file == LINES {
            let lines = after.lines();
            for row in table(&block) {
                let line = lines.get(&row["line_id"]).unwrap_or_else(|| panic!("{recipe}: no line {}", row["line_id"]));
                for (column, value) in &row {
                    assert_eq!(&line[column], value, "{recipe}: {column} of {}", row["line_id"]);
                }
                named.insert(row["line_id"].clone());
            }
        } else {
            let text = after.text(&file).trim_start_matches('\u{feff}').replace("\r\n", "\n");
            assert_eq!(text, block, "{recipe}: {file}");
        }
    }
    let (old, new) = (before.money(), after.money());
    let changed: BTreeSet<String> = old.symmetric_difference(&new).map(|(key, _)| key.clone()).collect();
    assert_eq!(changed, named, "{recipe}: the lines that differ are those that the page names");
    (before, after)
}

#[test]
fn every_recipe_of_the_page_is_run() {
    let steps = steps();
    let recipes: BTreeSet<&str> = steps.iter().map(|step| step.recipe.as_str()).collect();
    assert_eq!(recipes, RECIPES.into_iter().collect());
    for recipe in RECIPES {
        let own = || steps.iter().filter(|step| step.recipe == recipe);
        assert!(own().any(|step| step.verb == Verb::Then), "{recipe} says what comes of it");
        assert!(own().any(|step| step.verb != Verb::Then), "{recipe} has an edit");
    }
}

#[test]
fn a_distributor_with_its_own_dialect_is_added_by_rows() {
    let (before, after) = run("A distributor");
    assert!(!before.0.contains_key("statements/fernhill.csv"));
    assert_eq!(after.text("statements/fernhill.csv").lines().count(), 3, "a heading and two lines");
    assert!(after.has_control("records,fernhill,settled,,2,,"));
    assert!(after.has_control("lines,fernhill,commission,EUR,2,1033.33,103.33"));
    assert!(after.has_control("sub-agents,fernhill,commission,EUR,2,1033.33,103.33"));
    for (file, bytes) in &before.0 {
        let grows = ["accounts.csv", "controls.csv", "lines.csv", "sub-agents/pennine-voice.csv"].contains(&file.as_str());
        assert_eq!(grows, after.0[file] != *bytes, "{file}: the other distributors' papers stay as they were");
    }
    let agent = after.text("sub-agents/pennine-voice.csv");
    assert!(agent.contains("fernhill/FH-1001/") && agent.contains("nuvias/NVX-20131/"), "one file per agent, all distributors");
}

#[test]
fn a_tier_is_added_by_rows() {
    let (before, after) = run("A tier");
    assert!(before.has_control("lines,nuvias,discount,GBP,4,7500.00,1200.00"));
    assert!(after.has_control("lines,nuvias,discount,GBP,4,7500.00,1425.00"));
    assert!(after.text("statements/nuvias.csv").contains(",Premier,customer-success volume,"), "the statement says it");
    assert_eq!(before.0["statements/stern-kelly.csv"], after.0["statements/stern-kelly.csv"]);
}

#[test]
fn a_competency_is_added_by_rows() {
    let (before, after) = run("A competency");
    assert!(before.has_control("lines,stern-kelly,discount,EUR,11,4400.00,347.70"));
    assert!(after.has_control("lines,stern-kelly,discount,EUR,11,4400.00,388.20"));
    assert!(before.has_control("lines,nuvias,commission,EUR,13,9930.00,957.00"));
    assert!(after.has_control("lines,nuvias,commission,EUR,13,9930.00,958.00"));
}

#[test]
fn a_layout_is_added_by_rows_and_moves_no_money() {
    let (before, after) = run("A layout");
    let own = "sub-agents/atelier-visio.csv";
    assert!(after.0[own].starts_with("\u{feff}Contrat;".as_bytes()), "with the mark that spreadsheets look for");
    assert!(before.text(own).starts_with("Line,Kind,"));
    let differing: Vec<&String> =
        before.0.iter().filter(|(file, bytes)| after.0[*file] != **bytes).map(|(file, _)| file).collect();
    assert_eq!(differing, [own], "no other file changes");
    assert_eq!(before.0.len(), after.0.len());
}
