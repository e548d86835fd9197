//! Keeps what is typed in a form until it is saved or thrown away, and says so with the time.
use crate::view::*;
use shared::time::Millis;

use crate::platform::clock;
use crate::replica::{Kept, Replica, use_replica};
use crate::signals::{Var, effect, handler};
use crate::word;
use crate::words::dates;

type Fields = Vec<(&'static str, Var<String>)>;

/// The draft of a form. Copied freely.
#[derive(Clone, Copy)]
pub struct Draft {
    replica: Replica,
    name: StoredValue<String>,
    fields: StoredValue<Fields>,
    /// What stands in the form when nobody has typed.
    blank: StoredValue<Vec<String>>,
    at: Var<Option<Millis>>,
    is_read: Var<bool>,
    /// Counts what was kept: an answer that comes late says nothing of what came after it.
    turn: StoredValue<u64>,
}

/// Brings back what was typed before under this name, and keeps these fields from now on.
pub fn draft(name: String, fields: Fields) -> Draft {
    let blank = fields.iter().map(|(_, field)| field.get_untracked());
    let replica = use_replica();
    let draft = Draft {
        replica,
        name: StoredValue::new(name.clone()),
        blank: StoredValue::new(blank.collect()),
        fields: StoredValue::new(fields),
        at: Var::new(None),
        is_read: Var::new(false),
        turn: StoredValue::new(0),
    };
    let before = replica.draft(name);
    leptos::task::spawn_local(async move { draft.read(before.await) });
    effect(move || draft.keep());
    draft
}

impl Draft {
    fn now(&self) -> Option<Vec<String>> {
        self.fields
            .try_with_value(|fields| fields.iter().map(|(_, field)| field.get()).collect())
    }

    fn read(&self, kept: Option<Kept>) {
        // The screen may be gone, or somebody may have typed already.
        let is_untouched = self.fields.try_with_value(|fields| {
            let mut now = fields.iter().map(|(_, field)| field.try_get_untracked());
            self.blank.with_value(|blank| {
                blank
                    .iter()
                    .all(|text| now.next().flatten().as_ref() == Some(text))
            })
        });
        if let (Some(true), Some(kept)) = (is_untouched, kept) {
            self.fields.with_value(|fields| {
                for (name, field) in fields {
                    if let Some((_, text)) = kept.fields.iter().find(|(known, _)| known == name) {
                        field.set(text.clone());
                    }
                }
            });
            self.at.set(Some(kept.at));
        }
        self.is_read.set(true);
    }

    /// Runs again whenever a field is set.
    fn keep(&self) {
        let Some(now) = self.now() else { return };
        if !self.is_read.get() {
            return;
        }
        let is_blank = self.blank.with_value(|blank| *blank == now);
        let draft = *self;
        let replica = self.replica;
        let name = self.name.get_value();
        let turn = self.turn.get_value() + 1;
        self.turn.set_value(turn);
        if is_blank {
            if self.at.get_untracked().is_some() {
                self.at.set(None);
                leptos::task::spawn_local(async move {
                    replica.keep_draft(name, None).await;
                });
            }
            return;
        }
        let names = self.fields.with_value(|fields| {
            let names = fields.iter().map(|(name, _)| (*name).to_owned());
            names.collect::<Vec<_>>()
        });
        let at = clock::now();
        let fields = names.into_iter().zip(now).collect();
        let kept = replica.keep_draft(name, Some(Kept { at, fields }));
        leptos::task::spawn_local(async move {
            if kept.await && draft.turn.try_get_value() == Some(turn) {
                draft.at.set(Some(at));
            }
        });
    }

    /// It is saved, or thrown away: the form is blank again and nothing is kept. Done here and not by what watches the fields: the
    /// screen may be gone before that runs.
    pub fn clear(&self) {
        self.turn.update_value(|turn| *turn += 1);
        self.at.set(None);
        let gone = self.replica.keep_draft(self.name.get_value(), None);
        leptos::task::spawn_local(async move {
            gone.await;
        });
        self.fields.with_value(|fields| {
            self.blank.with_value(|blank| {
                for ((_, field), text) in fields.iter().zip(blank) {
                    field.set(text.clone());
                }
            });
        });
    }

    /// That there is a draft, since when, and the way to be rid of it.
    #[must_use]
    pub fn mark(&self) -> AnyView {
        let draft = *self;
        let mark = move || {
            let at = draft.at.get()?;
            let today = draft.replica.today().get_untracked();
            let text = word!(draft.kept, time = dates::moment(at, today));
            Some(view! { <p class="draft small muted"><span>{text}</span><button class="button" data-look="text" type="button" on:click=handler(move |_| draft.clear())>{word!(draft.discard)}</button></p> }.into_any())
        };
        view! { {mark} }.into_any()
    }
}
