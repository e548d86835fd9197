//! Capitals, by the browser's own tables: Rust's would add 12 kB to the module.

/// In capitals.
#[cfg(target_arch = "wasm32")]
#[must_use]
pub fn upper(text: &str) -> String {
    js_sys::JsString::from(text).to_upper_case().into()
}

/// In capitals.
#[cfg(not(target_arch = "wasm32"))]
#[must_use]
pub fn upper(text: &str) -> String {
    text.to_uppercase()
}
