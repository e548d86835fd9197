//! Questions to the server outside sync: sessions, links, invitations, lists that no device keeps.
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::fetch::{Body, fetch};

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
    typed(exchange(path, Body::Nothing).await)
}

/// Asks for a list (`shared::api::Items`): its rows alone have a type here, which is less code than one for each kind of list.
pub async fn list<T: DeserializeOwned>(path: &str) -> Result<Vec<T>, HttpError> {
    typed(items(path).await.map(|(items, _next)| items))
}

/// Asks for a page of a list (`shared::api::Page`), and gives where the next begins.
pub async fn page<T: DeserializeOwned>(path: &str) -> Result<(Vec<T>, Option<String>), HttpError> {
    let (items, next) = items(path).await?;
    Ok((typed(Ok(items))?, next))
}

async fn items(path: &str) -> Result<(Value, Option<String>), HttpError> {
    let mut answer = exchange(path, Body::Nothing).await?;
    let next = answer
        .get("next")
        .and_then(Value::as_str)
        .map(str::to_owned);
    let items = answer.get_mut("items").map(Value::take);
    Ok((items.unwrap_or_default(), next))
}

/// Sends JSON and reads JSON.
pub async fn post<B: Serialize, T: DeserializeOwned>(path: &str, body: &B) -> Result<T, HttpError> {
    let text = shared::wire::write(body).map_err(|_body| HttpError::Unreadable)?;
    typed(exchange(path, Body::Json(text)).await)
}

/// A request as JSON, to be sent later.
///
/// # Errors
/// When it cannot be written.
pub fn text<B: Serialize>(body: &B) -> Result<String, HttpError> {
    shared::wire::write(body).map_err(|_body| HttpError::Unreadable)
}

/// Sends JSON that was written before, and reads JSON.
///
/// # Errors
/// As the server says.
pub async fn post_text<T: DeserializeOwned>(path: &str, text: String) -> Result<T, HttpError> {
    typed(exchange(path, Body::Json(text)).await)
}

/// Sends one file as it is, with its name.
pub async fn upload<T: DeserializeOwned>(path: &str, file: &web_sys::File) -> Result<T, HttpError> {
    let name = String::from(js_sys::encode_uri_component(&file.name()));
    let path = format!("{path}?file={name}");
    typed(exchange(&path, Body::File(file.clone())).await)
}

fn typed<T: DeserializeOwned>(answer: Result<Value, HttpError>) -> Result<T, HttpError> {
    shared::wire::read_value(&answer?).map_err(|_other_shape| HttpError::Unreadable)
}

/// Asks, whatever the types are: compiled once for all of them.
async fn exchange(path: &str, body: Body) -> Result<Value, HttpError> {
    let answer = fetch(path, body)
        .await
        .map_err(|_no_answer| HttpError::Offline)?;
    let (status, body) = (answer.status, answer.body);
    if (200..300).contains(&status) {
        // An answer without content reads as `null`.
        let body = if body.is_empty() { b"null" } else { &body[..] };
        return shared::wire::read(body).map_err(|_no_json| HttpError::Unreadable);
    }
    let data: Value = shared::wire::read(&body).unwrap_or(Value::Null);
    let code = data
        .get("code")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    Err(HttpError::Refused { status, code, data })
}
