//! The address of the page: read, changed without loading anew, and links followed within the app. Surprising choice: no router
//! library; `routes.rs` knows the screens, and the library's matching, nesting and queries would be a tenth of the module.
use leptos::prelude::{expect_context, provide_context};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlAnchorElement, MouseEvent};

use super::paint;
use crate::signals::{Shown, Var};

/// The address. Copied freely.
#[derive(Clone, Copy)]
pub struct Address {
    path: Var<String>,
    before: Var<String>,
}

/// Reads the address and follows it from now on, for the life of the page; screens get it by `use_address`.
pub fn provide_address() {
    let address = Address {
        path: Var::new(now()),
        before: Var::new(String::new()),
    };
    provide_context(address);
    listen("popstate", move |_event| address.follow(now()));
    listen("click", move |event| {
        if let Some(link) = event.dyn_ref().and_then(within) {
            event.prevent_default();
            let path = link.pathname();
            paint::after(move || address.go(&path));
        }
    });
}

/// The address of this app.
#[must_use]
pub fn use_address() -> Address {
    expect_context()
}

impl Address {
    /// The path, from `/`.
    #[must_use]
    pub const fn path(&self) -> Shown<String> {
        self.path.shown()
    }

    /// The path before this one; empty on the first page. What reads it is not drawn anew.
    #[must_use]
    pub fn before(&self) -> String {
        self.before.get_untracked()
    }

    fn follow(&self, path: String) {
        let before = self.path.get_untracked();
        if before != path {
            self.before.set(before);
        }
        self.path.set(path);
    }

    /// Goes to a path of the app.
    pub fn go(&self, path: &str) {
        let Some(window) = web_sys::window() else {
            return;
        };
        if now() != path
            && let Ok(history) = window.history()
        {
            // Where the browser refuses (too many in a short time), the screen changes all the same.
            drop(history.push_state_with_url(&JsValue::NULL, "", Some(path)));
        }
        window.scroll_to_with_x_and_y(0.0, 0.0);
        self.follow(path.to_owned());
    }
}

fn now() -> String {
    web_sys::window()
        .and_then(|window| window.location().pathname().ok())
        .unwrap_or_default()
}

fn listen(name: &str, act: impl Fn(Event) + 'static) {
    let act = Closure::<dyn Fn(Event)>::new(act);
    if let Some(window) = web_sys::window() {
        drop(window.add_event_listener_with_callback(name, act.as_ref().unchecked_ref()));
    }
    act.forget();
}

/// The link to a path of the app that was clicked. Other sites, new tabs, downloads and places on the page are the browser's.
fn within(click: &MouseEvent) -> Option<HtmlAnchorElement> {
    let is_plain = click.button() == 0
        && !(click.meta_key() || click.ctrl_key() || click.shift_key() || click.alt_key());
    if !is_plain || click.default_prevented() {
        return None;
    }
    let pressed = click.target()?.dyn_into::<Element>().ok()?;
    let link: HtmlAnchorElement = pressed.closest("a[href]").ok()??.dyn_into().ok()?;
    let is_ours = Some(link.origin()) == web_sys::window()?.location().origin().ok();
    let is_here = link.hash().is_empty()
        && link.search().is_empty()
        && matches!(link.target().as_str(), "" | "_self")
        && !link.has_attribute("download");
    (is_ours && is_here).then_some(link)
}
