//! When a chain cannot go on, and what is sent before that is said.
use super::tablet::{TO, Tablet, applied, day, id_of};
use crate::sync::branch::{Branch, Split};
use crate::sync::core::SyncCore;
use crate::sync::event::{Answer, Loaded, Request, What};
use crate::sync::outbox::{Heads, Outbox, Progress, StoredEntry, StoredOutbox};
use crate::sync::protocol::PushRefusal;
use crate::verdict::{Outcome, Parked};

fn refused(refusal: PushRefusal) -> Answer {
    Answer::PushRefused(refusal)
}

/// So many days recorded and not sent.
fn waiting(days: i64) -> Tablet {
    let mut tablet = Tablet::ready();
    tablet.feed(What::Follows);
    for back in 1..=days {
        tablet.record(day(back), 480);
    }
    tablet
}

/// Opened again from a disk that has lost some.
fn without(tablet: &Tablet, lost: &[u64], branches: Vec<Branch>) -> Tablet {
    let outbox = tablet.core.outbox();
    let entries = outbox.entries().filter(|(no, _)| !lost.contains(no));
    let mut again = Tablet::new();
    again.core = SyncCore::open(Loaded {
        identity: tablet.core.identity().clone(),
        base: None,
        outbox: StoredOutbox {
            heads: Heads {
                custody_high: branches.last().map_or(0, |b| b.from - 1),
                ..outbox.heads().clone()
            },
            entries: entries.map(|(_, entry)| entry.stored.clone()).collect(),
            end: outbox.last_no(),
            branches,
            lost: 0,
        },
    });
    again.feed(What::Leads);
    again.hello("one");
    again
}

#[test]
fn a_copy_is_left_where_the_server_has_another_command() {
    let mut tablet = waiting(3);
    tablet.feed(What::Leads);
    assert_eq!(tablet.batch(), [1, 2, 3]);
    tablet.answer(refused(PushRefusal::ReplicaForked { at: 2 }));
    assert_eq!(tablet.left, [(2, Split::Forked)]);
    assert_eq!(tablet.core.progress(1), Some(Progress::Received));
    // Until the storage has left it nothing is asked, and all is recorded.
    let asked = tablet.sent.len();
    tablet.record(day(9), 480);
    tablet.feed(What::Wake);
    assert_eq!(tablet.sent.len(), asked);
    assert_eq!(tablet.core.outbox().last_no(), 4);
    tablet.feed(What::NotBranched);
    assert!(tablet.timer.is_some(), "it is tried again");
}

#[test]
fn where_copies_parted_is_asked_for_from_the_beginning() {
    let mut tablet = Tablet::ready();
    for back in 1..=3 {
        tablet.record(day(back), 480);
        tablet.pushed(u64::try_from(back).unwrap(), Vec::new());
        tablet.pulled("one", TO, |_| {});
    }
    tablet.record(day(4), 480);
    tablet.answer(refused(PushRefusal::ReplicaForked { at: 4 }));
    assert_eq!(
        tablet.batch(),
        [1, 2, 3, 4],
        "what was thought to be kept may be the other copy's"
    );
    tablet.answer(refused(PushRefusal::ReplicaForked { at: 3 }));
    assert_eq!(tablet.left, [(3, Split::Forked)]);
}

#[test]
fn what_the_server_has_above_a_batch_is_not_believed_to_be_this_copys() {
    let mut tablet = waiting(3);
    tablet.feed(What::Leads);
    while tablet.batch().len() > 1 {
        tablet.answer(Answer::TooLarge);
    }
    assert_eq!(tablet.batch(), [1]);
    tablet.pushed(3, Vec::new());
    assert_eq!(tablet.batch(), [2, 3]);
    assert_eq!(tablet.core.progress(2), Some(Progress::OnThisDevice));
}

#[test]
fn a_storage_that_was_turned_back_goes_on_after_what_the_server_has() {
    let mut tablet = Tablet::ready();
    tablet.feed(What::Wake);
    tablet.pulled("one", TO, |reply| reply.custody_high = 4);
    assert_eq!(tablet.left, [(1, Split::Behind { custody_high: 4 })]);
}

#[test]
fn a_lost_command_does_not_stop_those_after_it_when_the_server_has_it() {
    let mut tablet = without(&waiting(3), &[1], Vec::new());
    assert_eq!(tablet.batch(), [2, 3]);
    tablet.pushed(3, Vec::new());
    assert_eq!(tablet.left, []);
    assert_eq!(tablet.core.status().waiting, 0);
}

