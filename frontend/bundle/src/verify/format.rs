//! Every file is as rustfmt writes it.

use anyhow::Result;

use super::{Outcome, cargo};
use crate::workspace::Workspace;

pub fn run(workspace: &Workspace) -> Result<Outcome> {
    cargo(workspace, &["fmt", "--all", "--check"])?;
    Ok(Outcome::Passed)
}
