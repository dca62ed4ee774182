//! Packed deliveries and workbooks settle like the text of the same table.

use std::io::{Cursor, Write};

use chrono::NaiveDate;
use flate2::{Compression, write::GzEncoder};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::sandbox::Sandbox;

const FEED: &str = "feeds/stern-kelly/2022-10-05.csv";
const MAP: &str = "rulebook/feed-maps/stern-kelly.csv";

/// `first-light`, its delivery with another ending and these bytes instead.
pub(crate) fn delivered(ending: &str, bytes: &[u8]) -> Sandbox {
    let sandbox = Sandbox::of("first-light");
    std::fs::remove_file(sandbox.root().join(FEED)).unwrap();
    sandbox.write(&FEED.replace(".csv", ending), bytes);
    sandbox
}

/// What is settled; the delivery goes by its name as text.
pub(crate) fn lines(sandbox: &Sandbox, ending: &str) -> String {
    let output = sandbox.run(&["settle", "2022-09"]);
    assert_eq!((output.code, output.stderr.as_str()), (0, ""), "{}", output.stdout);
    sandbox.text("drafts/2022-09/lines.csv").replace(ending, ".csv")
}

/// The delivery of `first-light` as the rows of a sheet: days and numbers as such, some cells computed.
pub(crate) fn rows() -> String {
    let text = Sandbox::of("first-light").text(FEED);
    let mut rows = String::new();
    for (line, row) in text.lines().enumerate() {
        let cells = row.split(';').enumerate().map(|(column, cell)| match column {
            _ if line == 0 => text_cell(cell),
            4 | 5 => {
                let day = NaiveDate::parse_from_str(cell, "%d.%m.%Y").unwrap();
                let serial = (day - NaiveDate::from_ymd_opt(1899, 12, 30).unwrap()).num_days();
                format!(r#"<c s="1"><v>{serial}</v></c>"#)
            }
            6 => format!("<c><v>{cell}</v></c>"),
            7 => format!("<c><f>1*{column}</f><v>{}</v></c>", cell.replace('.', "").replace(',', ".")),
            _ => text_cell(cell),
        });
        rows += &format!("<row r=\"{}\">{}</row>", line + 1, cells.collect::<String>());
    }
    rows
}

pub(crate) fn text_cell(text: &str) -> String {
    format!(r#"<c t="inlineStr"><is><t>{}</t></is></c>"#, text.replace('&', "&amp;"))
}

/// A workbook of these sheets.
pub(crate) fn workbook(sheets: &[(&str, &str)]) -> Vec<u8> {
    let relation = |id: &str, kind: &str, target: &str| {
        format!(
            r#"<Relationship Id="{id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/>"#
        )
    };
    let (mut named, mut relations) = (String::new(), relation("styles", "styles", "styles.xml"));
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut part = |name: &str, content: &str| {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    };
    for (at, (name, rows)) in sheets.iter().enumerate() {
        named += &format!(r#"<sheet name="{name}" sheetId="{}" r:id="sheet{at}"/>"#, at + 1);
        relations += &relation(&format!("sheet{at}"), "worksheet", &format!("worksheets/sheet{at}.xml"));
        part(&format!("xl/worksheets/sheet{at}.xml"), &format!("<worksheet><sheetData>{rows}</sheetData></worksheet>"));
    }
    part("_rels/.rels", &format!("<Relationships>{}</Relationships>", relation("book", "officeDocument", "xl/workbook.xml")));
    part("xl/workbook.xml", &format!("<workbook><sheets>{named}</sheets></workbook>"));
    part("xl/_rels/workbook.xml.rels", &format!("<Relationships>{relations}</Relationships>"));
    part("xl/styles.xml", r#"<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#);
    zip.finish().unwrap().into_inner()
}

#[test]
fn however_a_delivery_is_packed_the_same_lines_come_of_it() {
    let plain = Sandbox::of("first-light");
    let expected = lines(&plain, ".csv");
    let text = plain.bytes(FEED);
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(&text).unwrap();
    let forms = [
        (".csv.gz", packed.finish().unwrap()),
        (".csv.zst", compress_to_vec(&text[..], CompressionLevel::Fastest)),
        (".xlsx", workbook(&[("Export", &rows())])),
    ];
    for (ending, bytes) in forms {
        let sandbox = delivered(ending, &bytes);
        assert_eq!(lines(&sandbox, ending), expected, "{ending}");
        let reads = sandbox.rows("drafts/2022-09/reads.csv");
        assert_eq!(reads[0]["bytes"], bytes.len().to_string(), "{ending}: what came is balanced, not what it unpacks to");
    }
}

#[test]
fn the_feed_map_names_the_sheet_and_what_is_hidden_is_a_note() {
    let hidden = rows().replace("<row r=\"3\">", "<row r=\"3\" hidden=\"1\">");
    let sandbox = delivered(".xlsx", &workbook(&[("Export", &hidden), ("Notes", "<row><c><v>1</v></c></row>")]));
    let output = sandbox.run(&["check", "2022-09"]);
    assert_eq!(output.code, 4, "{}", output.stdout);
    assert!(output.stdout.contains("several sheets have cells: Export, Notes"), "{}", output.stdout);
    sandbox.add(MAP, "file,sheet,2022-06-01,2022-06-01,Export,sample of June 2022");
    assert_eq!(lines(&sandbox, ".xlsx"), lines(&Sandbox::of("first-light"), ".csv"));
    let found = sandbox.rows("drafts/2022-09/findings.csv");
    let note = found.iter().find(|row| row["code"] == "hidden").unwrap();
    assert_eq!(note["severity"], "note");
    assert_eq!(note["message"], "1 row is hidden and read all the same (it is row 3)");
}

#[test]
fn a_time_of_day_holds_its_row_and_an_error_refuses_the_workbook() {
    let sandbox =
        delivered(".xlsx", &workbook(&[("Export", &rows().replacen("</v></c><c s=\"1\">", ".5625</v></c><c s=\"1\">", 1))]));
    assert_eq!(sandbox.run(&["settle", "2022-09"]).code, 3);
    let found = sandbox.rows("drafts/2022-09/findings.csv");
    assert_eq!((found[0]["code"].as_str(), found[0]["value"].as_str()), ("value", "2022-09-01T13:30:00"));
    let broken = rows().replacen("<c><v>10</v></c>", r#"<c t="e"><v>#N/A</v></c>"#, 1);
    let output = delivered(".xlsx", &workbook(&[("Export", &broken)])).run(&["check", "2022-09"]);
    assert_eq!(output.code, 4);
    assert!(output.stdout.contains("stop  workbook  feeds/stern-kelly/2022-10-05.xlsx:2"), "{}", output.stdout);
    assert!(output.stdout.contains("Export!G2: it shows the error #N/A"), "{}", output.stdout);
}
