//! Bytes to text, in the encoding that was declared. Nothing is guessed: another encoding is named and refused.

use std::borrow::Cow;

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::{Encoding, Problem, quoting};
use crate::basics::Code;

const MARK: char = '\u{feff}';

/// The text of a file, and whether a byte order mark was taken off.
pub fn decoded(bytes: Vec<u8>, encoding: Encoding) -> Result<(String, bool), Problem> {
    let mut text = match encoding {
        Encoding::Utf8 | Encoding::Utf8Bom => utf_8(bytes)?,
        Encoding::Windows1252 => windows_1252(bytes)?,
        Encoding::Utf16Le => utf_16(&bytes, UTF_16LE)?,
        Encoding::Utf16Be => utf_16(&bytes, UTF_16BE)?,
    };
    let marked = text.starts_with(MARK);
    if marked {
        text.drain(..MARK.len_utf8());
    }
    if let Some(at) = memchr::memmem::find(text.as_bytes(), "\u{feff}".as_bytes()) {
        let message = "a byte order mark stands inside the file: two files were joined, or the mark was quoted";
        return Err(refused(
            &text,
            at,
            message,
            "ask for the file again, as one export; a mark stands at its very beginning alone",
        ));
    }
    if let Some(at) = memchr::memchr(0, text.as_bytes()) {
        let message = "a NUL character stands here: the file is damaged, or no text";
        return Err(refused(&text, at, message, "ask for the file again"));
    }
    Ok((text, marked))
}

fn utf_8(bytes: Vec<u8>) -> Result<String, Problem> {
    not_utf_16(&bytes)?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let (good, bad) = error.as_bytes().split_at(at);
        let good = std::str::from_utf8(good).unwrap_or_default();
        let cut = error.utf8_error().error_len().is_none();
        let (what, remedy) = if cut {
            ("the file ends within a character: it was cut off".to_owned(), "ask for the file again")
        } else {
            let remedy = "ask for the file in UTF-8; if it is right as it is, its feed map should say encoding windows-1252";
            (format!("byte 0x{:02X} at offset {at} is not UTF-8", bad[0]), remedy)
        };
        refused(good, at, &what, remedy)
    })
}

/// Bytes of Windows-1252 that stand for no character.
const UNUSED: [u8; 5] = [0x81, 0x8D, 0x8F, 0x90, 0x9D];

fn windows_1252(bytes: Vec<u8>) -> Result<String, Problem> {
    not_utf_16(&bytes)?;
    if bytes.starts_with("\u{feff}".as_bytes()) {
        let message = "the file begins with a UTF-8 mark, but windows-1252 is declared";
        return Err(Problem::new(Code::FileEncoding, 1, message, "the feed map should say encoding utf-8"));
    }
    if let Some(at) = bytes.iter().position(|byte| UNUSED.contains(byte)) {
        let before = WINDOWS_1252.decode_without_bom_handling(&bytes[..at]).0;
        let message = format!("byte 0x{:02X} at offset {at} stands for no character of windows-1252", bytes[at]);
        return Err(refused(&before, before.len(), &message, "ask how the file is written, and declare that in its feed map"));
    }
    match WINDOWS_1252.decode_without_bom_handling(&bytes).0 {
        Cow::Owned(text) => Ok(text),
        Cow::Borrowed(_) => {
            String::from_utf8(bytes).map_err(|_| Problem::new(Code::FileEncoding, 0, "the file is not text", "ask for it again"))
        }
    }
}

fn utf_16(bytes: &[u8], encoding: &'static encoding_rs::Encoding) -> Result<String, Problem> {
    encoding.decode_without_bom_handling_and_without_replacement(bytes).map(Cow::into_owned).ok_or_else(|| {
        let message = format!("the file is not {}: a character is cut, or half of a pair stands alone", encoding.name());
        Problem::new(Code::FileEncoding, 0, message, "ask for the file again, in UTF-8")
    })
}

