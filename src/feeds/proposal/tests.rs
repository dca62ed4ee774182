//! What is proposed of samples, and what is not.

use proptest::prelude::*;

use super::*;

const NUVIAS: &[u8] = include_bytes!("../../../fixtures/zoom-up/feeds/nuvias/2022-10-05-contracts.csv");
const STERN: &[u8] = include_bytes!("../../../fixtures/zoom-up/feeds/stern-kelly/2022-10-05-vertragsliste.csv");

fn of(bytes: &[u8]) -> Proposal {
    propose(bytes.to_vec(), "sample.csv").unwrap()
}

impl Proposal {
    fn says(&self, part: &str, name: &str) -> Option<&str> {
        self.rows.iter().find(|row| row.part == part && row.name == name).map(|row| row.value.as_str())
    }

    fn doubts_of(&self, beginning: &str) -> Vec<&str> {
        self.doubts.iter().map(String::as_str).filter(|doubt| doubt.starts_with(beginning)).collect()
    }
}

/// Two columns of one contract with these amounts and days.
fn with(amounts: &[&str], days: &[&str]) -> Proposal {
    let rows: String = amounts.iter().zip(days).map(|(amount, day)| format!("C-1;{day};{amount}\n")).collect();
    of(format!("Contract;Start;Amount\n{rows}").as_bytes())
}

#[test]
fn an_english_file_with_commas_is_made_out() {
    let proposal = of(NUVIAS);
    for (name, value) in
        [("encoding", "utf-8"), ("delimiter", ","), ("decimal_mark", "."), ("group_mark", ""), ("date_form", "%Y-%m-%d")]
    {
        assert_eq!(proposal.says("file", name), Some(value), "{name}");
    }
    let columns: Vec<_> = proposal.rows.iter().filter(|row| row.part == "column").collect();
    assert_eq!(columns.len(), 21, "each of its headings is named");
    assert_eq!(proposal.says("column", "valid_from"), Some("Effective From"));
    assert_eq!(proposal.says("values:cancelled_by", "Vendor"), Some("principal"));
    assert_eq!(proposal.doubts_of("The heading"), Vec::<&str>::new());
}

#[test]
fn a_german_file_in_windows_1252_is_made_out() {
    let proposal = of(STERN);
    for (name, value) in
        [("encoding", "windows-1252"), ("delimiter", ";"), ("decimal_mark", ","), ("group_mark", "."), ("date_form", "%d.%m.%Y")]
    {
        assert_eq!(proposal.says("file", name), Some(value), "{name}");
    }
    assert_eq!(proposal.says("column", "renewal_months"), Some("Verlängerung (Monate)"));
    assert_eq!(proposal.says("column", "cancelled_by"), Some("Gekündigt durch"));
    assert_eq!(proposal.says("values:model", "Vermittlung"), Some("referral"));
    assert_eq!(proposal.says("values:status", "gekündigt"), Some("cancelled"));
    assert!(proposal.doubts_of("encoding")[0].contains("\"Köhler\""), "{:?}", proposal.doubts_of("encoding"));
    assert!(proposal.doubts_of("The heading \"Bemerkung\" is not recognised (line 2 has").len() == 1);
    assert!(proposal.doubts_of("No column was made out for currency")[0].contains("constant,currency"));
}

#[test]
fn what_changes_money_is_left_out_and_told() {
    for bytes in [NUVIAS, STERN] {
        let proposal = of(bytes);
        for setting in ["delivery", "amount_per", "end_is"] {
            assert_eq!(proposal.says("file", setting), None);
            assert_eq!(proposal.doubts_of(&format!("{setting} (")).len(), 1, "{setting}");
        }
        assert_eq!(proposal.says("file", "cancelled_is"), Some("?"), "a value that check does not take");
        assert_eq!(proposal.says("file", "undated_change"), Some("hold"));
    }
    assert!(of(NUVIAS).doubts_of("amount_per")[0].contains("\"Annual Net\" sounds like year"));
    assert!(of(STERN).doubts_of("amount_per")[0].contains("\"Monatsbetrag netto\" sounds like month"));
    assert!(of(STERN).doubts_of("end_is")[0].contains("and 0 by day_after"));
    assert!(of(NUVIAS).doubts_of("end_is")[0].contains(" 0 are whole months by last_day"));
}

