//! Where a value was read: file and line travel with every fact and rule.

/// A line of a file that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Source {
    /// Which file, by its place in [`Sources`].
    pub file: u32,
    /// The physical line, counted from 1.
    pub line: u32,
}

/// The files of a run, in the order of their names.
#[derive(Clone, Debug, Default)]
pub struct Sources(Vec<String>);

impl Sources {
    /// Takes the next file in and says its number.
    pub fn add(&mut self, name: &str) -> u32 {
        self.0.push(name.to_owned());
        u32::try_from(self.0.len() - 1).expect("a workspace has fewer than four billion files")
    }

    /// The number of a file.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<u32> {
        self.0.iter().position(|own| own == name).and_then(|at| u32::try_from(at).ok())
    }

    /// The name of a file, as it lies in the workspace.
    #[must_use]
    pub fn file(&self, source: Source) -> &str {
        &self.0[source.file as usize]
    }

    /// `rulebook/rates.csv:3`
    #[must_use]
    pub fn place(&self, source: Source) -> String {
        format!("{}:{}", self.file(source), source.line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_names_its_file_and_line() {
        let mut sources = Sources::default();
        assert_eq!((sources.add("a.csv"), sources.add("b.csv")), (0, 1));
        let source = Source { file: 1, line: 7 };
        assert_eq!((sources.file(source), sources.place(source).as_str()), ("b.csv", "b.csv:7"));
        let numbers = ["a.csv", "b.csv", "c.csv"].map(|name| sources.number(name));
        assert_eq!(numbers, [Some(0), Some(1), None]);
    }
}
