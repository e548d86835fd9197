//! A form: says at the top what is wrong, sends a command, says what came of it. Surprising choice: the button is never
//! disabled; a form that cannot be sent says why when it is pressed.
use std::future::Future;
use std::pin::Pin;

use crate::view::*;
use shared::command::Command;

use super::help;
use crate::platform::page;
use crate::replica::use_replica;
use crate::screens::reader::Problem;
use crate::signals::{Var, handler};
use crate::word;
use crate::words::{codes, faults};

/// What a form knows.
#[derive(Clone, Copy)]
pub struct Form {
    problems: Var<Vec<Problem>>,
    refused: Var<Option<String>>,
    done: Var<Option<String>>,
    /// It was sent and has no answer yet.
    busy: Var<bool>,
    /// What the form is for and why it asks.
    about: Option<&'static str>,
    /// What each field is called, for the list of what is wrong.
    names: StoredValue<Vec<(&'static str, String)>>,
}

impl Default for Form {
    fn default() -> Self {
        Self {
            problems: Var::new(Vec::new()),
            refused: Var::new(None),
            done: Var::new(None),
            busy: Var::new(false),
            about: None,
            names: StoredValue::new(Vec::new()),
        }
    }
}

impl Form {
    /// A form that nothing is wrong with.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With the help that stands in it: what it is for, and why it asks what it asks. A test wants this of every form.
    #[must_use]
    pub const fn about(mut self, help: &'static str) -> Self {
        self.about = Some(help);
        self
    }

    /// Notes what a field is called.
    pub fn name(&self, field: &'static str, label: &str) {
        self.names.update_value(|names| {
            names.retain(|(known, _)| *known != field);
            names.push((field, label.to_owned()));
        });
    }

    fn called(&self, field: &str) -> Option<String> {
        self.names.with_value(|names| {
            let found = names.iter().find(|(known, _)| *known == field);
            found.map(|(_, label)| label.clone())
        })
    }

    /// What is wrong with a field.
    #[must_use]
    pub fn fault(&self, field: &str) -> Option<String> {
        self.problems.with(|problems| {
            problems
                .iter()
                .find(|p| p.field == field)
                .map(|p| faults::fault(p.fault))
        })
    }

    /// Shows what is wrong and leaves the focus where it is.
    pub fn show(&self, problems: Vec<Problem>) {
        self.problems.set(problems);
    }

    /// It is on its way; whoever presses again changes nothing. Ends with what came of it.
    pub fn begin(&self) {
        self.busy.set(true);
    }

    /// Asks somebody else (the server), unless it is asked already: a second press changes nothing.
    pub fn run(&self, work: impl Future<Output = ()> + 'static) {
        self.run_any(Box::pin(work));
    }

    fn run_any(self, work: Pin<Box<dyn Future<Output = ()>>>) {
        if self.busy.get_untracked() {
            return;
        }
        self.begin();
        leptos::task::spawn_local(async move {
            work.await;
            // By then the form may be gone.
            if self.busy.try_get_untracked() == Some(true) {
                self.busy.set(false);
            }
        });
    }

    /// Shows what is wrong and moves the focus there.
    pub fn wrong(&self, problems: Vec<Problem>) {
        self.busy.set(false);
        self.done.set(None);
        self.refused.set(None);
        let first = problems
            .first()
            .map(|problem| format!("#{}", problem.field));
        self.problems.set(problems);
        if let Some(selector) = first {
            page::focus(&selector);
        }
        page::announce(word!(form.look_again));
    }

    /// Shows a no that belongs to no field.
    pub fn refuse(&self, why: String) {
        self.busy.set(false);
        self.problems.set(Vec::new());
        self.done.set(None);
        page::announce(&why);
        self.refused.set(Some(why));
    }

    /// Shows that it is done.
    pub fn succeed(&self, what: String) {
        self.busy.set(false);
        self.problems.set(Vec::new());
        self.refused.set(None);
        page::announce(&what);
        self.done.set(Some(what));
    }

    /// Takes all words away.
    pub fn clear(&self) {
        self.busy.set(false);
        self.problems.set(Vec::new());
        self.refused.set(None);
        self.done.set(None);
    }

