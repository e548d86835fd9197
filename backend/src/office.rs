//! What the office reads besides its replica: the inbox of refused commands and the audit chain, in pages.

use std::collections::BTreeMap;

use serde_json::Value;
use shared::api::{AuditFault, AuditItem, AuditPage, InboxItem, Page};
use shared::id::{ReplicaId, UserId};
use shared::model::Role;
use shared::time::Millis;
use shared::told::told;
use shared::wire::Hash;
use uuid::Uuid;

use crate::accept::{self, ChainFault};
use crate::app::App;
use crate::auth::Caller;
use crate::error::{ApiError, ErrorCode};
use crate::store::{self, AttentionCursor, AttentionRow, StoreError};

/// Who at the office is told what a command said: those whose own copy holds placements and sheets.
const SAID_TO: [Role; 3] = [
    Role::ContractManager,
    Role::MatchingOfficer,
    Role::Caseworker,
];

/// Items a page.
pub const PAGE_MAX: i64 = 100;

/// Commands that were refused, wait or are in doubt, newest first.
pub async fn inbox(
    app: &App,
    caller: &Caller,
    after: Option<String>,
) -> Result<Page<InboxItem>, ApiError> {
    let after = after
        .map(|text| cursor(&text).ok_or_else(invalid))
        .transpose()?;
    let tenant = caller.session.tenant;
    let vault = app.vault.clone();
    let may_read = SAID_TO.iter().any(|role| caller.has(*role));
    let (rows, names) = store::read::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        let vault = vault.clone();
        Box::pin(async move {
            let found = tx.attention(tenant, false, after, PAGE_MAX + 1).await?;
            let users = tx.users(tenant).await?;
            let names: BTreeMap<Uuid, String> =
                users.into_iter().map(|user| (user.id, user.name)).collect();
            let mut rows = Vec::with_capacity(found.len());
            for row in found {
                let opened =
                    accept::open_envelope(tx, &vault, tenant, row.replica, row.cmd_no).await?;
                rows.push((row, opened));
            }
            Ok((rows, names))
        })
    })
    .await?;
    let is_more = rows.len() > PAGE_MAX as usize;
    let items: Vec<_> = rows
        .into_iter()
        .take(PAGE_MAX as usize)
        .map(|(row, opened)| item(row, opened.as_ref(), may_read, &names))
        .collect::<Result<_, _>>()?;
    let next = items
        .last()
        .filter(|_| is_more)
        .map(|last| format!("{}_{}_{}", last.received_at.0, last.replica, last.cmd_no));
    Ok(Page { items, next })
}

fn item(
    row: AttentionRow,
    opened: Option<&Value>,
    may_read: bool,
    names: &BTreeMap<Uuid, String>,
) -> Result<InboxItem, StoreError> {
    Ok(InboxItem {
        replica: ReplicaId::from(row.replica),
        cmd_no: u64::try_from(row.cmd_no).map_err(|_error| StoreError::Corrupt("cmd_no"))?,
        kind: opened.and_then(|envelope| envelope["kind"].as_str().map(str::to_owned)),
        state: row.state,
        verdict: serde_json::from_str(&row.body)
            .map_err(|_error| StoreError::Corrupt("verdict"))?,
        user: UserId::from(row.user),
        user_name: names.get(&row.user).cloned().unwrap_or_default(),
        author_name: opened
            .and_then(|envelope| envelope["author"].as_str()?.parse().ok())
            .and_then(|author: Uuid| names.get(&author).cloned()),
        received_at: Millis(row.received_at),
        occurred_at: opened.and_then(|envelope| envelope["occurred_at"].as_i64().map(Millis)),
        said: match opened {
            Some(opened) if may_read => told(&opened["payload"]),
            Some(_) | None => Value::Null,
        },
    })
}

fn cursor(text: &str) -> Option<AttentionCursor> {
    let mut parts = text.split('_');
    let cursor = AttentionCursor {
        received_at: parts.next()?.parse().ok()?,
        replica: Uuid::parse_str(parts.next()?).ok()?,
        cmd_no: parts.next()?.parse().ok()?,
    };
    parts.next().is_none().then_some(cursor)
}

/// A page of the chain in order, and whether the whole of it holds.
pub async fn audit(
    app: &App,
    caller: &Caller,
    after: Option<String>,
) -> Result<AuditPage, ApiError> {
    let after: i64 = after.map_or(Ok(0), |text| text.parse().map_err(|_error| invalid()))?;
    let tenant = caller.session.tenant;
    let (rows, tablets, walked) = store::read::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        Box::pin(async move {
            let rows = tx.audit_after(tenant, after, PAGE_MAX + 1).await?;
            let tablets = tablets(tx, tenant).await?;
            Ok((rows, tablets, accept::verify_chain(tx, tenant).await?))
        })
    })
    .await?;
    let is_more = rows.len() > PAGE_MAX as usize;
    let items: Vec<_> = rows
        .into_iter()
        .take(PAGE_MAX as usize)
        .map(|row| AuditItem {
            seq: row.seq,
            actor: UserId::from(row.actor),
            replica: ReplicaId::from(row.replica),
            device: tablets.get(&row.replica).cloned(),
            cmd_no: row.cmd_no,
            kind: row.kind,
            hash: Hash(row.hash).to_string(),
        })
        .collect();
    let next = items.last().filter(|_| is_more).map(|last| last.seq);
    let fault = walked.err().map(|fault| match fault {
        ChainFault::Changed { seq } => AuditFault::Changed(seq),
        ChainFault::Broken { seq } => AuditFault::Broken(seq),
        ChainFault::Missing { seq } => AuditFault::Missing(seq),
        ChainFault::Truncated { head } => AuditFault::Truncated(head),
    });
    Ok(AuditPage {
        items,
        next,
        links: walked.ok(),
        is_intact: fault.is_none(),
        fault,
    })
}

/// The command chains of shared tablets with the tablets' names.
async fn tablets(
    tx: &mut dyn store::Tx,
    tenant: store::TenantId,
) -> Result<BTreeMap<Uuid, String>, StoreError> {
    let devices = tx.devices(tenant).await?;
    let names: BTreeMap<Uuid, String> = devices
        .into_iter()
        .filter_map(|device| Some((device.user?, device.name)))
        .collect();
    if names.is_empty() {
        return Ok(BTreeMap::new());
    }
    let replicas = tx.replicas(tenant).await?;
    let named = replicas
        .into_iter()
        .filter_map(|row| Some((row.replica, names.get(&row.user)?.clone())));
    Ok(named.collect())
}

fn invalid() -> ApiError {
    ApiError::from(ErrorCode::ParameterInvalid).with("parameter", "after")
}
