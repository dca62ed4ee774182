//! Packed files: gzip and zstd, unpacked within bounds, and told apart from text by their first bytes.
//!
//! A packed file is hostile until shown otherwise: a few kilobytes can unpack to more than any machine holds.

use std::io::{self, Read};

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::{
    FrameDecoder, StreamingDecoder,
    errors::{FrameDecoderError, ReadFrameHeaderError},
};

use super::{Problem, limits};
use crate::basics::Code;

/// How many times its packed size a file may unpack to, where it unpacks to more than `FREE`.
const RATIO: u64 = 200;
/// What any file may unpack to, however small it is.
const FREE: u64 = 16 << 20;

/// How a delivered table lies on the disk, as the ending of its name says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// `.csv`
    Text,
    /// `.csv.gz`
    Gzip,
    /// `.csv.zst`
    Zstd,
    /// `.xlsx`
    Workbook,
}

/// The endings of deliveries.
const ENDINGS: [(&str, Packing); 4] =
    [(".csv", Packing::Text), (".csv.gz", Packing::Gzip), (".csv.zst", Packing::Zstd), (".xlsx", Packing::Workbook)];

/// The first bytes of files that are no text, what they are, and how they are delivered.
const MAGIC: [(&[u8], &str, &str); 5] = [
    (&[0x1F, 0x8B], "a gzip file", "give it the ending .csv.gz"),
    (&[0x28, 0xB5, 0x2F, 0xFD], "a zstd file", "give it the ending .csv.zst"),
    (b"PK\x03\x04", "a zip archive", "give it the ending .xlsx if it is a workbook; else take the table out of the archive"),
    (b"PK\x05\x06", "an empty zip archive", "ask for the file again"),
    (
        &OLE2,
        "a workbook of the old .xls form, or one with a password",
        "ask for the table as .xlsx without a password, or as .csv",
    ),
];

/// How old workbooks begin, and those with a password.
pub(super) const OLE2: [u8; 4] = [0xD0, 0xCF, 0x11, 0xE0];

impl Packing {
    /// What the ending of a file's name says; nothing where no delivery ends so.
    #[must_use]
    pub fn of(name: &str) -> Option<Packing> {
        ENDINGS.iter().find(|(ending, _)| name.ends_with(ending)).map(|(_, packing)| *packing)
    }
}

/// How much a file of this packed size may unpack to.
pub(super) fn allowance(packed: u64, most: u64) -> u64 {
    packed.saturating_mul(RATIO).clamp(FREE, most)
}

/// The text of a packed file.
pub(super) fn unpacked(bytes: &[u8], packing: Packing) -> Result<Vec<u8>, Problem> {
    let magic = match packing {
        Packing::Gzip => MAGIC[0],
        Packing::Zstd => MAGIC[1],
        Packing::Text | Packing::Workbook => return Err(damaged("it is not packed")),
    };
    if !(bytes.starts_with(magic.0) || packing == Packing::Zstd && skips(bytes)) {
        return Err(damaged(&format!("its name says {}, and it is none", magic.1)));
    }
    let allowed = allowance(u64::try_from(bytes.len()).unwrap_or(u64::MAX), limits::FILE);
    let mut text = Vec::new();
    match packing {
        Packing::Gzip => fill(&mut text, &mut MultiGzDecoder::new(bytes), allowed)?,
        _ => frames(&mut text, bytes, allowed)?,
    }
    Ok(text)
}

/// Refuses text that is no text but a packed file or a workbook by a wrong name.
pub(super) fn no_magic(bytes: &[u8]) -> Result<(), Problem> {
    match MAGIC.iter().find(|(magic, ..)| bytes.starts_with(magic)) {
        Some((_, what, remedy)) => Err(Problem::new(Code::FileKind, 0, format!("the file is {what}, not text"), *remedy)),
        None => Ok(()),
    }
}

/// Whether a file begins with a zstd frame that holds no data.
fn skips(bytes: &[u8]) -> bool {
    matches!(bytes, [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..])
}

/// Reads all frames of a zstd file. The crate reads one at a time, and leaves checksums to be compared.
fn frames(text: &mut Vec<u8>, mut bytes: &[u8], allowed: u64) -> Result<(), Problem> {
    while !bytes.is_empty() {
        let mut decoder = match StreamingDecoder::new(&mut bytes) {
            Ok(decoder) => decoder,
            Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                let length = usize::try_from(length).unwrap_or(usize::MAX);
                bytes = bytes.get(length..).ok_or_else(|| damaged("it ends within a frame"))?;
                continue;
            }
            Err(error) => return Err(damaged(&error.to_string())),
        };
        fill(text, &mut decoder, allowed)?;
        let frame: FrameDecoder = decoder.into_frame_decoder();
        if frame.get_checksum_from_data().is_some() && frame.get_checksum_from_data() != frame.get_calculated_checksum() {
            return Err(damaged("its checksum is another"));
        }
    }
    Ok(())
}

