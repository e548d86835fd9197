//! How to have the app as one of the device's own; nothing where it is already.
use crate::view::*;

use crate::components::press;
use crate::platform::install::{self, Device};
use crate::signals::Var;
use crate::word;

/// Draws the tips for this device.
pub fn draw() -> AnyView {
    let is_offered = Var::new(install::is_offered());
    let is_installed = Var::new(install::is_installed());
    install::on_offer(move || {
        is_offered.set(install::is_offered());
        is_installed.set(install::is_installed());
    });
    let ask = move || {
        leptos::task::spawn_local(async move {
            install::install().await;
            is_offered.set(install::is_offered());
        });
    };
    let how = move || {
        if is_offered.get() {
            return view! { <div>{press("", word!(install.button), ask)}</div> }.into_any();
        }
        let how = match install::device() {
            Device::Apple => word!(install.apple),
            Device::Android => word!(install.android),
            Device::Desktop => word!(install.desktop),
        };
        view! { <p>{how}</p> }.into_any()
    };
    let card = move || {
        (!is_installed.get()).then(|| {
            view! { <section class="card"><h2>{word!(install.title)}</h2><p class="muted">{word!(install.why)}</p>{how}</section> }.into_any()
        })
    };
    view! { {card} }.into_any()
}
