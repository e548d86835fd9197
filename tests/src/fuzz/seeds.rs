//! The samples of the wire, read where they lie.
use std::fs;

use serde_json::Value;

use crate::program::root;

/// All samples by name, in order.
pub fn samples() -> Vec<(String, Value)> {
    let folder = root().join("tests/tests/wire/samples");
    let files = crate::program::files(&folder, "json").expect("the samples");
    let read = |path: &std::path::PathBuf| {
        let text = fs::read_to_string(path).expect("a sample");
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        (
            name.into_owned(),
            serde_json::from_str(&text).expect("JSON"),
        )
    };
    files.iter().map(read).collect()
}

/// Those that are envelopes.
pub fn envelopes() -> Vec<Value> {
    let all = samples().into_iter();
    all.map(|(_, value)| value)
        .filter(|value| value.get("cmd_no").is_some())
        .collect()
}

/// A message of the sample of all messages.
pub fn message(name: &str) -> Value {
    let of_all = samples()
        .into_iter()
        .find(|(sample, _)| sample == "messages");
    of_all.map(|(_, all)| all[name].clone()).expect("messages")
}

/// As text.
pub fn bytes(value: &Value) -> Vec<u8> {
    value.to_string().into_bytes()
}
