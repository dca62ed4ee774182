//! Cells that feeds tell wrongly, corrected by rows of `facts/corrections`: before a close, behind it, and for how long.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    editing::waivers,
    sandbox::{Row, Sandbox},
};

const HEADER: &str = "distributor,contract,item,term,valid_from,field,effective_from,recorded_on,value,by,reason,reference\n";
const FEEDS: [&str; 4] = [
    "feeds/stern-kelly/2022-10-05.csv",
    "feeds/stern-kelly/2022-11-05.csv",
    "feeds/stern-kelly/2022-12-05.csv",
    "feeds/stern-kelly/2023-01-05.csv",
];
const MONTHS: [&str; 4] = ["2022-09", "2022-10", "2022-11", "2022-12"];

/// The first month of a new programme; its distributor delivers the same again and again, but for what each replaces.
fn workspace(replaced: &[&[(&str, &str)]]) -> Sandbox {
    let sandbox = Sandbox::of("first-light");
    let first = sandbox.text(FEEDS[0]);
    for (file, replaced) in FEEDS.iter().zip(replaced) {
        let told = replaced.iter().fold(first.clone(), |text, (from, to)| {
            assert!(text.contains(from), "{from}");
            text.replacen(from, to, 1)
        });
        sandbox.write(file, told);
    }
    sandbox
}

/// A row about a cell of a contract of meetings.
fn row(contract: &str, field: &str, recorded_on: &str, value: &str) -> String {
    let why = if value == "closed" { "," } else { "m.weber,typing error" };
    format!("stern-kelly,{contract},MEETINGS,,,{field},{recorded_on},{recorded_on},{value},{why},mail of the distributor\n")
}

fn correct(sandbox: &Sandbox, rows: &[String]) {
    sandbox.write("facts/corrections.csv", HEADER.to_owned() + &rows.concat());
}

/// The lines of a contract in a month's folder: earned month, amount and cause.
fn lines(sandbox: &Sandbox, folder: &str, contract: &str) -> Vec<[String; 3]> {
    let rows = sandbox.rows(&format!("{folder}/lines.csv")).into_iter().filter(|row| row["contract"] == contract);
    rows.map(|row| ["earned_month", "amount", "cause"].map(|column| row[column].clone())).collect()
}

/// How settling a month ends, and its lines of a contract.
fn settle(sandbox: &Sandbox, month: usize, contract: &str) -> (i32, Vec<[String; 3]>) {
    let output = sandbox.run(&["settle", MONTHS[month], "--known-on", day(month)]);
    assert!(output.code == 0 || output.code == 3, "{}{}", output.stdout, output.stderr);
    (output.code, lines(sandbox, &format!("drafts/{}", MONTHS[month]), contract))
}

/// Who closes a month knows its delivery and what was recorded in the fortnight behind it.
fn day(month: usize) -> &'static str {
    ["2022-10-20", "2022-11-20", "2022-12-20", "2023-01-20"][month]
}

fn close(sandbox: &Sandbox, month: usize) {
    let output = sandbox.run(&["close", MONTHS[month], "--known-on", day(month)]);
    assert_eq!(output.code, 0, "{}{}", output.stdout, output.stderr);
}

fn says<const N: usize>(rows: [[&str; 3]; N]) -> Vec<[String; 3]> {
    rows.map(|row| row.map(str::to_owned)).to_vec()
}

/// What a draft found of a kind: place, value and message.
fn found(sandbox: &Sandbox, month: usize, code: &str) -> Vec<[String; 3]> {
    let rows = sandbox.rows(&format!("drafts/{}/findings.csv", MONTHS[month])).into_iter().filter(|row| row["code"] == code);
    rows.map(|row| [format!("{}:{}", row["file"], row["line"]), row["value"].clone(), row["message"].clone()]).collect()
}

const CORRECTION: &str = "correction of a fact";
const BAD: &[(&str, &str)] = &[("10;150,00", "10;1.50,00")];

