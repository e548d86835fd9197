//! What a transaction can do, one small trait a table family. Everything is scoped by tenant; lists come in a fixed
//! order and, where they can grow, in pages. `put_*` writes or replaces by key unless it says otherwise.

use super::{
    AccountEventRow, AttentionCursor, AttentionRow, AuditRow, AuthenticatorRow, AwaitedRow,
    CeremonyRow, DeviceRow, Digest, EntityRow, FeedbackCursor, FeedbackRow, GrantRow, Hash,
    HealthRow, IntakeRow, InviteRow, PasskeyRow, PersonKey, PinRow, RenamedRow, ReplicaRow,
    ScopeRow, SessionRow, SettledRow, StoreError, TenantId, TenantRow, UserRow, VerdictRow,
};
use super::{IdentityRow, IssuedRightRow, IssuerRow};
use async_trait::async_trait;
use uuid::Uuid;

/// How many grants one after another [`GrantTx::scopes_of`] follows.
pub const GRANT_STEPS_MAX: i64 = 3;

type Result<T> = std::result::Result<T, StoreError>;

/// A transaction: all the tables together.
pub trait Tx:
    TimelineTx
    + EntityTx
    + ScopeTx
    + GrantTx
    + IntakeTx
    + ReplicaTx
    + VerdictTx
    + AuditTx
    + KeyTx
    + AccountTx
    + DeviceTx
    + FactorTx
    + IdentityTx
    + FeedbackTx
    + Send
{
}

impl<T> Tx for T where
    T: TimelineTx
        + EntityTx
        + ScopeTx
        + GrantTx
        + IntakeTx
        + ReplicaTx
        + VerdictTx
        + AuditTx
        + KeyTx
        + AccountTx
        + DeviceTx
        + FactorTx
        + IdentityTx
        + FeedbackTx
        + Send
{
}

/// The order of things, tenants, small settings, and going back to a savepoint.
#[async_trait]
pub trait TimelineTx {
    /// The server's timeline: random, new after a restore.
    async fn epoch(&mut self) -> Result<Uuid>;
    async fn set_epoch(&mut self, epoch: Uuid) -> Result<()>;

    /// The last `seq` taken; 0 for a tenant without any.
    async fn head(&mut self, tenant: TenantId) -> Result<i64>;
    /// Lets one writer a tenant go on until its commit; call it before reading what a decision rests on.
    async fn lock_tenant(&mut self, tenant: TenantId) -> Result<()>;
    /// Takes the next `seq`; commits come in this order. The tenant must exist.
    async fn next_seq(&mut self, tenant: TenantId) -> Result<i64>;

    /// Marks where [`TimelineTx::rollback_savepoint`] goes back to. One at a time: they do not nest.
    async fn savepoint(&mut self) -> Result<()>;
    /// Undoes what was done since the savepoint, and ends it.
    async fn rollback_savepoint(&mut self) -> Result<()>;
    /// Keeps what was done since the savepoint, and ends it.
    async fn release_savepoint(&mut self) -> Result<()>;

    async fn meta_get(&mut self, key: &str) -> Result<Option<String>>;
    async fn meta_put(&mut self, key: &str, value: &str) -> Result<()>;

    async fn tenant(&mut self, tenant: TenantId) -> Result<Option<TenantRow>>;
    /// In order of id.
    async fn tenants(&mut self) -> Result<Vec<TenantRow>>;
    async fn put_tenant(&mut self, row: &TenantRow) -> Result<()>;
}

/// The domain's rows.
#[async_trait]
pub trait EntityTx {
    async fn entity(&mut self, tenant: TenantId, kind: &str, id: Uuid)
    -> Result<Option<EntityRow>>;
    /// Those that exist, in the order asked for; one asked for twice comes twice.
    async fn entities(
        &mut self,
        tenant: TenantId,
        keys: &[(String, Uuid)],
    ) -> Result<Vec<EntityRow>>;
    /// All entities of a kind under a parent, in order of id.
    async fn children(
        &mut self,
        tenant: TenantId,
        kind: &str,
        parent: Uuid,
    ) -> Result<Vec<EntityRow>>;
    /// A page of a kind in order of id.
    async fn list(
        &mut self,
        tenant: TenantId,
        kind: &str,
        after: Option<Uuid>,
        limit: i64,
    ) -> Result<Vec<EntityRow>>;
    async fn put_entity(&mut self, row: &EntityRow) -> Result<()>;
    /// All that is sealed under a person's key, by (kind, id).
    async fn entities_of_person(
        &mut self,
        tenant: TenantId,
        person: Uuid,
    ) -> Result<Vec<EntityRow>>;
    /// Takes a row away for good; none is no fault.
    async fn drop_entity(&mut self, tenant: TenantId, kind: &str, id: Uuid) -> Result<()>;
}

