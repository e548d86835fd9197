//! The whole test run.
use crate::workspace::Workspace;
use anyhow::Result;
use std::process::ExitCode;
/// Runs.
pub fn run(_workspace: &Workspace, _rest: &[String]) -> Result<ExitCode> {
    anyhow::bail!("not yet")
}
