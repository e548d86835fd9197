//! This device's copy of the rows, its outbox and its talk with the server.
//!
//! `handle` is what screens hold · `drafts` what they typed and did not save · `status` what they are told · `screen` the signals · `session` whose copy is open · `driver`
//! runs the sync core · `tablet` a shared one · `storage` keeps · `transport` asks the server · `pokes` hears from it
mod drafts;
mod driver;
mod handle;
mod pokes;
mod screen;
mod session;
mod status;
mod storage;
pub mod tablet;
mod transport;

pub use drafts::Kept;
pub use handle::{Replica, provide_replica, use_replica};
pub use status::{
    Author, DispatchError, InboxEntry, Me, Online, OutboxEntry, Phase, RecordState, StorageProblem,
    StorageState, SyncStatus,
};
pub use storage::quota::{Promised, Space, ask_to_keep, promised, space};
