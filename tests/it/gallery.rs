//! The gallery: a small input for every kind of finding, and exactly what is printed of it.
//!
//! A case is a folder of `fixtures/findings`, laid over `first-light`. Beside its files stand `about.txt` (what was
//! changed), `printed.txt`, and where needed `command.txt` (commands, the last of which checks) and `make.txt`
//! (`remove FILE`, `replace FILE FROM TO`, `repeat FILE COUNT LINE`); between commands such a line stands behind `make`.

use std::{collections::BTreeSet, fs, path::Path};

use courtage::basics::Code;

use crate::sandbox::{Sandbox, fixtures};

const OURS: [&str; 4] = ["about.txt", "printed.txt", "command.txt", "make.txt"];

fn is_written() -> bool {
    std::env::var_os("GOLDEN").is_some_and(|word| word == "write")
}

/// Writes the file anew, or compares it.
fn hold(path: &Path, actual: &str) {
    if is_written() {
        return fs::write(path, actual).unwrap();
    }
    let expected = fs::read_to_string(path).unwrap_or_default();
    assert_eq!(actual, expected, "{}: if that is right, GOLDEN=write cargo test", path.display());
}

/// The fixture with the case's files over it.
fn laid(case: &Path) -> Sandbox {
    let sandbox = Sandbox::of("first-light");
    lay(&sandbox, case, case);
    fs::read_to_string(case.join("make.txt")).unwrap_or_default().lines().for_each(|line| make(&sandbox, line));
    sandbox
}

/// Follows a line of a recipe.
fn make(sandbox: &Sandbox, line: &str) {
    match line.splitn(4, ' ').collect::<Vec<_>>()[..] {
        ["remove", file] => fs::remove_file(sandbox.root().join(file)).unwrap(),
        ["replace", file, from, to] => sandbox.replace(file, from, to),
        ["repeat", file, count, row] => {
            let rows = format!("{row}\n").repeat(count.parse().unwrap());
            sandbox.edit(file, |text| text + &rows);
        }
        _ => panic!("no recipe is called {line:?}"),
    }
}

fn lay(sandbox: &Sandbox, case: &Path, folder: &Path) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.strip_prefix(case).unwrap().to_str().unwrap();
        if path.is_dir() {
            lay(sandbox, case, &path);
        } else if !OURS.contains(&name) {
            sandbox.write(name, fs::read(&path).unwrap());
        }
    }
}

/// The blocks of this code among what is printed.
fn blocks(stdout: &str, code: Code) -> String {
    let is_head = |line: &str| ["stop  ", "hold  ", "note  "].iter().any(|severity| line.starts_with(severity));
    let head = format!("{}  {}  ", code.severity().words(), code.as_str());
    let mut own = false;
    let mut text = String::new();
    for line in stdout.lines() {
        own = if is_head(line) { line.starts_with(&head) } else { own && line.starts_with(' ') };
        if own {
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}

/// Runs a case: what is printed of its code. Each block has its place, its reason and its remedy, in `findings.csv` too.
fn printed(code: Code, case: &Path) -> String {
    let sandbox = laid(case);
    let commands = fs::read_to_string(case.join("command.txt")).unwrap_or_else(|_| "check 2022-09\n".to_owned());
    let mut last = None;
    for command in commands.lines() {
        if let Some(line) = command.strip_prefix("make ") {
            make(&sandbox, line);
            continue;
        }
        let words: Vec<&str> = command.split(' ').collect();
        last = Some((sandbox.run(&words), words));
    }
    let (output, mut words) = last.unwrap();
    let text = blocks(&output.stdout, code);
    assert!(!text.is_empty(), "{} is not found: {}{}", code.as_str(), output.stdout, output.stderr);
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].split("  ").nth(2).is_some_and(|place| !place.is_empty()), "a place: {text}");
    assert!(lines.len() > 2 && lines[1].trim().len() > 10, "a reason: {text}");
    assert!(lines.iter().any(|line| line.starts_with("      remedy: ")), "a remedy: {text}");
    words[0] = "settle";
    sandbox.run(&words);
    let rows = sandbox.rows(&format!("drafts/{}/findings.csv", words[1]));
    assert!(rows.iter().any(|row| row["code"] == code.as_str()), "{} stands in findings.csv", code.as_str());
    text
}

#[test]
fn every_finding_has_its_case_and_prints_it() {
    let gallery = fixtures().join("findings");
    let folders = fs::read_dir(&gallery).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let named: BTreeSet<String> = folders.map(|path| path.file_name().unwrap().to_str().unwrap().to_owned()).collect();
    let to_come = fs::read_to_string(gallery.join("to-come.txt")).unwrap_or_default();
    let to_come: BTreeSet<String> = to_come.lines().map(str::to_owned).collect();
    assert!(named.is_disjoint(&to_come), "a case that has come is no longer to come");
    let told: BTreeSet<String> = named.union(&to_come).cloned().collect();
    let codes: BTreeSet<String> = Code::ALL.iter().map(|code| code.as_str().to_owned()).collect();
    assert_eq!(told, codes, "a folder for each code, and a code for each folder");
    let mut page = "# What courtage finds\n\nEvery kind of finding with a small input that leads to it, and what is printed. \
                    A stop settles nothing, a hold keeps one record out, a note is worth knowing. Each folder holds the files \
                    that are laid over `fixtures/first-light`. The test of the gallery writes this page.\n"
        .to_owned();
    for code in Code::ALL.iter().filter(|code| named.contains(code.as_str())) {
        let case = gallery.join(code.as_str());
        let text = printed(*code, &case);
        hold(&case.join("printed.txt"), &text);
        let changed = fs::read_to_string(case.join("about.txt")).unwrap();
        let (name, severity) = (code.as_str(), code.severity().words());
        page += &format!(
            "\n## [{name}]({name}) · {severity}\n\n{}\n\nHere: {}\n\n```text\n{text}```\n",
            code.about(),
            changed.trim()
        );
    }
    hold(&gallery.join("README.md"), &page);
}

#[test]
fn the_readme_shows_a_row_of_the_gallery() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let row = fs::read_to_string(fixtures().join("findings/value/printed.txt")).unwrap();
    assert!(page.contains(&format!("```text\n{row}```\n\n`fixtures/findings/README.md`")), "{row}");
}