#[test]
fn days_whose_month_can_be_exchanged_have_no_form() {
    let both = with(&["1", "2"], &["03/04/2022", "12/01/2022"]);
    assert_eq!(both.says("file", "date_form"), None);
    let doubt = both.doubts_of("date_form")[0];
    assert!(doubt.contains("can be exchanged") && doubt.contains("%d/%m/%Y or %m/%d/%Y"), "{doubt}");
    assert_eq!(with(&["1", "2"], &["03/04/2022", "13/01/2022"]).says("file", "date_form"), Some("%d/%m/%Y"));
    assert_eq!(with(&["1", "2"], &["03/04/2022", "01/13/2022"]).says("file", "date_form"), Some("%m/%d/%Y"));
    let apart = with(&["1", "2"], &["2022-04-03", "13.01.2022"]);
    assert_eq!(apart.says("file", "date_form"), None);
    assert!(apart.doubts_of("date_form")[0].contains("not written in one form"));
    let contrary = with(&["1", "2"], &["13/04/2022", "01/13/2022"]);
    assert_eq!(contrary.says("file", "date_form"), None);
    let beside = of(b"Contract;Start;Printed\nC-1;03/04/2022;13/01/2022\n");
    assert_eq!(beside.says("file", "date_form"), None, "a column that is no field decides nothing");
    let short = with(&["1"], &["1.2.22"]);
    assert_eq!(short.says("file", "date_form"), None);
    assert_eq!(short.doubts_of("starts_on: 1 of the cells").len(), 1);
}

#[test]
fn numbers_that_read_both_ways_have_no_mark() {
    let days = ["2022-01-01", "2022-01-01"];
    for amounts in [["1.234", "5"], ["1,234", "12.345"], ["100", "200"], ["1.234,00", "1,234.00"]] {
        let proposal = with(&amounts, &days);
        assert_eq!(proposal.says("file", "decimal_mark"), None, "{amounts:?}");
        assert_eq!(proposal.says("file", "group_mark"), None, "{amounts:?}");
        assert!(proposal.doubts_of("decimal_mark")[0].contains("left out"), "{amounts:?}");
    }
    for (amounts, decimal, group) in [
        (["1.234", "5,50"], ",", "."),
        (["1.234", "5.50"], ".", ""),
        (["1,234", "5.50"], ".", ","),
        (["1'234.00", "5.50"], ".", "'"),
        (["1\u{a0}234,00", "5"], ",", "\u{a0}"),
        (["1.234.567", "5"], ",", "."),
    ] {
        let proposal = with(&amounts, &days);
        assert_eq!(proposal.says("file", "decimal_mark"), Some(decimal), "{amounts:?}");
        assert_eq!(proposal.says("file", "group_mark"), Some(group), "{amounts:?}");
    }
    let odd = with(&["n/a", "5.50"], &days);
    assert_eq!(odd.says("file", "decimal_mark"), Some("."));
    assert!(odd.doubts_of("amount: 1 of the cells")[0].contains("\"n/a\" in line 2"));
}

#[test]
fn two_columns_for_one_field_are_left_to_a_person() {
    let proposal = of(b"Contract;Net;Amount;Gross amount;Cur\nC-1;1,50;2,50;3,50;EUR\n");
    assert_eq!(proposal.says("column", "amount"), None);
    assert!(proposal.doubts_of("Several columns could be amount")[0].contains("\"Net\", \"Amount\""));
    assert!(proposal.doubts_of("The heading \"Gross amount\"")[0].contains("it may be amount"));
    assert_eq!(proposal.says("column", "currency"), Some("Cur"), "its cells are codes");
    assert_eq!(proposal.doubts_of("currency: the heading").len(), 1);
    assert_eq!(proposal.says("file", "decimal_mark"), None, "the amount is not known");
}

#[test]
fn unknown_words_are_doubts() {
    let proposal = of("Vertrag;Status;Vertragsart\nC-1;aktiv;Vermittlung\nC-2;ruhend;Vermittlung\n".as_bytes());
    assert_eq!(proposal.says("values:status", "aktiv"), Some("active"));
    assert_eq!(proposal.says("values:status", "ruhend"), None);
    assert!(proposal.doubts_of("status: the word \"ruhend\" (1 times, first in line 3)").len() == 1);
    assert!(proposal.doubts_of("status: the sample has no known word for pending or cancelled").len() == 1);
}