/// Who may see which row: one row per (scope, t, id), the latest word only, so that a pull is compacted by nature.
#[async_trait]
pub trait ScopeTx {
    /// The live scopes of a row, in order of scope.
    async fn scopes_of_row(&mut self, tenant: TenantId, t: &str, id: Uuid)
    -> Result<Vec<ScopeRow>>;
    async fn put_scope_row(&mut self, row: &ScopeRow) -> Result<()>;
    /// What changed after `after_seq`, by (seq, t, id). A page never ends within a `seq`, so it may pass `limit` by the
    /// rest of its last one, and the last row's `seq` is a safe cursor.
    async fn scope_changes(
        &mut self,
        tenant: TenantId,
        scope: &str,
        after_seq: i64,
        limit: i64,
    ) -> Result<Vec<ScopeRow>>;
    /// A page of the live rows by (t, id).
    async fn scope_page(
        &mut self,
        tenant: TenantId,
        scope: &str,
        after: Option<(String, Uuid)>,
        limit: i64,
    ) -> Result<Vec<ScopeRow>>;
    /// Forgets rows that are gone since `through` or before, the oldest first; tells how many.
    async fn forget_gone(&mut self, tenant: TenantId, through: i64, limit: i64) -> Result<u64>;
    async fn scope_digest(&mut self, tenant: TenantId, scope: &str) -> Result<Digest>;
    /// Adds to the digest, wrapping around.
    async fn add_digest(&mut self, tenant: TenantId, scope: &str, dn: i64, dh: i64) -> Result<()>;
}

/// Which scopes a user has.
#[async_trait]
pub trait GrantTx {
    /// The grants that one entity makes, sorted.
    async fn grants(&mut self, tenant: TenantId, kind: &str, id: Uuid) -> Result<Vec<GrantRow>>;
    /// Replaces all grants that one entity makes.
    async fn replace_grants(
        &mut self,
        tenant: TenantId,
        kind: &str,
        id: Uuid,
        grants: &[GrantRow],
    ) -> Result<()>;
    /// The scopes of a member on a day (`YYYY-MM-DD`), sorted, each once. A scope may be a group that is a member of
    /// more; three steps are followed.
    async fn scopes_of(&mut self, tenant: TenantId, member: &str, day: &str)
    -> Result<Vec<String>>;
}

/// Custody: commands as they came.
#[async_trait]
pub trait IntakeTx {
    /// Adds; the same replica and number twice is a [`StoreError::Conflict`].
    async fn put_intake(&mut self, row: &IntakeRow) -> Result<()>;
    async fn intake(
        &mut self,
        tenant: TenantId,
        replica: Uuid,
        cmd_no: i64,
    ) -> Result<Option<IntakeRow>>;
    /// Tells what a command was called before; what was told of the same hash first stays.
    async fn put_renamed(&mut self, row: &RenamedRow) -> Result<()>;
    /// By the hash that it had.
    async fn renamed(&mut self, tenant: TenantId, hash: &Hash) -> Result<Option<RenamedRow>>;
    /// Whether commands of this copy have gone on in another chain.
    async fn is_left(&mut self, tenant: TenantId, replica: Uuid) -> Result<bool>;
    /// By (received_at, replica, cmd_no).
    async fn unjudged(&mut self, tenant: TenantId, limit: i64) -> Result<Vec<IntakeRow>>;
    async fn mark_judged(&mut self, tenant: TenantId, replica: Uuid, cmd_no: i64) -> Result<()>;
}

