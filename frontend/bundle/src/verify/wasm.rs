//! The site as it is sent: built for release, within its size.

use anyhow::{Result, ensure};

use super::Outcome;
use crate::site::{self, Flavour};
use crate::workspace::Workspace;

/// The whole WASM as sent (brotli), in bytes.
const WASM_SENT_MAX: u64 = 350_000;

pub fn run(workspace: &Workspace) -> Result<Outcome> {
    site::build(workspace, Flavour::Release)?;
    for entry in std::fs::read_dir(workspace.site().join("assets"))? {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(".wasm.br") {
            let bytes = path.metadata()?.len();
            eprintln!("WASM as sent: {bytes} bytes of at most {WASM_SENT_MAX}");
            ensure!(
                bytes <= WASM_SENT_MAX,
                "the WASM is {bytes} bytes as sent; {WASM_SENT_MAX} is the limit"
            );
        }
    }
    Ok(Outcome::Passed)
}
