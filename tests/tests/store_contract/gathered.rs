//! What a transaction has written is there for its own reads, whatever else it asks in between, and a savepoint takes back exactly what
//! came after it, also when that was on its way to the database already.

use crate::*;
use backend::store::{AuditRow, PersonKey, StoreError};

fn version(n: u128, ver: i64) -> EntityRow {
    EntityRow {
        ver,
        ..entity("site", n, Some(7))
    }
}

fn link(seq: i64) -> AuditRow {
    AuditRow {
        tenant: ours(),
        seq,
        actor: id(1),
        replica: id(1),
        cmd_no: seq,
        kind: "x".into(),
        cmd_hash: [1; 32],
        person: id(1),
        body: vec![1],
        prev_hash: [0; 32],
        hash: [seq as u8; 32],
    }
}

contract! {
    async fn intakes_come_from_one_number_to_another(store) {
        change!(store, tx => for no in 1..=4 { tx.put_intake(&intake_row(1, no, 5)).await? }).unwrap();
        let found = change!(store, tx => {
            tx.put_intake(&intake_row(1, 5, 5)).await?;
            tx.put_intake(&intake_row(2, 3, 5)).await?;
            (tx.intakes(ours(), id(1), 2, 9).await?, tx.intakes(theirs(), id(1), 1, 9).await?, tx.intakes(ours(), id(1), 3, 2).await?)
        }).unwrap();
        let numbers: Vec<_> = found.0.iter().map(|row| row.cmd_no).collect();
        assert_eq!((numbers, found.1.len(), found.2.len()), (vec![2, 3, 4, 5], 0, 0));
    }

    async fn verdicts_between_come_by_command(store) {
        change!(store, tx => for no in 1..=3 { tx.put_verdict(&verdict_row(1, no, 9 - no, "applied")).await? }).unwrap();
        let found = change!(store, tx => {
            tx.put_verdict(&verdict_row(1, 3, 20, "rejected")).await?;
            tx.verdicts_between(ours(), id(1), 2, 7).await?
        }).unwrap();
        assert_eq!(found, [verdict_row(1, 2, 7, "applied"), verdict_row(1, 3, 20, "rejected")]);
        assert_eq!(look!(store, tx => tx.verdicts_between(theirs(), id(1), 1, 9).await?).unwrap(), []);
    }

    async fn person_keys_come_for_those_who_have_one(store) {
        change!(store, tx => {
            tx.put_person_key(ours(), id(2), &[2]).await?;
            tx.put_person_key(ours(), id(1), &[1]).await?;
            tx.put_person_key(theirs(), id(3), &[3]).await?;
            tx.erase_person_key(ours(), id(2), 5).await?
        }).unwrap();
        let wanted = [(id(1), PersonKey::Wrapped(vec![1])), (id(2), PersonKey::Erased { at: 5 })];
        let asked = [id(2), id(3), id(1), id(2)];
        assert_eq!(look!(store, tx => tx.person_keys(ours(), &asked).await?).unwrap(), wanted);
        let within = change!(store, tx => {
            let before = tx.person_keys(ours(), &[id(4)]).await?.len();
            tx.put_person_key(ours(), id(4), &[4]).await?;
            (before, tx.person_keys(ours(), &[id(4)]).await?)
        }).unwrap();
        assert_eq!(within, (0, vec![(id(4), PersonKey::Wrapped(vec![4]))]));
    }

    async fn aliases_come_for_the_ids_that_are_somebodys(store) {
        change!(store, tx => {
            tx.put_alias(ours(), id(1), id(9)).await?;
            tx.put_alias(theirs(), id(2), id(9)).await?
        }).unwrap();
        let found = change!(store, tx => {
            tx.put_alias(ours(), id(3), id(8)).await?;
            tx.aliases(ours(), &[id(3), id(2), id(1), id(1)]).await?
        }).unwrap();
        assert_eq!(found, [(id(1), id(9)), (id(3), id(8))]);
    }

    async fn lists_have_what_the_transaction_has_written_so_far(store) {
        let found = change!(store, tx => {
            tx.put_entity(&version(1, 1)).await?;
            let listed = tx.list(ours(), "site", None, 9).await?.len();
            tx.put_entity(&version(1, 2)).await?;
            tx.put_entity(&version(2, 1)).await?;
            let under = tx.children(ours(), "site", id(7)).await?;
            tx.put_scope_row(&scope_row("o", "site", 1, 1)).await?;
            let changed = tx.scope_changes(ours(), "o", 0, 9).await?.len();
            tx.put_intake(&intake_row(1, 1, 5)).await?;
            tx.put_replica(&replica_row(1)).await?;
            let (left, replicas) = (tx.unjudged(ours(), 9).await?.len(), tx.replicas(ours()).await?.len());
            tx.put_verdict(&verdict_row(1, 1, 1, "parked")).await?;
            let inbox = tx.attention(ours(), false, None, 9).await?.len();
            tx.put_audit(&link(1)).await?;
            let links = tx.audit_after(ours(), 0, 9).await?.len();
            (listed, under, [changed, left, replicas, inbox, links])
        }).unwrap();
        assert_eq!(found, (1, vec![version(1, 2), version(2, 1)], [1; 5]));
    }

    async fn a_savepoint_takes_back_what_was_on_its_way_already(store) {
        let within = change!(store, tx => {
            tx.put_entity(&version(1, 1)).await?;
            tx.put_intake(&intake_row(1, 1, 5)).await?;
            tx.put_audit(&link(1)).await?;
            tx.add_digest(ours(), "o", 1, 10).await?;
            tx.put_scope_row(&scope_row("o", "site", 1, 1)).await?;
            tx.savepoint().await?;
            tx.put_entity(&version(1, 2)).await?;
            tx.put_entity(&version(2, 1)).await?;
            tx.put_intake(&intake_row(1, 2, 5)).await?;
            tx.mark_judged(ours(), id(1), 1).await?;
            tx.put_audit(&link(2)).await?;
            tx.add_digest(ours(), "o", 1, 10).await?;
            tx.put_scope_row(&scope_row("o", "site", 2, 2)).await?;
            tx.put_verdict(&verdict_row(1, 1, 1, "applied")).await?;
            tx.put_alias(ours(), id(1), id(9)).await?;
            // Everything goes to the database here.
            tx.list(ours(), "site", None, 9).await?;
            tx.put_entity(&version(1, 3)).await?;
            tx.rollback_savepoint().await?;
            (tx.entity(ours(), "site", id(1)).await?, tx.entity(ours(), "site", id(2)).await?, tx.last_audit(ours()).await?,
                tx.last_verdict_no(ours(), id(1)).await?)
        }).unwrap();
        assert_eq!(within, (Some(version(1, 1)), None, Some((1, [1; 32])), 0));
        let kept = look!(store, tx => (
            tx.list(ours(), "site", None, 9).await?,
            tx.unjudged(ours(), 9).await?,
            tx.audit_after(ours(), 0, 9).await?,
            tx.scope_digest(ours(), "o").await?,
            tx.scope_changes(ours(), "o", 0, 9).await?.len(),
            tx.verdict(ours(), id(1), 1).await?,
            tx.alias(ours(), id(1)).await?,
        )).unwrap();
        let digest = backend::store::Digest { n: 1, h: 10 };
        assert_eq!(kept, (vec![version(1, 1)], vec![intake_row(1, 1, 5)], vec![link(1)], digest, 1, None, None));
    }

    async fn a_released_savepoint_and_a_second_one_are_kept_apart(store) {
        change!(store, tx => {
            tx.savepoint().await?;
            tx.put_entity(&version(1, 1)).await?;
            tx.list(ours(), "site", None, 9).await?;
            tx.release_savepoint().await?;
            tx.savepoint().await?;
            tx.put_entity(&version(1, 2)).await?;
            tx.rollback_savepoint().await?;
            tx.savepoint().await?;
            tx.put_entity(&version(2, 5)).await?;
            tx.release_savepoint().await?
        }).unwrap();
        let kept = look!(store, tx => tx.list(ours(), "site", None, 9).await?).unwrap();
        assert_eq!(kept, [version(1, 1), version(2, 5)]);
    }

    async fn a_job_that_fails_within_a_savepoint_leaves_nothing(store) {
        let failed = change!(store, tx => {
            tx.put_entity(&version(1, 1)).await?;
            tx.savepoint().await?;
            tx.next_seq(ours()).await?;
            tx.put_entity(&version(2, 1)).await?;
            tx.list(ours(), "site", None, 9).await?;
            Err::<(), _>(StoreError::Corrupt("on purpose"))?
        });
        assert!(failed.is_err());
        let seq = change!(store, tx => tx.next_seq(ours()).await?).unwrap();
        assert_eq!((seq, look!(store, tx => tx.list(ours(), "site", None, 9).await?).unwrap()), (1, vec![]));
    }

    async fn more_rows_than_one_statement_takes_are_all_kept(store) {
        change!(store, tx => {
            for n in 1..=333_i64 {
                tx.put_entity(&version(n.unsigned_abs().into(), n)).await?;
                tx.put_intake(&intake_row(1, n, 5)).await?;
                tx.put_scope_row(&scope_row("o", "site", n.unsigned_abs().into(), n)).await?;
                tx.put_audit(&link(n)).await?;
                tx.put_verdict(&verdict_row(1, n, n, "applied")).await?;
                tx.mark_judged(ours(), id(1), n).await?;
            }
        }).unwrap();
        let kept = look!(store, tx => [
            tx.list(ours(), "site", None, 999).await?.len(),
            tx.intakes(ours(), id(1), 1, 999).await?.iter().filter(|row| row.judged).count(),
            tx.scope_changes(ours(), "o", 0, 999).await?.len(),
            tx.audit_after(ours(), 0, 999).await?.len(),
            tx.verdicts_after(ours(), id(1), 0, 999).await?.len(),
        ]).unwrap();
        assert_eq!(kept, [333; 5]);
    }
}
