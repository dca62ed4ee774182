//! 23 to 48: the structure of a delimited text.

use courtage::{
    basics::{Place, RecordCounts},
    sheets::limits,
};

use super::{AMOUNT, Feed, at, found, noted, read, refused, refused_for, same_lines, text, with_bytes, with_trailer};
use crate::{
    findings::{FEED, MAP, delivered, records},
    sandbox::Sandbox,
};

const QUOTING: &str = "file-quoting";

#[test]
fn case_023_a_quoted_field_that_never_ends() {
    let row = refused_for("Praxis", "\"Praxis", 4, [QUOTING, "", "a quoted field opens here and never ends", "RFC 4180"]);
    assert_eq!(row["character"], "20", "the opening mark");
}

#[test]
fn case_024_text_behind_a_closing_mark() {
    refused_for(";10;150,00", ";\"10\"5;150,00", 2, [QUOTING, "", "text follows the closing quotation mark", "RFC 4180"]);
}

#[test]
fn case_025_a_mark_inside_a_field() {
    refused_for(";10;150,00", ";1\"0;150,00", 2, [QUOTING, "", "a quotation mark stands inside a field", "RFC 4180"]);
}

#[test]
fn case_026_a_separator_lost_before_a_quoted_field() {
    let (from, to) = ("Sägewerk Huber KG;", "$78.07\"All-Weather Table, Round 48\"\"\";");
    refused_for(from, to, 3, [QUOTING, "", "a quotation mark stands inside a field that is not quoted", "RFC 4180"]);
}

#[test]
fn case_027_marks_escaped_by_a_backslash() {
    let remedy = "the file escapes marks by a backslash";
    refused_for("Gasthof Post", "Gasthof \\\"Post\\\"", 2, [QUOTING, "", "a quotation mark stands inside a field", remedy]);
    refused_for("Gasthof Post", "\"Gasthof \\\"Post\\\"\"", 2, [QUOTING, "", "text follows the closing quotation mark", remedy]);
}

#[test]
fn case_028_fields_too_few_or_too_many() {
    let remedy = "a line may be lost";
    let few = refused_for(";5;99,99", ";99,99", 4, ["field-count", "", "the header has 8 fields, this row has 7", remedy]);
    assert!(few["excerpt"].contains("V-0003;PHONE"), "it shows what stands there: {few:?}");
    refused_for(";40;600,00", ";40;600,00;", 5, ["field-count", "", "the header has 8 fields, this row has 9", remedy]);
}

#[test]
fn case_029_a_delimiter_at_the_end_of_each_row() {
    let remedy = "a delimiter at the end of each row makes one too";
    refused(&with_bytes(text().replace('\n', ";\n")), ["header", &at(1), "", "column 9 has no heading", remedy]);
}

#[test]
fn case_030_another_delimiter() {
    let sandbox = Sandbox::of("first-light");
    sandbox.replace(MAP, "delimiter,2022-06-01,2022-06-01,;", "delimiter,2022-06-01,2022-06-01,tab");
    let row = refused(&sandbox, ["header", &at(1), "Vertrag", "this column is missing", "if the delimiter ; is the right one"]);
    assert!(row["remedy"].contains("the file has Vertrag;Artikel;Partner"), "{row:?}");
}

#[test]
fn case_031_a_delimiter_that_changes() {
    let (from, to) = ("V-0004;PHONE;20002;", "V-0004,PHONE,20002,");
    refused_for(from, to, 5, ["field-count", "", "the header has 8 fields, this row has 5", "a line may be lost"]);
}

#[test]
fn case_032_line_ends_of_one_kind() {
    let read = same_lines(&with_bytes(text().replace('\n', "\r\n")));
    assert_eq!((read["cr_lf"].as_str(), read["lf"].as_str()), ("7", "0"));
    let read = same_lines(&with_bytes(text()));
    assert_eq!((read["cr_lf"].as_str(), read["lf"].as_str()), ("0", "7"));
}

