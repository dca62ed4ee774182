//! Whole deliveries, read by a small rulebook: what is taken, held, noted, and refused.

use std::fmt::Write;

use super::*;
use crate::rulebook::{Rulebook, TableFile};

const MAP: &str = "part,name,effective_from,recorded_on,value,reference
file,encoding,2022-01-01,2022-01-01,utf-8,x
file,delimiter,2022-01-01,2022-01-01,;,x
file,decimal_mark,2022-01-01,2022-01-01,\",\",x
file,group_mark,2022-01-01,2022-01-01,.,x
file,date_form,2022-01-01,2022-01-01,%d.%m.%Y,x
file,delivery,2022-01-01,2022-01-01,full,x
file,amount_per,2022-01-01,2022-01-01,month,x
file,end_is,2022-01-01,2022-01-01,last_day,x
file,undated_change,2022-01-01,2022-01-01,hold,x
column,contract,2022-01-01,2022-01-01,Vertrag,x
column,product,2022-01-01,2022-01-01,Artikel,x
column,partner,2022-01-01,2022-01-01,Partner,x
column,customer_name,2022-01-01,2022-01-01,Kunde,x
column,starts_on,2022-01-01,2022-01-01,Beginn,x
column,ends_on,2022-01-01,2022-01-01,Ende,x
column,renewal_months,2022-01-01,2022-01-01,Folge,x
column,valid_from,2022-01-01,2022-01-01,Gilt ab,x
column,cancelled_on,2022-01-01,2022-01-01,Ende zum,x
column,cancelled_by,2022-01-01,2022-01-01,Ende durch,x
column,amount,2022-01-01,2022-01-01,Betrag,x
column,currency,2022-01-01,2022-01-01,Währung,x
constant,model,2022-01-01,2022-01-01,referral,x
";
const HEADER: &str = "Vertrag;Artikel;Partner;Kunde;Beginn;Ende;Folge;Gilt ab;Ende zum;Ende durch;Betrag;Währung";
const NAME: &str = "feeds/kelly/2022-10-05.csv";
const CONTROL: &str = "feeds/kelly/2022-10-05.control.csv";

/// A row as it should be, with some of its cells written otherwise.
fn row(contract: &str, changes: &[(&str, &str)]) -> String {
    let own = [contract, "ZM", "00123", "Müller", "01.09.2022", "31.08.2023", "", "", "", "", "1.250,00", "EUR"];
    let cell = |(heading, text): (&str, &str)| {
        changes.iter().find(|(own, _)| *own == heading).map_or(text, |(_, changed)| *changed).to_owned()
    };
    HEADER.split(';').zip(own).map(cell).collect::<Vec<_>>().join(";")
}

/// So many rows, each with the same changes; contracts are V1, V2, …
fn rows(count: usize, changes: &[(&str, &str)]) -> Vec<String> {
    (1..=count).map(|number| row(&format!("V{number}"), changes)).collect()
}

fn file(rows: &[String]) -> String {
    rows.iter().fold(format!("{HEADER}\n"), |mut text, row| {
        writeln!(text, "{row}").unwrap();
        text
    })
}

/// What comes of these files, under the map with further rows.
fn read_by(map: &str, files: &[(&str, &str)]) -> Checked<Feeds> {
    let table = |name: &str, text: &str| TableFile { name: name.to_owned(), number: 0, bytes: text.as_bytes().to_vec() };
    let parties = "party,name,effective_from,recorded_on,role,layout,reference
kelly,Kelly,2022-01-01,2022-01-01,distributor,,x\ncordes,Cordes,2022-01-01,2022-01-01,partner,,x\n";
    let aliases = "distributor,alias,effective_from,recorded_on,party,reference\nkelly,00123,2022-01-01,2022-01-01,cordes,x\n";
    let map = format!("{MAP}{map}");
    let tables = [
        table("rulebook/parties.csv", parties),
        table("rulebook/aliases.csv", aliases),
        table("rulebook/feed-maps/kelly.csv", &map),
    ];
    let day: NaiveDate = "2022-12-31".parse().unwrap();
    let (book, found) = Rulebook::read(tables.into());
    assert_eq!(found, []);
    let (rules, _) = book.known_on(day);
    let ids: Vec<PartyId> = rules.parties.keys().cloned().collect();
    let files = files.iter().zip(0..).map(|((name, text), number)| {
        let (distributor, delivered_on) = delivery_of(name).unwrap();
        FeedFile { name: (*name).to_owned(), number, distributor, delivered_on, bytes: text.as_bytes().to_vec() }
    });
    read(files.collect(), Carry::default(), &rules, &CorrectionsInForce::default(), &ids)
}

