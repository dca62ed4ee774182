//! A folder being written: each file's size and digest are taken down on the way.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    panic,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError, mpsc},
    thread,
};

use super::{Digest, Digesting, Failure, doing, refuse};

/// Parts of a large file that may wait for the disk.
const PARTS_WAITING: usize = 8;

/// Whether a folder must outlive a power failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durable {
    /// Each file is on the disk before the folder counts.
    Yes,
    /// It can be written again.
    No,
    /// Nothing is written: sizes and digests are taken down alone.
    Imagined,
}

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its name in the folder, with `/`.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// Its content.
    pub sha256: Digest,
}

/// A folder that did not exist before, written by any number of threads. It is its owner's alone, with all that lies in it:
/// names and accounts of customers are nobody else's business, whatever the umask.
pub struct Folder {
    root: PathBuf,
    durable: Durable,
    written: Mutex<BTreeMap<String, Written>>,
}

impl Folder {
    /// Creates it. Where it must be durable, the folder around it exists.
    pub fn create(root: &Path, durable: Durable) -> Result<Folder, Failure> {
        let created = match durable {
            Durable::Yes => DirBuilder::new().mode(0o700).create(root),
            Durable::No => DirBuilder::new().mode(0o700).recursive(true).create(root),
            Durable::Imagined => Ok(()),
        };
        doing("create", root, created)?;
        Ok(Folder { root: root.to_owned(), durable, written: Mutex::default() })
    }

    /// Where it stands.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Writes a file.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let mut being = self.begin(name)?;
        let taken = being.take(bytes);
        self.end(being, taken)
    }

    /// Writes a large file part by part: one part goes to the disk while the next are made.
    pub fn write_parts(&self, name: &str, parts: impl Iterator<Item = Vec<u8>>) -> Result<(), Failure> {
        let mut being = self.begin(name)?;
        let (sender, receiver) = mpsc::sync_channel::<Vec<u8>>(PARTS_WAITING);
        let (being, taken) = thread::scope(|scope| {
            let writer = scope.spawn(move || {
                let taken = receiver.iter().try_for_each(|part| being.take(&part));
                (being, taken)
            });
            // A writer that failed has hung up; its reason is what counts.
            parts.map(|part| sender.send(part)).find(Result::is_err);
            drop(sender);
            writer.join().unwrap_or_else(|panic| panic::resume_unwind(panic))
        });
        self.end(being, taken)
    }

    /// The bytes of a file, from the disk.
    pub fn read(&self, name: &str) -> Result<Vec<u8>, Failure> {
        let path = self.root.join(name);
        doing("read", &path, fs::read(&path))
    }

    /// What was written so far, in the order of the names.
    #[must_use]
    pub fn written(&self) -> Vec<Written> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// Ends it: puts the names of all files on the disk, the innermost folders first. The files themselves are there already.
    pub fn finish(self) -> Result<(), Failure> {
        let written = self.written();
        let folders: BTreeSet<&Path> = written.iter().flat_map(|file| Path::new(&file.path).ancestors().skip(1)).collect();
        // A folder sorts before what lies in it.
        folders.into_iter().rev().try_for_each(|folder| sync_directory(&self.root.join(folder)))
    }

    fn begin(&self, name: &str) -> Result<Being, Failure> {
        let path = self.root.join(name);
        let plain = name.split('/').all(|part| !matches!(part, "" | "." | "..")) && !name.contains(['\\', '\n', '\r', '\0']);
        if !plain {
            return Err(refuse("write", path, "a file's name is one of ours, inside its folder"));
        }
        if self.durable == Durable::Imagined {
            return Ok(Being { name: name.to_owned(), path, file: None, bytes: 0, digest: Digesting::default() });
        }
        if let Some(folder) = path.parent().filter(|folder| *folder != self.root) {
            doing("create", folder, DirBuilder::new().mode(0o700).recursive(true).create(folder))?;
        }
        let file = doing("create", &path, own_file(&path))?;
        Ok(Being { name: name.to_owned(), path, file: Some(file), bytes: 0, digest: Digesting::default() })
    }

    fn end(&self, being: Being, taken: io::Result<()>) -> Result<(), Failure> {
        doing("write", &being.path, taken)?;
        if let (Durable::Yes, Some(file)) = (self.durable, &being.file) {
            doing("put on the disk", &being.path, file.sync_all())?;
        }
        let written = Written { path: being.name, bytes: being.bytes, sha256: being.digest.finish() };
        self.written.lock().unwrap_or_else(PoisonError::into_inner).insert(written.path.clone(), written);
        Ok(())
    }
}

/// Creates a file that only its owner reads.
pub(super) fn own_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

/// A file being written.
struct Being {
    name: String,
    path: PathBuf,
    file: Option<File>,
    bytes: u64,
    digest: Digesting,
}

impl Being {
    fn take(&mut self, part: &[u8]) -> io::Result<()> {
        if let Some(file) = &mut self.file {
            file.write_all(part)?;
        }
        self.digest.take(part);
        self.bytes += part.len() as u64;
        Ok(())
    }
}

/// Puts the names in a directory on the disk.
pub(super) fn sync_directory(path: &Path) -> Result<(), Failure> {
    doing("put on the disk", path, File::open(path).and_then(|directory| directory.sync_all()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn what_was_written_is_known_by_size_and_content() {
        let scratch = tempfile::tempdir().unwrap();
        let folder = Folder::create(&scratch.path().join("2022-09"), Durable::Yes).unwrap();
        folder.write_parts("b.csv", [b"on".to_vec(), b"e".to_vec()].into_iter()).unwrap();
        folder.write("a/deep/er.csv", b"two").unwrap();
        let told: Vec<(String, u64, Digest)> = folder.written().into_iter().map(|w| (w.path, w.bytes, w.sha256)).collect();
        let expected = [("a/deep/er.csv", 3, b"two"), ("b.csv", 3, b"one")];
        assert_eq!(told, expected.map(|(path, bytes, text)| (path.to_owned(), bytes, Digest::of(text))));
        assert_eq!(folder.read("b.csv").unwrap(), b"one");
        folder.finish().unwrap();
    }

    #[test]
    fn what_is_written_is_its_owners_alone() {
        let scratch = tempfile::tempdir().unwrap();
        for (name, durable) in [("sealed", Durable::Yes), ("draft", Durable::No)] {
            let folder = Folder::create(&scratch.path().join(name), durable).unwrap();
            folder.write("a/deep/er.csv", b"x").unwrap();
            let modes = ["a/deep/er.csv", "a", "a/deep", ""].map(|name| mode(&folder.root().join(name)));
            assert_eq!(modes, [0o600, 0o700, 0o700, 0o700], "{durable:?}");
        }
    }

    #[test]
    fn no_file_is_written_twice_or_elsewhere() {
        let scratch = tempfile::tempdir().unwrap();
        let folder = Folder::create(&scratch.path().join("draft"), Durable::No).unwrap();
        folder.write("a.csv", b"one").unwrap();
        for name in ["a.csv", "../b.csv", "/b.csv", "x//y", "", "x/..", "a\nb"] {
            assert!(folder.write(name, b"two").is_err(), "{name:?}");
        }
        assert_eq!(folder.written().len(), 1);
        assert!(Folder::create(&scratch.path().join("draft"), Durable::Yes).is_err());
    }
}
