//! Why a table cannot be trusted.

use crate::basics::{Code, Excerpt, Finding};

/// Why a table cannot be trusted, with its place. The whole file is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What kind.
    pub code: Code,
    /// The physical line, from 1; 0 for the file.
    pub line: u32,
    /// The heading concerned, where one is.
    pub column: String,
    /// What stands there.
    pub excerpt: Option<Excerpt>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub remedy: String,
}

impl Problem {
    /// A problem on a line.
    #[must_use]
    pub fn new(code: Code, line: u32, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Problem { code, line, column: String::new(), excerpt: None, message: message.into(), remedy: remedy.into() }
    }

    /// … in the column of this heading.
    #[must_use]
    pub fn column(mut self, heading: &str) -> Self {
        heading.clone_into(&mut self.column);
        self
    }

    /// … where this stands.
    #[must_use]
    pub fn excerpt(mut self, excerpt: Option<Excerpt>) -> Self {
        self.excerpt = excerpt;
        self
    }

    /// The same about the file of this name.
    #[must_use]
    pub fn in_file(self, file: &str) -> Finding {
        Finding::new(self.code, file, self.message, self.remedy).line(self.line).cell(&self.column, "").excerpt(self.excerpt)
    }
}
