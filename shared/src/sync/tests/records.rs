//! What is shown and kept of records, rows and scopes.
use super::tablet::{TO, Tablet, applied, day, epoch, rows, site};
use crate::model::{Entity, Key, Kind, Sheet};
use crate::ordered::Map;
use crate::refusal::Refusal;
use crate::state::Rows;
use crate::sync::base::{ScopeChange, StoredBase, StoredScope};
use crate::sync::core::SyncCore;
use crate::sync::event::{Answer, Loaded, Notice, Request, What};
use crate::sync::outbox::{Progress, StoredEntry, StoredOutbox};
use crate::sync::protocol::{Digest, PullReply, PushReply, ScopeDelta};
use crate::testing::cast::id;
use crate::time::Millis;
use crate::verdict::{Outcome, Verdict};
use uuid::Uuid;

/// What the disk holds of a tablet's base.
fn stored(tablet: &Tablet) -> StoredBase {
    let whole = tablet.core.base().whole(epoch("one"));
    let scope = |(scope, change): (_, ScopeChange)| StoredScope {
        scope,
        digest: change.digest,
        rows: change.puts,
    };
    StoredBase {
        epoch: whole.epoch,
        to: whole.to,
        lease_until: whole.lease_until,
        scopes: whole.scopes.into_iter().map(scope).collect(),
    }
}

#[test]
fn nothing_is_shown_before_the_first_checkpoint_is_whole() {
    let mut tablet = Tablet::new();
    tablet.feed(What::Leads);
    tablet.hello("one");
    tablet.pulled("one", TO, |_| {});
    tablet.page("one");
    assert!(tablet.core.base().state().is_empty());
    tablet.record(day(1), 480);
    assert_eq!(tablet.refused, [Refusal::NotAllowed]);
    tablet.page("one");
    tablet.pulled("one", TO, |_| {});
    assert!(tablet.core.status().is_complete);
    assert_eq!(tablet.saves, 1);
}

#[test]
fn new_scopes_that_come_whole_need_no_page_and_take_the_place_of_what_was_there() {
    let mut tablet = Tablet::new();
    tablet.feed(What::Leads);
    tablet.hello("one");
    let state = tablet.state.clone();
    let whole = |reply: &mut PullReply| {
        let scopes = std::mem::take(&mut reply.scopes_new).into_iter();
        reply.scopes.extend(scopes.map(|id| {
            let puts = rows(&state, id);
            ScopeDelta {
                id,
                from: 0,
                through: TO,
                digest: Some(Digest::of(puts.iter())),
                puts,
                dels: Vec::new(),
                whole: true,
            }
        }));
    };
    tablet.pulled("one", TO, whole);
    assert!(tablet.core.status().is_complete && !tablet.core.status().is_syncing);
    assert_eq!((tablet.saves, tablet.told.len()), (1, 0));
    // A scope that is here already and comes whole once more: nothing of before stays.
    tablet.feed(What::Wake);
    let amina = Key::new(Kind::Placement, id::<Uuid>("placement Amina"));
    assert!(tablet.core.rows().get(amina).is_some());
    tablet.pulled("one", TO, |reply| {
        for delta in reply.scopes.iter_mut().filter(|delta| delta.id == site()) {
            delta.whole = true;
            delta.digest = Some(Digest::default());
        }
    });
    assert!(tablet.core.rows().get(amina).is_none());
    assert_eq!(tablet.told, []);
}

#[test]
fn a_record_leaves_the_overlay_only_when_the_base_holds_it() {
    let mut tablet = Tablet::ready();
    tablet.record(day(1), 480);
    assert!(tablet.shows(day(1)));
    assert_eq!(tablet.core.progress(1), Some(Progress::OnThisDevice));
    tablet.pushed(1, vec![applied(1, TO + 1)]);
    assert_eq!(tablet.core.progress(1), Some(Progress::Received));
    assert!(tablet.shows(day(1)));
    // A pull that was answered before the command was applied must not take it away.
    tablet.pulled("one", TO, |_| {});
    assert!(tablet.shows(day(1)));
    assert_eq!(tablet.core.progress(1), Some(Progress::Received));
    let sheet = Sheet::id_of(id("placement Amina"), day(1).in_month());
    let row: Entity = tablet
        .core
        .rows()
        .get(Key::new(Kind::Sheet, sheet))
        .unwrap()
        .clone();
    tablet.state.put(Entity { ver: TO + 1, ..row });
    tablet.feed(What::Wake);
    let put = rows(&tablet.state, site())
        .into_iter()
        .find(|row| row.t == "sheet");
    tablet.pulled("one", TO + 1, |reply| {
        for delta in reply.scopes.iter_mut().filter(|delta| delta.id == site()) {
            delta.puts.extend(put.clone());
        }
    });
    assert_eq!(tablet.core.progress(1), Some(Progress::Confirmed));
    assert!(tablet.shows(day(1)));
    assert_eq!(tablet.told, []);
}