#[test]
fn a_held_row_is_healed_by_a_correction() {
    let sandbox = workspace(&[BAD]);
    assert_eq!(settle(&sandbox, 0, "V-0001"), (3, says([])));
    assert_eq!(found(&sandbox, 0, "value").len(), 1);
    correct(&sandbox, &[row("V-0001", "amount", "2022-10-21", "150.00")]);
    assert_eq!(settle(&sandbox, 0, "V-0001").0, 3, "what is recorded later is not seen");
    correct(&sandbox, &[row("V-0001", "amount", "2022-10-06", "150.00")]);
    assert_eq!(settle(&sandbox, 0, "V-0001"), (0, says([["2022-09", "15.00", ""]])));
    let told = sandbox.rows("drafts/2022-09/corrected.csv");
    let columns = ["contract", "field", "delivered", "corrected", "row", "by", "reason", "correction"];
    let told: Vec<[&str; 8]> = told.iter().map(|row| columns.map(|column| row[column].as_str())).collect();
    let correction = "facts/corrections.csv:2";
    assert_eq!(
        told,
        [["V-0001", "amount", "1.50,00", "150.00", "feeds/stern-kelly/2022-10-05.csv:2", "m.weber", "typing error", correction]]
    );
    let explained = sandbox.run(&["explain", "V-0001", "2022-09"]).stdout;
    let said = "corrected: amount of item MEETINGS, term 1, delivered as \"1.50,00\", is \"150.00\"; m.weber: typing error (mail of the distributor)\n      \
                feeds/stern-kelly/2022-10-05.csv:2 · facts/corrections.csv:2\n";
    assert!(explained.contains(said), "{explained}");
}

#[test]
fn partners_ends_and_words_are_corrected_in_our_words_whatever_the_map() {
    let sandbox = workspace(&[&[("V-0001;MEETINGS;20001", "V-0001;MEETINGS;20009"), ("14.09.2023", "31.02.2023")]]);
    assert_eq!((settle(&sandbox, 0, "V-0001"), settle(&sandbox, 0, "V-0002")), ((3, says([])), (3, says([]))));
    let rows = [row("V-0001", "partner", "2022-10-06", "almtal"), row("V-0002", "ends_on", "2022-10-06", "2023-09-14")];
    correct(&sandbox, &rows);
    assert_eq!(settle(&sandbox, 0, "V-0001"), (0, says([["2022-09", "15.00", ""]])));
    assert_eq!(settle(&sandbox, 0, "V-0002"), (0, says([["2022-09", "66.67", ""]])));
    // The distributor's own way of writing ends does not matter: the last day is meant.
    sandbox.replace(
        "rulebook/feed-maps/stern-kelly.csv",
        "end_is,2022-06-01,2022-06-01,last_day",
        "end_is,2022-06-01,2022-06-01,day_after",
    );
    correct(&sandbox, &[rows[0].clone(), rows[1].clone()]);
    settle(&sandbox, 0, "V-0002");
    let facts = sandbox.rows("drafts/2022-09/facts.csv");
    let end = |contract: &str| facts.iter().find(|row| row["contract"] == contract).unwrap()["ends_on"].clone();
    assert_eq!([end("V-0002"), end("V-0003")], ["2023-09-15", "2023-07-31"]);
}

#[test]
fn a_correction_behind_a_close_posts_the_difference_and_its_withdrawal_takes_it_back() {
    let sandbox = workspace(&[&[], &[], &[]]);
    close(&sandbox, 0);
    assert_eq!(lines(&sandbox, "book/2022-09", "V-0001"), says([["2022-09", "15.00", ""]]));
    let first = row("V-0001", "amount", "2022-11-06", "200.00");
    correct(&sandbox, std::slice::from_ref(&first));
    assert_eq!(settle(&sandbox, 1, "V-0001"), (0, says([["2022-09", "5.00", CORRECTION], ["2022-10", "20.00", ""]])));
    let restated = sandbox.run(&["restate", "2022-09", "--known-on", day(1)]);
    assert!(restated.code == 5 && restated.stdout.contains("correction of a fact"), "{}", restated.stdout);
    assert_eq!(settle(&sandbox, 1, "V-0003").1, says([["2022-10", "10.00", ""]]), "others are settled as ever");
    close(&sandbox, 1);
    assert_eq!(lines(&sandbox, "book/2022-10", "V-0001"), lines(&sandbox, "drafts/2022-10", "V-0001"));
    let withdrawn = row("V-0001", "amount", "2022-12-06", "closed");
    correct(&sandbox, &[first, withdrawn]);
    let back = says([["2022-09", "-5.00", CORRECTION], ["2022-10", "-5.00", CORRECTION], ["2022-11", "15.00", ""]]);
    assert_eq!(settle(&sandbox, 2, "V-0001"), (0, back));
    close(&sandbox, 2);
    for month in &MONTHS[..3] {
        assert_eq!(sandbox.run(&["replay", month]).code, 0, "{month}");
    }
    assert_eq!(sandbox.run(&["verify"]).code, 0);
}

