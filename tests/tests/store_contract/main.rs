//! What every store must do: each behaviour is one function, run on memory, SQLite and PostgreSQL alike.

#![expect(clippy::unwrap_used, reason = "tests")]

mod accounts;
mod audit;
mod commands;
mod coverage;
mod devices;
mod entities;
mod factors;
mod feedback;
mod gathered;
mod grants;
mod identities;
mod jobs;
mod plans;
mod postgres_only;
mod scopes;
mod sqlite_only;
mod timeline;
mod vault;
mod views;

use backend::store::{
    EntityRow, IntakeRow, MemoryStore, PostgresStore, ReplicaRow, ScopeRow, SqliteStore, Store,
    TenantId, TenantRow, VerdictRow,
};
use std::sync::Arc;
use tempfile::TempDir;
use uuid::Uuid;

/// Runs the body as one write job; `?` inside is the job's error.
macro_rules! change {
    ($store:expr, $tx:ident => $body:expr) => {
        backend::store::write::<_, backend::store::StoreError, _>(&*$store, move |$tx| {
            Box::pin(async move { Ok($body) })
        })
        .await
    };
}
pub(crate) use change;

/// Runs the body as one read job.
macro_rules! look {
    ($store:expr, $tx:ident => $body:expr) => {
        backend::store::read::<_, backend::store::StoreError, _>(&*$store, move |$tx| {
            Box::pin(async move { Ok($body) })
        })
        .await
    };
}
pub(crate) use look;

/// One behaviour, three tests.
macro_rules! contract {
    ($(async fn $name:ident($store:ident) $body:block)+) => {$(
        mod $name {
            use super::*;

            async fn behaviour($store: std::sync::Arc<dyn backend::store::Store>) $body

            #[tokio::test]
            async fn memory() {
                behaviour(crate::memory().await).await;
            }

            #[tokio::test]
            async fn sqlite() {
                let (store, _folder) = crate::sqlite().await;
                crate::prepare(&*store).await;
                behaviour(store.clone()).await;
                store.close().await;
            }

            #[tokio::test]
            async fn postgres() {
                if let Some(store) = crate::postgres().await {
                    crate::prepare(&*store).await;
                    behaviour(store.clone()).await;
                    store.close().await;
                }
            }
        }
    )+};
}
pub(crate) use contract;

pub async fn memory() -> Arc<dyn Store> {
    let store = Arc::new(MemoryStore::new(id(0xe0)));
    prepare(&*store).await;
    store
}

pub async fn sqlite() -> (Arc<SqliteStore>, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("test.db")).await;
    (Arc::new(store.unwrap()), folder)
}

pub async fn postgres() -> Option<Arc<PostgresStore>> {
    let url = tests::postgres::database().await?;
    Some(Arc::new(PostgresStore::open(&url).await.unwrap()))
}

/// Two tenants, so that every test can see whether it reaches into the other.
pub async fn prepare(store: &dyn Store) {
    change!(store, tx => {
        tx.put_tenant(&tenant_row(OURS, "Ale")).await?;
        tx.put_tenant(&tenant_row(THEIRS, "Borg")).await?
    })
    .unwrap();
}

/// 0 and 1 as tenants; everything in a test belongs to the first.
pub const OURS: u128 = 1;
pub const THEIRS: u128 = 2;

pub const fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

pub fn tenant(n: u128) -> TenantId {
    id(n).into()
}

pub fn ours() -> TenantId {
    tenant(OURS)
}

pub fn theirs() -> TenantId {
    tenant(THEIRS)
}

pub fn tenant_row(n: u128, name: &str) -> TenantRow {
    TenantRow {
        id: tenant(n),
        name: name.into(),
        created_at: 1_700_000_000_000,
    }
}

pub fn entity(kind: &str, n: u128, parent: Option<u128>) -> EntityRow {
    EntityRow {
        tenant: ours(),
        kind: kind.into(),
        id: id(n),
        parent: parent.map(id),
        ver: 1,
        person: None,
        facts: "{}".into(),
        body: vec![0, b'{', b'}'],
    }
}

pub fn scope_row(scope: &str, t: &str, n: u128, seq: i64) -> ScopeRow {
    ScopeRow {
        tenant: ours(),
        scope: scope.into(),
        t: t.into(),
        id: id(n),
        seq,
        live: true,
        why: String::new(),
        hash: i64::MIN + seq,
    }
}

pub fn intake_row(replica: u128, cmd_no: i64, received_at: i64) -> IntakeRow {
    IntakeRow {
        tenant: ours(),
        replica: id(replica),
        cmd_no,
        hash: [cmd_no as u8; 32],
        user: id(0x05e7),
        received_at,
        person: id(0x9e7),
        judged: false,
        bytes: vec![1, 2, 3, 0, 255],
    }
}

pub fn replica_row(n: u128) -> ReplicaRow {
    ReplicaRow {
        tenant: ours(),
        replica: id(n),
        user: id(0x05e7),
        custody_high: 0,
        durable_high: 0,
        last_hash: None,
        last_pull: 0,
        schema: 1,
        build: "test".into(),
        last_seen: 5,
    }
}

pub fn verdict_row(replica: u128, cmd_no: i64, no: i64, state: &str) -> VerdictRow {
    VerdictRow {
        tenant: ours(),
        replica: id(replica),
        cmd_no,
        no,
        seq: (state == "applied").then_some(cmd_no * 10),
        state: state.into(),
        body: "{\"code\":\"x\"}".into(),
    }
}
