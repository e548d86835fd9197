//! What travels between device and server (`/sync/v1/…`). Replies may grow; unknown fields are ignored by older devices.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::branch::Branch;
use super::health::Health;
use crate::id::{Epoch, ReplicaId};
use crate::model::{Body, Entity, Kind};
use crate::ordered::Map;
use crate::scope::Scope;
use crate::time::Millis;
use crate::verdict::Verdict;

/// Most commands of one push.
pub const BATCH_MAX: usize = 200;
/// Most bytes of one push body.
pub const BATCH_BYTES_MAX: usize = 256 * 1024;
/// Rows of one snapshot page, and about as many of one pull reply.
pub const PAGE_ROWS: usize = 500;
/// Deepest nesting of JSON that is read.
pub const DEPTH_MAX: usize = 32;

/// `GET /sync/v1/hello`: the only test of being online.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HelloReply {
    /// The server's timeline.
    pub epoch: Epoch,
    /// The server's clock.
    pub server_time: Millis,
    /// Protocol versions that are spoken.
    pub proto: Range,
    /// Row schemas.
    pub schema: SchemaRange,
    /// Build of the server.
    pub build: String,
}

/// Smallest and largest version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    /// Smallest.
    pub min: u32,
    /// Largest.
    pub max: u32,
}

/// Row schemas that may pull, and the current one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchemaRange {
    /// Oldest that may pull.
    pub min_pull: u32,
    /// Current.
    pub cur: u32,
}

/// `POST /sync/v1/push`. Envelopes stay JSON values here, so that unknown kinds and fields reach the intake whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushRequest {
    /// Protocol version.
    pub proto: u32,
    /// The timeline that the device last saw.
    #[serde(default)]
    pub epoch_seen: Option<Epoch>,
    /// Whose chain.
    pub replica_id: ReplicaId,
    /// The chains that it goes on from, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub branches: Vec<Branch>,
    /// Envelopes (`envelope::Envelope`) in `cmd_no` order; at most `BATCH_MAX`.
    pub batch: Vec<Value>,
}

/// The answer to a push.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushReply {
    /// The server's timeline.
    pub epoch: Epoch,
    /// The server's clock.
    pub server_time: Millis,
    /// All commands up to this number are kept by the server.
    pub custody_high: u64,
    /// Verdicts of the commands of this batch, as far as given.
    pub verdicts: Vec<Verdict>,
    /// Ask again after this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u64>,
}

/// Why a whole push is not taken (HTTP 409); never because of one command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum PushRefusal {
    /// Commands are missing before this batch: send from `expect`.
    Gap {
        /// The next number that the server takes.
        expect: u64,
    },
    /// The chain has split: go on in a chain of your own (`branch`).
    ReplicaForked {
        /// First number that differs.
        at: u64,
    },
    /// The replica belongs to another user.
    OtherUser,
    /// An envelope is not of the wire's form (no number, no hash, or a hash that is not its own).
    Malformed {
        /// Place in the batch, from 0.
        at: u32,
    },
}
crate::wire::tagged!(PushRefusal, "code");

/// `POST /sync/v1/pull`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PullRequest {
    /// Protocol version.
    pub proto: u32,
    /// The timeline that the cursors belong to.
    #[serde(default)]
    pub epoch: Option<Epoch>,
    /// Whose verdicts.
    pub replica_id: ReplicaId,
    /// The chains that it goes on from, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub branches: Vec<Branch>,
    /// Verdicts are missing from before it went on by itself: they come with the number 0.
    #[serde(default, skip_serializing_if = "is_false")]
    pub lacks_before: bool,
    /// Row schema of the device.
    pub schema: u32,
    /// Scope → sequence number up to which the device has it (staged pages included).
    pub scopes: Map<Scope, i64>,
    /// Last verdict number that the device has.
    #[serde(default)]
    pub verdicts_after: i64,
    /// Ask for digests.
    #[serde(default)]
    pub need_digest: bool,
    /// Scopes that are new may come whole within the reply.
    #[serde(default, skip_serializing_if = "is_false")]
    pub takes_whole: bool,
    /// How the device stands; put in by whoever sends it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub health: Option<Health>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde asks with a reference"
)]
const fn is_false(value: &bool) -> bool {
    !*value
}

