//! A scratch copy of a fixture, and the program run in it.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

/// The folder of the fixtures.
pub fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// A workspace of its own for a test.
pub struct Sandbox {
    folder: TempDir,
}

/// A row of a table: its cells by their headings.
pub type Row = BTreeMap<String, String>;

/// What a command printed, and how it ended.
#[derive(Debug)]
pub struct Output {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Sandbox {
    /// A copy of the fixture `name`, without drafts.
    pub fn of(name: &str) -> Sandbox {
        let sandbox = Sandbox { folder: tempfile::tempdir().unwrap() };
        copy(&fixtures().join(name), &sandbox.root());
        sandbox
    }

    /// An empty folder.
    pub fn empty() -> Sandbox {
        Sandbox { folder: tempfile::tempdir().unwrap() }
    }

    /// The workspace's folder.
    pub fn root(&self) -> PathBuf {
        self.folder.path().join("workspace")
    }

    /// A file's text.
    pub fn text(&self, name: &str) -> String {
        String::from_utf8(self.bytes(name)).unwrap()
    }

    /// A file's bytes.
    pub fn bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Writes a file.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.root().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// Changes a text file.
    pub fn edit(&self, name: &str, change: impl Fn(String) -> String) {
        let before = self.text(name);
        let after = change(before.clone());
        assert_ne!(before, after, "the edit of {name} changes something");
        self.write(name, after);
    }

    /// Adds a row at the end of a text file.
    pub fn add(&self, name: &str, row: &str) {
        self.edit(name, |text| format!("{text}{row}\n"));
    }

    /// Replaces the first `from` in a text file.
    pub fn replace(&self, name: &str, from: &str, to: &str) {
        assert!(self.text(name).contains(from), "{name} has {from}");
        self.edit(name, |text| text.replacen(from, to, 1));
    }

    /// Keeps only the lines of a text file that `wanted` lets pass.
    pub fn keep(&self, name: &str, wanted: impl Fn(&str) -> bool) {
        self.edit(name, |text| text.split_inclusive('\n').filter(|line| wanted(line)).collect());
    }

    /// The rows of a table of ours.
    pub fn rows(&self, name: &str) -> Vec<Row> {
        rows(&self.bytes(name), b',')
    }

    /// Runs the program on this workspace.
    pub fn run(&self, words: &[&str]) -> Output {
        self.run_with(words, &[])
    }

    /// … in this environment.
    pub fn run_with(&self, words: &[&str], environment: &[(&str, &str)]) -> Output {
        self.run_in(self.folder.path(), words, environment)
    }

    /// … from this folder.
    pub fn run_in(&self, folder: &Path, words: &[&str], environment: &[(&str, &str)]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_courtage"));
        command.args(words).env("COURTAGE_WORKSPACE", self.root()).env("NO_COLOR", "1").current_dir(folder);
        for (name, value) in environment {
            command.env(name, value);
        }
        let output = command.output().unwrap();
        Output {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Every file below a folder of the workspace, by name.
    pub fn files(&self, folder: &str) -> Vec<(String, Vec<u8>)> {
        let root = self.root().join(folder);
        let mut files = Vec::new();
        collect(&root, &root, &mut files);
        files.sort();
        files
    }
}

/// The rows of a table in any dialect; a byte order mark is passed over.
pub fn rows(bytes: &[u8], delimiter: u8) -> Vec<Row> {
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text);
    let headings = reader.headers().unwrap().clone();
    let row = |record: csv::StringRecord| headings.iter().zip(&record).map(|(a, b)| (a.to_owned(), b.to_owned())).collect();
    reader.records().map(|record| row(record.unwrap())).collect()
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            files.push((path.strip_prefix(root).unwrap().to_str().unwrap().to_owned(), fs::read(&path).unwrap()));
        }
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap();
        if path.is_dir() && name != "drafts" {
            copy(&path, &to.join(name));
        } else if path.is_file() {
            fs::copy(&path, to.join(name)).unwrap();
        }
    }
}
