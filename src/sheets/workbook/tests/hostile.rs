//! Workbooks that mean harm, or are none.

use super::*;

#[test]
fn a_lone_cell_far_away_takes_no_memory() {
    let lone = Book::rows(r#"<row r="20000"><c r="XFD20000"><v>1</v></c></row>"#);
    assert!(lone.bytes().len() < 2_000);
    assert_eq!(lone.problem().code, Code::Header);
    let far = Book::below(&row(1_048_576, &text("B1048576", "x"), "")).read().unwrap();
    assert_eq!(far.rows, [(1_048_576, vec![String::new(), "x".to_owned()])]);
    let wide = (0..1_001).map(|at| format!(r#"<c t="str"><v>h{at}</v></c>"#)).collect::<String>();
    assert_eq!(Book::rows(&format!("<row>{wide}</row>")).problem().code, Code::FileLimit);
}

#[test]
fn archives_that_unpack_beyond_reason_are_refused() {
    let bomb = Book::below("").with("xl/media/x.xml", &" ".repeat(40 << 20));
    assert_eq!(bomb.problem().code, Code::FileLimit);
    let mut parts = Book::below("");
    (0..1_000).for_each(|at| parts.parts.push((format!("x/{at}.xml"), String::new())));
    assert_eq!(parts.problem().code, Code::FileLimit);
    // A size that lies: the directory at the end says less than what unpacks.
    let honest = Book::below("").bytes();
    let size = u32::try_from(Book::below("").parts[1].1.len()).unwrap().to_le_bytes();
    let at = memchr::memmem::rfind(&honest, &size).unwrap();
    let mut lying = honest;
    lying[at] -= 10;
    let refused = read_table(lying, Packing::Workbook, FORMS).unwrap_err();
    assert!(matches!(refused.code, Code::FileLimit | Code::FileKind), "{}", refused.message);
}

#[test]
fn a_long_text_that_many_cells_share_is_kept_within_bounds() {
    let cells = (2..400).map(|line| row(line, &format!(r#"<c r="A{line}" t="s"><v>2</v></c>"#), "")).collect::<String>();
    let book = Book::below(&cells).change("</sst>", &format!("<si><t>{}</t></si></sst>", "x".repeat(64 << 10)));
    let refused = book.problem();
    assert_eq!(refused.code, Code::FileLimit);
    assert!(refused.message.ends_with("its cells hold more than 16777216 bytes of text"), "{}", refused.message);
}

#[test]
fn a_part_that_many_sheets_share_is_read_for_none() {
    let sheet = ("S", "visible", "<sheetData/>");
    let shared = Book::of(&[sheet, ("T", "visible", "<sheetData/>")]).change("sheet1.xml\"/>", "SHEET0.xml\"/>");
    assert_eq!(shared.problem().message, "the file cannot be opened: two of its sheets are one part");
}

#[test]
fn names_that_lead_out_or_stand_twice_are_refused() {
    for name in ["../x", "/x", "a\\b", "xl/../../x", "C:/x", "XL/Workbook.xml"] {
        let mut book = Book::below("");
        book.parts.push((name.to_owned(), String::new()));
        assert_eq!(book.problem().code, Code::FileKind, "{name}");
    }
}

#[test]
fn xml_that_no_spreadsheet_writes_is_refused() {
    let head = |inner: &str| Book::below("").with("xl/workbook.xml", inner).problem();
    let doctype = head("<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><workbook>&a;</workbook>");
    assert_eq!(doctype.code, Code::FileKind);
    assert!(doctype.message.contains("document type"), "{}", doctype.message);
    let attributes = |count: usize| (0..count).map(|at| format!(" a{at}=\"\"")).collect::<String>();
    for (inner, code) in [
        ("<workbook><!-- x --></workbook>".to_owned(), Code::FileKind),
        ("<workbook><![CDATA[x]]></workbook>".to_owned(), Code::FileKind),
        ("<workbook><?x y?></workbook>".to_owned(), Code::FileKind),
        ("<workbook a='<'/>".to_owned(), Code::FileKind),
        ("<workbook a='1' a='2'/>".to_owned(), Code::FileKind),
        ("<workbook>".to_owned(), Code::FileKind),
        ("<workbook></other>".to_owned(), Code::FileKind),
        (format!("<workbook{}/>", attributes(1_001)), Code::FileKind),
        (format!("<workbook{}/>", attributes(80_000)), Code::FileLimit),
        (format!("<workbook a=\"{}\"/>", "><".replace('<', "").repeat(70_000)), Code::FileLimit),
        (format!("<workbook>{}</workbook>", "x".repeat(2 << 20)), Code::FileLimit),
        (format!("{}{}", "<a>".repeat(100), "</a>".repeat(100)), Code::FileLimit),
    ] {
        let problem = head(&inner);
        assert_eq!(problem.code, code, "{}: {}", &inner[..inner.len().min(60)], problem.message);
    }
    let long = text("A2", &"x".repeat(70_000));
    assert_eq!(Book::below(&row(2, &long, "")).problem().code, Code::FileLimit);
}

#[test]
fn what_is_no_workbook_is_refused_by_its_name() {
    let refused = |bytes: &[u8]| {
        let problem = read_table(bytes.to_vec(), Packing::Workbook, FORMS).unwrap_err();
        assert_eq!(problem.code, Code::FileKind, "{}", problem.message);
        problem.message
    };
    let locked = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let old = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1];
    assert_eq!(refused(&old), "the workbook is of the old .xls form");
    assert_eq!(refused(&[&old[..], &locked].concat()), "the workbook has a password");
    assert_eq!(refused(b"a;b\n1;2\n"), "the file is no .xlsx workbook");
    assert_eq!(refused(b""), "the file is no .xlsx workbook");
    let mut archive = Book::below("");
    archive.parts.truncate(0);
    archive.set("x.csv", "a;b\n");
    refused(&archive.bytes());
    assert!(refused(&Book::below("").change("xl/workbook.xml", "xl/workbook.bin").bytes()).contains(".xlsb"));
    assert!(refused(&Book::below("").change("worksheets/sheet0.xml", "worksheets/sheet9.xml").bytes()).contains("no part"));
}

#[test]
fn no_byte_that_is_cut_or_changed_makes_the_reader_panic() {
    let book = Book::below(
        &(row(2, &text("A2", "1"), r#"<c r="B2" s="1"><v>44805</v></c>"#) + &row(3, "", r#"<c r="B3" t="s"><v>1</v></c>"#)),
    );
    let whole = book.bytes();
    let expected = book.read().unwrap();
    for end in 0..whole.len() {
        assert!(read_table(whole[..end].to_vec(), Packing::Workbook, FORMS).is_err(), "cut at {end}");
    }
    for at in 0..whole.len() {
        let mut changed = whole.clone();
        changed[at] ^= 1 << (at % 8);
        if let Ok(read) = read_table(changed, Packing::Workbook, FORMS) {
            assert_eq!(read, expected, "a checksum holds at {at}");
        }
    }
    for part in 0..book.parts.len() {
        for at in HEAD.len()..book.parts[part].1.len() {
            let mut content = book.parts[part].1.clone().into_bytes();
            content[at] = *b"<>\"0Z /=".get(at % 8).unwrap();
            let Ok(content) = String::from_utf8(content) else { continue };
            let mut parts = book.parts.clone();
            parts[part].1 = content;
            let _ = Book { parts }.read();
        }
    }
}

#[test]
fn a_byte_order_mark_at_the_head_of_a_part_is_passed_over() {
    let mut book = Book::below(&row(2, &text("A2", "ü"), ""));
    let expected = book.read().unwrap();
    book.parts.iter_mut().for_each(|(_, content)| content.insert(0, '\u{feff}'));
    assert_eq!(book.read().unwrap(), expected);
    let wide = book.change("UTF-8", "UTF-16");
    assert_eq!(wide.read().unwrap(), expected, "what it is counts, not what it says");
}
