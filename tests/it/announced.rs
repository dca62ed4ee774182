//! Deliveries that announce what they hold, from the command line to the book: a trailer, a control file.

use std::fs;

use crate::sandbox::{Row, Sandbox};

const FEED: &str = "feeds/stern-kelly/2022-10-05.csv";
const CONTROL: &str = "feeds/stern-kelly/2022-10-05.control.csv";
const MAP: &str = "rulebook/feed-maps/stern-kelly.csv";

fn setting(sandbox: &Sandbox, name: &str, value: &str) {
    sandbox.add(MAP, &format!("file,{name},2022-06-01,2022-06-01,{value},agreed in June 2022"));
}

/// The delivery of `first-light` with a trailer: six rows, 2,170.00 + 24.99 in all.
pub fn with_trailer(count: &str, amount: &str) -> Sandbox {
    let sandbox = Sandbox::of("first-light");
    setting(&sandbox, "trailer", "SUMME");
    setting(&sandbox, "trailer_count", "Artikel");
    setting(&sandbox, "trailer_amount", "Monatsbetrag netto");
    sandbox.add(FEED, &format!("SUMME;{count};;;;;;{amount}"));
    sandbox
}

fn stop(sandbox: &Sandbox) -> Row {
    assert_eq!(sandbox.run(&["settle", "2022-09"]).code, 4);
    let rows = sandbox.rows("drafts/2022-09/findings.csv");
    assert_eq!(rows.len(), 1, "{rows:#?}");
    assert_eq!((rows[0]["severity"].as_str(), rows[0]["code"].as_str()), ("stop", "control-total"));
    rows[0].clone()
}

/// The sum of the delivery's amounts, from its text.
fn sum(sandbox: &Sandbox) -> String {
    let cents = |line: &str| line.rsplit(';').next().unwrap().replace(['.', ','], "").parse::<u64>().unwrap();
    let sum: u64 = sandbox.text(FEED).lines().skip(1).map(cents).sum();
    format!("{},{:02}", sum / 100, sum % 100)
}

#[test]
fn a_trailer_that_agrees_changes_no_byte_of_what_is_settled() {
    let plain = Sandbox::of("first-light");
    assert_eq!(plain.run(&["settle", "2022-09"]).code, 0);
    let sandbox = with_trailer("6", &sum(&plain));
    assert_eq!(sandbox.run(&["settle", "2022-09"]).code, 0);
    for name in ["lines.csv", "accounts.csv", "controls.csv", "findings.csv"] {
        let name = format!("drafts/2022-09/{name}");
        assert_eq!(sandbox.bytes(&name), plain.bytes(&name), "{name}");
    }
}

#[test]
fn a_cut_file_stops_by_its_trailer() {
    let total = sum(&Sandbox::of("first-light"));
    let cut = with_trailer("6", &total);
    cut.keep(FEED, |line| !line.starts_with("SUMME"));
    assert!(stop(&cut)["message"].contains("the row \"SUMME\" that ends each file is missing"));
    let short = with_trailer("7", &total);
    let row = stop(&short);
    assert_eq!((row["line"].as_str(), row["column"].as_str(), row["value"].as_str()), ("8", "Artikel", "7"));
    assert!(row["message"].contains("announces 7 rows, the file holds 6"), "{row:?}");
    let other = with_trailer("6", "1,00");
    let row = stop(&other);
    assert!(row["message"].contains("announces amounts of 1.00"), "{row:?}");
    let output = other.run(&["check", "2022-09"]);
    assert!(output.stdout.contains("control-total  feeds/stern-kelly/2022-10-05.csv:8"), "{}", output.stdout);
}

#[test]
fn what_nothing_announces_is_counted() {
    let sandbox = Sandbox::of("first-light");
    let says = "unannounced deliveries: 1; without a trailer or control file a cut at a row's end cannot be seen\n";
    assert!(sandbox.run(&["check", "2022-09"]).stdout.contains(says));
    let json = sandbox.run(&["check", "2022-09", "--format", "json"]).stdout;
    assert!(json.contains("\"unannounced_deliveries\": 1"), "{json}");
    let told = with_trailer("6", &sum(&sandbox));
    assert!(!told.run(&["check", "2022-09"]).stdout.contains("unannounced deliveries"));
}

#[test]
fn a_control_file_is_required_checked_and_kept_in_the_book() {
    let sandbox = Sandbox::of("first-light");
    let amount = sum(&sandbox).replace(',', ".");
    setting(&sandbox, "control", "file");
    let row = stop(&sandbox);
    assert_eq!(row["file"], FEED);
    assert!(row["message"].contains("no control file names this file"), "{row:?}");
    sandbox.write(CONTROL, "file,rows,amount,currency\n2022-10-05.csv,5,1.00,EUR\n");
    assert_eq!(sandbox.run(&["settle", "2022-09"]).code, 4);
    let rows = sandbox.rows("drafts/2022-09/findings.csv");
    let told: Vec<_> = rows.iter().map(|row| (row["file"].as_str(), row["line"].as_str(), row["column"].as_str())).collect();
    assert_eq!(told, [(CONTROL, "2", "amount"), (CONTROL, "2", "rows")]);
    sandbox.write(CONTROL, format!("file,rows,amount,currency\n2022-10-05.csv,6,{amount},EUR\n"));
    assert_eq!(sandbox.run(&["close", "2022-09"]).code, 0);
    let inputs = sandbox.rows("book/2022-09/inputs.csv");
    let kept = |name: &str| inputs.iter().any(|row| row.values().any(|cell| cell == name));
    assert!(kept(CONTROL) && kept(FEED), "{inputs:#?}");
    // It is one of the inputs: the period is computed once more from the book alone, and a change is seen.
    fs::remove_file(sandbox.root().join(CONTROL)).unwrap();
    assert_eq!(sandbox.run(&["replay", "2022-09"]).code, 0);
    assert_eq!(sandbox.run(&["check", "2022-10"]).code, 0, "the book keeps what was delivered");
    sandbox.write(CONTROL, format!("file,rows,amount,currency\n2022-10-05.csv,06,{amount},EUR\n"));
    let changed = sandbox.run(&["check", "2022-10"]);
    assert!(changed.code == 4 && changed.stdout.contains("delivery-changed"), "{}", changed.stdout);
}

#[test]
fn an_announced_file_that_was_not_delivered_stops() {
    let sandbox = Sandbox::of("first-light");
    sandbox.write(CONTROL, "file,rows\n2022-10-05.csv,6\n2022-10-05-b.csv,3\n");
    let row = stop(&sandbox);
    assert_eq!((row["file"].as_str(), row["line"].as_str(), row["value"].as_str()), (CONTROL, "3", "2022-10-05-b.csv"));
    assert!(row["message"].contains("was not delivered"), "{row:?}");
}
