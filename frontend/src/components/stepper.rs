//! Less and more, for thumbs with gloves on.
use crate::view::*;

use crate::signals::handler;
use crate::word;

/// A value between two buttons.
pub fn stepper(
    label: String,
    shown: impl Fn() -> String + Send + 'static,
    less: impl Fn() + 'static,
    more: impl Fn() + 'static,
) -> AnyView {
    let named = label.clone();
    view! {
        <div class="stepper" role="group" aria-label=label>
            <button type="button" aria-label=word!(form.less) on:click=handler(move |_| less())>"−"</button>
            <output aria-live="polite" aria-label=named>{shown}</output>
            <button type="button" aria-label=word!(form.more) on:click=handler(move |_| more())>"+"</button>
        </div>
    }
    .into_any()
}