#[test]
fn case_033_line_ends_of_two_kinds() {
    let read = same_lines(&with_bytes(text().replacen('\n', "\r\n", 3)));
    assert_eq!((read["cr_lf"].as_str(), read["lf"].as_str()), ("3", "4"));
}

#[test]
fn case_034_a_carriage_return_alone() {
    let alone = ["", "a carriage return stands alone", "CR LF or LF"];
    let refused_at = |text: String, line: u32| refused(&with_bytes(text), ["line-end", &at(line), alone[0], alone[1], alone[2]]);
    refused_at(text().replace('\n', "\r"), 1);
    refused_at(text().replacen("150,00\n", "150,00\r", 1), 2);
}

#[test]
fn case_035_a_line_end_in_a_field() {
    let sandbox = delivered("Gasthof Post", "\"Gasthof\nzur Post\"");
    assert_eq!(sandbox.run(&["settle", "2022-09"]).code, 0, "free text may have one");
    assert_eq!(sandbox.rows("drafts/2022-09/lines.csv")[0]["customer_name"], "Gasthof\nzur Post");
    Feed::german().holds(&[
        ("Vertrag", "V-0001\n", "value", "a line end stands in it"),
        ("Artikel", "PHO\nNE", "value", "a line end stands in it"),
        ("Partner", "200\r\n02", "unknown-partner", "a line end stands in it"),
        ("Beginn", "01.08.\n2022", "value", "a line end stands in it"),
        (AMOUNT, "99\n,99", "value", "a line end stands in it"),
        ("Lizenzen", "\n5", "value", "a line end stands in it"),
    ]);
}

#[test]
fn case_036_a_last_row_without_a_line_end() {
    assert_eq!(same_lines(&with_bytes(text().trim_end()))["last_row_ended"], "no");
}

#[test]
fn case_037_a_last_row_that_is_cut() {
    let cut = text().trim_end().strip_suffix(",00").unwrap().to_owned();
    let sandbox = with_bytes(&cut);
    let output = sandbox.run(&["settle", "2022-09"]);
    assert_eq!(output.code, 0, "nothing tells it from a whole row");
    let output = sandbox.run(&["check", "2022-09"]);
    assert!(output.stdout.contains("unannounced deliveries: 1; without a trailer or control file a cut"), "{}", output.stdout);
    assert_eq!(read(&sandbox, "last_row_ended"), "no");
    let sandbox = with_trailer("6", "2.324,99");
    sandbox.replace(FEED, "3;45,00", "3;4");
    refused(&sandbox, ["control-total", &at(8), AMOUNT, "the rows add up to", ""]);
    let sandbox = with_trailer("6", "2.324,99");
    sandbox.write(FEED, cut);
    refused(&sandbox, ["control-total", &at(7), "", "the row \"SUMME\" that ends each file is missing", ""]);
}

#[test]
fn case_038_blank_lines() {
    let sandbox = delivered("V-0003", "\n\nV-0003");
    noted(&sandbox, ["blank-lines", &at(4), "", "2 blank lines stand between the rows", "rows are missing"]);
    assert_eq!(records(&sandbox), [6, 5, 1, 0, 0, 0]);
    assert_eq!(["records", "blank"].map(|column| read(&sandbox, column)), ["9", "2"]);
}

#[test]
fn case_039_a_heading_twice() {
    refused_for("Lizenzen", "Kunde", 1, ["header", "Kunde", "two columns have this heading", "leave one of them out"]);
}

#[test]
fn case_040_headings_that_differ_by_blanks_or_capitals() {
    for heading in ["kunde", " Kunde"] {
        refused_for("Lizenzen", heading, 1, ["header", heading, "differs by blanks or capitals alone", "leave one of them out"]);
    }
}

#[test]
fn case_041_a_column_that_nobody_knows() {
    let sandbox = with_bytes(text().replace('\n', ";\n").replacen("netto;", "netto;Provision", 1));
    refused(&sandbox, ["header", &at(1), "Provision", "this column is unknown", "it could be a second amount"]);
    sandbox.add(MAP, "allow,Provision,2022-06-01,2022-06-01,ignored,seen in October");
    same_lines(&sandbox);
}

