//! The invariants that can be seen by reading the tree, and the build tool's own tests.

use anyhow::Result;

use super::{Outcome, cargo};
use crate::workspace::Workspace;

pub fn run(workspace: &Workspace) -> Result<Outcome> {
    cargo(
        workspace,
        &["test", "--package", "tests", "--test", "architecture"],
    )?;
    cargo(workspace, &["test", "--package", "bundle"])?;
    Ok(Outcome::Passed)
}
