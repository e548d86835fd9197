//! Bytes to text: byte order marks, UTF-16, and the encoding that an XML declaration names.
//!
//! The surprising choice: a file that says `utf-16` but has no mark and is valid UTF-8 is read as UTF-8; programs that
//! serialise from wide strings write that line and then save as UTF-8.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::error::{Fault, ImportErrorCode, Place};

/// The text of a file without its mark; every character is one that XML 1.0 allows.
pub(super) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Fault> {
    let text = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => convert(encoding, &bytes[mark..])?,
        None => match bytes {
            [0, b'<' | b'{' | b'[', ..] => convert(UTF_16BE, bytes)?,
            [b'<' | b'{' | b'[', 0, ..] => convert(UTF_16LE, bytes)?,
            _ => declared(bytes)?,
        },
    };
    match text
        .char_indices()
        .find(|&(_, character)| !is_allowed(character))
    {
        Some((offset, _)) => Err(Fault::at(
            ImportErrorCode::CharacterInvalid,
            Place::of(&text, offset),
        )),
        None => Ok(text),
    }
}

/// Whether XML 1.0 allows a character; JSON is held to the same.
pub(super) fn is_allowed(character: char) -> bool {
    !matches!(character, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}')
}

fn declared(bytes: &[u8]) -> Result<Cow<'_, str>, Fault> {
    let Some(label) = label(bytes) else {
        return convert(UTF_8, bytes);
    };
    match Encoding::for_label(label.as_bytes()) {
        Some(encoding) if encoding == UTF_16LE || encoding == UTF_16BE => convert(UTF_8, bytes),
        Some(encoding) => convert(encoding, bytes),
        None => Err(Fault::at(ImportErrorCode::EncodingUnknown, Place::START).about(&label)),
    }
}

/// The encoding named in `<?xml … encoding="…"?>`, if the file opens with one.
fn label(bytes: &[u8]) -> Option<String> {
    let head = bytes.strip_prefix(b"<?xml")?;
    let head = &head[..head.len().min(200)];
    let end = head.windows(2).position(|pair| pair == b"?>")?;
    let head = String::from_utf8_lossy(&head[..end]);
    let value = head
        .split_once("encoding")?
        .1
        .trim_start()
        .strip_prefix('=')?
        .trim_start();
    let quote = value
        .chars()
        .next()
        .filter(|&quote| quote == '"' || quote == '\'')?;
    value[1..]
        .split_once(quote)
        .map(|(label, _)| label.to_owned())
}

fn convert<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Result<Cow<'a, str>, Fault> {
    if encoding == UTF_8 {
        return std::str::from_utf8(bytes)
            .map(Cow::Borrowed)
            .map_err(|error| {
                let place = Place::START.after(&bytes[..error.valid_up_to()]);
                Fault::at(ImportErrorCode::EncodingInvalid, place).about(encoding.name())
            });
    }
    let (text, has_errors) = encoding.decode_without_bom_handling(bytes);
    if has_errors {
        let offset = text.find('\u{FFFD}').unwrap_or(text.len());
        return Err(
            Fault::at(ImportErrorCode::EncodingInvalid, Place::of(&text, offset))
                .about(encoding.name()),
        );
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(bytes: &[u8]) -> Option<(ImportErrorCode, u32, u32)> {
        decode(bytes)
            .err()
            .map(|fault| (fault.code, fault.place.line, fault.place.column))
    }

    #[test]
    fn marks_and_declared_encodings_are_read() {
        let utf16 = |text: &str| {
            text.encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect::<Vec<u8>>()
        };
        assert_eq!(decode("\u{FEFF}<å/>".as_bytes()).unwrap(), "<å/>");
        assert_eq!(decode(&utf16("\u{FEFF}<å/>")).unwrap(), "<å/>");
        assert_eq!(decode(&utf16("<å/>")).unwrap(), "<å/>");
        assert_eq!(
            decode(b"<?xml version='1.0' encoding='ISO-8859-1'?><\xE5/>")
                .unwrap()
                .split_once("?>")
                .unwrap()
                .1,
            "<å/>"
        );
        assert_eq!(
            decode(b"<?xml version=\"1.0\" encoding = \"windows-1250\"?>\xB3")
                .unwrap()
                .chars()
                .last(),
            Some('ł')
        );
        assert!(decode("<?xml version='1.0' encoding='utf-16'?><å/>".as_bytes()).is_ok());
    }

    #[test]
    fn bytes_that_the_encoding_forbids_are_placed() {
        assert_eq!(
            code(b"<a>\n\xFF</a>"),
            Some((ImportErrorCode::EncodingInvalid, 2, 1))
        );
        assert_eq!(
            code(b"<a>\n\0</a>"),
            Some((ImportErrorCode::CharacterInvalid, 2, 1))
        );
        assert_eq!(
            code(b"<?xml version='1.0' encoding='klingon'?><a/>"),
            Some((ImportErrorCode::EncodingUnknown, 1, 1))
        );
        assert_eq!(
            code(b"\xFF\xFE<\0a"),
            Some((ImportErrorCode::EncodingInvalid, 1, 2))
        );
    }
}
