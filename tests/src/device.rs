//! A device without a browser: the real core over a disk in memory, which asks the server's domain work itself.
use anyhow::{Context, Result, bail, ensure};
use backend::accept::{self, AcceptError, Caller, Deps};
use shared::command::Command;
use shared::id::ReplicaId;
use shared::sync::core::SyncCore;
use shared::sync::envelope;
use shared::sync::event::{Answer, Effect, Event, Identity, Loaded, Moment, Notice, Request, What};
use shared::sync::outbox::{StoredEntry, StoredOutbox};
use shared::sync::protocol::{HelloReply, Range, SchemaRange};
use shared::testing::cast::{today, user};
use shared::testing::replay::noon;
use shared::wire::{Hash, PROTO, SCHEMA, SCHEMA_MIN_PULL};
use uuid::Uuid;

use crate::authority::{now, tenant};

/// Questions of a round that is going nowhere.
const ASKED_MAX: usize = 500;

/// How often a device has asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Batches.
    pub pushes: usize,
    /// For changes.
    pub pulls: usize,
    /// For pages of a snapshot.
    pub pages: usize,
}

/// A device of one person.
#[derive(Clone, Debug)]
pub struct Device {
    /// Its copy.
    pub core: SyncCore,
    /// What it was told.
    pub told: Vec<Notice>,
    /// Since the beginning.
    pub asked: Asked,
    caller: Caller,
    last: Option<Hash>,
    waits: Option<(u64, Request)>,
    refused: bool,
    later_ms: i64,
}

impl Device {
    /// With nothing on it.
    #[must_use]
    pub fn new(who: &str, number: u128) -> Self {
        let caller = Caller {
            tenant: tenant(),
            user: user(who),
        };
        let core = SyncCore::open(Loaded {
            identity: Identity {
                user: caller.user,
                replica: ReplicaId::from(Uuid::from_u128(number)),
                build: "test".to_owned(),
            },
            base: None,
            outbox: StoredOutbox::default(),
        });
        let mut device = Self {
            core,
            told: Vec::new(),
            asked: Asked::default(),
            caller,
            last: None,
            waits: None,
            refused: false,
            later_ms: 0,
        };
        device.feed(What::Leads);
        device
    }

    /// Records something. It is on the disk when this returns.
    ///
    /// # Errors
    /// When the preview refuses it.
    pub fn record(&mut self, command: impl Into<Command>) -> Result<()> {
        self.refused = false;
        self.feed(What::Ask {
            token: 1,
            command: command.into().into(),
            author: None,
            tz_minutes: 60,
        });
        ensure!(!self.refused, "the device refuses it");
        Ok(())
    }

    /// Its clock goes on by so many days.
    pub const fn pass_days(&mut self, days: i64) {
        self.later_ms += days * 86_400_000;
    }

    /// A whole round, or what is left of one.
    ///
    /// # Errors
    /// When the server fails, or the round does not come to its end.
    pub async fn sync(&mut self, deps: &Deps) -> Result<()> {
        self.feed(What::Wake);
        for _ in 0..ASKED_MAX {
            let Some((req, request)) = self.waits.take() else {
                ensure!(
                    self.core.status().is_complete,
                    "no checkpoint: {:?}",
                    self.told
                );
                return Ok(());
            };
            let answer = self.ask(deps, request).await?;
            self.feed(What::Answered { req, answer });
        }
        bail!("no end of the round: {:?}", self.asked)
    }

    fn feed(&mut self, what: What) {
        let at = Moment {
            now: shared::time::Millis(noon(today()).0 + self.later_ms),
            mono_ms: 0,
            jitter: 0,
        };
        for effect in self.core.step(Event { at, what }) {
            match effect {
                Effect::Send { req, request } => self.waits = Some((req, request)),
                Effect::Tell(notice) => self.told.push(notice),
                Effect::Refused { .. } | Effect::NotSaved { .. } => self.refused = true,
                Effect::Store { token, draft } => {
                    let no = self.core.outbox().last_no() + 1;
                    let replica = self.core.identity().replica;
                    match envelope::seal(replica, no, self.last, &draft) {
                        Ok(sealed) => {
                            self.last = envelope::head(replica, &sealed).map(|head| head.hash);
                            let entry = StoredEntry::new(sealed);
                            self.feed(What::Stored { token, entry });
                        }
                        Err(_) => self.refused = true,
                    }
                }
                // Its notice is told; no disk is copied or damaged here.
                Effect::Branch { .. }
                | Effect::Timer { .. }
                | Effect::Saved { .. }
                | Effect::AlreadyThere { .. }
                | Effect::SaveBase(_)
                | Effect::SaveOutbox(_)
                | Effect::Redraw => {}
            }
        }
    }

    async fn ask(&mut self, deps: &Deps, request: Request) -> Result<Answer> {
        let (now, caller) = (now(today()), self.caller);
        Ok(match request {
            Request::Hello => {
                let epoch = backend::store::read(&*deps.store, |tx| {
                    Box::pin(async move { tx.epoch().await })
                });
                Answer::Hello(HelloReply {
                    epoch: epoch.await.context("no timeline")?.into(),
                    server_time: now.millis,
                    proto: Range {
                        min: PROTO,
                        max: PROTO,
                    },
                    schema: SchemaRange {
                        min_pull: SCHEMA_MIN_PULL,
                        cur: SCHEMA,
                    },
                    build: "test".to_owned(),
                })
            }
            Request::Push(push) => {
                self.asked.pushes += 1;
                match accept::push(deps, caller, now, push).await {
                    Err(AcceptError::Push(refusal)) => Answer::PushRefused(refusal),
                    reply => Answer::Pushed(reply?),
                }
            }
            Request::Pull(pull) => {
                self.asked.pulls += 1;
                Answer::Pulled(Box::new(accept::pull(deps, caller, now, pull).await?))
            }
            Request::Page { scope, seq, page } => {
                self.asked.pages += 1;
                match accept::snapshot_page(deps, caller, now, scope, seq, &page).await {
                    Err(AcceptError::NotFound) => Answer::NoSuchScope,
                    page => Answer::Page(page?),
                }
            }
        })
    }
}
