//! `courtage init`

mod readme;

use std::path::PathBuf;

use clap::Args;
use include_dir::{Dir, DirEntry, include_dir};

use super::Exit;
use crate::files;

const EXAMPLES: &str = "Examples:
  courtage init my-programme && courtage settle 2022-09 --workspace my-programme";

/// The workspace that is laid out: one distributor, one layout, one rate.
static TEMPLATE: Dir = include_dir!("$CARGO_MANIFEST_DIR/fixtures/first-light");

/// Lay out a new workspace that settles as it stands
///
/// Writes courtage.toml, the tables that a first month needs, a sample delivery, and a README that explains every column.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Init {
    /// The folder to lay out; it must not exist yet, or be empty
    dir: PathBuf,
}

impl Init {
    pub(super) fn run(self) -> Exit {
        let mut laid = Vec::new();
        collect(&TEMPLATE, &mut laid);
        let readme = readme::page();
        laid.retain(|(name, _)| *name != "README.md");
        laid.push(("README.md", readme.into_bytes()));
        if let Err(failure) = files::lay_out(&self.dir, laid) {
            return failure.into();
        }
        let dir = self.dir.display();
        println!("{dir}: a workspace with one distributor, three partners and six contracts.");
        println!("Next: courtage settle 2022-09 --workspace {dir} · then read {dir}/README.md");
        Exit::Done
    }
}

fn collect(folder: &'static Dir, laid: &mut Vec<(&'static str, Vec<u8>)>) {
    for entry in folder.entries() {
        match entry {
            DirEntry::Dir(inner) => collect(inner, laid),
            DirEntry::File(file) => laid.extend(file.path().to_str().map(|name| (name, file.contents().to_vec()))),
        }
    }
}
