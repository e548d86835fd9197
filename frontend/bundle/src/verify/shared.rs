//! The domain and the screens' models: tests that need no server and no browser.

use anyhow::Result;

use super::{Outcome, cargo};
use crate::workspace::Workspace;

pub fn run(workspace: &Workspace) -> Result<Outcome> {
    cargo(
        workspace,
        &["test", "--package", "shared", "--all-features"],
    )?;
    cargo(workspace, &["test", "--package", "frontend"])?;
    Ok(Outcome::Passed)
}
