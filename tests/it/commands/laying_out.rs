//! `init`: a workspace that settles as it stands, and explains itself.

use std::fs;

use crate::sandbox::{Output, Sandbox};

/// Lays out a workspace where the sandbox expects one.
fn laid_out() -> (Sandbox, Output) {
    let sandbox = Sandbox::empty();
    let output = sandbox.run(&["init", sandbox.root().to_str().unwrap()]);
    (sandbox, output)
}

#[test]
fn what_is_laid_out_settles_as_it_stands() {
    let (sandbox, output) = laid_out();
    assert_eq!((output.code, output.stderr.as_str()), (0, ""));
    assert!(output.stdout.contains("courtage settle 2022-09 --workspace"), "it says what comes next: {}", output.stdout);
    let settled = sandbox.run(&["settle", "2022-09"]);
    assert_eq!((settled.code, settled.stderr.as_str()), (0, ""), "{}", settled.stdout);
    assert!(!sandbox.rows("drafts/2022-09/lines.csv").is_empty());
    assert!(sandbox.rows("drafts/2022-09/findings.csv").is_empty());
    assert_eq!(sandbox.run(&["check"]).code, 0);
}

#[test]
fn an_empty_folder_is_filled() {
    let sandbox = Sandbox::empty();
    fs::create_dir(sandbox.root()).unwrap();
    assert_eq!(sandbox.run(&["init", sandbox.root().to_str().unwrap()]).code, 0);
    assert_eq!(sandbox.run(&["settle", "2022-09"]).code, 0);
}

#[test]
fn the_readme_explains_every_column_of_every_table() {
    let (sandbox, _) = laid_out();
    let readme = sandbox.text("README.md");
    let sections: Vec<&str> = readme.split("\n### ").collect();
    let explains = |section: &str, word: &str| {
        let start = format!("- `{word}`: ");
        section.lines().any(|line| line.strip_prefix(&start).is_some_and(|about| about.len() > 3))
    };
    let mut tables = 0;
    let of_ours = |(name, _): &(String, Vec<u8>)| name.starts_with("rulebook/") || name.starts_with("facts/");
    for (name, bytes) in sandbox.files(".").into_iter().filter(of_ours) {
        let title = match name.rsplit_once('/') {
            Some(("rulebook/feed-maps", _)) => "rulebook/feed-maps/<distributor>.csv".to_owned(),
            Some(("rulebook/layouts", _)) => "rulebook/layouts/<layout>.csv".to_owned(),
            _ => name,
        };
        let section = sections.iter().find(|section| section.lines().next() == Some(&title));
        let section = section.unwrap_or_else(|| panic!("the README has a section on {title}"));
        for column in String::from_utf8(bytes).unwrap().lines().next().unwrap().split(',') {
            assert!(explains(section, column) || explains(sections[0], column), "{title}: column {column} is explained");
        }
        tables += 1;
    }
    assert_eq!(tables, 7, "parties, aliases, agreements, plans, rates, a feed map and a layout");
    for row in sandbox.rows("rulebook/feed-maps/stern-kelly.csv").iter().filter(|row| row["part"] != "allow") {
        assert!(explains(&readme, &row["name"]), "the setting or field {} is explained", row["name"]);
    }
    for row in sandbox.rows("rulebook/layouts/statement.csv").iter().filter(|row| row["part"] == "column") {
        assert!(explains(&readme, &row["value"]), "the field {} is explained", row["value"]);
    }
}

#[test]
fn the_readme_explains_every_file_of_the_book_and_every_column() {
    let (sandbox, _) = laid_out();
    let readme = sandbox.text("README.md");
    assert_eq!(sandbox.run(&["close", "2022-09"]).code, 0);
    let mut tables = 0;
    for (name, bytes) in sandbox.files("book") {
        let (place, file) = name.split_once('/').unwrap_or(("", &name));
        let folder = file.split_once('/').map_or("", |(folder, _)| folder);
        let tells = match (place, folder) {
            ("2022-09" | "opening", "") if bytes.contains(&b',') && !file.contains("SUMS") && file != "manifest.json" => {
                let section = readme.split("\n### ").find(|section| section.lines().next() == Some(file));
                let section = section.unwrap_or_else(|| panic!("the README has a section on {file}"));
                let explained = if file == "lines.csv" { &readme } else { section };
                for column in String::from_utf8(bytes).unwrap().lines().next().unwrap().split(',') {
                    assert!(explained.contains(&format!("\n- `{column}`: ")), "{name}: column {column} is explained");
                }
                tables += 1;
                continue;
            }
            ("2022-09" | "opening" | "", "") => format!("`{file}`"),
            ("2022-09", folder) => format!("`{folder}/<"),
            (place, _) => format!("`{place}/`"),
        };
        assert!(readme.contains(&tells), "{name}: {tells}");
    }
    assert!(tables >= 12, "{tables}");
}

#[test]
fn a_folder_with_something_in_it_is_refused() {
    let sandbox = Sandbox::empty();
    sandbox.write("notes.txt", "mine\n");
    let output = sandbox.run(&["init", sandbox.root().to_str().unwrap()]);
    assert_eq!((output.code, output.stdout.as_str()), (74, ""));
    assert!(output.stderr.contains(sandbox.root().to_str().unwrap()), "{}", output.stderr);
    assert!(output.stderr.contains("not empty") && output.stderr.contains("name a new one"), "{}", output.stderr);
    assert_eq!(sandbox.files("."), [("notes.txt".to_owned(), b"mine\n".to_vec())], "nothing is touched");
}