fn read_one(rows: &[String]) -> Checked<Feeds> {
    read_by("", &[(NAME, &file(rows))])
}

/// One row is held, and says so.
fn held(changes: &[(&str, &str)]) -> Finding {
    let (feeds, found) = read_one(&[row("V1", &[]), row("V2", changes), row("V3", &[])]);
    assert_eq!((feeds.records.len(), feeds.unreadable.len(), found), (2, 1, vec![]), "{changes:?}");
    feeds.unreadable[0].finding.clone()
}

/// Nothing is taken, and one finding says why.
fn refused((feeds, found): Checked<Feeds>) -> Finding {
    assert_eq!((feeds.records.len(), feeds.unreadable.len()), (0, 0), "{found:?}");
    assert_eq!(found.len(), 1, "{found:#?}");
    found[0].clone()
}

/// By the numbers of the catalogue of bad inputs.
#[test]
fn a_bad_cell_holds_its_row_with_the_reason() {
    for (number, heading, text, code, says) in [
        (10, "Kunde", "Praxis\u{1b}[2J", Code::Value, "a control character U+001B stands in it"),
        (11, "Vertrag", "V\u{200b}2", Code::Value, "an invisible character U+200B"),
        (13, "Vertrag", "\u{410}2", Code::Value, "U+0410 looks like A"),
        (35, "Artikel", "\"Z\nM\"", Code::Value, "a line end"),
        (46, "Vertrag", "", Code::Value, "expected an id, found nothing"),
        (57, "Partner", "123", Code::UnknownPartner, "did you mean \"00123\"?"),
        (57, "Partner", "Cordes", Code::UnknownPartner, "did you mean \"cordes\"?"),
        (59, "Partner", "00123 ", Code::UnknownPartner, "did you mean \"00123\"?"),
        (59, "Vertrag", "V2\u{a0}", Code::Value, "a blank of the kind U+00A0"),
        (62, "Betrag", "1,234", Code::Value, "EUR has at most 2 decimals: ',' may stand for groups"),
        (70, "Betrag", "1,0051", Code::Value, "EUR has at most 2 decimals"),
        (73, "Währung", "DEM", Code::Value, "this one is historic"),
        (75, "Betrag", "9223372036854775807", Code::Value, "at most 18 digits"),
        (75, "Betrag", "922337203685477580", Code::Value, "an amount has at most"),
        (77, "Betrag", "-5,00", Code::Value, "not negative"),
        (78, "Betrag", "0,30000000000000004", Code::Value, "noise of a spreadsheet's arithmetic"),
        (79, "Beginn", "31.09.2022", Code::Value, "month 9 of 2022 has no day 31"),
        (89, "Ende", "31.12.9999", Code::Value, "no open end"),
    ] {
        let finding = held(&[(heading, text)]);
        assert_eq!(finding.code, code, "{number} {text:?}");
        assert!(finding.message.contains(says), "{number} {text:?}: {}", finding.message);
        assert!(!finding.remedy.is_empty() && finding.line == 3, "{number}");
    }
    let yen = held(&[("Währung", "JPY"), ("Betrag", "100,50")]);
    assert_eq!((yen.column.as_str(), yen.message.as_str()), ("Betrag", "JPY has at most 0 decimals"), "71");
}

