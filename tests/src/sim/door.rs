//! The door of one of the server's processes at a moment: it answers a request as the routes do.
use backend::accept::{self, AcceptError, Caller, Deps, Now};
use shared::id::{Epoch, UserId};
use shared::sync::event::{Answer, Request};
use shared::sync::protocol::{HelloReply, PushRefusal, Range, SchemaRange};
use shared::wire::{PROTO, SCHEMA, SCHEMA_MIN_PULL};

use super::Found;
use super::server::tenant;

/// A door.
#[derive(Clone)]
pub struct Door {
    pub deps: Deps,
    pub now: Now,
    pub epoch: Epoch,
}

impl Door {
    /// Answers a request.
    pub async fn answer(self, user: UserId, request: Request) -> Found<Answer> {
        let Self { deps, now, epoch } = self;
        let caller = Caller {
            tenant: tenant(),
            user,
        };
        let answer = match request {
            Request::Hello => Ok(Answer::Hello(HelloReply {
                epoch,
                server_time: now.millis,
                proto: Range {
                    min: PROTO,
                    max: PROTO,
                },
                schema: SchemaRange {
                    min_pull: SCHEMA_MIN_PULL,
                    cur: SCHEMA,
                },
                build: "sim".to_owned(),
            })),
            Request::Push(push) => accept::push(&deps, caller, now, push)
                .await
                .map(Answer::Pushed),
            Request::Pull(pull) => accept::pull(&deps, caller, now, pull)
                .await
                .map(|reply| Answer::Pulled(Box::new(reply))),
            Request::Page { scope, seq, page } => {
                accept::snapshot_page(&deps, caller, now, scope, seq, &page)
                    .await
                    .map(Answer::Page)
            }
        };
        Ok(match answer {
            Ok(answer) => answer,
            Err(AcceptError::Push(PushRefusal::OtherUser)) => {
                return Err("a replica was taken for another user's".to_owned());
            }
            Err(AcceptError::Push(refusal)) => Answer::PushRefused(refusal),
            Err(AcceptError::SchemaTooOld) => Answer::Upgrade,
            Err(AcceptError::NotFound) => Answer::NoSuchScope,
            Err(AcceptError::Store(_)) => Answer::Busy {
                retry_after_ms: None,
            },
            Err(error) => return Err(format!("the server failed: {error}")),
        })
    }
}
