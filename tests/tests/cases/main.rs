//! What goes wrong between a device and the server, case by case, over the real core and the real domain work of the server; the
//! numbers are those of the README's table.
//!
//! - `compaction`: what the server has forgotten
//! - `delivery`: what comes twice, late, in any order, or from somebody else
//! - `dependants`: what builds on a command that was refused
//! - `erased`: who is erased
//! - `kept`: what stays of what is gone
//! - `numbers`: fractions
//! - `pages`: how many rows there are
//! - `parallel`: what others changed meanwhile
//! - `trail`: what somebody has done to the audit chain

mod compaction;
mod delivery;
mod dependants;
mod erased;
mod kept;
mod numbers;
mod pages;
mod parallel;
mod trail;

use std::path::Path;

use anyhow::Result;
use backend::accept::Deps;
use backend::store;
use backend::vault::Vault;
use tests::authority::begin;

/// A server over a folder, with the cast's authority.
async fn server(folder: &Path) -> Result<Deps> {
    let store = store::open(None, folder).await?;
    let vault = Vault::open(folder)?;
    vault.bind(&*store).await?;
    let deps = Deps { store, vault };
    begin(&deps).await?;
    Ok(deps)
}
