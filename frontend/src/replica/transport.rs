//! Asks the server. Time-out by silence, not by length: as long as bytes come, a slow line may take its time; after 20 seconds
//! without any, the request is given up and comes again later.
use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::{Reflect, Uint8Array, encode_uri_component};
use serde::Serialize;
use shared::sync::event::{Answer, Request};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, ReadableStreamDefaultReader, RequestCache, RequestInit,
    RequestRedirect, Response,
};

const SILENCE_MS: u32 = 20_000;

/// Asks, and says what came of it.
pub async fn ask(request: &Request) -> Answer {
    let Ok(init) = question(request) else {
        return Answer::Lost;
    };
    match exchange(&address(request), &init).await {
        Ok((status, body, retry_after_ms)) => Answer::read(request, status, &body, retry_after_ms),
        Err(_no_network) => Answer::Lost,
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

fn question(request: &Request) -> Result<RequestInit, JsValue> {
    let init = RequestInit::new();
    // A cached answer would look like being online.
    init.set_cache(RequestCache::NoStore);
    init.set_redirect(RequestRedirect::Error);
    match request {
        Request::Hello | Request::Page { .. } => init.set_method("GET"),
        Request::Push(push) => json(&init, push)?,
        Request::Pull(pull) => json(&init, pull)?,
    }
    Ok(init)
}

fn json<T: Serialize>(init: &RequestInit, body: &T) -> Result<(), JsValue> {
    let text = shared::wire::write(body).map_err(|error| JsValue::from(error.to_string()))?;
    let headers = Headers::new()?;
    headers.set("content-type", "application/json")?;
    init.set_method("POST");
    init.set_headers(&headers);
    init.set_body(&text.into());
    Ok(())
}

/// Gives the request up when it is not told of bytes for too long.
struct Patience {
    controller: AbortController,
    timer: RefCell<Option<Timeout>>,
}

impl Patience {
    fn new() -> Result<Rc<Self>, JsValue> {
        let patience = Self {
            controller: AbortController::new()?,
            timer: RefCell::default(),
        };
        patience.bytes_came();
        Ok(Rc::new(patience))
    }
    fn bytes_came(&self) {
        let controller = self.controller.clone();
        // The earlier timer is cleared when it is dropped.
        *self.timer.borrow_mut() = Some(Timeout::new(SILENCE_MS, move || controller.abort()));
    }
}

async fn exchange(
    address: &str,
    init: &RequestInit,
) -> Result<(u16, Vec<u8>, Option<u64>), JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let patience = Patience::new()?;
    init.set_signal(Some(&patience.controller.signal()));
    let response: Response = JsFuture::from(window.fetch_with_str_and_init(address, init))
        .await?
        .dyn_into()?;
    patience.bytes_came();
    let retry_after = response
        .headers()
        .get("retry-after")?
        .and_then(|text| text.parse::<u64>().ok());
    let mut body = Vec::new();
    if let Some(stream) = response.body() {
        let reader: ReadableStreamDefaultReader = stream.get_reader().dyn_into()?;
        loop {
            let chunk = JsFuture::from(reader.read()).await?;
            patience.bytes_came();
            if Reflect::get(&chunk, &"done".into())?.is_truthy() {
                break;
            }
            let bytes: Uint8Array = Reflect::get(&chunk, &"value".into())?.dyn_into()?;
            let start = body.len();
            body.resize(start + bytes.length() as usize, 0);
            bytes.copy_to(&mut body[start..]);
        }
    }
    Ok((
        response.status(),
        body,
        retry_after.map(|seconds| seconds.saturating_mul(1_000)),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fixed_addresses_are_those_of_the_server() {
        assert_eq!(address(&Request::Hello), "/sync/v1/hello");
    }
}
