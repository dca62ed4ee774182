//! Where a run reads: the workspace with what the book keeps, or a closed period's own inputs alone.

use std::{collections::BTreeSet, io};

use chrono::NaiveDate;

use super::{Inputs, Refusal, inputs, past::Earlier, unedited::edited};
use crate::{
    book::{Book, InputFile},
    files::{Digest, Failure, Shelf, Workspace},
};

/// The workspace. A delivery that an earlier close read is there still when its file is not: the book keeps it.
pub struct Current<'a> {
    /// The workspace.
    pub workspace: &'a Workspace,
    /// The book, where there is one.
    pub book: Option<&'a Book>,
    /// What the close before read.
    pub earlier: &'a Earlier<'a>,
    /// Whether deliveries that need not be read again are looked at byte for byte, not by their size alone.
    pub closely: bool,
}

impl Current<'_> {
    /// Everything a run reads here, `from` where a close left off. What any close read must still be as it was.
    pub fn inputs(&self, known_on: Option<NaiveDate>, from: &Earlier) -> Result<Inputs, Refusal> {
        let mut inputs = inputs::read(self, known_on, from)?;
        edited(self, &inputs.files, self.earlier)?.into_iter().for_each(|finding| inputs.findings.add(finding));
        Ok(inputs)
    }
}

impl Shelf for Current<'_> {
    fn list(&self, folder: &str) -> Result<Vec<String>, Failure> {
        let mut names: BTreeSet<String> = self.workspace.list(folder)?.into_iter().collect();
        if folder == "feeds" {
            names.extend(below(&self.earlier.files, folder));
        }
        Ok(names.into_iter().collect())
    }

    fn read(&self, name: &str) -> Result<Vec<u8>, Failure> {
        match (self.book, self.earlier.file(name)) {
            (Some(book), Some(file)) if !self.workspace.has(name) => kept(book, file),
            _ => self.workspace.read(name),
        }
    }

    fn differs(&self, name: &str, sha256: Digest, bytes: u64) -> Result<bool, Failure> {
        if !self.workspace.has(name) {
            return Ok(false);
        }
        Ok(self.workspace.size(name)? != bytes || (self.closely && Digest::of(&self.workspace.read(name)?) != sha256))
    }
}

/// What a closed period was settled from, out of the book alone.
pub struct AsClosed<'a> {
    /// The book.
    pub book: &'a Book,
    /// The inputs of the period, in the order of their names.
    pub files: Vec<InputFile>,
}

impl Shelf for AsClosed<'_> {
    fn list(&self, folder: &str) -> Result<Vec<String>, Failure> {
        Ok(below(&self.files, folder).collect())
    }

    fn read(&self, name: &str) -> Result<Vec<u8>, Failure> {
        let file = self.files.iter().find(|file| file.name == name);
        let file = file.ok_or_else(|| failure(name, "the period was not settled from such a file".to_owned()))?;
        kept(self.book, file)
    }
}

fn below<'f>(files: &'f [InputFile], folder: &'f str) -> impl Iterator<Item = String> + 'f {
    let inside = move |name: &str| name.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
    files.iter().filter(move |file| inside(&file.name)).map(|file| file.name.clone())
}

fn kept(book: &Book, file: &InputFile) -> Result<Vec<u8>, Failure> {
    book.input(file.sha256).map_err(|trouble| failure(&file.name, trouble.to_string()))
}

fn failure(name: &str, why: String) -> Failure {
    Failure { doing: "read", path: name.into(), cause: io::Error::other(why) }
}
