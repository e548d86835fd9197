//! `fotfaste restore`: lays a backup in the place of the embedded database, on a timeline of its own, so that every device notices and
//! sends again what the backup lacks. `fotfaste timeline` does the latter alone, where other tools have brought the backup back.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, ensure};
use clap::Args;
use uuid::Uuid;

use super::backup::embedded;
use super::running;
use crate::config::DataArgs;
use crate::store::{self, StoreError, sqlite::copy};

/// What `fotfaste restore` takes.
#[derive(Args, Clone, Debug)]
pub struct RestoreArgs {
    #[command(flatten)]
    pub data: DataArgs,
    /// A file that `fotfaste backup` has made
    #[arg(long, value_name = "FILE")]
    pub from: PathBuf,
}

/// Restores, and says where what was there before lies now.
pub async fn run(args: RestoreArgs) -> anyhow::Result<ExitCode> {
    let _alone = running::alone(&args.data)?;
    let live = embedded(&args.data)?;
    let before = match restore(&args.from, &live).await? {
        Some(aside) => format!("; what was there before is {}", aside.display()),
        None => String::new(),
    };
    writeln!(std::io::stdout(), "{} is restored{before}", live.display())?;
    Ok(ExitCode::SUCCESS)
}

/// What SQLite keeps of a database, its log and its journal before the file itself: a log must never be read into another file.
const PARTS: [&str; 4] = ["-wal", "-shm", "-journal", ""];

fn part(file: &Path, part: &str) -> PathBuf {
    PathBuf::from(format!("{}{part}", file.display()))
}

/// Gives back under which name what was there before is kept, if anything was.
///
/// # Errors
/// When the backup is none, or the disk fails. A mark then keeps the server from starting until it was done once more.
pub async fn restore(from: &Path, live: &Path) -> anyhow::Result<Option<PathBuf>> {
    let made = beside(live, "restored");
    ensure!(
        from != made && from != live,
        "{} is no backup",
        from.display()
    );
    // Of a try before that was broken off.
    PARTS.iter().for_each(|name| {
        fs::remove_file(part(&made, name)).ok();
    });
    copy::prepare(from, &made)
        .await
        .with_context(|| format!("{} is no whole backup", from.display()))?;
    let aside = (1..)
        .map(|number| beside(live, &format!("before-{number}")))
        .find(|name| !name.exists())
        .context("no name left")?;
    let mark = running::mark(live);
    fs::write(&mark, b"")?;
    copy::sync_folder(live)?;
    let was_there = live.exists();
    for name in PARTS {
        if part(live, name).exists() {
            fs::rename(part(live, name), part(&aside, name))?;
        }
    }
    fs::rename(&made, live)?;
    copy::sync_folder(live)?;
    fs::remove_file(&mark)?;
    copy::sync_folder(live)?;
    Ok(was_there.then_some(aside))
}

fn beside(live: &Path, what: &str) -> PathBuf {
    PathBuf::from(format!("{}.{what}", live.display()))
}

/// What `fotfaste timeline` takes.
#[derive(Args, Clone, Debug)]
pub struct TimelineArgs {
    #[command(flatten)]
    pub data: DataArgs,
}

/// Begins a timeline.
pub async fn begin_timeline(args: TimelineArgs) -> anyhow::Result<ExitCode> {
    let _alone = running::alone(&args.data)?;
    running::is_whole(&args.data)?;
    ensure!(
        args.data.database.is_some() || embedded(&args.data)?.exists(),
        "there is no database in {}",
        args.data.data.display()
    );
    let store = store::open(args.data.database.as_deref(), &args.data.data).await?;
    store::write::<_, StoreError, _>(&*store, |tx| {
        Box::pin(async move { tx.set_epoch(Uuid::new_v4()).await })
    })
    .await?;
    store.close().await;
    writeln!(
        std::io::stdout(),
        "a new timeline has begun: each device sends and fetches everything again when it comes"
    )?;
    Ok(ExitCode::SUCCESS)
}
