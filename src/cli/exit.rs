//! The exit codes, a sentence each.

use std::{io, process::ExitCode};

use crate::{book::Trouble, files::Failure};

/// How a command ended.
#[derive(Debug)]
pub enum Exit {
    /// Done, and nothing is held.
    Done,
    /// The words were not understood, with the reason.
    Words(String),
    /// Done, but rows are held.
    Held,
    /// The data has a stop: nothing was settled.
    Stopped,
    /// What was compared differs: the report says where.
    Differs,
    /// The book stands in the way.
    Book(Trouble),
    /// A period is closed, and that could not be printed.
    Untold(io::Error),
    /// The program is wrong, not the data.
    Defect,
    /// The disk refused something.
    Files(Failure),
}

impl Exit {
    /// The code of this end. Codes are documented and never reused.
    #[must_use]
    pub fn code(&self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Words(_) => 2,
            Exit::Held => 3,
            Exit::Differs | Exit::Book(Trouble::Broken(_)) => 5,
            Exit::Stopped | Exit::Book(Trouble::Newer(_)) => 4,
            Exit::Defect => 70,
            Exit::Untold(_) | Exit::Book(Trouble::Unknown(_)) => 71,
            Exit::Files(_) | Exit::Book(Trouble::Files(_)) => 74,
            Exit::Book(Trouble::Locked(_)) => 75,
        }
    }

    /// Says what a person must know, and gives the code.
    pub(super) fn say(self) -> ExitCode {
        match &self {
            Exit::Done | Exit::Held | Exit::Stopped | Exit::Differs => {}
            Exit::Words(reason) => eprintln!("error: {reason}\n\nFor more information, try '--help'."),
            Exit::Defect => {
                eprintln!("This is a defect of courtage, not of your data. Nothing was settled. Please report the lines above.")
            }
            Exit::Untold(cause) => {
                eprintln!("error: the period is closed, but that could not be printed: {cause}\nThe same command again says so.")
            }
            Exit::Book(trouble) => eprintln!("error: {trouble}"),
            Exit::Files(failure) => eprintln!("error: {failure}"),
        }
        ExitCode::from(self.code())
    }
}

impl From<Failure> for Exit {
    fn from(failure: Failure) -> Self {
        Exit::Files(failure)
    }
}
