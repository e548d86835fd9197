//! The tables that are written together. Those in the second half are only looked up: they follow from what is written elsewhere.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::cache::Cache;
use crate::store::{
    AuditRow, Digest, EntityRow, Hash, IntakeRow, PersonKey, ReplicaRow, ScopeRow, TenantId,
    VerdictRow,
};

/// Tenant, kind, id.
pub(super) type Shown = (TenantId, String, Uuid);
/// Tenant, replica, number.
pub(super) type Place = (TenantId, Uuid, i64);

#[derive(Debug, Default)]
pub(super) struct Tables {
    pub seqs: Cache<TenantId, i64>,
    pub entities: Cache<Shown, EntityRow>,
    pub scopes: Cache<(TenantId, String, Uuid, String), ScopeRow>,
    pub digests: Cache<(TenantId, String), Digest>,
    pub intakes: Cache<Place, IntakeRow>,
    /// Commands of before that are judged now.
    pub judged: Cache<Place, ()>,
    pub replicas: Cache<Uuid, ReplicaRow>,
    pub verdicts: Cache<Place, VerdictRow>,
    pub audits: Cache<(TenantId, i64), AuditRow>,
    pub aliases: Cache<(TenantId, Uuid), Uuid>,

    pub tenants: Cache<TenantId, ()>,
    /// The highest number of a chain in custody.
    pub highs: Cache<(TenantId, Uuid), i64>,
    /// The highest number of a chain's verdicts.
    pub verdict_nos: Cache<(TenantId, Uuid), i64>,
    /// The end of the audit chain.
    pub links: Cache<TenantId, (i64, Hash)>,
    pub keys: Cache<(TenantId, Uuid), PersonKey>,
    /// The rows whose live scopes are all known.
    pub shown: BTreeSet<Shown>,
}

impl Tables {
    /// The database has all of it.
    pub fn sent(&mut self) {
        self.seqs.sent();
        self.entities.sent();
        self.scopes.sent();
        self.digests.sent();
        self.intakes.sent();
        self.judged.sent();
        self.replicas.sent();
        self.verdicts.sent();
        self.audits.sent();
        self.aliases.sent();
    }

    pub fn send_again(&mut self) {
        self.seqs.send_again();
        self.entities.send_again();
        self.scopes.send_again();
        self.digests.send_again();
        self.intakes.send_again();
        self.judged.send_again();
        self.replicas.send_again();
        self.verdicts.send_again();
        self.audits.send_again();
        self.aliases.send_again();
    }
}
