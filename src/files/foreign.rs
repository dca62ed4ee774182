//! Files that others wrote: opened as plain files alone, read whole, and the same at the end as at the beginning.

use std::{
    fs::{File, Metadata},
    io::{self, Read},
    os::unix::fs::MetadataExt,
    path::Path,
};

use rustix::fs::{CWD, Mode, OFlags, openat};

use super::{Failure, doing, refuse};

/// The largest file that is read: 4 GiB.
const LARGEST: u64 = 4 << 30;

/// The bytes of a file. A link, a pipe, a folder or a device is refused, and so is a file that changes meanwhile.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let mut file = match openat(CWD, path, flags, Mode::empty()) {
        Ok(file) => File::from(file),
        Err(rustix::io::Errno::LOOP) => return Err(refuse("read", path, "it is a link; put the file itself there")),
        Err(error) => return doing("read", path, Err(error.into())),
    };
    let before = doing("read", path, file.metadata())?;
    if !before.is_file() {
        return Err(refuse("read", path, "it is no plain file; put the file itself there"));
    }
    if before.len() > LARGEST {
        return Err(refuse("read", path, "it has more than 4 GiB; ask for it in parts, as files of one day"));
    }
    let bytes = doing("read", path, taken(&mut file, &before))?;
    let after = doing("read", path, file.metadata())?;
    if bytes.len() as u64 != after.len() || state(&before) != state(&after) {
        return Err(refuse("read", path, "it changed while it was read; try again when it is written to its end"));
    }
    Ok(bytes)
}

fn taken(file: &mut File, about: &Metadata) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(usize::try_from(about.len()).unwrap_or_default().saturating_add(1));
    file.take(LARGEST + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// What changes with the content of a file.
fn state(about: &Metadata) -> [i64; 4] {
    [about.size().cast_signed(), about.mtime(), about.mtime_nsec(), about.ctime_nsec()]
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::symlink, process::Command};

    use super::*;

    #[test]
    fn plain_files_alone_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("plain"), "one").unwrap();
        assert_eq!(read(&at("plain")).unwrap(), b"one");
        fs::write(at("empty"), "").unwrap();
        assert_eq!(read(&at("empty")).unwrap(), b"");
        symlink(at("plain"), at("link")).unwrap();
        assert!(Command::new("mkfifo").arg(at("pipe")).status().unwrap().success());
        for (name, says) in [("link", "it is a link"), ("pipe", "no plain file"), ("", "no plain file"), ("gone", "No such file")]
        {
            let failure = read(&at(name)).unwrap_err().to_string();
            assert!(failure.contains(says), "{failure}");
        }
        assert!(read(Path::new("/dev/zero")).unwrap_err().to_string().contains("no plain file"));
        let large = File::create(at("large")).unwrap();
        large.set_len(LARGEST + 1).unwrap();
        assert!(read(&at("large")).unwrap_err().to_string().contains("4 GiB"));
    }

    #[test]
    fn a_file_that_grows_is_seen_to() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plain");
        fs::write(&path, "one").unwrap();
        let before = fs::metadata(&path).unwrap();
        fs::write(&path, "more").unwrap();
        assert_ne!(state(&before), state(&fs::metadata(&path).unwrap()));
    }
}