#[test]
fn case_042_a_column_that_is_missing_or_renamed() {
    refused_for("Beginn", "Start", 1, ["header", "Beginn", "this column is missing", "column row for starts_on"]);
    let short: String = text().lines().map(|line| format!("{}\n", line.rsplit_once(';').unwrap().0)).collect();
    refused(&with_bytes(short), ["header", &at(1), AMOUNT, "this column is missing", "column row for amount"]);
}

#[test]
fn case_043_columns_in_another_order() {
    let turned = |line: &str| format!("{}\n", line.split(';').rev().collect::<Vec<_>>().join(";"));
    same_lines(&with_bytes(text().lines().map(turned).collect::<String>()));
}

#[test]
fn case_044_rows_before_the_first_contract() {
    let units = "netto\nNr.;Nr.;Nr.;Name;TT.MM.JJJJ;TT.MM.JJJJ;Stück;in EUR\n";
    let names = "netto\nContract;Product;Partner;Customer;Begin;End;Seats;Net per month\n";
    for row in [units, names] {
        let says = "the first row under the header is no contract";
        refused_for("netto\n", row, 2, ["header", "Vertrag", says, "one row of headings"]);
    }
    let preamble = with_bytes(format!("Export vom 05.10.2022\n{}", text()));
    refused(&preamble, ["header", &at(1), "Vertrag", "this column is missing", "the file has Export vom 05.10.2022"]);
    refused(
        &with_bytes(format!("\n{}", text())),
        ["header", &at(1), "", "the first line is blank", "the header row comes first"],
    );
}

#[test]
fn case_045_the_header_once_more() {
    let twice = format!("{}{}", text(), text());
    refused(&with_bytes(twice), ["header", &at(8), "", "this row repeats the header", "a file of its own"]);
}

#[test]
fn case_046_a_row_of_totals() {
    let sandbox = Sandbox::of("first-light");
    sandbox.add(FEED, ";;;;;;;2.324,99");
    assert_eq!(sandbox.run(&["settle", "2022-09"]).code, 3);
    assert_eq!(records(&sandbox), [7, 5, 1, 0, 0, 1]);
    found(&sandbox, "hold", ["value", &at(8), "Vertrag", "expected an id", ""]);
    let declared = with_trailer("6", "2.324,99");
    same_lines(&declared);
    assert_eq!(read(&declared, "trailer"), "1", "where the map declares it, it is checked and no contract");
}

#[test]
fn case_047_fields_and_rows_beyond_a_limit() {
    let remedy = "ask for the file again";
    let name = "x".repeat(limits::FIELD + 1);
    refused_for("Gasthof Post", &name, 2, ["file-limit", "Kunde", "a field has 65537 bytes, 65536 at most are read", remedy]);
    refused_for("V-0002", &";".repeat(limits::ROW + 1), 3, ["file-limit", "", "a line has more than 1048576 bytes", remedy]);
    refused_for("Vertrag;", &"x;".repeat(limits::COLUMNS), 1, ["file-limit", "", "1007 columns, 1000 at most", "leave out"]);
}

/// Tested on the counters: no file that a machine reads in a test has so many rows.
#[test]
fn case_048_more_rows_than_thirty_two_bits_count() {
    let many = u64::from(u32::MAX);
    let of = |count: u64| RecordCounts { records: [(Place::Settled, count), (Place::Held, 1)].into(), ..RecordCounts::default() };
    let mut counts = of(many);
    counts.join(&of(many));
    counts.add(Place::Settled, None);
    assert_eq!((counts.at(Place::Settled), counts.total()), (2 * many + 1, 2 * many + 3));
    // A row has a byte and a line end, so that no line of the largest file has a number beyond 32 bits.
    assert!(limits::FILE / 2 <= many);
}