    /// Sends a command that was read, or shows what is wrong. `then` runs when the rules said yes.
    pub fn send<C: Into<Command>>(
        &self,
        command: Result<C, Vec<Problem>>,
        done: impl Into<String>,
        then: impl FnOnce() + 'static,
    ) {
        self.send_any(command.map(Into::into), done.into(), Box::new(then));
    }

    /// Compiled once for all commands.
    fn send_any(
        self,
        command: Result<Command, Vec<Problem>>,
        done: String,
        then: Box<dyn FnOnce()>,
    ) {
        let form = self;
        match command {
            Err(problems) => form.wrong(problems),
            Ok(command) => {
                form.begin();
                let answer = use_replica().dispatch(command);
                leptos::task::spawn_local(async move {
                    match answer.await {
                        Ok(_saved) => {
                            form.succeed(done);
                            then();
                        }
                        Err(error) => form.refuse(codes::dispatch(&error)),
                    }
                });
            }
        }
    }

    /// Sends several commands one after the other; the first that is refused ends it and is told.
    pub fn send_all(self, commands: Result<Vec<Command>, Vec<Problem>>, done: impl Into<String>) {
        let (form, done) = (self, done.into());
        let commands = match commands {
            Ok(commands) => commands,
            Err(problems) => return form.wrong(problems),
        };
        form.begin();
        let replica = use_replica();
        leptos::task::spawn_local(async move {
            for command in commands {
                if let Err(error) = replica.dispatch(command).await {
                    return form.refuse(codes::dispatch(&error));
                }
            }
            form.succeed(done);
        });
    }

    /// The words of this form: what is wrong, refused or done.
    #[must_use]
    pub fn words(&self) -> AnyView {
        let form = *self;
        let summary = move || {
            let problems = form.problems.get();
            (!problems.is_empty()).then(|| {
                let lines = problems.into_iter().map(|p| {
                    let target = format!("#{}", p.field);
                    let text = match form.called(p.field) {
                        Some(label) => word!(form.fault_in, field = label.trim_end_matches('?'), fault = faults::fault(p.fault)),
                        None => faults::fault(p.fault),
                    };
                    view! { <li><a href=target.clone() on:click=handler(move |event: MouseEvent| { event.prevent_default(); page::focus(&target); })>{text}</a></li> }.into_any()
                });
                view! { <div class="notice" data-tone="bad"><p class="title">{word!(form.look_again)}</p><ul>{lines.collect_view()}</ul></div> }.into_any()
            })
        };
        let refused = move || {
            form.refused.get().map(|why| view! { <div class="notice" data-tone="bad"><p class="title">{word!(form.refused)}</p><p>{why}</p></div> }.into_any())
        };
        let done = move || {
            form.done.get().map(|what| {
                view! { <div class="notice" data-tone="ok"><p>"✓ "{what}</p></div> }.into_any()
            })
        };
        view! { {summary} {refused} {done} }.into_any()
    }
}

/// The frame of a form with its button.
pub fn submit(form: Form, button: &str, fields: AnyView, send: impl Fn() + 'static) -> AnyView {
    frame(form, button.to_owned(), fields, Box::new(send))
}

/// Compiled once for all forms.
fn frame(form: Form, button: String, fields: AnyView, send: Box<dyn Fn()>) -> AnyView {
    let send = within(send);
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        if !form.busy.get_untracked() {
            send();
        }
    };
    let busy = move || form.busy.get().then_some("true");
    view! {
        <form class="stack" role="none" novalidate on:submit=handler(send)>
            {form.about.map(help)}
            {form.words()}
            {fields}
            <div class="actions"><button class="button" type="submit" aria-busy=busy>{button}</button></div>
        </form>
    }
    .into_any()
}

/// What is done when something is pressed or an answer has come, with all that the screen was drawn with.
#[must_use]
pub fn within(act: Box<dyn Fn()>) -> Box<dyn Fn()> {
    let owner = Owner::current();
    Box::new(move || match &owner {
        Some(owner) => owner.with(&act),
        None => act(),
    })
}

/// A button that does something at once. `look` is that of the style sheet; empty is the plain one.
pub fn press(look: &'static str, text: impl Into<String>, then: impl Fn() + 'static) -> AnyView {
    pressed(look, text.into(), within(Box::new(then)))
}

fn pressed(look: &'static str, text: String, then: Box<dyn Fn()>) -> AnyView {
    view! { <button class="button" data-look=look type="button" on:click=handler(move |_| then())>{text}</button> }.into_any()
}
