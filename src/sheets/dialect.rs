//! How a text table is written: encoding and delimiter.

use std::str::FromStr;

/// The encodings that tables are read and written in. Declared, never guessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8; a byte order mark is taken off when read.
    Utf8,
    /// UTF-8 with a byte order mark, as a German Excel wants it.
    Utf8Bom,
    /// Windows-1252, the code page of older office programs.
    Windows1252,
    /// UTF-16, the lower byte first; read alone.
    Utf16Le,
    /// UTF-16, the higher byte first; read alone.
    Utf16Be,
}

impl FromStr for Encoding {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "utf-8" => Ok(Encoding::Utf8),
            "utf-8-bom" => Ok(Encoding::Utf8Bom),
            "windows-1252" => Ok(Encoding::Windows1252),
            "utf-16le" => Ok(Encoding::Utf16Le),
            "utf-16be" => Ok(Encoding::Utf16Be),
            _ => Err("expected utf-8, utf-8-bom, windows-1252, utf-16le or utf-16be".to_owned()),
        }
    }
}

/// Encoding and delimiter of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// How its characters are written.
    pub encoding: Encoding,
    /// What stands between two fields.
    pub delimiter: u8,
}

impl Dialect {
    /// How the workspace's own tables are written: UTF-8 and commas.
    pub const OURS: Dialect = Dialect { encoding: Encoding::Utf8, delimiter: b',' };

    /// A delimiter as a table names it: one ASCII character, or `tab`.
    pub fn delimiter(text: &str) -> Result<u8, String> {
        match text.as_bytes() {
            b"tab" => Ok(b'\t'),
            [one] if one.is_ascii_punctuation() && *one != b'"' => Ok(*one),
            _ => Err("expected one character such as ; or the word tab".to_owned()),
        }
    }
}
