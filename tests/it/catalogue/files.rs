//! 1 to 22: the file and its encoding.

use std::{
    fs,
    io::Write,
    os::unix::{fs::symlink, net::UnixListener},
    process::Command,
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use flate2::{Compression, write::GzEncoder};

use super::{Feed, at, found, noted, read, refused, same_lines, text, with_bytes};
use crate::{
    findings::{FEED, MAP, delivered, records},
    sandbox::Sandbox,
    workbooks,
};

fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

#[test]
fn case_001_an_empty_file() {
    refused(&with_bytes(""), ["header", &at(1), "", "the file is empty", "header row"]);
}

#[test]
fn case_002_a_header_alone() {
    let sandbox = with_bytes(text().lines().next().unwrap());
    let output = sandbox.run(&["settle", "2022-09"]);
    assert_eq!(output.code, 0, "{}", output.stdout);
    assert!(output.stdout.contains("records: 0 read"), "{}", output.stdout);
    assert_eq!(["records", "header", "settled"].map(|column| read(&sandbox, column)), ["1", "1", "0"]);
}

#[test]
fn case_003_a_byte_order_mark() {
    assert_eq!(same_lines(&with_bytes(format!("\u{feff}{}", text())))["mark"], "yes");
}

#[test]
fn case_004_a_byte_order_mark_inside() {
    for (bytes, line) in [
        (format!("\u{feff}\"\u{feff}Vertrag\"{}", text().strip_prefix("Vertrag").unwrap()), 1),
        (format!("{}\u{feff}{}", text(), text()), 8),
    ] {
        refused(&with_bytes(bytes), ["file-encoding", &at(line), "", "a byte order mark stands inside the file", "one export"]);
    }
}

#[test]
fn case_005_utf_16() {
    let marked = format!("\u{feff}{}", text());
    for (encoding, bytes) in [("utf-16le", u16::to_le_bytes as fn(u16) -> [u8; 2]), ("utf-16be", u16::to_be_bytes)] {
        for text in [&text(), &marked] {
            let sandbox = with_bytes(utf_16(text, bytes));
            let says = format!("written in {encoding}");
            refused(&sandbox, ["file-encoding", FEED, "", &says, &format!("encoding {encoding}")]);
            sandbox.replace(MAP, "utf-8", encoding);
            same_lines(&sandbox);
        }
    }
}

#[test]
fn case_006_windows_1252_for_utf_8() {
    let latin: Vec<u8> = text().chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect();
    let sandbox = with_bytes(latin);
    refused(&sandbox, ["file-encoding", &at(3), "", "byte 0xE4 at offset 160 is not UTF-8", "windows-1252"]);
    sandbox.replace(MAP, "utf-8", "windows-1252");
    same_lines(&sandbox);
}

#[test]
fn case_007_utf_8_encoded_twice() {
    let sandbox = delivered("Müller & Töchter", "MÃ¼ller & TÃ¶chter");
    noted(&sandbox, ["double-encoded", &at(6), "Kunde", "1 row has a name", ""]);
    assert!(sandbox.text("drafts/2022-09/facts.csv").contains("MÃ¼ller & TÃ¶chter"), "it is kept as it is");
}

#[test]
fn case_008_bytes_that_are_no_utf_8() {
    for (bytes, says) in
        [(&b"\xC0\xAF"[..], "byte 0xC0"), (b"\xED\xA0\x80", "byte 0xED"), (b"\xC3", "the file ends within a character")]
    {
        let sandbox = with_bytes([text().as_bytes(), b"V-0007;", bytes].concat());
        refused(&sandbox, ["file-encoding", &at(8), "", says, "ask for the file"]);
    }
}

#[test]
fn case_009_nul() {
    refused(&delivered("Gasthof", "Gast\0hof"), ["file-encoding", &at(2), "", "a NUL character", "ask for the file again"]);
}

#[test]
fn case_010_control_characters() {
    Feed::german().holds(&[
        ("Kunde", "Praxis\u{1b}[31m", "value", "a control character U+001B"),
        ("Kunde", "Praxis\u{7}", "value", "a control character U+0007"),
        ("Kunde", "Praxis\u{85}", "value", "a control character U+0085"),
        ("Artikel", "PHO\u{1}NE", "value", "a control character U+0001"),
    ]);
}

#[test]
fn case_011_characters_that_hide_in_ids() {
    Feed::german().holds(&[
        ("Vertrag", "V-\u{202a}0001", "value", "an invisible character U+202A"),
        ("Vertrag", "V-\u{202e}0001", "value", "an invisible character U+202E"),
        ("Vertrag", "V-\u{2066}0001", "value", "an invisible character U+2066"),
        ("Artikel", "PHONE\u{2069}", "value", "an invisible character U+2069"),
        ("Artikel", "PHO\u{200b}NE", "value", "an invisible character U+200B"),
        ("Artikel", "PHO\u{200d}NE", "value", "an invisible character U+200D"),
        ("Partner", "20002\u{200b}", "unknown-partner", "an invisible character U+200B"),
    ]);
    // A byte order mark is one only at the beginning of a file: inside, the file is refused whole.
    refused(&delivered("V-0001", "V-\u{feff}0001"), ["file-encoding", &at(2), "", "a byte order mark", ""]);
}

/// In a file for a bank they are left out; there is none yet.
#[test]
fn case_012_characters_that_hide_in_names() {
    let sandbox = delivered("Gasthof Post", "Gast\u{200b}hof Post");
    noted(&sandbox, ["invisible-character", &at(2), "Kunde", "1 row has a name", "leave them out"]);
    assert!(sandbox.text("drafts/2022-09/facts.csv").contains("Gast\u{200b}hof Post"), "it is kept as it is");
}

#[test]
fn case_013_ids_that_look_alike() {
    Feed::german().holds(&[
        ("Artikel", "\u{41c}EETINGS", "value", "U+041C looks like M, but is none of ASCII"),
        ("Vertrag", "\u{474}-0001", "value", "none of ASCII"),
        ("Partner", "cord\u{435}s", "unknown-partner", "rulebook/aliases.csv explains"),
    ]);
}

/// To be confirmed when payments are released; there are none yet.
#[test]
fn case_014_names_that_look_alike() {
    let sandbox = Sandbox::of("first-light");
    sandbox.add("rulebook/parties.csv", "almtal-2,2022-06-01,2022-06-01,\u{410}lmtal Netzwerke e.U.,partner,statement,x");
    noted(&sandbox, ["look-alike", "rulebook/parties.csv:7", "name", "almtal-2 looks like almtal on line 4", "which of the two"]);
}

#[test]
fn case_015_letters_put_together_in_two_ways() {
    Feed::german().holds(&[("Artikel", "TÖCHTER", "value", "U+00D6"), ("Artikel", "TO\u{308}CHTER", "value", "U+0308")]);
    let sandbox = delivered("Müller", "Mu\u{308}ller");
    sandbox.add("rulebook/parties.csv", "buehler-2,2022-06-01,2022-06-01,Bu\u{308}hler Kommunikation GmbH,partner,statement,x");
    let says = "buehler-2 looks like buehler on line 5, whose name is spelled with the same letters";
    noted(&sandbox, ["look-alike", "rulebook/parties.csv:7", "name", says, ""]);
    assert!(sandbox.text("drafts/2022-09/facts.csv").contains("Mu\u{308}ller"), "names are kept as they were written");
}

#[test]
fn case_016_a_file_that_changes_while_it_is_read() {
    let sandbox = Sandbox::of("first-light");
    let path = sandbox.root().join("feeds/stern-kelly/2022-10-05-b.csv");
    let mut file = fs::File::create(&path).unwrap();
    file.set_len(96 << 20).unwrap();
    let done = AtomicBool::new(false);
    let codes: Vec<(i32, bool)> = thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                file.write_all(b"V").unwrap();
            }
        });
        let look = |_| sandbox.run(&["check", "2022-09"]);
        let seen = (0..3).map(look).map(|output| (output.code, output.stderr.contains("it changed while it was read"))).collect();
        done.store(true, Ordering::Relaxed);
        seen
    });
    assert!(codes.contains(&(74, true)), "{codes:?}");
    assert!(codes.iter().all(|(code, _)| matches!(code, 4 | 74)), "nothing of it is taken: {codes:?}");
}