#[test]
fn a_corrected_cancellation_has_one_cause() {
    let sandbox = workspace(&[&[], &[]]);
    close(&sandbox, 0);
    let cells = [("status", "cancelled"), ("cancelled_on", "2022-09-15"), ("cancelled_by", "customer")];
    correct(&sandbox, &cells.map(|(field, value)| row("V-0001", field, "2022-11-06", value)));
    assert_eq!(settle(&sandbox, 1, "V-0001"), (0, says([["2022-09", "-7.50", CORRECTION]])));
}

#[test]
fn what_was_held_at_a_close_and_is_corrected_behind_it_is_settled_then() {
    let sandbox = workspace(&[BAD, BAD]);
    let refused = sandbox.run(&["close", MONTHS[0], "--known-on", day(0)]);
    sandbox.write("facts/waivers.csv", "finding,effective_from,recorded_on,by,reference\n".to_owned() + &waivers(&refused));
    close(&sandbox, 0);
    assert_eq!(sandbox.rows("book/2022-09/unreadable.csv").len(), 1);
    correct(&sandbox, &[row("V-0001", "amount", "2022-11-06", "150.00")]);
    assert_eq!(settle(&sandbox, 1, "V-0001"), (0, says([["2022-09", "15.00", "late contract"], ["2022-10", "15.00", ""]])));
    close(&sandbox, 1);
    assert_eq!(sandbox.rows("book/2022-10/unreadable.csv").len(), 0);
    for month in &MONTHS[..2] {
        assert_eq!(sandbox.run(&["replay", month]).code, 0, "{month}");
    }
}

#[test]
fn a_delivery_that_says_what_is_right_ends_a_correction() {
    let right: &[(&str, &str)] = &[("10;150,00", "10;200,00")];
    let other: &[(&str, &str)] = &[("10;150,00", "10;300,00")];
    let sandbox = workspace(&[&[], &[], right, other]);
    correct(&sandbox, &[row("V-0001", "amount", "2022-10-06", "200.00")]);
    for (month, earned) in MONTHS[..2].iter().enumerate() {
        assert_eq!(settle(&sandbox, month, "V-0001"), (0, says([[earned, "20.00", ""]])));
        assert_eq!(found(&sandbox, month, "correction-idle"), [[""; 3]; 0], "it still is needed");
        close(&sandbox, month);
    }
    assert_eq!(settle(&sandbox, 2, "V-0001"), (0, says([["2022-11", "20.00", ""]])), "nothing changes");
    let idle = ["facts/corrections.csv:2", "200.00", "the delivery of 2022-12-05 says what the correction says"];
    assert_eq!(found(&sandbox, 2, "correction-idle"), [idle]);
    close(&sandbox, 2);
    assert_eq!(settle(&sandbox, 3, "V-0001").0, 3, "the next change is the distributor's own, and this one is undated");
    assert_eq!((found(&sandbox, 3, "undated-change").len(), found(&sandbox, 3, "correction-doubted").len()), (1, 0));
}

#[test]
fn a_delivery_that_says_something_new_is_held_until_somebody_decides() {
    let other: &[(&str, &str)] = &[("10;150,00", "10;300,00")];
    let sandbox = workspace(&[&[], other]);
    let first = row("V-0001", "amount", "2022-10-06", "200.00");
    correct(&sandbox, std::slice::from_ref(&first));
    close(&sandbox, 0);
    assert_eq!(settle(&sandbox, 1, "V-0001"), (3, says([])));
    let message = "the delivery says something new; m.weber corrected this cell to \"200.00\" on 2022-10-06: typing error";
    assert_eq!(found(&sandbox, 1, "correction-doubted"), [["feeds/stern-kelly/2022-11-05.csv:2", "300,00", message]]);
    let with = |value: &str| {
        correct(&sandbox, &[first.clone(), row("V-0001", "amount", "2022-11-06", value)]);
        settle(&sandbox, 1, "V-0001")
    };
    assert_eq!(with("200.00"), (0, says([["2022-10", "20.00", ""]])), "it still holds");
    let more = says([["2022-09", "10.00", CORRECTION], ["2022-10", "30.00", ""]]);
    assert_eq!(with("300.00"), (0, more), "the delivery is right, for the whole term");
}

