//! The texts that `boot.js` fetched before the app started, those that later modules say, and those of another language when somebody
//! chooses it.
use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

const GIVEN: &str = "fotfasteWords";

/// A language that can be chosen: its tag, and what its own speakers call it.
pub type Offered = (String, String);

fn given(name: &str) -> Option<JsValue> {
    let window = web_sys::window()?;
    let given = Reflect::get(&window, &GIVEN.into()).ok()?;
    Reflect::get(&given, &name.into()).ok()
}

/// The language that the page was opened in, and its texts.
#[must_use]
pub fn brought() -> Option<(String, String)> {
    Some((given("tag")?.as_string()?, given("row")?.as_string()?))
}

/// All languages.
#[must_use]
pub fn offered() -> Vec<Offered> {
    let list = given("languages").map(|list| Array::from(&list));
    let pair = |pair: JsValue| {
        let pair = Array::from(&pair);
        Some((pair.get(0).as_string()?, pair.get(1).as_string()?))
    };
    list.map(|list| list.iter().filter_map(pair).collect())
        .unwrap_or_default()
}

/// Both rows of texts of another language; none where neither this device nor the network has them.
pub async fn fetch(tag: &str) -> Option<(String, String)> {
    let both = Array::from(&JsFuture::from(promised("fetch", tag)?).await.ok()?);
    Some((both.get(0).as_string()?, both.get(1).as_string()?))
}

/// What the later modules say, when their styles are there too; none where neither this device nor the network has them. On its way
/// before it is awaited.
pub fn later(tag: &str) -> impl Future<Output = Option<String>> + use<> {
    let promise = promised("later", tag).map(JsFuture::from);
    async move { promise?.await.ok()?.as_string() }
}

fn promised(name: &str, tag: &str) -> Option<Promise> {
    let function: Function = given(name)?.dyn_into().ok()?;
    let promise = function.call1(&JsValue::NULL, &tag.into()).ok()?;
    promise.dyn_into().ok()
}
