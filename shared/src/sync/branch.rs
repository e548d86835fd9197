//! A chain that goes on under another name. A storage that was copied or turned back, or that has lost a command's bytes, cannot
//! go on with its chain: the server has another command under the next number, or waits for one that is gone. What the server
//! does not keep is then sealed anew as the beginning of a chain of its own. Surprising choice: the numbers go on where the old
//! chain is left, so that what lies before keeps its place on the device, and each command says what it was called before, so
//! that the server takes none of them twice.
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::envelope::{self, Head};
use crate::id::ReplicaId;
use crate::wire::{self, Hash};

/// Where a chain goes on from another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Branch {
    /// The chain before.
    pub of: ReplicaId,
    /// The first number that is not its any more; from 1.
    pub from: u64,
    /// The hash of the last command that is still its: by it the server tells whether what it keeps under that name is this copy's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prev: Option<Hash>,
}

/// Why a chain cannot go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Split {
    /// The server has other commands under these numbers: the storage was copied.
    Forked,
    /// The server has more of this chain than the storage: it was turned back.
    Behind {
        /// All commands up to this number are kept by the server.
        custody_high: u64,
    },
    /// The server waits for a command that the storage has lost.
    Lost,
}

/// What a command was called before its chain was left: an entry of the envelope's `was`, oldest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Was {
    /// Its chain.
    pub replica: ReplicaId,
    /// Its number there.
    pub no: u64,
    /// Its hash there.
    pub hash: Hash,
}

/// The beginning of a new chain.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grown {
    /// Envelopes in order; the first has the number at which the chain was left.
    pub envelopes: Vec<Value>,
    /// The head of the last of them.
    pub last: Option<Head>,
    /// What each of them was called last.
    pub names: Vec<Was>,
    /// How many of those that were given do not read as their chain sealed them. They are left where they lie.
    pub damaged: usize,
}

/// Seals anew what lies from `from` on: `old` are envelopes in the order of their numbers, `parts` the chains that sealed them.
/// What a command says of others of them is told by their new names.
#[must_use]
pub fn grow(parts: &[ReplicaId], new: ReplicaId, from: u64, old: &[Value]) -> Grown {
    let mut grown = Grown::default();
    let mut names: Vec<Was> = Vec::new();
    let mut whole = Vec::new();
    for value in old {
        let read = |part: &ReplicaId| Some((*part, envelope::head(*part, value)?));
        match parts.iter().find_map(read) {
            Some((_, head)) if head.cmd_no < from => {}
            Some((
                replica,
                Head {
                    cmd_no: no, hash, ..
                },
            )) => {
                names.push(Was { replica, no, hash });
                whole.push(value);
            }
            None => grown.damaged += 1,
        }
    }
    for ((value, was), no) in whole.into_iter().zip(&names).zip(from..) {
        let mut value = value.clone();
        if let Some(payload) = value.get_mut("payload") {
            walk(payload, &|replica, no| {
                let mut known = names.iter().zip(from..);
                let is_it = |was: &Was| was.no == no && was.replica.to_string() == replica;
                known.find_map(|(was, no)| is_it(was).then_some((new, no)))
            });
        }
        let hash_of = |head: &Head| Value::from(head.hash.to_string());
        let prev = grown.last.as_ref().map_or(Value::Null, hash_of);
        if let Value::Object(fields) = &mut value {
            fields.insert("cmd_no".to_owned(), no.into());
            fields.insert("prev".to_owned(), prev);
            let before = fields
                .entry("was")
                .or_insert_with(|| Value::Array(Vec::new()));
            if let Value::Array(before) = before {
                before.push(was.to_value());
            }
        }
        let hash = wire::envelope_hash(new, &value);
        if let Value::Object(fields) = &mut value {
            fields.insert("hash".to_owned(), hash.to_string().into());
        }
        grown.last = envelope::head(new, &value);
        grown.envelopes.push(value);
    }
    grown.names = names;
    grown
}

impl Grown {
    /// How many commands up to `end` are not among them and are not kept by the server, as far as is known: it keeps all up to `kept`.
    #[must_use]
    pub fn lost(&self, from: u64, kept: u64, end: u64) -> u64 {
        let whole = self.names.iter().filter(|was| was.no > kept).count() as u64;
        let first = from.max(kept.saturating_add(1));
        end.saturating_add(1)
            .saturating_sub(first)
            .saturating_sub(whole)
    }
}

impl Was {
    fn to_value(self) -> Value {
        let mut fields = Map::new();
        fields.insert("replica".to_owned(), self.replica.to_string().into());
        fields.insert("no".to_owned(), self.no.into());
        fields.insert("hash".to_owned(), self.hash.to_string().into());
        Value::Object(fields)
    }

    fn of(value: &Value) -> Option<Self> {
        Some(Self {
            replica: value.get("replica")?.as_str()?.parse().ok()?,
            no: value.get("no")?.as_u64()?,
            hash: Hash::parse(value.get("hash")?.as_str()?)?,
        })
    }

    /// All names that an envelope had in chains that were left.
    #[must_use]
    pub fn all(envelope: &Value) -> Vec<Self> {
        let was = envelope.get("was").and_then(Value::as_array);
        was.into_iter().flatten().filter_map(Self::of).collect()
    }
}

/// What a command of this chain and number is called now, if otherwise.
pub type Names<'a> = dyn Fn(&str, u64) -> Option<(ReplicaId, u64)> + 'a;

