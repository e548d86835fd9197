//! Replicas, network and server in one thread, seeded: optimised, or a thousand seeds would take the whole day; so do databases cut at
//! every frame, and any bytes for all that reads some. One test after another, so that the printed times are those of the machine.

use anyhow::Result;

use super::{Outcome, cargo};
use crate::workspace::Workspace;

pub fn run(workspace: &Workspace) -> Result<Outcome> {
    cargo(
        workspace,
        &[
            "test",
            "--package",
            "tests",
            "--test",
            "simulation",
            "--no-default-features",
            "--test",
            "fuzz",
            "--test",
            "torn",
            "--profile",
            "sim",
            "--",
            "--test-threads=1",
            "--nocapture",
        ],
    )?;
    Ok(Outcome::Passed)
}
