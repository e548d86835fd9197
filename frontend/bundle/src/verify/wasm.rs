//! The site as it is sent: built for release, and what it weighs.

use anyhow::{Result, ensure};

use super::Outcome;
use crate::site::{self, Flavour};
use crate::workspace::Workspace;

/// What the whole WASM as sent (brotli) is to weigh at most, in bytes. Printed, not asserted: the README has the figure.
const WASM_SENT_GOAL: u64 = 350_000;

/// What a paired tablet's first load is to weigh at most as sent, in bytes.
const FIRST_LOAD_MAX: u64 = 300_000;

pub fn run(workspace: &Workspace) -> Result<Outcome> {
    site::build(workspace, Flavour::Release)?;
    for entry in std::fs::read_dir(workspace.site().join("assets"))? {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(".wasm.br") {
            let bytes = path.metadata()?.len();
            let percent = bytes * 100 / WASM_SENT_GOAL;
            eprintln!("WASM as sent: {bytes} bytes, {percent} % of the goal of {WASM_SENT_GOAL}");
        }
    }
    let first = site::weigh::first_load(&workspace.site())?;
    eprintln!("a tablet's first load as sent: {first} bytes of {FIRST_LOAD_MAX}");
    ensure!(
        first <= FIRST_LOAD_MAX,
        "a tablet's first load is {first} bytes as sent, {FIRST_LOAD_MAX} is the limit: see Decisions in the README for what keeps it small"
    );
    Ok(Outcome::Passed)
}
