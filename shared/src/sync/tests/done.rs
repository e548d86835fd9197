//! Commands that nobody needs on the device any more.
use super::tablet::{Tablet, day};
use crate::ordered::Set;
use crate::sync::outbox::{EntryState, Heads, Keep, Outbox, StoredEntry, StoredOutbox};
use crate::testing::cast::today;
use crate::testing::replay::noon;
use crate::time::Millis;
use crate::verdict::{Outcome, Parked, Verdict};

const HOUR: i64 = 3_600_000;

/// Ten commands of today's noon that the server has judged, the third one parked.
fn judged(durable_high: u64) -> Outbox {
    let mut tablet = Tablet::ready();
    for minutes in 1..=10 {
        tablet.record(day(1), minutes * 30);
    }
    let entries = tablet.core.outbox().entries();
    let entries = entries.map(|(no, entry)| {
        let outcome = match no {
            3 => Outcome::Parked {
                why: Parked::Undecodable,
            },
            _ => Outcome::Applied { flags: Vec::new() },
        };
        let verdict = Verdict {
            cmd_no: no,
            no: i64::try_from(no).unwrap(),
            seq: Some(100 + i64::try_from(no).unwrap()),
            outcome,
        };
        StoredEntry {
            envelope: entry.stored.envelope.clone(),
            state: EntryState::Judged { verdict },
        }
    });
    Outbox::open(StoredOutbox {
        heads: Heads {
            custody_high: 10,
            durable_high,
            verdicts_after: 10,
            ..Heads::default()
        },
        entries: entries.collect(),
        ..StoredOutbox::default()
    })
}

/// What is forgotten so many hours after they were done, at a checkpoint.
fn forgotten(durable_high: u64, to: i64, hours: i64, last: u64) -> Vec<u64> {
    let mut outbox = judged(durable_high);
    let keep = Keep {
        ms: 24 * HOUR,
        last,
    };
    let now = Millis(noon(today()).0 + hours * HOUR);
    outbox.trim(to, now, outbox.heads().durable_high, keep);
    assert_eq!(outbox.last_no(), 10, "the next one has its number anyway");
    assert_eq!(outbox.waiting(), 0);
    let done = outbox.take_change().map_or_else(Set::new, |change| change.done);
    for no in 1..=10 {
        assert_eq!(outbox.entry(no).is_none(), done.contains(&no), "{no}");
    }
    assert!(outbox.take_change().is_none(), "told once");
    done.into_iter().collect()
}

#[test]
fn what_is_confirmed_old_and_in_a_backup_is_forgotten() {
    assert_eq!(forgotten(8, 200, 25, 2), [1, 2, 4, 5, 6], "3 is undecided");
    assert_eq!(forgotten(10, 200, 25, 0), [1, 2, 4, 5, 6, 7, 8, 9, 10]);
    assert_eq!(forgotten(8, 104, 25, 0), [1, 2, 4], "seen by then");
    assert_eq!(forgotten(0, 200, 25, 0), [0; 0], "in no backup");
    assert_eq!(forgotten(8, 200, 23, 0), [0; 0], "too young");
    assert_eq!(forgotten(8, 200, 25, 50), [0; 0], "the last ones stay");
}
