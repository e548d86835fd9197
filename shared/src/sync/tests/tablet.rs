//! A sync core with the answers that the tests give it.
use crate::command::{Command, RecordAttendance};
use crate::id::{Epoch, ReplicaId};
use crate::model::{Attendance, Sheet};
use crate::quantity::Minutes;
use crate::refusal::Refusal;
use crate::scope::{Scope, scopes};
use crate::state::{State, find};
use crate::sync::branch::Split;
use crate::sync::core::SyncCore;
use crate::sync::envelope::seal;
use crate::sync::event::{Answer, Effect, Event, Identity, Loaded, Moment, Notice, Request, What};
use crate::sync::outbox::{StoredEntry, StoredOutbox};
use crate::sync::protocol::{
    Digest, HelloReply, PullReply, PushReply, Range, RowPut, SchemaRange, ScopeDelta, SnapshotPage,
};
use crate::testing::cast::{id, today, user};
use crate::testing::replay::{begin, noon};
use crate::time::{Day, Millis};
use crate::verdict::{Outcome, Verdict};
use crate::wire::Hash;

pub(super) const TO: i64 = 1_000;

/// A tablet on the site "Norr", with the storage that a driver would have.
pub(super) struct Tablet {
    pub(super) core: SyncCore,
    pub(super) prev: Option<Hash>,
    pub(super) no: u64,
    pub(super) state: State,
    pub(super) sent: Vec<(u64, Request)>,
    pub(super) told: Vec<Notice>,
    pub(super) timer: Option<(u64, u64)>,
    pub(super) saves: usize,
    pub(super) refused: Vec<Refusal>,
    pub(super) left: Vec<(u64, Split)>,
}

pub(super) fn site() -> Scope {
    Scope::Site(id("Norr"))
}
pub(super) fn own() -> Scope {
    Scope::User(user("Stig"))
}
pub(super) fn epoch(name: &str) -> Epoch {
    id(name)
}

pub(super) fn rows(state: &State, wanted: Scope) -> Vec<RowPut> {
    state
        .iter()
        .flat_map(scopes)
        .filter(|(scope, _)| *scope == wanted)
        .filter_map(|(_, row)| RowPut::of(&row).ok())
        .collect()
}

impl Tablet {
    pub(super) fn new() -> Self {
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
            left: Vec::new(),
        }
    }

    /// Online, with all rows.
    pub(super) fn ready() -> Self {
        let mut tablet = Self::new();
        tablet.feed(What::Leads);
        tablet.hello("one");
        tablet.pull_new();
        tablet
    }

    pub(super) fn feed(&mut self, what: What) {
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
                Effect::Branch { from, split } => self.left.push((from, split)),
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

    pub(super) fn record(&mut self, day: Day, minutes: i64) {
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
            command: Command::from(command).into(),
            author: None,
            tz_minutes: 60,
        });
    }

    pub(super) fn shows(&self, day: Day) -> bool {
        let sheet = Sheet::id_of(id("placement Amina"), day.in_month());
        let rows = self.core.rows();
        find::sheet(&rows, sheet).is_some_and(|sheet| sheet.day(day).is_some())
    }

    pub(super) fn asked(&self) -> &Request {
        &self.sent.last().unwrap().1
    }

    pub(super) fn answer(&mut self, answer: Answer) {
        let req = self.sent.last().unwrap().0;
        self.feed(What::Answered { req, answer });
    }

    pub(super) fn hello(&mut self, timeline: &str) {
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

    pub(super) fn pulled(&mut self, timeline: &str, to: i64, change: impl FnOnce(&mut PullReply)) {
        let Request::Pull(asked) = self.asked().clone() else {
            panic!("asked {:?}", self.asked());
        };
        let delta = |(scope, from): (&Scope, &i64)| ScopeDelta {
            id: *scope,
            from: *from,
            through: to,
            puts: Vec::new(),
            dels: Vec::new(),
            whole: false,
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

    pub(super) fn page(&mut self, timeline: &str) {
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

    pub(super) fn pull_new(&mut self) {
        self.pulled("one", TO, |_| {});
        self.page("one");
        self.page("one");
        self.pulled("one", TO, |_| {});
        assert!(self.core.status().is_complete);
        assert!(!self.core.status().is_syncing);
    }

    pub(super) fn pushed(&mut self, custody_high: u64, verdicts: Vec<Verdict>) {
        assert!(matches!(self.asked(), Request::Push(_)));
        self.answer(Answer::Pushed(PushReply {
            epoch: epoch("one"),
            server_time: noon(today()),
            custody_high,
            verdicts,
            retry_after_ms: None,
        }));
    }

    pub(super) fn batch(&self) -> Vec<u64> {
        let Request::Push(push) = self.asked() else {
            panic!("asked {:?}", self.asked());
        };
        push.batch
            .iter()
            .filter_map(|envelope| envelope["cmd_no"].as_u64())
            .collect()
    }
}

pub(super) fn applied(no: u64, seq: i64) -> Verdict {
    Verdict {
        cmd_no: no,
        no: i64::try_from(no).unwrap(),
        seq: Some(seq),
        outcome: Outcome::Applied { flags: Vec::new() },
    }
}

pub(super) fn day(back: i64) -> Day {
    today().plus_days(-back)
}

pub(super) fn id_of(name: &str) -> ReplicaId {
    id(name)
}
