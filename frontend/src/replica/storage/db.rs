//! One IndexedDB database with a handle that heals. Browsers let handles die (a tab in the background, another tab's upgrade);
//! a dead handle is dropped and the database is opened afresh, three times with growing waits. Nothing is ever deleted to get
//! on, and there is no memory to fall back to: what cannot be saved is told.
use std::cell::{Cell, RefCell};
use std::fmt;
use std::pin::Pin;
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use indexed_db_futures::database::Database;
use indexed_db_futures::error::{DomException, Error, OpenDbError, UnexpectedDataError};
use indexed_db_futures::object_store::ObjectStore;
use indexed_db_futures::prelude::*;
use indexed_db_futures::transaction::{
    Transaction, TransactionDurability, TransactionMode, TransactionOptions,
};
use indexed_db_futures::typed_array::{Uint8Array, Uint8ArraySlice};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen_futures::spawn_local;

use super::value;

/// Waits before the second and third try.
const WAITS_MS: [u32; 2] = [60, 400];

/// Why something could not be read or kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StorageError {
    /// There is no space.
    Full,
    /// The database does not answer, with what the browser said.
    Broken(String),
    /// The transaction was aborted; nothing of it was written.
    Aborted,
    /// A stored value does not read.
    Unreadable(String),
}

impl fmt::Display for StorageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full => f.write_str("no space"),
            Self::Broken(why) => write!(f, "the database does not answer: {why}"),
            Self::Aborted => f.write_str("the transaction was aborted"),
            Self::Unreadable(why) => write!(f, "a stored value does not read: {why}"),
        }
    }
}

impl From<Error> for StorageError {
    fn from(error: Error) -> Self {
        match &error {
            Error::DomException(DomException::Other(e)) if e.name() == "QuotaExceededError" => {
                Self::Full
            }
            Error::DomException(DomException::AbortError(_))
            | Error::MissingData(UnexpectedDataError::TransactionAborted) => Self::Aborted,
            Error::DomException(_)
            | Error::Serialisation(_)
            | Error::MissingData(_)
            | Error::Unknown(_) => Self::Broken(error.to_string()),
        }
    }
}
impl From<OpenDbError> for StorageError {
    fn from(error: OpenDbError) -> Self {
        match error {
            OpenDbError::Base(error) => error.into(),
            OpenDbError::VersionZero
            | OpenDbError::UnsupportedEnvironment
            | OpenDbError::NullFactory => Self::Broken(error.to_string()),
        }
    }
}

/// How surely a transaction is kept when it says it is complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// On the disk.
    Strict,
    /// Handed to the operating system.
    Relaxed,
}

type Attempt<'a> = Pin<Box<dyn Future<Output = Result<(), StorageError>> + 'a>>;
type Handle = Rc<RefCell<Option<Database>>>;

/// A database.
#[derive(Clone)]
pub struct Db {
    name: Rc<str>,
    stores: &'static [&'static str],
    handle: Handle,
}

