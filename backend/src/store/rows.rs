//! The rows that the store keeps, as plain values: no SQL and no rules. Instants are UTC milliseconds, days are
//! `YYYY-MM-DD`, hashes are SHA-256. Bytes called sealed or body start with a format byte (see `crate::vault`).

use super::TenantId;
use uuid::Uuid;

/// A SHA-256 hash.
pub type Hash = [u8; 32];

/// An authority: the unit that owns everything else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TenantRow {
    pub id: TenantId,
    pub name: String,
    pub created_at: i64,
}

/// One entity in its latest version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntityRow {
    pub tenant: TenantId,
    pub kind: String,
    pub id: Uuid,
    pub parent: Option<Uuid>,
    pub ver: i64,
    /// Whose key seals the body, when it is sealed.
    pub person: Option<Uuid>,
    /// JSON object without personal data: what the SQL views show.
    pub facts: String,
    pub body: Vec<u8>,
}

/// The latest word on one row in one scope: shown (`live`) or taken away, and since which `seq`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopeRow {
    pub tenant: TenantId,
    pub scope: String,
    pub t: String,
    pub id: Uuid,
    pub seq: i64,
    pub live: bool,
    /// Why a row that is not live went away; empty while it is live.
    pub why: String,
    /// The row's part of the scope's digest.
    pub hash: i64,
}

/// Count and wrapping sum of the hashes of a scope's live rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Digest {
    pub n: i64,
    pub h: i64,
}

/// One member (a user or a group) may see one scope (or belongs to one group), from the first to the last day.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct GrantRow {
    pub member: String,
    pub scope: String,
    pub from: String,
    /// The last day, included; none while it is open.
    pub to: Option<String>,
}

/// A command as it came, kept before anything is judged and never changed after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntakeRow {
    pub tenant: TenantId,
    pub replica: Uuid,
    pub cmd_no: i64,
    pub hash: Hash,
    pub user: Uuid,
    pub received_at: i64,
    /// Whose key seals the bytes.
    pub person: Uuid,
    pub judged: bool,
    pub bytes: Vec<u8>,
}

/// A command that came, or may come, under another name as well: its device had to leave a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenamedRow {
    pub tenant: TenantId,
    /// What it had in the chain that was left.
    pub hash: Hash,
    /// That chain.
    pub left: Uuid,
    /// Where it is now.
    pub replica: Uuid,
    pub cmd_no: i64,
}

/// What the server knows about one copy on one device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplicaRow {
    pub tenant: TenantId,
    pub replica: Uuid,
    pub user: Uuid,
    /// The highest command number in custody; 0 before the first.
    pub custody_high: i64,
    /// The highest command number in a backup; 0 before the first.
    pub durable_high: i64,
    /// The hash of the command that is highest in custody.
    pub last_hash: Option<Hash>,
    pub last_pull: i64,
    pub schema: i64,
    pub build: String,
    pub last_seen: i64,
}

/// How a device stood when it was heard last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HealthRow {
    pub tenant: TenantId,
    pub replica: Uuid,
    pub user: Uuid,
    pub heard_at: i64,
    /// `shared::sync::health::Health` as JSON.
    pub body: String,
}

/// What became of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerdictRow {
    pub tenant: TenantId,
    pub replica: Uuid,
    pub cmd_no: i64,
    /// Grows within a replica, also when a command is judged again.
    pub no: i64,
    /// Where the command stands in the tenant's order, when it changed anything.
    pub seq: Option<i64>,
    /// `applied`, `duplicate`, `parked` or `rejected`.
    pub state: String,
    /// JSON.
    pub body: String,
}

/// A parked or rejected command with who sent it and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttentionRow {
    pub replica: Uuid,
    pub cmd_no: i64,
    pub no: i64,
    pub state: String,
    pub body: String,
    pub user: Uuid,
    pub received_at: i64,
}

/// A verdict that the office has put aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettledRow {
    pub tenant: TenantId,
    pub replica: Uuid,
    pub cmd_no: i64,
    /// The verdict's number.
    pub no: i64,
    /// As `shared::api::Settling` names it.
    pub how: String,
    pub by: Uuid,
    pub at: i64,
}

/// A command that waits for a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwaitedRow {
    pub tenant: TenantId,
    pub replica: Uuid,
    pub cmd_no: i64,
    /// Of the row.
    pub kind: String,
    pub id: Uuid,
    /// The earlier command of the same chain that would have made it.
    pub on_no: i64,
}

/// Where a page of [`AttentionRow`]s ended: the newest come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttentionCursor {
    pub received_at: i64,
    pub replica: Uuid,
    pub cmd_no: i64,
}

/// One link of the audit chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    pub tenant: TenantId,
    pub seq: i64,
    pub actor: Uuid,
    pub replica: Uuid,
    pub cmd_no: i64,
    pub kind: String,
    pub cmd_hash: Hash,
    /// Whose key seals the body.
    pub person: Uuid,
    pub body: Vec<u8>,
    pub prev_hash: Hash,
    pub hash: Hash,
}

