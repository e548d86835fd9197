//! `fotfaste backup`: a copy of the embedded database while the server runs.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, bail, ensure};
use clap::Args;

use super::running;
use crate::config::DataArgs;
use crate::store::{FILE_NAME, sqlite::copy};

/// What `fotfaste backup` takes.
#[derive(Args, Clone, Debug)]
pub struct BackupArgs {
    #[command(flatten)]
    pub data: DataArgs,
    /// The file to make; there must be none of the name
    #[arg(long, value_name = "FILE")]
    pub to: PathBuf,
}

/// Copies the database.
pub async fn run(args: BackupArgs) -> anyhow::Result<ExitCode> {
    let live = embedded(&args.data)?;
    ensure!(live.exists(), "there is no database at {}", live.display());
    let _held = running::beside_others(&args.data)?;
    let copied = copy::copy(&live, &args.to)
        .await
        .with_context(|| format!("no backup of {} in {}", live.display(), args.to.display()))?;
    writeln!(
        std::io::stdout(),
        "{} holds {} commands of {} devices; it is of no use without the file `key`, which belongs elsewhere",
        args.to.display(),
        copied.commands,
        copied.devices
    )?;
    Ok(ExitCode::SUCCESS)
}

/// The file of the embedded database.
pub fn embedded(args: &DataArgs) -> anyhow::Result<PathBuf> {
    match args.database.as_deref() {
        None => Ok(args.data.join(FILE_NAME)),
        Some(url) => match url.strip_prefix("sqlite:") {
            Some(path) => Ok(path.strip_prefix("//").unwrap_or(path).into()),
            None => bail!(
                "this is for the embedded database; PostgreSQL has tools of its own (pg_dump, pg_restore), see the README"
            ),
        },
    }
}
