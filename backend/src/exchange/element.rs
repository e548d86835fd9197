//! An XML element in memory, and paths through it by namespace and local name.
//!
//! Paths are written as in the official XPaths, `cac:TenderingTerms/cbc:Note`, with our own fixed prefixes (see `spaces`).

use super::error::Place;
use super::spaces::Space;

/// An element with its content in order.
#[derive(Debug)]
pub(super) struct Element {
    pub space: Space,
    pub local: String,
    /// Attributes without a prefix.
    pub attributes: Vec<(String, String)>,
    pub content: Vec<Content>,
    pub place: Place,
}

/// What stands between two tags.
#[derive(Debug)]
pub(super) enum Content {
    Element(Element),
    Text(String),
}

impl Element {
    /// Child elements, any name.
    pub fn elements(&self) -> impl Iterator<Item = &Self> {
        self.content.iter().filter_map(|content| match content {
            Content::Element(element) => Some(element),
            Content::Text(_) => None,
        })
    }

    /// All elements at a path, in document order.
    pub fn all<'a>(&'a self, path: &str) -> Vec<&'a Self> {
        let mut found = vec![self];
        for step in path.split('/') {
            let (prefix, local) = step.split_once(':').unwrap_or(("", step));
            let space = Space::of_prefix(prefix);
            found = found
                .into_iter()
                .flat_map(Self::elements)
                .filter(|e| e.space == space && e.local == local)
                .collect();
        }
        found
    }

    /// The first element at a path.
    pub fn find(&self, path: &str) -> Option<&Self> {
        self.all(path).into_iter().next()
    }

    /// The text of the first element at a path that has any.
    pub fn text_at(&self, path: &str) -> Option<String> {
        self.all(path).into_iter().find_map(Self::text)
    }

    /// All elements below this one that a test picks, in document order; does not look inside a picked one.
    pub fn below<'a>(&'a self, pick: &dyn Fn(&Self) -> bool) -> Vec<&'a Self> {
        let mut found = Vec::new();
        for element in self.elements() {
            if pick(element) {
                found.push(element);
            } else {
                found.extend(element.below(pick));
            }
        }
        found
    }

    /// The whole text below, without blanks at the ends; `None` when nothing is left.
    pub fn text(&self) -> Option<String> {
        let mut text = String::new();
        self.gather(&mut text);
        let trimmed = text.trim();
        (!trimmed.is_empty()).then(|| trimmed.to_owned())
    }

    fn gather(&self, text: &mut String) {
        for content in &self.content {
            match content {
                Content::Element(element) => element.gather(text),
                Content::Text(part) => text.push_str(part),
            }
        }
    }

    /// An attribute without blanks at its ends, unless empty.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let (_, value) = self.attributes.iter().find(|(local, _)| local == name)?;
        Some(value.trim()).filter(|value| !value.is_empty())
    }
}
