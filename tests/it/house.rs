//! The plan of `src/ARCHITECTURE.md`, held: floors, doors, headers.

use std::{fs, path::Path};

/// Rooms with their floor. A room uses rooms of lower floors; on the ground floor `files` and `sheets` use `basics`.
const ROOMS: [(&str, u32); 13] = [
    ("basics", 0),
    ("files", 1),
    ("sheets", 1),
    ("facts", 2),
    ("rulebook", 2),
    ("settlement", 3),
    ("book", 4),
    ("feeds", 4),
    ("render", 4),
    ("tables", 4),
    ("fuzzing", 5),
    ("pipeline", 5),
    ("cli", 6),
];

/// Every source file with its room; `main` and `lib` have none.
fn sources() -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "src", &mut found);
    assert!(found.len() > 40, "the whole source is read");
    found
}

fn collect(folder: &Path, name: &str, found: &mut Vec<(String, String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let inner = format!("{name}/{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            collect(&path, &inner, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let room = inner.split('/').nth(1).unwrap().trim_end_matches(".rs").to_owned();
            found.push((inner, room, fs::read_to_string(&path).unwrap()));
        }
    }
}

fn floor(room: &str) -> Option<u32> {
    ROOMS.iter().find(|(name, _)| *name == room).map(|(_, floor)| *floor)
}

/// The code of a file without its unit tests, which may use what they like.
fn code(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests").next().unwrap()
}

#[test]
fn a_room_uses_lower_floors_only() {
    for (file, room, text) in sources() {
        let Some(own) = floor(&room) else { continue };
        for (other, theirs) in ROOMS.iter().filter(|(other, _)| *other != room) {
            let named = [format!("crate::{other}::"), format!("    {other}::"), format!("{other}::")];
            let imports = code(&text).lines().filter(|line| !line.trim_start().starts_with("//"));
            let uses = imports.clone().any(|line| {
                line.contains(&named[0])
                    || line.starts_with(&named[1])
                    || (line.starts_with("use crate::{") && names(line, &named[2]))
            });
            assert!(!uses || *theirs < own, "{file} (floor {own}) uses {other} (floor {theirs})");
        }
    }
}

/// Whether a line names a word, which is no end of a longer one: `write_offs::` is not `fs::`.
fn names(line: &str, word: &str) -> bool {
    let begins = |(at, _): (usize, &str)| !line[..at].ends_with(|last: char| last.is_alphanumeric() || last == '_');
    line.match_indices(word).any(begins)
}

#[test]
fn each_door_is_the_only_one() {
    let doors = [
        ("polars::", "tables"),
        ("csv::", "sheets"),
        ("quick_xml::", "sheets"),
        ("zip::", "sheets"),
        ("flate2::", "sheets"),
        ("ruzstd::", "sheets"),
        ("std::fs", "files"),
        ("fs::", "files"),
        ("println!", "cli"),
        ("process::exit", "cli"),
        ("SystemTime", "cli"),
        ("Utc::now", "cli"),
        ("Decimal::from_str(", "nobody"),
    ];
    for (file, room, text) in sources().into_iter().filter(|(file, ..)| !file.ends_with("/tests.rs")) {
        for (word, door) in doors {
            let used = code(&text).lines().filter(|line| !line.trim_start().starts_with("//")).any(|line| names(line, word));
            assert!(!used || room == door || (room == "main" && door == "cli"), "{file} uses {word}, which is {door}'s");
        }
    }
}

#[test]
fn every_file_opens_with_what_it_is() {
    for (file, room, text) in sources() {
        assert!(room == "lib" || text.starts_with("//! "), "{file} says nothing about itself");
    }
}

#[test]
fn no_test_file_is_forgotten() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    let main = fs::read_to_string(folder.join("main.rs")).unwrap();
    for entry in fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let module = name.trim_end_matches(".rs");
        assert!(module == "main" || main.contains(&format!("mod {module};")), "{name} is not run");
    }
}

/// What the compiler holds for us, as the manifest and clippy's list say it.
#[test]
fn no_unsafe_code_no_silent_overflow_no_floats_no_clock() {
    let read = |name: &str| fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap();
    let manifest: toml::Table = read("Cargo.toml").parse().unwrap();
    assert_eq!(manifest["lints"]["rust"]["unsafe_code"].as_str(), Some("forbid"));
    assert_eq!(manifest["profile"]["release"]["overflow-checks"].as_bool(), Some(true));
    let bans = read("clippy.toml");
    for banned in ["f32", "f64", "std::time::SystemTime::now", "std::string::String::from_utf8_lossy"] {
        assert!(bans.contains(&format!("path = \"{banned}\"")), "clippy.toml bans {banned}");
    }
}