#[test]
fn case_017_what_is_no_plain_file() {
    let makers: [fn(&std::path::Path); 4] = [
        |path| assert!(Command::new("mkfifo").arg(path).status().unwrap().success()),
        |path| drop(UnixListener::bind(path).unwrap()),
        |path| symlink(path.with_file_name("2022-10-05.csv"), path).unwrap(),
        |path| symlink("/dev/zero", path).unwrap(),
    ];
    for make in makers {
        let sandbox = Sandbox::of("first-light");
        make(&sandbox.root().join("feeds/stern-kelly/2022-10-06.csv"));
        let output = sandbox.run(&["settle", "2022-09"]);
        assert_eq!(output.code, 74, "{}", output.stdout);
        assert!(
            output.stderr.contains("2022-10-06.csv") && output.stderr.contains("put the file itself there"),
            "{}",
            output.stderr
        );
    }
    let sandbox = Sandbox::of("first-light");
    sandbox.write("feeds/stern-kelly/2022-10-06.csv/part.csv", text());
    let place = "feeds/stern-kelly/2022-10-06.csv/part.csv";
    refused(&sandbox, ["feed-place", place, "", "not the place of a delivery", "move or rename"]);
}

#[test]
fn case_018_a_file_that_is_not_what_its_name_says() {
    let zstd = [0x28, 0xB5, 0x2F, 0xFD, 0, 0];
    for (bytes, says, remedy) in [
        (gzip(text().as_bytes()), "a gzip file, not text", ".csv.gz"),
        (zstd.to_vec(), "a zstd file, not text", ".csv.zst"),
        (workbooks::workbook(&[("Export", "")]), "a zip archive, not text", ".xlsx"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec(), "the old .xls form", ".xlsx"),
    ] {
        refused(&with_bytes(bytes), ["file-kind", FEED, "", says, remedy]);
    }
    for (ending, says) in [(".csv.gz", "it is none"), (".csv.zst", "it is none"), (".xlsx", "the file is no .xlsx workbook")] {
        let sandbox = workbooks::delivered(ending, text().as_bytes());
        refused(&sandbox, ["file-kind", &FEED.replace(".csv", ending), "", says, ""]);
    }
}

