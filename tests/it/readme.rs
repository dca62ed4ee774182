//! The README, held to the program: its commands print what it shows, its three amounts are what `explain` says.

use std::{collections::BTreeMap, fs, path::Path, process::Command};

use crate::sandbox::{Sandbox, fixtures};

fn page() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap()
}

/// Runs `courtage …` as the README has it, in a folder that has the fixture where the repository has it.
fn run(words: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::of("zoom-up");
    fs::create_dir_all(folder.path().join("fixtures")).unwrap();
    fs::rename(sandbox.root(), folder.path().join("fixtures/zoom-up")).unwrap();
    let output =
        Command::new(env!("CARGO_BIN_EXE_courtage")).args(words.split_whitespace()).current_dir(folder.path()).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn commands_print_what_the_readme_shows() {
    let mut shown = page();
    let mut blocks = 0;
    for block in page().split("```console\n").skip(1) {
        let block = block.split("```").next().unwrap();
        let (command, expected) = block.split_once('\n').unwrap();
        let actual = run(command.strip_prefix("$ courtage ").expect("a block begins with its command"));
        let actual = actual.lines().map(str::trim_end).collect::<Vec<_>>().join("\n") + "\n";
        if std::env::var_os("GOLDEN").is_some_and(|word| word == "write") {
            shown = shown.replace(block, &format!("{command}\n{}", actual.trim_start_matches('\n')));
        } else {
            assert_eq!(expected, actual.trim_start_matches('\n'), "{command} (GOLDEN=write cargo test writes the page anew)");
        }
        blocks += 1;
    }
    assert!(blocks >= 2, "the README shows the first command and an explanation");
    if shown != page() {
        fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"), shown).unwrap();
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

/// The number that a text begins with, without its commas.
fn first_number(text: &str) -> String {
    text.chars()
        .take_while(|character| character.is_ascii_digit() || ".,".contains(*character))
        .filter(|character| *character != ',')
        .collect()
}
