//! Leaves a chain that cannot go on (`shared::sync::branch`), in one strict transaction. What lay there is kept aside as it was.
use serde_json::Value;
use shared::id::ReplicaId;
use shared::sync::branch::{Split, floor, grow, onward};
use shared::sync::envelope;
use shared::sync::outbox::Heads;

use super::db::{Durability, Key, StorageError};
use super::outbox::{ENVELOPES, End, META, Origin, OutboxStore, STATES};

impl OutboxStore {
    /// Goes on in a chain of its own from this number on. False when what lies here can go on as it is.
    pub async fn branch(
        &self,
        from: u64,
        split: Split,
        of: ReplicaId,
        new: ReplicaId,
    ) -> Result<bool, StorageError> {
        self.db
            .write(Durability::Strict, async |stores| {
                let (names, last) = (Key::name("origin"), Key::name("end"));
                let origin: Option<Origin> = stores.get(META, &names).await?;
                // Another tab has done it.
                let Some(origin) = origin.filter(|origin| origin.replica == of) else {
                    return Ok(true);
                };
                let end = stores
                    .get::<End>(META, &last)
                    .await?
                    .map_or(0, |end| end.no);
                let lies: Option<Value> =
                    stores.get(ENVELOPES, &Key::no(from)).await.ok().flatten();
                let goes_on = match split {
                    Split::Forked => false,
                    Split::Behind { custody_high } => custody_high <= end,
                    Split::Lost => {
                        from > floor(&origin.branches)
                            && lies.is_some_and(|lies| envelope::head(of, &lies).is_some())
                    }
                };
                if goes_on {
                    return Ok(false);
                }
                let old: Vec<Value> = stores.all(ENVELOPES, |_damaged| {}).await?;
                let left = origin.branches.iter().map(|branch| branch.of);
                let parts: Vec<ReplicaId> = left.chain([of]).collect();
                let grown = grow(&parts, new, from, &old);
                stores
                    .keep_aside(ENVELOPES, META, &Key::name(of.to_string()))
                    .await?;
                for no in from..=end {
                    stores.delete(ENVELOPES, &Key::no(no))?;
                    stores.delete(STATES, &Key::no(no))?;
                }
                for (envelope, no) in grown.envelopes.iter().zip(from..) {
                    stores.add(ENVELOPES, &Key::no(no), envelope)?;
                }
                let heads = stores.get::<Heads>(META, &Key::name("heads")).await?;
                let mut heads = heads.unwrap_or_default();
                let lost = grown.lost(from, heads.custody_high, end);
                heads.custody_high = from - 1;
                (heads.durable_high, heads.verdicts_after) = (0, 0);
                let end = End {
                    no: from - 1 + grown.envelopes.len() as u64,
                    hash: grown.last.map(|head| head.hash),
                };
                let origin = Origin {
                    replica: new,
                    branches: onward(&origin.branches, of, from, &old),
                    lost: origin.lost + lost,
                    ..origin
                };
                stores.put(META, &Key::name("heads"), &heads)?;
                stores.put(META, &last, &end)?;
                stores.put(META, &names, &origin)?;
                Ok(true)
            })
            .await
    }
}
