//! Commands on their way into the outbox: drawn at once, stored one after the other, answered when they are kept.
use std::rc::Rc;
use std::sync::Arc;

use futures::channel::oneshot;
use shared::command::Command;
use shared::id::UserId;
use shared::sync::envelope::Draft;
use shared::sync::event::What;
use shared::time::Millis;
use shared::wire::CommandRef;
use wasm_bindgen_futures::spawn_local;

use super::{Driver, Holds, Word, problem_of, with};
use crate::platform::{clock, paint};
use crate::replica::status::DispatchError;
use crate::replica::storage::db::StorageError;

pub(super) type Reply = oneshot::Sender<Result<CommandRef, DispatchError>>;

/// An answer, and who waits for it.
pub(super) type Answered = (Reply, Result<CommandRef, DispatchError>);

/// A screen that has gone does not wait for its answer.
fn send((reply, outcome): Answered) {
    drop(reply.send(outcome));
}

/// A command on its way into the outbox.
pub(in crate::replica) struct Ask {
    pub token: u64,
    pub command: Arc<Command>,
    pub author: Option<UserId>,
    pub at: Millis,
}

impl Driver {
    /// Brings a command on its way and draws it after the next frame; the answer comes when it is kept.
    pub fn dispatch(
        self: &Rc<Self>,
        command: Command,
    ) -> oneshot::Receiver<Result<CommandRef, DispatchError>> {
        let (reply, answer) = oneshot::channel();
        let token = self.tokens.get();
        self.tokens.set(token + 1);
        let at = clock::now();
        let cmd = CommandRef {
            replica: self.replica(),
            no: self.next_no(),
        };
        let screen = self.screen;
        let author = screen
            .author
            .with_untracked(|author| author.as_ref().map(|author| author.user));
        let who = (self.account.user, author);
        let changed = match screen.preview_one(who, cmd, at, &command) {
            Ok(changed) => changed,
            Err(refusal) => {
                // The receiver is in our hands.
                drop(reply.send(Err(DispatchError::Refused(refusal))));
                return answer;
            }
        };
        self.replies.borrow_mut().insert(token, reply);
        self.asks.borrow_mut().push_back(Ask {
            token,
            command: Arc::new(command),
            author,
            at,
        });
        // The storing begins before the drawing, so that the disk works meanwhile.
        self.next_ask();
        if self.asks.borrow().iter().any(|ask| ask.token == token) {
            screen.put(changed);
            self.draw_after_paint();
        }
        answer
    }

    /// First the frame that answers the press, then what was laid on top and all that is to be drawn by then.
    fn draw_after_paint(self: &Rc<Self>) {
        if self.holds.get() != Holds::Nothing {
            return;
        }
        self.holds.set(Holds::Something);
        let weak = Rc::downgrade(self);
        paint::after(move || {
            with(&weak, |driver| {
                let held = driver.holds.replace(Holds::Nothing);
                driver.reply_after_paint();
                if driver.is_closed.get() {
                    return;
                }
                driver.screen.tell();
                if held == Holds::Everything {
                    driver.draw_all();
                } else {
                    driver.draw_status();
                }
            });
        });
    }

    /// Whoever waits for an answer says something more, which must come after the screen was drawn and has named itself.
    fn reply_after_paint(&self) {
        let due = self.replies_due.take();
        if !due.is_empty() {
            paint::after(move || due.into_iter().for_each(send));
        }
    }

    fn next_no(&self) -> u64 {
        self.core.borrow().outbox().last_no() + 1 + self.asks.borrow().len() as u64
    }

    /// One at a time: the preview of the next must see this one.
    fn next_ask(self: &Rc<Self>) {
        if self.asking.get() {
            return;
        }
        let ask = self
            .asks
            .borrow()
            .front()
            .map(|ask| (ask.token, ask.command.clone(), ask.author, ask.at));
        if let Some((token, command, author, at)) = ask {
            self.asking.set(true);
            self.feed(What::Ask {
                token,
                command,
                author,
                tz_minutes: clock::stockholm_minutes(at),
            });
        }
    }

    pub(super) fn answer(self: &Rc<Self>, token: u64, outcome: Result<u64, DispatchError>) {
        self.asks.borrow_mut().retain(|ask| ask.token != token);
        self.asking.set(false);
        if outcome.is_err() {
            self.draw_all();
        } else {
            self.draw_status();
        }
        if let Some(reply) = self.replies.borrow_mut().remove(&token) {
            let replica = self.replica();
            let answer = (reply, outcome.map(|no| CommandRef { replica, no }));
            self.replies_due.borrow_mut().push(answer);
            if self.holds.get() == Holds::Nothing {
                self.reply_after_paint();
            }
        }
        let driver = Rc::clone(self);
        spawn_local(async move { driver.next_ask() });
    }

    pub(super) fn store(self: &Rc<Self>, token: u64, draft: Box<Draft>) {
        let driver = Rc::clone(self);
        spawn_local(async move {
            let replica = driver.replica();
            let mut stored = driver.outbox.store(replica, &draft).await;
            if stored == Err(StorageError::Full) && driver.rows.throw_away().await.is_ok() {
                driver.feed(What::BaseNotSaved);
                stored = driver.outbox.store(replica, &draft).await;
            }
            match stored {
                Ok(entry) => {
                    driver.problem.set(None);
                    driver.tell_tabs(&Word::Outbox(vec![entry.no()]));
                    driver.feed(What::Stored { token, entry });
                }
                Err(error) => {
                    leptos::logging::error!("outbox: {error}");
                    driver.problem.set(Some(problem_of(&error)));
                    driver.feed(What::StoreFailed { token });
                }
            }
        });
    }
}