/// A person's key: wrapped under the master key, or destroyed for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PersonKey {
    Wrapped(Vec<u8>),
    Erased { at: i64 },
}

/// Somebody who can sign in. `login` is lower case and unique over all tenants, because it is asked for first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserRow {
    pub id: Uuid,
    pub tenant: TenantId,
    pub login: String,
    pub name: String,
    pub password_hash: String,
    pub state: String,
    pub created_at: i64,
}

/// A sign-in. The token itself is never stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    pub token_hash: Hash,
    pub user: Uuid,
    pub tenant: TenantId,
    pub created_at: i64,
    pub last_seen: i64,
    /// When the user last showed who they are.
    pub auth_time: i64,
    pub ended: Option<i64>,
    /// How: `pwd`, `pwd otp`, `pwd rec` (a recovery code), `hwk` (a passkey).
    pub amr: String,
    /// What kind of browser on what kind of machine, such as `chrome windows`; nothing finer is kept.
    pub agent: String,
    /// The level of assurance that an issuer stated; empty without one.
    pub acr: String,
    /// The issuer that proved who it is; empty when that was done here.
    pub issuer: String,
}

/// A link that makes an account once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InviteRow {
    pub token_hash: Hash,
    pub tenant: TenantId,
    /// `bootstrap` or `invite`.
    pub kind: String,
    /// JSON: who is invited as what.
    pub payload: String,
    pub created_at: i64,
    pub expires_at: i64,
    pub used_at: Option<i64>,
}

/// A shared tablet, from the offer of a code to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceRow {
    pub id: Uuid,
    pub tenant: TenantId,
    pub site: Uuid,
    pub name: String,
    /// One of the codes of `shared::api::device::DeviceState`.
    pub state: String,
    /// The first signs of the code; wrong tries are counted by it.
    pub handle: String,
    pub code_hash: Hash,
    /// Of the code and of the comparison of words.
    pub expires_at: i64,
    pub tries: i64,
    pub public_key: Option<Vec<u8>>,
    /// What is to be signed next, in hex; used up by the first who signs it.
    pub nonce: Option<String>,
    pub nonce_until: i64,
    /// Its user, once it is connected.
    pub user: Option<Uuid>,
    pub membership: Option<Uuid>,
    pub made_by: Uuid,
    pub made_at: i64,
    pub last_seen: Option<i64>,
    pub wrong_pins: i64,
}

/// How a supervisor's PIN is checked, sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PinRow {
    pub user: Uuid,
    pub tenant: TenantId,
    pub set_at: i64,
    pub body: Vec<u8>,
}

/// A credential of somebody's device or password manager.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyRow {
    pub id: Uuid,
    pub user: Uuid,
    /// What the authenticator calls it; unique over all users.
    pub credential: Vec<u8>,
    /// Subject public key info, DER.
    pub public_key: Vec<u8>,
    /// How often it has signed; 0 for one that does not count.
    pub counter: i64,
    pub name: String,
    pub created_at: i64,
    pub last_used: Option<i64>,
}

/// The secret that an authenticator app shares with us, sealed under its user's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthenticatorRow {
    pub user: Uuid,
    pub secret: Vec<u8>,
    /// The last step whose code was taken; no code of it or an earlier one is taken again.
    pub last_step: i64,
    pub created_at: i64,
}

/// Something begun that the browser brings back within minutes, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CeremonyRow {
    pub key: Hash,
    pub kind: String,
    pub user: Option<Uuid>,
    pub payload: Vec<u8>,
    pub expires_at: i64,
}

/// What happened to somebody's ways in, and who did it. No personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountEventRow {
    pub id: Uuid,
    pub tenant: TenantId,
    pub user: Uuid,
    pub actor: Uuid,
    pub kind: String,
    pub at: i64,
}

/// Somebody at an issuer, as the user that they are here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityRow {
    /// The hash of issuer and subject.
    pub key: Hash,
    pub tenant: TenantId,
    pub user: Uuid,
    pub issuer: String,
    pub created_at: i64,
    pub used_at: i64,
}

/// A right that an issuer's claims gave, and that they may end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedRightRow {
    pub membership: Uuid,
    pub tenant: TenantId,
    pub user: Uuid,
    pub issuer: String,
}

/// What an issuer last published that was good: its description and its keys, JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuerRow {
    pub issuer: String,
    pub document: Vec<u8>,
    pub keys: Vec<u8>,
    pub fetched_at: i64,
}

/// Something that somebody said about the product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedbackRow {
    pub id: Uuid,
    pub tenant: TenantId,
    pub kind: String,
    /// The screen, without ids.
    pub place: String,
    /// The words and the contact, sealed under the key of `id`.
    pub body: Vec<u8>,
    pub created_at: i64,
    pub settled_at: Option<i64>,
    pub settled_by: Option<Uuid>,
}

/// Where a page of [`FeedbackRow`]s ended: the newest come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeedbackCursor {
    pub created_at: i64,
    pub id: Uuid,
}

impl FeedbackCursor {
    /// Before the newest.
    pub const START: Self = Self {
        created_at: i64::MAX,
        id: Uuid::max(),
    };
}