#[test]
fn what_is_no_table_is_refused() {
    let utf_16: Vec<u8> = "Contract;Amount\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let cases: [(&[u8], &str); 9] = [
        (b"", "the file is empty"),
        (&utf_16, "the file is UTF-16 without its mark, or no text at all"),
        (b"\xFF\xFEC\0", "none of , ; tab | makes two columns or more of the first line"),
        (b"PK\x03\x04rest", "the file is no text: it is a workbook or another zip file"),
        (b"\x1f\x8brest", "the file is no text: it is packed with gzip"),
        (b"a;b\n1;\x02\n", "the file is no text: it has the control character 0x02 at offset 6"),
        (b"contract\n1\n", "none of , ; tab | makes two columns or more of the first line"),
        (b"contract;amount\n1\n", "read with the delimiter ;: the header has 2 fields, this row has 1"),
        (b"a;a\n1;2\n", "read with the delimiter ;: two columns have this heading"),
    ];
    for (bytes, message) in cases {
        let finding = propose(bytes.to_vec(), "sample.csv").unwrap_err();
        assert_eq!(finding.message, message);
        assert!(!finding.remedy.is_empty());
    }
}

#[test]
fn a_header_alone_is_proposed_by_its_words() {
    let proposal = of(b"\xEF\xBB\xBFContract Ref\tAnnual Net\n");
    assert_eq!(proposal.says("file", "delimiter"), Some("tab"));
    assert_eq!(proposal.says("column", "contract"), Some("Contract Ref"), "the mark of UTF-8 is no part of it");
    assert_eq!(proposal.doubts_of("The sample has headings and no rows").len(), 1);
}

#[test]
fn utf_16_is_known_by_its_mark() {
    let text = "\u{feff}Vertrag;Währung\nC-1;EUR\n";
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for (bytes, name) in [(little, "utf-16le"), (big, "utf-16be")] {
        let proposal = of(&bytes);
        assert_eq!(proposal.says("file", "encoding"), Some(name));
        assert_eq!(proposal.says("file", "delimiter"), Some(";"));
        assert_eq!(proposal.says("column", "currency"), Some("Währung"));
    }
}

#[test]
fn of_a_large_file_whole_rows_are_looked_at() {
    let beginning = b"Contract;Amount\nC-1;1,50\n\"C\n2\";2,50\n\"C-\n3".to_vec();
    let proposal = within(beginning, 40, "sample.csv").unwrap();
    assert_eq!(proposal.doubts_of("The file is large: only its first 2 rows were looked at.").len(), 1);
    assert_eq!(proposal.says("file", "decimal_mark"), Some(","));
    let endless = within(vec![b'a'; 4096], 1024, "sample.csv").unwrap_err();
    assert_eq!(endless.message, "the file is large, and no line of it ends");
}

#[test]
fn the_table_is_in_the_shape_of_feed_maps() {
    let day = day_in_name("2022-10-05-contracts.csv").unwrap();
    let text = String::from_utf8(of(b"Contract;\"Net \"\"\nA\"\nC-1;x\n").table(day, "2022-10-05-contracts.csv")).unwrap();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("part,name,effective_from,recorded_on,value,reference"));
    let proposed = "proposed from 2022-10-05-contracts.csv: to be confirmed";
    assert_eq!(lines.next().unwrap(), format!("file,encoding,2022-10-05,2022-10-05,utf-8,{proposed}"));
    assert_eq!(day_in_name("contracts.csv"), None);
    assert_eq!(day_in_name("2022-13-05.csv"), None);
    assert_eq!(day_in_name("ö2022-10-0"), None);
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), most in 0_usize..300) {
        let _ = within(bytes, most, "sample.csv");
    }

    #[test]
    fn no_text_makes_it_panic(
        headings in prop::collection::vec("Contract|Amount|Start|Status|Currency|Betrag|\\PC{0,6}", 1..5),
        cells in prop::collection::vec("[0-9.,/-]{0,10}|EUR|\\PC{0,8}", 0..24),
        delimiter in prop::sample::select(vec![",", ";", "\t", "|"]),
        most in 0_usize..300,
    ) {
        let rows: Vec<String> = cells.chunks_exact(headings.len()).map(|row| row.join(delimiter)).collect();
        let text = format!("{}\n{}\n", headings.join(delimiter), rows.join("\n"));
        let day = iso_day("2022-10-05").unwrap();
        if let Ok(proposal) = within(text.into_bytes(), most, "sample.csv") {
            prop_assert!(!proposal.table(day, "sample.csv").is_empty());
            prop_assert!(!proposal.doubts.is_empty());
        }
    }
}
