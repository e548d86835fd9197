//! Passkeys: the browser's own dialog, asked and answered in its own JSON, so that nothing of it has to be taken apart here.
use js_sys::{Function, JSON, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Nothing came of it: the person said no, took too long, or the device has no such passkey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoPasskey;

impl From<JsValue> for NoPasskey {
    fn from(_told: JsValue) -> Self {
        Self
    }
}

/// What is asked of the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Make one.
    Make,
    /// Show one.
    Show,
}

/// Whether this browser has passkeys at this address: none has them at one made of numbers.
#[must_use]
pub fn is_possible() -> bool {
    let host = web_sys::window().and_then(|window| window.location().hostname().ok());
    let is_name = host.is_some_and(|host| {
        !host.starts_with('[') && host.chars().any(|sign| sign.is_ascii_alphabetic())
    });
    is_name && class().and_then(|class| parser(&class, Ask::Show)).is_ok()
}

/// Asks the browser; `options` are the server's, the answer is for the server.
///
/// # Errors
/// When nothing came of it.
pub async fn ask(ask: Ask, options: &str) -> Result<String, NoPasskey> {
    let class = class()?;
    let options = parser(&class, ask)?.call1(&class, &JSON::parse(options)?)?;
    let question = Object::new();
    Reflect::set(&question, &"publicKey".into(), &options)?;
    let navigator = web_sys::window().ok_or(NoPasskey)?.navigator();
    let container = Reflect::get(&navigator, &"credentials".into())?;
    let method = match ask {
        Ask::Make => "create",
        Ask::Show => "get",
    };
    let method: Function = Reflect::get(&container, &method.into())?.dyn_into()?;
    let promise: Promise = method.call1(&container, &question)?.dyn_into()?;
    let credential = JsFuture::from(promise).await?;
    // `stringify` asks the credential for its own JSON.
    Ok(JSON::stringify(&credential)?.into())
}

fn class() -> Result<JsValue, NoPasskey> {
    let window = web_sys::window().ok_or(NoPasskey)?;
    Ok(Reflect::get(&window, &"PublicKeyCredential".into())?)
}

fn parser(class: &JsValue, ask: Ask) -> Result<Function, NoPasskey> {
    let name = match ask {
        Ask::Make => "parseCreationOptionsFromJSON",
        Ask::Show => "parseRequestOptionsFromJSON",
    };
    Ok(Reflect::get(class, &name.into())?.dyn_into()?)
}