/// The copies on devices.
#[async_trait]
pub trait ReplicaTx {
    async fn replica(&mut self, replica: Uuid) -> Result<Option<ReplicaRow>>;
    /// In order of id.
    async fn replicas(&mut self, tenant: TenantId) -> Result<Vec<ReplicaRow>>;
    /// A replica of another tenant is a [`StoreError::Conflict`].
    async fn put_replica(&mut self, row: &ReplicaRow) -> Result<()>;
    /// Keeps how a device stands; false, and nothing is kept, when it is another user's.
    async fn put_health(&mut self, row: &HealthRow) -> Result<bool>;
    /// A user's devices, heard last first.
    async fn health_of(&mut self, tenant: TenantId, user: Uuid) -> Result<Vec<HealthRow>>;
    /// All devices of a tenant, heard last first.
    async fn health(&mut self, tenant: TenantId, limit: i64) -> Result<Vec<HealthRow>>;
    /// Forgets a user's device.
    async fn drop_health(&mut self, tenant: TenantId, replica: Uuid, user: Uuid) -> Result<()>;
}

/// What became of the commands.
#[async_trait]
pub trait VerdictTx {
    /// The highest `no` of a replica; 0 before the first.
    async fn last_verdict_no(&mut self, tenant: TenantId, replica: Uuid) -> Result<i64>;
    async fn put_verdict(&mut self, row: &VerdictRow) -> Result<()>;
    async fn verdict(
        &mut self,
        tenant: TenantId,
        replica: Uuid,
        cmd_no: i64,
    ) -> Result<Option<VerdictRow>>;
    /// A page of a replica's verdicts in order of `no`.
    async fn verdicts_after(
        &mut self,
        tenant: TenantId,
        replica: Uuid,
        no: i64,
        limit: i64,
    ) -> Result<Vec<VerdictRow>>;
    /// Puts a verdict aside for the office; what was told of the same one first stays.
    async fn put_settled(&mut self, row: &SettledRow) -> Result<()>;
    /// A command that was refused or waits would have made a row.
    async fn put_unmade(
        &mut self,
        tenant: TenantId,
        replica: Uuid,
        cmd_no: i64,
        id: Uuid,
    ) -> Result<()>;
    async fn drop_unmade(&mut self, tenant: TenantId, replica: Uuid, cmd_no: i64) -> Result<()>;
    /// The latest command of a chain before a number that would have made a row.
    async fn unmade_by(
        &mut self,
        tenant: TenantId,
        replica: Uuid,
        id: Uuid,
        before: i64,
    ) -> Result<Option<i64>>;
    /// A command waits for a row; another that it waited for is forgotten.
    async fn put_awaited(&mut self, row: &AwaitedRow) -> Result<()>;
    async fn drop_awaited(&mut self, tenant: TenantId, replica: Uuid, cmd_no: i64) -> Result<()>;
    /// Who waits for a row, by replica and number.
    async fn awaiting(&mut self, tenant: TenantId, id: Uuid) -> Result<Vec<AwaitedRow>>;
    /// Who waits for a command of the same chain, by number.
    async fn awaiting_on(
        &mut self,
        tenant: TenantId,
        replica: Uuid,
        on_no: i64,
    ) -> Result<Vec<AwaitedRow>>;
    /// A page of those who need not wait: the row is there, or the earlier command would not make it any more; by replica and number.
    async fn awaiting_free(
        &mut self,
        tenant: TenantId,
        after: (Uuid, i64),
        limit: i64,
    ) -> Result<Vec<AwaitedRow>>;
    /// Whether this verdict was put aside.
    async fn is_settled(
        &mut self,
        tenant: TenantId,
        replica: Uuid,
        cmd_no: i64,
        no: i64,
    ) -> Result<bool>;
    /// A page of what is parked, rejected or flagged, latest received first; with what was put aside, or without.
    async fn attention(
        &mut self,
        tenant: TenantId,
        settled: bool,
        after: Option<AttentionCursor>,
        limit: i64,
    ) -> Result<Vec<AttentionRow>>;
}

