//! How a round with the server goes on, fails and is tried again.
use super::tablet::{TO, Tablet, applied, day, epoch, site};
use crate::sync::event::{Answer, Notice, Request, What};
use crate::sync::outbox::Progress;
use crate::sync::protocol::{BATCH_MAX, HelloReply, PushRefusal, Range, SchemaRange};
use crate::time::Millis;

#[test]
fn a_batch_is_halved_down_to_one_and_grows_again() {
    let mut tablet = Tablet::ready();
    tablet.feed(What::Follows);
    for back in 0..8 {
        tablet.record(day(back), 480);
    }
    tablet.feed(What::Leads);
    let mut sizes = vec![tablet.batch().len()];
    while sizes.last() != Some(&1) {
        tablet.answer(Answer::TooLarge);
        sizes.push(tablet.batch().len());
    }
    assert_eq!(*sizes.first().unwrap(), 8.min(BATCH_MAX));
    tablet.pushed(1, Vec::new());
    assert_eq!(tablet.batch(), [2, 3]);
    tablet.pushed(3, Vec::new());
    assert_eq!(tablet.batch(), [4, 5, 6, 7]);
}

#[test]
fn a_gap_is_sent_from_where_the_server_says() {
    let mut tablet = Tablet::ready();
    tablet.record(day(1), 480);
    tablet.pushed(1, Vec::new());
    tablet.pulled("one", TO, |_| {});
    tablet.record(day(2), 480);
    assert_eq!(tablet.batch(), [2]);
    tablet.answer(Answer::PushRefused(PushRefusal::Gap { expect: 1 }));
    assert_eq!(tablet.batch(), [1, 2]);
}

#[test]
fn a_build_that_is_too_old_delivers_what_it_has_and_then_waits_for_a_newer_one() {
    let mut tablet = Tablet::ready();
    tablet.feed(What::Follows);
    tablet.record(day(1), 480);
    tablet.feed(What::Leads);
    tablet.answer(Answer::Lost);
    let too_new = |tablet: &mut Tablet| {
        tablet.feed(What::Wake);
        assert_eq!(tablet.asked(), &Request::Hello);
        tablet.answer(Answer::Hello(HelloReply {
            epoch: epoch("one"),
            server_time: Millis(0),
            proto: Range { min: 2, max: 3 },
            schema: SchemaRange {
                min_pull: 2,
                cur: 2,
            },
            build: "later".to_owned(),
        }));
    };
    too_new(&mut tablet);
    assert_eq!(tablet.batch(), [1]);
    tablet.pushed(1, vec![applied(1, TO + 1)]);
    assert!(matches!(tablet.asked(), Request::Pull(_)));
    tablet.answer(Answer::Upgrade);
    assert_eq!(tablet.told.last(), Some(&Notice::UpgradeNeeded));
    assert_eq!(tablet.core.progress(1), Some(Progress::Received));
    // With nothing to deliver it asks for nothing.
    let asked = tablet.sent.len();
    too_new(&mut tablet);
    assert_eq!(tablet.sent.len(), asked + 1, "only the greeting");
    assert!(!tablet.core.status().is_syncing);
}

#[test]
fn every_failed_round_leads_to_another_attempt() {
    for answer in [
        Answer::Lost,
        Answer::Garbage,
        Answer::SignIn,
        Answer::Upgrade,
        Answer::NoSuchScope,
        Answer::Busy {
            retry_after_ms: Some(7_000),
        },
    ] {
        let mut tablet = Tablet::ready();
        tablet.timer = None;
        tablet.feed(What::Wake);
        tablet.answer(answer.clone());
        let (timer, after_ms) = tablet.timer.unwrap_or_else(|| panic!("{answer:?}"));
        if let Answer::Busy { .. } = answer {
            assert!(after_ms >= 7_000);
        }
        tablet.feed(What::Timer { id: timer });
        assert_eq!(tablet.asked(), &Request::Hello, "{answer:?}");
    }
}

#[test]
fn after_sign_in_the_same_outbox_is_sent() {
    let mut tablet = Tablet::ready();
    tablet.record(day(1), 480);
    tablet.answer(Answer::SignIn);
    assert!(tablet.core.status().needs_sign_in);
    assert_eq!(tablet.told, [Notice::SignInNeeded]);
    tablet.record(day(2), 480);
    tablet.feed(What::SignedIn);
    tablet.hello("one");
    assert_eq!(tablet.batch(), [1, 2]);
}

#[test]
fn a_record_made_during_a_round_leads_to_another_round_at_once() {
    let mut tablet = Tablet::ready();
    tablet.record(day(1), 480);
    tablet.record(day(2), 480);
    tablet.pushed(1, Vec::new());
    assert_eq!(tablet.batch(), [2]);
    tablet.pushed(2, Vec::new());
    tablet.record(day(3), 480);
    tablet.pulled("one", TO, |_| {});
    assert_eq!(tablet.batch(), [3]);
}

#[test]
fn pages_that_lead_nowhere_end_the_round() {
    let mut tablet = Tablet::ready();
    tablet.feed(What::Wake);
    tablet.pulled("one", TO, |reply| reply.more = true);
    assert_eq!(tablet.told, [Notice::NoProgress]);
    assert!(!tablet.core.status().is_syncing);
    assert!(tablet.timer.is_some());
}

#[test]
fn a_scope_that_is_named_as_new_for_ever_ends_the_round() {
    let mut tablet = Tablet::ready();
    tablet.feed(What::Wake);
    let begun = tablet.sent.len();
    while tablet.core.status().is_syncing && tablet.sent.len() < begun + 200 {
        if matches!(tablet.asked(), Request::Page { .. }) {
            tablet.page("one");
        } else {
            tablet.pulled("one", TO, |reply| reply.scopes_new = vec![site()]);
        }
    }
    assert_eq!(tablet.told, [Notice::NoProgress]);
}
