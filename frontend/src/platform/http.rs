//! Questions to the server outside sync: sessions, links, invitations, lists that no device keeps.
use gloo_net::http::Request;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HttpError {
    /// The server cannot be reached.
    Offline,
    /// It said no, with a stable code and data.
    Refused {
        /// Status.
        status: u16,
        /// Code of the problem.
        code: String,
        /// Its data.
        data: Value,
    },
    /// It answered something that this app cannot read.
    Unreadable,
}

/// Asks for something.
pub async fn get<T: DeserializeOwned>(path: &str) -> Result<T, HttpError> {
    typed(exchange(Request::get(path).build()).await)
}

/// Sends JSON and reads JSON.
pub async fn post<B: Serialize, T: DeserializeOwned>(path: &str, body: &B) -> Result<T, HttpError> {
    let text = shared::wire::write(body).map_err(|_body| HttpError::Unreadable)?;
    let request = Request::post(path).header("Content-Type", "application/json");
    typed(exchange(request.body(text)).await)
}

/// Sends one file as it is, with its name.
pub async fn upload<T: DeserializeOwned>(path: &str, file: &web_sys::File) -> Result<T, HttpError> {
    let name = String::from(js_sys::encode_uri_component(&file.name()));
    let request = Request::post(&format!("{path}?file={name}"))
        .header("Content-Type", "application/octet-stream");
    typed(exchange(request.body(file.clone())).await)
}

fn typed<T: DeserializeOwned>(answer: Result<Value, HttpError>) -> Result<T, HttpError> {
    shared::wire::read_value(&answer?).map_err(|_other_shape| HttpError::Unreadable)
}

/// Asks, whatever the types are: compiled once for all of them.
async fn exchange(request: Result<Request, gloo_net::Error>) -> Result<Value, HttpError> {
    let request = request.map_err(|_body| HttpError::Unreadable)?;
    let response = request
        .send()
        .await
        .map_err(|_network| HttpError::Offline)?;
    let text = response
        .text()
        .await
        .map_err(|_cut_off| HttpError::Offline)?;
    if response.ok() {
        // An answer without content reads as `null`.
        let text = if text.is_empty() { "null" } else { &text };
        return shared::wire::read(text.as_bytes()).map_err(|_no_json| HttpError::Unreadable);
    }
    let data: Value = shared::wire::read(text.as_bytes()).unwrap_or(Value::Null);
    let code = data
        .get("code")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    Err(HttpError::Refused {
        status: response.status(),
        code,
        data,
    })
}
