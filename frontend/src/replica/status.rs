//! What screens are told: how a record stands, how the device and the server stand, what needs a person.
use serde_json::Value;
use shared::api::device::OwnDevice;
use shared::id::{MembershipId, TenantId, UserId};
use shared::model::Membership;
use shared::refusal::Refusal;
use shared::time::Millis;
use shared::verdict::Outcome;
use shared::wire::CommandRef;

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Me {
    /// The user.
    pub user: UserId,
    /// Own name.
    pub name: String,
    /// Rights that hold today.
    pub memberships: Vec<(MembershipId, Membership)>,
    /// The authority whose data this is.
    pub tenant: TenantId,
    /// Its name.
    pub tenant_name: String,
    /// The shared tablet that this copy is; absent for a person's.
    pub device: Option<OwnDevice>,
}

/// Who speaks on a shared tablet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// Who.
    pub user: UserId,
    /// Their name.
    pub name: String,
}

/// How far the start has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Looking for who was here last.
    Opening,
    /// Nobody.
    SignedOut,
    /// Rows can be drawn.
    Open,
    /// Somebody has shown a password, and must set up a second factor before the server answers more.
    AddFactor,
}

/// How far a record has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RecordState {
    /// The server has judged it.
    Confirmed,
    /// The server has it and has not judged it.
    Received,
    /// Drawn, and not saved yet: a matter of milliseconds, but not to be called saved.
    Saving,
    /// Saved here only.
    OnThisDevice,
    /// Refused, or waiting for a person.
    NeedsAttention,
}

/// Whether the server answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Online {
    /// It answered last.
    Online,
    /// It did not, and the device has no network.
    Offline,
    /// It did not, though the device has network.
    Silent,
    /// Not tried yet.
    Unknown,
}

/// Whether the browser keeps what is saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StorageState {
    /// Kept until somebody clears it.
    Kept,
    /// The browser may clear it when space is short.
    NotKept,
    /// A private window: gone when it closes.
    Private,
    /// There is no space left for anything new.
    Full,
    /// Nothing can be saved.
    Broken,
}

/// Why something could not be saved here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StorageProblem {
    /// No space.
    Full,
    /// The database does not answer.
    Broken,
}

/// Why a dispatch came to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DispatchError {
    /// A rule says no; nothing was saved.
    Refused(Refusal),
    /// It could not be saved strictly.
    CannotSave(StorageProblem),
}

/// One place that tells how the device and the server stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncStatus {
    /// Whether the server answers.
    pub online: Online,
    /// Commands that the server has not taken.
    pub unsent: usize,
    /// When the oldest of them was made.
    pub oldest_unsent: Option<Millis>,
    /// Commands that need a person.
    pub attention: usize,
    /// Last whole checkpoint.
    pub last_sync: Option<Millis>,
    /// The session has ended; a sign-in sends what waits.
    pub needs_sign_in: bool,
    /// Nothing is sent until somebody helps: this storage was copied or turned back.
    pub is_stopped: bool,
    /// Whether the browser keeps what is saved.
    pub storage: StorageState,
    /// Whether all rows of this user have come.
    pub complete: bool,
    /// Commands that this device could not read when they were to be sent.
    pub lost: u64,
    /// Other people's unsent commands on this device.
    pub other_users_waiting: usize,
}

/// A command of this device with what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxEntry {
    /// Its number.
    pub no: u64,
    /// Its kind on the wire.
    pub kind: String,
    /// What it says.
    pub payload: Value,
    /// How far it has come.
    pub state: RecordState,
    /// What came of it, when it was judged.
    pub outcome: Option<Outcome>,
    /// When it was made.
    pub occurred_at: Millis,
}

/// A command that could not be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboxEntry {
    /// Which.
    pub cmd: CommandRef,
    /// Its kind on the wire.
    pub kind: String,
    /// The version of what it said, when this app can read it.
    pub v: Option<u16>,
    /// What it said, as it was sent.
    pub payload: Value,
    /// What came of it.
    pub outcome: Outcome,
    /// When it was made.
    pub occurred_at: Millis,
}