/// The audit chain. It only grows.
#[async_trait]
pub trait AuditTx {
    async fn last_audit(&mut self, tenant: TenantId) -> Result<Option<(i64, Hash)>>;
    /// Adds; the same `seq` twice is a [`StoreError::Conflict`].
    async fn put_audit(&mut self, row: &AuditRow) -> Result<()>;
    /// A page in order of `seq`.
    async fn audit_after(
        &mut self,
        tenant: TenantId,
        seq: i64,
        limit: i64,
    ) -> Result<Vec<AuditRow>>;
}

/// Persons' keys and the other names of a person.
#[async_trait]
pub trait KeyTx {
    async fn person_key(&mut self, tenant: TenantId, person: Uuid) -> Result<Option<PersonKey>>;
    /// Adds; a person that has or had a key is a [`StoreError::Conflict`].
    async fn put_person_key(
        &mut self,
        tenant: TenantId,
        person: Uuid,
        wrapped: &[u8],
    ) -> Result<()>;
    /// Destroys the key, also one that was never made: the person gets none after it.
    async fn erase_person_key(&mut self, tenant: TenantId, person: Uuid, at: i64) -> Result<()>;
    /// A page of those who have a key, in order of id.
    async fn persons(
        &mut self,
        tenant: TenantId,
        after: Option<Uuid>,
        limit: i64,
    ) -> Result<Vec<Uuid>>;
    async fn alias(&mut self, tenant: TenantId, id: Uuid) -> Result<Option<Uuid>>;
    async fn put_alias(&mut self, tenant: TenantId, id: Uuid, person: Uuid) -> Result<()>;
}

/// Users, their sign-ins and invitations.
#[async_trait]
pub trait AccountTx {
    async fn user(&mut self, user: Uuid) -> Result<Option<UserRow>>;
    async fn user_by_login(&mut self, login: &str) -> Result<Option<UserRow>>;
    /// In order of login.
    async fn users(&mut self, tenant: TenantId) -> Result<Vec<UserRow>>;
    /// A login that another user has is a [`StoreError::Conflict`].
    async fn put_user(&mut self, row: &UserRow) -> Result<()>;

    async fn session(&mut self, token_hash: &Hash) -> Result<Option<SessionRow>>;
    /// Newest first.
    async fn sessions_of(&mut self, user: Uuid) -> Result<Vec<SessionRow>>;
    async fn put_session(&mut self, row: &SessionRow) -> Result<()>;
    /// Ends all open sessions of a user; tells how many.
    async fn end_sessions(&mut self, user: Uuid, at: i64) -> Result<u64>;
    /// Forgets sessions last seen before an instant; tells how many.
    async fn forget_sessions(&mut self, seen_before: i64) -> Result<u64>;

    async fn invite(&mut self, token_hash: &Hash) -> Result<Option<InviteRow>>;
    /// Newest first.
    async fn invites(&mut self, tenant: TenantId) -> Result<Vec<InviteRow>>;
    async fn put_invite(&mut self, row: &InviteRow) -> Result<()>;
    /// Marks it used; false when it was used before or is not there. Two users of one link: one gets true.
    async fn use_invite(&mut self, token_hash: &Hash, at: i64) -> Result<bool>;
}

/// Shared tablets and their supervisors' PINs.
#[async_trait]
pub trait DeviceTx {
    async fn device(&mut self, device: Uuid) -> Result<Option<DeviceRow>>;
    /// Whose user this is.
    async fn device_of_user(&mut self, user: Uuid) -> Result<Option<DeviceRow>>;
    /// Those whose code begins like this, newest first.
    async fn devices_by_handle(&mut self, handle: &str) -> Result<Vec<DeviceRow>>;
    /// Newest first.
    async fn devices(&mut self, tenant: TenantId) -> Result<Vec<DeviceRow>>;
    /// A user that another tablet has is a [`StoreError::Conflict`].
    async fn put_device(&mut self, row: &DeviceRow) -> Result<()>;

    async fn pin(&mut self, user: Uuid) -> Result<Option<PinRow>>;
    async fn put_pin(&mut self, row: &PinRow) -> Result<()>;
}

