//! The mark of a record: word, shape and colour, never colour alone.
use crate::view::*;

use crate::replica::RecordState;
use crate::signals::Live;
use crate::word;

/// ○ on this device · ◐ received · ✓ confirmed · ! needs attention.
pub fn record_mark(state: RecordState) -> AnyView {
    let (tone, mark, text) = told(state);
    view! { <span class="chip" data-tone=tone><span aria-hidden="true">{mark}</span>{text}</span> }
        .into_any()
}

/// The sign alone, for lists; its word is heard.
pub fn small_mark(state: RecordState) -> AnyView {
    let (tone, mark, text) = told(state);
    view! { <span class="chip small-mark" data-tone=tone title=text><span aria-hidden="true">{mark}</span><span class="spoken">{text}</span></span> }
        .into_any()
}

fn told(state: RecordState) -> (&'static str, &'static str, &'static str) {
    match state {
        RecordState::Saving => ("plain", "…", word!(state.saving)),
        RecordState::OnThisDevice => ("wait", "○", word!(state.on_this_device)),
        RecordState::Received => ("info", "◐", word!(state.received)),
        RecordState::Confirmed => ("ok", "✓", word!(state.confirmed)),
        RecordState::NeedsAttention => ("bad", "!", word!(state.needs_attention)),
    }
}

/// The same, drawn anew only when it has come to another state: what it is worked out of moves with every command.
pub fn live_mark(state: impl Fn() -> RecordState + Send + Sync + 'static) -> AnyView {
    let state = Live::new(state);
    view! { {move || record_mark(state.get())} }.into_any()
}

/// The tick of a chosen answer.
pub fn icon_check() -> AnyView {
    view! {
        <svg viewBox="0 0 26 26" fill="none" stroke="currentColor" stroke-width="3.2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
            <path d="M5 14l5 5L21 7"></path>
        </svg>
    }
    .into_any()
}