#[test]
fn what_changed_by_itself_before_it_is_corrected_is_refused() {
    let other: &[(&str, &str)] = &[("10;150,00", "10;300,00")];
    let sandbox = workspace(&[&[], other]);
    sandbox.replace(
        "rulebook/feed-maps/stern-kelly.csv",
        "undated_change,2022-06-01,2022-06-01,hold",
        "undated_change,2022-06-01,2022-06-01,from_delivery",
    );
    correct(&sandbox, &[row("V-0001", "amount", "2022-11-06", "200.00")]);
    let settle = || sandbox.run(&["settle", MONTHS[1], "--known-on", day(1)]).code;
    assert_eq!(settle(), 4);
    let message = "deliveries said \"150\" on 2022-10-05, \"300\" on 2022-11-05, each from its day on: which of them is corrected cannot be said";
    assert_eq!(found(&sandbox, 1, "table-row"), [["facts/corrections.csv:2", "200.00", message]]);
    correct(&sandbox, &[row("V-0001", "amount", "2022-11-06", "300.00")]);
    assert_eq!(settle(), 0, "the first delivery alone is wrong");
    let all = says([["2022-09", "30.00", "late contract"], ["2022-10", "30.00", ""]]);
    assert_eq!(lines(&sandbox, "drafts/2022-10", "V-0001"), all);
}

#[test]
fn a_correction_of_a_fact_that_nobody_tells_is_noted() {
    let sandbox = workspace(&[&[]]);
    let second_term = "stern-kelly,V-0002,MEETINGS,2,,amount,2022-10-06,2022-10-06,1.00,m.weber,typing error,\n";
    correct(&sandbox, &[row("V-0099", "amount", "2022-10-06", "200.00"), second_term.to_owned()]);
    assert_eq!(settle(&sandbox, 0, "V-0001"), (0, says([["2022-09", "15.00", ""]])));
    let idle = |line: u32, value: &str| {
        [format!("facts/corrections.csv:{line}"), value.to_owned(), "no delivery tells this fact".to_owned()]
    };
    assert_eq!(found(&sandbox, 0, "correction-idle"), [idle(2, "200.00"), idle(3, "1.00")]);
    assert!(!sandbox.files("drafts/2022-09").iter().any(|(name, _)| name == "corrected.csv"));
}

#[test]
fn a_correction_that_cannot_be_read_stops_the_month_at_its_cell() {
    for (own, code, column) in [
        (row("V-0001", "amount", "2022-10-06", "\"150,00\""), "table-value", "value"),
        (row("V-0001", "ends_on", "2022-10-06", "31.08.2023"), "table-value", "value"),
        (row("V-0001", "contract", "2022-10-06", "V-0002"), "table-value", "field"),
        (row("V-0001", "partner", "2022-10-06", "stern-kelly"), "unknown-name", "value"),
        (row("V-0001", "amount", "2022-10-06", "1.00").replace("stern-kelly", "almtal"), "unknown-name", "distributor"),
        (row("V-0001", "amount", "2022-10-06", "1.00").repeat(2), "table-row", ""),
    ] {
        let sandbox = workspace(&[&[]]);
        correct(&sandbox, std::slice::from_ref(&own));
        assert_eq!(sandbox.run(&["settle", "2022-09"]).code, 4, "{own}");
        let found = sandbox.rows("drafts/2022-09/findings.csv");
        let said: Vec<[&str; 2]> = found.iter().map(|row| ["code", "column"].map(|column| row[column].as_str())).collect();
        assert_eq!(said, [[code, column]], "{own}");
    }
}

#[test]
fn the_order_of_rows_and_of_a_days_files_does_not_matter() {
    let sandbox = workspace(&[&[], &[("10;150,00", "10;1.50,00"), ("80;1.250,00", "80;1.300,00")]]);
    let rows = [row("V-0001", "amount", "2022-10-06", "200.00"), row("V-0002", "amount", "2022-11-06", "1250.00")];
    let settled = || {
        sandbox.run(&["settle", "2022-10"]);
        let rows = sandbox.rows("drafts/2022-10/lines.csv").into_iter();
        rows.map(|row| [row["line_id"].clone(), row["amount"].clone()]).collect::<Vec<_>>()
    };
    correct(&sandbox, &rows);
    let (before, text) = (settled(), sandbox.text(FEEDS[1]));
    assert!(before.len() > 5, "{before:?}");
    correct(&sandbox, &[rows[1].clone(), rows[0].clone()]);
    assert_eq!(settled(), before, "rows of the table");
    let (heading, told) = text.split_once('\n').unwrap();
    let reversed = told.lines().rev().collect::<Vec<_>>().join("\n");
    sandbox.write(FEEDS[1], format!("{heading}\n{reversed}\n"));
    assert_eq!(settled(), before, "rows of a delivery");
    let (one, other) = reversed.split_at(reversed.find("V-0003").unwrap());
    for names in [["a", "b"], ["b", "a"]] {
        std::fs::remove_file(sandbox.root().join(FEEDS[1])).ok();
        for (name, part) in names.iter().zip([one, other]) {
            sandbox.write(&format!("feeds/stern-kelly/2022-11-05-{name}.csv"), format!("{heading}\n{}\n", part.trim_end()));
        }
        assert_eq!(settled(), before, "files of a delivery");
    }
}

