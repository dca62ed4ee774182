//! 91 and 101 to 112: what is written, workbooks that mean harm, the book, hostile texts.

use std::{
    fs::{self, File},
    io::{Cursor, Write},
    os::unix::fs::{PermissionsExt, symlink},
    path::Path,
    process::Command,
};

use zip::{ZipWriter, write::SimpleFileOptions};

use super::{Feed, found, refused, same_lines};
use crate::{
    findings::{FEED, records},
    golden_book,
    sandbox::{Output, Sandbox, rows},
    workbooks,
};

const WORKBOOK: &str = "feeds/stern-kelly/2022-10-05.xlsx";

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
fn case_101_a_lone_cell_far_away() {
    let far = r#"<row r="20000"><c r="XFD20000"><v>1</v></c></row>"#;
    let sandbox = workbooks::delivered(".xlsx", &workbooks::workbook(&[("Export", far)]));
    refused(&sandbox, ["header", WORKBOOK_HEADER, "", "the first row of the sheet Export is empty", "row 1"]);
    let beyond = format!("{}{far}", workbooks::rows());
    let sandbox = workbooks::delivered(".xlsx", &workbooks::workbook(&[("Export", &beyond)]));
    let says = "the cell Export!XFD20000 stands beyond them";
    refused(&sandbox, ["field-count", &format!("{WORKBOOK}:20000"), "", says, "empty the cell"]);
}

const WORKBOOK_HEADER: &str = "feeds/stern-kelly/2022-10-05.xlsx:1";

