//! Help where it is needed: what this is, and why it is asked. An element of the browser's own that unfolds, so that keys and screen
//! readers know it.
use crate::view::*;

use crate::word;

/// Folded until somebody wants it.
pub fn help(text: &str) -> AnyView {
    let text = text.to_owned();
    view! { <details class="help"><summary>{word!(form.help)}</summary><p>{text}</p></details> }
        .into_any()
}
