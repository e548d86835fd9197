//! Rows of one table as the running transaction has them: what it has read, and what it has written and not sent yet.

use std::collections::BTreeMap;

/// What is known of a key.
#[derive(Clone, Debug)]
pub(super) struct Slot<V> {
    /// None: there is no such row.
    pub value: Option<V>,
    /// The database does not have it so yet.
    pub is_unsent: bool,
    /// This transaction wrote it, sent or not.
    pub is_written: bool,
}

#[derive(Debug)]
pub(super) struct Cache<K, V> {
    pub slots: BTreeMap<K, Slot<V>>,
}

impl<K, V> Default for Cache<K, V> {
    fn default() -> Self {
        Self {
            slots: BTreeMap::new(),
        }
    }
}

impl<K: Ord, V: Clone> Cache<K, V> {
    /// What is known; the outer none is nothing.
    pub fn get(&self, key: &K) -> Option<Option<V>> {
        self.slots.get(key).map(|slot| slot.value.clone())
    }

    /// Remembers what the database has; what is known already stays.
    pub fn know(&mut self, key: K, value: Option<V>) {
        self.slots.entry(key).or_insert(Slot {
            value,
            is_unsent: false,
            is_written: false,
        });
    }

    /// What is to be sent, in order.
    pub fn unsent(&self) -> Vec<&V> {
        let unsent = self.slots.values().filter(|slot| slot.is_unsent);
        unsent.filter_map(|slot| slot.value.as_ref()).collect()
    }

    /// The same with the keys.
    pub fn unsent_pairs(&self) -> Vec<(&K, &V)> {
        let unsent = self.slots.iter().filter(|(_, slot)| slot.is_unsent);
        unsent
            .filter_map(|(key, slot)| Some((key, slot.value.as_ref()?)))
            .collect()
    }

    pub fn sent(&mut self) {
        for slot in self.slots.values_mut() {
            slot.is_unsent = false;
        }
    }

    /// The database went back to before: whatever was written may have to be sent again.
    pub fn send_again(&mut self) {
        for slot in self.slots.values_mut() {
            slot.is_unsent = slot.is_written;
        }
    }
}
