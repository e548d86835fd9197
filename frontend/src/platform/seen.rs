//! What of a long page is on the screen, and moving it.
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, HtmlElement, Window};

/// The events after which something else is seen.
const EVENTS: [&str; 2] = ["scroll", "resize"];

/// The page is about to be put on paper; it was.
const PAPER: [&str; 2] = ["beforeprint", "afterprint"];

/// Listens until it is dropped.
pub struct Watch {
    events: &'static [&'static str],
    heard: Closure<dyn Fn()>,
}

impl Watch {
    /// Calls back whenever the page has moved or changed its size; once a frame at most, as browsers tell it.
    pub fn on(then: impl Fn() + 'static) -> Self {
        Self::to(&EVENTS, Closure::new(then))
    }

    /// Calls back before the page is put on paper, and after.
    pub fn paper(then: impl Fn() + 'static) -> Self {
        Self::to(&PAPER, Closure::new(then))
    }

    fn to(events: &'static [&'static str], heard: Closure<dyn Fn()>) -> Self {
        if let Some(window) = web_sys::window() {
            for event in events {
                let heard = heard.as_ref().unchecked_ref();
                drop(window.add_event_listener_with_callback(event, heard));
            }
        }
        Self { events, heard }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            for event in self.events {
                let heard = self.heard.as_ref().unchecked_ref();
                drop(window.remove_event_listener_with_callback(event, heard));
            }
        }
    }
}

fn element(id: &str) -> Option<Element> {
    web_sys::window()?.document()?.get_element_by_id(id)
}

/// Height of what is seen, in CSS pixels.
#[must_use]
pub fn height() -> i32 {
    let height = |window: Window| window.inner_height().ok()?.as_f64();
    web_sys::window().and_then(height).map_or(0, |px| px as i32)
}

/// Width of what is seen.
#[must_use]
pub fn width() -> i32 {
    let width = |window: Window| window.inner_width().ok()?.as_f64();
    web_sys::window().and_then(width).map_or(0, |px| px as i32)
}

/// Upper edge of an element, from the upper edge of what is seen.
#[must_use]
pub fn top(id: &str) -> i32 {
    element(id).map_or(0, |element| {
        element.get_bounding_client_rect().top().floor() as i32
    })
}

/// Height of an element.
#[must_use]
pub fn height_of(id: &str) -> i32 {
    element(id).map_or(0, |element| tall(&element))
}

/// Height of the tallest of the elements that stand directly in this one.
#[must_use]
pub fn tallest(id: &str) -> i32 {
    let mut most = 0;
    let mut next = element(id).and_then(|element| element.first_element_child());
    while let Some(element) = next {
        most = most.max(tall(&element));
        next = element.next_element_sibling();
    }
    most
}

fn tall(element: &Element) -> i32 {
    element.dyn_ref().map_or(0, HtmlElement::offset_height)
}

/// Moves the page down by so many pixels; up where it is less than 0.
pub fn move_by(px: i32) {
    if let (Some(window), true) = (web_sys::window(), px != 0) {
        window.scroll_by_with_x_and_y(0.0, f64::from(px));
    }
}
