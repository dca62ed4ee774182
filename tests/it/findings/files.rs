//! A delivery whose structure is broken is refused whole: nothing is settled.

use super::{Expected, FEED, MAP, delivered, remove};
use crate::sandbox::Sandbox;

fn at(line: u32) -> String {
    format!("{FEED}:{line}")
}

#[test]
fn a_wrong_encoding_stops_at_its_line() {
    let sandbox = Sandbox::of("first-light");
    let latin: Vec<u8> = sandbox.text(FEED).chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect();
    sandbox.write(FEED, latin);
    Expected { code: "file-encoding", place: &at(3), column: "", value: "", says: "byte 0xE4 at offset", remedy: "windows-1252" }
        .stops(&sandbox);
}

#[test]
fn utf_8_under_a_map_that_says_windows_1252_stops_by_its_mark() {
    let sandbox = Sandbox::of("first-light");
    sandbox.edit(FEED, |text| format!("\u{feff}{text}"));
    assert_eq!(sandbox.run(&["check", "2022-09"]).code, 0, "in a UTF-8 file the mark is passed over");
    sandbox.replace(MAP, "utf-8", "windows-1252");
    Expected { code: "file-encoding", place: &at(1), column: "", value: "", says: "begins with a UTF-8 mark", remedy: "utf-8" }
        .stops(&sandbox);
}

#[test]
fn a_file_that_is_no_text_stops() {
    let sandbox = Sandbox::of("first-light");
    let wide: Vec<u8> = sandbox.text(FEED).encode_utf16().flat_map(u16::to_le_bytes).collect();
    sandbox.write(FEED, wide);
    Expected {
        code: "file-encoding",
        place: FEED,
        column: "",
        value: "",
        says: "written in utf-16le",
        remedy: "encoding utf-16le",
    }
    .stops(&sandbox);
}

#[test]
fn a_quotation_mark_out_of_place_stops_where_the_trouble_begins() {
    for (from, to, line, character, says) in [
        ("Praxis Dr. Öztürk;", "\"Praxis Dr. Öztürk;", 4, "20", "a quoted field opens here and never ends"),
        ("Gasthof Post;", "Gasthof \"Post;", 2, "31", "a quotation mark stands inside a field that is not quoted"),
        ("Kanzlei Weiß;", "\"Kanzlei\" Weiß;", 7, "31", "text follows the closing quotation mark of a field"),
    ] {
        let sandbox = delivered(from, to);
        Expected { code: "file-quoting", place: &at(line), column: "", value: "", says, remedy: "RFC 4180" }.stops(&sandbox);
        assert_eq!(sandbox.rows("drafts/2022-09/findings.csv")[0]["character"], character);
    }
}

#[test]
fn a_row_of_another_width_stops_at_its_line() {
    for (from, to, line, says) in [
        (";5;99,99", ";99,99", 4, "the header has 8 fields, this row has 7"),
        (";40;600,00", ";40;600,00;", 5, "the header has 8 fields, this row has 9"),
    ] {
        let sandbox = delivered(from, to);
        Expected { code: "field-count", place: &at(line), column: "", value: "", says, remedy: "a line may be lost" }
            .stops(&sandbox);
    }
}

#[test]
fn a_header_that_the_map_does_not_know_stops() {
    for (from, to, column, says, remedy) in [
        ("Monatsbetrag netto", "Monatsbetrag", "Monatsbetrag netto", "this column is missing", "column row for amount"),
        ("Lizenzen", "Kunde", "Kunde", "two columns have this heading", "leave one of them out"),
        ("Kunde", "", "", "column 4 has no heading", "name the column"),
    ] {
        let sandbox = delivered(from, to);
        Expected { code: "header", place: &at(1), column, value: "", says, remedy }.stops(&sandbox);
    }
    let further = Sandbox::of("first-light");
    further.edit(FEED, |text| text.replace('\n', ";\n").replacen("netto;", "netto;Provision", 1));
    let unknown = Expected {
        code: "header",
        place: &at(1),
        column: "Provision",
        value: "",
        says: "this column is unknown",
        remedy: "add an allow row",
    };
    unknown.stops(&further);
    further.add(MAP, "allow,Provision,2022-06-01,2022-06-01,ignored,seen in October");
    assert_eq!(further.run(&["settle", "2022-09"]).code, 0, "the remedy heals it");
}

#[test]
fn an_empty_file_is_no_delivery_of_nothing() {
    let sandbox = Sandbox::of("first-light");
    sandbox.write(FEED, "");
    Expected { code: "header", place: &at(1), column: "", value: "", says: "the file is empty", remedy: "header row" }
        .stops(&sandbox);
}

