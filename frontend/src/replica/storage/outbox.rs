//! Every command of one user on this device, with what is known of it, and the numbers beside. All writes are strict. Three
//! stores: `outbox` holds envelopes and is only ever added to, `verdicts` what came of them, `meta` the rest.
use futures::future::join;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::id::ReplicaId;
use shared::sync::branch::Branch;
use shared::sync::envelope::{self, Draft};
use shared::sync::outbox::{EntryState, Heads, OutboxChange, StoredEntry, StoredOutbox};
use shared::time::Millis;
use shared::wire::Hash;

use super::db::{Db, Durability, Key, StorageError, Stores};

pub(super) const ENVELOPES: &str = "outbox";
pub(super) const STATES: &str = "verdicts";
pub(super) const META: &str = "meta";

/// Whose chain this is, and since when: a copy that is younger than the server's memory of it was cleared by the browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The chain.
    pub replica: ReplicaId,
    /// When this copy was made.
    pub installed_at: Millis,
    /// The chains that it goes on from.
    #[serde(default)]
    pub branches: Vec<Branch>,
    /// How many commands could not be read when a chain was left.
    #[serde(default)]
    pub lost: u64,
}

/// Where the chain ends; before the first of a chain that goes on from another one there is no hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct End {
    pub(super) no: u64,
    pub(super) hash: Option<Hash>,
}

#[derive(Serialize, Deserialize)]
struct Known {
    no: u64,
    state: EntryState,
}

/// The database of one user.
#[derive(Clone)]
pub struct OutboxStore {
    pub(super) db: Db,
}

impl OutboxStore {
    /// Names it; it is opened when first used.
    #[must_use]
    pub fn new(database: &str) -> Self {
        Self {
            db: Db::new(database, &[ENVELOPES, STATES, META]),
        }
    }

    /// Whose chain this is; made at the first use. Two tabs that open at once get the same one.
    pub async fn origin(&self, fresh: Origin) -> Result<Origin, StorageError> {
        let key = Key::name("origin");
        if let Some(known) = self
            .db
            .read(async |stores| stores.get(META, &key).await)
            .await?
        {
            return Ok(known);
        }
        self.db
            .write(Durability::Strict, async |stores| {
                if let Some(known) = stores.get(META, &key).await? {
                    return Ok(known);
                }
                stores.put(META, &key, &fresh)?;
                Ok(fresh.clone())
            })
            .await
    }

    /// Everything, and whose chain it is by the same look.
    pub async fn load(&self) -> Result<(Option<Origin>, StoredOutbox), StorageError> {
        self.db
            .read(async |stores| {
                let envelopes: Vec<Value> = stores.all(ENVELOPES, report).await?;
                let states: Vec<Known> = stores.all(STATES, report).await?;
                let heads = stores
                    .get(META, &Key::name("heads"))
                    .await?
                    .unwrap_or_default();
                let end: Option<End> = stores.get(META, &Key::name("end")).await?;
                let origin: Option<Origin> = stores.get(META, &Key::name("origin")).await?;
                let (branches, lost) = origin
                    .as_ref()
                    .map(|origin| (origin.branches.clone(), origin.lost))
                    .unwrap_or_default();
                let outbox = StoredOutbox {
                    heads,
                    entries: pairs(envelopes, states),
                    end: end.map_or(0, |end| end.no),
                    branches,
                    lost,
                };
                Ok((origin, outbox))
            })
            .await
    }

    /// Some commands, with the numbers beside.
    pub async fn load_some(&self, numbers: &[u64]) -> Result<StoredOutbox, StorageError> {
        self.db
            .read(async |stores| {
                let mut entries = Vec::with_capacity(numbers.len());
                for no in numbers {
                    let key = Key::no(*no);
                    if let Some(envelope) = stores.get::<Value>(ENVELOPES, &key).await? {
                        let known = stores.get::<Known>(STATES, &key).await?;
                        let state = known.map_or(EntryState::Waiting, |known| known.state);
                        entries.push(StoredEntry { envelope, state });
                    }
                }
                let heads = stores
                    .get(META, &Key::name("heads"))
                    .await?
                    .unwrap_or_default();
                Ok(StoredOutbox {
                    heads,
                    entries,
                    ..StoredOutbox::default()
                })
            })
            .await
    }

    /// Gives a draft the next number and keeps it, in one strict transaction.
    pub async fn store(
        &self,
        replica: ReplicaId,
        draft: &Draft,
    ) -> Result<StoredEntry, StorageError> {
        self.db
            .write(Durability::Strict, async |stores| {
                // A storage that was cleared or copied under our hands is another chain; one that was left goes on in its place.
                let (origin, end) = (Key::name("origin"), Key::name("end"));
                let (origin, end) =
                    join(stores.get(META, &origin), stores.get::<End>(META, &end)).await;
                let (origin, end): (Option<Origin>, _) = (origin?, end?);
                let replica = goes_on(origin, replica)?.replica;
                if stores.again
                    && let Some(kept) = kept_before(stores, end, replica, draft).await?
                {
                    return Ok(StoredEntry::new(kept));
                }
                let no = end.map_or(0, |end| end.no) + 1;
                let sealed = seal(replica, no, end.and_then(|end| end.hash), draft)?;
                let hash = hash_of(replica, &sealed)?;
                // A free key is demanded: two commands can never share a number.
                stores.add(ENVELOPES, &Key::no(no), &sealed)?;
                let hash = Some(hash);
                stores.put(META, &Key::name("end"), &End { no, hash })?;
                Ok(StoredEntry::new(sealed))
            })
            .await
    }

