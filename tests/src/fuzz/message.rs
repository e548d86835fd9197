//! What travels between device and server: every type reads the bytes as a device does and as the server does, and is written
//! again; every question is answered with them.
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use shared::api::{
    AuditPage, AuthorityInfo, DemoInfo, FeedbackInfo, FeedbackRequest, FeedbackSettle, InboxItem,
    InboxSettle, InboxSettled, InviteInfo, InviteRequest, Items, LinkInfo, LoginRequest,
    MemberInfo, OidcStart, Page, PasswordChange, SessionInfo,
};
use shared::id::ReplicaId;
use shared::refusal::Refusal;
use shared::scope::Scope;
use shared::sync::branch::Branch;
use shared::sync::envelope::Envelope;
use shared::sync::event::{Answer, Request};
use shared::sync::health::Health;
use shared::sync::outbox::{Heads, OutboxChange, StoredEntry, StoredOutbox};
use shared::sync::protocol::{
    HelloReply, PullReply, PullRequest, PushRefusal, PushReply, PushRequest, SnapshotPage,
};
use shared::testing::cast;
use shared::verdict::Verdict;
use shared::wire::{CommandRef, PROTO, SCHEMA};

use super::{same, seeds};

/// Reads it as a device does and as the server does.
fn each<T: Serialize + DeserializeOwned + PartialEq>(bytes: &[u8]) -> bool {
    let ours = shared::wire::read::<T>(bytes).ok();
    let theirs = backend::json::parse::<T>(bytes).ok();
    if let Some(read) = &ours {
        same(read);
    }
    if let Some(read) = &theirs {
        same(read);
    }
    if let (Some(ours), Some(theirs)) = (&ours, &theirs) {
        assert!(ours == theirs, "both read it, and otherwise");
    }
    ours.is_some() || theirs.is_some()
}

/// Each question, so that an answer to it can be read.
fn questions() -> [Request; 4] {
    let replica_id: ReplicaId = cast::id("sample replica");
    [
        Request::Hello,
        Request::Push(PushRequest {
            proto: PROTO,
            epoch_seen: None,
            replica_id,
            branches: Vec::new(),
            batch: Vec::new(),
        }),
        Request::Pull(PullRequest {
            proto: PROTO,
            epoch: None,
            replica_id,
            branches: Vec::new(),
            lacks_before: false,
            schema: SCHEMA,
            scopes: shared::ordered::Map::new(),
            verdicts_after: 0,
            need_digest: true,
            takes_whole: true,
            health: None,
        }),
        Request::Page {
            scope: Scope::Office,
            seq: 4,
            page: "0".to_owned(),
        },
    ]
}

pub fn feed(bytes: &[u8]) -> bool {
    for question in &questions() {
        for status in [200, 401, 403, 404, 409, 413, 426, 429, 500, 503] {
            // Whatever comes is an answer of some kind.
            let answer = Answer::read(question, status, bytes, Some(1));
            assert!(status == 200 || !matches!(answer, Answer::Pulled(_) | Answer::Pushed(_)));
        }
    }
    let read = [
        each::<HelloReply>(bytes),
        each::<PushRequest>(bytes),
        each::<PushReply>(bytes),
        each::<PushRefusal>(bytes),
        each::<PullRequest>(bytes),
        each::<PullReply>(bytes),
        each::<SnapshotPage>(bytes),
        each::<Envelope>(bytes),
        each::<Verdict>(bytes),
        each::<Refusal>(bytes),
        each::<StoredEntry>(bytes),
        each::<StoredOutbox>(bytes),
        each::<OutboxChange>(bytes),
        each::<Heads>(bytes),
        each::<Branch>(bytes),
        each::<Health>(bytes),
        each::<CommandRef>(bytes),
        each::<LoginRequest>(bytes),
        each::<PasswordChange>(bytes),
        each::<SessionInfo>(bytes),
        each::<DemoInfo>(bytes),
        each::<LinkInfo>(bytes),
        each::<OidcStart>(bytes),
        each::<InviteRequest>(bytes),
        each::<Items<InviteInfo>>(bytes),
        each::<Items<MemberInfo>>(bytes),
        each::<Items<AuthorityInfo>>(bytes),
        each::<FeedbackRequest>(bytes),
        each::<FeedbackSettle>(bytes),
        each::<Page<FeedbackInfo>>(bytes),
        each::<Page<InboxItem>>(bytes),
        each::<InboxSettle>(bytes),
        each::<InboxSettled>(bytes),
        each::<AuditPage>(bytes),
    ];
    read.contains(&true)
}

pub fn seeds() -> Vec<Vec<u8>> {
    let names = ["hello", "push", "pushed", "pull", "pulled", "page"];
    let mut all: Vec<Value> = names.map(seeds::message).to_vec();
    all.extend(seeds::envelopes());
    let lists = seeds::samples().into_iter().map(|(_, value)| value);
    all.extend(
        lists
            .filter_map(|value| value.as_array().cloned())
            .flatten(),
    );
    all.extend(
        seeds::message("refused")
            .as_array()
            .cloned()
            .unwrap_or_default(),
    );
    all.iter().map(seeds::bytes).collect()
}
