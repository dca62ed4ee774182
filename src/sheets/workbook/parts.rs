//! What a workbook has: its sheets, in their order, and where their parts lie.

use super::{
    super::packed,
    container::{Container, ENTRIES},
};
use crate::sheets::Problem;

/// A worksheet.
pub(super) struct Page {
    /// Its name, as its tab says.
    pub name: String,
    /// Where its cells lie.
    pub part: String,
    /// Whether it is hidden.
    pub hidden: bool,
}

/// The parts of a workbook that matter.
pub(super) struct Parts {
    pub pages: Vec<Page>,
    pub strings: Option<String>,
    pub styles: Option<String>,
    /// Whether days are counted from 1904.
    pub from_1904: bool,
}

/// What one part says about another.
struct Relation {
    id: String,
    kind: String,
    target: String,
}

impl Parts {
    /// Reads the workbook's own part and its relations.
    pub fn read(container: &mut Container) -> Result<Parts, Problem> {
        let root = relations(container, "")?;
        let workbook = root.into_iter().find(|relation| relation.kind == "officeDocument");
        let workbook = workbook.ok_or_else(|| packed::damaged("it is an archive, but no workbook"))?.target;
        if !workbook.to_lowercase().ends_with(".xml") {
            return Err(packed::damaged("it is a binary workbook (.xlsb) by the name of another"));
        }
        let relations = relations(container, &workbook)?;
        let (mut named, mut from_1904) = (Vec::new(), false);
        container.needed(&workbook)?.each_tag(|tag| match tag.name.as_str() {
            "workbookPr" => from_1904 = tag.is("date1904"),
            "sheet" => {
                let hidden = matches!(tag.get("state"), Some("hidden" | "veryHidden"));
                let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
                named.push((text(tag.get("name")), text(tag.get_prefixed("id")), hidden));
            }
            _ => {}
        })?;
        if named.len() > ENTRIES {
            return Err(packed::beyond(&format!("it has {} sheets, more than {ENTRIES}", named.len())));
        }
        let mut pages: Vec<Page> = Vec::new();
        for (name, id, hidden) in named {
            let relation = relations.iter().find(|relation| relation.id == id);
            let relation = relation.ok_or_else(|| packed::damaged(&format!("its sheet {name:?} lies nowhere")))?;
            if pages.iter().any(|page| page.name == name) {
                return Err(packed::damaged(&format!("two of its sheets have the name {name:?}")));
            }
            if pages.iter().any(|page| page.part.eq_ignore_ascii_case(&relation.target)) {
                return Err(packed::damaged("two of its sheets are one part"));
            }
            if relation.kind == "worksheet" {
                pages.push(Page { name, part: relation.target.clone(), hidden });
            }
        }
        let part = |kind: &str| relations.iter().find(|own| own.kind == kind).map(|own| own.target.clone());
        Ok(Parts { pages, strings: part("sharedStrings"), styles: part("styles"), from_1904 })
    }
}

/// The relations of a part within the archive; those of the archive itself where `part` is empty.
fn relations(container: &mut Container, part: &str) -> Result<Vec<Relation>, Problem> {
    let (folder, file) = part.rsplit_once('/').map_or(("", part), |(folder, file)| (folder, file));
    let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let mut found = Vec::new();
    container.needed(&format!("{folder}_rels/{file}.rels"))?.each_tag(|tag| {
        let (Some(id), Some(kind), Some(target)) = (tag.get("Id"), tag.get("Type"), tag.get("Target")) else { return };
        if tag.name == "Relationship" && tag.get("TargetMode") != Some("External") {
            let target = target.strip_prefix('/').map_or_else(|| format!("{folder}{target}"), ToOwned::to_owned);
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            found.push(Relation { id: id.to_owned(), kind, target });
        }
    })?;
    Ok(found)
}