#[test]
fn a_lost_command_that_the_server_lacks_is_gone_round() {
    let mut tablet = without(&waiting(4), &[2], Vec::new());
    assert_eq!(tablet.batch(), [1]);
    tablet.pushed(1, Vec::new());
    assert_eq!(tablet.batch(), [3, 4]);
    tablet.answer(refused(PushRefusal::Gap { expect: 2 }));
    assert_eq!(tablet.left, [(2, Split::Lost)]);
}

#[test]
fn lost_commands_at_the_end_are_no_rollback_when_the_server_has_them() {
    let mut tablet = without(&waiting(2), &[2], Vec::new());
    tablet.pushed(1, Vec::new());
    tablet.pulled("one", TO, |reply| reply.custody_high = 2);
    assert_eq!(tablet.left, []);
    assert_eq!(tablet.core.outbox().heads().custody_high, 2);
}

#[test]
fn a_command_that_is_not_as_it_was_sealed_counts_as_lost() {
    let mut tablet = waiting(3);
    tablet.feed(What::Leads);
    tablet.answer(refused(PushRefusal::Malformed { at: 1 }));
    assert_eq!(tablet.batch(), [1]);
    tablet.pushed(1, Vec::new());
    assert_eq!(tablet.batch(), [3]);
    tablet.answer(refused(PushRefusal::Gap { expect: 2 }));
    assert_eq!(tablet.left, [(2, Split::Lost)]);
    assert_eq!(tablet.core.outbox().last_no(), 3);
}

#[test]
fn a_chain_of_its_own_tells_where_it_comes_from_and_asks_for_what_was_judged_before() {
    let branches = vec![Branch {
        of: id_of("before"),
        from: 3,
        prev: None,
    }];
    let mut tablet = without(&waiting(4), &[], branches.clone());
    assert_eq!(tablet.batch(), [3, 4]);
    let Request::Push(push) = tablet.asked().clone() else {
        panic!()
    };
    assert_eq!(push.branches, branches);
    tablet.pushed(4, Vec::new());
    let Request::Pull(pull) = tablet.asked().clone() else {
        panic!()
    };
    assert_eq!((pull.branches, pull.lacks_before), (branches, true));
    tablet.pulled("one", TO, |reply| {
        reply.verdicts = [1, 2]
            .map(|no| crate::verdict::Verdict {
                no: 0,
                ..applied(no, TO)
            })
            .to_vec();
    });
    tablet.page("one");
    tablet.page("one");
    let Request::Pull(pull) = tablet.asked().clone() else {
        panic!()
    };
    assert!(!pull.lacks_before);
    // After a restore that lost part of the chain before, that part is sent in a chain of its own.
    tablet.pulled("two", TO, |_| {});
    tablet.answer(refused(PushRefusal::Gap { expect: 2 }));
    assert_eq!(tablet.left, [(2, Split::Lost)]);
}

#[test]
fn the_end_is_known_though_the_last_command_is_lost() {
    let outbox = Outbox::open(StoredOutbox {
        end: 7,
        ..StoredOutbox::default()
    });
    assert_eq!(outbox.last_no(), 7);
    let none: Vec<StoredEntry> = Vec::new();
    assert_eq!(
        Outbox::open(StoredOutbox {
            entries: none,
            ..StoredOutbox::default()
        })
        .last_no(),
        0
    );
}

#[test]
fn a_last_command_that_is_lost_is_told_though_nothing_follows_it() {
    let mut tablet = without(&waiting(2), &[2], Vec::new());
    tablet.pushed(1, Vec::new());
    tablet.pulled("one", TO, |_| {});
    assert_eq!(tablet.left, [(2, Split::Lost)]);
}

#[test]
fn what_was_refused_before_a_chain_went_on_by_itself_may_still_change() {
    let branches = vec![Branch {
        of: id_of("before"),
        from: 2,
        prev: None,
    }];
    let mut tablet = without(&waiting(1), &[], branches);
    let parked = Outcome::Parked {
        why: Parked::Internal,
    };
    let given = |outcome: &Outcome| crate::verdict::Verdict {
        no: 0,
        outcome: outcome.clone(),
        ..applied(1, TO)
    };
    tablet.pulled("one", TO, |reply| reply.verdicts = vec![given(&parked)]);
    assert_eq!(tablet.core.progress(1), Some(Progress::NeedsAttention));
    tablet.page("one");
    tablet.page("one");
    let Request::Pull(pull) = tablet.asked().clone() else {
        panic!("{:?}", tablet.asked())
    };
    assert!(pull.lacks_before, "it may still change");
    let done = Outcome::Applied { flags: Vec::new() };
    tablet.pulled("one", TO, |reply| reply.verdicts = vec![given(&done)]);
    assert_eq!(tablet.core.progress(1), Some(Progress::Confirmed));
}
