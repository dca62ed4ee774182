//! The XML of a part of a workbook, event by event, within bounds.

use std::io::{BufReader, Read};

use compact_str::CompactString;
use quick_xml::{
    Error, Reader, XmlVersion,
    escape::resolve_predefined_entity,
    events::{BytesStart, Event},
};

use super::{super::packed, container::Beyond, guard::Guard};
use crate::sheets::Problem;

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
        let mut reader = Reader::from_reader(BufReader::with_capacity(1 << 16, Guard::new(inner)));
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
        let mut depth = 1;
        while depth > 0 {
            match self.next()? {
                Node::Start(_) => depth += 1,
                Node::End(_) => depth -= 1,
                Node::Text(_) => {}
                Node::Done => return Err(self.wrong("it ends within a tag")),
            }
        }
        Ok(())
    }

    /// The text of the tag that has just opened, which has no tags in it.
    pub fn text(&mut self) -> Result<String, Problem> {
        let mut text = String::new();
        loop {
            match self.next()? {
                Node::Text(more) => text.push_str(&more),
                Node::End(_) => return Ok(text),
                Node::Start(_) => return Err(self.wrong("a tag stands where text is expected")),
                Node::Done => return Err(self.wrong("it ends within a text")),
            }
        }
    }

    /// The pieces of a text that may be formatted, in the tag that has just opened; how it is pronounced is no part of it.
    pub fn pieces(&mut self) -> Result<String, Problem> {
        let (mut depth, mut text) = (1, String::new());
        while depth > 0 {
            match self.next()? {
                Node::Start(tag) if tag.name == "t" => text.push_str(&self.text()?),
                Node::Start(tag) if tag.name == "rPh" => self.skip()?,
                Node::Start(_) => depth += 1,
                Node::End(_) => depth -= 1,
                Node::Text(own) if own.trim().is_empty() => {}
                Node::Text(_) => return Err(self.wrong("text stands beside its pieces")),
                Node::Done => return Err(self.wrong("it ends within a text")),
            }
        }
        Ok(text)
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
