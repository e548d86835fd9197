//! The fixed log of commands, run by the browser: `tests/tests/wasm_state.rs` compares what it comes to with the native run.

use wasm_bindgen::prelude::wasm_bindgen;

/// Runs the log; the hash of the state that it leaves.
#[wasm_bindgen]
#[must_use]
pub fn state_hash() -> String {
    let (_log, state, _tally) = shared::testing::replay::log();
    shared::testing::replay::state_hash(&state).to_string()
}
