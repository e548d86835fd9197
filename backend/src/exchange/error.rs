//! Why a file is not a notice that can be read: a stable code, and where.

use serde::Serialize;

/// A refused file. Has no words: the command line and the screens make them from the code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportError {
    /// The name under which the file was given.
    pub file: String,
    /// What is wrong.
    pub code: ImportErrorCode,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// The name or label that the code is about, at most 80 characters.
    pub detail: Option<String>,
}

/// Stable codes; never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportErrorCode {
    /// The file cannot be opened or read.
    FileUnreadable,
    /// No content, or blanks only.
    Empty,
    /// More bytes than `BYTES_MAX`.
    TooLarge,
    /// The declared encoding is not known.
    EncodingUnknown,
    /// Bytes that the encoding does not allow.
    EncodingInvalid,
    /// A character that XML and JSON do not allow, such as NUL.
    CharacterInvalid,
    /// A document type declaration: refused, whatever it says.
    DoctypeRefused,
    /// An entity other than the five of XML.
    EntityUnknown,
    /// A prefix without a namespace.
    NamespaceUnknown,
    /// Not well-formed XML.
    XmlMalformed,
    /// Not JSON.
    JsonMalformed,
    /// Nested deeper than `DEPTH_MAX`.
    TooDeep,
    /// More tags, texts or values than `EVENTS_MAX`.
    TooManyEvents,
    /// Reading took longer than `MILLIS_MAX`.
    TooSlow,
    /// Well formed, but no notice of a known format.
    NotANotice,
    /// A TED export of another version than R2.0.9.
    VersionUnsupported,
    /// A package that holds no notice.
    PackageEmpty,
    /// A package with more notices than `NOTICES_MAX`.
    TooManyNotices,
}

impl ImportErrorCode {
    /// The stable code as text.
    #[must_use]
    pub fn as_text(self) -> &'static str {
        match self {
            Self::FileUnreadable => "file_unreadable",
            Self::Empty => "empty",
            Self::TooLarge => "too_large",
            Self::EncodingUnknown => "encoding_unknown",
            Self::EncodingInvalid => "encoding_invalid",
            Self::CharacterInvalid => "character_invalid",
            Self::DoctypeRefused => "doctype_refused",
            Self::EntityUnknown => "entity_unknown",
            Self::NamespaceUnknown => "namespace_unknown",
            Self::XmlMalformed => "xml_malformed",
            Self::JsonMalformed => "json_malformed",
            Self::TooDeep => "too_deep",
            Self::TooManyEvents => "too_many_events",
            Self::TooSlow => "too_slow",
            Self::NotANotice => "not_a_notice",
            Self::VersionUnsupported => "version_unsupported",
            Self::PackageEmpty => "package_empty",
            Self::TooManyNotices => "too_many_notices",
        }
    }
}

/// An error before the name of the file is known to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub code: ImportErrorCode,
    pub place: Place,
    pub detail: Option<String>,
}

impl Fault {
    pub fn at(code: ImportErrorCode, place: Place) -> Self {
        Self {
            code,
            place,
            detail: None,
        }
    }

    pub fn about(mut self, detail: &str) -> Self {
        self.detail = Some(detail.chars().take(80).collect());
        self
    }

    pub fn in_file(self, file: &str) -> ImportError {
        ImportError {
            file: file.to_owned(),
            code: self.code,
            line: self.place.line,
            column: self.place.column,
            detail: self.detail,
        }
    }
}

/// A place in a text, both from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub line: u32,
    pub column: u32,
}

impl Place {
    pub const START: Self = Self { line: 1, column: 1 };

    /// The place of a byte offset; offsets past the end mean the end, offsets inside a character its start.
    pub fn of(text: &str, offset: usize) -> Self {
        Self::START.after(&text.as_bytes()[..offset.min(text.len())])
    }

    /// The place after more text has been read from here.
    pub fn after(self, read: &[u8]) -> Self {
        let mut place = self;
        for &byte in read {
            if byte == b'\n' {
                place = Self {
                    line: place.line.saturating_add(1),
                    column: 1,
                };
            } else if byte & 0xC0 != 0x80 {
                place.column = place.column.saturating_add(1);
            }
        }
        place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_lines_and_characters_from_one() {
        let text = "ab\nå\u{1F600}c";
        assert_eq!(Place::of(text, 0), Place { line: 1, column: 1 });
        assert_eq!(Place::of(text, 3), Place { line: 2, column: 1 });
        assert_eq!(
            Place::of(text, text.len() - 1),
            Place { line: 2, column: 3 }
        );
        assert_eq!(Place::of(text, 999), Place { line: 2, column: 4 });
    }
}
