//! IndexedDB as futures: a request, a transaction, an open database. Surprising choice: no library; the one there is brings channels
//! and an error of every form, 45 kB of code for the dozen calls that are made here.
use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DomException, Event, IdbDatabase, IdbFactory, IdbOpenDbRequest, IdbRequest, IdbTransaction,
};

use super::error::StorageError;
use crate::platform::frozen;

/// How surely a transaction is kept when it says it is complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// On the disk.
    Strict,
    /// Handed to the operating system.
    Relaxed,
}

fn factory() -> Result<IdbFactory, StorageError> {
    let window = web_sys::window().ok_or_else(|| StorageError::broken("no window"))?;
    let factory = window.indexed_db()?;
    factory.ok_or_else(|| StorageError::broken("no database in this browser"))
}

/// Waits for either of two events; `listen` hands the same function to both.
async fn either(listen: impl Fn(&Function)) -> Result<Event, StorageError> {
    let event = Promise::new(&mut |resolve, _reject| listen(&resolve));
    Ok(JsFuture::from(event).await?.dyn_into()?)
}

/// Waits for a request's result.
pub async fn result(request: &IdbRequest) -> Result<JsValue, StorageError> {
    let event = either(|heard| {
        request.set_onsuccess(Some(heard));
        request.set_onerror(Some(heard));
    });
    if event.await?.type_() == "success" {
        Ok(request.result()?)
    } else {
        Err(StorageError::of(request.error()?))
    }
}

/// Opens the database; makes its stores when it is new.
pub async fn open(
    name: &str,
    stores: &'static [&'static str],
) -> Result<IdbDatabase, StorageError> {
    let _word = frozen::end_others();
    let request = factory()?.open_with_u32(name, 1)?;
    let upgrade = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
        let request = event
            .target()
            .map(JsCast::unchecked_into::<IdbOpenDbRequest>);
        let database = request.and_then(|request| request.result().ok());
        if let Some(database) = database.map(JsCast::unchecked_into::<IdbDatabase>) {
            for store in stores {
                // What cannot be made is missed by the first transaction, which says so.
                drop(database.create_object_store(store));
            }
        }
    });
    request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
    Ok(result(&request).await?.dyn_into()?)
}

/// Deletes a database.
pub async fn delete(name: &str) -> Result<(), StorageError> {
    result(&*factory()?.delete_database(name)?).await.map(drop)
}

/// Calls what the bindings count as too new, though all browsers have it: the durability of a transaction, and its commit.
fn call(of: &JsValue, method: &str, arguments: &Array) -> Result<JsValue, JsValue> {
    let method: Function = Reflect::get(of, &method.into())?.dyn_into()?;
    method.apply(of, arguments)
}

/// A transaction that writes, or one that only reads.
pub struct Tx {
    /// The browser's.
    pub inner: IdbTransaction,
    /// Resolves when it is complete or aborted; listened for from the start, because both can happen before anybody asks.
    ended: Promise,
}

impl Tx {
    /// Begins: for reading, or for writing so surely.
    pub fn begin(
        database: &IdbDatabase,
        stores: &[&str],
        writes: Option<Durability>,
    ) -> Result<Self, StorageError> {
        let names: Array = stores.iter().map(|name| JsValue::from_str(name)).collect();
        let options = Object::new();
        let mode = match writes {
            None => "readonly",
            Some(durability) => {
                let durability = match durability {
                    Durability::Strict => "strict",
                    Durability::Relaxed => "relaxed",
                };
                Reflect::set(&options, &"durability".into(), &durability.into())?;
                "readwrite"
            }
        };
        let arguments = Array::of3(&names, &mode.into(), &options);
        let inner: IdbTransaction = call(database, "transaction", &arguments)?.dyn_into()?;
        let ended = Promise::new(&mut |resolve, _reject| {
            inner.set_oncomplete(Some(&resolve));
            inner.set_onabort(Some(&resolve));
        });
        Ok(Self { inner, ended })
    }

    /// Waits until the browser says that all is kept.
    pub async fn commit(self) -> Result<(), StorageError> {
        // One that has ended already cannot be asked to; how it ended is what counts.
        drop(call(&self.inner, "commit", &Array::new()));
        let event: Event = JsFuture::from(self.ended).await?.dyn_into()?;
        if event.type_() == "complete" {
            Ok(())
        } else {
            Err(StorageError::of(self.inner.error()))
        }
    }

    /// Takes all of it back.
    pub fn abort(self) {
        // One that was aborted already stays so.
        drop(self.inner.abort());
    }
}

impl From<JsValue> for StorageError {
    fn from(thrown: JsValue) -> Self {
        Self::of(thrown.dyn_into::<DomException>().ok())
    }
}
