//! The tables in memory: ordered maps, and a map to nothing where the databases have an index.

use crate::store::{
    AccountEventRow, AuditRow, AuthenticatorRow, AwaitedRow, CeremonyRow, DeviceRow, Digest,
    EntityRow, FeedbackRow, GrantRow, Hash, HealthRow, IntakeRow, InviteRow, PasskeyRow, PersonKey,
    PinRow, RenamedRow, ReplicaRow, ScopeRow, SessionRow, SettledRow, TenantId, TenantRow, UserRow,
    VerdictRow,
};
use crate::store::{IdentityRow, IssuedRightRow, IssuerRow};
use std::collections::BTreeMap;
use uuid::Uuid;

#[derive(Clone, Debug)]
pub(super) struct Tables {
    pub epoch: BTreeMap<(), Uuid>,
    pub meta: BTreeMap<String, String>,
    pub tenants: BTreeMap<TenantId, TenantRow>,
    pub heads: BTreeMap<TenantId, i64>,
    pub entities: BTreeMap<(TenantId, String, Uuid), EntityRow>,
    pub children: BTreeMap<(TenantId, String, Uuid, Uuid), ()>,
    /// By (t, id, scope).
    pub scope_rows: BTreeMap<(TenantId, String, Uuid, String), ScopeRow>,
    /// By (scope, t, id).
    pub scope_keys: BTreeMap<(TenantId, String, String, Uuid), ()>,
    /// By (scope, seq, t, id).
    pub scope_order: BTreeMap<(TenantId, String, i64, String, Uuid), ()>,
    pub digests: BTreeMap<(TenantId, String), Digest>,
    /// By the entity that makes them.
    pub grants: BTreeMap<(TenantId, String, Uuid), Vec<GrantRow>>,
    /// By member; the entity is in the key because two may grant the same.
    pub grants_by_member: BTreeMap<(TenantId, String, String, Uuid, usize), GrantRow>,
    pub intake: BTreeMap<(TenantId, Uuid, i64), IntakeRow>,
    /// By the hash that it had.
    pub renamed: BTreeMap<(TenantId, Hash), RenamedRow>,
    /// By (received_at, replica, cmd_no).
    pub unjudged: BTreeMap<(TenantId, i64, Uuid, i64), ()>,
    pub replicas: BTreeMap<Uuid, ReplicaRow>,
    /// By replica.
    pub health: BTreeMap<(TenantId, Uuid), HealthRow>,
    pub verdicts: BTreeMap<(TenantId, Uuid, i64), VerdictRow>,
    /// By (replica, cmd_no, no).
    pub settled: BTreeMap<(TenantId, Uuid, i64, i64), SettledRow>,
    /// By (replica, cmd_no).
    pub awaited: BTreeMap<(TenantId, Uuid, i64), AwaitedRow>,
    /// By (replica, cmd_no, id).
    pub unmade: BTreeMap<(TenantId, Uuid, i64, Uuid), ()>,
    /// By (replica, no) to cmd_no.
    pub verdict_order: BTreeMap<(TenantId, Uuid, i64), i64>,
    pub audit: BTreeMap<(TenantId, i64), AuditRow>,
    pub person_keys: BTreeMap<(TenantId, Uuid), PersonKey>,
    pub aliases: BTreeMap<(TenantId, Uuid), Uuid>,
    pub users: BTreeMap<Uuid, UserRow>,
    pub logins: BTreeMap<String, Uuid>,
    pub sessions: BTreeMap<Hash, SessionRow>,
    pub invites: BTreeMap<Hash, InviteRow>,
    pub devices: BTreeMap<Uuid, DeviceRow>,
    pub pins: BTreeMap<Uuid, PinRow>,
    /// By credential.
    pub passkeys: BTreeMap<Vec<u8>, PasskeyRow>,
    pub authenticators: BTreeMap<Uuid, AuthenticatorRow>,
    /// By (user, hash) to when it was used.
    pub recovery_codes: BTreeMap<(Uuid, Hash), Option<i64>>,
    pub ceremonies: BTreeMap<Hash, CeremonyRow>,
    /// By (user, at, id).
    pub account_events: BTreeMap<(Uuid, i64, Uuid), AccountEventRow>,
    pub identities: BTreeMap<Hash, IdentityRow>,
    pub issued_rights: BTreeMap<Uuid, IssuedRightRow>,
    pub issuers: BTreeMap<String, IssuerRow>,
    pub feedback: BTreeMap<Uuid, FeedbackRow>,
}

impl Tables {
    pub fn new(epoch: Uuid) -> Self {
        Self {
            epoch: BTreeMap::from([((), epoch)]),
            meta: BTreeMap::new(),
            tenants: BTreeMap::new(),
            heads: BTreeMap::new(),
            entities: BTreeMap::new(),
            children: BTreeMap::new(),
            scope_rows: BTreeMap::new(),
            scope_keys: BTreeMap::new(),
            scope_order: BTreeMap::new(),
            digests: BTreeMap::new(),
            grants: BTreeMap::new(),
            grants_by_member: BTreeMap::new(),
            intake: BTreeMap::new(),
            renamed: BTreeMap::new(),
            unjudged: BTreeMap::new(),
            replicas: BTreeMap::new(),
            health: BTreeMap::new(),
            verdicts: BTreeMap::new(),
            settled: BTreeMap::new(),
            awaited: BTreeMap::new(),
            unmade: BTreeMap::new(),
            verdict_order: BTreeMap::new(),
            audit: BTreeMap::new(),
            person_keys: BTreeMap::new(),
            aliases: BTreeMap::new(),
            users: BTreeMap::new(),
            logins: BTreeMap::new(),
            sessions: BTreeMap::new(),
            invites: BTreeMap::new(),
            devices: BTreeMap::new(),
            pins: BTreeMap::new(),
            passkeys: BTreeMap::new(),
            authenticators: BTreeMap::new(),
            recovery_codes: BTreeMap::new(),
            ceremonies: BTreeMap::new(),
            account_events: BTreeMap::new(),
            identities: BTreeMap::new(),
            issued_rights: BTreeMap::new(),
            issuers: BTreeMap::new(),
            feedback: BTreeMap::new(),
        }
    }
}
