//! Whether the browser keeps what is stored here, and whether there is space.
use js_sys::{Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::StorageManager;

/// What the browser promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promised {
    /// It is kept until somebody clears it.
    Kept,
    /// The browser may clear it when space is short.
    NotKept,
    /// The space is so small that this is a private window: all is gone when it closes.
    Private,
}

/// Below this quota a window is taken for a private one; ordinary ones get gigabytes.
const PRIVATE_BELOW_BYTES: f64 = 150.0 * 1024.0 * 1024.0;

fn manager() -> Option<StorageManager> {
    // Without TLS there is no storage manager; then nothing is promised.
    let navigator = web_sys::window()?.navigator();
    Reflect::get(&navigator, &"storage".into())
        .ok()?
        .dyn_into()
        .ok()
}

async fn ask(promise: Result<Promise, JsValue>) -> Option<JsValue> {
    JsFuture::from(promise.ok()?).await.ok()
}

/// What is stored here and how much there may be, bytes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Space {
    /// Stored.
    pub used: f64,
    /// At most.
    pub quota: f64,
}

/// Asks the browser; it rounds as it likes.
pub async fn space() -> Option<Space> {
    let estimate = ask(manager()?.estimate()).await?;
    let number = |key: &str| Reflect::get(&estimate, &key.into()).ok()?.as_f64();
    Some(Space {
        used: number("usage")?,
        quota: number("quota")?,
    })
}

/// Whether what is stored here fills the space.
pub async fn is_full() -> bool {
    space()
        .await
        .is_some_and(|space| space.used >= space.quota * 0.97)
}

/// What the browser promises now.
pub async fn promised() -> Promised {
    if let Some(space) = space().await
        && space.quota < PRIVATE_BELOW_BYTES
    {
        return Promised::Private;
    }
    let Some(manager) = manager() else {
        return Promised::NotKept;
    };
    match ask(manager.persisted())
        .await
        .and_then(|kept| kept.as_bool())
    {
        Some(true) => Promised::Kept,
        Some(false) | None => Promised::NotKept,
    }
}

/// Asks the browser to keep it; browsers decide by how much the site is used, some ask the person.
pub async fn ask_to_keep() -> Promised {
    if let Some(manager) = manager() {
        ask(manager.persist()).await;
    }
    promised().await
}