impl Db {
    /// Names it; it is opened when first used.
    #[must_use]
    pub fn new(name: &str, stores: &'static [&'static str]) -> Self {
        Self {
            name: name.into(),
            stores,
            handle: Rc::default(),
        }
    }

    async fn open(&self) -> Result<Database, StorageError> {
        let known = self.handle.borrow().clone();
        if let Some(database) = known {
            return Ok(database);
        }
        let stores = self.stores;
        let database = Database::open(&*self.name)
            .with_version(1_u8)
            .with_on_upgrade_needed(move |_event, database| {
                for store in stores {
                    database.create_object_store(store).build()?;
                }
                Ok(())
            })
            .await?;
        close_when_asked(&database, &self.handle)?;
        *self.handle.borrow_mut() = Some(database.clone());
        Ok(database)
    }

    /// Reads.
    pub async fn read<T>(
        &self,
        body: impl AsyncFn(&Stores<'_>) -> Result<T, StorageError>,
    ) -> Result<T, StorageError> {
        let done = RefCell::new(None);
        let (stores, body, to) = (self.stores, &body, &done);
        self.tries(&move |database| {
            Box::pin(async move {
                let tx = begin(&database, stores, None)?;
                let tx = Stores {
                    tx: &tx,
                    again: false,
                };
                to.replace(Some(body(&tx).await?));
                Ok(())
            })
        })
        .await?;
        done.into_inner().ok_or(StorageError::Aborted)
    }

    /// Writes in one transaction; returns when the browser says that it is complete, not before. `body` may run again on a
    /// fresh handle: then `Stores::again` says so, because the first run may have been kept after all.
    pub async fn write<T>(
        &self,
        durability: Durability,
        body: impl AsyncFn(&Stores<'_>) -> Result<T, StorageError>,
    ) -> Result<T, StorageError> {
        let (again, done) = (Cell::new(false), RefCell::new(None));
        let (stores, body, to, tried) = (self.stores, &body, &done, &again);
        self.tries(&move |database| {
            let again = tried.replace(true);
            Box::pin(async move {
                let tx = begin(&database, stores, Some(durability))?;
                let value = body(&Stores { tx: &tx, again }).await?;
                tx.commit().await?;
                to.replace(Some(value));
                Ok(())
            })
        })
        .await?;
        done.into_inner().ok_or(StorageError::Aborted)
    }

    /// Whatever is read or written: compiled once for all of it.
    async fn tries<'a>(
        &self,
        attempt: &dyn Fn(Database) -> Attempt<'a>,
    ) -> Result<(), StorageError> {
        let mut waits = WAITS_MS.iter();
        loop {
            let outcome = match self.open().await {
                Ok(database) => attempt(database).await,
                Err(error) => Err(error),
            };
            let error = match outcome {
                Ok(()) => return Ok(()),
                Err(error @ (StorageError::Full | StorageError::Unreadable(_))) => {
                    return Err(error);
                }
                Err(error @ (StorageError::Broken(_) | StorageError::Aborted)) => error,
            };
            self.close();
            let Some(wait) = waits.next() else {
                return Err(if super::quota::is_full().await {
                    StorageError::Full
                } else {
                    error
                });
            };
            TimeoutFuture::new(*wait).await;
        }
    }

    /// Lets go of the handle; the next use opens a fresh one.
    pub fn close(&self) {
        if let Some(database) = self.handle.borrow_mut().take() {
            database.close();
        }
    }

    /// Deletes the database. Only for what can be had again.
    pub async fn delete_rebuildable(&self) -> Result<(), StorageError> {
        self.close();
        Database::delete_by_name(&self.name)?.await?;
        Ok(())
    }
}

/// Begins a transaction: for reading, or for writing so surely.
fn begin<'a>(
    database: &'a Database,
    stores: &'static [&'static str],
    writes: Option<Durability>,
) -> Result<Transaction<'a>, StorageError> {
    let tx = database.transaction(stores);
    let Some(durability) = writes else {
        return Ok(tx.with_mode(TransactionMode::Readonly).build()?);
    };
    let durability = match durability {
        Durability::Strict => TransactionDurability::Strict,
        Durability::Relaxed => TransactionDurability::Relaxed,
    };
    Ok(tx
        .with_mode(TransactionMode::Readwrite)
        .with_options(TransactionOptions::new().with_durability(durability))
        .build()?)
}

/// Another tab may want to delete or upgrade: a handle that does not let go would block it for ever.
fn close_when_asked(database: &Database, handle: &Handle) -> Result<(), StorageError> {
    let mut listener = database.version_changes()?;
    let handle = Rc::downgrade(handle);
    spawn_local(async move {
        listener.recv().await;
        if let Some(handle) = handle.upgrade()
            && let Some(database) = handle.borrow_mut().take()
        {
            database.close();
        }
    });
    Ok(())
}

/// The stores of one transaction.
pub struct Stores<'a> {
    tx: &'a Transaction<'a>,
    /// This is not the first try.
    pub again: bool,
}

