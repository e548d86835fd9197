//! The app that runs in the browser. Screens draw what `model.rs` structs say; the structs come from rows; rows come from the
//! replica.
//!
//! app · routes · screens/<name>/{mod, model} · components · view (how they are drawn) · words · replica · platform

use crate::screens::parts::{Load, Parts};
use crate::words::Language;

pub mod app;
pub mod components;
pub mod platform;
pub mod replica;
pub mod routes;
pub mod screens;
pub mod signals;
pub mod view;
pub mod words;

/// Starts the app. `more` and `office` bring the screens that lie in modules of their own.
pub fn start(more: Load, office: Load) {
    console_error_panic_hook::set_once();
    if let Some((tag, row)) = platform::catalogue::brought() {
        words::speak(Language::of(&tag), row);
    }
    leptos::mount::mount_to_body(move || {
        std::mem::forget(view::mount(move || app::app(Parts::new(more, office))));
    });
}