/// Looks at each reference to a command (`replica` and `no`) within a JSON value, and puts another one in its place when there is one.
pub fn walk(value: &mut Value, name: &Names<'_>) {
    match value {
        Value::Object(fields) => {
            let here = match (fields.get("replica"), fields.get("no")) {
                (Some(Value::String(replica)), Some(no)) => {
                    no.as_u64().and_then(|no| name(replica, no))
                }
                _ => None,
            };
            if let Some((replica, no)) = here {
                fields.insert("replica".to_owned(), Value::String(replica.to_string()));
                fields.insert("no".to_owned(), no.into());
            }
            fields.values_mut().for_each(|value| walk(value, name));
        }
        Value::Array(values) => values.iter_mut().for_each(|value| walk(value, name)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The branches of a chain that is left at `from`, itself being `now`: what lies before `from` keeps its own chains. `old` are the
/// envelopes that lie there.
#[must_use]
pub fn onward(branches: &[Branch], now: ReplicaId, from: u64, old: &[Value]) -> Vec<Branch> {
    let of = branches.iter().find(|branch| branch.from >= from);
    let of = of.map_or(now, |branch| branch.of);
    let mut heads = old.iter().filter_map(|value| envelope::head(of, value));
    let prev = heads
        .find(|head| head.cmd_no + 1 == from)
        .map(|head| head.hash);
    let kept = branches.iter().filter(|branch| branch.from < from);
    kept.copied().chain([Branch { of, from, prev }]).collect()
}

/// The number before a chain's own first one: 0 where it branches from none.
#[must_use]
pub fn floor(branches: &[Branch]) -> u64 {
    branches
        .last()
        .map_or(0, |branch| branch.from.saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use uuid::Uuid;

    fn chain(of: u128) -> ReplicaId {
        Uuid::from_u128(of).into()
    }

    fn sealed(replica: ReplicaId, no: u64, payload: &Value) -> Value {
        let mut value =
            json!({"cmd_no": no, "kind": "x", "v": 1, "payload": payload, "new": "kept"});
        let hash = wire::envelope_hash(replica, &value);
        value["hash"] = hash.to_string().into();
        value
    }

    #[test]
    fn what_the_server_lacks_goes_on_in_a_chain_of_its_own_and_says_what_it_was() {
        let (old, new) = (chain(1), chain(2));
        let refers = |no: u64| json!({"of": [{"replica": old, "no": no}], "no": 7});
        let mut all: Vec<Value> = (1..=5).map(|no| sealed(old, no, &refers(no - 1))).collect();
        all[3]["payload"] = json!("rotten");
        let grown = grow(&[old], new, 3, &all);
        assert_eq!(grown.damaged, 1);
        let heads: Vec<Head> = grown
            .envelopes
            .iter()
            .filter_map(|e| envelope::head(new, e))
            .collect();
        let numbers: Vec<u64> = heads.iter().map(|head| head.cmd_no).collect();
        assert_eq!(numbers, [3, 4], "no gap is left");
        assert_eq!((heads[0].prev, heads[1].prev), (None, Some(heads[0].hash)));
        assert_eq!(grown.last, heads.last().copied());
        assert_eq!((grown.lost(3, 0, 5), grown.lost(3, 4, 5)), (1, 0));
        let [three, four] = &grown.envelopes[..] else {
            panic!()
        };
        assert_eq!(
            three["was"],
            json!([{"replica": old, "no": 3, "hash": all[2]["hash"]}])
        );
        assert_eq!(
            three["payload"],
            refers(2),
            "what lies before keeps its name"
        );
        assert_eq!(four["payload"], refers(4), "what is lost keeps its name");
        assert_eq!(four["new"], "kept");
    }

    #[test]
    fn a_reference_to_a_command_that_goes_along_is_told_by_its_new_name() {
        let (old, new) = (chain(1), chain(2));
        let all = [
            sealed(old, 4, &json!({})),
            sealed(old, 6, &json!({"replaces": {"replica": old, "no": 4}})),
            sealed(old, 7, &json!({"to": {"replica": old, "no": 6}})),
        ];
        let grown = grow(&[old], new, 3, &all);
        assert_eq!(
            grown.envelopes[1]["payload"]["replaces"],
            json!({"replica": new, "no": 3})
        );
        assert_eq!(
            grown.envelopes[2]["payload"]["to"],
            json!({"replica": new, "no": 4})
        );
        let again = grow(&[old, new], chain(3), 4, &grown.envelopes);
        assert_eq!(again.envelopes[0]["was"].as_array().unwrap().len(), 2);
    }

    #[test]
    fn branches_keep_the_chains_of_what_lies_before() {
        let (one, two, three) = (chain(1), chain(2), chain(3));
        let old: Vec<Value> = (1..=4).map(|no| sealed(one, no, &json!({}))).collect();
        let hash = |no: usize| envelope::head(one, &old[no - 1]).map(|head| head.hash);
        let branch = |of, from, prev| Branch { of, from, prev };
        let first = onward(&[], one, 5, &old);
        assert_eq!(first, [branch(one, 5, hash(4))]);
        let second = onward(&first, two, 9, &old);
        assert_eq!(
            second,
            [first[0], branch(two, 9, None)],
            "a lost one has no hash"
        );
        assert_eq!(floor(&second), 8);
        assert_eq!(onward(&second, three, 3, &old), [branch(one, 3, hash(2))]);
        assert_eq!(
            onward(&second, three, 7, &old),
            [first[0], branch(two, 7, None)]
        );
    }
}