#[test]
fn case_019_a_packed_bomb() {
    let sandbox = workbooks::delivered(".csv.gz", &gzip(&vec![b'x'; 20 << 20]));
    refused(&sandbox, ["file-limit", &FEED.replace(".csv", ".csv.gz"), "", "it unpacks to more than", "ask who sent it"]);
}

#[test]
fn case_020_the_same_content_under_two_names() {
    let sandbox = Sandbox::of("first-light");
    let twin = "feeds/stern-kelly/2022-10-05b.csv";
    sandbox.write(twin, text());
    noted(&sandbox, ["same-content", twin, "", "the content of feeds/stern-kelly/2022-10-05.csv", "meant to send"]);
    same_lines(&sandbox);
}

/// Nothing needs a command of its own: a closed delivery stays as it is, and what changed comes in a new one and posts its
/// difference.
#[test]
fn case_021_the_same_name_with_another_content() {
    let sandbox = Sandbox::of("first-light");
    assert_eq!(sandbox.run(&["close", "2022-09"]).code, 0);
    sandbox.replace(FEED, "10;150,00", "10;190,00");
    // As long as it was before: what counts is what the book keeps of it, and `check` compares to the byte.
    assert_eq!(sandbox.run(&["settle", "2022-10"]).code, 0);
    assert!(sandbox.rows("drafts/2022-10/lines.csv").iter().all(|line| line["base"] != "190.00"), "the book's own counts");
    let stopped = |words: &[&str]| {
        let output = sandbox.run(words);
        assert_eq!(output.code, 4, "{words:?}: {}", output.stdout);
        assert!(output.stdout.contains(&format!("stop  delivery-changed  {FEED}")), "{}", output.stdout);
        assert!(output.stdout.contains("what changed comes in a new delivery"), "{}", output.stdout);
    };
    stopped(&["check", "2022-10"]);
    sandbox.replace(FEED, "10;190,00", "10;1.900,00");
    stopped(&["settle", "2022-10"]);
    stopped(&["close", "2022-10"]);
}

#[test]
fn case_022_two_files_with_some_rows_in_common() {
    let sandbox = Sandbox::of("first-light");
    let twin = "feeds/stern-kelly/2022-10-05b.csv";
    sandbox
        .write(twin, text().lines().take(3).map(|line| format!("{line}\n")).collect::<String>().replace("1.250,00", "1.300,00"));
    assert_eq!(sandbox.run(&["settle", "2022-09"]).code, 3);
    assert_eq!(records(&sandbox), [8, 4, 1, 0, 1, 2]);
    found(&sandbox, "note", ["repeated", &format!("{twin}:2"), "", "word for word a second time", "the first counts"]);
    for place in [at(3), format!("{twin}:3")] {
        found(&sandbox, "hold", ["doubled", &place, "", "says something else about the same contract", "which row is right"]);
    }
}
