//! Parts without domain types: they take texts and callbacks.
//!
//! state (the mark of a record) · field · form · page (head, empty, figures) · link · qr · stepper · table (thousands of rows) · theme ·
//! undo · windowed
mod field;
mod form;
mod link;
mod page;
mod qr;
mod state;
mod stepper;
pub mod table;
mod theme;
mod undo;
mod windowed;

pub use field::{Choice, check, choose, field, long_field, typed_field};
pub use form::{Form, submit};
pub use link::{button_to, link_to};
pub use page::{Tone, chip, empty, fact, figure, head, head_with, notice};
pub use qr::qr;
pub use state::{icon_check, live_mark, record_mark};
pub use stepper::stepper;
pub use theme::{sun_key, themes};
pub use undo::{Undo, undo_bar};
pub use windowed::windowed;
