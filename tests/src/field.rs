//! What is seen of a caseworker's forms on a telephone, and what lies on a device afterwards.
use anyhow::{Context, Result};
use serde_json::json;

use crate::browser::{Page, Screen};
use crate::desk;

/// A telephone.
pub const PHONE: Screen = Screen {
    width: 390,
    height: 844,
    scale: 2.0,
    touch: true,
};
/// Waits until the touch choice or field with this id is checked.
///
/// # Errors
/// When it is not in time.
pub async fn is_checked(page: &Page, id: &str) -> Result<()> {
    let script = "return document.getElementById(args[0])?.checked === true";
    desk::until(page, &format!("{id} checked"), script, vec![json!(id)]).await
}

/// Waits until a field holds this.
///
/// # Errors
/// When it does not in time.
pub async fn holds(page: &Page, id: &str, text: &str) -> Result<()> {
    let script = "return document.getElementById(args[0])?.value === args[1]";
    let arguments = vec![json!(id), json!(text)];
    desk::until(page, &format!("{id} to hold {text:?}"), script, arguments).await
}

/// How often a word stands in anything that this browser keeps for the site: databases, local storage, caches.
///
/// # Errors
/// When the browser does not give them.
pub async fn kept(page: &Page, word: &str) -> Result<u64> {
    let script = "const word = args[0]; let count = 0; \
        const look = (value) => { const text = value instanceof Uint8Array ? new TextDecoder().decode(value) : JSON.stringify(value) ?? ''; \
            count += text.split(word).length - 1 }; \
        for (const { name } of await indexedDB.databases()) { \
            const db = await new Promise((done, failed) => { const r = indexedDB.open(name); r.onsuccess = () => done(r.result); r.onerror = () => failed(r.error) }); \
            for (const store of db.objectStoreNames) { \
                const all = await new Promise((done, failed) => { const r = db.transaction(store).objectStore(store).getAll(); \
                    r.onsuccess = () => done(r.result); r.onerror = () => failed(r.error) }); \
                all.forEach(look) } \
            db.close() } \
        look({ ...localStorage }); look({ ...sessionStorage }); \
        for (const name of await caches.keys()) { const cache = await caches.open(name); \
            for (const request of await cache.keys()) if (!/\\.(wasm|js|css|svg|png)/.test(request.url)) look(await (await cache.match(request)).text()) } \
        return count";
    let count = page.run(script, vec![json!(word)]).await?;
    count.as_u64().context("no count")
}
