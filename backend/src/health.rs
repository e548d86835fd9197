//! What devices say of themselves with each pull, and the office's list of them.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use shared::api::ReplicaInfo;
use shared::id::ReplicaId;
use shared::model::{Membership, Role};
use shared::sync::branch::Branch;
use shared::sync::health::Health;
use shared::time::Millis;
use uuid::Uuid;

use crate::accept;
use crate::app::App;
use crate::auth::Caller;
use crate::error::ApiError;
use crate::store::{self, AttentionCursor, HealthRow, StoreError, Tx};

/// A device that has nothing new to say is written down so often.
const EVERY_MILLIS: i64 = 10 * 60_000;
/// What is new is written down so often.
const NEWS_MILLIS: i64 = 60_000;
/// So many devices of one user are kept in mind, those that were heard last.
const OF_USER_MAX: usize = 20;
/// So many are looked at, and so many are in the office's list, those to chase first.
const LOOKED_AT_MAX: i64 = 50_000;
const LIST_MAX: usize = 2_000;
/// Longer a device does not wait until it is written down.
const PATIENCE: Duration = Duration::from_secs(2);
/// A device with nothing unsent that was not heard for so long is one that nobody uses any more: 45 days.
const GONE_MILLIS: i64 = 45 * 24 * 3_600_000;
/// So many devices are remembered without asking the database.
const REMEMBERED_MAX: usize = 100_000;
const INBOX_PAGE: i64 = 500;
const INBOX_PAGES: usize = 20;

/// What was written down last of each device, so that a pull that says nothing new writes nothing.
#[derive(Debug, Default)]
pub struct Heard(Mutex<BTreeMap<Uuid, (i64, Health)>>);

impl Heard {
    /// Whether it is to be written down: it is new, or it was not for long.
    fn is_to_write(&self, replica: Uuid, now: i64, health: &Health) -> bool {
        let heard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        heard.get(&replica).is_none_or(|(at, before)| {
            let waited = now.saturating_sub(*at);
            let is_turn = health.unsent == 0 || before.unsent == 0;
            waited >= EVERY_MILLIS || (health.is_news(before) && (waited >= NEWS_MILLIS || is_turn))
        })
    }

    fn written(&self, replica: Uuid, now: i64, health: Health) {
        let mut heard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if heard.len() >= REMEMBERED_MAX {
            heard.clear();
        }
        heard.insert(replica, (now, health));
    }
}

/// Writes down how a device stands. Another user's device is left as it is; the chains that it has left are devices no more.
pub async fn note(
    app: &App,
    caller: &Caller,
    replica: ReplicaId,
    branches: Vec<Branch>,
    said: Health,
) -> Result<(), StoreError> {
    let now = app.now();
    if !app.heard.is_to_write(replica.uuid(), now.0, &said) {
        return Ok(());
    }
    let (tenant, user) = (caller.tenant(), caller.id().uuid());
    let (own, health) = (replica.uuid(), said.clone());
    let work = store::write(app.store.as_ref(), move |tx| {
        let (branches, health) = (branches.clone(), health.clone());
        Box::pin(async move {
            let all = tx.health_of(tenant, user).await?;
            let before = all.iter().find(|row| row.replica == own);
            let before = before.map(read).transpose()?;
            let kept = health.kept(before.as_ref(), now);
            let body =
                serde_json::to_string(&kept).map_err(|_error| StoreError::Corrupt("health"))?;
            let row = HealthRow {
                tenant,
                replica: own,
                user,
                heard_at: now.0,
                body,
            };
            if !tx.put_health(&row).await? {
                return Ok::<(), StoreError>(());
            }
            for branch in branches.iter().take(OF_USER_MAX) {
                tx.drop_health(tenant, branch.of.uuid(), user).await?;
            }
            let others = all.iter().filter(|row| row.replica != own);
            for old in others.skip(OF_USER_MAX - 1) {
                tx.drop_health(tenant, old.replica, user).await?;
            }
            Ok(())
        })
    });
    // A busy writer does not keep the device waiting for its rows.
    match tokio::time::timeout(PATIENCE, work).await {
        Ok(done) => done?,
        Err(_late) => return Ok(()),
    }
    app.heard.written(replica.uuid(), now.0, said);
    Ok(())
}

fn read(row: &HealthRow) -> Result<Health, StoreError> {
    serde_json::from_str(&row.body).map_err(|_error| StoreError::Corrupt("health"))
}

/// Every device, what somebody should look at first.
pub async fn list(app: &App, caller: &Caller) -> Result<Vec<ReplicaInfo>, ApiError> {
    let (tenant, now, today) = (caller.tenant(), app.now(), app.today());
    let vault = app.vault.clone();
    let mut all = store::read::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        let vault = vault.clone();
        Box::pin(async move {
            let users = tx.users(tenant).await?.into_iter();
            let names: BTreeMap<Uuid, String> = users.map(|user| (user.id, user.name)).collect();
            let in_inbox = in_inbox(tx, tenant).await?;
            let mut all = Vec::new();
            let mut known: BTreeMap<Uuid, Vec<Membership>> = BTreeMap::new();
            for row in tx.health(tenant, LOOKED_AT_MAX).await? {
                let rights = match known.entry(row.user) {
                    Entry::Occupied(rights) => rights.into_mut(),
                    Entry::Vacant(rights) => {
                        rights.insert(accept::rights(tx, &vault, tenant, row.user.into()).await?)
                    }
                };
                let holds = |role: Option<Role>| {
                    let mut rights = rights.iter();
                    rights.any(|m: &Membership| {
                        m.holds_on(today) && role.is_none_or(|role| m.role == role)
                    })
                };
                let health = read(&row)?;
                let is_old = now.0.saturating_sub(row.heard_at) > GONE_MILLIS;
                // Who has no right any more brings nothing but what waits.
                if health.unsent == 0 && (is_old || !holds(None)) {
                    continue;
                }
                let (is_tablet, heard_at) = (holds(Some(Role::Tablet)), Millis(row.heard_at));
                all.push(ReplicaInfo {
                    replica: row.replica.into(),
                    user_name: names.get(&row.user).cloned().unwrap_or_default(),
                    is_tablet,
                    heard_at,
                    alarms: health.alarms(heard_at, is_tablet, now),
                    health,
                    in_inbox: in_inbox.get(&row.replica).copied().unwrap_or(0),
                });
            }
            Ok(all)
        })
    })
    .await?;
    // A list of none stands after every other.
    all.sort_by_key(|info| {
        (
            info.alarms.is_empty(),
            info.alarms.first().copied(),
            -info.heard_at.0,
        )
    });
    all.truncate(LIST_MAX);
    Ok(all)
}

/// How many of each chain lie in the office's inbox.
async fn in_inbox(
    tx: &mut dyn Tx,
    tenant: shared::id::TenantId,
) -> Result<BTreeMap<Uuid, u32>, StoreError> {
    let mut counts = BTreeMap::new();
    let mut after = None;
    for _ in 0..INBOX_PAGES {
        let rows = tx.attention(tenant, false, after, INBOX_PAGE).await?;
        let Some(last) = rows.last() else { break };
        after = Some(AttentionCursor {
            received_at: last.received_at,
            replica: last.replica,
            cmd_no: last.cmd_no,
        });
        for row in &rows {
            *counts.entry(row.replica).or_default() += 1;
        }
    }
    Ok(counts)
}
