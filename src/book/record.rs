//! A record of the log: one sealing, chained to the one before.

use std::{fmt, str::FromStr};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Chapter, Manifest, canon};
use crate::files::Digest;

/// What a record says. Its fields are in the order of their names, as they are written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    kind: String,
    /// How much of what was recorded the run saw.
    #[serde(with = "canon::text")]
    pub known_on: NaiveDate,
    /// The digest of the chapter's `manifest.json`.
    #[serde(with = "canon::text")]
    pub manifest: Digest,
    /// Its place in the log, from 0.
    pub number: u32,
    period: String,
    /// The digest of the record before; of the first, nothing but zeros.
    #[serde(with = "canon::text")]
    pub previous: Digest,
    /// Which program sealed it.
    pub program: String,
}

impl Record {
    /// The record that seals the chapter of `manifest`.
    #[must_use]
    pub fn of(manifest: &Manifest, program: &str) -> Record {
        Record {
            kind: manifest.chapter().kind().to_owned(),
            known_on: manifest.known_on,
            manifest: manifest.digest(),
            number: manifest.number,
            period: manifest.chapter().period(),
            previous: manifest.previous,
            program: program.to_owned(),
        }
    }

    /// Which chapter it seals.
    #[must_use]
    pub fn chapter(&self) -> Chapter {
        Chapter::of(&self.kind, &self.period).expect("a record is checked when it is read")
    }

    /// Its bytes.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        canon::write(self)
    }

    /// Reads a record.
    pub fn read(bytes: &[u8]) -> Result<Record, String> {
        let record: Record = canon::read(bytes)?;
        match Chapter::of(&record.kind, &record.period) {
            Some(_) => Ok(record),
            None => Err(format!("it is of no kind that we know: {:?} of {:?}", record.kind, record.period)),
        }
    }
}

/// A record of the log with its own digest, which the next one names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// What it says.
    pub record: Record,
    /// The digest of its file.
    pub sha256: Digest,
}

impl Sealed {
    /// The record with its digest.
    #[must_use]
    pub fn new(record: Record) -> Sealed {
        let sha256 = Digest::of(&record.bytes());
        Sealed { record, sha256 }
    }

    /// Where the chain stands with it.
    #[must_use]
    pub fn head(&self) -> Head {
        Head { number: self.record.number, short: self.sha256.short() }
    }

    /// Which chapter was sealed.
    #[must_use]
    pub fn chapter(&self) -> Chapter {
        self.record.chapter()
    }

    /// Its name in the book: `log/000003-3f9a1c0d2b4e5f60.json`.
    #[must_use]
    pub fn file(&self) -> String {
        format!("log/{}.json", self.head())
    }
}

/// Where a chain stands: the number of its last record and the beginning of that record's digest. Short enough to be
/// printed on every statement, and enough to know a chain again.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Head {
    /// The number of the record.
    pub number: u32,
    short: String,
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}-{}", self.number, self.short)
    }
}

impl FromStr for Head {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let expected = || "expected a head such as 000003-3f9a1c0d2b4e5f60".to_owned();
        let (number, short) = text.split_once('-').ok_or_else(expected)?;
        let head = Head { number: number.parse().map_err(|_| expected())?, short: short.to_owned() };
        let digits = short.len() == 16 && short.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if digits && head.to_string() == text { Ok(head) } else { Err(expected()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{
  "kind": "close",
  "known_on": "2022-10-05",
  "manifest": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  "number": 3,
  "period": "2022-09",
  "previous": "0000000000000000000000000000000000000000000000000000000000000000",
  "program": "courtage 0.1.0"
}
"#;

    #[test]
    fn a_record_has_one_spelling() {
        let record = Record::read(TEXT.as_bytes()).unwrap();
        assert_eq!((record.chapter(), record.number), (Chapter::Period("2022-09".parse().unwrap()), 3));
        assert_eq!(String::from_utf8(record.bytes()).unwrap(), TEXT);
        let others = [
            TEXT.trim_end().to_owned(),
            TEXT.replace("  ", " "),
            TEXT.replace("close", "opening"),
            TEXT.replace("2022-10-05", "2022-10-5"),
            TEXT.replace('3', "03"),
            TEXT.replace("\n}", ",\n  \"x\": 1\n}"),
            TEXT.replace("ba78", "BA78"),
        ];
        for other in others {
            assert!(Record::read(other.as_bytes()).is_err(), "{other}");
        }
    }

    #[test]
    fn a_head_reads_itself() {
        let head = Sealed::new(Record::read(TEXT.as_bytes()).unwrap()).head();
        assert_eq!(head.to_string().parse(), Ok(head.clone()));
        assert_eq!(head.to_string(), format!("000003-{}", &Digest::of(TEXT.as_bytes()).to_string()[..16]));
        for text in ["", "3-3f9a1c0d2b4e5f60", "000003-3f9a", "000003-3F9A1C0D2B4E5F60", "+00003-3f9a1c0d2b4e5f60"] {
            assert!(text.parse::<Head>().is_err(), "{text}");
        }
    }
}
