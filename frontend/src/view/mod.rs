//! What is seen: a tree of elements that follows the signals it reads. Surprising choice: not Leptos' types of views, whose code is made
//! anew for every element and every closure (a quarter of the app as sent), but one type over Leptos' reactive graph. What stands
//! still in a `view!` is a line of text; a tree that is drawn anew over one of the same text keeps its elements.
//!
//! into (what can be drawn) · still (reads the text) · tree · drawn (what is in the page, and how it is drawn anew) · follows · slot (attributes,
//! properties, events) · keyed (lists whose rows stay) · on (events) · mount
mod drawn;
mod follows;
mod into;
mod keyed;
mod mount;
pub mod on;
mod slot;
mod still;
mod tree;

pub use crate::platform::paint::request_animation_frame;
pub use into::{CollectView, Follow, IntoView};
pub use keyed::{Key, keyed, keyed_over};
pub use leptos::prelude::{
    Effect, GetValue, LocalStorage, Notify, Owner, SetValue, StoredValue, Track, Trigger,
    UpdateValue, WithValue, event_target_checked, event_target_value, expect_context, on_cleanup,
    provide_context, untrack, use_context,
};
pub use markup::view;
pub use mount::mount;
pub use tree::{Tree, still};

use std::borrow::Cow;

pub use crate::platform::dom::{Event, KeyboardEvent, MouseEvent, SubmitEvent};

use crate::platform::dom::Act;

/// A part of a screen, before it is in the page.
pub enum View {
    /// Nothing.
    None,
    /// A text, or an attribute's value.
    Text(Cow<'static, str>),
    /// An attribute that is there or not; a property that is true or not.
    Is(bool),
    /// One after the other.
    List(Vec<View>),
    /// Elements.
    Tree(Tree),
    /// Drawn anew when what it read has changed.
    Follows(Box<dyn Follow>),
    /// A list whose rows stay the same elements as long as their keys are in it.
    Keyed(keyed::Gone, keyed::Each),
    /// What is done at an event.
    Event(Act),
}

/// The name that screens know it by.
pub type AnyView = View;
