//! What somebody who has the database's file has done to the audit chain, past the triggers that refuse it.
use std::path::Path;

use anyhow::{Result, ensure};
use backend::accept::{ChainFault, verify_chain};
use backend::store::{FILE_NAME, SqliteStore, Store, StoreError, read};
use sqlx::{Connection, SqliteConnection, query};
use tests::authority::tenant;

use crate::server;

async fn chain(folder: &Path) -> Result<Result<u64, ChainFault>> {
    let store = SqliteStore::open(&folder.join(FILE_NAME)).await?;
    let found = read::<_, StoreError, _>(&store, |tx| {
        Box::pin(async move { verify_chain(tx, tenant()).await })
    });
    let found = found.await?;
    store.close().await;
    Ok(found)
}

#[tokio::test]
async fn case_48_whatever_is_done_to_a_link_of_the_chain_is_told_with_its_place() -> Result<()> {
    let folder = tempfile::tempdir()?;
    server(folder.path()).await?.store.close().await;
    let file = folder.path().join(FILE_NAME);
    let whole = std::fs::read(&file)?;
    let Ok(links) = chain(folder.path()).await? else {
        anyhow::bail!("the chain is broken before anybody has touched it");
    };
    let links = i64::try_from(links)?;
    ensure!(links > 20, "only {links} links");
    let ways = [
        "delete from audit where seq = ?1",
        "update audit set kind = kind || 'x' where seq = ?1",
        "update audit set actor = zeroblob(16) where seq = ?1",
        "update audit set cmd_hash = zeroblob(32) where seq = ?1",
        "update audit set body = cast(body || x'00' as blob) where seq = ?1",
        "update audit set hash = zeroblob(32) where seq = ?1",
        "update audit set prev_hash = randomblob(32) where seq = ?1",
        "delete from audit where seq >= ?1",
        "update audit set seq = case seq when ?1 then -1 else seq end where seq = ?1",
    ];
    for seq in 1..=links {
        // Everything at both ends, and in turn between them.
        let is_end = seq == 1 || seq == links;
        let some = ways.iter().cycle().skip(usize::try_from(seq)?);
        for way in some.take(if is_end { ways.len() } else { 2 }) {
            std::fs::write(&file, &whole)?;
            let url = format!("sqlite://{}", file.display());
            let mut conn = SqliteConnection::connect(&url).await?;
            for trigger in ["drop trigger audit_stays", "drop trigger audit_is_final"] {
                query(trigger).execute(&mut conn).await?;
            }
            query(*way).bind(seq).execute(&mut conn).await?;
            conn.close().await?;
            let Err(fault) = chain(folder.path()).await? else {
                anyhow::bail!("{way} at {seq} of {links} is not seen");
            };
            let at = match fault {
                ChainFault::Changed { seq }
                | ChainFault::Broken { seq }
                | ChainFault::Missing { seq } => seq,
                ChainFault::Truncated { .. } => seq,
            };
            ensure!(
                (seq..=seq + 1).contains(&at) || at == -1,
                "{way} at {seq}: {fault:?}"
            );
        }
    }
    Ok(())
}
