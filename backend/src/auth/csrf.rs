//! Keeps other sites from writing with a user's cookie: Fetch Metadata first, `Origin` where the browser sends none of it.
//! Neither header is a refusal too, so a program that writes must say `Origin` itself.

use axum::http::uri::{Authority, Uri};
use axum::http::{HeaderMap, header};

use crate::error::{ApiError, ErrorCode};

/// Lets a writing request through only when it was made by our own pages. HTTP/2 names the host in the request's address, where
/// HTTP/1.1 has a header for it.
pub fn check(headers: &HeaderMap, address: &Uri, public_origin: &str) -> Result<(), ApiError> {
    let site = single(headers, "sec-fetch-site")?;
    let origin = single(headers, header::ORIGIN.as_str())?;
    let origin_is_ours = match origin {
        Some(origin) => is_our_origin(host(headers, address), public_origin, origin),
        None => site.is_some(),
    };
    let site_is_ours = site.is_none_or(|site| site == "same-origin");
    let mode_is_ours = single(headers, "sec-fetch-mode")?
        .is_none_or(|mode| matches!(mode, "cors" | "same-origin"));
    if origin_is_ours && site_is_ours && mode_is_ours {
        Ok(())
    } else {
        Err(ErrorCode::CrossSite.into())
    }
}

/// The only value of a header; several of them, or one that is no text, is nobody's honest request.
fn single<'h>(headers: &'h HeaderMap, name: &str) -> Result<Option<&'h str>, ApiError> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => value
            .to_str()
            .map(Some)
            .map_err(|_error| ErrorCode::CrossSite.into()),
        (Some(_), Some(_)) => Err(ErrorCode::CrossSite.into()),
    }
}

/// Whether `Origin` names this server: the configured address, or else the host that the request was sent to. Plain http is
/// believed on this machine alone.
fn is_our_origin(host: Option<&str>, public_origin: &str, origin: &str) -> bool {
    if !public_origin.is_empty() {
        return origin == public_origin.trim_end_matches('/');
    }
    let Some(host) = host else {
        return false;
    };
    match origin.split_once("://") {
        Some(("https", rest)) => rest == host,
        Some(("http", rest)) => rest == host && is_loopback(host),
        _ => false,
    }
}

/// The host that the request was sent to.
fn host<'r>(headers: &'r HeaderMap, address: &'r Uri) -> Option<&'r str> {
    match headers.get(header::HOST) {
        Some(host) => host.to_str().ok(),
        None => address.authority().map(Authority::as_str),
    }
}

fn is_loopback(host: &str) -> bool {
    host.parse::<Authority>()
        .is_ok_and(|authority| matches!(authority.host(), "localhost" | "127.0.0.1" | "[::1]"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(pairs: &[(&str, &str)], public_origin: &str) -> bool {
        verdict_at("/auth/v1/login", pairs, public_origin)
    }

    fn verdict_at(address: &str, pairs: &[(&str, &str)], public_origin: &str) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(
                axum::http::HeaderName::from_bytes(name.as_bytes()).unwrap(),
                value.parse().unwrap(),
            );
        }
        check(&headers, &address.parse().unwrap(), public_origin).is_ok()
    }

    #[test]
    fn our_own_pages_and_tools_that_name_us_may_write() {
        let ours: [&[(&str, &str)]; 4] = [
            &[
                ("host", "localhost:8080"),
                ("sec-fetch-site", "same-origin"),
                ("origin", "http://localhost:8080"),
            ],
            &[
                ("host", "localhost:8080"),
                ("sec-fetch-site", "same-origin"),
                ("sec-fetch-mode", "cors"),
            ],
            &[
                ("host", "127.0.0.1:8080"),
                ("origin", "http://127.0.0.1:8080"),
            ],
            &[("host", "a.se"), ("origin", "https://a.se")],
        ];
        for headers in ours {
            assert!(verdict(headers, ""), "{headers:?}");
        }
        assert!(verdict(
            &[("host", "inner:8080"), ("origin", "https://a.se")],
            "https://a.se"
        ));
    }

    #[test]
    fn over_http2_the_host_is_in_the_address() {
        let address = "https://a.se/auth/v1/login";
        assert!(verdict_at(address, &[("origin", "https://a.se")], ""));
        assert!(!verdict_at(address, &[("origin", "https://b.se")], ""));
        assert!(!verdict_at(
            address,
            &[("host", "b.se"), ("origin", "https://a.se")],
            ""
        ));
    }

    #[test]
    fn behind_a_proxy_only_the_configured_address_may_write() {
        assert!(!verdict(
            &[("host", "inner:8080"), ("origin", "https://inner:8080")],
            "https://a.se"
        ));
        assert!(!verdict(
            &[("host", "a.se"), ("origin", "http://a.se")],
            "https://a.se"
        ));
    }
}
