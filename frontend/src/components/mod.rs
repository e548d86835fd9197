//! Parts without domain types: they take texts and callbacks.
//!
//! state (the mark of a record) · field · form · help · link · network · page (head, empty, figures) · qr · stepper · table (thousands of
//! rows) · theme · draft (what is typed and not saved) · touch (choices for fingers) · undo · windowed
mod draft;
mod field;
mod form;
mod help;
mod link;
mod network;
mod page;
mod qr;
mod state;
mod stepper;
pub mod table;
mod theme;
mod touch;
mod undo;
mod windowed;

pub use draft::{Draft, draft};
pub use field::{Choice, check, choose, field, long_field, typed_field};
pub use form::{Form, press, submit, within};
pub use help::help;
pub use link::{button_to, link_aimed, link_to};
pub use network::needs_network;
pub use page::{Tone, chip, empty, fact, figure, head, head_with, notice};
pub use qr::qr;
pub use state::{icon_check, live_mark, record_mark, small_mark};
pub use stepper::stepper;
pub use theme::{sun_key, themes};
pub use touch::{pick_one, pick_some};
pub use undo::{Undo, undo_bar};
pub use windowed::windowed;
