//! The leading tab's line to the server: sends what the core asks for, and tells all tabs how it stands.
use std::rc::Rc;

use serde::{Deserialize, Serialize};
use shared::sync::event::{Answer, Request, What};
use shared::time::Millis;
use wasm_bindgen_futures::spawn_local;

use super::{Driver, Word};
use crate::platform::clock;
use crate::replica::{tablet, transport};

/// How the leading tab stands with the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::replica) struct Line {
    /// Absent before the first answer.
    pub is_online: Option<bool>,
    pub needs_sign_in: bool,
    pub is_stopped: bool,
    pub last_sync: Option<Millis>,
}

impl Driver {
    pub(super) fn send(self: &Rc<Self>, req: u64, request: Request) {
        let driver = Rc::clone(self);
        spawn_local(async move {
            let request = driver.with_health(request).await;
            let mut answer = transport::ask(&request).await;
            if answer == Answer::SignIn && driver.account().device.is_some() {
                answer = tablet::ask_again(&request).await;
            }
            driver.has_asked.set(true);
            driver.note(&answer);
            driver.feed(What::Answered { req, answer });
        });
    }

    fn note(self: &Rc<Self>, answer: &Answer) {
        if let Answer::Pulled(reply) = answer {
            if let Some(pokes) = self.pokes.borrow_mut().as_mut() {
                pokes.revive();
            }
            if !reply.more {
                let now = clock::now();
                self.last_sync.set(Some(now));
                self.keep_contact(now, reply.lease_until);
            }
        }
    }

    /// Draws how the line stands, and tells the other tabs, when it stands otherwise than before.
    pub(super) fn tell_line(&self) {
        let status = self.core.borrow().status();
        if !status.leads {
            return;
        }
        let before = self.line.get();
        let line = Line {
            // Before the first answer nothing is known.
            is_online: self.has_asked.get().then_some(status.is_online),
            needs_sign_in: status.needs_sign_in,
            is_stopped: status.stopped.is_some(),
            last_sync: self.last_sync.get(),
        };
        if line != before {
            self.line.set(line);
            self.tell_tabs(&Word::Line(line));
            self.draw_status();
        }
    }

    /// The lease is kept strictly, but not at each of many pulls.
    fn keep_contact(self: &Rc<Self>, now: Millis, lease_until: Millis) {
        if now.0 - self.contact_kept.get().0 < 60_000 {
            return;
        }
        self.contact_kept.set(now);
        let driver = Rc::clone(self);
        spawn_local(async move {
            let kept = driver
                .accounts
                .contact(&driver.account.database(), now, lease_until)
                .await;
            if kept.is_err() {
                driver.contact_kept.set(Millis(0));
            }
        });
    }
}
