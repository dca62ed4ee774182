//! The zip archive that a workbook is, opened within bounds.

use std::{
    collections::HashMap,
    io::{self, Cursor, Read},
};

use zip::ZipArchive;

use super::{super::packed, xml::Xml};
use crate::sheets::Problem;

/// The most entries.
pub(super) const ENTRIES: usize = 1_000;
/// The most that all entries may unpack to.
pub(super) const MOST: u64 = 1 << 30;

/// More than was allowed.
#[derive(Debug)]
pub(super) struct Beyond(pub &'static str);

impl std::fmt::Display for Beyond {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Beyond {}

/// The archive, with its entries by their names in small letters.
pub(super) struct Container {
    zip: ZipArchive<Cursor<Vec<u8>>>,
    places: HashMap<String, usize>,
}

impl Container {
    /// Opens the archive and looks at what it says about its entries.
    pub fn open(bytes: Vec<u8>) -> Result<Container, Problem> {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| packed::damaged(&error.to_string()))?;
        if zip.len() > ENTRIES {
            return Err(packed::beyond(&format!("it has {} parts, more than {ENTRIES}", zip.len())));
        }
        if zip.has_duplicate_names() {
            return Err(packed::damaged("two of its parts have one name"));
        }
        let (mut places, mut total) = (HashMap::new(), 0_u64);
        for at in 0..zip.len() {
            let entry = zip.by_index_raw(at).map_err(|error| packed::damaged(&error.to_string()))?;
            let name = entry.name().map_err(|error| packed::damaged(&error.to_string()))?.to_lowercase();
            if !is_inside(&name) {
                return Err(packed::damaged("the name of a part leads out of the archive"));
            }
            if entry.encrypted() {
                return Err(packed::damaged("it has a password"));
            }
            if entry.size() > packed::allowance(entry.compressed_size(), MOST) {
                return Err(packed::beyond(&format!("{name} unpacks to {} bytes", entry.size())));
            }
            total = total.saturating_add(entry.size());
            if places.insert(name, at).is_some() {
                return Err(packed::damaged("two of its parts have one name"));
            }
        }
        if total > MOST { Err(packed::beyond(&format!("it unpacks to {total} bytes"))) } else { Ok(Container { zip, places }) }
    }

    /// A part, where there is one. No more of it is read than it says it has.
    pub fn part(&mut self, name: &str) -> Result<Option<Xml<impl Read>>, Problem> {
        let Some(at) = self.places.get(&name.to_lowercase()) else { return Ok(None) };
        let entry = self.zip.by_index(*at).map_err(|error| packed::damaged(&format!("{name}: {error}")))?;
        let left = entry.size();
        Ok(Some(Xml::new(name, Capped { inner: entry, left })))
    }

    /// A part that must be there.
    pub fn needed(&mut self, name: &str) -> Result<Xml<impl Read>, Problem> {
        self.part(name)?.ok_or_else(|| packed::damaged(&format!("it has no part {name}")))
    }
}

/// Whether the name of an entry stays within the archive.
fn is_inside(name: &str) -> bool {
    let plain = !name.contains(['\\', '\0', ':']) && !name.starts_with('/');
    plain && name.split('/').all(|step| step != ".." && step != ".")
}

struct Capped<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Capped<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        match self.left.checked_sub(u64::try_from(read).unwrap_or(u64::MAX)) {
            Some(left) => self.left = left,
            None => return Err(io::Error::other(Beyond("it unpacks to more than it says"))),
        }
        Ok(read)
    }
}
