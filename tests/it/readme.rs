//! The README, held to the program: its commands print what it shows, its three amounts are what `explain` says.

use std::{collections::BTreeMap, fs, path::Path, process::Command};

use tempfile::TempDir;

use crate::sandbox::{Sandbox, fixtures};

fn page() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap()
}

/// A folder that has the fixtures where the repository has them.
fn repository() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("fixtures")).unwrap();
    for name in ["first-light", "zoom-up", "closed-year"] {
        fs::rename(Sandbox::of(name).root(), folder.path().join("fixtures").join(name)).unwrap();
    }
    folder
}

/// What a terminal shows of `courtage …` as the README has it. Behind `>` stands where the results go instead.
fn shown(folder: &TempDir, words: &str) -> String {
    let (words, elsewhere) = words.split_once(" > ").map_or((words, false), |(words, _)| (words, true));
    let mut command = Command::new(env!("CARGO_BIN_EXE_courtage"));
    let output = command.args(words.split_whitespace()).current_dir(folder.path()).output().unwrap();
    let [stdout, stderr] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    let all = if elsewhere { stderr } else { stdout + &stderr };
    all.trim_start_matches('\n').lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

fn run(words: &str) -> String {
    shown(&repository(), words)
}

/// A block of the page as it should be: its commands one after the other in one folder, each with what it prints.
fn typed(block: &str) -> String {
    let folder = repository();
    let commands = block.lines().filter_map(|line| line.strip_prefix("$ courtage "));
    commands.map(|words| format!("$ courtage {words}\n{}", shown(&folder, words))).collect()
}

#[test]
fn commands_print_what_the_readme_shows() {
    let mut written = page();
    let mut blocks = 0;
    for block in page().split("```console\n").skip(1) {
        let block = block.split("```").next().unwrap();
        assert!(block.starts_with("$ courtage "), "a block begins with a command: {block}");
        let actual = typed(block);
        if std::env::var_os("GOLDEN").is_some_and(|word| word == "write") {
            written = written.replace(block, &actual);
        } else {
            assert_eq!(block, actual, "GOLDEN=write cargo test writes the page anew");
        }
        blocks += 1;
    }
    assert!(blocks >= 5, "the README shows the first command, an explanation, a close, what refuses one, and a restatement");
    if written != page() {
        fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"), written).unwrap();
    }
}

#[test]
fn three_amounts_by_hand_are_what_explain_says() {
    let rows: Vec<Vec<String>> = page()
        .lines()
        .filter(|line| line.starts_with("| SK-") || line.starts_with("| NVX-"))
        .map(|line| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect())
        .collect();
    assert_eq!(rows.len(), 3);
    for row in rows {
        let [contract, base, rate, unrounded, amount] = &row[..] else { panic!("{row:?}") };
        let explained = run(&format!("explain {contract} 2022-09 --workspace fixtures/zoom-up"));
        assert!(explained.contains(&format!("      {base} × {rate} = {unrounded}\n")), "{contract}: {explained}");
        assert!(explained.contains(&format!("    = {amount}   settled in 2022-09\n")), "{contract}: {explained}");
    }
}

#[test]
fn every_contract_of_the_example_is_there_for_a_reason() {
    let explained = fs::read_to_string(fixtures().join("zoom-up/README.md")).unwrap();
    let sandbox = Sandbox::of("zoom-up");
    for (name, bytes) in sandbox.files("feeds") {
        let rows = String::from_utf8_lossy(&bytes).into_owned();
        for contract in rows.lines().skip(1).map(|line| line.split([',', ';']).next().unwrap()) {
            assert!(explained.contains(contract), "{name}: {contract} is not in the fixture's README");
        }
    }
}

#[test]
fn every_amount_of_the_examples_page_is_settled_and_no_other() {
    let page = fs::read_to_string(fixtures().join("zoom-up/README.md")).unwrap();
    let mut told: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in page.lines().filter(|line| line.starts_with("| SK-") || line.starts_with("| NVX-")) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let outcome = cells.last().unwrap();
        let amounts =
            if outcome.starts_with("held") { Vec::new() } else { outcome.split("% = ").skip(1).map(first_number).collect() };
        told.entry(cells[0].to_owned()).or_default().extend(amounts);
    }
    let sandbox = Sandbox::of("zoom-up");
    sandbox.run(&["settle", "2022-09"]);
    let mut settled: BTreeMap<String, Vec<String>> = told.keys().map(|contract| (contract.clone(), Vec::new())).collect();
    for row in sandbox.rows("drafts/2022-09/lines.csv") {
        settled
            .get_mut(&row["contract"])
            .unwrap_or_else(|| panic!("{} is not on the page", row["contract"]))
            .push(row["amount"].clone());
    }
    assert!(told.len() > 60, "the whole page is read");
    told.values_mut().chain(settled.values_mut()).for_each(|amounts| amounts.sort());
    assert_eq!(told, settled);
}

