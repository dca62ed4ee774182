//! 91 and 105 to 111: what is written, where, and the book.

use std::{
    fs::{self, File},
    os::unix::fs::{PermissionsExt, symlink},
    path::Path,
    process::Command,
};

use super::Feed;
use crate::{
    findings::FEED,
    golden_book,
    sandbox::{Output, Sandbox, rows},
};

#[test]
fn case_091_names_that_a_spreadsheet_would_run() {
    let names = ["=cmd|'/c calc'!A1", "+1", "-2", "@x", "\rx"];
    let feed = Feed::german();
    let cells = names.map(|name| [("Kunde", name)]);
    feed.settles(&cells.each_ref().map(<[_; 1]>::as_slice));
    let escaped = names.map(|name| format!("'{name}"));
    for (file, column) in
        [("statements/stern-kelly.csv", "Customer"), ("sub-agents/buehler.csv", "Customer"), ("lines.csv", "customer_name")]
    {
        let told = rows(&feed.sandbox.bytes(&format!("drafts/2022-09/{file}")), b',');
        let told: Vec<&String> = told.iter().map(|row| &row[column]).filter(|name| !name.is_empty()).take(5).collect();
        assert_eq!(told, escaped.iter().collect::<Vec<_>>(), "{file}");
    }
    let kept = feed.sandbox.rows("drafts/2022-09/facts.csv");
    assert_eq!(kept.iter().map(|row| row["customer_name"].as_str()).collect::<Vec<_>>(), names, "the facts are for programs");
    Feed::german().holds(&[("Kunde", "\tx", "value", "a control character U+0009")]);
}

#[test]
fn case_105_a_place_that_is_not_ours() {
    let sandbox = Sandbox::of("first-light");
    sandbox.write("theirs/statement.csv", "somebody's work\n");
    sandbox.write("file", "a file\n");
    symlink("theirs", sandbox.root().join("link")).unwrap();
    let before = sandbox.files(".");
    for place in ["theirs", "file", "link"] {
        let target = sandbox.root().join(place);
        let output = sandbox.run(&["settle", "2022-09", "--out", target.to_str().unwrap()]);
        assert_eq!((output.code, output.stdout.as_str()), (74, ""), "{place}");
        assert!(output.stderr.contains(target.to_str().unwrap()), "{place}: {}", output.stderr);
    }
    for place in ["/proc/september", "/sys/september"] {
        let output = sandbox.run(&["settle", "2022-09", "--out", place]);
        assert_eq!(output.code, 74, "nobody writes to {place}");
    }
    symlink("theirs", sandbox.root().join("book")).unwrap();
    let output = sandbox.run(&["close", "2022-09"]);
    assert_eq!(output.code, 74, "{}", output.stdout);
    assert!(output.stderr.contains("put the folder itself there"), "{}", output.stderr);
    fs::remove_file(sandbox.root().join("book")).unwrap();
    assert!(sandbox.files(".") == before, "nothing is overwritten");
}

