//! `fotfaste verify`: looks through all that is stored, and says whether it agrees with itself. A rotten disk is seen by this and by
//! nothing else: the database reads a page whose bits have turned as readily as any other.

use std::io::Write;
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Args;

use super::backup::embedded;
use super::running;
use crate::accept::{self, Deps, Sound};
use crate::config::DataArgs;
use crate::store::{self, sqlite};
use crate::vault::Vault;

/// What `fotfaste verify` takes.
#[derive(Args, Clone, Debug)]
pub struct VerifyArgs {
    #[command(flatten)]
    pub data: DataArgs,
}

/// Looks through the data; the exit status is 1 when something does not agree.
pub async fn run(args: VerifyArgs) -> anyhow::Result<ExitCode> {
    let _held = running::beside_others(&args.data)?;
    if let Ok(live) = embedded(&args.data) {
        anyhow::ensure!(live.exists(), "there is no database at {}", live.display());
    }
    let store = store::open(args.data.database.as_deref(), &args.data.data)
        .await
        .context("cannot open the database")?;
    let vault = Vault::open(&args.data.data).context("cannot open the key file")?;
    vault
        .bind(&*store)
        .await
        .context("the key file is another database's")?;
    let deps = Deps { store, vault };
    let found = look_through(&args.data, &deps).await;
    deps.store.close().await;
    let Sound {
        links,
        rows,
        commands,
    } = found?;
    writeln!(
        std::io::stdout(),
        "sound: {links} links of the audit chain, {rows} rows, {commands} commands in custody"
    )?;
    Ok(ExitCode::SUCCESS)
}

/// The file of an embedded database, and what is stored in it.
///
/// # Errors
/// When something does not read, or does not agree with the rest.
pub async fn look_through(args: &DataArgs, deps: &Deps) -> anyhow::Result<Sound> {
    let advice = "bring back a backup (fotfaste restore): devices send again what it lacks";
    if let Ok(live) = embedded(args) {
        let sound = sqlite::is_sound(&live).await;
        sound.with_context(|| format!("{} is damaged; {advice}", live.display()))?;
    }
    let found = accept::look_through(deps).await;
    match found.with_context(|| format!("something stored does not read; {advice}"))? {
        Ok(sound) => Ok(sound),
        Err(fault) => bail!("what is stored does not agree with itself: {fault:?}; {advice}"),
    }
}
