//! What the browser loads: first the module of the site's day, and the others when their screens are opened. Surprising choice: a
//! crate of its own, so that the code which crosses from one module to another stands nowhere else.

use frontend::screens::parts::{Draw, NotLoaded};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

/// Starts the app; called by `boot.js` through the module's initialiser.
#[wasm_bindgen(start)]
pub fn start() {
    frontend::start(
        || Box::pin(async { Ok(more().await?) }),
        || Box::pin(async { Ok(office().await?) }),
    );
}

struct Missing;

impl From<SplitLoaderError> for Missing {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

impl From<Missing> for NotLoaded {
    fn from(_: Missing) -> Self {
        Self
    }
}

/// What only this function names lies in the module `more`.
#[wasm_split(more, fallible)]
fn more() -> Result<Draw, Missing> {
    Ok(frontend::screens::more::draw)
}

/// What only this function names lies in the module `office`.
#[wasm_split(office, fallible)]
fn office() -> Result<Draw, Missing> {
    Ok(frontend::screens::office::draw)
}