/// Number 53: it has no effect, and that is said. Without a row for the term's start, settling holds the contract.
#[test]
fn a_day_behind_a_term_that_does_not_renew_is_noted() {
    for (changes, column) in [
        (vec![("Folge", "0"), ("Gilt ab", "01.09.2023")], "Gilt ab"),
        (vec![("Folge", "0"), ("Ende zum", "30.09.2023"), ("Ende durch", "customer")], "Ende zum"),
    ] {
        let (feeds, found) = read_one(&[row("V1", &[]), row("V2", &changes), row("V3", &changes)]);
        assert_eq!((feeds.records.len(), found.len()), (3, 1), "{changes:?}");
        let told = (found[0].code, found[0].line, found[0].column.as_str(), found[0].subject.as_str());
        assert_eq!(told, (Code::OutsideTerm, 3, column, "V2/ZM"), "{changes:?}");
        assert!(found[0].message.starts_with("2 rows have") && found[0].message.ends_with("2023-08-31"), "{found:?}");
    }
    for changes in [
        vec![("Folge", "12"), ("Gilt ab", "01.09.2023")],
        vec![("Folge", "0"), ("Gilt ab", "31.08.2023")],
        vec![("Folge", "0"), ("Gilt ab", "01.08.2022")],
        vec![("Folge", "0"), ("Ende zum", "31.08.2023"), ("Ende durch", "customer")],
        vec![("Folge", "0"), ("Ende zum", "31.07.2022"), ("Ende durch", "customer")],
    ] {
        let (feeds, found) = read_one(&[row("V1", &changes)]);
        assert_eq!((feeds.records.len(), found), (1, vec![]), "{changes:?}");
    }
}

/// Numbers 7 and 12.
#[test]
fn odd_names_are_noted_once_per_file_and_kept() {
    let names = ["MÃ¼ller", "GruÃŸ", "Ge\u{200b}heim", "Müller"];
    let rows: Vec<String> = names.iter().map(|name| row("V1", &[("Kunde", name)])).collect();
    let (feeds, found) = read_one(&rows);
    let told: Vec<_> = found.iter().map(|note| (note.code, note.line, note.column.as_str())).collect();
    assert_eq!(told, [(Code::InvisibleCharacter, 4, "Kunde"), (Code::DoubleEncoded, 2, "Kunde")]);
    assert!(found[1].message.starts_with("2 rows have"));
    assert!(feeds.records.iter().zip(names).all(|(record, name)| record.customer_name == name), "values are kept");
}

/// Numbers 63, 81, 82: the whole file is written another way.
#[test]
fn a_file_written_another_way_is_refused_whole() {
    for (number, wrong, right, change, says) in [
        (63, 5, 15, ("Betrag", "1,250.00"), "5 of 20 rows cannot be read: their amount is written another way"),
        (82, 2, 0, ("Beginn", "13/04/2022"), "2 of 2 rows cannot be read: their starts_on"),
        (81, 3, 0, ("Beginn", "2022-09-01"), "such as 2022-09-01"),
        (63, 30, 60, ("Betrag", "1250.00"), "such as 1250.00"),
    ] {
        let rows = [rows(right, &[]), rows(wrong, &[change])].concat();
        let finding = refused(read_one(&rows));
        assert_eq!((finding.code, finding.line as usize), (Code::WrongMap, right + 2), "{number}");
        assert!(finding.message.contains(says), "{number}: {}", finding.message);
    }
    for (wrong, right, change) in [
        (4, 16, ("Betrag", "1,250.00")),
        (1, 0, ("Betrag", "1,250.00")),
        (5, 1, ("Betrag", "1,250.00")),
        (9, 0, ("Betrag", "")),
        (9, 0, ("Betrag", "-1,00")),
        (9, 0, ("Währung", "eur")),
    ] {
        let (feeds, found) = read_one(&[rows(right, &[]), rows(wrong, &[change])].concat());
        assert_eq!((feeds.records.len(), feeds.unreadable.len(), found), (right, wrong, vec![]), "{change:?}");
    }
}

/// Numbers 44 and 45.
#[test]
fn rows_that_are_no_contracts_refuse_the_file() {
    let joined = refused(read_one(&[rows(2, &[]), vec![HEADER.to_owned()], rows(1, &[])].concat()));
    assert_eq!((joined.code, joined.line), (Code::Header, 4));
    assert!(joined.message.contains("two exports were joined"));
    let units = row("Nr.", &[("Beginn", "TT.MM.JJJJ"), ("Ende", "TT.MM.JJJJ"), ("Betrag", "in EUR")]);
    let finding = refused(read_one(&[vec![units.clone()], rows(5, &[])].concat()));
    assert_eq!((finding.code, finding.line), (Code::Header, 2));
    assert!(finding.message.contains("the first row under the header is no contract"));
    let (feeds, found) = read_one(&[rows(5, &[]), vec![units]].concat());
    assert_eq!((feeds.records.len(), feeds.unreadable.len(), found.len()), (5, 1, 0), "46: a row like it at the end is held");
}

