//! 112: hostile texts in every field.

use super::Feed;
use crate::findings::records;

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
        .filter(|row| row["contract"].as_str() >= "V-3" && row["item"] != "PHONE")
        .map(|row| row["item"].as_str())
        .collect();
    assert_eq!(taken.len(), good.len(), "ids of printable ASCII are taken as they are");
    assert!(good.iter().all(|text| taken.contains(text)));
}
