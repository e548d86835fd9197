//! Choosing how the app looks.
use crate::view::*;

use crate::platform::theme::{self, Theme};
use crate::signals::{Var, handler};
use crate::word;

fn name(theme: Theme) -> &'static str {
    match theme {
        Theme::System => word!(theme.system),
        Theme::Light => word!(theme.light),
        Theme::Dark => word!(theme.dark),
        Theme::Sun => word!(theme.sun),
    }
}

/// All of them, one to be chosen.
pub fn themes() -> AnyView {
    let chosen = Var::new(theme::chosen());
    let one = |theme: Theme| {
        view! {
            <label class="choice">
                <input type="radio" name="theme" value=theme.tag() prop:checked=move || chosen.get() == theme
                    on:change=handler(move |_| { theme::choose(theme); chosen.set(theme) }) />
                <span>{name(theme)}</span>
            </label>
        }
        .into_any()
    };
    view! {
        <fieldset class="field">
            <legend>{word!(theme.title)}</legend>
            <p class="hint">{word!(theme.hint)}</p>
            <div class="choices">{Theme::ALL.map(one).into_iter().collect_view()}</div>
        </fieldset>
    }
    .into_any()
}

/// One key between sun and what the system says, for a tablet that is carried out and in.
pub fn sun_key() -> AnyView {
    let is_sun = Var::new(theme::chosen() == Theme::Sun);
    let turn = move |_| {
        let next = if is_sun.get_untracked() {
            Theme::System
        } else {
            Theme::Sun
        };
        theme::choose(next);
        is_sun.set(next == Theme::Sun);
    };
    view! { <button class="button" data-look="text" type="button" aria-pressed=move || if is_sun.get() { "true" } else { "false" } on:click=handler(turn)>{word!(theme.sun_key)}</button> }.into_any()
}
