//! Names, versions and hashes on the wire. Surprising choice: the hash is taken over the canonical JSON as it was received,
//! so that fields this build does not know are covered and kept.
mod error;
#[cfg(any(test, feature = "testing", target_arch = "wasm32"))]
mod parse;
mod parts;
mod read;
mod tagged;
mod text;

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::id::ReplicaId;

pub use error::ReadError;
#[cfg(feature = "testing")]
pub use parse::parse;
pub use read::{read, read_value};
pub(crate) use tagged::{TagReader, TagWriter, tagged};

/// Version of the sync protocol.
pub const PROTO: u32 = 1;
/// Version of the rows on a device; a device with an older one rebuilds its read model.
pub const SCHEMA: u32 = 1;
/// Oldest row schema that may still pull.
pub const SCHEMA_MIN_PULL: u32 = 1;

/// Which command: the replica and its own number, 1, 2, 3 …
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CommandRef {
    /// Whose chain.
    pub replica: ReplicaId,
    /// Place in the chain, from 1.
    pub no: u64,
}

/// A SHA-256 digest, 64 hexadecimal characters on the wire.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// Digest of bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// Reads 64 hexadecimal characters.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 64 || !text.is_ascii() {
            return None;
        }
        let mut bytes = [0_u8; 32];
        for (place, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(text.get(place * 2..place * 2 + 2)?, 16).ok()?;
        }
        Some(Self(bytes))
    }

    /// The first eight bytes, for digests that are added up.
    #[must_use]
    pub fn low(self) -> i64 {
        let mut first = [0_u8; 8];
        first.copy_from_slice(&self.0[..8]);
        i64::from_be_bytes(first)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}
impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not 64 hexadecimal characters"))
    }
}

/// Writes JSON text, by way of a value: each type's writer lies in the app's module once.
///
/// # Errors
/// When a map has keys that are no texts.
pub fn write<T: Serialize>(of: &T) -> Result<String, serde_json::Error> {
    Ok(canonical(&serde_json::to_value(of)?))
}

/// Canonical JSON: keys in byte order, no white space, integers only where we write them (after RFC 8785).
#[must_use]
pub fn canonical(value: &Value) -> String {
    let mut out = String::new();
    text::write(value, &mut out);
    out
}

/// The hash of an envelope: canonical JSON of all its fields but `hash`, with the replica's id, so that a command cannot be
/// moved to another chain.
#[must_use]
pub fn envelope_hash(replica: ReplicaId, envelope: &Value) -> Hash {
    let mut value = envelope.clone();
    if let Value::Object(map) = &mut value {
        map.remove("hash");
        map.insert("replica_id".to_owned(), Value::String(replica.to_string()));
    }
    Hash::of(canonical(&value).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonical_json_sorts_keys_and_keeps_unknown_fields() {
        let value: Value =
            serde_json::from_str(r#"{"b": [1, {"z":null,"a":"å\n"}], "a": true}"#).unwrap();
        assert_eq!(
            canonical(&value),
            r#"{"a":true,"b":[1,{"a":"å\n","z":null}]}"#
        );
    }

    #[test]
    fn a_hash_reads_back_and_refuses_other_texts() {
        let hash = Hash::of(b"x");
        assert_eq!(Hash::parse(&hash.to_string()), Some(hash));
        assert_eq!(Hash::parse("zz"), None);
        assert_eq!(Hash::parse(&"å".repeat(32)), None);
    }
}