#[test]
fn a_refused_command_lies_in_the_inbox_and_is_not_shown() {
    let mut tablet = Tablet::ready();
    tablet.record(day(1), 480);
    let refusal = Refusal::MonthAttested {
        month: day(1).in_month(),
    };
    let verdict = Verdict {
        seq: None,
        outcome: Outcome::Rejected { refusal },
        ..applied(1, 0)
    };
    tablet.pushed(1, vec![verdict]);
    assert!(!tablet.shows(day(1)));
    assert_eq!(tablet.core.inbox().count(), 1);
    let sheet = Sheet::id_of(id("placement Amina"), day(1).in_month());
    let progress = tablet.core.row_progress(Key::new(Kind::Sheet, sheet));
    assert_eq!(progress, Progress::NeedsAttention);
}

#[test]
fn a_new_timeline_sends_everything_again_and_fetches_everything_anew() {
    let mut tablet = Tablet::ready();
    tablet.record(day(1), 480);
    tablet.pushed(1, vec![applied(1, TO + 1)]);
    tablet.pulled("two", 5, |_| {});
    assert!(tablet.told.contains(&Notice::NewEpoch {
        epoch: epoch("two")
    }));
    assert_eq!(
        tablet.batch(),
        [1],
        "that it keeps this one is told by its hash"
    );
    tablet.answer(Answer::Pushed(PushReply {
        epoch: epoch("two"),
        server_time: Millis(0),
        custody_high: 1,
        verdicts: Vec::new(),
        retry_after_ms: None,
    }));
    let Request::Pull(asked) = tablet.asked().clone() else {
        panic!("nothing waits");
    };
    assert_eq!((asked.scopes, asked.verdicts_after), (Map::new(), 0));
    tablet.pulled("two", 5, |_| {});
    tablet.page("two");
    tablet.page("two");
    tablet.pulled("two", 5, |_| {});
    assert_eq!(tablet.core.base().epoch(), Some(epoch("two")));
    assert_eq!(tablet.core.base().to(), 5);
    // The restored server lost it.
    tablet.feed(What::Wake);
    tablet.pulled("three", 5, |reply| reply.custody_high = 0);
    assert_eq!(tablet.batch(), [1]);
}

#[test]
fn a_server_that_lost_what_it_kept_gets_everything_again_though_its_timeline_has_the_old_name() {
    let mut tablet = Tablet::ready();
    for no in 1..4_u64 {
        tablet.record(day(i64::try_from(no).unwrap()), 480);
        tablet.pushed(no, vec![applied(no, TO + 1)]);
        tablet.pulled("one", TO, |_| {});
    }
    // A backup from after the first record was laid in its place: it keeps one command and one verdict.
    tablet.feed(What::Wake);
    tablet.pulled("one", TO, |reply| reply.custody_high = 1);
    assert_eq!(
        tablet.told,
        [Notice::WentBack {
            epoch: epoch("one")
        }]
    );
    assert_eq!(
        tablet.batch(),
        [1, 2, 3],
        "the last that it has once more: by its hash it tells whether it is ours"
    );
    assert!(tablet.shows(day(2)), "what is sent again is still shown");
    // Its numbers begin again too: verdicts and scopes are asked for from the start.
    let again = Verdict {
        no: 2,
        ..applied(2, TO + 1)
    };
    tablet.pushed(
        3,
        vec![
            again.clone(),
            Verdict {
                no: 3,
                cmd_no: 3,
                ..again
            },
        ],
    );
    let Request::Pull(asked) = tablet.asked().clone() else {
        panic!("all is sent");
    };
    assert_eq!((asked.scopes, asked.verdicts_after), (Map::new(), 0));
}

