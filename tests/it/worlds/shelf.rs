//! A workspace in memory.

use std::{collections::BTreeMap, io};

use courtage::files::{Failure, Shelf};

use crate::sandbox::Sandbox;

/// Files by name.
#[derive(Clone, Default)]
pub struct Memory(pub BTreeMap<String, Vec<u8>>);

impl Memory {
    /// A workspace that lies on disk.
    pub fn of(sandbox: &Sandbox) -> Memory {
        Memory(sandbox.files(".").into_iter().collect())
    }

    /// Lays it out on disk.
    pub fn lay_out(&self) -> Sandbox {
        let sandbox = Sandbox::empty();
        self.0.iter().for_each(|(name, bytes)| sandbox.write(name, bytes));
        sandbox
    }

    /// Writes a file.
    pub fn write(&mut self, name: &str, text: String) {
        self.0.insert(name.to_owned(), text.into_bytes());
    }

    /// The rows of every table and feed put into another order, always the same for a seed.
    pub fn shuffled(&self, dice: &mut crate::reference::dice::Dice) -> Memory {
        let shuffle = |(name, bytes): (&String, &Vec<u8>)| {
            if !name.contains('/') {
                return (name.clone(), bytes.clone());
            }
            let mut lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
            for at in (2..lines.len()).rev() {
                lines.swap(at, 1 + usize::try_from(dice.roll(at as u64)).unwrap());
            }
            (name.clone(), lines.concat())
        };
        Memory(self.0.iter().map(shuffle).collect())
    }

    /// Every delivery cut into two files of its day.
    pub fn cut(&self) -> Memory {
        let mut cut = BTreeMap::new();
        for (name, bytes) in &self.0 {
            let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
            if !name.starts_with("feeds/") || lines.len() < 3 {
                cut.insert(name.clone(), bytes.clone());
                continue;
            }
            let rows = |odd: usize| lines[1..].iter().skip(odd).step_by(2).copied().collect::<Vec<_>>().concat();
            cut.insert(name.clone(), [lines[0], &rows(0)].concat());
            cut.insert(name.replace(".csv", "-other.csv"), [lines[0], &rows(1)].concat());
        }
        Memory(cut)
    }
}

impl Shelf for Memory {
    fn list(&self, folder: &str) -> Result<Vec<String>, Failure> {
        let inside = |name: &&String| name.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        Ok(self.0.keys().filter(inside).cloned().collect())
    }

    fn read(&self, name: &str) -> Result<Vec<u8>, Failure> {
        let missing = || Failure { doing: "read", path: name.into(), cause: io::ErrorKind::NotFound.into() };
        self.0.get(name).cloned().ok_or_else(missing)
    }
}
