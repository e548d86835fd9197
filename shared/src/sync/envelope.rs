//! A command in its envelope: numbered, chained to the one before, with the circumstances that a rule or a reader needs.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::command::Command;
use crate::id::{Epoch, ReplicaId, UserId};
use crate::ordered::Map;
use crate::time::Millis;
use crate::wire::{Hash, envelope_hash};

/// What the device knew when the command was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Knowledge {
    /// Row schema of the device.
    pub schema: u32,
    /// Build of the app.
    pub build: String,
    /// Its checkpoint.
    pub seq: i64,
    /// The timeline of that, and of the versions in `base`; absent in what an older app has sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<Epoch>,
}

/// A command before it has its place in the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The command.
    pub command: Arc<Command>,
    /// Who says it, on a shared tablet; absent where the device's user does.
    pub author: Option<UserId>,
    /// When it was done, by the device's clock.
    pub occurred_at: Millis,
    /// Local offset east of UTC, minutes.
    pub tz: i32,
    /// Milliseconds since the app was started; not moved by the clock.
    pub mono_ms: i64,
    /// Server clock minus device clock, milliseconds, as last seen.
    pub skew_est_ms: i64,
    /// Row (`kind/id`) → version that the author saw.
    pub base: Map<String, i64>,
    /// What the device knew.
    pub view: Knowledge,
}

/// A command as it is kept and sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// 1, 2, 3 … without gaps in one replica.
    pub cmd_no: u64,
    /// Hash of the one before; absent for the first.
    pub prev: Option<Hash>,
    /// `wire::envelope_hash` of all other fields.
    pub hash: Hash,
    /// Name of the command.
    pub kind: String,
    /// Version of its payload.
    pub v: u16,
    /// The command.
    pub payload: Value,
    /// See `Draft`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<UserId>,
    /// See `Draft`.
    pub occurred_at: Millis,
    /// See `Draft`.
    pub tz: i32,
    /// See `Draft`.
    #[serde(default)]
    pub mono_ms: i64,
    /// See `Draft`.
    #[serde(default)]
    pub skew_est_ms: i64,
    /// See `Draft`.
    #[serde(default)]
    pub base: Map<String, i64>,
    /// See `Draft`.
    pub view: Knowledge,
}

/// Gives a draft its place in the chain. The result is kept and sent as it is.
pub fn seal(
    replica: ReplicaId,
    no: u64,
    prev: Option<Hash>,
    draft: &Draft,
) -> Result<Value, serde_json::Error> {
    let kind = draft.command.kind();
    let envelope = Envelope {
        cmd_no: no,
        prev,
        hash: Hash([0; 32]),
        kind: kind.name.to_owned(),
        v: kind.v,
        payload: draft.command.payload()?,
        author: draft.author,
        occurred_at: draft.occurred_at,
        tz: draft.tz,
        mono_ms: draft.mono_ms,
        skew_est_ms: draft.skew_est_ms,
        base: draft.base.clone(),
        view: draft.view.clone(),
    };
    let mut value = serde_json::to_value(&envelope)?;
    let hash = envelope_hash(replica, &value);
    if let Value::Object(map) = &mut value {
        map.insert("hash".to_owned(), Value::String(hash.to_string()));
    }
    Ok(value)
}

/// The fields that custody needs; present in every envelope of every version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Number.
    pub cmd_no: u64,
    /// Hash of the one before.
    pub prev: Option<Hash>,
    /// Its own hash, checked.
    pub hash: Hash,
}

/// Reads and checks the head of an envelope; nothing else has to be understood to take custody.
#[must_use]
pub fn head(replica: ReplicaId, envelope: &Value) -> Option<Head> {
    let cmd_no = envelope
        .get("cmd_no")?
        .as_u64()
        .filter(|no| *no >= 1 && i64::try_from(*no).is_ok())?;
    let hash = Hash::parse(envelope.get("hash")?.as_str()?)?;
    let prev = match envelope.get("prev") {
        None | Some(Value::Null) => None,
        Some(prev) => Some(Hash::parse(prev.as_str()?)?),
    };
    (envelope_hash(replica, envelope) == hash).then_some(Head { cmd_no, prev, hash })
}
