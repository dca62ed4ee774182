//! What is worth knowing of the files of deliveries before any of them is read.

use std::collections::HashMap;

use crate::{
    basics::{Code, Finding},
    book::InputFile,
    files::Digest,
};

/// New files that have the content of another file of their distributor, read now or by an earlier close.
pub fn twins(files: &[InputFile], is_new: impl Fn(&InputFile) -> bool) -> Vec<Finding> {
    let mut told: HashMap<(&str, Digest), Vec<&InputFile>> = HashMap::new();
    for file in files.iter().filter(|file| file.name.starts_with("feeds/")) {
        let folder = file.name.rsplit_once('/').map_or("", |(folder, _)| folder);
        told.entry((folder, file.sha256)).or_default().push(file);
    }
    let mut found = Vec::new();
    for file in files.iter().filter(|file| file.name.starts_with("feeds/") && is_new(file)) {
        let folder = file.name.rsplit_once('/').map_or("", |(folder, _)| folder);
        let first = told[&(folder, file.sha256)].iter().map(|own| &own.name).min().filter(|own| **own != file.name);
        if let Some(first) = first {
            let message = format!("this file has the content of {first}, byte for byte: its rows tell nothing new");
            let remedy = "look whether the distributor sent the file that it meant to send";
            found.push(Finding::new(Code::SameContent, &file.name, message, remedy));
        }
    }
    found
}
