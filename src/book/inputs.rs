//! `inputs.csv`: every file that a period was settled from, by content.

use crate::{
    files::Digest,
    sheets::{dated::Column, own},
};

/// The columns of `inputs.csv`, each with what stands in it.
pub const INPUT_COLUMNS: [Column; 3] = [
    ("file", "its name in the workspace"),
    ("sha256", "the digest of its content, which lies in book/inputs under that name"),
    ("bytes", "its size"),
];

/// A file that a run read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct InputFile {
    /// Its name in the workspace.
    pub name: String,
    /// The digest of its content.
    pub sha256: Digest,
    /// Its size in bytes.
    pub bytes: u64,
}

impl InputFile {
    /// A file of this name and content.
    #[must_use]
    pub fn of(name: &str, content: &[u8]) -> Self {
        InputFile { name: name.to_owned(), sha256: Digest::of(content), bytes: content.len() as u64 }
    }
}

/// The bytes of `inputs.csv`, in the order of names.
#[must_use]
pub fn write_inputs(files: &[InputFile]) -> Vec<u8> {
    let mut in_order: Vec<&InputFile> = files.iter().collect();
    in_order.sort();
    let mut sheet = own::begin(&INPUT_COLUMNS);
    for file in in_order {
        sheet.row([&file.name, &file.sha256.to_string(), &file.bytes.to_string()]);
    }
    sheet.into_bytes()
}

/// Reads `inputs.csv` back.
pub fn read_inputs(bytes: Vec<u8>) -> Result<Vec<InputFile>, String> {
    own::read(bytes, &INPUT_COLUMNS, |cells| {
        Ok(InputFile {
            name: cells.text("file").to_owned(),
            sha256: cells.get("sha256")?,
            bytes: cells.read_with("bytes", |text| text.parse().map_err(|_| "expected a number of bytes".to_owned()))?,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inputs_come_back_in_the_order_of_their_names() {
        let files = [InputFile::of("rulebook/rates.csv", b"x"), InputFile::of("courtage.toml", b"")];
        let text = write_inputs(&files);
        assert!(text.starts_with(b"file,sha256,bytes\ncourtage.toml,e3b0c442"));
        assert_eq!(read_inputs(text).unwrap(), [files[1].clone(), files[0].clone()]);
    }
}
