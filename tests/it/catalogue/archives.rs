//! 101 to 104: workbooks that mean harm, or are not plain.

use std::io::{Cursor, Write};

use zip::{ZipWriter, write::SimpleFileOptions};

use super::{found, refused};
use crate::{sandbox::Sandbox, workbooks};

const WORKBOOK: &str = "feeds/stern-kelly/2022-10-05.xlsx";

#[test]
fn case_101_a_lone_cell_far_away() {
    let far = r#"<row r="20000"><c r="XFD20000"><v>1</v></c></row>"#;
    let sandbox = workbooks::delivered(".xlsx", &workbooks::workbook(&[("Export", far)]));
    refused(&sandbox, ["header", &format!("{WORKBOOK}:1"), "", "the first row of the sheet Export is empty", "row 1"]);
    let beyond = format!("{}{far}", workbooks::rows());
    let sandbox = workbooks::delivered(".xlsx", &workbooks::workbook(&[("Export", &beyond)]));
    let says = "the cell Export!XFD20000 stands beyond them";
    refused(&sandbox, ["field-count", &format!("{WORKBOOK}:20000"), "", says, "empty the cell"]);
}

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