#[test]
fn a_head_that_stands_before_this_copy_is_a_server_that_went_back() {
    let mut tablet = Tablet::ready();
    tablet.feed(What::Wake);
    tablet.pulled("one", TO - 1, |_| {});
    assert_eq!(
        tablet.told,
        [Notice::WentBack {
            epoch: epoch("one")
        }]
    );
    tablet.pulled("one", TO - 1, |_| {});
    tablet.page("one");
    tablet.page("one");
    tablet.pulled("one", TO - 1, |_| {});
    assert_eq!(tablet.core.base().to(), TO - 1);
    assert!(tablet.core.status().is_complete);
}

#[test]
fn a_scope_that_differs_is_fetched_three_times_and_then_told() {
    let mut tablet = Tablet::ready();
    tablet.feed(What::Wake);
    let wrong = |reply: &mut PullReply| {
        for delta in reply.scopes.iter_mut().filter(|delta| delta.id == site()) {
            delta.digest = Some(Digest { n: 1, h: 1 });
        }
    };
    tablet.pulled("one", TO, wrong);
    for _ in 0..3 {
        tablet.pulled("one", TO, |_| {});
        tablet.page("one");
        tablet.pulled("one", TO, wrong);
    }
    let tries: Vec<u32> = tablet
        .told
        .iter()
        .filter_map(|notice| {
            let Notice::DigestMismatch { tries, .. } = notice else {
                return None;
            };
            Some(*tries)
        })
        .collect();
    assert_eq!(tries, [1, 2, 3, 4]);
    assert!(!tablet.core.status().is_syncing);
}

#[test]
fn a_verdict_whose_save_failed_before_one_that_went_well_is_asked_for_again() {
    let mut before = Tablet::ready();
    before.record(day(1), 480);
    before.pushed(1, vec![applied(1, TO + 1)]);
    // The disk has the numbers of later and the state of before.
    let mut tablet = Tablet::new();
    let entry = before.core.outbox().entry(1).unwrap().stored.clone();
    tablet.core = SyncCore::open(Loaded {
        identity: before.core.identity().clone(),
        base: Some(stored(&before)),
        outbox: StoredOutbox {
            heads: before.core.outbox().heads().clone(),
            entries: vec![StoredEntry::new(entry.envelope)],
            ..StoredOutbox::default()
        },
    });
    tablet.feed(What::Leads);
    tablet.hello("one");
    let Request::Pull(asked) = tablet.asked().clone() else {
        panic!("the server keeps it");
    };
    assert_eq!(asked.verdicts_after, 0);
    tablet.pulled("one", TO, |reply| reply.verdicts = vec![applied(1, TO + 1)]);
    assert_eq!(tablet.core.progress(1), Some(Progress::Received));
    assert_eq!(tablet.core.outbox().heads().verdicts_after, 1);
}

#[test]
fn a_follower_never_asks_the_server_and_shows_what_the_leader_wrote() {
    let mut leader = Tablet::ready();
    leader.record(day(1), 480);
    let mut follower = Tablet::new();
    follower.feed(What::BaseChanged(stored(&leader)));
    let entry = leader.core.outbox().entry(1).unwrap().stored.clone();
    follower.feed(What::OutboxChanged(StoredOutbox {
        heads: leader.core.outbox().heads().clone(),
        entries: vec![entry],
        ..StoredOutbox::default()
    }));
    assert!(follower.shows(day(1)));
    follower.feed(What::Wake);
    assert!(follower.sent.is_empty());
}

#[test]
fn a_damaged_scope_is_left_out_and_fetched_again() {
    let tablet = Tablet::ready();
    let mut stored = stored(&tablet);
    let mut scopes = stored.scopes.iter_mut();
    let scope = scopes.find(|stored| stored.scope == site()).unwrap();
    scope.rows.pop();
    let mut again = Tablet::new();
    again.core = SyncCore::open(Loaded {
        identity: again.core.identity().clone(),
        base: Some(stored),
        outbox: StoredOutbox {
            heads: tablet.core.outbox().heads().clone(),
            ..StoredOutbox::default()
        },
    });
    assert!(!again.core.status().is_complete);
    again.feed(What::Leads);
    assert_eq!(again.told, [Notice::BaseDamaged { scope: site() }]);
    again.hello("one");
    again.pulled("one", TO, |_| {});
    again.page("one");
    again.pulled("one", TO, |_| {});
    assert!(again.core.status().is_complete);
}
