//! The door to the disk: opens a workspace, reads its files, writes drafts.
//!
//! Holds true: names inside a workspace are relative, with `/`, and sorted, so that nothing depends on the order of a
//! directory; a draft stands complete or not at all; no folder that is not ours is replaced.

mod archive;
mod digest;
mod draft;
mod folder;
mod foreign;
mod workspace;

use std::{
    fmt, io,
    path::{Path, PathBuf},
};

use crate::basics::shown::visible;

pub use archive::{Archive, Entry, Kind, Lock};
pub use digest::{Digest, Digesting};
pub use draft::{Draft, lay_out};
pub use folder::{Durable, Folder, Written};
pub use workspace::Workspace;

/// What the disk refused: the operator can help.
#[derive(Debug)]
pub struct Failure {
    /// What was being done, as a verb: "read".
    pub doing: &'static str,
    /// To what.
    pub path: PathBuf,
    /// Why not.
    pub cause: io::Error,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "failed to {} {}: {}", self.doing, visible(&self.path.display().to_string()), self.cause)
    }
}

impl std::error::Error for Failure {}

/// Where a run reads: names inside are relative, with `/`.
pub trait Shelf {
    /// The files below a folder, by name and in the order of their names; a folder that is absent has none.
    fn list(&self, folder: &str) -> Result<Vec<String>, Failure>;
    /// The bytes of a file.
    fn read(&self, name: &str) -> Result<Vec<u8>, Failure>;
    /// Whether a file that need not be read again may be another by now: of another size, or where the shelf looks closer,
    /// of another content.
    fn differs(&self, _name: &str, _sha256: Digest, _bytes: u64) -> Result<bool, Failure> {
        Ok(false)
    }
}

/// The bytes of a file in a folder that is no workspace, where there is one.
pub fn read_in(folder: &Path, name: &str) -> Result<Option<Vec<u8>>, Failure> {
    let path = folder.join(name);
    if path.is_file() { foreign::read(&path).map(Some) } else { Ok(None) }
}

/// The bytes of a file that a person named.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    foreign::read(path)
}

/// Names what was being done when an operation fails.
fn doing<T>(doing: &'static str, path: impl Into<PathBuf>, result: io::Result<T>) -> Result<T, Failure> {
    result.map_err(|cause| Failure { doing, path: path.into(), cause })
}

fn refuse(doing: &'static str, path: impl Into<PathBuf>, why: &str) -> Failure {
    Failure { doing, path: path.into(), cause: io::Error::other(why.to_owned()) }
}