/// Reads to the end, or to what is allowed.
fn fill(text: &mut Vec<u8>, packed: &mut impl Read, allowed: u64) -> Result<(), Problem> {
    let mut chunk = vec![0; 1 << 16];
    loop {
        match packed.read(&mut chunk) {
            Ok(0) => return Ok(()),
            Ok(read) => text.extend_from_slice(&chunk[..read]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(damaged(&error.to_string())),
        }
        if u64::try_from(text.len()).unwrap_or(u64::MAX) > allowed {
            return Err(beyond(&format!("it unpacks to more than {allowed} bytes")));
        }
    }
}

/// A file that is not what its name says, or is damaged.
pub(super) fn damaged(what: &str) -> Problem {
    Problem::new(Code::FileKind, 0, format!("the file cannot be opened: {what}"), "ask for the file again, or for a .csv")
}

/// A file that goes beyond what an honest delivery needs.
pub(super) fn beyond(what: &str) -> Problem {
    let remedy = "no honest delivery does: ask who sent it, or for a .csv that is not packed";
    Problem::new(Code::FileLimit, 0, format!("the file goes beyond a limit: {what}"), remedy)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        packed.write_all(text).unwrap();
        packed.finish().unwrap()
    }

    /// A zstd frame of one raw block, without a checksum.
    fn zstd(text: &[u8]) -> Vec<u8> {
        let size = u8::try_from(text.len()).unwrap();
        let block = (u32::from(size) << 3 | 1).to_le_bytes();
        [&[0x28, 0xB5, 0x2F, 0xFD, 0x20, size][..], &block[..3], text].concat()
    }

    fn code(bytes: &[u8], packing: Packing) -> Code {
        unpacked(bytes, packing).unwrap_err().code
    }

    #[test]
    fn the_ending_of_a_name_says_how_a_file_is_packed() {
        let of = |name: &str| Packing::of(name);
        assert_eq!([of("a.csv"), of("a.csv.gz")], [Some(Packing::Text), Some(Packing::Gzip)]);
        assert_eq!([of("a.csv.zst"), of("a.xlsx")], [Some(Packing::Zstd), Some(Packing::Workbook)]);
        assert_eq!([of("a.gz"), of("a.xls"), of("a.CSV"), of("a.csv.zip")], [None; 4]);
    }

    #[test]
    fn members_and_frames_are_read_to_the_last() {
        let two = [gzip(b"a,b\n"), gzip(b"1,2\n")].concat();
        assert_eq!(unpacked(&two, Packing::Gzip).unwrap(), b"a,b\n1,2\n");
        let skipped = [&[0x50, 0x2A, 0x4D, 0x18, 2, 0, 0, 0, 9, 9][..], &zstd(b"a,b\n"), &zstd(b"1,2\n")].concat();
        assert_eq!(unpacked(&skipped, Packing::Zstd).unwrap(), b"a,b\n1,2\n");
    }

    #[test]
    fn what_is_cut_changed_or_goes_on_behind_the_end_is_refused() {
        let text = b"a,b\n1,2\n".repeat(20);
        let whole = [(gzip(&text), Packing::Gzip), (zstd(&text), Packing::Zstd)];
        for (bytes, packing) in whole {
            assert_eq!(unpacked(&bytes, packing).unwrap(), text);
            for end in 0..bytes.len() {
                assert_eq!(code(&bytes[..end], packing), Code::FileKind, "{packing:?} cut at {end}");
            }
            assert_eq!(code(&[&bytes[..], b"more"].concat(), packing), Code::FileKind);
        }
        let mut wrong = gzip(&text);
        let sum = wrong.len() - 8;
        wrong[sum] ^= 1;
        assert_eq!(code(&wrong, Packing::Gzip), Code::FileKind, "a wrong checksum");
        let mut summed = zstd(b"a,b\n");
        summed[4] |= 4;
        summed.extend([1, 2, 3, 4]);
        assert_eq!(unpacked(&summed, Packing::Zstd).unwrap_err().message, "the file cannot be opened: its checksum is another");
        assert_eq!(code(b"a,b\n", Packing::Gzip), Code::FileKind, "text by the name of a packed file");
        assert_eq!(code(&gzip(&text), Packing::Zstd), Code::FileKind);
    }

    #[test]
    fn a_thousandfold_of_what_it_weighs_is_refused_before_it_is_there() {
        assert_eq!(
            unpacked(&gzip(&vec![b'a'; 10 << 20]), Packing::Gzip).unwrap().len(),
            10 << 20,
            "a small file may be monotonous"
        );
        assert_eq!(code(&gzip(&vec![b'a'; 40 << 20]), Packing::Gzip), Code::FileLimit);
        // A repeated byte 2^17 times over in a block of four bytes.
        let block = [&((1_u32 << 17) << 3 | 2).to_le_bytes()[..3], b"a"].concat();
        let last = [&(1_u32 << 3 | 3).to_le_bytes()[..3], b"a"].concat();
        let bomb = [&[0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x58][..], &block.repeat(400), &last].concat();
        assert_eq!(code(&bomb, Packing::Zstd), Code::FileLimit);
    }

    #[test]
    fn packed_files_and_workbooks_are_no_text() {
        for (bytes, remedy) in [
            (&gzip(b"a")[..], ".csv.gz"),
            (&zstd(b"a"), ".csv.zst"),
            (b"PK\x03\x04....", ".xlsx"),
            (&[0xD0, 0xCF, 0x11, 0xE0, 0xA1], "password"),
        ] {
            let problem = no_magic(bytes).unwrap_err();
            assert_eq!(problem.code, Code::FileKind);
            assert!(problem.remedy.contains(remedy), "{}", problem.remedy);
        }
        assert!(no_magic(b"PKW,Vertrag\n").is_ok() && no_magic(b"").is_ok());
    }
}
