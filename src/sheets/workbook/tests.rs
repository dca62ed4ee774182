//! Workbooks made by hand, and what is read of them.

mod hostile;

use std::io::{Cursor, Write};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::*;
use crate::sheets::{Dialect, Encoding, Packing, delivered};

const FORMS: Forms = Forms { decimal_mark: ',', date_form: "%d.%m.%Y", sheet: None };
const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;

/// A workbook of some parts.
struct Book {
    parts: Vec<(String, String)>,
}

impl Book {
    /// … with these sheets: name, state, content of `sheetData` and what follows.
    fn of(sheets: &[(&str, &str, &str)]) -> Book {
        let mut book = Book { parts: Vec::new() };
        let relation = |id: &str, kind: &str, target: &str| {
            format!(r#"<Relationship Id="{id}" Type="http://x/relationships/{kind}" Target="{target}"/>"#)
        };
        book.set(
            "_rels/.rels",
            &format!("<Relationships>{}</Relationships>", relation("a", "officeDocument", "xl/workbook.xml")),
        );
        let (mut named, mut relations) = (String::new(), String::new());
        for (at, (name, state, content)) in sheets.iter().enumerate() {
            named += &format!(r#"<sheet name="{name}" sheetId="{at}" state="{state}" r:id="r{at}"/>"#);
            relations += &relation(&format!("r{at}"), "worksheet", &format!("worksheets/sheet{at}.xml"));
            book.set(&format!("xl/worksheets/sheet{at}.xml"), &format!("<worksheet>{content}</worksheet>"));
        }
        relations += &relation("s", "sharedStrings", "/xl/sharedStrings.xml");
        relations += &relation("t", "styles", "styles.xml");
        book.set("xl/workbook.xml", &format!("<workbook><workbookPr/><sheets>{named}</sheets></workbook>"));
        book.set("xl/_rels/workbook.xml.rels", &format!("<Relationships>{relations}</Relationships>"));
        book.set(
            "xl/sharedStrings.xml",
            "<sst>\n<si><t>Vertrag</t></si><si>\n<r><t>Sä</t></r><r><rPr/><t>ge &amp; Co</t></r><rPh><t>x</t></rPh></si></sst>",
        );
        book.set(
            "xl/styles.xml",
            r##"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd\.mm\.yyyy"/><numFmt numFmtId="165" formatCode="#,##0.00\ &quot;EUR pro Monat&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>"##,
        );
        book
    }

    /// … with one sheet of these rows.
    fn rows(rows: &str) -> Book {
        Book::of(&[("Sheet1", "visible", &format!("<sheetData>{rows}</sheetData>"))])
    }

    /// … with the headings a and b, and these rows.
    fn below(rows: &str) -> Book {
        Book::rows(&format!("{}{rows}", row(1, &text("A1", "a"), &text("B1", "b"))))
    }

    fn set(&mut self, name: &str, content: &str) {
        self.parts.retain(|(own, _)| own != name);
        self.parts.push((name.to_owned(), format!("{HEAD}\n{content}")));
    }

    fn with(mut self, name: &str, content: &str) -> Book {
        self.set(name, content);
        self
    }

    fn change(mut self, from: &str, to: &str) -> Book {
        assert!(self.parts.iter().any(|(_, content)| content.contains(from)), "{from}");
        self.parts.iter_mut().for_each(|(_, content)| *content = content.replace(from, to));
        self
    }

    fn bytes(&self) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in &self.parts {
            zip.start_file(name.as_str(), SimpleFileOptions::default().compression_method(CompressionMethod::Deflated)).unwrap();
            zip.write_all(content.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn read_by(&self, forms: Forms) -> Result<Read, Problem> {
        read_table(self.bytes(), Packing::Workbook, forms)
    }

    fn read(&self) -> Result<Read, Problem> {
        self.read_by(FORMS)
    }

    fn problem(&self) -> Problem {
        self.read().unwrap_err()
    }
}

/// Headings, rows with their lines, and what is hidden.
#[derive(Debug, PartialEq, Eq)]
struct Read {
    headings: Vec<String>,
    rows: Vec<(u32, Vec<String>)>,
    hidden: Option<String>,
}

fn read_table(bytes: Vec<u8>, packing: Packing, forms: Forms) -> Result<Read, Problem> {
    let sheet = delivered(bytes, packing, Dialect { encoding: Encoding::Utf8, delimiter: b';' }, forms)?;
    let rows = sheet.rows(|row| (row.line, (0..row.width()).map(|at| row.cell(at).to_owned()).collect()))?;
    Ok(Read { headings: sheet.headings().to_vec(), rows, hidden: sheet.hidden() })
}

fn row(line: u32, first: &str, second: &str) -> String {
    format!(r#"<row r="{line}">{first}{second}</row>"#)
}

fn text(place: &str, text: &str) -> String {
    format!(r#"<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>"#)
}

/// What one cell with these attributes and this content comes to.
fn cell(attributes: &str, content: &str) -> Result<String, Problem> {
    Book::below(&row(2, &text("A2", "x"), &format!(r#"<c r="B2" {attributes}>{content}</c>"#)))
        .read()
        .map(|read| read.rows[0].1[1].clone())
}

#[test]
fn a_workbook_reads_like_the_text_of_the_same_table() {
    let csv = "Vertrag;Kunde;Beginn;Betrag\nV-1;Säge & Co;01.09.2022;1250,5\n\n00123;;31.12.2024;-0,01\n";
    let rows = r#"<row><c t="s"><v>0</v></c><c t="inlineStr"><is><t>Kunde</t></is></c><c t="str"><f>"Beginn"</f><v>Beginn</v></c>
        <c r="D1" t="inlineStr"><is><t>Betrag</t></is></c><c s="1"/></row>
        <row r="2" spans="1:4"><c r="A2" t="str"><v>V-1</v></c><c r="B2" t="s"><v>1</v></c><c r="C2" s="1"><v>44805</v></c><c r="D2" s="3"><f>2500.5-1250</f><v>1250.5</v></c></row>
        <row r="3"><c r="A3" s="2"/><c r="XFD3" s="2"/></row>
        <row r="4"><c r="A4" t="inlineStr"><is><t>00123</t></is></c><c r="C4" s="2"><v>45657</v></c><c r="D4"><v>-0.01</v></c></row>"#;
    let book = Book::rows(rows);
    let text = read_table(csv.as_bytes().to_vec(), Packing::Text, FORMS).unwrap();
    assert_eq!(book.read().unwrap(), text);
    let blanks = delivered(book.bytes(), Packing::Workbook, Dialect::OURS, FORMS).unwrap().rows_and_blanks(|_| ()).unwrap().1;
    assert_eq!((blanks.between, blanks.first), (1, 3));
    let later = book.change("<workbookPr/>", r#"<workbookPr date1904="1"/>"#).read().unwrap();
    assert_eq!(later.rows[0].1[2], "02.09.2026", "days counted from 1904");
}

#[test]
fn each_kind_of_cell_has_its_text() {
    for (attributes, content, expected) in [
        ("", "<v>0.30000000000000004</v>", "0,30000000000000004"),
        (r#"t="n""#, "<v>1.5E3</v>", "1500"),
        (r#"t="b""#, "<v>1</v>", "TRUE"),
        (r#"t="b""#, "<v>0</v>", "FALSE"),
        (r#"s="1""#, "<v>44805.5625</v>", "2022-09-01T13:30:00"),
        (r#"t="d""#, "<v>2022-09-01</v>", "01.09.2022"),
        (r#"t="str""#, "<f>A1</f><v></v>", ""),
        (r#"t="str""#, "<v> a&lt;b&#x20;_x000D_</v>", " a<b \r"),
        (r#"s="2""#, "", ""),
        ("", "<v/>", ""),
    ] {
        assert_eq!(cell(attributes, content).as_deref(), Ok(expected), "{attributes} {content}");
    }
}

#[test]
fn what_is_uncertain_refuses_the_workbook_by_its_cell() {
    for (attributes, content, says) in [
        (r#"t="e""#, "<v>#REF!</v>", "Sheet1!B2: it shows the error #REF!"),
        ("", "<f>A1</f>", "Sheet1!B2: its formula has no value"),
        ("", "<f>A1</f><v></v>", "Sheet1!B2: its formula has no value"),
        ("", r#"<f t="shared" si="0"/>"#, "Sheet1!B2: its formula has no value"),
        ("", "<v>1234567890123456</v>", "Sheet1!B2: a number of more than 15 digits"),
        (r#"s="1""#, "<v>-1</v>", "Sheet1!B2: -1 is no day"),
    ] {
        let problem = cell(attributes, content).unwrap_err();
        assert_eq!((problem.code, problem.line), (Code::Workbook, 2), "{content}");
        assert!(problem.message.starts_with(says), "{}", problem.message);
    }
    let merged = |area: &str| {
        Book::of(&[(
            "S",
            "visible",
            &format!(
                r#"<sheetData>{}{}</sheetData><mergeCells><mergeCell ref="{area}"/></mergeCells>"#,
                row(1, &text("A1", "a"), ""),
                row(2, &text("A2", "x"), "")
            ),
        )])
    };
    assert_eq!((merged("A2:A3").problem().code, merged("A2:A3").problem().line), (Code::Workbook, 2));
    assert_eq!(merged("A1:B1").problem().code, Code::Workbook);
    assert!(merged("A9:B9").read().is_ok() && merged("C2:D2").read().is_ok(), "where no row stands");
}

#[test]
fn what_is_damaged_refuses_the_file() {
    for (attributes, content) in [
        ("", "<v>12 </v>"),
        ("", "<v>abc</v>"),
        (r#"t="s""#, "<v>abc</v>"),
        (r#"t="s""#, "<v>99</v>"),
        (r#"t="b""#, "<v>2</v>"),
        (r#"t="z""#, "<v>2</v>"),
        (r#"s="99""#, "<v>2</v>"),
        (r#"s="x""#, "<v>2</v>"),
        ("", "<v>1</v><is><t>2</t></is>"),
        ("", "<v>1</v><v>2</v>"),
        ("", "2"),
        ("", "<v>&unknown;</v>"),
        ("", "<v>1</v"),
    ] {
        assert!(matches!(cell(attributes, content).unwrap_err().code, Code::FileKind | Code::Workbook), "{attributes} {content}");
    }
    for rows in [
        row(3, &text("A3", "x"), "") + &row(2, &text("A2", "x"), ""),
        row(2, &text("B2", "x"), &text("A2", "x")),
        row(2, &text("A2", "x"), &text("A2", "y")),
        row(2, &text("A3", "x"), ""),
        row(2, &text("a2", "x"), ""),
        row(2, &text("AAAA2", "x"), ""),
        row(2, &text("XFE2", "x"), ""),
        row(1_048_577, "", ""),
    ] {
        assert_eq!(Book::below(&rows).problem().code, Code::FileKind, "{rows}");
    }
}

#[test]
fn the_header_is_the_first_row_and_no_row_is_longer() {
    let gap = Book::rows(&row(1, &text("A1", "a"), &text("C1", "c"))).problem();
    assert_eq!((gap.code, gap.message.as_str()), (Code::Header, "column B of the sheet Sheet1 has no heading"));
    assert_eq!(Book::rows(&row(2, &text("A2", "a"), "")).problem().code, Code::Header);
    assert_eq!(Book::rows(&row(1, &text("A1", "a"), &text("B1", "A "))).problem().code, Code::Header);
    assert_eq!(Book::rows("").problem().message, "the file is empty");
    let long = Book::below(&row(7, &text("A7", "1"), &text("C7", "x"))).problem();
    assert_eq!((long.code, long.line), (Code::FieldCount, 7));
    assert!(long.message.contains("Sheet1!C7"), "{}", long.message);
    let short = Book::below(&row(7, &text("B7", "1"), "")).read().unwrap();
    assert_eq!(short.rows, [(7, vec![String::new(), "1".to_owned()])]);
}

#[test]
fn one_sheet_is_read_and_the_feed_map_says_which_of_several() {
    let sheet = |heading: &str| format!("<sheetData>{}</sheetData>", row(1, &text("A1", heading), ""));
    let (one, two) = (sheet("one"), sheet("two"));
    let empty = "<sheetData><row r=\"1\"><c r=\"A1\" s=\"1\"/></row></sheetData>";
    let book = Book::of(&[("Cover", "visible", empty), ("Data", "visible", &one), ("Old", "hidden", &two)]);
    let read = book.read().unwrap();
    assert_eq!((read.headings, read.hidden.as_deref()), (vec!["one".to_owned()], Some("hidden and not read: the sheet Old")));
    let several = Book::of(&[("Data", "visible", &one), ("More", "visible", &two), ("Old", "veryHidden", &two)]);
    let problem = several.problem();
    assert_eq!((problem.code, problem.message.as_str()), (Code::Workbook, "several sheets have cells: Data, More"));
    assert_eq!(several.read_by(Forms { sheet: Some("More"), ..FORMS }).unwrap().headings, ["two"]);
    let hidden = several.read_by(Forms { sheet: Some("Old"), ..FORMS }).unwrap().hidden.unwrap();
    assert_eq!(hidden, "the sheet that the feed map names is hidden and read all the same");
    let absent = several.read_by(Forms { sheet: Some("Jan"), ..FORMS }).unwrap_err();
    assert_eq!(absent.message, "the workbook has no sheet Jan, which its feed map names; it has Data, More, Old");
    assert_eq!(Book::of(&[("Old", "hidden", &two)]).problem().message, "no sheet has cells but hidden ones: Old");
}

#[test]
fn hidden_rows_and_columns_are_read_and_told() {
    let rows = row(1, &text("A1", "a"), &text("B1", "b"))
        + &row(2, &text("A2", "1"), "").replace("<row ", "<row hidden=\"1\" ")
        + &row(3, &text("A3", "2"), "").replace("<row ", "<row hidden=\"true\" ");
    let content = format!(r#"<cols><col min="2" max="9" hidden="1"/></cols><sheetData>{rows}</sheetData>"#);
    let content = content.replace("</sheetData>", "<row r=\"9\" hidden=\"1\"><c s=\"1\"/></row></sheetData>");
    let read = Book::of(&[("S", "visible", &content)]).read().unwrap();
    assert_eq!(read.rows.len(), 2, "a hidden row without anything in it is none");
    let told = "2 rows are hidden and read all the same (the first is row 2); 1 column is hidden and read all the same";
    assert_eq!(read.hidden.as_deref(), Some(told));
}
