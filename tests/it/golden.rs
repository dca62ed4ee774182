//! Golden folders: what a fixture must give, byte for byte.
//!
//! `GOLDEN=write cargo test` writes them anew; the difference is then reviewed like code.

use std::{collections::BTreeMap, fs, path::Path};

/// Compares files with the golden folder, or writes it.
pub fn check(folder: &Path, files: Vec<(String, Vec<u8>)>) {
    if std::env::var_os("GOLDEN").is_some_and(|word| word == "write") {
        let _ = fs::remove_dir_all(folder);
        for (name, bytes) in files {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        return;
    }
    let actual: BTreeMap<String, Vec<u8>> = files.into_iter().collect();
    let mut names = Vec::new();
    list(folder, folder, &mut names);
    assert_eq!(actual.keys().cloned().collect::<Vec<_>>(), names, "the files of {}", folder.display());
    for (name, bytes) in actual {
        let expected = fs::read(folder.join(&name)).unwrap();
        if bytes != expected {
            let differs = |(at, (a, b)): (usize, (&str, &str))| {
                (a != b).then(|| format!("line {}:\n  expected {b}\n  actual   {a}", at + 1))
            };
            let (a, b) = (String::from_utf8_lossy(&bytes).into_owned(), String::from_utf8_lossy(&expected).into_owned());
            let first = a.lines().zip(b.lines()).enumerate().find_map(differs).unwrap_or_else(|| "one is longer".to_owned());
            panic!(
                "{name} differs from its golden copy in {}\n{first}\nIf that is right: GOLDEN=write cargo test, and review the difference",
                folder.display()
            );
        }
    }
}

fn list(root: &Path, folder: &Path, names: &mut Vec<String>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|_| panic!("{} is missing: GOLDEN=write cargo test", folder.display()));
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            list(root, &path, names);
        } else {
            names.push(path.strip_prefix(root).unwrap().to_str().unwrap().to_owned());
        }
    }
    names.sort();
}
