//! Elements, texts and what is put into them. What draws them is `view/`.
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, HtmlElement, Node};

use super::{page, paint};
use crate::signals::Handler;
pub use web_sys::{Event, KeyboardEvent, MouseEvent, SubmitEvent};

thread_local! {
    static DOCUMENT: Option<Document> = web_sys::window().and_then(|window| window.document());
}

/// A place in the page: an element, a text or what holds several until they are put somewhere.
pub type Place = Node;

/// What is done at an event.
pub type Act = Handler<Event>;

fn made<T: Into<Node>>(make: impl FnOnce(&Document) -> Option<T>) -> Place {
    let made = DOCUMENT.with(|document| document.as_ref().and_then(make).map(Into::into));
    made.unwrap_or_else(|| unreachable!("a page has a document, and names are written in the code"))
}

/// A text.
#[must_use]
pub fn text(text: &str) -> Place {
    made(|document| Some(document.create_text_node(text)))
}

/// The page's body.
#[must_use]
pub fn body() -> Place {
    made(Document::body)
}

/// What holds several until they are put somewhere.
#[must_use]
pub fn held() -> Place {
    made(|document| Some(document.create_document_fragment()))
}

/// An element; of a drawing (SVG) or of a page.
#[must_use]
pub fn element(name: &str, is_drawing: bool) -> Place {
    made(|document| {
        let element = if is_drawing {
            document.create_element_ns(Some("http://www.w3.org/2000/svg"), name)
        } else {
            document.create_element(name)
        };
        element.ok()
    })
}

/// A second one of all that stands still.
#[must_use]
pub fn copy(place: &Place) -> Place {
    place.clone_node_with_deep(true).unwrap_or_else(|_| held())
}

/// Puts it last into another.
pub fn put(into: &Place, place: &Place) {
    drop(into.append_child(place));
}

/// Puts it before another, wherever that is.
pub fn put_before(place: &Place, next: &Place) {
    if let Some(parent) = next.parent_node() {
        drop(parent.insert_before(place, Some(next)));
    }
}

/// Takes it away. Who had the focus in it comes to what is next.
pub fn remove(place: &Place) {
    if let Some(parent) = place.parent_node() {
        // Who types or scrolls is where they are; rows that go by are not asked, one by one.
        let had_focus = paint::is_after_press() && has_focus(place);
        drop(parent.remove_child(place));
        if had_focus {
            page::lose_focus(parent);
        }
    }
}

/// The first of what is in it.
#[must_use]
pub fn first_in(place: &Place) -> Place {
    place.first_child().unwrap_or_else(|| place.clone())
}

/// The one after it.
#[must_use]
pub fn after(place: &Place) -> Place {
    place.next_sibling().unwrap_or_else(|| place.clone())
}

/// What it is in.
#[must_use]
pub fn around(place: &Place) -> Place {
    place.parent_node().unwrap_or_else(|| place.clone())
}

/// Whether one comes right before the other.
#[must_use]
pub fn is_right_before(place: &Place, next: &Place) -> bool {
    place
        .next_sibling()
        .is_some_and(|after| after.is_same_node(Some(next)))
}

/// Says another text.
pub fn say(text: &Place, says: &str) {
    text.set_node_value(Some(says));
}

/// Sets an attribute, or takes it away.
pub fn set(element: &Place, name: &str, value: Option<&str>) {
    let element: &Element = element.unchecked_ref();
    drop(match value {
        Some(value) => element.set_attribute(name, value),
        None => element.remove_attribute(name),
    });
}

/// Sets a property of the style.
pub fn style(element: &Place, name: &str, value: Option<&str>) {
    let style = element.unchecked_ref::<HtmlElement>().style();
    drop(style.set_property(name, value.unwrap_or_default()));
}

/// Sets a property of the element itself, where it has another value. A date that is half typed reads as empty, and an empty one
/// written into it would take away the half.
pub fn property(element: &Place, name: &str, value: &JsValue) {
    let name = JsValue::from_str(name);
    if js_sys::Reflect::get(element, &name).as_ref() != Ok(value) {
        drop(js_sys::Reflect::set(element, &name, value));
    }
}

/// What the browser calls once.
#[must_use]
pub fn once(then: Box<dyn FnOnce()>) -> JsValue {
    Closure::once_into_js(then)
}

/// Does something at an event. What comes back is what `unlisten` takes.
#[must_use]
pub fn listen(element: &Place, event: &str, mut act: Act) -> JsValue {
    let act = move |event: Event| act.act(event);
    let act = Closure::<dyn FnMut(Event)>::new(act).into_js_value();
    drop(element.add_event_listener_with_callback(event, act.unchecked_ref()));
    act
}

/// Does it no longer.
pub fn unlisten(element: &Place, event: &str, act: &JsValue) {
    drop(element.remove_event_listener_with_callback(event, act.unchecked_ref()));
}

fn has_focus(place: &Place) -> bool {
    let focused = DOCUMENT.with(|document| document.as_ref().and_then(Document::active_element));
    focused.is_some_and(|focused| place.contains(Some(&focused)))
}

/// Whether the focus is in it, or a finger or the mouse down on it.
#[must_use]
pub fn is_in_use(place: &Place) -> bool {
    has_focus(place)
        || place
            .dyn_ref::<Element>()
            .is_some_and(|element| element.matches(":active") == Ok(true))
}

/// Gives the focus of an element that goes to the one that stands in its place, when they are of one kind.
pub fn inherit_focus(from: &Place, to: &Place) {
    let focused = DOCUMENT.with(|document| document.as_ref().and_then(Document::active_element));
    let is_here = focused.is_some_and(|focused| focused.is_same_node(Some(from)));
    if is_here && from.node_name() == to.node_name() {
        drop(to.unchecked_ref::<HtmlElement>().focus());
    }
}
