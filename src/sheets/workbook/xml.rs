//! The XML of a part of a workbook, event by event, within bounds.
//!
//! What no spreadsheet program writes is refused before the parser sees it: document types with their entities, comments,
//! CDATA, tags and texts without end. So one event never takes more than a megabyte, whatever the file says.

use std::io::{self, BufReader, Read};

use compact_str::CompactString;
use quick_xml::{
    Error, Reader, XmlVersion,
    escape::resolve_predefined_entity,
    events::{BytesStart, Event},
};

use super::{super::packed, container::Beyond};
use crate::sheets::Problem;

/// The longest tag, in bytes.
const TAG: usize = 64 << 10;
/// The longest text between two tags; a cell of a spreadsheet has at most 32,767 characters.
const TEXT: usize = 1 << 20;
/// The most attributes of a tag.
const ATTRIBUTES: usize = 1_000;
/// How deep tags may stand in each other.
const DEPTH: usize = 64;

/// An event that matters.
pub(super) enum Node {
    /// A tag opens; an empty one closes at once.
    Start(Tag),
    /// A tag closes.
    End(CompactString),
    /// Text, with its entities resolved.
    Text(CompactString),
    /// Nothing follows.
    Done,
}

/// An opening tag.
pub(super) struct Tag {
    /// Its name without a prefix.
    pub name: CompactString,
    attributes: Vec<(CompactString, CompactString)>,
}

impl Tag {
    /// An attribute without a prefix.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// An attribute with a prefix, whichever.
    pub fn get_prefixed(&self, name: &str) -> Option<&str> {
        let is = |own: &str| own.split_once(':').is_some_and(|(_, local)| local == name);
        self.attributes.iter().find(|(own, _)| is(own)).map(|(_, value)| value.as_str())
    }

    /// Whether an attribute says yes.
    pub fn is(&self, name: &str) -> bool {
        matches!(self.get(name), Some("1" | "true" | "on"))
    }
}

/// A part being read.
pub(super) struct Xml<R: Read> {
    part: String,
    reader: Reader<BufReader<Guard<R>>>,
    buffer: Vec<u8>,
    depth: usize,
}

impl<R: Read> Xml<R> {
    pub fn new(part: &str, inner: R) -> Self {
        let guard = Guard { inner, state: State::Text, run: 0, begun: false };
        let mut reader = Reader::from_reader(BufReader::with_capacity(1 << 16, guard));
        reader.config_mut().expand_empty_elements = true;
        Xml { part: part.to_owned(), reader, buffer: Vec::new(), depth: 0 }
    }

    /// The next event.
    pub fn next(&mut self) -> Result<Node, Problem> {
        loop {
            self.buffer.clear();
            let event = match self.reader.read_event_into(&mut self.buffer) {
                Ok(event) => event,
                Err(error) => return Err(told(&self.part, &error)),
            };
            let node = match event {
                Event::Start(tag) => {
                    self.depth += 1;
                    if self.depth > DEPTH {
                        return Err(packed::beyond(&format!("{} has tags deeper than {DEPTH}", self.part)));
                    }
                    Node::Start(tag_of(&tag).map_err(|error| wrong(&self.part, &error))?)
                }
                Event::End(tag) => {
                    self.depth = self.depth.saturating_sub(1);
                    Node::End(tag.local_name().as_ref().into())
                }
                Event::Text(text) => Node::Text(text.xml10_content().into()),
                Event::GeneralRef(name) => {
                    let character = name.resolve_char_ref().map_err(|error| told(&self.part, &error))?;
                    match (character, resolve_predefined_entity(&name)) {
                        (Some(character), _) => Node::Text(CompactString::from(&*character.encode_utf8(&mut [0; 4]))),
                        (None, Some(text)) => Node::Text(text.into()),
                        (None, None) => return Err(wrong(&self.part, "an entity is unknown")),
                    }
                }
                Event::Eof if self.depth > 0 => return Err(wrong(&self.part, "it ends within a tag")),
                Event::Eof => Node::Done,
                Event::Decl(_) | Event::PI(_) => continue,
                Event::Empty(_) | Event::CData(_) | Event::Comment(_) | Event::DocType(_) => {
                    return Err(wrong(&self.part, "it has what no workbook has"));
                }
            };
            return Ok(node);
        }
    }

    /// Calls `visit` for each opening tag to the end.
    pub fn each_tag(&mut self, mut visit: impl FnMut(&Tag)) -> Result<(), Problem> {
        loop {
            match self.next()? {
                Node::Start(tag) => visit(&tag),
                Node::Done => return Ok(()),
                Node::End(_) | Node::Text(_) => {}
            }
        }
    }

    /// Passes over all that stands in the tag that has just opened.
    pub fn skip(&mut self) -> Result<(), Problem> {
        self.text_but(|_| true).map(drop)
    }

    /// All text in the tag that has just opened, but what stands in tags that `skipped` names.
    pub fn text_but(&mut self, skipped: impl Fn(&str) -> bool) -> Result<String, Problem> {
        let (mut depth, mut unread, mut text) = (1, None, String::new());
        loop {
            match self.next()? {
                Node::Start(tag) => {
                    depth += 1;
                    if unread.is_none() && skipped(&tag.name) {
                        unread = Some(depth);
                    }
                }
                Node::End(_) => {
                    if unread == Some(depth) {
                        unread = None;
                    }
                    depth -= 1;
                    if depth == 0 {
                        return Ok(text);
                    }
                }
                Node::Text(more) if unread.is_none() => text.push_str(&more),
                Node::Text(_) => {}
                Node::Done => return Err(self.wrong("it ends within a tag")),
            }
        }
    }

    /// What is wrong with this part.
    pub fn wrong(&self, what: &str) -> Problem {
        wrong(&self.part, what)
    }
}

fn wrong(part: &str, what: &str) -> Problem {
    packed::damaged(&format!("{part}: {what}"))
}

/// An error of the parser, or of what it reads from.
fn told(part: &str, error: &Error) -> Problem {
    match error {
        Error::Io(inner) if inner.get_ref().is_some_and(|own| own.is::<Beyond>()) => packed::beyond(&format!("{part}: {inner}")),
        _ => wrong(part, &error.to_string()),
    }
}

fn tag_of(tag: &BytesStart) -> Result<Tag, String> {
    let mut attributes = Vec::new();
    for attribute in tag.attributes() {
        if attributes.len() == ATTRIBUTES {
            return Err(format!("a tag has more than {ATTRIBUTES} attributes"));
        }
        let attribute = attribute.map_err(|error| error.to_string())?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| error.to_string())?;
        attributes.push((attribute.key.as_ref().into(), value.into()));
    }
    Ok(Tag { name: tag.local_name().as_ref().into(), attributes })
}

/// Looks at every byte on its way to the parser.
struct Guard<R> {
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
