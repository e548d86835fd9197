//! Intake, verdicts and what needs attention: each command is kept once, byte for byte.

use crate::*;
use backend::store::{AttentionCursor, AwaitedRow, HealthRow, RenamedRow, SettledRow, StoreError};

contract! {
    async fn put_intake_keeps_every_byte_and_refuses_a_second(store) {
        change!(store, tx => tx.put_intake(&intake_row(1, 1, 5)).await?).unwrap();
        let again = change!(store, tx => {
            tx.put_intake(&IntakeRow { bytes: vec![9], ..intake_row(1, 1, 6) }).await?
        });
        assert!(matches!(again, Err(StoreError::Conflict(_))), "{again:?}");
        let row = look!(store, tx => tx.intake(ours(), id(1), 1).await?).unwrap();
        assert_eq!(row, Some(intake_row(1, 1, 5)));
    }

    async fn put_intake_conflict_leaves_the_transaction_usable(store) {
        change!(store, tx => {
            tx.put_intake(&intake_row(1, 1, 5)).await?;
            assert!(tx.put_intake(&intake_row(1, 1, 5)).await.is_err());
            tx.put_intake(&intake_row(1, 2, 5)).await?
        }).unwrap();
        assert_eq!(look!(store, tx => tx.unjudged(ours(), 9).await?).unwrap().len(), 2);
    }

    async fn intake_is_found_by_tenant_replica_and_number(store) {
        change!(store, tx => tx.put_intake(&intake_row(1, 1, 5)).await?).unwrap();
        let found = look!(store, tx => [
            tx.intake(ours(), id(1), 2).await?,
            tx.intake(ours(), id(2), 1).await?,
            tx.intake(theirs(), id(1), 1).await?,
        ]).unwrap();
        assert_eq!(found, [None, None, None]);
    }

    async fn put_renamed_keeps_what_was_told_first(store) {
        change!(store, tx => {
            tx.put_renamed(&renamed_row(1, 2)).await?;
            tx.put_renamed(&RenamedRow { replica: id(3), ..renamed_row(1, 2) }).await?
        }).unwrap();
        let row = look!(store, tx => tx.renamed(ours(), &[1; 32]).await?).unwrap();
        assert_eq!(row, Some(renamed_row(1, 2)));
    }

    async fn renamed_is_found_by_tenant_and_hash(store) {
        change!(store, tx => tx.put_renamed(&renamed_row(1, 2)).await?).unwrap();
        let found = look!(store, tx => [
            tx.renamed(ours(), &[2; 32]).await?,
            tx.renamed(theirs(), &[1; 32]).await?,
        ]).unwrap();
        assert_eq!(found, [None, None]);
    }

    async fn is_left_tells_of_the_chain_that_was_left_only(store) {
        change!(store, tx => tx.put_renamed(&renamed_row(1, 2)).await?).unwrap();
        let found = look!(store, tx => [
            tx.is_left(ours(), id(9)).await?,
            tx.is_left(ours(), id(2)).await?,
            tx.is_left(theirs(), id(9)).await?,
        ]).unwrap();
        assert_eq!(found, [true, false, false]);
    }

    async fn unjudged_come_by_time_replica_and_number(store) {
        change!(store, tx => {
            for (replica, no, at) in [(2, 1, 5), (1, 2, 5), (1, 1, 5), (3, 1, 4), (1, 3, 9)] {
                tx.put_intake(&intake_row(replica, no, at)).await?;
            }
            tx.put_intake(&IntakeRow { tenant: theirs(), ..intake_row(1, 1, 1) }).await?;
            tx.put_intake(&IntakeRow { judged: true, ..intake_row(4, 1, 1) }).await?
        }).unwrap();
        let rows = look!(store, tx => tx.unjudged(ours(), 4).await?).unwrap();
        let order: Vec<_> = rows.iter().map(|row| (row.replica.as_u128(), row.cmd_no)).collect();
        assert_eq!(order, [(3, 1), (1, 1), (1, 2), (2, 1)]);
    }

    async fn mark_judged_takes_it_off_the_list_only(store) {
        change!(store, tx => {
            tx.put_intake(&intake_row(1, 1, 5)).await?;
            tx.put_intake(&intake_row(1, 2, 5)).await?;
            tx.mark_judged(ours(), id(1), 1).await?
        }).unwrap();
        let rows = look!(store, tx => tx.unjudged(ours(), 9).await?).unwrap();
        assert_eq!(rows, [intake_row(1, 2, 5)]);
        let row = look!(store, tx => tx.intake(ours(), id(1), 1).await?).unwrap();
        assert_eq!(row, Some(IntakeRow { judged: true, ..intake_row(1, 1, 5) }));
        let missing = change!(store, tx => tx.mark_judged(theirs(), id(1), 2).await?);
        assert!(matches!(missing, Err(StoreError::Missing("intake"))), "{missing:?}");
    }

    async fn replica_is_found_by_its_id_alone(store) {
        change!(store, tx => tx.put_replica(&replica_row(1)).await?).unwrap();
        let found = look!(store, tx => (tx.replica(id(1)).await?, tx.replica(id(2)).await?)).unwrap();
        assert_eq!(found, (Some(replica_row(1)), None));
    }

    async fn replicas_are_those_of_the_tenant_in_order(store) {
        change!(store, tx => {
            for n in [3, 1, 2] {
                tx.put_replica(&replica_row(n)).await?;
            }
            tx.put_replica(&ReplicaRow { tenant: theirs(), ..replica_row(4) }).await?
        }).unwrap();
        let rows = look!(store, tx => tx.replicas(ours()).await?).unwrap();
        assert_eq!(rows, [replica_row(1), replica_row(2), replica_row(3)]);
    }

    async fn put_replica_replaces_but_never_moves_to_another_tenant(store) {
        fn later() -> ReplicaRow {
            ReplicaRow {
                user: id(7),
                custody_high: 12,
                durable_high: 11,
                last_hash: Some([7; 32]),
                last_pull: 8,
                schema: 2,
                build: "later".into(),
                last_seen: 99,
                ..replica_row(1)
            }
        }
        change!(store, tx => {
            tx.put_replica(&replica_row(1)).await?;
            tx.put_replica(&later()).await?
        }).unwrap();
        let stolen = change!(store, tx => {
            tx.put_replica(&ReplicaRow { tenant: theirs(), ..replica_row(1) }).await?
        });
        assert!(matches!(stolen, Err(StoreError::Conflict(_))), "{stolen:?}");
        let row = look!(store, tx => tx.replica(id(1)).await?).unwrap();
        assert_eq!(row, Some(later()));
    }

    async fn put_health_keeps_the_latest_of_ones_own_device(store) {
        let kept = change!(store, tx => [
            tx.put_health(&health_row(1, 5, 10)).await?,
            tx.put_health(&health_row(1, 5, 20)).await?,
            tx.put_health(&health_row(1, 6, 30)).await?,
        ]).unwrap();
        assert_eq!(kept, [true, true, false]);
        let rows = look!(store, tx => tx.health(ours(), 9).await?).unwrap();
        assert_eq!(rows, [health_row(1, 5, 20)]);
    }

    async fn health_of_a_user_is_heard_last_first(store) {
        change!(store, tx => for (replica, user, at) in [(1, 5, 10), (2, 5, 30), (3, 6, 40), (4, 5, 20)] {
            tx.put_health(&health_row(replica, user, at)).await?;
        }).unwrap();
        let rows = look!(store, tx => tx.health_of(ours(), id(5)).await?).unwrap();
        assert_eq!(rows, [health_row(2, 5, 30), health_row(4, 5, 20), health_row(1, 5, 10)]);
        assert_eq!(look!(store, tx => tx.health_of(theirs(), id(5)).await?).unwrap(), []);
    }

    async fn health_is_heard_last_first_and_limited(store) {
        change!(store, tx => for (replica, user, at) in [(1, 5, 10), (3, 6, 30), (2, 5, 30)] {
            tx.put_health(&health_row(replica, user, at)).await?;
        }).unwrap();
        let rows = look!(store, tx => tx.health(ours(), 2).await?).unwrap();
        assert_eq!(rows, [health_row(2, 5, 30), health_row(3, 6, 30)]);
        assert_eq!(look!(store, tx => tx.health(theirs(), 9).await?).unwrap(), []);
    }

    async fn drop_health_forgets_ones_own_device_only(store) {
        change!(store, tx => {
            for replica in [1, 2] {
                tx.put_health(&health_row(replica, 5, 10)).await?;
            }
            tx.drop_health(ours(), id(1), id(6)).await?;
            tx.drop_health(theirs(), id(1), id(5)).await?;
            tx.drop_health(ours(), id(2), id(5)).await?;
            tx.drop_health(ours(), id(3), id(5)).await?
        }).unwrap();
        let rows = look!(store, tx => tx.health(ours(), 9).await?).unwrap();
        assert_eq!(rows, [health_row(1, 5, 10)]);
    }

    async fn last_verdict_no_grows_within_a_replica(store) {
        let none = look!(store, tx => tx.last_verdict_no(ours(), id(1)).await?).unwrap();
        change!(store, tx => {
            tx.put_verdict(&verdict_row(1, 1, 1, "applied")).await?;
            tx.put_verdict(&verdict_row(1, 2, 2, "parked")).await?;
            tx.put_verdict(&verdict_row(2, 1, 7, "applied")).await?
        }).unwrap();
        let two = look!(store, tx => tx.last_verdict_no(ours(), id(1)).await?).unwrap();
        let other = look!(store, tx => tx.last_verdict_no(theirs(), id(1)).await?).unwrap();
        assert_eq!((none, two, other), (0, 2, 0));
    }

    async fn put_verdict_replaces_when_judged_again(store) {
        change!(store, tx => {
            tx.put_verdict(&verdict_row(1, 1, 1, "parked")).await?;
            tx.put_verdict(&verdict_row(1, 1, 2, "applied")).await?
        }).unwrap();
        let rows = look!(store, tx => tx.verdicts_after(ours(), id(1), 0, 9).await?).unwrap();
        assert_eq!(rows, [verdict_row(1, 1, 2, "applied")]);
        let taken = change!(store, tx => tx.put_verdict(&verdict_row(1, 5, 2, "applied")).await?);
        assert!(matches!(taken, Err(StoreError::Conflict(_))), "{taken:?}");
    }

    async fn verdict_is_found_by_tenant_replica_and_number(store) {
        change!(store, tx => tx.put_verdict(&verdict_row(1, 1, 1, "rejected")).await?).unwrap();
        let found = look!(store, tx => (
            tx.verdict(ours(), id(1), 1).await?,
            tx.verdict(ours(), id(1), 2).await?,
            tx.verdict(theirs(), id(1), 1).await?,
        )).unwrap();
        assert_eq!(found, (Some(verdict_row(1, 1, 1, "rejected")), None, None));
    }

    async fn verdicts_after_a_number_come_in_order(store) {
        change!(store, tx => for (cmd, no) in [(1, 4), (2, 2), (3, 3), (4, 1)] {
            tx.put_verdict(&verdict_row(1, cmd, no, "applied")).await?;
        }).unwrap();
        let rows = look!(store, tx => tx.verdicts_after(ours(), id(1), 1, 2).await?).unwrap();
        assert_eq!(rows.iter().map(|row| row.no).collect::<Vec<_>>(), [2, 3]);
        let rest = look!(store, tx => tx.verdicts_after(ours(), id(1), 4, 2).await?).unwrap();
        assert_eq!(rest, []);
    }

    async fn put_settled_takes_one_verdict_out_of_attention(store) {
        change!(store, tx => {
            for cmd in [1, 2] {
                tx.put_intake(&intake_row(1, cmd, 10)).await?;
                tx.put_verdict(&verdict_row(1, cmd, cmd, "rejected")).await?;
            }
            let row = SettledRow {
                tenant: ours(), replica: id(1), cmd_no: 1, no: 1, how: "told".to_owned(), by: id(5), at: 7,
            };
            tx.put_settled(&row).await?;
            tx.put_settled(&SettledRow { tenant: theirs(), cmd_no: 2, no: 2, ..row.clone() }).await?;
            tx.put_settled(&SettledRow { how: "mended".to_owned(), ..row }).await?
        }).unwrap();
        let numbers = |rows: Vec<backend::store::AttentionRow>| rows.iter().map(|row| row.cmd_no).collect::<Vec<_>>();
        let open = look!(store, tx => tx.attention(ours(), false, None, 9).await?).unwrap();
        assert_eq!(numbers(open), [2]);
        let all = look!(store, tx => tx.attention(ours(), true, None, 9).await?).unwrap();
        assert_eq!(numbers(all), [2, 1]);
        // Judged again to another refusal it is back.
        change!(store, tx => tx.put_verdict(&verdict_row(1, 1, 3, "rejected")).await?).unwrap();
        let open = look!(store, tx => tx.attention(ours(), false, None, 9).await?).unwrap();
        assert_eq!(numbers(open), [2, 1]);
    }

    async fn put_unmade_keeps_what_a_command_would_have_made(store) {
        change!(store, tx => for (cmd, row) in [(1, 70), (1, 71), (4, 70), (1, 70)] {
            tx.put_unmade(ours(), id(1), cmd, id(row)).await?;
        }).unwrap();
        let found = look!(store, tx => [
            tx.unmade_by(ours(), id(1), id(71), 9).await?,
            tx.unmade_by(ours(), id(1), id(72), 9).await?,
        ]).unwrap();
        assert_eq!(found, [Some(1), None]);
    }

    async fn unmade_by_is_the_latest_of_the_chain_before_a_number(store) {
        change!(store, tx => for (cmd, row) in [(1, 70), (4, 70)] {
            tx.put_unmade(ours(), id(1), cmd, id(row)).await?;
        }).unwrap();
        let found = look!(store, tx => [
            tx.unmade_by(ours(), id(1), id(70), 1).await?,
            tx.unmade_by(ours(), id(1), id(70), 4).await?,
            tx.unmade_by(ours(), id(1), id(70), 5).await?,
            tx.unmade_by(ours(), id(2), id(70), 5).await?,
            tx.unmade_by(theirs(), id(1), id(70), 5).await?,
        ]).unwrap();
        assert_eq!(found, [None, Some(1), Some(4), None, None]);
    }

    async fn drop_unmade_forgets_one_command(store) {
        change!(store, tx => {
            for (cmd, row) in [(1, 70), (1, 71), (2, 71)] {
                tx.put_unmade(ours(), id(1), cmd, id(row)).await?;
            }
            tx.drop_unmade(theirs(), id(1), 1).await?;
            tx.drop_unmade(ours(), id(2), 1).await?;
            tx.drop_unmade(ours(), id(1), 2).await?
        }).unwrap();
        let found = look!(store, tx => [
            tx.unmade_by(ours(), id(1), id(70), 9).await?,
            tx.unmade_by(ours(), id(1), id(71), 9).await?,
        ]).unwrap();
        assert_eq!(found, [Some(1), Some(1)]);
        change!(store, tx => tx.drop_unmade(ours(), id(1), 1).await?).unwrap();
        assert_eq!(look!(store, tx => tx.unmade_by(ours(), id(1), id(70), 9).await?).unwrap(), None);
    }

    async fn put_awaited_replaces_what_the_command_waited_for(store) {
        change!(store, tx => {
            tx.put_awaited(&awaited_row(1, 5, 70)).await?;
            tx.put_awaited(&awaited_row(1, 5, 71)).await?
        }).unwrap();
        let found = look!(store, tx => [
            tx.awaiting(ours(), id(70)).await?,
            tx.awaiting(ours(), id(71)).await?,
        ]).unwrap();
        assert_eq!(found, [vec![], vec![awaited_row(1, 5, 71)]]);
    }

    async fn drop_awaited_forgets_one_command(store) {
        change!(store, tx => {
            for cmd in [5, 6] {
                tx.put_awaited(&awaited_row(1, cmd, 70)).await?;
            }
            tx.drop_awaited(theirs(), id(1), 6).await?;
            tx.drop_awaited(ours(), id(1), 5).await?;
            tx.drop_awaited(ours(), id(1), 5).await?
        }).unwrap();
        let left = look!(store, tx => tx.awaiting(ours(), id(70)).await?).unwrap();
        assert_eq!(left, [awaited_row(1, 6, 70)]);
    }

    async fn awaiting_lists_by_replica_and_number(store) {
        change!(store, tx => for (replica, cmd) in [(2, 3), (1, 9), (1, 4)] {
            tx.put_awaited(&awaited_row(replica, cmd, 70)).await?;
        }).unwrap();
        let all = look!(store, tx => tx.awaiting(ours(), id(70)).await?).unwrap();
        assert_eq!(all, [awaited_row(1, 4, 70), awaited_row(1, 9, 70), awaited_row(2, 3, 70)]);
        assert_eq!(look!(store, tx => tx.awaiting(theirs(), id(70)).await?).unwrap(), []);
    }

    async fn awaiting_on_lists_who_waits_for_a_command(store) {
        change!(store, tx => {
            for (replica, cmd) in [(1, 9), (1, 4), (2, 4)] {
                tx.put_awaited(&awaited_row(replica, cmd, 70)).await?;
            }
            tx.put_awaited(&AwaitedRow { on_no: 2, ..awaited_row(1, 3, 70) }).await?
        }).unwrap();
        let found = look!(store, tx => tx.awaiting_on(ours(), id(1), 1).await?).unwrap();
        assert_eq!(found, [awaited_row(1, 4, 70), awaited_row(1, 9, 70)]);
        assert_eq!(look!(store, tx => tx.awaiting_on(theirs(), id(1), 1).await?).unwrap(), []);
    }

    async fn awaiting_free_lists_whose_row_is_there_or_made_by_nobody(store) {
        change!(store, tx => {
            for (cmd, row) in [(4, 70), (5, 71), (3, 70)] {
                tx.put_awaited(&awaited_row(1, cmd, row)).await?;
                tx.put_unmade(ours(), id(1), 1, id(row)).await?;
            }
            tx.put_entity(&entity("placement", 71, None)).await?;
            tx.put_entity(&entity("tender", 70, None)).await?
        }).unwrap();
        let come = look!(store, tx => tx.awaiting_free(ours(), (id(0), 0), 9).await?).unwrap();
        assert_eq!(come, [awaited_row(1, 3, 70), awaited_row(1, 4, 70)]);
        assert_eq!(look!(store, tx => tx.awaiting_free(ours(), (id(0), 0), 1).await?).unwrap(), [awaited_row(1, 3, 70)]);
        assert_eq!(look!(store, tx => tx.awaiting_free(theirs(), (id(0), 0), 9).await?).unwrap(), []);
        let later = look!(store, tx => tx.awaiting_free(ours(), (id(1), 3), 9).await?).unwrap();
        assert_eq!(later, [awaited_row(1, 4, 70)]);
        change!(store, tx => tx.drop_unmade(ours(), id(1), 1).await?).unwrap();
        let free = look!(store, tx => tx.awaiting_free(ours(), (id(0), 0), 9).await?).unwrap();
        assert_eq!(free, [awaited_row(1, 3, 70), awaited_row(1, 4, 70), awaited_row(1, 5, 71)]);
    }

    async fn is_settled_tells_of_this_verdict_only(store) {
        change!(store, tx => {
            let row = SettledRow {
                tenant: ours(), replica: id(1), cmd_no: 1, no: 4, how: "told".to_owned(), by: id(5), at: 7,
            };
            tx.put_settled(&row).await?
        }).unwrap();
        let found = look!(store, tx => [
            tx.is_settled(ours(), id(1), 1, 4).await?,
            tx.is_settled(ours(), id(1), 1, 5).await?,
            tx.is_settled(ours(), id(1), 2, 4).await?,
            tx.is_settled(theirs(), id(1), 1, 4).await?,
        ]).unwrap();
        assert_eq!(found, [true, false, false, false]);
    }

    async fn attention_pages_through_parked_rejected_and_flagged_newest_first(store) {
        change!(store, tx => for (replica, cmd, at, state) in [
            (1, 1, 10, "parked"), (1, 2, 30, "applied"), (1, 3, 30, "rejected"), (2, 1, 30, "parked"),
            (2, 2, 20, "duplicate"), (3, 1, 40, "parked"), (3, 2, 5, "rejected"), (3, 3, 4, "flagged"),
        ] {
            tx.put_intake(&intake_row(replica, cmd, at)).await?;
            tx.put_verdict(&verdict_row(replica, cmd, cmd, state)).await?;
        }).unwrap();
        for limit in 1..=6 {
            let mut seen = Vec::new();
            let mut after = None;
            loop {
                let rows = look!(store, tx => tx.attention(ours(), false, after, limit).await?).unwrap();
                let Some(last) = rows.last() else { break };
                after = Some(AttentionCursor {
                    received_at: last.received_at,
                    replica: last.replica,
                    cmd_no: last.cmd_no,
                });
                assert!(rows.iter().all(|row| row.user == id(0x05e7) && row.no == row.cmd_no));
                seen.extend(rows.iter().map(|row| (row.received_at, row.replica.as_u128(), row.cmd_no)));
            }
            assert_eq!(seen, [(40, 3, 1), (30, 2, 1), (30, 1, 3), (10, 1, 1), (5, 3, 2), (4, 3, 3)], "limit {limit}");
        }
        assert_eq!(look!(store, tx => tx.attention(theirs(), false, None, 9).await?).unwrap(), []);
    }
}

fn health_row(replica: u128, user: u128, heard_at: i64) -> HealthRow {
    HealthRow {
        tenant: ours(),
        replica: id(replica),
        user: id(user),
        heard_at,
        body: "{}".to_owned(),
    }
}

/// Waits for a tender and for the first command.
fn awaited_row(replica: u128, cmd_no: i64, row: u128) -> AwaitedRow {
    AwaitedRow {
        tenant: ours(),
        replica: id(replica),
        cmd_no,
        kind: "tender".to_owned(),
        id: id(row),
        on_no: 1,
    }
}

/// Of chain 9, now in `replica`.
fn renamed_row(hash: u8, replica: u128) -> RenamedRow {
    RenamedRow {
        tenant: ours(),
        hash: [hash; 32],
        left: id(9),
        replica: id(replica),
        cmd_no: 4,
    }
}
