//! One spelling for every value: sorted keys, two spaces, whole numbers and text, a line end behind the last brace.

use serde::{Serialize, de::DeserializeOwned};

/// The bytes of `value`, whose fields stand in the order of their names.
pub(super) fn write(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).expect("text and whole numbers can be written");
    bytes.push(b'\n');
    bytes
}

/// Reads a value back; bytes that are spelled otherwise are not ours.
pub(super) fn read<T: Serialize + DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    let value: T = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    if write(&value) == bytes { Ok(value) } else { Err("it is not spelled as we write it".to_owned()) }
}

/// Values that are written as text: `#[serde(with = "canon::text")]`.
pub(super) mod text {
    use std::{borrow::Cow, fmt::Display, str::FromStr};

    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    /// Writes a value as it is shown.
    pub(in super::super) fn serialize<T: Display, S: Serializer>(value: &T, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(value)
    }

    /// Reads what was shown.
    pub(in super::super) fn deserialize<'de, T, D>(from: D) -> Result<T, D::Error>
    where
        T: FromStr,
        T::Err: Display,
        D: Deserializer<'de>,
    {
        Cow::<str>::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}
