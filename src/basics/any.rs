//! A key column of a table that names a value, or leaves it open.

use std::{fmt, str::FromStr};

/// A key column that names a value, or `*` for any.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Any<T> {
    /// `*`
    Any,
    /// This one only.
    Only(T),
}

impl<T: PartialEq> Any<T> {
    /// Whether it is for this value.
    #[must_use]
    pub fn admits(&self, value: Option<&T>) -> bool {
        match self {
            Any::Any => true,
            Any::Only(own) => value == Some(own),
        }
    }

    /// Whether it names one.
    #[must_use]
    pub fn is_named(&self) -> bool {
        matches!(self, Any::Only(_))
    }

    /// The name, where it has one.
    #[must_use]
    pub fn named(&self) -> Option<&T> {
        match self {
            Any::Any => None,
            Any::Only(own) => Some(own),
        }
    }
}

impl<T: FromStr<Err = String>> FromStr for Any<T> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "*" {
            Ok(Any::Any)
        } else {
            text.parse().map(Any::Only).map_err(|expected: String| format!("{expected}, or *"))
        }
    }
}

impl<T: fmt::Display> fmt::Display for Any<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Any::Any => f.write_str("*"),
            Any::Only(own) => own.fmt(f),
        }
    }
}