    /// Writes what was learnt of this chain.
    pub async fn save(
        &self,
        replica: ReplicaId,
        change: &OutboxChange,
    ) -> Result<(), StorageError> {
        self.db
            .write(Durability::Strict, async |stores| {
                let origin = stores.get(META, &Key::name("origin")).await?;
                if goes_on(origin, replica)?.replica != replica {
                    return Err(another());
                }
                for (no, state) in &change.states {
                    stores.put(
                        STATES,
                        &Key::no(*no),
                        &Known {
                            no: *no,
                            state: state.clone(),
                        },
                    )?;
                }
                stores.put(META, &Key::name("heads"), &change.heads)
            })
            .await
    }

    /// How many commands the server does not keep yet.
    pub async fn waiting(&self) -> Result<u64, StorageError> {
        self.db
            .read(async |stores| {
                let end: Option<End> = stores.get(META, &Key::name("end")).await?;
                let heads: Heads = stores
                    .get(META, &Key::name("heads"))
                    .await?
                    .unwrap_or_default();
                Ok(end
                    .map_or(0, |end| end.no)
                    .saturating_sub(heads.custody_high))
            })
            .await
    }

    /// Lets go of the handle.
    pub fn close(&self) {
        self.db.close();
    }
}

fn another() -> StorageError {
    StorageError::Unreadable("another chain".to_owned())
}

/// The chain that lies here, if it is this one or goes on from it.
fn goes_on(origin: Option<Origin>, replica: ReplicaId) -> Result<Origin, StorageError> {
    let is_it = |origin: &Origin| {
        let mut left = origin.branches.iter();
        origin.replica == replica || left.any(|branch| branch.of == replica)
    };
    origin.filter(is_it).ok_or_else(another)
}

fn seal(
    replica: ReplicaId,
    no: u64,
    prev: Option<Hash>,
    draft: &Draft,
) -> Result<Value, StorageError> {
    envelope::seal(replica, no, prev, draft)
        .map_err(|_no_json| StorageError::Unreadable("no JSON".to_owned()))
}

fn hash_of(replica: ReplicaId, sealed: &Value) -> Result<Hash, StorageError> {
    let head = envelope::head(replica, sealed)
        .ok_or_else(|| StorageError::Unreadable("not sealed".to_owned()))?;
    Ok(head.hash)
}

/// After a handle died in the middle, the draft may lie there already: sealed with the same number it is the same envelope.
async fn kept_before(
    stores: &Stores<'_>,
    end: Option<End>,
    replica: ReplicaId,
    draft: &Draft,
) -> Result<Option<Value>, StorageError> {
    let Some(end) = end else { return Ok(None) };
    let Some(last) = stores.get::<Value>(ENVELOPES, &Key::no(end.no)).await? else {
        return Ok(None);
    };
    let prev = envelope::head(replica, &last).and_then(|head| head.prev);
    Ok((seal(replica, end.no, prev, draft)? == last).then_some(last))
}

fn pairs(envelopes: Vec<Value>, states: Vec<Known>) -> Vec<StoredEntry> {
    let mut states = states.into_iter().peekable();
    let mut entries: Vec<StoredEntry> = envelopes.into_iter().map(StoredEntry::new).collect();
    for entry in &mut entries {
        let no = entry.no();
        while states.next_if(|known| known.no < no).is_some() {}
        if let Some(known) = states.next_if(|known| known.no == no) {
            entry.state = known.state;
        }
    }
    entries
}

/// A command that does not read stays where it is; the server's gap answer then leads to a chain without it (`branch`).
fn report(error: &StorageError) {
    leptos::logging::error!("outbox: {error}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn states_find_their_envelopes() {
        let envelopes = vec![
            json!({"cmd_no": 1}),
            json!({"cmd_no": 2}),
            json!({"cmd_no": 4}),
        ];
        let states = vec![
            Known {
                no: 2,
                state: EntryState::Custody,
            },
            Known {
                no: 3,
                state: EntryState::Custody,
            },
            Known {
                no: 4,
                state: EntryState::Custody,
            },
        ];
        let entries = pairs(envelopes, states);
        let seen: Vec<_> = entries
            .iter()
            .map(|entry| (entry.no(), entry.state == EntryState::Custody))
            .collect();
        assert_eq!(seen, [(1, false), (2, true), (4, true)]);
    }
}
