//! The demo: an invented municipality with the Palmcrantz case (4 trainees × 4 months) and enough around it to look alive. It
//! is told as commands through the same door as any device's; nothing is written past the rules. Filled once: what visitors
//! do afterwards is kept between starts.

mod attendance;
mod contracts;
mod follow_up;
mod ids;
mod people;
mod story;

use std::sync::Arc;

use anyhow::{Context, bail, ensure};
use shared::id::TenantId;
use shared::time::Day;
use shared::verdict::Outcome;
use uuid::Uuid;

pub use ids::named;
pub use people::{ACCOUNTS, Account, PASSWORD};

use crate::accept::{Deps, Now, execute_local, server_replica};
use crate::app::App;
use crate::store::{self, StoreError, TenantRow, UserRow};

/// The day on which the story is told; a demo that was stopped while it was filled goes on with the same story.
const DAY_KEY: &str = "demo_day";

/// Whether this is the demo's database, with its known passwords.
pub async fn is_told(deps: &Deps) -> anyhow::Result<bool> {
    let day = store::read(&*deps.store, |tx| {
        Box::pin(async move { tx.meta_get(DAY_KEY).await })
    });
    Ok(day.await?.is_some())
}

/// Whether somebody else's data are here, or wait for their first administrator.
async fn is_taken(deps: &Deps) -> anyhow::Result<bool> {
    let taken = store::read(&*deps.store, |tx| {
        Box::pin(async move {
            let nobody = TenantId::from(Uuid::nil());
            Ok::<_, StoreError>(
                !tx.tenants().await?.is_empty() || !tx.invites(nobody).await?.is_empty(),
            )
        })
    });
    Ok(taken.await?)
}

/// Fills the database unless it has the demo already. `tell` is given a line for each step.
pub async fn fill(app: &App, deps: &Deps, tell: impl Fn(&str)) -> anyhow::Result<()> {
    let today = match store::read(&*deps.store, |tx| {
        Box::pin(async move { tx.meta_get(DAY_KEY).await })
    })
    .await?
    {
        Some(day) => Day::parse(&day).context("the day on which the demo was told")?,
        None => {
            ensure!(
                !is_taken(deps).await?,
                "these data are not the demo's: name another folder with --data"
            );
            tell("demo: making accounts");
            let today = app.today();
            accounts(app, deps, today).await?;
            today
        }
    };
    let mut orders = story::orders(today);
    // A stop in the middle of the first filling leaves whole chapters behind: go on after them.
    orders.drain(..told(deps).await?.min(orders.len()));
    if orders.is_empty() {
        return Ok(());
    }
    tell(&format!("demo: telling {} commands", orders.len()));
    let total = orders.len();
    let mut done = 0;
    for chapter in story::by_day(orders) {
        let at = chapter
            .first()
            .map(|order| order.occurred_at)
            .context("an empty chapter")?;
        let now = Now {
            millis: at,
            today: Day::at(at, story::TZ),
        };
        let names: Vec<&'static str> = chapter
            .iter()
            .map(|order| order.command.kind().name)
            .collect();
        let verdicts = execute_local(deps, now, chapter).await?;
        for (name, verdict) in names.iter().zip(&verdicts) {
            if let Outcome::Rejected { .. } | Outcome::Parked { .. } = verdict.outcome {
                bail!("the demo's {name} was not applied: {:?}", verdict.outcome);
            }
        }
        if (done + verdicts.len()) / 200 > done / 200 {
            tell(&format!("demo: {} of {total}", done + verdicts.len()));
        }
        done += verdicts.len();
    }
    tell("demo: ready");
    Ok(())
}

/// How many orders of the story have been told already: what the server's own replicas of the demo's people have in custody.
async fn told(deps: &Deps) -> anyhow::Result<usize> {
    let replicas = store::read(&*deps.store, |tx| {
        Box::pin(async move { tx.replicas(ids::tenant()).await })
    })
    .await?;
    let ours: Vec<_> = ACCOUNTS
        .iter()
        .map(|account| server_replica(ids::tenant(), ids::user(account.login)).uuid())
        .collect();
    let count: i64 = replicas
        .iter()
        .filter(|row| ours.contains(&row.replica))
        .map(|row| row.custody_high)
        .sum();
    Ok(usize::try_from(count).unwrap_or(0))
}

async fn accounts(app: &App, deps: &Deps, today: Day) -> anyhow::Result<()> {
    let hash = app
        .passwords
        .hash(PASSWORD.to_owned())
        .await
        .map_err(|error| anyhow::anyhow!("cannot hash the demo password: {error:?}"))?;
    let tenant = ids::tenant();
    let created_at = app.now().0;
    let rows: Arc<Vec<UserRow>> = Arc::new(
        ACCOUNTS
            .iter()
            .map(|account| UserRow {
                id: ids::user(account.login).uuid(),
                tenant,
                login: account.login.to_owned(),
                name: account.name.to_owned(),
                password_hash: hash.clone(),
                state: "active".to_owned(),
                created_at,
            })
            .collect(),
    );
    store::write(&*deps.store, move |tx| {
        let rows = rows.clone();
        Box::pin(async move {
            tx.put_tenant(&TenantRow {
                id: tenant,
                name: "Storsjö kommun".to_owned(),
                created_at,
            })
            .await?;
            for row in rows.iter() {
                tx.put_user(row).await?;
            }
            tx.meta_put(DAY_KEY, &today.to_string()).await?;
            Ok::<_, StoreError>(())
        })
    })
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::command::{Executed, run_full};
    use shared::state::State;

    /// The story holds on every day of a year that it may be told, so the demo cannot break on a date.
    #[test]
    fn the_story_is_accepted_on_every_day_of_a_year() {
        let mut today = Day::parse("2026-11-23").unwrap();
        for _ in 0..73 {
            let mut state = State::new();
            for (no, order) in (1_u64..).zip(story::orders(today)) {
                let name = order.command.kind().name;
                for (place, extra) in order.extra.iter().enumerate() {
                    let id = named::<Uuid>(&format!("extra {place}"));
                    state.put(shared::model::Entity::new(id, extra.clone()));
                }
                let cmd = shared::wire::CommandRef {
                    replica: named("test"),
                    no,
                };
                let done = run_full(
                    &mut state,
                    &order.command,
                    order.actor,
                    cmd,
                    order.occurred_at,
                    order.tz,
                    1,
                );
                assert!(
                    !matches!(done, Executed::Refused(_)),
                    "{today}: {name}: {done:?}"
                );
            }
            today = today.plus_days(5);
        }
    }
}