/// A column of a distributor whose ends name the day behind, whose amounts are per year: field, heading, and what is wrong.
const COLUMNS: [(&str, &str, &str); 14] = [
    ("product", "SKU", "ZX-WRONG"),
    ("partner", "Partner Account", "NUV-NOBODY"),
    ("model", "Deal Type", "Sale"),
    ("customer", "End Customer No", "?"),
    ("customer_name", "End Customer", "Nobody"),
    ("order_no", "PO Number", "?"),
    ("signed_on", "Order Date", "2022-02-30"),
    ("starts_on", "Start Date", "01.09.2022"),
    ("ends_on", "End Date", "soon"),
    ("renewal_months", "Auto Renew Months", "x"),
    ("quantity", "Seats", "1,000"),
    ("amount", "Annual Net", "1e3"),
    ("currency", "Currency", "Euro"),
    ("status", "State", "Gone"),
];

fn day_before(day: &str) -> String {
    day.parse::<chrono::NaiveDate>().ok().and_then(|day| day.pred_opt()).map_or(String::new(), |day| day.to_string())
}

/// Spoils a column of every delivery of Nuvias, but for cells that deliveries tell differently; and the rows that say what
/// is right.
fn spoil(sandbox: &Sandbox, (field, heading, wrong): (&str, &str, &str)) -> Vec<String> {
    let aliases = sandbox.rows("rulebook/aliases.csv");
    let names: Vec<String> = sandbox.files("feeds/nuvias").into_iter().map(|(name, _)| format!("feeds/nuvias/{name}")).collect();
    let key = |row: &Row| ["Contract Ref", "Line", "Term No", "Effective From"].map(|column| row[column].clone());
    let mut told: BTreeMap<[String; 4], BTreeSet<String>> = BTreeMap::new();
    for row in names.iter().flat_map(|name| sandbox.rows(name)) {
        told.entry(key(&row)).or_default().insert(row[heading].clone());
    }
    let known = |cell: &str| field != "partner" || aliases.iter().any(|row| row["alias"] == cell);
    told.retain(|_, cells| cells.len() == 1 && cells.iter().all(|cell| known(cell)));
    for name in &names {
        let bytes = sandbox.bytes(name);
        let headings = csv::Reader::from_reader(&bytes[..]).headers().unwrap().clone();
        let mut file = csv::Writer::from_writer(Vec::new());
        file.write_record(&headings).unwrap();
        for row in sandbox.rows(name) {
            let spoilt = told.contains_key(&key(&row));
            let cell = |own: &str| if own == heading && spoilt { wrong.to_owned() } else { row[own].clone() };
            file.write_record(headings.iter().map(cell)).unwrap();
        }
        sandbox.write(name, file.into_inner().unwrap());
    }
    let right = |cell: &str| match field {
        "ends_on" => day_before(cell),
        "model" | "status" => cell.to_lowercase(),
        "partner" => aliases.iter().find(|row| row["alias"] == cell).unwrap()["party"].clone(),
        _ => cell.to_owned(),
    };
    let quoted = |text: String| format!("\"{}\"", text.replace('"', "\"\""));
    let rows = told.iter().map(|([contract, item, term, valid_from], cells)| {
        let value = quoted(right(cells.first().unwrap()));
        format!("nuvias,{contract},{item},{term},{valid_from},{field},2022-10-05,2022-10-05,{value},m.weber,export broken,\n")
    });
    rows.collect()
}

#[test]
fn what_is_spoilt_and_corrected_settles_as_what_was_never_spoilt() {
    let lines = |sandbox: &Sandbox| match sandbox.run(&["settle", "2022-09"]).code {
        3 => sandbox.bytes("drafts/2022-09/lines.csv"),
        _ => Vec::new(),
    };
    let sandbox = Sandbox::of("zoom-up");
    let sound = lines(&sandbox);
    assert!(!sound.is_empty());
    for column in COLUMNS {
        let sandbox = Sandbox::of("zoom-up");
        let rows = spoil(&sandbox, column);
        assert!(rows.len() > 30, "{}: {}", column.0, rows.len());
        if column.0 != "customer_name" {
            assert_ne!(lines(&sandbox), sound, "{}: it is spoilt", column.0);
        }
        correct(&sandbox, &rows);
        assert!(lines(&sandbox) == sound, "{}: all is as it was", column.0);
        correct(&sandbox, &rows.into_iter().rev().collect::<Vec<_>>());
        assert!(lines(&sandbox) == sound, "{}: whatever the order", column.0);
    }
}
