//! What needs the server says so before it is pressed.
use crate::view::*;

use crate::replica::{Online, use_replica};
use crate::word;

/// A line that stands there while the server cannot be reached.
pub fn needs_network() -> AnyView {
    let sync = use_replica().sync();
    let line = move || {
        let is_off = sync.with(|sync| matches!(sync.online, Online::Offline | Online::Silent));
        is_off.then(|| {
            view! { <p class="notice" data-tone="wait">{word!(form.needs_network)}</p> }.into_any()
        })
    };
    view! { <div role="status">{line}</div> }.into_any()
}