#[test]
fn a_file_where_no_delivery_is_expected_stops() {
    for name in [
        "feeds/2022-10-05.csv",
        "feeds/stern-kelly/october.csv",
        "feeds/stern-kelly/2022-10-05.xls",
        "feeds/Stern Kelly/2022-10-05.csv",
    ] {
        let sandbox = Sandbox::of("first-light");
        sandbox.write(name, sandbox.bytes(FEED));
        let says = "this is not the place of a delivery";
        Expected { code: "feed-place", place: name, column: "", value: "", says, remedy: "feeds/<distributor>/<day>*.csv" }
            .stops(&sandbox);
    }
}

#[test]
fn a_delivery_of_nobody_stops() {
    let sandbox = Sandbox::of("first-light");
    let name = "feeds/nuvias/2022-10-05.csv";
    sandbox.write(name, sandbox.bytes(FEED));
    let says = "nuvias is no distributor on 2022-10-05";
    Expected { code: "unknown-name", place: name, column: "", value: "", says, remedy: "rulebook/parties.csv" }.stops(&sandbox);
}

#[test]
fn a_distributor_without_a_feed_map_stops() {
    let sandbox = Sandbox::of("first-light");
    remove(&sandbox, MAP);
    Expected { code: "feed-map", place: MAP, column: "", value: "", says: "has no feed map", remedy: "write the table" }
        .stops(&sandbox);
}

#[test]
fn a_feed_map_that_lacks_something_stops() {
    let settings = ["encoding", "delimiter", "decimal_mark", "date_form", "delivery", "amount_per", "end_is", "undated_change"]
        .map(|name| (format!("file,{name},"), format!("the setting {name} is missing")));
    let fields = ["contract", "product", "partner", "starts_on", "amount"]
        .map(|name| (format!("column,{name},"), format!("no column or constant gives {name}")));
    let ends = [("column,ends_on,".to_owned(), "no column gives ends_on or months".to_owned())];
    for (row, says) in settings.into_iter().chain(fields).chain(ends) {
        let sandbox = Sandbox::of("first-light");
        sandbox.keep(MAP, |line| !line.starts_with(&row));
        Expected { code: "feed-map", place: MAP, column: "", value: "", says: &says, remedy: "deliveries of 2022-10-05" }
            .stops(&sandbox);
    }
}

#[test]
fn a_feed_map_that_cannot_be_followed_stops_at_its_row() {
    for (from, to, line, says) in [
        ("encoding,2022-06-01,2022-06-01,utf-8", "encoding,2022-06-01,2022-06-01,latin-1", 2, "encoding: expected utf-8"),
        ("delivery,2022-06-01,2022-06-01,full", "delivery,2022-06-01,2022-06-01,all", 7, "delivery: expected full"),
        ("%d.%m.%Y", "%d.%m.%y", 6, "date_form: expected a form such as %d.%m.%Y"),
        ("last_day", "end_of_day", 9, "end_is: expected last_day"),
    ] {
        let sandbox = Sandbox::of("first-light");
        sandbox.replace(MAP, from, to);
        let value = to.rsplit(',').next().unwrap();
        let place = format!("{MAP}:{line}");
        Expected { code: "feed-map", place: &place, column: "value", value, says, remedy: "correct the row" }.stops(&sandbox);
    }
    let marks = Sandbox::of("first-light");
    marks.replace(MAP, "group_mark,2022-06-01,2022-06-01,.", "group_mark,2022-06-01,2022-06-01,\",\"");
    let says = "decimal_mark and group_mark are the same character";
    Expected { code: "feed-map", place: MAP, column: "", value: "", says, remedy: "correct the row" }.stops(&marks);
}

#[test]
fn a_pattern_that_is_no_regular_expression_stops_at_its_row() {
    let sandbox = Sandbox::of("first-light");
    sandbox.replace(MAP, "V-[0-9]{4}", "V-[0-9{4}");
    let (place, says) = (format!("{MAP}:21"), "the pattern of contract is no regular expression");
    Expected { code: "feed-map", place: &place, column: "value", value: "V-[0-9{4}", says, remedy: "correct the row" }
        .stops(&sandbox);
}

#[test]
fn no_name_or_heading_of_others_moves_the_cursor() {
    let sandbox = delivered("Lizenzen", "Lizen\u{1b}[2Jzen");
    let output = sandbox.run(&["check", "2022-09"]);
    assert_eq!(output.code, 4);
    assert!(!output.stdout.contains('\u{1b}') && output.stdout.contains("Lizen\\u{1b}[2Jzen"), "{}", output.stdout);
    sandbox.run(&["settle", "2022-09"]);
    assert!(!sandbox.text("drafts/2022-09/findings.csv").contains('\u{1b}'));
    let sandbox = Sandbox::of("first-light");
    sandbox.write("feeds/stern-kelly/2022-10-05\u{1b}[2J.csv", "no table\n");
    let output = sandbox.run(&["check", "2022-09"]);
    assert_eq!(output.code, 4);
    assert!(!output.stdout.contains('\u{1b}') && output.stdout.contains("2022-10-05\\u{1b}[2J.csv"), "{}", output.stdout);
}
