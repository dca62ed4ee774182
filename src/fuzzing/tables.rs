//! Tables of hostile bytes: text, packed text, workbooks, and proposals of their maps.

use super::choice;
use crate::{
    feeds::proposal::propose,
    sheets::{Dialect, Encoding, Forms, LineEnd, Packing, Problem, Sheet, SheetWriter, delivered},
};

const DIALECTS: [Dialect; 6] = [
    Dialect { encoding: Encoding::Utf8, delimiter: b',' },
    Dialect { encoding: Encoding::Utf8, delimiter: b';' },
    Dialect { encoding: Encoding::Utf8, delimiter: b'\t' },
    Dialect { encoding: Encoding::Windows1252, delimiter: b';' },
    Dialect { encoding: Encoding::Utf16Le, delimiter: b';' },
    Dialect { encoding: Encoding::Utf16Be, delimiter: b',' },
];

const FORMS: Forms<'static> = Forms { decimal_mark: ',', date_form: "%d.%m.%Y", sheet: None };

/// Headings, and the cells of each row.
type Table = (Vec<String>, Vec<Vec<String>>);

/// Reads the bytes behind the first as text. A table that is taken has rows of its header's width, on rising lines, and
/// written anew it reads the same.
pub fn csv(bytes: &[u8]) {
    let Some((dialect, from)) = choice(bytes, &DIALECTS) else { return };
    if let Ok((headings, rows)) = read(&bytes[from..], dialect) {
        let plain = Dialect { encoding: Encoding::Utf8Bom, ..dialect };
        let mut sheet = SheetWriter::new(plain, LineEnd::CrLf);
        sheet.row(&headings);
        rows.iter().for_each(|row| sheet.row(row));
        let again = read(&sheet.into_bytes(), plain).expect("what we write we read");
        assert_eq!(again, (headings, rows), "a table written anew is the same");
    }
}

/// Reads the bytes behind the first as a packed table.
pub fn packed(bytes: &[u8]) {
    let Some((packing, from)) = choice(bytes, &[Packing::Gzip, Packing::Zstd]) else { return };
    well_formed(delivered(bytes[from..].to_vec(), packing, Dialect::OURS, FORMS));
}

/// Reads the bytes as a workbook.
pub fn workbook(bytes: &[u8]) {
    well_formed(delivered(bytes.to_vec(), Packing::Workbook, Dialect::OURS, FORMS));
}

/// Proposes a feed map for the bytes.
pub fn proposal(bytes: &[u8]) {
    match propose(bytes.to_vec(), "2022-10-05.csv") {
        Ok(proposal) => {
            let day = chrono::NaiveDate::from_ymd_opt(2022, 10, 5).expect("it is in the calendar");
            let table = proposal.table(day, "2022-10-05.csv");
            read(&table, Dialect::OURS).expect("a proposal is a table");
        }
        Err(finding) => assert!(!finding.message.is_empty() && !finding.remedy.is_empty(), "{finding:?}"),
    }
}

/// The cells of a table, or why it is refused.
pub fn read(bytes: &[u8], dialect: Dialect) -> Result<Table, Problem> {
    cells(Sheet::read(bytes.to_vec(), dialect))
}

fn well_formed(sheet: Result<Sheet, Problem>) {
    let _ = cells(sheet);
}

/// Every cell with what stands around it; rows are as wide as the header and on rising lines, and a refusal has its reason.
fn cells(sheet: Result<Sheet, Problem>) -> Result<Table, Problem> {
    let rows = sheet.and_then(|sheet| {
        let width = sheet.headings().len();
        let rows = sheet.rows(|row| {
            assert_eq!(row.width(), width, "rows are as wide as the header");
            (0..width).for_each(|column| drop(row.excerpt(column)));
            (row.line, (0..width).map(|column| row.cell(column).to_owned()).collect())
        })?;
        assert!(rows.is_sorted_by(|one: &(u32, Vec<String>), other| one.0 < other.0), "lines rise");
        Ok((sheet.headings().to_vec(), rows.into_iter().map(|(_, cells)| cells).collect()))
    });
    rows.inspect_err(|problem| assert!(!problem.message.is_empty() && !problem.remedy.is_empty(), "{problem:?}"))
}