const TRAILER: &str = "file,trailer,2022-01-01,2022-01-01,SUMME,x
file,trailer_count,2022-01-01,2022-01-01,Artikel,x
file,trailer_amount,2022-01-01,2022-01-01,Betrag,x
";

fn trailer(count: &str, amount: &str) -> String {
    format!("SUMME;{count};;;;;;;;;{amount};")
}

/// Numbers 37, 46, 72.
#[test]
fn a_trailer_is_checked_and_not_settled() {
    let with = |rows: &[String]| read_by(TRAILER, &[(NAME, &file(rows))]);
    let three = rows(3, &[]);
    let good = [three.clone(), vec![trailer("3", "3.750,00")]].concat();
    let (feeds, found) = with(&good);
    assert_eq!((feeds.records.len(), feeds.unreadable.len(), feeds.unannounced, found), (3, 0, 0, vec![]));
    for (number, rows, line, column, says) in [
        (37, three.clone(), 4, "", "the row \"SUMME\" that ends each file is missing"),
        (37, [three[..2].to_vec(), vec![trailer("3", "3.750,00")]].concat(), 4, "Artikel", "announces 3 rows, the file holds 2"),
        (37, [three.clone(), vec![trailer("3", "3.750,01")]].concat(), 5, "Betrag", "of 3750.01, the rows add up to 3750.00"),
        (72, [three.clone(), vec![trailer("3", "375.000")]].concat(), 5, "Betrag", "of 375000.00, the rows add up to 3750.00"),
        (46, [good.clone(), three[..1].to_vec()].concat(), 6, "", "a row stands behind the row"),
        (46, [good.clone(), vec![trailer("3", "3.750,00")]].concat(), 6, "", "a row stands behind the row"),
        (37, [three.clone(), vec![trailer("drei", "3.750,00")]].concat(), 5, "Artikel", "the number of rows cannot be read"),
        (37, [three.clone(), vec![trailer("3", "")]].concat(), 5, "Betrag", "the sum of amounts cannot be read"),
        (
            37,
            [three.clone(), rows(1, &[("Betrag", "1.25,00")]), vec![trailer("4", "3.750,00")]].concat(),
            6,
            "Betrag",
            "the amount or currency on line 5 cannot be read",
        ),
        (
            74,
            [three.clone(), rows(1, &[("Währung", "CHF")]), vec![trailer("4", "5.000,00")]].concat(),
            6,
            "Betrag",
            "the rows have 2 currencies",
        ),
    ] {
        let (feeds, found) = with(&rows);
        assert_eq!((feeds.records.len(), feeds.unreadable.len()), (0, 0), "{number}");
        let own = found.iter().find(|own| own.message.contains(says));
        let own = own.unwrap_or_else(|| panic!("{number} {says}: {found:#?}"));
        assert_eq!((own.code, own.line, own.column.as_str()), (Code::ControlTotal, line, column), "{number} {says}");
    }
    // What is held counts and adds up all the same.
    let held = [three.clone(), rows(1, &[("Partner", "nobody")]), vec![trailer("4", "5.000,00")]].concat();
    let (feeds, found) = with(&held);
    assert_eq!((feeds.records.len(), feeds.unreadable.len(), found), (3, 1, vec![]));
    let missing = read_by(
        "file,trailer,2022-01-01,2022-01-01,SUMME,x\nfile,trailer_count,2022-01-01,2022-01-01,Anzahl,x\n",
        &[(NAME, &file(&good))],
    );
    let missing = refused(missing);
    assert_eq!((missing.code, missing.column.as_str()), (Code::Header, "Anzahl"));
    let alone = refused(read_by("file,trailer_count,2022-01-01,2022-01-01,Artikel,x\n", &[(NAME, &file(&good))]));
    assert!(alone.code == Code::FeedMap && alone.message.contains("the setting trailer is missing"));
}

