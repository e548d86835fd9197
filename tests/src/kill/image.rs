//! The data as they lie at one moment, opened through the store. Of SQLite a copy of the folder: the copy is what gets recovered by
//! looking at it, and the server's own files are left as the kill left them. PostgreSQL outlives the server and is looked at itself.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use backend::accept::{ChainFault, open_envelope, verify_chain};
use backend::store::{
    AuditRow, IntakeRow, PostgresStore, ReplicaRow, SqliteStore, Store, TenantId, Tx, VerdictRow,
    read,
};
use backend::vault::{Opened, Place, Vault};
use futures::future::BoxFuture;
use serde_json::Value;
use shared::model::{Body, Entity, Kind};
use shared::scope::Scope;
use shared::state::State;
use shared::sync::envelope::Envelope;
use shared::sync::protocol::Digest;
use tempfile::TempDir;
use uuid::Uuid;

const PAGE: i64 = 1000;
const FILES: [&str; 3] = ["key", "fotfaste.db", "fotfaste.db-wal"];

/// The data at one moment.
pub struct Image {
    store: Arc<dyn Store>,
    vault: Vault,
    tenant: TenantId,
    _folder: Option<TempDir>,
}

impl Image {
    /// Copies a folder and opens the copy; the server must be dead or idle.
    ///
    /// # Errors
    /// When the files are no database, or one without a tenant.
    pub async fn of_folder(data: &Path) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        for file in FILES.iter().filter(|file| data.join(file).exists()) {
            std::fs::copy(data.join(file), folder.path().join(file))?;
        }
        let store = Arc::new(SqliteStore::open(&folder.path().join("fotfaste.db")).await?);
        let vault = Vault::open(folder.path())?;
        Self::over(store, vault, Some(folder)).await
    }

    /// Opens a database of PostgreSQL, whose key lies in this folder.
    ///
    /// # Errors
    /// When it does not answer, or is one without a tenant.
    pub async fn of_database(url: &str, data: &Path) -> Result<Self> {
        let store = Arc::new(PostgresStore::open(url).await?);
        Self::over(store, Vault::open(data)?, None).await
    }

    async fn over(store: Arc<dyn Store>, vault: Vault, folder: Option<TempDir>) -> Result<Self> {
        let tenants = read::<_, anyhow::Error, _>(&*store, |tx| {
            Box::pin(async move { Ok(tx.tenants().await?) })
        })
        .await?;
        let tenant = tenants.first().context("no tenant")?.id;
        Ok(Self {
            store,
            vault,
            tenant,
            _folder: folder,
        })
    }

    /// Lets go of it.
    pub async fn close(self) {
        self.store.close().await;
    }

    async fn read<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> Fn(&'t mut dyn Tx) -> BoxFuture<'t, Result<T>> + Send + Sync + 'static,
    {
        read::<T, anyhow::Error, F>(&*self.store, work).await
    }

    /// The last sequence number.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn head(&self) -> Result<i64> {
        let tenant = self.tenant;
        self.read(move |tx| Box::pin(async move { Ok(tx.head(tenant).await?) }))
            .await
    }

    /// What is in custody without a verdict.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn unjudged(&self) -> Result<Vec<IntakeRow>> {
        let tenant = self.tenant;
        self.read(move |tx| Box::pin(async move { Ok(tx.unjudged(tenant, i64::MAX).await?) }))
            .await
    }

    /// What is known of a device.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn replica(&self, replica: Uuid) -> Result<Option<ReplicaRow>> {
        self.read(move |tx| Box::pin(async move { Ok(tx.replica(replica).await?) }))
            .await
    }

    /// A command in custody.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn intake(&self, replica: Uuid, no: i64) -> Result<Option<IntakeRow>> {
        let tenant = self.tenant;
        self.read(move |tx| Box::pin(async move { Ok(tx.intake(tenant, replica, no).await?) }))
            .await
    }

    /// All verdicts of a device in their order.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn verdicts(&self, replica: Uuid) -> Result<Vec<VerdictRow>> {
        let tenant = self.tenant;
        self.read(move |tx| {
            Box::pin(async move {
                let mut all: Vec<VerdictRow> = Vec::new();
                loop {
                    let after = all.last().map_or(0, |row| row.no);
                    let page = tx.verdicts_after(tenant, replica, after, PAGE).await?;
                    if page.is_empty() {
                        return Ok(all);
                    }
                    all.extend(page);
                }
            })
        })
        .await
    }

    /// The links of the chain after a number.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn audit(&self, after: i64) -> Result<Vec<AuditRow>> {
        let tenant = self.tenant;
        self.read(move |tx| {
            Box::pin(async move {
                let mut all: Vec<AuditRow> = Vec::new();
                loop {
                    let after = all.last().map_or(after, |row| row.seq);
                    let page = tx.audit_after(tenant, after, PAGE).await?;
                    if page.is_empty() {
                        return Ok(all);
                    }
                    all.extend(page);
                }
            })
        })
        .await
    }

    /// Walks the whole chain.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn chain(&self) -> Result<Result<u64, ChainFault>> {
        let tenant = self.tenant;
        self.read(move |tx| Box::pin(async move { Ok(verify_chain(tx, tenant).await?) }))
            .await
    }

    /// A command as it came.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn envelope(&self, replica: Uuid, no: i64) -> Result<Option<Envelope>> {
        let (vault, tenant) = (self.vault.clone(), self.tenant);
        let value: Option<Value> = self
            .read(move |tx| {
                let vault = vault.clone();
                Box::pin(async move { Ok(open_envelope(tx, &vault, tenant, replica, no).await?) })
            })
            .await?;
        Ok(value.map(serde_json::from_value).transpose()?)
    }

    /// All entities.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn state(&self) -> Result<State> {
        let (vault, tenant) = (self.vault.clone(), self.tenant);
        self.read(move |tx| {
            let vault = vault.clone();
            Box::pin(async move { state(tx, &vault, tenant).await })
        })
        .await
    }

    /// What a scope says that it holds, and what its rows add up to.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn digests(&self, scope: Scope) -> Result<(Digest, Digest)> {
        let tenant = self.tenant;
        self.read(move |tx| {
            Box::pin(async move {
                let name = scope.to_string();
                let said = tx.scope_digest(tenant, &name).await?;
                let mut found = Digest::default();
                let mut after = None;
                loop {
                    let page = tx.scope_page(tenant, &name, after, PAGE).await?;
                    let Some(last) = page.last() else { break };
                    after = Some((last.t.clone(), last.id));
                    for row in &page {
                        found = found.with(row.hash);
                    }
                }
                let said = Digest {
                    n: said.n,
                    h: said.h,
                };
                Ok((said, found))
            })
        })
        .await
    }
}

async fn state(tx: &mut dyn Tx, vault: &Vault, tenant: TenantId) -> Result<State> {
    let mut state = State::new();
    for kind in Kind::ALL {
        let mut after = None;
        loop {
            let page = tx.list(tenant, kind.as_str(), after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            for row in page {
                let place = Place::Entity {
                    kind: kind.as_str(),
                    id: row.id,
                };
                let opened = vault
                    .unseal(tx, tenant, row.person, &place, &row.body)
                    .await?;
                let Opened::Bytes(bytes) = opened else {
                    continue;
                };
                let body = Body::from_value(*kind, &serde_json::from_slice(&bytes)?)?;
                state.put(Entity {
                    id: row.id,
                    ver: row.ver,
                    body,
                });
            }
        }
    }
    Ok(state)
}
