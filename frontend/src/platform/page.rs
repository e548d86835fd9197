//! The page itself: its title and language, where the focus is, what is said aloud, what is remembered between visits.
use std::cell::{Cell, RefCell};

use super::paint::request_animation_frame;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{
    Document, Element, FocusOptions, HtmlElement, MouseEvent, Node, ScrollIntoViewOptions,
    ScrollLogicalPosition, Window,
};

/// `boot.js` reads it before the app starts.
const LANGUAGE: &str = "fotfaste.language";
/// The element that screen readers listen to; the app draws it.
pub const LIVE_REGION: &str = "said";

fn window() -> Option<Window> {
    web_sys::window()
}

fn document() -> Option<Document> {
    window().and_then(|window| window.document())
}

/// Where a dialog that belongs to no screen is put.
#[must_use]
pub fn body() -> Option<HtmlElement> {
    document().and_then(|document| document.body())
}

thread_local! {
    /// Whether somebody has moved since the page was opened. Before that the focus is the browser's.
    static HAS_MOVED: Cell<bool> = const { Cell::new(false) };
    /// Where the focus was when somebody came to a screen whose heading is not drawn yet, its module or its rows being on their way.
    static WAITS_AT: RefCell<Option<Element>> = const { RefCell::new(None) };
}

/// Names the page after a new screen was drawn. Its heading takes the focus where the screen that had it is gone.
pub fn entered(title: &str) {
    if let Some(document) = document().filter(|document| document.title() != title) {
        // What was said on the screen before is over; what is said on this one stays when it is drawn anew.
        announce("");
        document.set_title(title);
    }
    request_animation_frame(|| {
        let active = document().and_then(|document| document.active_element());
        let is_lost = active
            .as_ref()
            .is_none_or(|active| active.tag_name() == "BODY");
        let waits_at = WAITS_AT.take();
        // Whoever has gone on by themselves meanwhile stays where they are.
        let has_waited = waits_at.is_some() && waits_at == active;
        if has_waited || is_lost && HAS_MOVED.get() {
            focus_heading();
        }
    });
}

thread_local! {
    static AIM: Cell<&'static str> = const { Cell::new("") };
    /// Whether the aim is that of the arrival that comes next.
    static IS_AIMED: Cell<bool> = const { Cell::new(false) };
}

/// Somebody has come to another screen: its heading takes the focus, and its name is said.
pub fn arrive() {
    HAS_MOVED.set(true);
    if !IS_AIMED.replace(false) {
        AIM.set("");
    }
    request_animation_frame(focus_heading);
}

/// The next screen is entered at this selector instead of its heading: a link that leads to one part of a page.
pub fn aim(selector: &'static str) {
    AIM.set(selector);
    IS_AIMED.set(true);
}

/// Moves the focus to the first heading, or to what was aimed at, and says the page's name, so that everybody knows where they are.
pub fn focus_heading() {
    let aim = AIM.get();
    let is_there = !aim.is_empty() && focus(aim) || focus("main h1");
    if !is_there {
        WAITS_AT.set(document().and_then(|document| document.active_element()));
    } else {
        AIM.set("");
        if let Some(document) = document() {
            announce(&document.title());
        }
    }
}

/// Moves the focus to the first element of a selector; whether there is one.
pub fn focus(selector: &str) -> bool {
    let found = document().and_then(|document| document.query_selector(selector).ok().flatten());
    if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // An element that cannot take focus leaves it where it is.
        drop(element.focus());
        return true;
    }
    false
}

/// Moves the focus to the element with this id and leaves the page where it is.
pub fn focus_in_place(id: &str) {
    let found = document().and_then(|document| document.get_element_by_id(id));
    if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        stay_and_focus(&element);
    }
}

/// What can be pressed; a field would bring up a keyboard.
const NEXT: &str = "button:enabled, a[href], summary";

/// What had the focus was taken out of here: when nothing else has taken it by the next frame, the nearest thing that can be pressed
/// does, so that a keyboard goes on from where it was. Where a whole screen has gone, the heading of the next one does.
pub fn lose_focus(from: Node) {
    let mut around = Vec::new();
    let mut next = Some(from);
    while let Some(one) = next.filter(|one| one.node_name() != "MAIN") {
        next = one.parent_node();
        around.push(one);
    }
    request_animation_frame(move || {
        // A heading that is on its way has been promised it.
        let is_free = WAITS_AT.with_borrow(Option::is_none);
        let is_lost = document().is_some_and(|document| {
            is_free && document.active_element() == document.body().map(Element::from)
        });
        let still = around.iter().filter(|one| is_lost && one.is_connected());
        let next = still
            .filter_map(|one| one.dyn_ref::<Element>()?.query_selector(NEXT).ok()?)
            .find_map(|one| one.dyn_into::<HtmlElement>().ok());
        if let Some(next) = next {
            stay_and_focus(&next);
        }
    });
}

fn stay_and_focus(element: &HtmlElement) {
    let stay = FocusOptions::new();
    stay.set_prevent_scroll(true);
    drop(element.focus_with_options(&stay));
}

/// Whether the element with this id has the focus itself.
#[must_use]
pub fn has_focus(id: &str) -> bool {
    document()
        .and_then(|document| document.active_element())
        .is_some_and(|element| element.id() == id)
}

/// Whether a press was on something that answers presses itself: a link, a button, a field.
#[must_use]
pub fn is_on_control(press: &MouseEvent) -> bool {
    let pressed = press
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    pressed.is_some_and(|pressed| {
        matches!(
            pressed.closest("a, button, input, label, select"),
            Ok(Some(_))
        )
    })
}

