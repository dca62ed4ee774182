//! A manifest: what a chapter holds, byte for byte.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{BookId, Chapter, FORMAT, Founding, Record, Sealed, canon};
use crate::files::{Digest, Written};

/// The manifest's name in its folder.
pub const MANIFEST: &str = "manifest.json";
/// The list that coreutils check the folder by.
pub const SUMS: &str = "SHA256SUMS";

/// What is asked when a chapter is sealed.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// The opening, or which period.
    pub chapter: Chapter,
    /// How much of what was recorded the run saw.
    pub known_on: NaiveDate,
}

/// Where the next record of a chain stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Whose chain.
    pub book: BookId,
    /// The record's number.
    pub number: u32,
    /// The digest of the record before.
    pub previous: Digest,
}

impl Place {
    /// The first place of a book that is founded so.
    #[must_use]
    pub fn first(founding: &Founding) -> Place {
        Place { book: founding.id(), number: 0, previous: Digest::NONE }
    }

    /// The place behind a record of the same chain.
    #[must_use]
    pub fn behind(&self, record: &Record) -> Place {
        Place { book: self.book.clone(), number: record.number + 1, previous: Sealed::new(record.clone()).sha256 }
    }
}

/// What a chapter holds. Its fields are in the order of their names, as they are written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Whose it is.
    #[serde(with = "canon::text")]
    pub book: BookId,
    format: String,
    kind: String,
    /// How much of what was recorded the run saw.
    #[serde(with = "canon::text")]
    pub known_on: NaiveDate,
    /// The number of its record.
    pub number: u32,
    /// Every file of the folder but the manifest and the sums, by name.
    pub outputs: Vec<Output>,
    period: String,
    /// The digest of the record before.
    #[serde(with = "canon::text")]
    pub previous: Digest,
}

/// A file of a chapter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Output {
    /// Its size.
    pub bytes: u64,
    /// Its name in the folder.
    pub path: String,
    /// Its content.
    #[serde(with = "canon::text")]
    pub sha256: Digest,
}

impl Manifest {
    /// The manifest of a folder with these files, whether it is sealed or only looked at.
    #[must_use]
    pub fn of(place: &Place, question: &Question, written: &[Written]) -> Manifest {
        let output = |file: &Written| Output { bytes: file.bytes, path: file.path.clone(), sha256: file.sha256 };
        let mut outputs: Vec<Output> = written.iter().map(output).collect();
        outputs.sort_by(|one, other| one.path.cmp(&other.path));
        Manifest {
            book: place.book.clone(),
            format: FORMAT.to_owned(),
            kind: question.chapter.kind().to_owned(),
            known_on: question.known_on,
            number: place.number,
            outputs,
            period: question.chapter.period(),
            previous: place.previous,
        }
    }

    /// Which chapter it tells of.
    #[must_use]
    pub fn chapter(&self) -> Chapter {
        Chapter::of(&self.kind, &self.period).expect("a manifest is checked when it is read")
    }

    /// The digest of its bytes, which the log names.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(&self.bytes())
    }

    /// What one looks at before sealing, and compares after: a digest over the period, what was known, and every table of the
    /// chapter. The statements in its folders follow from these, and alone tell a draft from what is sealed.
    #[must_use]
    pub fn fingerprint(&self) -> Digest {
        let tables = self.outputs.iter().filter(|output| !output.path.contains('/'));
        let told = tables.map(|output| format!("{}  {}\n", output.sha256, output.path)).collect::<String>();
        Digest::of(format!("{} {} {}\n{told}", self.kind, self.period, self.known_on).as_bytes())
    }

    /// What it says of a file.
    #[must_use]
    pub fn output(&self, path: &str) -> Option<&Output> {
        self.outputs.binary_search_by(|output| output.path.as_str().cmp(path)).ok().map(|at| &self.outputs[at])
    }

    /// Its bytes.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        canon::write(self)
    }

    /// Reads a manifest.
    pub fn read(bytes: &[u8]) -> Result<Manifest, String> {
        let manifest: Manifest = canon::read(bytes)?;
        if manifest.format != FORMAT {
            return Err(format!("its format is {:?}, this program knows {FORMAT:?}", manifest.format));
        }
        if Chapter::of(&manifest.kind, &manifest.period).is_none() {
            return Err(format!("it is of no kind that we know: {:?} of {:?}", manifest.kind, manifest.period));
        }
        if !manifest.outputs.is_sorted_by(|one, other| one.path < other.path) {
            return Err("its outputs are not in the order of their names".to_owned());
        }
        Ok(manifest)
    }

    /// The bytes of `SHA256SUMS`: every file of the folder but that one, for `sha256sum -c`.
    #[must_use]
    pub fn sums(&self) -> Vec<u8> {
        let mut files: Vec<(&str, Digest)> = self.outputs.iter().map(|output| (output.path.as_str(), output.sha256)).collect();
        files.push((MANIFEST, self.digest()));
        files.sort_by_key(|(path, _)| *path);
        files.iter().map(|(path, sha256)| format!("{sha256}  {path}\n")).collect::<String>().into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest() -> Manifest {
        let founding =
            Founding { name: "Small".to_owned(), principal: "zoom".to_owned(), first_month: "2022-09".parse().unwrap() };
        let chapter = Chapter::Period("2022-09".parse().unwrap());
        let question = Question { chapter, known_on: "2022-10-05".parse().unwrap() };
        let written = |path: &str| Written { path: path.to_owned(), bytes: 3, sha256: Digest::of(b"abc") };
        Manifest::of(&Place::first(&founding), &question, &[written("sub-agents/x.csv"), written("lines.csv")])
    }

    #[test]
    fn a_manifest_has_one_spelling_and_sums_for_coreutils() {
        let manifest = manifest();
        assert_eq!(Manifest::read(&manifest.bytes()).as_ref(), Ok(&manifest));
        assert_eq!(manifest.digest(), Digest::of(&manifest.bytes()));
        assert!(manifest.output("lines.csv").is_some() && manifest.output("x.csv").is_none());
        let sums = String::from_utf8(manifest.sums()).unwrap();
        let names: Vec<&str> = sums.lines().map(|line| line.split_once("  ").unwrap().1).collect();
        assert_eq!(names, ["lines.csv", "manifest.json", "sub-agents/x.csv"]);
        let text = String::from_utf8(manifest.bytes()).unwrap();
        for (from, to) in [("courtage book 1", "courtage book 2"), ("close", "opening"), ("lines.csv", "z.csv"), ("3,", "03,")] {
            assert!(Manifest::read(text.replace(from, to).as_bytes()).is_err(), "{to}");
        }
    }

    #[test]
    fn a_draft_knows_the_place_it_would_be_sealed_in() {
        let manifest = manifest();
        let place = Place { book: manifest.book.clone(), number: 0, previous: Digest::NONE };
        let record = Record::of(&manifest, "courtage 0.1.0");
        let behind = place.behind(&record);
        assert_eq!((behind.number, behind.previous), (1, Digest::of(&record.bytes())));
    }
}
