//! The invariants of the README that can be seen by reading the tree. Each message says how to mend.
//!
//! - `dependencies`: who may depend on whom, and on what
//! - `places`: what may stand only in certain folders
//! - `files`: length, headers, migrations, habits of tests
//! - `forms`: help in every form, dialogs of the browser's own
//! - `words`: both languages say the same
//! - `contrast`: every theme can be read
//! - `tree`: reading the checkout

mod contrast;
mod dependencies;
mod files;
mod forms;
mod places;
mod tree;
mod words;
