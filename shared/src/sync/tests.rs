//! The core against answers that are written out: one test a rule.

use super::core::SyncCore;
use super::envelope::seal;
use super::event::{Answer, Effect, Event, Identity, Loaded, Moment, Notice, Request, Stop, What};
use super::outbox::{Progress, StoredEntry, StoredOutbox};
use super::protocol::{
    BATCH_MAX, Digest, HelloReply, PullReply, PushRefusal, PushReply, Range, RowPut, SchemaRange,
    ScopeDelta, SnapshotPage,
};
use crate::command::{Command, RecordAttendance};
use crate::id::{Epoch, ReplicaId};
use crate::model::{Attendance, Entity, Key, Kind, Sheet};
use crate::ordered::Map;
use crate::quantity::Minutes;
use crate::refusal::Refusal;
use crate::scope::{Scope, scopes};
use crate::state::{Rows, State, find};
use crate::testing::cast::{id, today, user};
use crate::testing::replay::{begin, noon};
use crate::time::{Day, Millis};
use crate::verdict::{Outcome, Verdict};
use crate::wire::Hash;

const TO: i64 = 1_000;

/// A tablet on the site "Norr", with the storage that a driver would have.
struct Tablet {
    core: SyncCore,
    prev: Option<Hash>,
    no: u64,
    state: State,
    sent: Vec<(u64, Request)>,
    told: Vec<Notice>,
    timer: Option<(u64, u64)>,
    saves: usize,
    refused: Vec<Refusal>,
}

fn site() -> Scope {
    Scope::Site(id("Norr"))
}
fn own() -> Scope {
    Scope::User(user("Stig"))
}
fn epoch(name: &str) -> Epoch {
    id(name)
}

fn rows(state: &State, wanted: Scope) -> Vec<RowPut> {
    state
        .iter()
        .flat_map(scopes)
        .filter(|(scope, _)| *scope == wanted)
        .filter_map(|(_, row)| RowPut::of(&row).ok())
        .collect()
}

impl Tablet {
    fn new() -> Self {
        let core = SyncCore::open(Loaded {
            identity: Identity {
                user: user("Stig"),
                replica: id::<ReplicaId>("tablet"),
                build: "test".to_owned(),
            },
            base: None,
            outbox: StoredOutbox::default(),
        });
        Self {
            core,
            prev: None,
            no: 0,
            state: begin(),
            sent: Vec::new(),
            told: Vec::new(),
            timer: None,
            saves: 0,
            refused: Vec::new(),
        }
    }

    /// Online, with all rows.
    fn ready() -> Self {
        let mut tablet = Self::new();
        tablet.feed(What::Leads);
        tablet.hello("one");
        tablet.pull_new();
        tablet
    }

    fn feed(&mut self, what: What) {
        let at = Moment {
            now: noon(today()),
            mono_ms: 0,
            jitter: u32::MAX,
        };
        for effect in self.core.step(Event { at, what }) {
            match effect {
                Effect::Send { req, request } => self.sent.push((req, request)),
                Effect::Tell(notice) => self.told.push(notice),
                Effect::Timer { id, after_ms } => self.timer = Some((id, after_ms)),
                Effect::Refused { refusal, .. } => self.refused.push(refusal),
                Effect::SaveBase(_) => self.saves += 1,
                Effect::Store { token, draft } => {
                    self.no += 1;
                    let replica = self.core.identity().replica;
                    let envelope = seal(replica, self.no, self.prev, &draft).unwrap();
                    self.prev = Hash::parse(envelope["hash"].as_str().unwrap());
                    let entry = StoredEntry::new(envelope);
                    self.feed(What::Stored { token, entry });
                }
                Effect::Saved { .. }
                | Effect::AlreadyThere { .. }
                | Effect::NotSaved { .. }
                | Effect::SaveOutbox(_)
                | Effect::Redraw => {}
            }
        }
    }

    fn record(&mut self, day: Day, minutes: i64) {
        let command = RecordAttendance {
            placement: id("placement Amina"),
            day,
            attendance: Attendance::Present {
                minutes: Minutes::parse(minutes).unwrap(),
            },
            replaces: None,
        };
        self.feed(What::Ask {
            token: 1,
            command: Command::from(command),
            tz_minutes: 60,
        });
    }

    fn shows(&self, day: Day) -> bool {
        let sheet = Sheet::id_of(id("placement Amina"), day.in_month());
        let rows = self.core.rows();
        find::sheet(&rows, sheet).is_some_and(|sheet| sheet.day(day).is_some())
    }

    fn asked(&self) -> &Request {
        &self.sent.last().unwrap().1
    }

    fn answer(&mut self, answer: Answer) {
        let req = self.sent.last().unwrap().0;
        self.feed(What::Answered { req, answer });
    }

    fn hello(&mut self, timeline: &str) {
        assert_eq!(self.asked(), &Request::Hello);
        self.answer(Answer::Hello(HelloReply {
            epoch: epoch(timeline),
            server_time: noon(today()),
            proto: Range { min: 1, max: 1 },
            schema: SchemaRange {
                min_pull: 1,
                cur: 1,
            },
            build: "test".to_owned(),
        }));
    }

