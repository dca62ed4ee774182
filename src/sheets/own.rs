//! Tables that we wrote ourselves, read back: exactly these columns, in this order.

use std::collections::BTreeMap;

use super::{
    Dialect, LineEnd, Sheet, SheetWriter,
    dated::{CellError, Cells, Column},
};

/// Reads such a table. Anything else than what we wrote is refused, with its line and column.
pub fn read<T: Send>(
    bytes: Vec<u8>,
    columns: &[Column],
    read: impl Fn(&Cells) -> Result<T, CellError> + Sync,
) -> Result<Vec<T>, String> {
    let sheet = open(bytes)?;
    if !sheet.headings().iter().eq(columns.iter().map(|(name, _)| name)) {
        let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
        return Err(format!("line 1: expected the columns {}", names.join(",")));
    }
    rows(&sheet, read)
}

/// Reads some columns of such a table, which has more.
pub fn read_some<T: Send>(
    bytes: Vec<u8>,
    columns: &[&str],
    read: impl Fn(&Cells) -> Result<T, CellError> + Sync,
) -> Result<Vec<T>, String> {
    let sheet = open(bytes)?;
    match columns.iter().find(|name| !sheet.headings().iter().any(|heading| heading == *name)) {
        Some(name) => Err(format!("line 1: it has no column {name}")),
        None => rows(&sheet, read),
    }
}

fn open(bytes: Vec<u8>) -> Result<Sheet, String> {
    Sheet::read(bytes, Dialect::OURS).map_err(|problem| format!("line {}: {}", problem.line, problem.message))
}

fn rows<T: Send>(sheet: &Sheet, read: impl Fn(&Cells) -> Result<T, CellError> + Sync) -> Result<Vec<T>, String> {
    let places: BTreeMap<String, usize> = sheet.headings().iter().cloned().zip(0..).collect();
    let row = |row: &super::Row| read(&Cells::of(row, &places)).map_err(|wrong| format!("line {}: {wrong}", row.line));
    let rows = sheet.rows(row).map_err(|problem| format!("line {}: {}", problem.line, problem.message))?;
    rows.into_iter().collect()
}

/// Such a table, with its heading, ready for rows.
#[must_use]
pub fn begin(columns: &[Column]) -> SheetWriter {
    let mut sheet = SheetWriter::new(Dialect::OURS, LineEnd::Lf);
    sheet.row(columns.iter().map(|(name, _)| name));
    sheet
}

#[cfg(test)]
mod tests {
    use super::{super::dated::whole, *};

    const COLUMNS: [Column; 2] = [("name", "who"), ("months", "how many")];

    fn back(text: &str) -> Result<Vec<(String, u32)>, String> {
        read(text.as_bytes().to_vec(), &COLUMNS, |cells| Ok((cells.text("name").to_owned(), cells.read_with("months", whole)?)))
    }

    #[test]
    fn what_was_written_is_read_and_nothing_else() {
        let mut sheet = begin(&COLUMNS);
        sheet.row(["a, \"b\"", "3"]);
        assert_eq!(back(std::str::from_utf8(&sheet.into_bytes()).unwrap()), Ok(vec![("a, \"b\"".to_owned(), 3)]));
        assert_eq!(back("months,name\n3,a\n"), Err("line 1: expected the columns name,months".to_owned()));
        assert!(back("name,months\na,3\nb,x\n").unwrap_err().starts_with("line 3: months \"x\": expected a"));
        assert!(back("name,months\na\n").unwrap_err().starts_with("line 2: "));
        assert!(back("name,months\n\"a,3\n").unwrap_err().starts_with("line 2: "));
        let some = |columns: &[&str]| read_some(b"x,name\n1,a\n".to_vec(), columns, |cells| Ok(cells.text("name").to_owned()));
        assert_eq!(some(&["name"]), Ok(vec!["a".to_owned()]));
        assert_eq!(some(&["name", "months"]), Err("line 1: it has no column months".to_owned()));
    }
}
