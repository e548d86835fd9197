//! The session's cookie. `__Host-` makes the browser itself refuse it without `Secure`, with another path or for a whole
//! domain; Chromium and Firefox take `Secure` cookies from localhost over plain http too.

use axum::http::{HeaderMap, HeaderValue, header};

use super::token;
use crate::error::ApiError;
use crate::store::Hash;

/// Its name.
pub const NAME: &str = "__Host-sid";

/// Hands the session to the browser until its absolute end.
pub fn give(text: &str, minutes: u32) -> Result<HeaderValue, ApiError> {
    let seconds = u64::from(minutes) * 60;
    HeaderValue::try_from(format!(
        "{NAME}={text}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age={seconds}"
    ))
    .map_err(ApiError::internal)
}

/// Takes it back.
pub fn take() -> HeaderValue {
    HeaderValue::from_static("__Host-sid=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0")
}

/// The hash of the presented session; none when there is none, more than one, or one that cannot be ours.
pub fn presented(headers: &HeaderMap) -> Option<Hash> {
    value(headers, NAME).and_then(token::hash)
}

/// Whether anything is presented as a session, whatever it is worth.
pub fn is_presented(headers: &HeaderMap) -> bool {
    values(headers, NAME).next().is_some()
}

/// The value of a cookie; none when there is none or more than one.
pub fn value<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let mut values = values(headers, name);
    match (values.next(), values.next()) {
        (Some(value), None) => Some(value),
        (Some(_), Some(_)) | (None, _) => None,
    }
}

fn values<'h>(headers: &'h HeaderMap, name: &str) -> impl Iterator<Item = &'h str> {
    let lines = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok());
    lines
        .flat_map(|line| line.split(';'))
        .filter_map(move |pair| {
            let (found, value) = pair.split_once('=')?;
            (found.trim() == name).then(|| value.trim())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_host_bound_secure_hidden_and_strict() {
        let given = give(&"a".repeat(64), 600).unwrap();
        let text = given.to_str().unwrap();
        for part in [
            "__Host-sid=aaaa",
            "; Path=/",
            "; Secure",
            "; HttpOnly",
            "; SameSite=Strict",
            "; Max-Age=36000",
        ] {
            assert!(text.contains(part), "{text} lacks {part}");
        }
        assert!(!text.contains("Domain"));
    }

    #[test]
    fn two_sessions_in_one_request_are_none() {
        let presented_in = |lines: &[&str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(header::COOKIE, line.parse().unwrap());
            }
            presented(&headers)
        };
        let (one, two) = ("a".repeat(64), "b".repeat(64));
        assert!(presented_in(&[&format!("theme=x; __Host-sid={one}")]).is_some());
        assert!(presented_in(&[&format!("__Host-sid={one}; __Host-sid={two}")]).is_none());
        assert!(
            presented_in(&[&format!("__Host-sid={one}"), &format!("__Host-sid={two}")]).is_none()
        );
        assert!(presented_in(&[&format!("sid={one}"), "__Host-sid="]).is_none());
    }

    #[test]
    fn whatever_is_presented_as_a_session_is_not_nobody() {
        let is_presented_in = |line: &str| {
            let headers = HeaderMap::from_iter([(header::COOKIE, line.parse().unwrap())]);
            is_presented(&headers)
        };
        assert!(is_presented_in("theme=x; __Host-sid="));
        assert!(is_presented_in("__Host-sid=a; __Host-sid=b"));
        assert!(!is_presented_in("theme=x; sid=__Host-sid"));
        assert!(!is_presented(&HeaderMap::new()));
    }
}
