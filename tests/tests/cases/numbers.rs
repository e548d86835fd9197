//! Numbers that no command of ours has: a later build's may. Their text is hashed, and must be the same whenever it is read.
use anyhow::{Context, Result, ensure};
use backend::accept::{self, Caller};
use serde_json::Value;
use shared::id::ReplicaId;
use shared::testing::cast::{today, user};
use shared::testing::replay::noon;
use shared::wire::envelope_hash;
use tests::authority::{now, push_of, seal, tenant, tender};
use uuid::Uuid;

use crate::server;

/// Texts of numbers that are no whole ones; the first two were found by fuzzing and read otherwise the second time.
fn fractions() -> impl Iterator<Item = String> {
    let found = [
        format!("1{}", "4".repeat(93)),
        "1.4444444444444445e+93".to_owned(),
    ];
    let more = (1..200).map(|n| format!("{}.{}e{}", n, n * 7_919 % 10_007, n % 300));
    found.into_iter().chain(more)
}

#[tokio::test]
async fn a_number_that_is_no_whole_one_is_kept_as_it_was_sealed() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let deps = server(folder.path()).await?;
    let caller = Caller {
        tenant: tenant(),
        user: user("Per"),
    };
    for (number, fraction) in fractions().enumerate() {
        let replica = ReplicaId::from(Uuid::from_u128(5_000 + number as u128));
        let sealed = seal(tender(number)?.into(), noon(today()), replica, 1, None)?;
        let mut command: Value = sealed;
        command["payload"]["of_a_later_build"] = serde_json::from_str(&fraction)?;
        command["hash"] = serde_json::to_value(envelope_hash(replica, &command))?;
        // As it is sent, and as it is sent again.
        for _ in 0..2 {
            let text = serde_json::to_string(&push_of(replica, command.clone()))?;
            let request = serde_json::from_str(&text)?;
            let reply = accept::push(&deps, caller, now(today()), request).await;
            let reply = reply.with_context(|| fraction.clone())?;
            ensure!(reply.custody_high == 1, "{fraction}");
        }
    }
    let found = accept::look_through(&deps).await?;
    ensure!(found.is_ok(), "{found:?}");
    Ok(())
}
