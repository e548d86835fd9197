//! Asks the server. Time-out by silence, not by length: as long as bytes come, a slow line may take its time; after 20 seconds
//! without any, the request is given up and comes again later.
use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, ReadableStreamDefaultReader, RequestCache, RequestInit,
    RequestRedirect, Response,
};

const SILENCE_MS: u32 = 20_000;

/// What is sent.
pub enum Body {
    /// Nothing: the request only reads.
    Nothing,
    /// JSON text.
    Json(String),
    /// A file as it is.
    File(web_sys::File),
}

/// What came back.
pub struct Fetched {
    /// HTTP status.
    pub status: u16,
    /// The whole body.
    pub body: Vec<u8>,
    /// The server asks to wait so long, milliseconds.
    pub retry_after_ms: Option<u64>,
}

/// No answer came, or not a whole one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoAnswer;

impl From<JsValue> for NoAnswer {
    fn from(_told: JsValue) -> Self {
        Self
    }
}

/// Asks, and reads the whole answer.
pub async fn fetch(address: &str, body: Body) -> Result<Fetched, NoAnswer> {
    let init = question(body)?;
    let patience = Patience::new()?;
    init.set_signal(Some(&patience.controller.signal()));
    let window = web_sys::window().ok_or(NoAnswer)?;
    let response: Response = JsFuture::from(window.fetch_with_str_and_init(address, &init))
        .await?
        .dyn_into()?;
    patience.bytes_came();
    let retry_after = response.headers().get("retry-after")?;
    let seconds = retry_after.and_then(|text| text.parse::<u64>().ok());
    Ok(Fetched {
        status: response.status(),
        body: read(&response, &patience).await?,
        retry_after_ms: seconds.map(|seconds| seconds.saturating_mul(1_000)),
    })
}

fn question(body: Body) -> Result<RequestInit, JsValue> {
    let init = RequestInit::new();
    // A cached answer would look like being online.
    init.set_cache(RequestCache::NoStore);
    init.set_redirect(RequestRedirect::Error);
    let (kind, body) = match body {
        Body::Nothing => {
            init.set_method("GET");
            return Ok(init);
        }
        Body::Json(text) => ("application/json", text.into()),
        Body::File(file) => ("application/octet-stream", file.into()),
    };
    let headers = Headers::new()?;
    headers.set("content-type", kind)?;
    init.set_method("POST");
    init.set_headers(&headers);
    init.set_body(&body);
    Ok(init)
}

async fn read(response: &Response, patience: &Patience) -> Result<Vec<u8>, JsValue> {
    let mut body = Vec::new();
    let Some(stream) = response.body() else {
        return Ok(body);
    };
    let reader: ReadableStreamDefaultReader = stream.get_reader().dyn_into()?;
    loop {
        let chunk = JsFuture::from(reader.read()).await?;
        patience.bytes_came();
        if Reflect::get(&chunk, &"done".into())?.is_truthy() {
            return Ok(body);
        }
        let bytes: Uint8Array = Reflect::get(&chunk, &"value".into())?.dyn_into()?;
        let start = body.len();
        body.resize(start + bytes.length() as usize, 0);
        bytes.copy_to(&mut body[start..]);
    }
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
