//! What a server does for itself once a day: forgets deletions that no device is told of any more.
use std::time::Duration;

use crate::accept::{AcceptError, Deps, compact};
use crate::app::App;
use crate::store::{StoreError, read};

/// Not at once: after a start, devices come first.
const FIRST: Duration = Duration::from_mins(5);
const EVERY: Duration = Duration::from_hours(24);

/// Goes on until the server stops.
pub async fn keep_house(app: &App, deps: &Deps) {
    let mut wait = FIRST;
    loop {
        tokio::time::sleep(wait).await;
        if let Err(error) = once(app, deps).await {
            tracing::error!(error = %error, "housekeeping failed; it is tried again in a day");
        }
        wait = EVERY;
    }
}

async fn once(app: &App, deps: &Deps) -> Result<(), AcceptError> {
    let tenants = read::<_, StoreError, _>(&*deps.store, |tx| {
        Box::pin(async move { tx.tenants().await })
    });
    for tenant in tenants.await? {
        match compact(deps, tenant.id, app.moment()).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "forgot rows that had left their scopes long ago"),
            Err(error) => tracing::error!(error = %error, "deletions are not forgotten"),
        }
    }
    Ok(())
}
