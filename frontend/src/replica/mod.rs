//! This device's copy of the rows, its outbox and its talk with the server.
//!
//! `handle` is what screens hold · `status` what they are told · `screen` the signals · `session` whose copy is open · `driver`
//! runs the sync core · `storage` keeps · `transport` asks the server · `pokes` hears from it
mod driver;
mod handle;
mod pokes;
mod screen;
mod session;
mod status;
mod storage;
mod transport;

pub use handle::{Replica, provide_replica, use_replica};
pub use status::{
    DispatchError, InboxEntry, Me, Online, Phase, RecordState, StorageProblem, StorageState,
    SyncStatus,
};
