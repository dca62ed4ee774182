//! CONTRIBUTING, run: a distributor, a tier, a competency, a regime, a plan, a layout by rows alone.
//!
//! The edits and the amounts are read from the page itself, so that page and program cannot drift apart. Each recipe must
//! change the lines it names and no other.

mod page;

use std::collections::{BTreeMap, BTreeSet};

use page::{Step, Verb, in_draft, steps, with_column};

use crate::sandbox::Sandbox;

/// The recipes of the page that are run here.
const RECIPES: [&str; 6] = ["A distributor", "A tier", "A competency", "A regime", "A plan", "A layout"];
const LINES: &str = "lines.csv";
const ACCOUNTS: &str = "accounts.csv";

/// A settled period: every file of the draft.
struct Draft(BTreeMap<String, Vec<u8>>);

impl Draft {
    fn of(sandbox: &Sandbox, period: &str) -> Draft {
        let output = sandbox.run(&["settle", period]);
        assert_eq!(output.code, 3, "{}{}", output.stdout, output.stderr);
        Draft(sandbox.files(&format!("drafts/{period}")).into_iter().collect())
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

    /// The rows of a block are rows of a file: those with the same keys have its values. Answers the first keys.
    fn has(&self, file: &str, keys: &[&str], block: &str) -> BTreeSet<String> {
        let own = table(self.text(file));
        let mut named = BTreeSet::new();
        for row in table(block) {
            let same = own.iter().filter(|own| keys.iter().all(|key| own[*key] == row[*key])).collect::<Vec<_>>();
            let [own] = same[..] else { panic!("{file} has one row like {row:?}") };
            for (column, value) in &row {
                assert_eq!(&own[column], value, "{file}: {column} of {row:?}");
            }
            named.insert(row[keys[0]].clone());
        }
        named
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
    let steps: Vec<Step> = steps().into_iter().filter(|step| step.recipe == recipe).collect();
    let (promised, edits): (Vec<&Step>, Vec<&Step>) = steps.iter().partition(|step| step.verb == Verb::Then);
    let (period, _) = in_draft(&promised.first().expect("a recipe says what comes of it").file);
    let before = Draft::of(&sandbox, period);
    for step in edits {
        let exists = sandbox.root().join(&step.file).exists();
        match step.verb {
            Verb::Append => sandbox.edit(&step.file, |text| text + &step.block),
            Verb::Column => sandbox.edit(&step.file, |text| with_column(&text, &step.block)),
            Verb::Create | Verb::Then => {
                assert!(!exists, "{} is new", step.file);
                sandbox.write(&step.file, &step.block);
            }
        }
    }
    let after = Draft::of(&sandbox, period);
    let mut named = BTreeSet::new();
    for step in promised {
        match in_draft(&step.file) {
            (_, LINES) => named.extend(after.has(LINES, &["line_id"], &step.block)),
            (_, ACCOUNTS) => drop(after.has(ACCOUNTS, &["distributor", "payee", "currency"], &step.block)),
            (own, file) => {
                let text = after.text(file).trim_start_matches('\u{feff}').replace("\r\n", "\n");
                assert_eq!((own, text.as_str()), (period, step.block.as_str()), "{recipe}: {file}");
            }
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
        let grown = [
            "accounts.csv",
            "reads.csv",
            "controls.csv",
            "deliveries.csv",
            "facts.csv",
            "inputs.csv",
            "lines.csv",
            "positions.csv",
            "sub-agents/pennine-voice.csv",
        ];
        let grows = grown.contains(&file.as_str());
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
fn a_regime_is_added_by_rows_beside_the_one_before() {
    let (before, after) = run("A regime");
    let of = |draft: &Draft, key: &str| draft.lines()[key].clone();
    let stays = |key: &str, tier: &str, reason: &str| {
        let (old, new) = (of(&before, key), of(&after, key));
        assert_eq!((&new["programme"], &new["tier"]), (&"zoom-up-2026".to_owned(), &tier.to_owned()), "{key}");
        assert_eq!((&new["standing_reason"], &new["amount"]), (&reason.to_owned(), &old["amount"]), "{key}");
    };
    stays(
        "stern-kelly/SK-220059/ZR-ROOM/5/discount/2026-10/medientechnik-suedwest/EUR",
        "select",
        "select, assessed on 2026-10-01: 100 of 100 points; not premier: 100 of 200 points; holds until 2027-09-30",
    );
    stays(
        "stern-kelly/SK-220137/ZR-ROOM/5/discount/2026-10/weissenfels-jaeger/EUR",
        "enrolled",
        "enrolled, assessed on 2026-10-01: asks for nothing; not select: 99.5 of 100 points; holds until 2027-09-30",
    );
    let elite = of(&after, "stern-kelly/SK-220135/ZW-500/5/discount/2026-10/niehues/EUR");
    assert_eq!(
        elite["standing_reason"],
        "elite, assessed on 2026-10-01: 400 of 400 points, 120 of 100 points for customer-success, \
         32400.00 of 30000 EUR in twelve months; holds until 2027-09-30"
    );
    let september = of(&after, "stern-kelly/SK-210218/ZM-BIZ/6/discount/2026-09/niehues/EUR");
    assert_eq!((september["programme"].as_str(), september["amount"].as_str()), ("zoom-up-2022", "60.00"), "the month before it");
    assert!(after.text("statements/nuvias.csv").contains(",Premier,"), "the statement says it");
}

#[test]
fn a_plan_is_added_by_rows() {
    let (before, after) = run("A plan");
    let stays = "nuvias/NVX-22011/10/1/commission/2022-09/atelier-visio/EUR";
    assert_eq!(before.lines()[stays], after.lines()[stays], "signed before the addendum");
    assert_eq!(before.0["statements/stern-kelly.csv"], after.0["statements/stern-kelly.csv"]);
    assert!(after.has_control("lines,nuvias,override,EUR,4,2980.00,-40.73"), "{}", after.text("controls.csv"));
}

#[test]
fn a_layout_is_added_by_rows_and_moves_no_money() {
    let (before, after) = run("A layout");
    let own = "sub-agents/atelier-visio.csv";
    assert!(after.0[own].starts_with("\u{feff}Contrat;".as_bytes()), "with the mark that spreadsheets look for");
    assert!(before.text(own).starts_with("Line,Kind,"));
    let differing: Vec<&String> =
        before.0.iter().filter(|(file, bytes)| after.0[*file] != **bytes).map(|(file, _)| file).collect();
    assert_eq!(differing, ["inputs.csv", own], "no other file changes");
    assert_eq!(before.0.len(), after.0.len());
}