/// A zip of these parts.
fn zip(parts: impl IntoIterator<Item = (String, Vec<u8>)>) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(&bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn case_102_archives_beyond_reason() {
    let refuse = |bytes: Vec<u8>, code: &str, says: &str| {
        refused(&workbooks::delivered(".xlsx", &bytes), [code, WORKBOOK, "", says, "ask"]);
    };
    let one = |name: &str, bytes: Vec<u8>| zip([(name.to_owned(), bytes)]);
    refuse(one("xl/worksheets/sheet1.xml", vec![b' '; 40 << 20]), "file-limit", "unpacks to");
    refuse(zip((0..1_001).map(|at| (format!("x/{at}"), Vec::new()))), "file-limit", "1001 parts");
    refuse(one("../xl/workbook.xml", Vec::new()), "file-kind", "leads out of the archive");
    let nested = one("xl/workbook.xml", one("xl/workbook.xml", Vec::new()));
    refuse(nested, "file-kind", "the file cannot be opened");
}

#[test]
fn case_103_workbooks_that_are_not_plain() {
    let refuse = |cells: &str, line: u32, says: &str| {
        let sandbox = workbooks::delivered(".xlsx", &workbooks::workbook(&[("Export", cells)]));
        refused(&sandbox, ["workbook", &format!("{WORKBOOK}:{line}"), "", says, "plain values"]);
    };
    let plain = workbooks::rows();
    refuse(&plain.replacen("<c><v>10</v></c>", "<c><f>5+5</f></c>", 1), 2, "its formula has no value");
    refuse(&plain.replacen("<c><v>10</v></c>", r#"<c t="e"><v>#REF!</v></c>"#, 1), 2, "it shows the error #REF!");
    let merged = workbooks::workbook(&[(
        "Export",
        &format!("{plain}</sheetData><mergeCells count=\"1\"><mergeCell ref=\"A2:A3\"/></mergeCells><sheetData>"),
    )]);
    let sandbox = workbooks::delivered(".xlsx", &merged);
    assert_eq!(sandbox.run(&["check", "2022-09"]).code, 4, "merged cells");
    let hidden = workbooks::delivered(
        ".xlsx",
        &workbooks::workbook(&[("Export", &plain.replace("<row r=\"3\">", "<row r=\"3\" hidden=\"1\">"))]),
    );
    assert_eq!(workbooks::lines(&hidden, ".xlsx"), workbooks::lines(&Sandbox::of("first-light"), ".csv"), "hidden rows are read");
    found(&hidden, "note", ["hidden", WORKBOOK, "", "1 row is hidden and read all the same", "hidden"]);
    let old = workbooks::delivered(".xlsx", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    refused(&old, ["file-kind", WORKBOOK, "", "the workbook is of the old .xls form", "without a password"]);
    let wide: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let locked = workbooks::delivered(".xlsx", &[&b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"[..], &wide].concat());
    refused(&locked, ["file-kind", WORKBOOK, "", "the workbook has a password", "without a password"]);
}

#[test]
fn case_104_xml_that_means_harm() {
    let refuse = |rows: &str, code: &str, says: &str| {
        let sandbox = workbooks::delivered(".xlsx", &workbooks::workbook(&[("Export", rows)]));
        refused(&sandbox, [code, WORKBOOK, "", says, ""]);
    };
    refuse("<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><row/>", "file-kind", "document type");
    let attributes = |count: usize| (0..count).map(|at| format!(" a{at}=\"\"")).collect::<String>();
    refuse(&format!("<row{}/>", attributes(1_001)), "file-kind", "");
    refuse(&format!("<row{}/>", attributes(80_000)), "file-limit", "");
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
        |sandbox, name| sandbox.edit(name, |text| text.replacen("2022", "2023", 1)),
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

/// Texts that have broken programs, of every kind once. The whole list of naughty strings runs in `.ci/run`.
const HOSTILE: [&str; 38] = [
    "undefined",
    "null",
    "\\N",
    "-1/0",
    "0xffffffffffffffff",
    "1E+1000000",
    "NaN",
    "1,000,000.00",
    "<script>alert(1)</script>",
    "&lt;b&gt; &amp; ]]> <!DOCTYPE x>",
    "'; DROP TABLE lines; --",
    "\" or \"\"=\"",
    "$(touch x) `id` ${HOME} %n%s",
    "../../../etc/passwd\\..\\..",
    "=HYPERLINK(\"http://x\";\"y\")",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "Ω≈ç√∫˜µ≤≥÷",
    "田中さんにあげて下さい",
    "السلام عليكم",
    "\u{202e}abc\u{202c}",
    "Z\u{351}\u{36b}\u{343}\u{32a}a\u{302}l\u{334}g\u{31b}o",
    "👨‍👩‍👧‍👦 🇦🇹 \u{1F468}\u{1F3FF}",
    "\u{FEFE}",
    "\u{FFFF}",
    "\u{10FFFF}",
    "\u{E0001}\u{E0020}",
    "\u{1}\u{2}\u{7f}",
    "\u{80}\u{85}\u{9f}",
    "\u{b}\u{c}",
    "\u{2028}\u{2029}\u{a0}\u{3000}",
    "İstanbul ıI ß ẞ ﬀ",
    "ﷺ",
    "\t\t;\t",
    "a;b;c",
    "line\nend\r\nend",
    "\"quoted\"\"twice\"",
    " ",
    "Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè͚̮̺̪̹̱̤ ̖t̝͕̳̣̻̪͞h̼͓̲̦̳̘̲e͇̣̰̦̬͎",
];

#[test]
fn case_112_hostile_texts_in_every_field() {
    let feed = Feed::german();
    // As a name: kept to the letter, or held.
    let rows: Vec<String> =
        HOSTILE.iter().zip(1..).map(|(text, at)| feed.row(&format!("V-{at:04}"), &[("Kunde", text)])).collect();
    feed.deliver(&rows);
    assert_eq!(feed.sandbox.run(&["settle", "2022-09"]).code, 3);
    let kept = feed.sandbox.rows("drafts/2022-09/facts.csv");
    let held = feed.sandbox.rows("drafts/2022-09/findings.csv");
    for (text, at) in HOSTILE.iter().zip(1..) {
        let contract = format!("V-{at:04}");
        let own: Vec<&str> =
            kept.iter().filter(|row| row["contract"] == contract).map(|row| row["customer_name"].as_str()).collect();
        let control = text.contains(|own: char| own.is_control() && !matches!(own, '\n' | '\r'));
        if control {
            assert!(
                own.is_empty() && held.iter().any(|row| row["subject"].starts_with(&contract) && row["code"] == "value"),
                "{text:?}"
            );
        } else {
            assert_eq!(own, [*text], "{text:?}");
        }
    }
    // As anything else: no text is a panic, and each row is in one place.
    let headings: Vec<&str> = super::HEADER.split(';').filter(|heading| *heading != "Kunde").collect();
    let mut rows: Vec<String> = (1..=2_000).map(|at| feed.row(&format!("V-{at:04}"), &[])).collect();
    let cell = |heading: &&'static str| HOSTILE.map(|text| (*heading, text)).to_vec();
    let spoilt: Vec<(&str, &str)> = headings.iter().flat_map(cell).collect();
    rows.extend(spoilt.iter().zip(3001..).map(|(cell, at)| feed.row(&format!("V-{at}"), &[*cell])));
    feed.deliver(&rows);
    let output = feed.sandbox.run(&["settle", "2022-09"]);
    assert_eq!((output.code, output.stderr.as_str()), (3, ""), "{}", output.stdout);
    let told = records(&feed.sandbox);
    assert_eq!(told[0], 2_000 + spoilt.len() as u64);
    let items = feed.sandbox.rows("drafts/2022-09/facts.csv");
    let printable = |text: &str| text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) && text.trim() == text;
    let good: Vec<&str> = HOSTILE.into_iter().filter(|text| printable(text)).collect();
    let taken: Vec<&str> = items
        .iter()
        .filter(|row| row["contract"] >= "V-3".to_owned() && row["item"] != "PHONE")
        .map(|row| row["item"].as_str())
        .collect();
    assert_eq!(taken.len(), good.len(), "ids of printable ASCII are taken as they are");
    assert!(good.iter().all(|text| taken.contains(text)));
    same_lines(&Sandbox::of("first-light"));
}