impl Stores<'_> {
    fn store(&self, name: &str) -> Result<ObjectStore<'_>, StorageError> {
        Ok(self.tx.object_store(name)?)
    }

    /// One value.
    pub async fn get<T: DeserializeOwned>(
        &self,
        store: &str,
        key: &Key,
    ) -> Result<Option<T>, StorageError> {
        let found = self.bytes(store, key).await?;
        found.map(|bytes| value::read(&bytes)).transpose()
    }

    async fn bytes(&self, store: &str, key: &Key) -> Result<Option<Uint8Array>, StorageError> {
        let store = self.store(store)?;
        Ok(match key {
            Key::No(no) => store.get(*no).primitive()?.await?,
            Key::Name(name) => store.get(name.as_str()).primitive()?.await?,
        })
    }

    /// All values in key order; those that do not read are handed to `unreadable`.
    pub async fn all<T: DeserializeOwned>(
        &self,
        store: &str,
        mut unreadable: impl FnMut(&StorageError),
    ) -> Result<Vec<T>, StorageError> {
        let mut values = Vec::new();
        for bytes in self.all_bytes(store).await? {
            match value::read(&bytes) {
                Ok(value) => values.push(value),
                Err(error) => unreadable(&error),
            }
        }
        Ok(values)
    }

    async fn all_bytes(&self, store: &str) -> Result<Vec<Uint8Array>, StorageError> {
        let store = self.store(store)?;
        let found = store.get_all::<Uint8Array>().primitive()?.await?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Writes a value in place of the one under the key.
    pub fn put<T: Serialize>(&self, store: &str, key: &Key, new: &T) -> Result<(), StorageError> {
        self.put_bytes(store, key, &value::write(new)?)
    }

    fn put_bytes(&self, store: &str, key: &Key, bytes: &[u8]) -> Result<(), StorageError> {
        let store = self.store(store)?;
        let put = store.put(Uint8ArraySlice::new(bytes));
        // The request's outcome shows in the transaction's.
        match key {
            Key::No(no) => drop(put.with_key(*no).primitive()?),
            Key::Name(name) => drop(put.with_key(name.as_str()).without_key_type().primitive()?),
        }
        Ok(())
    }

    /// Writes a value under a key that must be free; else the transaction is aborted.
    pub async fn add<T: Serialize>(
        &self,
        store: &str,
        key: f64,
        new: &T,
    ) -> Result<(), StorageError> {
        self.add_bytes(store, key, &value::write(new)?).await
    }

    async fn add_bytes(&self, store: &str, key: f64, bytes: &[u8]) -> Result<(), StorageError> {
        let store = self.store(store)?;
        store
            .add(Uint8ArraySlice::new(bytes))
            .with_key(key)
            .without_key_type()
            .primitive()?
            .await?;
        Ok(())
    }

    /// Takes a value away. Only for what can be had again.
    pub fn delete(&self, store: &str, key: &Key) -> Result<(), StorageError> {
        let store = self.store(store)?;
        match key {
            Key::No(no) => drop(store.delete(*no).primitive()?),
            Key::Name(name) => drop(store.delete(name.as_str()).primitive()?),
        }
        Ok(())
    }

    /// Empties a store. Only for what can be had again.
    pub fn clear(&self, store: &str) -> Result<(), StorageError> {
        drop(self.store(store)?.clear()?);
        Ok(())
    }
}

/// A key.
#[derive(Clone, Debug, PartialEq)]
pub enum Key {
    /// A whole number below 2^53.
    No(f64),
    /// A name.
    Name(String),
}

impl Key {
    /// A name.
    #[must_use]
    pub fn name(name: impl Into<String>) -> Self {
        Self::Name(name.into())
    }
    /// A command's number.
    #[must_use]
    pub fn no(no: u64) -> Self {
        // Exact below 2^53, more commands than a device makes.
        Self::No(no as f64)
    }
}
