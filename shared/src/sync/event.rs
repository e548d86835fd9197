//! What goes into the sync core and what comes out of it. The core itself has no IO, no clock and no randomness: an `Event`
//! brings the instant and one random number with it, an `Effect` is what the driver is to do. Both print the same for the same
//! run (`Debug`), so that a trace of them can be hashed.
use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::base::{BaseChange, StoredBase};
use super::branch::Split;
use super::envelope::Draft;
use super::outbox::{OutboxChange, StoredEntry, StoredOutbox};
use super::protocol::{
    HelloReply, PullReply, PullRequest, PushRefusal, PushReply, PushRequest, SnapshotPage,
};
use crate::command::Command;
use crate::id::{Epoch, ReplicaId, UserId};
use crate::refusal::Refusal;
use crate::scope::Scope;
use crate::time::Millis;

/// Who and what this copy is; fixed while the core lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Whose copy.
    pub user: UserId,
    /// Its command chain.
    pub replica: ReplicaId,
    /// Build of the app.
    pub build: String,
}

/// What the storage held when the app was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// Who and what.
    pub identity: Identity,
    /// The read model; absent on the first start and after it was thrown away.
    pub base: Option<StoredBase>,
    /// The outbox with what is known of each command.
    pub outbox: StoredOutbox,
}

/// When something happened, and one random number for the waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// The device's wall clock. May jump; only shown and sent, never waited by.
    pub now: Millis,
    /// Milliseconds since the app was started; never jumps.
    pub mono_ms: i64,
    /// Evenly spread over all values.
    pub jitter: u32,
}

/// Something happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: Moment,
    /// What.
    pub what: What,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// The user wants this. Answered by `Effect::Store`, or by `Effect::Refused` when the preview says no.
    Ask {
        /// The screen's own number for the question.
        token: u64,
        /// What is wanted.
        command: Arc<Command>,
        /// Who wants it, on a shared tablet; absent where the device's user does.
        author: Option<UserId>,
        /// Local offset east of UTC, minutes.
        tz_minutes: i32,
    },
    /// A draft was numbered, sealed and stored; the strict transaction is complete.
    Stored {
        /// Of `Effect::Store`.
        token: u64,
        /// What was stored.
        entry: StoredEntry,
    },
    /// A draft could not be stored; nothing was written.
    StoreFailed {
        /// Of `Effect::Store`.
        token: u64,
    },
    /// Another tab changed the outbox: its rows that are new or changed, and the heads. Rows not named stay as they are.
    OutboxChanged(StoredOutbox),
    /// The leading tab wrote a new checkpoint (followers only): the whole read model as stored.
    BaseChanged(StoredBase),
    /// `Effect::SaveBase` failed; the stored read model is still the one before.
    BaseNotSaved,
    /// `Effect::SaveOutbox` failed; it is told again with the next one.
    OutboxNotSaved,
    /// This tab leads now: it alone talks to the server. Before it come `BaseChanged` and `OutboxChanged` with all that is
    /// stored, when the tab has been a follower.
    Leads,
    /// Another tab leads.
    Follows,
    /// To `Effect::Branch`: the storage can go on with its chain, or could not leave it.
    NotBranched,
    /// Back online, back in sight, tapped by the user, or poked by the server: try at once, whatever the wait.
    Wake,
    /// Signed in again as the same user.
    SignedIn,
    /// The timer of `Effect::Timer` ran out.
    Timer {
        /// Of `Effect::Timer`.
        id: u64,
    },
    /// An answer came, or none will.
    Answered {
        /// Of `Effect::Send`.
        req: u64,
        /// What came.
        answer: Answer,
    },
}

/// What the driver is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// In one strict transaction: read the last number and its hash, `envelope::seal` the draft with the next, put it into the
    /// outbox as waiting. Then `What::Stored`, and tell the other tabs.
    Store {
        /// Give it back.
        token: u64,
        /// What to store.
        draft: Box<Draft>,
    },
    /// It is kept on this device; the screen may say so.
    Saved {
        /// Of `What::Ask`.
        token: u64,
        /// Its number.
        no: u64,
    },
    /// The fact is there already; nothing was stored.
    AlreadyThere {
        /// Of `What::Ask`.
        token: u64,
    },
    /// It could not be kept; the screen must say so.
    NotSaved {
        /// Of `What::Ask`.
        token: u64,
    },
    /// The preview says no; nothing was stored.
    Refused {
        /// Of `What::Ask`.
        token: u64,
        /// Why.
        refusal: Refusal,
    },
    /// Ask the server. One request is under way at a time; an answer to an older `req` is ignored.
    Send {
        /// Give it back.
        req: u64,
        /// What to ask.
        request: Request,
    },
    /// Wake me after this time. A later timer takes the place of an earlier one.
    Timer {
        /// Give it back.
        id: u64,
        /// Milliseconds from now.
        after_ms: u64,
    },
    /// Write the new checkpoint in one transaction, only if the stored one is `change.after` (relaxed durability will do), then
    /// tell the other tabs. On failure `What::BaseNotSaved`.
    SaveBase(Box<BaseChange>),
    /// Write states and heads of the outbox in one strict transaction, then tell the other tabs. Rows are never deleted.
    SaveOutbox(Box<OutboxChange>),
    /// The chain cannot go on. In one strict transaction: look whether that is so by what lies there, and if it is, keep all that
    /// lies there aside and put `branch::grow` from this number on in its place. Then open the copy anew, in all tabs; else
    /// `What::NotBranched`.
    Branch {
        /// The first number that goes into the new chain.
        from: u64,
        /// Why.
        split: Split,
    },
    /// What the screens show has changed.
    Redraw,
    /// Something that a person should be told of.
    Tell(Notice),
}

