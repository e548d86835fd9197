//! The languages that can be chosen here, and changing to one.
use crate::app::Spoken;
use crate::platform::{catalogue, page};
use crate::screens::lock::TraineeOpen;
use crate::signals::{Var, handler, language_changes};
use crate::view::*;
use crate::word;
use crate::words::{self, Language};

/// A button for each other language.
pub fn languages(as_trainee: Option<TraineeOpen>) -> AnyView {
    let Spoken(spoken) = expect_context();
    let is_missing = Var::new(false);
    let now = spoken.get_untracked().tag();
    // A language in which texts are missing is a trainee's: what they see is whole.
    let buttons = move || {
        let is_trainee = as_trainee.is_some_and(|open| open.0.get());
        let others = catalogue::offered()
            .into_iter()
            .filter(|(tag, _, is_whole)| tag != now && (*is_whole || is_trainee));
        let one = |(tag, name, _): catalogue::Offered| {
            view! { <button class="button" data-look="text" type="button" lang=tag.clone() on:click=handler(move |_| speak(spoken, tag.clone(), is_missing))>{name}</button> }.into_any()
        };
        others.map(one).collect_view()
    };
    let missing = move || {
        is_missing
            .get()
            .then(|| view! { <p class="hint">{word!(app.language_missing)}</p> }.into_any())
    };
    view! { {buttons}{missing} }.into_any()
}

/// Everything is said in another language from now on; what is typed stays.
pub fn speak(spoken: Var<Language>, tag: String, is_missing: Var<bool>) {
    leptos::task::spawn_local(async move {
        let Some((row, later)) = catalogue::fetch(&tag).await else {
            is_missing.set(true);
            return page::announce(word!(app.language_missing));
        };
        let language = Language::of(&tag);
        words::speak(language, row);
        words::speak_later(later);
        let back = catalogue::keep();
        language_changes();
        spoken.set(language);
        back();
    });
}
