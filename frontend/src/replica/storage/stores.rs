//! The stores of one transaction: values by key, each in its stored form.
use js_sys::{Array, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::IdbObjectStore;

use super::error::StorageError;
use super::idb::{Tx, result};
use super::value;

/// The stores of one transaction.
pub struct Stores<'a> {
    pub(super) tx: &'a Tx,
    /// This is not the first try.
    pub again: bool,
}

impl Stores<'_> {
    fn store(&self, name: &str) -> Result<IdbObjectStore, StorageError> {
        Ok(self.tx.inner.object_store(name)?)
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

    async fn bytes(&self, store: &str, key: &Key) -> Result<Option<Vec<u8>>, StorageError> {
        let found = result(&self.store(store)?.get(&key.value())?).await?;
        Ok(found.dyn_ref().map(Uint8Array::to_vec))
    }

    /// What the browser itself keeps under the key: a key of its cryptography cannot be written as bytes.
    pub async fn get_own(&self, store: &str, key: &Key) -> Result<JsValue, StorageError> {
        result(&self.store(store)?.get(&key.value())?).await
    }

    /// Writes what only the browser can write.
    pub fn put_own(&self, store: &str, key: &Key, own: &JsValue) -> Result<(), StorageError> {
        self.store(store)?.put_with_key(own, &key.value())?;
        Ok(())
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

    async fn all_bytes(&self, store: &str) -> Result<Vec<Vec<u8>>, StorageError> {
        let found: Array = result(&self.store(store)?.get_all()?).await?.dyn_into()?;
        // Something else than bytes reads as no bytes, and is told as unreadable.
        let bytes = |found: JsValue| found.dyn_ref().map(Uint8Array::to_vec).unwrap_or_default();
        Ok(found.iter().map(bytes).collect())
    }

    /// Keeps all values of a store as they are, readable or not, under a key of another one.
    pub async fn keep_aside(&self, store: &str, to: &str, key: &Key) -> Result<(), StorageError> {
        let all = result(&self.store(store)?.get_all()?).await?;
        self.put_own(to, key, &all)
    }

    /// Writes a value in place of the one under the key. How it went shows when the transaction is committed.
    pub fn put<T: Serialize>(&self, store: &str, key: &Key, new: &T) -> Result<(), StorageError> {
        self.put_bytes(store, key, &value::write(new)?)
    }

    fn put_bytes(&self, store: &str, key: &Key, bytes: &[u8]) -> Result<(), StorageError> {
        let bytes = Uint8Array::from(bytes);
        self.store(store)?.put_with_key(&bytes, &key.value())?;
        Ok(())
    }

    /// Writes a value under a key that must be free; else the browser aborts the transaction, as its commit then tells.
    pub fn add<T: Serialize>(&self, store: &str, key: &Key, new: &T) -> Result<(), StorageError> {
        self.add_bytes(store, key, &value::write(new)?)
    }

    fn add_bytes(&self, store: &str, key: &Key, bytes: &[u8]) -> Result<(), StorageError> {
        let bytes = Uint8Array::from(bytes);
        self.store(store)?.add_with_key(&bytes, &key.value())?;
        Ok(())
    }

    /// Takes a value away. Only for what can be had again.
    pub fn delete(&self, store: &str, key: &Key) -> Result<(), StorageError> {
        self.store(store)?.delete(&key.value())?;
        Ok(())
    }

    /// Empties a store. Only for what can be had again.
    pub fn clear(&self, store: &str) -> Result<(), StorageError> {
        self.store(store)?.clear()?;
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
    fn value(&self) -> JsValue {
        match self {
            Self::No(no) => JsValue::from_f64(*no),
            Self::Name(name) => JsValue::from_str(name),
        }
    }
}