/// A question to the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// `GET /sync/v1/hello`.
    Hello,
    /// `POST /sync/v1/push`.
    Push(PushRequest),
    /// `POST /sync/v1/pull`.
    Pull(PullRequest),
    /// `GET /sync/v1/snapshot/{scope}/{seq}/{page}`.
    Page {
        /// Scope.
        scope: Scope,
        /// The checkpoint that it belongs to.
        seq: i64,
        /// `0`, or the `next` of the page before.
        page: String,
    },
}

/// What came of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// To `Hello`.
    Hello(HelloReply),
    /// To `Push`.
    Pushed(PushReply),
    /// To `Push`: 409.
    PushRefused(PushRefusal),
    /// To `Pull`.
    Pulled(Box<PullReply>),
    /// To `Page`.
    Page(SnapshotPage),
    /// To `Page`: 403 or 404, the scope is no longer the user's.
    NoSuchScope,
    /// 401: somebody has to sign in.
    SignIn,
    /// 413.
    TooLarge,
    /// 426: this build is too old to pull.
    Upgrade,
    /// 429 or 503.
    Busy {
        /// From `Retry-After`.
        retry_after_ms: Option<u64>,
    },
    /// Something answered that is not this server: a captive portal, a proxy, a bug.
    Garbage,
    /// Nothing came: no network, or no bytes for 20 seconds.
    Lost,
}

impl Answer {
    /// Reads an HTTP answer to this request. `retry_after_ms` comes from the header. A status or shape that does not belong to
    /// the protocol is `Garbage`.
    #[must_use]
    pub fn read(request: &Request, status: u16, body: &[u8], retry_after_ms: Option<u64>) -> Self {
        fn as_is<T: DeserializeOwned>(body: &[u8], make: impl FnOnce(T) -> Answer) -> Answer {
            crate::wire::read(body).map_or(Answer::Garbage, make)
        }
        match (status, request) {
            (200, Request::Hello) => as_is(body, Self::Hello),
            (200, Request::Push(_)) => as_is(body, Self::Pushed),
            (200, Request::Pull(_)) => as_is(body, |reply| Self::Pulled(Box::new(reply))),
            (200, Request::Page { .. }) => as_is(body, Self::Page),
            (409, Request::Push(_)) => as_is(body, Self::PushRefused),
            (403 | 404, Request::Page { .. }) => Self::NoSuchScope,
            (401, _) => Self::SignIn,
            (403, _) if asks_who_it_is(body) => Self::SignIn,
            (413, _) => Self::TooLarge,
            (426, _) => Self::Upgrade,
            (429 | 503, _) => Self::Busy { retry_after_ms },
            (500..=599, _) => Self::Busy {
                retry_after_ms: None,
            },
            _ => Self::Garbage,
        }
    }
}

/// Whether it is our server that wants to see once more, or better, who it is.
fn asks_who_it_is(body: &[u8]) -> bool {
    let told: Option<serde_json::Value> = crate::wire::read(body).ok();
    let code = told.as_ref().and_then(|told| told.get("code"));
    let code = code.and_then(serde_json::Value::as_str);
    matches!(code, Some("sudo_required" | "second_factor_needed"))
}

/// Something that a person should be told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Sync has stopped until the app is opened again, or until somebody helps.
    Stopped(Stop),
    /// Somebody has to sign in; what was recorded stays on the device.
    SignInNeeded,
    /// A newer build is needed.
    UpgradeNeeded,
    /// The server keeps less than it had acknowledged on the timeline that is known here: everything is sent again and fetched anew.
    WentBack {
        /// That timeline.
        epoch: Epoch,
    },
    /// The server's timeline changed (a restore); commands above this number are sent again.
    NewEpoch {
        /// The new timeline.
        epoch: Epoch,
    },
    /// A scope differs from the server's and is fetched again.
    DigestMismatch {
        /// Scope.
        scope: Scope,
        /// 1, 2, 3; above `TRIES_MAX` it was not mended.
        tries: u32,
    },
    /// A stored scope could not be read or did not match its digest; it is fetched again.
    BaseDamaged {
        /// Scope.
        scope: Scope,
    },
    /// The chain cannot go on; what waits is sent in a new one.
    Split(Split),
    /// The server asks that this copy is wiped after the outbox is delivered.
    WipeAsked,
    /// The server gives answers that lead nowhere; the round was given up and is tried again after the longest wait.
    NoProgress,
}

/// Why sync stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The replica belongs to another user.
    OtherUser,
}
