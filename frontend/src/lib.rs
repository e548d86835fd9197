//! The app that runs in the browser. Screens draw what `model.rs` structs say; the structs come from rows; rows come from the
//! replica.
//!
//! app · routes · screens/<name>/{mod, model} · components · words · replica · platform

use leptos::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;

pub mod app;
pub mod components;
pub mod platform;
pub mod replica;
pub mod routes;
pub mod screens;
pub mod signals;
pub mod words;

/// Starts the app; called by `boot.js` through the module's initialiser.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
    mount_to_body(app::App);
}
