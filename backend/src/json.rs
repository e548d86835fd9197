//! Reads a JSON body: content type, size and depth are checked before any of it is believed, each with its own code.

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use futures::StreamExt;
use serde::de::DeserializeOwned;

use crate::error::{ApiError, ErrorCode};

/// Deepest nesting that is read.
pub const DEPTH_MAX: usize = 32;
/// Largest body of an ordinary request, in bytes.
pub const BODY_MAX: usize = 64 * 1024;

/// The body of a request, parsed. The types themselves deny unknown fields, the sync envelopes excepted.
pub struct Json<T, const MAX: usize = BODY_MAX>(pub T);

impl<T: DeserializeOwned, S: Send + Sync, const MAX: usize> FromRequest<S> for Json<T, MAX> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _state: &S) -> Result<Self, ApiError> {
        check_type(request.headers(), "application/json")?;
        let bytes = read(request.into_body(), MAX).await?;
        parse(&bytes).map(Self)
    }
}

/// The whole body, or `body_too_large` when it is longer than `max` bytes.
pub async fn read(body: Body, max: usize) -> Result<Vec<u8>, ApiError> {
    let mut pieces = body.into_data_stream();
    let mut whole = Vec::new();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|error| ApiError {
            source: Some(error.into()),
            ..ErrorCode::BodyMalformed.into()
        })?;
        if whole.len() + piece.len() > max {
            return Err(ApiError::from(ErrorCode::BodyTooLarge).with("bytes_max", max));
        }
        whole.extend_from_slice(&piece);
    }
    Ok(whole)
}

/// Parses a body that was already read. The place of an error is told by line and column; the content never is.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    if depth(bytes) > DEPTH_MAX {
        return Err(ApiError::from(ErrorCode::BodyTooDeep).with("depth_max", DEPTH_MAX));
    }
    serde_json::from_slice(bytes).map_err(|error| {
        ApiError::from(ErrorCode::BodyMalformed)
            .with("line", error.line())
            .with("column", error.column())
    })
}

/// Refuses any other content type than the one named.
pub fn check_type(headers: &HeaderMap, expected: &str) -> Result<(), ApiError> {
    let mut values = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return Err(ErrorCode::JsonRequired.into());
    };
    let text = value.to_str().unwrap_or_default();
    let essence = text.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case(expected) {
        Ok(())
    } else {
        Err(ErrorCode::JsonRequired.into())
    }
}

/// How deep brackets nest outside texts; it does not matter here whether they match.
fn depth(bytes: &[u8]) -> usize {
    let (mut now, mut deepest, mut in_text, mut is_escaped) = (0usize, 0usize, false, false);
    for byte in bytes {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if in_text => is_escaped = true,
            b'"' => in_text = !in_text,
            _ if in_text => {}
            b'[' | b'{' => {
                now += 1;
                deepest = deepest.max(now);
            }
            b']' | b'}' => now = now.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nesting_is_taken_at_the_limit_and_refused_beyond_it() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(parse::<serde_json::Value>(nested(DEPTH_MAX).as_bytes()).is_ok());
        assert_eq!(
            parse::<serde_json::Value>(nested(DEPTH_MAX + 1).as_bytes())
                .unwrap_err()
                .code,
            ErrorCode::BodyTooDeep
        );
    }

    #[test]
    fn brackets_inside_texts_do_not_nest() {
        let text = format!(r#""\"{}""#, "[".repeat(100));
        assert!(parse::<String>(text.as_bytes()).is_ok());
    }

    #[tokio::test]
    async fn a_body_is_taken_at_the_limit_and_refused_beyond_it() {
        assert_eq!(read(Body::from("12345"), 5).await.unwrap().len(), 5);
        assert_eq!(
            read(Body::from("123456"), 5).await.unwrap_err().code,
            ErrorCode::BodyTooLarge
        );
    }

    #[test]
    fn only_json_is_taken_as_json() {
        let verdict = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, value.parse().unwrap());
            check_type(&headers, "application/json").is_ok()
        };
        assert!(verdict("application/json") && verdict("Application/JSON; charset=utf-8"));
        for other in [
            "text/plain",
            "text/plain; application/json",
            "application/json-seq",
            "multipart/form-data",
            "",
        ] {
            assert!(!verdict(other), "{other}");
        }
    }
}