/// The rows of the page's table under this heading, cell by cell, without the marks of code.
fn told(heading: &str) -> Vec<Vec<String>> {
    let page = page();
    let below = page.split_once(heading).unwrap_or_else(|| panic!("the page has {heading}")).1;
    let rows = below.lines().skip(2).take_while(|line| line.starts_with('|'));
    let cells = |row: &str| row.trim_matches('|').split('|').map(|cell| cell.trim().replace('`', "")).collect();
    rows.map(cells).collect()
}

#[test]
fn every_shape_of_the_page_is_read_and_no_shape_is_missing() {
    let shapes = told("| in `rates`: shape | value | means |");
    let sandbox = Sandbox::of("first-light");
    for row in &shapes {
        let [shape, value, _] = &row[..] else { panic!("{row:?}") };
        let component = if shape == "uplift" { "uplift" } else { "commission" };
        let keys = format!("{component},sub-agent,A-{},*,*,*,*", shape.to_uppercase().replace('_', "-"));
        sandbox.add("rulebook/rates.csv", &format!("{keys},2022-06-01,2022-06-01,{shape},{value},x"));
    }
    let output = sandbox.run(&["check", "2022-09"]);
    assert!(!output.stdout.contains("table-value"), "each value is one that the table takes: {}", output.stdout);
    sandbox.add("rulebook/rates.csv", "commission,sub-agent,OTHER,*,*,*,*,2022-06-01,2022-06-01,other,1,x");
    let refused = sandbox.run(&["check", "2022-09"]).stdout;
    let expected = refused.split("expected one of ").nth(1).unwrap().split(" or closed").next().unwrap();
    let mut expected: Vec<&str> = expected.split(", ").collect();
    let mut named: Vec<&str> = shapes.iter().map(|row| row[0].as_str()).collect();
    expected.sort_unstable();
    named.sort_unstable();
    assert_eq!(named, expected, "the page names every shape");
}

#[test]
fn every_setting_of_the_page_is_a_column_of_its_table() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("new");
    Command::new(env!("CARGO_BIN_EXE_courtage")).arg("init").arg(&place).output().unwrap();
    let columns = fs::read_to_string(place.join("README.md")).unwrap();
    for row in told("| table: column | value | means |") {
        let (table, named) = row[0].split_once(": ").unwrap_or((&row[0], ""));
        let table = if table.contains('/') { table.to_owned() } else { format!("rulebook/{table}") };
        let own = columns.split(&format!("### {table}.csv\n")).nth(1).unwrap_or_else(|| panic!("{table} is a table"));
        let own = own.split("### ").next().unwrap();
        for column in named.split(", ").filter(|column| !column.is_empty()) {
            assert!(own.contains(&format!("- `{column}`: ")), "{column} is a column of {table}");
        }
    }
}

/// The number that a text begins with, without its commas.
fn first_number(text: &str) -> String {
    text.chars()
        .take_while(|character| character.is_ascii_digit() || ".,".contains(*character))
        .filter(|character| *character != ',')
        .collect()
}
