//! Links to addresses of this app; nothing else is linked.
use leptos::prelude::*;

use crate::routes::Route;

/// A link within text.
pub fn link_to(route: Route, text: impl Into<String>) -> AnyView {
    view! { <a href=route.path()>{text.into()}</a> }.into_any()
}

/// A link that looks like a button.
pub fn button_to(route: Route, text: impl Into<String>) -> AnyView {
    view! { <a class="button" href=route.path()>{text.into()}</a> }.into_any()
}