/// The program behind a command of the shell, such as `umask 0`.
fn run_behind(sandbox: &Sandbox, before: &str, words: &str) -> Output {
    let script = format!("{before}; exec '{}' {words}", env!("CARGO_BIN_EXE_courtage"));
    let output = Command::new("sh").args(["-c", &script]).env("COURTAGE_WORKSPACE", sandbox.root()).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Output { code: output.status.code().unwrap(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// The modes of a folder and all that lies in it.
fn modes(path: &Path, told: &mut Vec<(String, u32)>) {
    let about = fs::symlink_metadata(path).unwrap();
    told.push((path.display().to_string(), about.permissions().mode() & 0o777));
    if about.is_dir() {
        fs::read_dir(path).unwrap().for_each(|entry| modes(&entry.unwrap().path(), told));
    }
}

#[test]
fn case_106_a_umask_that_hides_nothing() {
    let sandbox = Sandbox::of("first-light");
    assert_eq!(run_behind(&sandbox, "umask 0", "settle 2022-09").code, 0);
    assert_eq!(run_behind(&sandbox, "umask 0", "close 2022-09").code, 0);
    for place in ["drafts", "book"] {
        let mut told = Vec::new();
        modes(&sandbox.root().join(place), &mut told);
        assert!(told.len() > 15, "{place}");
        for (name, mode) in told {
            let expected = if Path::new(&name).is_dir() { 0o700 } else { 0o600 };
            assert_eq!(mode, expected, "{name} is its owner's alone");
        }
    }
}

/// Every place where a close may end is swept through in `src/book` and `.ci/book`; here a disk that takes no byte.
#[test]
fn case_107_a_disk_that_is_full() {
    let sandbox = Sandbox::of("first-light");
    assert_eq!(sandbox.run(&["close", "2022-09"]).code, 0);
    let sealed = |sandbox: &Sandbox| -> Vec<_> {
        let files = sandbox.files("book").into_iter();
        files.filter(|(name, _)| !name.starts_with("staging/") && !name.starts_with("inputs/")).collect()
    };
    let before = sealed(&sandbox);
    sandbox.write("feeds/stern-kelly/2022-11-05.csv", sandbox.bytes(FEED));
    let full = run_behind(&sandbox, "trap '' XFSZ; ulimit -f 0", "close 2022-10");
    assert_eq!(full.code, 74, "{}{}", full.stdout, full.stderr);
    assert!(full.stderr.starts_with("error: failed to "), "{}", full.stderr);
    assert!(sealed(&sandbox) == before, "the book is as it was");
    assert_eq!(sandbox.run(&["close", "2022-10"]).code, 0, "and goes on when there is room");
    assert_eq!(sandbox.run(&["verify"]).code, 0);
}

#[test]
fn case_108_a_second_process() {
    let sandbox = Sandbox::of("first-light");
    assert_eq!(sandbox.run(&["close", "2022-09"]).code, 0);
    let lock = File::options().read(true).write(true).open(sandbox.root().join("book/LOCK")).unwrap();
    lock.lock().unwrap();
    let before = sandbox.files("book");
    let output = sandbox.run(&["close", "2022-10"]);
    assert_eq!(output.code, 75, "{}{}", output.stdout, output.stderr);
    assert!(output.stderr.contains("another close holds") && output.stderr.contains("book/LOCK"), "{}", output.stderr);
    assert!(sandbox.files("book") == before);
    drop(lock);
    assert_eq!(sandbox.run(&["close", "2022-10"]).code, 0);
}

/// No record has a moment in it: there is nothing that a clock that lies could make earlier. `golden_book` fakes it.
#[test]
fn case_109_clocks_zones_and_locales() {
    let closed = |environment: &[(&str, &str)]| {
        let sandbox = Sandbox::of("first-light");
        assert_eq!(sandbox.run_with(&["settle", "2022-09"], environment).code, 0);
        assert_eq!(sandbox.run_with(&["close", "2022-09"], environment).code, 0);
        (sandbox.files("drafts"), sandbox.files("book"))
    };
    let plain = closed(&[]);
    for environment in [
        [("TZ", "Pacific/Kiritimati"), ("LC_ALL", "tr_TR.UTF-8"), ("SOURCE_DATE_EPOCH", "0")],
        [("TZ", ":no such zone"), ("LC_ALL", "nonsense"), ("SOURCE_DATE_EPOCH", "9999999999")],
    ] {
        assert!(closed(&environment) == plain, "{environment:?}");
    }
}

#[test]
fn case_110_a_log_that_was_changed() {
    let record = |sandbox: &Sandbox, number: usize| -> String {
        let names: Vec<String> = sandbox.files("book/log").into_iter().map(|(name, _)| format!("book/log/{name}")).collect();
        names[number].clone()
    };
    let changes: [fn(&Sandbox, &str); 3] = [
        |sandbox, name| fs::remove_file(sandbox.root().join(name)).unwrap(),
        |sandbox, name| sandbox.edit(name, |text| text.replacen("2023-02-08", "2023-02-09", 1)),
        // A second record of one number, such as two copies that went on by themselves leave.
        |sandbox, name| {
            let twin = format!("{}-0123456789abcdef.json", name.rsplit_once('-').unwrap().0);
            sandbox.write(&twin, sandbox.bytes(name));
        },
    ];
    for change in changes {
        let sandbox = golden_book::sealed();
        let name = record(&sandbox, 5);
        change(&sandbox, &name);
        let verified = sandbox.run(&["verify"]);
        assert_eq!(verified.code, 5, "{}", verified.stdout);
        assert!(format!("{}{}", verified.stdout, verified.stderr).contains("log/000005"), "{}", verified.stdout);
        let before = sandbox.files("book");
        let closed = sandbox.run(&["close", "2023-10"]);
        assert_eq!(closed.code, 5, "nothing is added to it: {}{}", closed.stdout, closed.stderr);
        assert!(sandbox.files("book") == before);
    }
}

#[test]
fn case_111_a_book_of_a_newer_version() {
    let sandbox = golden_book::sealed();
    sandbox.replace("book/BOOK", "courtage book 1", "courtage book 2");
    let before = sandbox.files("book");
    for words in [&["close", "2023-10"][..], &["verify"], &["replay", "--all"], &["settle", "2023-10"]] {
        let output = sandbox.run(words);
        assert_eq!(output.code, 4, "{words:?}: {}{}", output.stdout, output.stderr);
        let told = format!("{}{}", output.stdout, output.stderr);
        assert!(told.contains("written by a newer version of courtage"), "{words:?}: {told}");
    }
    assert!(sandbox.files("book") == before, "it is only read");
}
