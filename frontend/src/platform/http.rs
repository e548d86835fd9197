//! Questions to the server outside sync: sessions, links, invitations, lists that no device keeps.
use gloo_net::http::{Request, Response};
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
    let response = Request::get(path)
        .send()
        .await
        .map_err(|_network| HttpError::Offline)?;
    read(response).await
}

/// Sends JSON and reads JSON.
pub async fn post<B: Serialize, T: DeserializeOwned>(path: &str, body: &B) -> Result<T, HttpError> {
    let request = Request::post(path)
        .json(body)
        .map_err(|_body| HttpError::Unreadable)?;
    let response = request
        .send()
        .await
        .map_err(|_network| HttpError::Offline)?;
    read(response).await
}

/// Sends one file as it is, with its name.
pub async fn upload<T: DeserializeOwned>(path: &str, file: &web_sys::File) -> Result<T, HttpError> {
    let name = String::from(js_sys::encode_uri_component(&file.name()));
    let request = Request::post(&format!("{path}?file={name}"))
        .header("Content-Type", "application/octet-stream")
        .body(file.clone())
        .map_err(|_body| HttpError::Unreadable)?;
    let response = request
        .send()
        .await
        .map_err(|_network| HttpError::Offline)?;
    read(response).await
}

async fn read<T: DeserializeOwned>(response: Response) -> Result<T, HttpError> {
    if response.ok() {
        // An answer without content reads as `null`.
        let text = response
            .text()
            .await
            .map_err(|_cut_off| HttpError::Offline)?;
        let text = if text.is_empty() { "null" } else { &text };
        return shared::wire::read(text.as_bytes()).map_err(|_other_shape| HttpError::Unreadable);
    }
    let problem: Value = response.json().await.unwrap_or(Value::Null);
    let code = problem
        .get("code")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    Err(HttpError::Refused {
        status: response.status(),
        code,
        data: problem,
    })
}