/// What proves who somebody is besides the password.
#[async_trait]
pub trait FactorTx {
    /// Adds; a credential that is there already, whoever's, is a [`StoreError::Conflict`].
    async fn put_passkey(&mut self, row: &PasskeyRow) -> Result<()>;
    async fn passkey(&mut self, credential: &[u8]) -> Result<Option<PasskeyRow>>;
    /// Oldest first.
    async fn passkeys_of(&mut self, user: Uuid) -> Result<Vec<PasskeyRow>>;
    /// Notes a signature; false when its counter has not grown (but 0 after 0: that one does not count), or it is not there.
    async fn use_passkey(&mut self, id: Uuid, counter: i64, at: i64) -> Result<bool>;
    /// False when the user has no such passkey.
    async fn remove_passkey(&mut self, user: Uuid, id: Uuid) -> Result<bool>;

    async fn authenticator(&mut self, user: Uuid) -> Result<Option<AuthenticatorRow>>;
    async fn put_authenticator(&mut self, row: &AuthenticatorRow) -> Result<()>;
    /// Takes a step; false when it or a later one was taken. Two takers of one step: one gets true.
    async fn use_step(&mut self, user: Uuid, step: i64) -> Result<bool>;
    async fn remove_authenticator(&mut self, user: Uuid) -> Result<bool>;

    /// Replaces all codes of a user, used ones too.
    async fn replace_recovery(&mut self, user: Uuid, hashes: &[Hash]) -> Result<()>;
    /// Marks it used; false when it was used before or is not there.
    async fn use_recovery(&mut self, user: Uuid, hash: &Hash, at: i64) -> Result<bool>;
    async fn recovery_left(&mut self, user: Uuid) -> Result<i64>;

    /// Adds; a key that is there is a [`StoreError::Conflict`].
    async fn put_ceremony(&mut self, row: &CeremonyRow) -> Result<()>;
    /// Takes it away; whoever comes second finds none. Whether it is still in time is for the caller to see.
    async fn take_ceremony(&mut self, key: &Hash) -> Result<Option<CeremonyRow>>;
    /// Forgets those that have ended by an instant; tells how many.
    async fn forget_ceremonies(&mut self, expired_at: i64) -> Result<u64>;

    async fn put_account_event(&mut self, row: &AccountEventRow) -> Result<()>;
    /// Newest first.
    async fn account_events(&mut self, user: Uuid, limit: i64) -> Result<Vec<AccountEventRow>>;
}

/// Whom issuers have proven, what came of their claims, and what they publish.
#[async_trait]
pub trait IdentityTx {
    async fn identity(&mut self, key: &Hash) -> Result<Option<IdentityRow>>;
    /// Oldest first.
    async fn identities_of(&mut self, user: Uuid) -> Result<Vec<IdentityRow>>;
    /// Adds, or notes the use; an identity that is another user's is a [`StoreError::Conflict`].
    async fn put_identity(&mut self, row: &IdentityRow) -> Result<()>;
    /// In order of membership.
    async fn issued_rights(&mut self, user: Uuid) -> Result<Vec<IssuedRightRow>>;
    /// Adds; the same membership twice is a [`StoreError::Conflict`].
    async fn put_issued_right(&mut self, row: &IssuedRightRow) -> Result<()>;
    async fn issuer(&mut self, issuer: &str) -> Result<Option<IssuerRow>>;
    async fn put_issuer(&mut self, row: &IssuerRow) -> Result<()>;
}

/// What people say about the product.
#[async_trait]
pub trait FeedbackTx {
    /// Adds; the same id twice is a [`StoreError::Conflict`].
    async fn put_feedback(&mut self, row: &FeedbackRow) -> Result<()>;
    /// A page, newest first.
    async fn feedback_page(
        &mut self,
        tenant: TenantId,
        after: FeedbackCursor,
        limit: i64,
    ) -> Result<Vec<FeedbackRow>>;
    /// How many nobody has settled yet.
    async fn open_feedback(&mut self, tenant: TenantId) -> Result<i64>;
    /// Marks it settled; false when it is not there, not the tenant's, or settled before.
    async fn settle_feedback(
        &mut self,
        tenant: TenantId,
        id: Uuid,
        by: Uuid,
        at: i64,
    ) -> Result<bool>;
    /// Takes away those settled before an instant; gives their ids in order.
    async fn forget_feedback(&mut self, tenant: TenantId, settled_before: i64)
    -> Result<Vec<Uuid>>;
}
