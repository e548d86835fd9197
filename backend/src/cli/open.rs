//! Opens the data for a subcommand: database, key, clock, settings; and judges what a sudden stop left in custody.

use std::sync::Arc;

use anyhow::Context;

use super::demo;
use super::running::{self, Held};
use super::verify;
use crate::accept::{Deps, erase_again, judge_leftovers, judge_parked};
use crate::app::{App, Clock, SystemClock};
use crate::config::DataArgs;
use crate::settings::{SecondFactor, Settings};
use crate::store;
use crate::vault::Vault;

/// The server's parts over the data that the command line names, and the hold on them; `is_demo`: they are to be the demo's.
pub async fn open(args: &DataArgs, is_demo: bool) -> anyhow::Result<(Arc<App>, Deps, Held)> {
    let held = running::beside_others(args)?;
    let mut settings =
        Settings::from_environment().context("the settings file named by FOTFASTE_SETTINGS")?;
    let store = store::open(args.database.as_deref(), &args.data)
        .await
        .with_context(|| match &args.database {
            Some(_) => "cannot open the database named by --database".to_owned(),
            None => format!("cannot open the data folder {}", args.data.display()),
        })?;
    let vault = Vault::open(&args.data)
        .with_context(|| format!("cannot open the key file in {}", args.data.display()))?;
    vault.bind(&*store).await.context(
        "this key file is not the one that the database was sealed with: bring back the file `key` of its data folder",
    )?;
    let deps = Deps {
        store: store.clone(),
        vault: vault.clone(),
    };
    let clock = Arc::new(SystemClock);
    let count = erase_again(&deps, clock.now())
        .await
        .context("cannot erase again who was erased before")?;
    if count > 0 {
        tracing::warn!(
            count,
            "people who were erased were back, as after a restored backup, and are erased again"
        );
    }
    if settings.look_through_at_start {
        verify::look_through(args, &deps).await?;
    }
    // A demo's passwords are known to everybody: asking visitors for a second factor would protect nothing.
    if is_demo || demo::is_told(&deps).await? {
        settings.second_factor = SecondFactor::Offered;
    }
    let app =
        App::new(store, vault, clock, settings).context("cannot start with these settings")?;
    // What was parked stands before what was left: that may build on it.
    let count = judge_parked(&deps, app.moment())
        .await
        .context("cannot judge again what an earlier build could not")?;
    if count > 0 {
        tracing::info!(
            count,
            "commands that an earlier build could not judge have a verdict now"
        );
    }
    let count = judge_leftovers(&deps, app.moment())
        .await
        .context("cannot judge what the last stop left")?;
    if count > 0 {
        tracing::info!(count, "judged commands that the last stop left in custody");
    }
    Ok((Arc::new(app), deps, held))
}
