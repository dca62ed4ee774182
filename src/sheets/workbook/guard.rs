//! What no spreadsheet program writes is refused before the parser of XML sees it: document types with their entities,
//! comments, CDATA, tags and texts without end. So one event never takes more than a megabyte, whatever the file says.

use std::io::{self, Read};

use super::container::Beyond;

/// The longest tag, in bytes.
const TAG: usize = 64 << 10;
/// The longest text between two tags; a cell of a spreadsheet has at most 32,767 characters.
const TEXT: usize = 1 << 20;
/// Looks at every byte on its way to the parser.
pub(super) struct Guard<R> {
    inner: R,
    state: State,
    run: usize,
    begun: bool,
}

#[derive(Clone, Copy)]
enum State {
    Text,
    /// Behind a `<`.
    Opened,
    Tag,
    /// Between these quotation marks in a tag.
    Quoted(u8),
    /// The declaration at the head; whether a `?` was last.
    Declared(bool),
}

impl<R: Read> Read for Guard<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        buffer[..read].iter().try_for_each(|byte| self.pass(*byte))?;
        Ok(read)
    }
}

impl<R> Guard<R> {
    pub fn new(inner: R) -> Self {
        Guard { inner, state: State::Text, run: 0, begun: false }
    }

    fn pass(&mut self, byte: u8) -> io::Result<()> {
        self.run += 1;
        self.state = match (self.state, byte) {
            (State::Text, b'<') => {
                self.run = 0;
                State::Opened
            }
            (State::Text, _) => State::Text,
            (_, b'<') => return Err(io::Error::other("a tag opens within a tag")),
            (State::Opened, b'!') => return Err(io::Error::other("it has a document type, a comment or CDATA")),
            (State::Opened, b'?') if !self.begun => State::Declared(false),
            (State::Opened, b'?') => return Err(io::Error::other("it has a processing instruction")),
            (State::Declared(asked), b'>') if !asked => return Err(io::Error::other("its declaration is wrong")),
            (State::Opened | State::Tag | State::Declared(_), b'>') => {
                self.run = 0;
                State::Text
            }
            (State::Opened | State::Tag, b'"' | b'\'') => State::Quoted(byte),
            (State::Quoted(mark), own) if mark == own => State::Tag,
            (State::Quoted(mark), _) => State::Quoted(mark),
            (State::Opened | State::Tag, _) => State::Tag,
            (State::Declared(_), _) => State::Declared(byte == b'?'),
        };
        self.begun |= !matches!(self.state, State::Opened | State::Text);
        let most = if matches!(self.state, State::Text) { TEXT } else { TAG };
        if self.run > most { Err(io::Error::other(Beyond("a tag or a text has no end"))) } else { Ok(()) }
    }
}
