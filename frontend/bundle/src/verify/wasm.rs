//! The site as it is sent: built for release, and what it weighs.

use anyhow::{Result, ensure};

use super::Outcome;
use crate::site::{self, Flavour};
use crate::workspace::Workspace;

/// What the whole app as sent (brotli) is to weigh at most, in bytes.
const WHOLE_MAX: u64 = 500_000;

/// What a paired tablet's first load is to weigh at most as sent, in bytes.
const FIRST_LOAD_MAX: u64 = 300_000;

pub fn run(workspace: &Workspace) -> Result<Outcome> {
    site::build(workspace, Flavour::Release)?;
    let whole = site::weigh::whole(&workspace.site())?;
    let first = site::weigh::first_load(&workspace.site())?;
    for (what, bytes, limit) in [
        ("the whole app", whole, WHOLE_MAX),
        ("a tablet's first load", first, FIRST_LOAD_MAX),
    ] {
        eprintln!("{what} as sent: {bytes} bytes of {limit}");
        ensure!(
            bytes <= limit,
            "{what} is {bytes} bytes as sent, {limit} is the limit: see Decisions in the README for what keeps it small"
        );
    }
    Ok(Outcome::Passed)
}