/// The answer to a pull. With `more`, the pages are staged; the last one (`more: false`) makes one consistent checkpoint `to`
/// over all scopes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PullReply {
    /// The server's timeline. When it is not the request's, all cursors are void and every scope is new.
    pub epoch: Epoch,
    /// The checkpoint.
    pub to: i64,
    /// Changes by scope.
    pub scopes: Vec<ScopeDelta>,
    /// Scopes that the user has and the device has not, and that are too large to come within a reply: fetch their snapshot at
    /// `to`, then pull with cursor `to`.
    pub scopes_new: Vec<Scope>,
    /// Scopes that the user has no longer.
    pub scopes_gone: Vec<Scope>,
    /// New verdicts.
    pub verdicts: Vec<Verdict>,
    /// All commands up to this number are kept by the server.
    pub custody_high: u64,
    /// All commands up to this number are in a backup.
    pub durable_high: u64,
    /// The read model may be opened offline until then.
    pub lease_until: Millis,
    /// What the device is to do.
    pub directives: Vec<Directive>,
    /// There is more: pull again with the cursors of this reply.
    pub more: bool,
}

/// The changes of one scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScopeDelta {
    /// Scope.
    pub id: Scope,
    /// After this number …
    pub from: i64,
    /// … up to and with this one; the cursor of the next pull.
    pub through: i64,
    /// Rows that are there now.
    pub puts: Vec<RowPut>,
    /// Rows that are gone from the scope.
    pub dels: Vec<RowDel>,
    /// The scope is new and this is all of it: what the device has of it goes.
    #[serde(default, skip_serializing_if = "is_false")]
    pub whole: bool,
    /// What the scope holds at `to`; only when asked for and `more` is false.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
}

/// A row of a scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowPut {
    /// Kind; text, because an older device may not know it.
    pub t: String,
    /// Id.
    pub id: Uuid,
    /// Sequence number of the command that wrote it last.
    pub ver: i64,
    /// Body.
    pub row: Value,
}

/// Why a row of an erased person left: what a device has kept of it goes too.
pub const ERASED: &str = "erased";

/// A row that left a scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowDel {
    /// Kind.
    pub t: String,
    /// Id.
    pub id: Uuid,
    /// Why: `moved`, or [`ERASED`].
    pub why: String,
}

/// Count and wrapping sum of row hashes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    /// Rows.
    pub n: i64,
    /// Sum of `digest::row_hash`, wrapping.
    pub h: i64,
}

/// What the server asks of the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Directive {
    /// Take a newer build.
    Upgrade,
    /// Sign in again.
    Reauth,
    /// Deliver the outbox, then wipe.
    Wipe,
}

/// `GET /sync/v1/snapshot/{scope}/{seq}/{page}`. The pages run over the rows in key order; `page` is `0` or the `next` of the
/// page before. A page shows rows as they are when it is read: with the changes after `seq` laid over them they are exact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnapshotPage {
    /// The server's timeline.
    pub epoch: Epoch,
    /// Scope.
    pub scope: Scope,
    /// The checkpoint that it belongs to.
    pub seq: i64,
    /// Rows.
    pub rows: Vec<RowPut>,
    /// Token of the next page; absent on the last one.
    #[serde(default)]
    pub next: Option<String>,
}

impl RowPut {
    /// The wire form of a row.
    pub fn of(entity: &Entity) -> Result<Self, serde_json::Error> {
        Ok(Self {
            t: entity.key().kind.as_str().to_owned(),
            id: entity.id,
            ver: entity.ver,
            row: entity.body.to_value()?,
        })
    }

    /// The row, when its kind is known and its body reads.
    #[must_use]
    pub fn entity(&self) -> Option<Entity> {
        let body = Body::from_value(Kind::parse(&self.t)?, &self.row).ok()?;
        Some(Entity {
            id: self.id,
            ver: self.ver,
            body,
        })
    }
}
