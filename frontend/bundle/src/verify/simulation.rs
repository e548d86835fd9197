//! Replicas, network and server in one thread, seeded: optimised, or a thousand seeds would take the whole day.

use anyhow::Result;

use super::{Outcome, cargo};
use crate::workspace::Workspace;

pub fn run(workspace: &Workspace) -> Result<Outcome> {
    if !workspace.root.join("tests/tests/simulation.rs").is_file() {
        return Ok(Outcome::Skipped(
            "the simulation has not landed yet".to_owned(),
        ));
    }
    cargo(
        workspace,
        &[
            "test",
            "--package",
            "tests",
            "--test",
            "simulation",
            "--profile",
            "sim",
        ],
    )?;
    Ok(Outcome::Passed)
}
