//! Reads the query of a request: one known name at most, once, and nothing else, so that a misspelt parameter is not ignored.

use crate::error::{ApiError, ErrorCode};

/// The value of `name`, when it is there; anything else in the query is refused.
pub fn only(query: Option<&str>, name: &'static str) -> Result<Option<String>, ApiError> {
    let refused = || ApiError::from(ErrorCode::ParameterInvalid).with("parameter", name);
    let mut found = None;
    for pair in query
        .unwrap_or_default()
        .split('&')
        .filter(|pair| !pair.is_empty())
    {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        if key != name || found.is_some() || !value.bytes().all(is_plain) {
            return Err(refused());
        }
        found = Some(value.to_owned());
    }
    Ok(found)
}

/// Our cursors need no escapes.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_known_parameter_is_read_and_any_other_refused() {
        assert_eq!(only(None, "after").unwrap(), None);
        assert_eq!(
            only(Some("after=12"), "after").unwrap().as_deref(),
            Some("12")
        );
        for query in [
            "after=1&after=2",
            "before=1",
            "after=%31",
            "after=1&x=2",
            "AFTER=1",
        ] {
            assert!(only(Some(query), "after").is_err(), "{query}");
        }
    }
}
