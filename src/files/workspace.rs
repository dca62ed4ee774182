//! A workspace: a folder of tables, facts and deliveries.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{Failure, Shelf, doing, foreign, refuse};

/// A workspace that was found.
pub struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The file that makes a folder a workspace.
    pub const CONFIG: &'static str = "courtage.toml";

    /// Opens the folder `root`, which must have a `courtage.toml`.
    pub fn open(root: &Path) -> Result<Workspace, Failure> {
        if root.join(Self::CONFIG).is_file() {
            return Ok(Workspace { root: root.to_owned() });
        }
        Err(refuse(
            "open the workspace",
            root,
            "it has no courtage.toml; name another folder with --workspace, or lay out a new one with `courtage init DIR`",
        ))
    }

    /// Whether a file is there.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.root.join(name).is_file()
    }

    /// The size of a file in bytes.
    pub fn size(&self, name: &str) -> Result<u64, Failure> {
        let path = self.root.join(name);
        doing("read", &path, fs::metadata(&path).map(|about| about.len()))
    }

    /// The folder itself.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    fn collect(&self, folder: &str, names: &mut Vec<String>) -> Result<(), Failure> {
        let path = self.root.join(folder);
        for entry in doing("list", &path, fs::read_dir(&path))? {
            let entry = doing("list", &path, entry)?;
            let name =
                entry.file_name().into_string().map_err(|_| refuse("read", entry.path(), "its name is not UTF-8; rename it"))?;
            if name.starts_with('.') || name.starts_with("~$") {
                continue;
            }
            let inner = format!("{folder}/{name}");
            let kind = doing("read", entry.path(), entry.file_type())?;
            if kind.is_dir() {
                self.collect(&inner, names)?;
            } else if kind.is_file() {
                names.push(inner);
            } else {
                return Err(refuse("read", entry.path(), "it is neither a file nor a folder; put the file itself there"));
            }
        }
        Ok(())
    }
}

impl Shelf for Workspace {
    /// Names that begin with a dot and editors' lock files are passed over.
    fn list(&self, folder: &str) -> Result<Vec<String>, Failure> {
        let mut names = Vec::new();
        if self.root.join(folder).is_dir() {
            self.collect(folder, &mut names)?;
        }
        names.sort();
        Ok(names)
    }

    fn read(&self, name: &str) -> Result<Vec<u8>, Failure> {
        foreign::read(&self.root.join(name))
    }
}
