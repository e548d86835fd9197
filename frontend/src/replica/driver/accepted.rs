//! Refused commands that the person has taken note of: they ask for nobody on this device any more, and stay in the outbox and at the
//! office. Numbers only; where the browser forgets them, they ask once more.
use shared::id::ReplicaId;
use shared::ordered::Set;

use crate::platform::keep;

fn name(replica: ReplicaId) -> String {
    format!("fotfaste.accepted.{replica}")
}

/// All of a chain.
pub fn read(replica: ReplicaId) -> Set<u64> {
    let kept = keep::read(&name(replica)).unwrap_or_default();
    kept.split(' ').filter_map(|no| no.parse().ok()).collect()
}

/// One more.
pub fn add(replica: ReplicaId, no: u64) {
    let kept = keep::read(&name(replica)).unwrap_or_default();
    keep::write(&name(replica), &format!("{kept} {no}"));
}