const BY_FILE: &str = "file,control,2022-01-01,2022-01-01,file,x\n";

/// Numbers 37 and 72.
#[test]
fn a_control_file_is_checked_and_is_no_feed() {
    let text = file(&rows(3, &[]));
    let sha256 = Digest::of(text.as_bytes()).to_string();
    let with = |map: &str, control: &str| read_by(map, &[(NAME, &text), (CONTROL, control)]);
    let full = format!("file,rows,amount,currency,sha256\n2022-10-05.csv,3,3750.00,EUR,{sha256}\n");
    for (map, control) in [
        (BY_FILE, full.as_str()),
        ("", &full),
        (BY_FILE, "rows,file\n3,2022-10-05.csv\n"),
        (BY_FILE, "file,amount\n2022-10-05.csv,3750\n"),
    ] {
        let (feeds, found) = with(map, control);
        assert_eq!((feeds.records.len(), feeds.deliveries.len(), feeds.unannounced, found), (3, 1, 0, vec![]), "{control}");
    }
    let zeros = "0".repeat(64);
    for (control, line, column, says) in [
        ("file,rows\n2022-10-05.csv,4\n".to_owned(), 2, "rows", "2022-10-05.csv holds 3 rows"),
        ("file,amount\n2022-10-05.csv,3750.01\n".to_owned(), 2, "amount", "add up to 3750.00"),
        ("file,amount,currency\n2022-10-05.csv,3750.00,CHF\n".to_owned(), 2, "amount", "the rows of CHF"),
        (format!("file,sha256\n2022-10-05.csv,{zeros}\n"), 2, "sha256", "has the digest"),
        ("file,rows\n2022-10-05.csv,3\n2022-10-05.csv,3\n".to_owned(), 3, "file", "announced twice"),
        ("file,rows\n2022-10-05.csv,3\n2022-10-05-b.csv,3\n".to_owned(), 3, "file", "was not delivered"),
        ("file,rows\n2022-10-05.csv,drei\n".to_owned(), 2, "rows", "expected a number of rows"),
        ("file,sha256\n2022-10-05.csv,abc\n".to_owned(), 2, "sha256", "64 hexadecimal digits"),
        ("file,rows\n,3\n".to_owned(), 2, "file", "expected the name of a file"),
    ] {
        let (_, found) = with(BY_FILE, &control);
        let own = found.iter().find(|own| own.message.contains(says) && own.file == CONTROL);
        let own = own.unwrap_or_else(|| panic!("{says}: {found:#?}"));
        assert_eq!((own.code, own.line, own.column.as_str()), (Code::ControlTotal, line, column), "{says}");
    }
    for (control, says) in [("file,total\n", "this column is unknown"), ("rows,amount\n", "this column is missing")] {
        let (_, found) = with("", control);
        assert!(found.iter().any(|own| own.code == Code::Header && own.message == says && own.file == CONTROL), "{found:#?}");
    }
    let silent = refused(read_by(BY_FILE, &[(NAME, &text)]));
    assert_eq!((silent.code, silent.file.as_str()), (Code::ControlTotal, NAME));
    assert!(silent.message.contains("no control file names this file"));
    let (feeds, found) = read_one(&rows(3, &[]));
    assert_eq!((feeds.records.len(), feeds.unannounced, found.len()), (3, 1, 0), "nothing is announced");
}

#[test]
fn a_control_file_may_announce_each_currency_by_itself() {
    let text = file(&[rows(2, &[]), rows(1, &[("Währung", "CHF")])].concat());
    let with = |control: &str| read_by(BY_FILE, &[(NAME, &text), (CONTROL, control)]);
    let (feeds, found) = with("file,rows,amount,currency\n2022-10-05.csv,2,2500,EUR\n2022-10-05.csv,1,1250,CHF\n");
    assert_eq!((feeds.records.len(), found), (3, vec![]));
    let finding = refused(with("file,rows,amount,currency\n2022-10-05.csv,2,2500,EUR\n"));
    assert!(finding.message.contains("rows of CHF, which the control file does not announce"), "{}", finding.message);
    let finding = refused(with("file,amount\n2022-10-05.csv,3750\n"));
    assert!(finding.message.contains("2 currencies, which are never added"), "{}", finding.message);
}
