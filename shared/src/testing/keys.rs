//! The fields of every row in every class of scope, read again by a person whenever one is added: `tests/golden/scope_keys.txt`.
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::oracle::body;
use super::properties::tell;
use crate::scope::scopes;

/// For every kind and class of scope: all keys that a row can have there, with a sample of each state.
fn keys_by_class() -> String {
    let mut found: BTreeMap<(String, &'static str), BTreeSet<String>> = BTreeMap::new();
    for seed in 0..6 {
        let state = tell(seed, 250, |_, _, _, _| {});
        for row in state.iter() {
            for (scope, shown) in scopes(row) {
                let class = scope.to_string().chars().take(1).collect();
                let keys = found.entry((class, shown.key().kind.as_str())).or_default();
                collect(&body(&shown), "", keys);
            }
        }
    }
    let lines = found.into_iter().map(|((class, kind), keys)| {
        let keys: Vec<String> = keys.into_iter().collect();
        format!("{class} {kind}: {}\n", keys.join(" "))
    });
    lines.collect()
}

fn collect(value: &Value, path: &str, out: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (name, inner) in map {
                let name = if name.parse::<u8>().is_ok() {
                    "#"
                } else {
                    name
                };
                let path = if path.is_empty() {
                    name.to_owned()
                } else {
                    format!("{path}.{name}")
                };
                collect(inner, &path, out);
            }
        }
        Value::Array(list) => list.iter().for_each(|inner| collect(inner, path, out)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            out.insert(path.to_owned());
        }
    }
}

#[test]
fn each_class_of_scope_gets_the_agreed_fields_and_no_other() {
    let golden = include_str!("../../../tests/golden/scope_keys.txt");
    let now = keys_by_class();
    assert!(
        golden == now,
        "tests/golden/scope_keys.txt is to be read again by a person:\n{now}"
    );
}
