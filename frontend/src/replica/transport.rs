//! Sync's questions to the server, as addresses and bodies.
use js_sys::encode_uri_component;
use shared::sync::event::{Answer, Request};

use crate::platform::fetch::{Body, fetch};

/// Asks, and says what came of it.
pub async fn ask(request: &Request) -> Answer {
    let body = match request {
        Request::Hello | Request::Page { .. } => Ok(Body::Nothing),
        Request::Push(push) => shared::wire::write(push).map(Body::Json),
        Request::Pull(pull) => shared::wire::write(pull).map(Body::Json),
    };
    let Ok(body) = body else {
        return Answer::Lost;
    };
    match fetch(&address(request), body).await {
        Ok(fetched) => Answer::read(
            request,
            fetched.status,
            &fetched.body,
            fetched.retry_after_ms,
        ),
        Err(_no_answer) => Answer::Lost,
    }
}

fn address(request: &Request) -> String {
    match request {
        Request::Hello => "/sync/v1/hello".to_owned(),
        Request::Push(_) => "/sync/v1/push".to_owned(),
        Request::Pull(_) => "/sync/v1/pull".to_owned(),
        Request::Page { scope, seq, page } => {
            format!(
                "/sync/v1/snapshot/{scope}/{seq}/{}",
                String::from(encode_uri_component(page))
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fixed_addresses_are_those_of_the_server() {
        assert_eq!(address(&Request::Hello), "/sync/v1/hello");
    }
}
