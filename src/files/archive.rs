//! An archive: a folder whose names are added for good, and that no link leads out of.

use std::{
    fs::{self, DirBuilder, File, TryLockError},
    io::{self, Read, Write},
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};

use rustix::fs::{CWD, Mode, OFlags, RenameFlags};

use super::{Digest, Digesting, Durable, Failure, Folder, doing, folder::sync_directory, refuse};

/// A folder that was found; names inside are relative, with `/`.
pub struct Archive {
    root: PathBuf,
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A file.
    File,
    /// A folder.
    Folder,
    /// A link, a device, a socket: nothing that belongs here.
    Other,
}

/// A name in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The name.
    pub name: String,
    /// What it stands for.
    pub kind: Kind,
}

/// Held by one process at a time; given back when it is dropped, or its holder ends.
pub struct Lock {
    _file: File,
}

impl Archive {
    /// Opens the folder `root`, where there is one. A link is refused: what it points to can change.
    pub fn open(root: &Path) -> Result<Option<Archive>, Failure> {
        match kind_of(root)? {
            Some(Kind::Folder) => Ok(Some(Archive { root: root.to_owned() })),
            Some(_) => Err(refuse("open", root, "it is no folder of its own; put the folder itself there")),
            None => Ok(None),
        }
    }

    /// Opens the folder `root`, or creates it.
    pub fn found(root: &Path) -> Result<Archive, Failure> {
        if let Some(archive) = Self::open(root)? {
            return Ok(archive);
        }
        let created = match DirBuilder::new().mode(0o700).create(root) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            created => created,
        };
        doing("create", root, created)?;
        Self::open(root)?.ok_or_else(|| refuse("open", root, "it vanished"))
    }

    /// Where a name lies.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        if name.is_empty() { self.root.clone() } else { self.root.join(name) }
    }

    /// What a name stands for, where there is one.
    pub fn kind(&self, name: &str) -> Result<Option<Kind>, Failure> {
        kind_of(&self.path(name))
    }

    /// The names in a folder, in their order; `""` is the archive itself.
    pub fn entries(&self, folder: &str) -> Result<Vec<Entry>, Failure> {
        let path = self.path(folder);
        if kind_of(&path)? != Some(Kind::Folder) {
            return Err(refuse("list", path, "it is no folder"));
        }
        let mut entries = Vec::new();
        for entry in doing("list", &path, fs::read_dir(&path))? {
            let entry = doing("list", &path, entry)?;
            let kind = doing("list", entry.path(), entry.file_type())?;
            let name = entry.file_name().into_string().map_err(|_| refuse("list", entry.path(), "its name is not UTF-8"))?;
            entries.push(Entry { name, kind: kind_from(kind) });
        }
        entries.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(entries)
    }

    /// The bytes of a file that is no link.
    pub fn read(&self, name: &str) -> Result<Vec<u8>, Failure> {
        let path = self.path(name);
        let mut bytes = Vec::new();
        let read = open(&path, OFlags::RDONLY).and_then(|mut file| file.read_to_end(&mut bytes));
        doing("read", path, read)?;
        Ok(bytes)
    }

    /// Size and digest of a file that is no link, which may be larger than memory.
    pub fn digest(&self, name: &str) -> Result<(u64, Digest), Failure> {
        let path = self.path(name);
        let mut digesting = Digesting::default();
        let mut size = 0;
        let mut part = vec![0; 1 << 16];
        let read = open(&path, OFlags::RDONLY).and_then(|mut file| {
            loop {
                match file.read(&mut part)? {
                    0 => return Ok(()),
                    length => {
                        digesting.take(&part[..length]);
                        size += length as u64;
                    }
                }
            }
        });
        doing("read", path, read)?;
        Ok((size, digesting.finish()))
    }

    /// Creates a folder where there is none.
    pub fn folder(&self, name: &str) -> Result<(), Failure> {
        let path = self.path(name);
        match kind_of(&path)? {
            Some(Kind::Folder) => Ok(()),
            Some(_) => Err(refuse("open", path, "it is no folder; move away what stands there")),
            None => doing("create", &path, DirBuilder::new().mode(0o700).create(&path)),
        }
    }

    /// Adds a file that did not exist, and puts its bytes on the disk. Its name is there after [`Archive::sync`].
    pub fn add(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.path(name);
        let mut file = doing("create", &path, open(&path, OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL))?;
        doing("write", &path, file.write_all(bytes))?;
        doing("put on the disk", &path, file.sync_all())
    }

    /// Begins a folder in the archive that must outlive a power failure.
    pub fn stage(&self, name: &str) -> Result<Folder, Failure> {
        Folder::create(&self.path(name), Durable::Yes)
    }

    /// Gives what lies at `from` the name `to`, which nothing has.
    pub fn publish(&self, from: &str, to: &str) -> Result<(), Failure> {
        let (from, to) = (self.path(from), self.path(to));
        let renamed = match rustix::fs::renameat_with(CWD, &from, CWD, &to, RenameFlags::NOREPLACE) {
            // A file system that knows no such rename. A folder's name is taken by no file, and only an empty one is replaced.
            Err(rustix::io::Errno::INVAL) if from.is_dir() => fs::rename(&from, &to),
            Err(rustix::io::Errno::INVAL) => fs::hard_link(&from, &to).and_then(|()| fs::remove_file(&from)),
            renamed => renamed.map_err(io::Error::from),
        };
        doing("put in place", to, renamed)
    }

    /// Puts the names in a folder on the disk.
    pub fn sync(&self, folder: &str) -> Result<(), Failure> {
        sync_directory(&self.path(folder))
    }

    /// Puts the archive's own name on the disk.
    pub fn sync_name(&self) -> Result<(), Failure> {
        let around = self.root.parent().filter(|parent| !parent.as_os_str().is_empty());
        sync_directory(around.unwrap_or(Path::new(".")))
    }

    /// Removes a file, or a folder with all that lies in it.
    pub fn remove(&self, name: &str, kind: Kind) -> Result<(), Failure> {
        let path = self.path(name);
        let removed = if kind == Kind::Folder { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        doing("clear away", path, removed)
    }

    /// Creates the file that is locked, where there is none.
    pub fn lockable(&self, name: &str) -> Result<(), Failure> {
        let path = self.path(name);
        doing("create", &path, open(&path, OFlags::RDWR | OFlags::CREATE))?;
        Ok(())
    }

    /// Takes the lock, unless another process holds it.
    pub fn try_lock(&self, name: &str) -> Result<Option<Lock>, Failure> {
        self.locked(name, OFlags::RDWR, File::try_lock)
    }

    /// Takes the lock together with others that only read, unless somebody writes. The archive may be read-only.
    pub fn try_lock_to_read(&self, name: &str) -> Result<Option<Lock>, Failure> {
        self.locked(name, OFlags::RDONLY, File::try_lock_shared)
    }

    fn locked(&self, name: &str, flags: OFlags, lock: fn(&File) -> Result<(), TryLockError>) -> Result<Option<Lock>, Failure> {
        let path = self.path(name);
        let file = doing("open", &path, open(&path, flags))?;
        match lock(&file) {
            Ok(()) => Ok(Some(Lock { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(cause)) => doing("lock", path, Err(cause)),
        }
    }
}

/// Opens a file and no link, and waits for no pipe; a new one is its owner's alone.
fn open(path: &Path, flags: OFlags) -> io::Result<File> {
    let flags = flags | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    Ok(File::from(rustix::fs::open(path, flags, Mode::RUSR | Mode::WUSR)?))
}

fn kind_of(path: &Path) -> Result<Option<Kind>, Failure> {
    match fs::symlink_metadata(path) {
        Ok(about) => Ok(Some(kind_from(about.file_type()))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => doing("look at", path, Err(error)),
    }
}

fn kind_from(kind: fs::FileType) -> Kind {
    match (kind.is_file(), kind.is_dir()) {
        (true, _) => Kind::File,
        (_, true) => Kind::Folder,
        _ => Kind::Other,
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    fn archive(scratch: &tempfile::TempDir) -> Archive {
        Archive::found(&scratch.path().join("book")).unwrap()
    }

    #[test]
    fn a_name_is_given_once() {
        let scratch = tempfile::tempdir().unwrap();
        let archive = archive(&scratch);
        archive.add("one", b"1").unwrap();
        archive.add("two", b"2").unwrap();
        assert!(archive.add("one", b"3").is_err());
        assert!(archive.publish("two", "one").is_err());
        archive.publish("two", "three").unwrap();
        assert_eq!((archive.read("one").unwrap(), archive.read("three").unwrap()), (b"1".to_vec(), b"2".to_vec()));
        assert_eq!(archive.digest("three").unwrap(), (1, Digest::of(b"2")));
        assert_eq!(archive.kind("two").unwrap(), None);
        archive.folder("full").unwrap();
        archive.add("full/x", b"").unwrap();
        archive.folder("new").unwrap();
        assert!(archive.publish("new", "full").is_err());
    }

    #[test]
    fn links_are_refused() {
        let scratch = tempfile::tempdir().unwrap();
        let book = archive(&scratch);
        book.add("one", b"1").unwrap();
        symlink(book.path("one"), book.path("link")).unwrap();
        assert!(book.read("link").is_err() && book.folder("link").is_err() && book.try_lock("link").is_err());
        assert_eq!(book.kind("link").unwrap(), Some(Kind::Other));
        symlink(book.path(""), scratch.path().join("elsewhere")).unwrap();
        assert!(Archive::open(&scratch.path().join("elsewhere")).is_err());
        assert!(Archive::open(&scratch.path().join("absent")).unwrap().is_none());
    }

    #[test]
    fn one_holds_the_lock() {
        let scratch = tempfile::tempdir().unwrap();
        let archive = archive(&scratch);
        archive.lockable("LOCK").unwrap();
        let held = archive.try_lock("LOCK").unwrap();
        assert!(held.is_some() && archive.try_lock("LOCK").unwrap().is_none());
        assert!(archive.try_lock_to_read("LOCK").unwrap().is_none());
        drop(held);
        let readers = [(); 2].map(|()| archive.try_lock_to_read("LOCK").unwrap());
        assert!(readers.iter().all(Option::is_some) && archive.try_lock("LOCK").unwrap().is_none());
        drop(readers);
        assert!(archive.try_lock("LOCK").unwrap().is_some());
    }
}
