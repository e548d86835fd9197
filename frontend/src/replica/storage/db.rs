//! One IndexedDB database with a handle that heals. Browsers let handles die (a tab in the background, another tab's upgrade);
//! a dead handle is dropped and the database is opened afresh, three times with growing waits. Nothing is ever deleted to get
//! on, and there is no memory to fall back to: what cannot be saved is told.
use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::IdbDatabase;

pub use super::error::StorageError;
pub use super::idb::Durability;
use super::idb::{self, Tx};
pub use super::stores::{Key, Stores};

/// Waits before the second and third try.
const WAITS_MS: [u32; 2] = [60, 400];

type Attempt<'a> = Pin<Box<dyn Future<Output = Result<(), StorageError>> + 'a>>;
type Handle = Rc<RefCell<Option<Rc<Open>>>>;

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

    async fn open(&self) -> Result<Rc<Open>, StorageError> {
        let known = self.handle.borrow().clone();
        if let Some(database) = known {
            return Ok(database);
        }
        let database = Rc::new(Open(idb::open(&self.name, self.stores).await?));
        close_when_asked(&database, &self.handle);
        // Another task may have opened it meanwhile; the handle that nobody holds any more closes itself.
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
                let tx = Tx::begin(&database.0, stores, None)?;
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
                let tx = Tx::begin(&database.0, stores, Some(durability))?;
                let value = match body(&Stores { tx: &tx, again }).await {
                    Ok(value) => value,
                    Err(error) => {
                        tx.abort();
                        return Err(error);
                    }
                };
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
        attempt: &dyn Fn(Rc<Open>) -> Attempt<'a>,
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
            database.0.close();
        }
    }

    /// Deletes the database. Only for what can be had again.
    pub async fn delete_rebuildable(&self) -> Result<(), StorageError> {
        self.close();
        idb::delete(&self.name).await
    }
}

/// An open database; closed when the last one that holds it lets go, or another tab's wish to delete it would wait for ever.
struct Open(IdbDatabase);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.set_onversionchange(None);
        self.0.close();
    }
}

/// Another tab may want to delete or upgrade: a handle that does not let go would block it for ever.
fn close_when_asked(database: &Rc<Open>, handle: &Handle) {
    let (open, handle) = (Rc::downgrade(database), Rc::downgrade(handle));
    let close = Closure::once_into_js(move || {
        let Some(open) = open.upgrade() else { return };
        open.0.close();
        let Some(handle) = handle.upgrade() else {
            return;
        };
        let is_current = |held: &Rc<Open>| Rc::ptr_eq(held, &open);
        if handle.borrow().as_ref().is_some_and(is_current) {
            handle.take();
        }
    });
    database.0.set_onversionchange(Some(close.unchecked_ref()));
}
