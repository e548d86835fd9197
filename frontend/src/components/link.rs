//! Links to addresses of this app; nothing else is linked.
use crate::view::*;

use crate::platform::page;
use crate::routes::Route;
use crate::signals::handler;

/// A link within text.
pub fn link_to(route: Route, text: impl Into<String>) -> AnyView {
    view! { <a href=route.path()>{text.into()}</a> }.into_any()
}

/// A link that leads to one part of a page of this app.
pub fn link_aimed(route: Route, part: &'static str, text: impl Into<String>) -> AnyView {
    let aim = handler(move |_| page::aim(part));
    view! { <a href=route.path() on:click=aim>{text.into()}</a> }.into_any()
}

/// A link that looks like a button.
pub fn button_to(route: Route, text: impl Into<String>) -> AnyView {
    view! { <a class="button" href=route.path()>{text.into()}</a> }.into_any()
}
