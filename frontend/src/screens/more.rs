//! The screens that every device keeps but no first visit waits for: one function, so that they can lie in a module of their own.
use leptos::prelude::*;

use super::{frame, home, inbox, month, sync};
use crate::routes::Route;

/// Draws an address of this module.
#[must_use]
pub fn draw(route: Route) -> AnyView {
    match route {
        Route::Home => home::draw(),
        Route::SiteMonth(site, month) => month::draw(site, month),
        Route::Inbox => inbox::draw(),
        Route::Sync => sync::draw(),
        _ => frame::missing(),
    }
}