/// Gives a mark, an attribute without value, to one element of another, and takes it from the one that had it.
pub fn move_mark(mark: &str, within: &str, to: &str) {
    let Some(document) = document() else { return };
    let before = document.query_selector(&format!("#{within} [{mark}]"));
    let (before, now) = (before.ok().flatten(), document.get_element_by_id(to));
    if before == now {
        return;
    }
    if let Some(element) = before {
        drop(element.remove_attribute(mark));
    }
    if let Some(element) = now {
        drop(element.set_attribute(mark, ""));
    }
}

/// Scrolls no further than it takes until the element with this id is seen whole.
pub fn reveal(id: &str) {
    if let Some(element) = document().and_then(|document| document.get_element_by_id(id)) {
        let nearest = ScrollIntoViewOptions::new();
        nearest.set_block(ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&nearest);
    }
}

/// Whether the device has a network at all; that it has one says nothing of the server.
#[must_use]
pub fn has_network() -> bool {
    window().is_none_or(|window| window.navigator().on_line())
}

/// Opens the browser's own printing.
pub fn print() {
    if let Some(window) = window() {
        // A browser that cannot print shows nothing.
        drop(window.print());
    }
}

/// Says something aloud without moving the focus.
pub fn announce(text: &str) {
    if let Some(region) = document().and_then(|document| document.get_element_by_id(LIVE_REGION)) {
        region.set_text_content(Some(text));
    }
}

/// Tells the page's language to the browser and keeps the choice.
pub fn keep_language(tag: &str) {
    if let Some(root) = document().and_then(|document| document.document_element()) {
        drop(root.set_attribute("lang", tag));
    }
    if let Some(storage) = window().and_then(|window| window.local_storage().ok().flatten()) {
        // A private window may refuse to keep it; then the choice lasts for this visit.
        drop(storage.set_item(LANGUAGE, tag));
    }
}

/// Whether the app's address was opened before a new version asked to be taken.
#[must_use]
pub fn update_waits() -> bool {
    document()
        .and_then(|document| document.document_element())
        .is_some_and(|root| root.get_attribute("data-update").as_deref() == Some("ready"))
}

/// Calls back when a new version lies ready. For the life of the page.
pub fn on_update(then: impl Fn() + 'static) {
    let callback = Closure::<dyn Fn()>::new(then);
    if let Some(window) = window() {
        drop(window.add_event_listener_with_callback(
            "fotfaste:update-ready",
            callback.as_ref().unchecked_ref(),
        ));
    }
    callback.forget();
}

/// Takes the new version; the page loads again.
pub fn take_update() {
    if let (Some(window), Ok(event)) = (window(), web_sys::Event::new("fotfaste:activate-update")) {
        drop(window.dispatch_event(&event));
    }
}

thread_local! {
    static TAKEN: RefCell<String> = const { RefCell::new(String::new()) };
}

/// What stands after `#`, and takes it out of the address so that it stays in no history. The same again until the page is left:
/// a screen may be drawn anew, in another language. Another link pasted here loads the page again.
#[must_use]
pub fn take_fragment() -> String {
    let fragment = cut_fragment();
    TAKEN.with_borrow_mut(|taken| {
        if taken.is_empty() {
            reload_on_fragment();
        }
        if !fragment.is_empty() && !is_place(&fragment) {
            *taken = fragment;
        }
        taken.clone()
    })
}

/// Whether a fragment names a place on the page, as the way past the menu does, and no secret.
fn is_place(fragment: &str) -> bool {
    document().is_some_and(|document| document.get_element_by_id(fragment).is_some())
}

/// Only where links are opened, and not for a place on the page: elsewhere a form may be half filled.
fn reload_on_fragment() {
    let path = || window().and_then(|window| window.location().pathname().ok());
    let here = path();
    let changed = Closure::<dyn Fn()>::new(move || {
        let fragment = window().and_then(|window| window.location().hash().ok());
        let fragment = fragment.unwrap_or_default();
        let is_link = !is_place(fragment.trim_start_matches('#')) && fragment.len() > 1;
        if is_link && path() == here {
            reload();
        }
    });
    if let Some(window) = window() {
        let changed = changed.as_ref().unchecked_ref();
        drop(window.add_event_listener_with_callback("hashchange", changed));
    }
    changed.forget();
}

fn cut_fragment() -> String {
    let Some(window) = window() else {
        return String::new();
    };
    let location = window.location();
    let fragment = location.hash().unwrap_or_default();
    if let (Ok(history), Ok(path)) = (window.history(), location.pathname()) {
        drop(history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&path)));
    }
    fragment.trim_start_matches('#').to_owned()
}

/// Leaves the app for an address that the server gave; https, or this machine's own, and nothing that would be run here.
pub fn leave(address: &str) {
    let is_page = ["https://", "http://localhost", "http://127.0.0.1"]
        .iter()
        .any(|start| address.starts_with(start));
    if let (true, Some(window)) = (is_page, window()) {
        drop(window.location().assign(address));
    }
}

/// Loads the page anew, as it lies on this device.
pub fn reload() {
    if let Some(window) = window() {
        // A page that cannot be loaded again is closing.
        drop(window.location().reload());
    }
}

/// The address of this site without path.
#[must_use]
pub fn origin() -> String {
    window()
        .and_then(|window| window.location().origin().ok())
        .unwrap_or_default()
}
