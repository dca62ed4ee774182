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
    let sheet = Sheet::read(bytes, Dialect::OURS).map_err(|problem| format!("line {}: {}", problem.line, problem.message))?;
    if !sheet.headings().iter().eq(columns.iter().map(|(name, _)| name)) {
        let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
        return Err(format!("line 1: expected the columns {}", names.join(",")));
    }
    let places: BTreeMap<String, usize> = columns.iter().zip(0..).map(|((name, _), at)| ((*name).to_owned(), at)).collect();
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
    }
}
