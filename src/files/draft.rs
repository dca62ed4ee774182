//! Drafts: folders that stand complete or not at all, and may be written again.

use std::{
    fs,
    io::Write,
    ops::Deref,
    path::{Path, PathBuf},
};

use super::{Durable, Failure, Folder, doing, folder::own_file, refuse};

/// The file by which a draft is known as ours, and what it says.
const MARK: &str = "DRAFT";
const MARK_TEXT: &str =
    "This folder is a draft of courtage. It is provisional, and replaced whole when the period is settled again.\n";

/// A draft being written, beside the place where it will stand: a [`Folder`] until it is finished.
pub struct Draft {
    target: PathBuf,
    partial: Folder,
}

impl Draft {
    /// Begins a draft that will stand at `target`. A draft that is ours may stand there already; any other folder is
    /// refused.
    pub fn begin(target: &Path) -> Result<Draft, Failure> {
        if target.exists() && !is_ours(target) {
            return Err(refuse(
                "write the draft to",
                target,
                "something that is no draft of ours is there; name another folder with --out",
            ));
        }
        let name =
            target.file_name().ok_or_else(|| refuse("write the draft to", target, "a draft needs a folder name of its own"))?;
        let partial = target.with_file_name(format!(".{}.partial", name.to_string_lossy()));
        for left_over in [&partial, &partial.with_extension("old")] {
            if left_over.exists() {
                doing("clear away", left_over, fs::remove_dir_all(left_over))?;
            }
        }
        let draft = Draft { target: target.to_owned(), partial: Folder::create(&partial, Durable::No)? };
        // The mark is no output: it is not among what was written.
        let mark = draft.root().join(MARK);
        doing("write", &mark, own_file(&mark).and_then(|mut file| file.write_all(MARK_TEXT.as_bytes())))?;
        Ok(draft)
    }

    /// Puts the draft in its place, and says where that is.
    pub fn finish(self) -> Result<PathBuf, Failure> {
        let partial = self.partial.root();
        if self.target.exists() {
            let old = partial.with_extension("old");
            doing("replace", &self.target, fs::rename(&self.target, &old))?;
            doing("put in place", &self.target, fs::rename(partial, &self.target))?;
            doing("clear away", &old, fs::remove_dir_all(&old))?;
        } else {
            doing("put in place", &self.target, fs::rename(partial, &self.target))?;
        }
        Ok(self.target)
    }
}

impl Deref for Draft {
    type Target = Folder;

    fn deref(&self) -> &Folder {
        &self.partial
    }
}

fn is_ours(folder: &Path) -> bool {
    fs::read_to_string(folder.join(MARK)).is_ok_and(|text| text == MARK_TEXT)
}

/// Lays out files in a folder that does not exist yet, or is empty.
pub fn lay_out<'a>(folder: &Path, files: impl IntoIterator<Item = (&'a str, Vec<u8>)>) -> Result<(), Failure> {
    let occupied = folder.exists() && doing("list", folder, fs::read_dir(folder))?.next().is_some();
    if occupied {
        return Err(refuse("lay out a workspace in", folder, "the folder is not empty; name a new one"));
    }
    for (name, bytes) in files {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            doing("create", parent, fs::create_dir_all(parent))?;
        }
        doing("write", &path, fs::write(&path, bytes))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_replaces_its_forerunner_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("2022-09");
        for text in ["one", "two"] {
            let draft = Draft::begin(&target).unwrap();
            draft.write("a/b.csv", text.as_bytes()).unwrap();
            draft.write_parts("c.csv", [b"1".to_vec(), b"2".to_vec()].into_iter()).unwrap();
            assert_eq!(draft.finish().unwrap(), target);
            assert_eq!(fs::read_to_string(target.join("a/b.csv")).unwrap(), text);
            assert_eq!(fs::read_to_string(target.join("c.csv")).unwrap(), "12");
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
        let theirs = folder.path().join("theirs");
        fs::create_dir(&theirs).unwrap();
        assert!(Draft::begin(&theirs).is_err());
    }

    #[test]
    fn nothing_is_laid_over_what_is_there() {
        let folder = tempfile::tempdir().unwrap();
        lay_out(folder.path(), [("x/y", b"1".to_vec())]).unwrap();
        assert!(lay_out(folder.path(), [("z", b"2".to_vec())]).is_err());
    }
}
