//! Corpora of others: csv-spectrum is read exactly, the naughty strings come out as they went in or are refused by code.
//!
//! They are not committed. `COURTAGE_CORPORA` names the folder where the gate installed their packages.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
};

use courtage::{
    basics::{Code, Severity},
    feeds::{self, Carry, FeedFile, delivery_of},
    pipeline::{Earlier, read},
    sheets::{Dialect, Encoding, LineEnd, Sheet, SheetWriter},
};

use crate::{sandbox::Sandbox, worlds::shelf::Memory};

const FEED: &str = "feeds/stern-kelly/2022-10-05.csv";

/// The folder of a package, or what is not looked at without it.
fn package(name: &str) -> Option<PathBuf> {
    let Some(root) = env::var_os("COURTAGE_CORPORA") else {
        println!("NOT RUN: COURTAGE_CORPORA names no folder: {name} was not read");
        return None;
    };
    Some(Path::new(&root).join("node_modules").join(name))
}

/// A table as others read it: each row by its headings.
type Rows = Vec<BTreeMap<String, String>>;

fn rows(bytes: Vec<u8>) -> Rows {
    let sheet = Sheet::read(bytes, Dialect::OURS).unwrap_or_else(|problem| panic!("{problem:?}"));
    let headings = sheet.headings();
    let row = |row: &courtage::sheets::Row| headings.iter().cloned().zip((0..).map(|at| row.cell(at).to_owned())).collect();
    sheet.rows(row).unwrap()
}

#[test]
fn csv_spectrum_is_read_exactly() {
    let Some(folder) = package("csv-spectrum") else { return };
    let mut files = 0;
    for entry in fs::read_dir(folder.join("csvs")).unwrap() {
        let path = entry.unwrap().path();
        let expected = folder.join("json").join(path.with_extension("json").file_name().unwrap());
        let expected = fs::read(expected).unwrap();
        // A table of one row is told as that row.
        let mut expected: Rows =
            serde_json::from_slice(&expected).unwrap_or_else(|_| vec![serde_json::from_slice(&expected).unwrap()]);
        let mut bytes = fs::read(&path).unwrap();
        if path.ends_with("location_coordinates.csv") {
            // Marks in fields that are not quoted: refused where they stand, and read exactly where they are quoted by the book.
            let refused = Sheet::read(bytes.clone(), Dialect::OURS).err().expect("the marks are misplaced");
            assert_eq!((refused.code, refused.line), (Code::FileQuoting, 2));
            // The package's answer has another telephone number than its table.
            *expected[0].get_mut("Contact Phone Number").unwrap() = "2095257564".to_owned();
            let text = String::from_utf8(bytes).unwrap();
            let quoted = |cell: &str| format!("\"{}\"", cell.replace('"', "\"\""));
            let line = |line: &str| line.split(',').map(quoted).collect::<Vec<_>>().join(",");
            bytes = text.lines().map(line).collect::<Vec<_>>().join("\n").into_bytes();
        }
        assert_eq!(rows(bytes), expected, "{}", path.display());
        files += 1;
    }
    assert!(files >= 12, "csv-spectrum has twelve tables, not {files}");
    println!("{files} tables of csv-spectrum read exactly, one of them once its marks are quoted by the book");
}

/// Each naughty string as the name of a customer and as the number of a contract.
#[test]
fn naughty_strings_come_out_as_they_went_in_or_are_refused_by_code() {
    let Some(folder) = package("blns") else { return };
    let texts: Vec<String> = serde_json::from_slice(&fs::read(folder.join("resources/blns.json")).unwrap()).unwrap();
    assert!(texts.len() > 400, "the list has hundreds of strings, not {}", texts.len());
    let workspace = Memory::of(&Sandbox::of("first-light"));
    let inputs = read(&workspace, None, &Earlier::default()).expect("it is read");
    let (mut taken, mut refused) = (0, 0);
    for text in &texts {
        for column in [3, 0] {
            let mut sheet = SheetWriter::new(Dialect { encoding: Encoding::Utf8, delimiter: b';' }, LineEnd::Lf);
            sheet.row("Vertrag;Artikel;Partner;Kunde;Beginn;Ende;Lizenzen;Monatsbetrag netto".split(';'));
            let mut row = ["V-0001", "MEETINGS", "20001", "Gasthof Post", "01.09.2022", "31.08.2023", "10", "150,00"];
            sheet.row(row);
            row[0] = "V-0002";
            row[column] = text;
            sheet.row(row);
            let (distributor, delivered_on) = delivery_of(FEED).unwrap();
            let file = FeedFile { name: FEED.to_owned(), number: 0, distributor, delivered_on, bytes: sheet.into_bytes() };
            let (read, found) =
                feeds::read(vec![file], Carry::default(), &inputs.rules, &inputs.facts.corrections, &inputs.parties);
            match (&read.records[..], &read.unreadable[..]) {
                ([_, record], []) => {
                    let own = if column == 3 { &record.customer_name } else { &record.contract };
                    assert_eq!(own, text);
                    taken += 1;
                }
                ([_], [held]) => {
                    assert_eq!((held.finding.line, held.finding.code.severity()), (3, Severity::Hold), "{text:?}");
                    refused += 1;
                }
                ([], []) => {
                    assert!(found.iter().any(|own| own.code.severity() == Severity::Stop), "{text:?}: {found:?}");
                    refused += 1;
                }
                _ => panic!("{text:?}: a row is lost or added"),
            }
        }
    }
    println!("{} naughty strings, each as a name and as a number: {taken} taken exactly, {refused} refused", texts.len());
    assert!(taken > texts.len() / 2 && refused > 0);
}
