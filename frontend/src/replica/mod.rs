//! This device's copy of the rows, its outbox and its talk with the server.
mod handle;

pub use handle::{
    DispatchError, InboxEntry, Me, Online, Phase, RecordState, Replica, StorageProblem,
    StorageState, SyncStatus, provide_replica, use_replica,
};
