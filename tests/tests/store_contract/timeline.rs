//! Epoch, head and the lock of a tenant.

use crate::*;
use backend::store::StoreError;

contract! {
    async fn epoch_is_there_from_the_start_and_stays(store) {
        let first = look!(store, tx => tx.epoch().await?).unwrap();
        assert_ne!(first, Uuid::nil());
        assert_eq!(look!(store, tx => tx.epoch().await?).unwrap(), first);
    }

    async fn set_epoch_begins_a_new_timeline(store) {
        change!(store, tx => tx.set_epoch(id(7)).await?).unwrap();
        assert_eq!(look!(store, tx => tx.epoch().await?).unwrap(), id(7));
    }

    async fn head_is_zero_before_the_first_seq_and_per_tenant(store) {
        assert_eq!(look!(store, tx => tx.head(ours()).await?).unwrap(), 0);
        change!(store, tx => { tx.next_seq(ours()).await?; }).unwrap();
        assert_eq!(look!(store, tx => tx.head(ours()).await?).unwrap(), 1);
        assert_eq!(look!(store, tx => tx.head(theirs()).await?).unwrap(), 0);
        assert_eq!(look!(store, tx => tx.head(tenant(99)).await?).unwrap(), 0);
    }

    async fn lock_tenant_needs_a_tenant(store) {
        change!(store, tx => tx.lock_tenant(ours()).await?).unwrap();
        let missing = change!(store, tx => tx.lock_tenant(tenant(99)).await?);
        assert!(matches!(missing, Err(StoreError::Missing("tenant"))), "{missing:?}");
    }

    async fn lock_tenant_lets_one_writer_go_on_at_a_time(store) {
        // Each reads, then writes what it read plus one: without the lock, two would read the same.
        let writers = (0..20).map(|_| async {
            change!(store, tx => {
                tx.lock_tenant(ours()).await?;
                let count: i64 = tx.meta_get("n").await?.map_or(0, |n| n.parse().unwrap());
                tokio::task::yield_now().await;
                tx.meta_put("n", &(count + 1).to_string()).await?
            })
        });
        for done in futures::future::join_all(writers).await {
            done.unwrap();
        }
        let count = look!(store, tx => tx.meta_get("n").await?).unwrap();
        assert_eq!(count.as_deref(), Some("20"));
    }

    async fn next_seq_has_no_gap_and_none_for_a_job_that_failed(store) {
        let first = change!(store, tx => tx.next_seq(ours()).await?).unwrap();
        let failed = change!(store, tx => {
            tx.next_seq(ours()).await?;
            Err::<(), _>(StoreError::Corrupt("on purpose"))?
        });
        assert!(matches!(failed, Err(StoreError::Corrupt("on purpose"))), "{failed:?}");
        let (second, third) = change!(store, tx => {
            (tx.next_seq(ours()).await?, tx.next_seq(ours()).await?)
        }).unwrap();
        assert_eq!((first, second, third), (1, 2, 3));
        let missing = change!(store, tx => tx.next_seq(tenant(99)).await?);
        assert!(matches!(missing, Err(StoreError::Missing("tenant"))), "{missing:?}");
    }

    async fn savepoint_may_be_taken_again_and_again(store) {
        change!(store, tx => {
            for n in 0..10_u128 {
                tx.savepoint().await?;
                tx.put_entity(&entity("site", n + 1, None)).await?;
                match n % 2 {
                    0 => tx.release_savepoint().await?,
                    _ => tx.rollback_savepoint().await?,
                }
            }
        }).unwrap();
        let kept = look!(store, tx => tx.list(ours(), "site", None, 100).await?).unwrap();
        let ids: Vec<_> = kept.iter().map(|row| row.id.as_u128()).collect();
        assert_eq!(ids, [1, 3, 5, 7, 9]);
    }

    async fn rollback_savepoint_takes_back_only_what_came_after(store) {
        let seqs = change!(store, tx => {
            tx.meta_put("before", "1").await?;
            tx.put_entity(&entity("site", 1, Some(5))).await?;
            let before = tx.next_seq(ours()).await?;
            tx.savepoint().await?;
            tx.meta_put("before", "2").await?;
            tx.meta_put("inside", "1").await?;
            tx.put_entity(&entity("site", 1, Some(6))).await?;
            tx.next_seq(ours()).await?;
            tx.rollback_savepoint().await?;
            tx.meta_put("after", "1").await?;
            (before, tx.next_seq(ours()).await?)
        }).unwrap();
        assert_eq!(seqs, (1, 2));
        let metas = look!(store, tx => {
            (tx.meta_get("before").await?, tx.meta_get("inside").await?, tx.meta_get("after").await?)
        }).unwrap();
        assert_eq!(metas, (Some("1".into()), None, Some("1".into())));
        let under = look!(store, tx => {
            (tx.children(ours(), "site", id(5)).await?.len(), tx.children(ours(), "site", id(6)).await?.len())
        }).unwrap();
        assert_eq!(under, (1, 0));
    }

    async fn rollback_savepoint_mends_a_failed_statement(store) {
        change!(store, tx => {
            tx.savepoint().await?;
            let refused = tx.put_entity(&EntityRow { tenant: tenant(99), ..entity("site", 1, None) }).await;
            assert!(matches!(refused, Err(StoreError::Conflict(_))), "{refused:?}");
            tx.rollback_savepoint().await?;
            tx.put_entity(&entity("site", 2, None)).await?
        }).unwrap();
        let rows = look!(store, tx => tx.list(ours(), "site", None, 9).await?).unwrap();
        assert_eq!(rows, [entity("site", 2, None)]);
        let without = change!(store, tx => tx.rollback_savepoint().await?);
        assert!(matches!(without, Err(StoreError::Missing("savepoint"))), "{without:?}");
    }

    async fn release_savepoint_keeps_what_was_done(store) {
        change!(store, tx => {
            tx.savepoint().await?;
            tx.meta_put("inside", "1").await?;
            tx.release_savepoint().await?
        }).unwrap();
        let inside = look!(store, tx => tx.meta_get("inside").await?).unwrap();
        assert_eq!(inside.as_deref(), Some("1"));
        let without = change!(store, tx => tx.release_savepoint().await?);
        assert!(matches!(without, Err(StoreError::Missing("savepoint"))), "{without:?}");
    }

    async fn meta_get_knows_nothing_of_an_unknown_key(store) {
        assert_eq!(look!(store, tx => tx.meta_get("nothing").await?).unwrap(), None);
    }

    async fn meta_put_replaces(store) {
        change!(store, tx => {
            tx.meta_put("a", "1").await?;
            tx.meta_put("a", "två").await?;
            tx.meta_put("b", "").await?
        }).unwrap();
        let both = look!(store, tx => (tx.meta_get("a").await?, tx.meta_get("b").await?)).unwrap();
        assert_eq!(both, (Some("två".into()), Some(String::new())));
    }

    async fn tenant_is_found_by_id(store) {
        let found = look!(store, tx => (tx.tenant(ours()).await?, tx.tenant(tenant(99)).await?)).unwrap();
        assert_eq!(found, (Some(tenant_row(OURS, "Ale")), None));
    }

    async fn tenants_come_in_order_of_id(store) {
        let all = look!(store, tx => tx.tenants().await?).unwrap();
        assert_eq!(all, [tenant_row(OURS, "Ale"), tenant_row(THEIRS, "Borg")]);
    }

    async fn put_tenant_renames_without_touching_the_order(store) {
        change!(store, tx => { tx.next_seq(ours()).await?; }).unwrap();
        change!(store, tx => tx.put_tenant(&tenant_row(OURS, "Åre")).await?).unwrap();
        let (row, head) = look!(store, tx => (tx.tenant(ours()).await?, tx.head(ours()).await?)).unwrap();
        assert_eq!((row, head), (Some(tenant_row(OURS, "Åre")), 1));
    }
}
