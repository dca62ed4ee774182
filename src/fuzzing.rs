//! Entry points for fuzz targets and for the sweep of the tests: hostile bytes for each reader.
//!
//! Owns what must hold of a reader whatever its bytes are: it does not panic, and what it takes is well-formed. Leaves the
//! making of bytes to `fuzz/` and to `tests/it/fuzzed.rs`. Holds true: a broken promise is a panic, so that any driver sees it.

mod rules;
mod tables;
mod values;

pub use rules::{delivery, feed_map, rulebook};
pub use tables::{csv, packed, proposal, workbook};
pub use values::{day, number};

use crate::book::{Manifest, Record};

/// What is done with hostile bytes.
pub type Target = fn(&[u8]);

/// Every target by its name, which is that of its corpus in `fuzz/corpus` too.
pub const TARGETS: [(&str, Target); 10] = [
    ("csv", csv),
    ("day", day),
    ("delivery", delivery),
    ("feed_map", feed_map),
    ("manifest", manifest),
    ("number", number),
    ("packed", packed),
    ("proposal", proposal),
    ("rulebook", rulebook),
    ("workbook", workbook),
];

/// Reads a manifest and a record of the book: one that is taken is spelled as we write it.
pub fn manifest(bytes: &[u8]) {
    if let Ok(read) = Manifest::read(bytes) {
        assert_eq!(read.bytes(), bytes, "a manifest has one spelling");
        let _ = (read.chapter(), read.digest(), read.fingerprint(), read.sums());
    }
    if let Ok(read) = Record::read(bytes) {
        assert_eq!(read.bytes(), bytes, "a record has one spelling");
        let _ = read.chapter();
    }
}

/// The first byte, which chooses how the others are read.
fn choice<T: Copy>(bytes: &[u8], among: &[T]) -> Option<(T, usize)> {
    let first = usize::from(*bytes.first()?);
    Some((among[first % among.len()], 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_in_the_order_of_their_names_and_take_anything() {
        assert!(TARGETS.is_sorted_by(|one, other| one.0 < other.0));
        for (_, target) in TARGETS {
            for bytes in [&b""[..], b"\0", b"\xFF\xFE", b"a,b\n1,2\n", b"PK\x03\x04", b"{}"] {
                target(bytes);
            }
        }
    }

    #[test]
    fn what_is_well_formed_is_taken() {
        let text = "a,b\n\"1\n2\",\"say \"\"x\"\"\"\n";
        assert_eq!(tables::read(text.as_bytes(), crate::sheets::Dialect::OURS).unwrap().1.len(), 1);
        assert_eq!(values::number_of("\u{1}-1.250,50").map(|number| number.to_string()), Some("-1250.50".to_owned()));
        assert_eq!(values::day_of("\u{0}30.09.2022").map(|day| day.to_string()), Some("2022-09-30".to_owned()));
    }
}