/// Refuses a file in UTF-16 by name where something else is declared: by its mark, or since every other byte is NUL.
fn not_utf_16(bytes: &[u8]) -> Result<(), Problem> {
    let name = match bytes {
        [0xFF, 0xFE, ..] => "utf-16le",
        [0xFE, 0xFF, ..] => "utf-16be",
        [first, 0, second, 0, ..] if *first != 0 && *second != 0 => "utf-16le",
        [0, first, 0, second, ..] if *first != 0 && *second != 0 => "utf-16be",
        _ => return Ok(()),
    };
    let remedy = format!("ask for UTF-8; if the distributor cannot, its feed map should say encoding {name}");
    Err(Problem::new(Code::FileEncoding, 0, format!("the file is written in {name}"), remedy))
}

fn refused(text: &str, at: usize, message: &str, remedy: &str) -> Problem {
    let place = quoting::place(text, at);
    Problem::new(Code::FileEncoding, place.line, message, remedy).excerpt(Some(place.excerpt))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_encoding_is_declared_and_any_other_is_named() {
        let utf16: Vec<u8> = "a;Ü\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let swapped: Vec<u8> = "a;Ü\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked = [&[0xFF, 0xFE][..], &utf16].concat();
        let read = |bytes: &[u8], encoding| decoded(bytes.to_vec(), encoding);
        let good = |mark| Ok(("a;Ü\n".to_owned(), mark));
        assert_eq!(read("a;Ü\n".as_bytes(), Encoding::Utf8), good(false));
        assert_eq!(read("\u{feff}a;Ü\n".as_bytes(), Encoding::Utf8), good(true));
        assert_eq!(read(b"a;\xDC\n", Encoding::Windows1252), good(false));
        assert_eq!(read(&utf16, Encoding::Utf16Le), good(false));
        assert_eq!(read(&marked, Encoding::Utf16Le), good(true));
        assert_eq!(read(&swapped, Encoding::Utf16Be), good(false));
        for (bytes, encoding, line, says) in [
            (&utf16[..], Encoding::Utf8, 0, "written in utf-16le"),
            (&marked, Encoding::Windows1252, 0, "written in utf-16le"),
            (&swapped, Encoding::Utf8, 0, "written in utf-16be"),
            (&utf16[1..], Encoding::Utf16Le, 0, "not UTF-16LE"),
            (b"x\na;\xDC\n", Encoding::Utf8, 2, "byte 0xDC at offset 4 is not UTF-8"),
            (b"a;\xC0\xAF\n", Encoding::Utf8, 1, "byte 0xC0"),
            (b"a;\xED\xA0\x80\n", Encoding::Utf8, 1, "byte 0xED"),
            (b"a;\xC3", Encoding::Utf8, 1, "cut off"),
            (b"\n\na;\x81\n", Encoding::Windows1252, 3, "0x81"),
            ("\u{feff}a".as_bytes(), Encoding::Windows1252, 1, "begins with a UTF-8 mark"),
            ("a;b\n1;2\n\u{feff}a;b\n".as_bytes(), Encoding::Utf8, 3, "two files were joined"),
            ("\u{feff}\"\u{feff}a\"\n".as_bytes(), Encoding::Utf8, 1, "a byte order mark stands inside"),
            (b"a;b\n1;\0\n", Encoding::Utf8, 2, "NUL"),
        ] {
            let problem = read(bytes, encoding).unwrap_err();
            assert_eq!((problem.code, problem.line), (Code::FileEncoding, line), "{problem:?}");
            assert!(problem.message.contains(says), "{problem:?} says {says}");
        }
    }

    #[test]
    fn the_place_is_shown_as_far_as_it_can_be_read() {
        let problem = decoded(b"x\nM\xFCller".to_vec(), Encoding::Utf8).unwrap_err();
        assert_eq!(problem.excerpt.unwrap().lines(), ["M".to_owned(), " ^".to_owned()]);
    }
}
