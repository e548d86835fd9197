//! The texts that `boot.js` fetched before the app started, those that later modules say, and those of another language when somebody
//! chooses it.
use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

const GIVEN: &str = "fotfasteWords";

/// A language that can be chosen: its tag, what its own speakers call it, and whether no text is missing.
pub type Offered = (String, String, bool);

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
        let is_whole = pair.get(3).as_bool()?;
        Some((pair.get(0).as_string()?, pair.get(1).as_string()?, is_whole))
    };
    list.map(|list| list.iter().filter_map(pair).collect())
        .unwrap_or_default()
}

/// Keeps what is typed and unfolded; what comes back is called when everything is drawn anew.
pub fn keep() -> impl FnOnce() {
    let call = |of: JsValue| {
        let function: Function = of.dyn_into().ok()?;
        function.call0(&JsValue::NULL).ok()
    };
    let back = given("keep").and_then(call);
    move || drop(back.and_then(call))
}

/// Both rows of texts of another language; none where neither this device nor the network has them.
pub async fn fetch(tag: &str) -> Option<(String, String)> {
    let both = Array::from(&JsFuture::from(promised("fetch", tag)?).await.ok()?);
    Some((both.get(0).as_string()?, both.get(1).as_string()?))
}

/// What the later modules say, when their styles are there too, and whether it is said in this language: the first one speaks where
/// it cannot be had. None where neither this device nor the network has any. On its way before it is awaited.
pub fn later(tag: &str) -> impl Future<Output = Option<(String, bool)>> + use<> {
    let promise = promised("later", tag).map(JsFuture::from);
    async move {
        let said = Array::from(&promise?.await.ok()?);
        Some((said.get(0).as_string()?, said.get(1).as_bool()?))
    }
}

fn promised(name: &str, tag: &str) -> Option<Promise> {
    let function: Function = given(name)?.dyn_into().ok()?;
    let promise = function.call1(&JsValue::NULL, &tag.into()).ok()?;
    promise.dyn_into().ok()
}
