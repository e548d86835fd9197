//! Text to a tree of elements: namespaces resolved, DOCTYPE refused, entities beyond XML's five refused, all bounded.

use quick_xml::errors::{Error, IllFormedError};
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::{NsReader, XmlVersion};

use super::decode::is_allowed;
use super::element::{Content, Element};
use super::error::{Fault, ImportErrorCode, Place};
use super::limit::{Budget, DEPTH_MAX};
use super::spaces::Space;

/// Reads a whole document.
pub(super) fn parse(text: &str, budget: &mut Budget) -> Result<Element, Fault> {
    let mut reader = NsReader::from_str(text);
    let mut builder = Builder {
        text,
        offset: 0,
        place: Place::START,
        open: Vec::new(),
        root: None,
    };
    loop {
        let start = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        builder.advance(start);
        budget.spend(|| builder.place)?;
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                let offset = usize::try_from(reader.error_position()).unwrap_or(usize::MAX);
                return Err(builder.fault(&error, offset));
            }
        };
        match event {
            Event::Start(tag) => builder.open(&reader, &tag, budget)?,
            Event::Empty(tag) => {
                builder.open(&reader, &tag, budget)?;
                builder.close()?;
            }
            Event::End(_) => builder.close()?,
            Event::Text(text) => builder.text(&text.xml10_content())?,
            Event::CData(text) => builder.text(&text.xml10_content())?,
            Event::GeneralRef(reference) => builder.reference(&reference)?,
            Event::DocType(_) => return Err(builder.here(ImportErrorCode::DoctypeRefused)),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => return builder.finish(),
        }
    }
}

struct Builder<'a> {
    text: &'a str,
    offset: usize,
    place: Place,
    open: Vec<Element>,
    root: Option<Element>,
}

impl Builder<'_> {
    fn advance(&mut self, offset: usize) {
        let offset = offset.min(self.text.len());
        if offset > self.offset {
            self.place = self.place.after(&self.text.as_bytes()[self.offset..offset]);
            self.offset = offset;
        }
    }

    fn here(&self, code: ImportErrorCode) -> Fault {
        Fault::at(code, self.place)
    }

    fn open(
        &mut self,
        reader: &NsReader<&[u8]>,
        tag: &BytesStart<'_>,
        budget: &mut Budget,
    ) -> Result<(), Fault> {
        if self.open.len() >= DEPTH_MAX {
            return Err(self.here(ImportErrorCode::TooDeep));
        }
        if self.open.is_empty() && self.root.is_some() {
            return Err(self.here(ImportErrorCode::XmlMalformed));
        }
        let (resolved, local) = reader.resolver().resolve_element(tag.name());
        let space = match resolved {
            ResolveResult::Bound(namespace) => Space::of(namespace.as_ref()),
            ResolveResult::Unbound => Space::Other,
            ResolveResult::Unknown(prefix) => {
                return Err(self.here(ImportErrorCode::NamespaceUnknown).about(&prefix));
            }
        };
        let mut attributes = Vec::new();
        for attribute in tag.attributes() {
            // One tag may hold a million: each costs as a tag of its own does.
            budget.spend(|| self.place)?;
            let attribute =
                attribute.map_err(|error| self.fault(&Error::InvalidAttr(error), self.offset))?;
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|error| self.fault(&error, self.offset))?;
            if attribute.key.prefix().is_none() && attribute.key.as_namespace_binding().is_none() {
                attributes.push((
                    attribute.key.local_name().as_ref().to_owned(),
                    value.into_owned(),
                ));
            }
        }
        let local = local.as_ref().to_owned();
        self.open.push(Element {
            space,
            local,
            attributes,
            content: Vec::new(),
            place: self.place,
        });
        Ok(())
    }

    fn close(&mut self) -> Result<(), Fault> {
        let element = self
            .open
            .pop()
            .ok_or_else(|| self.here(ImportErrorCode::XmlMalformed))?;
        match self.open.last_mut() {
            Some(parent) => parent.content.push(Content::Element(element)),
            None => self.root = Some(element),
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), Fault> {
        match self.open.last_mut() {
            Some(parent) => match parent.content.last_mut() {
                Some(Content::Text(before)) => before.push_str(text),
                Some(Content::Element(_)) | None => {
                    parent.content.push(Content::Text(text.to_owned()))
                }
            },
            None if text.trim().is_empty() => {}
            None => return Err(self.here(ImportErrorCode::XmlMalformed)),
        }
        Ok(())
    }

    fn reference(&mut self, reference: &BytesRef<'_>) -> Result<(), Fault> {
        let unknown = |builder: &Self| {
            builder
                .here(ImportErrorCode::EntityUnknown)
                .about(reference)
        };
        if reference.is_char_ref() {
            let character = reference
                .resolve_char_ref()
                .ok()
                .flatten()
                .filter(|&character| is_allowed(character));
            let character =
                character.ok_or_else(|| self.here(ImportErrorCode::CharacterInvalid))?;
            return self.text(character.encode_utf8(&mut [0; 4]));
        }
        let replacement = resolve_xml_entity(reference).ok_or_else(|| unknown(self))?;
        self.text(replacement)
    }

    fn finish(mut self) -> Result<Element, Fault> {
        self.advance(self.text.len());
        match (self.open.pop(), self.root.take()) {
            (None, Some(root)) => Ok(root),
            (Some(open), _) => Err(self.here(ImportErrorCode::XmlMalformed).about(&open.local)),
            (None, None) => Err(self.here(ImportErrorCode::XmlMalformed)),
        }
    }

    fn fault(&self, error: &Error, offset: usize) -> Fault {
        let code = match error {
            Error::Namespace(_) => ImportErrorCode::NamespaceUnknown,
            Error::Escape(_) => ImportErrorCode::EntityUnknown,
            Error::IllFormed(IllFormedError::MissingDoctypeName) => ImportErrorCode::DoctypeRefused,
            Error::Io(_)
            | Error::Syntax(_)
            | Error::IllFormed(_)
            | Error::InvalidAttr(_)
            | Error::Encoding(_) => ImportErrorCode::XmlMalformed,
        };
        Fault::at(code, Place::of(self.text, offset)).about(&error.to_string())
    }
}
