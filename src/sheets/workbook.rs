//! Workbooks (.xlsx) as tables: one sheet, its headings in the first row, its cells as text.
//!
//! Owns what is refused in a workbook before its rows count: what is hostile, what is damaged, and what cannot be read with
//! certainty. Holds true: memory follows the cells that are there; no value is computed, none is rounded.

mod body;
mod container;
mod guard;
mod page;
mod palette;
mod parts;
#[cfg(test)]
mod tests;
mod values;
mod xml;

pub use body::Cells;
pub use values::Forms;

use self::{
    container::Container,
    page::{PageReader, has_cells},
    palette::Palette,
    parts::{Page, Parts},
};
use super::{Problem, Sheet, packed};
use crate::basics::Code;

/// Reads a workbook.
pub(super) fn read(bytes: Vec<u8>, forms: Forms) -> Result<Sheet, Problem> {
    let size = bytes.len() as u64;
    refuse_other_kinds(&bytes)?;
    let mut container = Container::open(bytes)?;
    let parts = Parts::read(&mut container)?;
    let (chosen, hidden) = choose(&mut container, &parts, forms.sheet)?;
    let palette = Palette::read(&mut container, &parts)?;
    let reader = PageReader {
        name: &chosen.name,
        palette: &palette,
        forms,
        from_1904: parts.from_1904,
        allowed: packed::allowance(size, container::MOST),
    };
    let mut page = reader.read(container.needed(&chosen.part)?)?;
    page.cells.hidden.sheets = hidden;
    page.cells.hidden.itself = chosen.hidden;
    Sheet::of_cells(page.headings, page.cells, size)
}

/// The sheet that is read, and the hidden ones with cells that are not.
fn choose<'a>(container: &mut Container, parts: &'a Parts, named: Option<&str>) -> Result<(&'a Page, Vec<String>), Problem> {
    let names = |pages: &[&Page]| pages.iter().map(|page| page.name.as_str()).collect::<Vec<_>>().join(", ");
    let mut filled = Vec::new();
    for page in &parts.pages {
        if has_cells(container.needed(&page.part)?)? {
            filled.push(page);
        }
    }
    let (hidden, shown): (Vec<&Page>, Vec<&Page>) = filled.into_iter().partition(|page| page.hidden);
    let chosen = match (named, &shown[..]) {
        (Some(name), _) => parts.pages.iter().find(|page| page.name == name).ok_or_else(|| {
            let message = format!(
                "the workbook has no sheet {name}, which its feed map names; it has {}",
                names(&parts.pages.iter().collect::<Vec<_>>())
            );
            Problem::new(Code::Workbook, 0, message, "correct the setting sheet of the feed map, or ask for the workbook again")
        })?,
        (None, [one]) => one,
        (None, []) => {
            let message = if hidden.is_empty() {
                "the file is empty".to_owned()
            } else {
                format!("no sheet has cells but hidden ones: {}", names(&hidden))
            };
            return Err(Problem::new(Code::Header, 1, message, "an empty delivery still has its header row"));
        }
        (None, several) => {
            let message = format!("several sheets have cells: {}", names(several));
            let remedy = "say which one is read: a row `file,sheet` of the feed map with its name";
            return Err(Problem::new(Code::Workbook, 0, message, remedy));
        }
    };
    let hidden = hidden.into_iter().filter(|page| page.name != chosen.name).map(|page| page.name.clone()).collect();
    Ok((chosen, hidden))
}

/// Tells what a file is that is no workbook of this form.
fn refuse_other_kinds(bytes: &[u8]) -> Result<(), Problem> {
    if bytes.starts_with(b"PK") {
        return Ok(());
    }
    if !bytes.starts_with(&packed::OLE2) {
        let remedy = "give the file the ending of what it is, or ask for it again";
        return Err(Problem::new(Code::FileKind, 0, "the file is no .xlsx workbook", remedy));
    }
    let locked: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let message = if memchr::memmem::find(bytes, &locked).is_some() {
        "the workbook has a password"
    } else {
        "the workbook is of the old .xls form"
    };
    Err(Problem::new(Code::FileKind, 0, message, "ask for it as .xlsx without a password, or as .csv"))
}
