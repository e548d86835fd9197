//! One day of attendance as the peers keep it: a document of its own, with what a statement of ours says.

use serde_json::{Value, json};
use uuid::Uuid;

/// The same number gives the same document.
pub fn doc(number: u64) -> Value {
    let of = |salt: u64| Uuid::from_u64_pair(salt, number * 0x9e37_79b9_7f4a_7c15).to_string();
    let day = 1 + number % 28;
    json!({
        "type": "attendance",
        "placement": Uuid::from_u128(u128::from(number % 20)).to_string(),
        "day": format!("2026-{:02}-{day:02}", 1 + number / 28 % 12),
        "attendance": { "is": "present", "minutes": 480 },
        "by": of(3),
        "side": "contractor",
        "at": 1_790_000_000_000_u64 + number,
        "cmd": { "replica": of(4), "no": number },
    })
}

/// Its name.
pub fn id(number: u64) -> String {
    format!("day-{number:09}")
}
