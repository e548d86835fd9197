//! The store's contract on all databases, and what of the whole wants PostgreSQL: kills and the simulation over it. Installs PostgreSQL
//! where it may; without it the tests hold the others to the contract and say so.

use anyhow::Result;

use super::{Outcome, cargo, tools};
use crate::workspace::Workspace;

const CONTRACT: [&str; 5] = ["test", "--package", "tests", "--test", "store_contract"];

pub fn run(workspace: &Workspace) -> Result<Outcome> {
    if let Some(missing) = tools::ensure("postgres", "/usr/lib/postgresql", &["postgresql"])? {
        cargo(workspace, &CONTRACT)?;
        return Ok(Outcome::Skipped(missing));
    }
    cargo(
        workspace,
        &[&CONTRACT[..], &["--test", "postgres"]].concat(),
    )?;
    Ok(Outcome::Passed)
}
