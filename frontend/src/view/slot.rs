//! What is put into elements: what stands between them, attributes, properties, and what is done at an event.
use std::borrow::Cow;

use leptos::prelude::Owner;
use wasm_bindgen::JsValue;

use super::View;
use super::drawn::Drawn;
use super::follows::Follows;
use super::still::Hole;
use crate::platform::dom::{self, Act, Place};

/// What was put into a place.
pub enum Slot {
    /// What stands between elements.
    Child(Drawn),
    /// An attribute or a property, and what it is: a value, or what follows signals.
    Named(Place, Hole, Drawn),
    /// What is done at an event.
    Event(Place, &'static str, JsValue),
}

/// What an attribute or a property is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// It is not there.
    None,
    /// A text.
    Text(Cow<'static, str>),
    /// It is there or not; true or not.
    Is(bool),
}

impl Value {
    fn of(view: View) -> Self {
        match view {
            View::Text(text) => Self::Text(text),
            View::Is(is) => Self::Is(is),
            View::Follows(mut follows) => Self::of(follows.now()),
            View::None | View::List(_) | View::Tree(_) | View::Keyed(..) | View::Event(_) => {
                Self::None
            }
        }
    }

    fn write(&self, element: &Place, hole: Hole) {
        let text = match self {
            Self::Text(text) => Some(&**text),
            Self::Is(true) => Some(""),
            Self::Is(false) | Self::None => None,
        };
        match hole {
            Hole::Attribute(name) => dom::set(element, name, text),
            Hole::Style(name) => dom::style(element, name, text),
            Hole::Property(name) => dom::property(element, name, &self.as_property()),
            Hole::Child | Hole::Event(_) => {}
        }
    }

    fn as_property(&self) -> JsValue {
        match self {
            Self::None => JsValue::UNDEFINED,
            Self::Text(text) => JsValue::from_str(text),
            Self::Is(is) => JsValue::from_bool(*is),
        }
    }
}

impl Slot {
    /// Puts something into a place.
    pub fn fill(part: View, at: Place, hole: Hole) -> Self {
        match (hole, part) {
            (Hole::Child, part) => Self::Child(part.draw_at(at)),
            (Hole::Event(name), part) => {
                let act = listen(&at, name, part);
                Self::Event(at, name, act)
            }
            (hole, part) => {
                let drawn = name(&at, hole, part, Value::None);
                Self::Named(at, hole, drawn)
            }
        }
    }

    /// Puts something else into it.
    pub fn fill_anew(&mut self, part: View) {
        match self {
            Self::Child(drawn) => drawn.draw_anew(part),
            Self::Named(at, hole, drawn) => {
                let before = value(drawn);
                *drawn = name(at, *hole, part, before);
            }
            Self::Event(at, name, act) => {
                dom::unlisten(at, name, act);
                *act = listen(at, name, part);
            }
        }
    }
}

/// What is done belongs to whoever drew it, and finds what was provided there.
fn listen(at: &Place, name: &str, part: View) -> JsValue {
    let owner = Owner::current().unwrap_or_default();
    let act: Act = match part {
        View::Event(mut act) => Box::new(move |event| owner.with(|| act.act(event))),
        _ => Box::new(|_| {}),
    };
    dom::listen(at, name, act)
}

fn value(drawn: &Drawn) -> Value {
    match drawn {
        Drawn::Value(value) => value.clone(),
        Drawn::Follows(follows) => follows.with(value).unwrap_or(Value::None),
        _ => Value::None,
    }
}

/// Writes a value where it is another than before.
fn name(at: &Place, hole: Hole, part: View, before: Value) -> Drawn {
    let View::Follows(mut follows) = part else {
        return Drawn::Value(changed(at, hole, part, &before));
    };
    let at = at.clone();
    let of_before = move |drawn: Option<Drawn>| {
        let before = drawn.map_or(Value::None, |drawn| value(&drawn));
        Drawn::Value(changed(&at, hole, follows.now(), &before))
    };
    let before = Some(Drawn::Value(before));
    Drawn::Follows(Follows::new(before, Box::new(of_before)))
}

fn changed(at: &Place, hole: Hole, part: View, before: &Value) -> Value {
    let now = Value::of(part);
    if now != *before {
        now.write(at, hole);
    }
    now
}