    fn pulled(&mut self, timeline: &str, to: i64, change: impl FnOnce(&mut PullReply)) {
        let Request::Pull(asked) = self.asked().clone() else {
            panic!("asked {:?}", self.asked());
        };
        let delta = |(scope, from): (&Scope, &i64)| ScopeDelta {
            id: *scope,
            from: *from,
            through: to,
            puts: Vec::new(),
            dels: Vec::new(),
            digest: Some(Digest::of(rows(&self.state, *scope).iter())),
        };
        let mut reply = PullReply {
            epoch: epoch(timeline),
            to,
            scopes: asked.scopes.iter().map(delta).collect(),
            scopes_new: [own(), site()]
                .into_iter()
                .filter(|scope| !asked.scopes.contains_key(scope))
                .collect(),
            scopes_gone: Vec::new(),
            verdicts: Vec::new(),
            custody_high: self.core.outbox().heads().custody_high,
            durable_high: 0,
            lease_until: Millis(0),
            directives: Vec::new(),
            more: false,
        };
        change(&mut reply);
        self.answer(Answer::Pulled(Box::new(reply)));
    }

    fn page(&mut self, timeline: &str) {
        let Request::Page { scope, seq, .. } = self.asked().clone() else {
            panic!("asked {:?}", self.asked());
        };
        let rows = rows(&self.state, scope);
        self.answer(Answer::Page(SnapshotPage {
            epoch: epoch(timeline),
            scope,
            seq,
            rows,
            next: None,
        }));
    }

    fn pull_new(&mut self) {
        self.pulled("one", TO, |_| {});
        self.page("one");
        self.page("one");
        self.pulled("one", TO, |_| {});
        assert!(self.core.status().is_complete);
        assert!(!self.core.status().is_syncing);
    }

    fn pushed(&mut self, custody_high: u64, verdicts: Vec<Verdict>) {
        assert!(matches!(self.asked(), Request::Push(_)));
        self.answer(Answer::Pushed(PushReply {
            epoch: epoch("one"),
            server_time: noon(today()),
            custody_high,
            verdicts,
            retry_after_ms: None,
        }));
    }

    fn batch(&self) -> Vec<u64> {
        let Request::Push(push) = self.asked() else {
            panic!("asked {:?}", self.asked());
        };
        push.batch
            .iter()
            .filter_map(|envelope| envelope["cmd_no"].as_u64())
            .collect()
    }
}

fn applied(no: u64, seq: i64) -> Verdict {
    Verdict {
        cmd_no: no,
        no: i64::try_from(no).unwrap(),
        seq: Some(seq),
        outcome: Outcome::Applied { flags: Vec::new() },
    }
}

fn day(back: i64) -> Day {
    today().plus_days(-back)
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
fn a_split_chain_stops_sync_and_keeps_recording() {
    let mut tablet = Tablet::ready();
    tablet.record(day(1), 480);
    tablet.answer(Answer::PushRefused(PushRefusal::ReplicaForked { at: 1 }));
    let stop = Stop::Forked { at: 1 };
    assert_eq!(tablet.told, [Notice::Stopped(stop)]);
    let asked = tablet.sent.len();
    tablet.record(day(2), 480);
    tablet.feed(What::Wake);
    assert_eq!(tablet.sent.len(), asked);
    assert_eq!(tablet.core.outbox().last_no(), 2);
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
fn a_new_timeline_sends_everything_again_and_fetches_everything_anew() {
    let mut tablet = Tablet::ready();
    tablet.record(day(1), 480);
    tablet.pushed(1, vec![applied(1, TO + 1)]);
    tablet.pulled("two", 5, |_| {});
    assert!(tablet.told.contains(&Notice::NewEpoch {
        epoch: epoch("two")
    }));
    let Request::Pull(asked) = tablet.asked().clone() else {
        panic!("the server said that it keeps the first one");
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

#[test]
fn a_follower_never_asks_the_server_and_shows_what_the_leader_wrote() {
    let mut leader = Tablet::ready();
    leader.record(day(1), 480);
    let mut follower = Tablet::new();
    let whole = leader.core.base().whole(epoch("one"));
    follower.feed(What::BaseChanged(super::base::StoredBase {
        epoch: whole.epoch,
        to: whole.to,
        lease_until: whole.lease_until,
        scopes: whole
            .scopes
            .into_iter()
            .map(|(scope, change)| super::base::StoredScope {
                scope,
                digest: change.digest,
                rows: change.puts,
            })
            .collect(),
    }));
    let entry = leader.core.outbox().entry(1).unwrap().stored.clone();
    follower.feed(What::OutboxChanged(StoredOutbox {
        heads: leader.core.outbox().heads().clone(),
        entries: vec![entry],
    }));
    assert!(follower.shows(day(1)));
    follower.feed(What::Wake);
    assert!(follower.sent.is_empty());
}

#[test]
fn a_damaged_scope_is_left_out_and_fetched_again() {
    let tablet = Tablet::ready();
    let whole = tablet.core.base().whole(epoch("one"));
    let stored = super::base::StoredBase {
        epoch: whole.epoch,
        to: whole.to,
        lease_until: whole.lease_until,
        scopes: whole
            .scopes
            .into_iter()
            .map(|(scope, mut change)| {
                if scope == site() {
                    change.puts.pop();
                }
                super::base::StoredScope {
                    scope,
                    digest: change.digest,
                    rows: change.puts,
                }
            })
            .collect(),
    };
    let mut again = Tablet::new();
    again.core = SyncCore::open(Loaded {
        identity: again.core.identity().clone(),
        base: Some(stored),
        outbox: StoredOutbox {
            heads: tablet.core.outbox().heads().clone(),
            entries: Vec::new(),
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
